package fold

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"freshet/storage"
	"freshet/storage/dedup"
)

// shelf is a store of some entries. A question that it has no answer to fails
// with err.
type shelf struct {
	entries []Entry
	items   []storage.Item // of the entries
	guids   map[string]uint64
	gone    map[string]bool
	buried  map[string][16]byte // by link
	deleted map[uint64]time.Time
	sources map[storage.StoryID][]uint64
	copies  map[uint64]storage.Copies
	apart   map[uint64]storage.StoryID // by removed item
	err     error                      // of the call named in fails
	fails   string
}

func (s *shelf) fail(call string) error {
	if s.fails == call {
		return s.err
	}
	return nil
}

func (s *shelf) ByGUID(guid string) (seq uint64, gone, ok bool, err error) {
	seq, ok = s.guids[guid]
	return seq, s.gone[guid], ok, s.fail("ByGUID")
}

func (s *shelf) ByURL(canonical string) ([]Entry, error) {
	return s.those(func(it *storage.Item) bool { return it.Canonical == canonical }), s.fail("ByURL")
}

func (s *shelf) ByText(key TextKey) ([]Entry, error) {
	return s.those(func(it *storage.Item) bool { k, ok := TextOf(it); return ok && k == key }), s.fail("ByText")
}

func (s *shelf) those(ok func(*storage.Item) bool) (out []Entry) {
	for i := range s.items {
		if ok(&s.items[i]) {
			out = append(out, s.entries[i])
		}
	}
	return out
}

func (s *shelf) Neighbours(it *storage.Item, yield func(Neighbour, dedup.Frequencies)) error {
	for i := range s.entries {
		e := &s.entries[i]
		yield(Neighbour{
			Source: e.Source, Story: e.Story, Signature: &s.items[i].Signature,
			SameURL: PageURL(it.Canonical) && it.Canonical == s.items[i].Canonical,
		}, rare{})
	}
	return s.fail("Neighbours")
}

// rare are the frequencies of a store in which nothing is common.
type rare struct{}

func (rare) Count(uint32) uint32 { return 1 }
func (rare) Stories() int        { return 1000 }

func (s *shelf) Item(seq uint64) (*storage.Item, error) { return &s.items[seq-1], s.fail("Item") }

func (s *shelf) ByDate(published time.Time) ([]Entry, error) {
	return s.those(func(it *storage.Item) bool { return it.Published.Equal(published) }), s.fail("ByDate")
}

func (s *shelf) Buried(canonical string, text [16]byte) (uint64, bool, error) {
	return 1, s.buried[canonical] == text && text != [16]byte{}, s.fail("Buried")
}

func (s *shelf) Deleted(seq uint64) (time.Time, bool, error) {
	when, ok := s.deleted[seq]
	return when, ok, s.fail("Deleted")
}

func (s *shelf) Members(id storage.StoryID) (Members, error) {
	m := Members{Sources: s.sources[id]}
	if len(m.Sources) > 0 {
		m.Lead = m.Sources[0]
	}
	return m, s.fail("Members")
}

func (s *shelf) Copies(source uint64) storage.Copies { return s.copies[source] }

func (s *shelf) Apart(seq uint64, id storage.StoryID) (bool, error) {
	return s.apart[seq] == id && seq != 0, s.fail("Apart")
}

// put adds an item as a story of its own.
func (s *shelf) put(source uint64, it storage.Item) {
	seq := uint64(len(s.items) + 1)
	id := storage.StoryID{byte(seq)}
	s.items = append(s.items, it)
	s.entries = append(s.entries, Entry{Seq: seq, Source: source, Story: id, Linked: it.Canonical != "", Signature: it.Signature})
	s.guids[fmt.Sprint(source, it.GUID)] = seq
	s.sources[id] = []uint64{source}
}

func newShelf() *shelf {
	return &shelf{
		guids: map[string]uint64{}, gone: map[string]bool{}, buried: map[string][16]byte{},
		sources: map[storage.StoryID][]uint64{}, err: errors.New("damaged"),
	}
}

// of is the shelf as one source sees its guids.
type of struct {
	*shelf
	source uint64
}

func (o of) ByGUID(guid string) (uint64, bool, bool, error) {
	return o.shelf.ByGUID(fmt.Sprint(o.source, guid))
}

func item(guid, link, title, text string) storage.Item {
	return storage.Item{GUID: guid, URL: link, Canonical: link, Title: title, Summary: text, Signature: dedup.Sign(title, text)}
}

// words is a text of n words.
func words(of string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%c%c ", of, 'a'+i%26, 'a'+i/26)
	}
	return b.String()
}

const (
	page  = "https://a.example/one"
	other = "https://b.example/two"
	front = "https://a.example/"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	long, short := words("long", 120), words("short", 20)
	base := item("g", page, "The headline", short)
	for _, c := range []struct {
		name    string
		has     []storage.Item // of source 1
		asked   storage.Item
		source  uint64
		present []string // nil: not known
		want    Decision
	}{
		{"nothing is there", nil, base, 1, []string{"g"}, Decision{Kind: New}},
		{"its guid", []storage.Item{base}, item("g", other, "Other", long), 1, []string{"g"}, Decision{Kind: Known, Seq: 1}},
		{"the guid of another source", []storage.Item{item("g", other, "Other", long)}, base, 2, []string{"g"}, Decision{Kind: New}},
		{"a guid that flipped", []storage.Item{base}, item("h", page, "The headline", long), 1, []string{"h"}, Decision{Kind: Known, Seq: 1, Alias: true}},
		{"the old guid is still listed", []storage.Item{base}, item("h", page, "Other words", long), 1, []string{"g", "h"}, Decision{Kind: New}},
		{"listed, and the same in all", []storage.Item{base}, item("h", page, "The headline", short), 1, []string{"g", "h"},
			Decision{Kind: Join, Story: storage.StoryID{1}, Reasons: []string{"same link", "same headline"}, Score: ExactScore}},
		{"who lists what is not known", []storage.Item{base}, item("h", page, "Another headline", short), 1, nil, Decision{Kind: New}},
		{"a copy by link", []storage.Item{base}, item("h", page, "Told otherwise", long), 2, nil,
			Decision{Kind: Join, Story: storage.StoryID{1}, Reasons: []string{"same link"}, Score: ExactScore}},
		{"a copy by a long text", []storage.Item{item("g", page, "A", long)}, item("h", other, "B", long), 2, nil,
			Decision{Kind: Join, Story: storage.StoryID{1}, Reasons: []string{"same text"}, Score: ExactScore}},
		{"a copy of a text without links", []storage.Item{item("g", "", "The headline", "few words")}, item("h", "", "The headline", "few words"), 2, nil,
			Decision{Kind: New}},
		{"a flip without links", []storage.Item{item("g", "", "The headline", "few words")}, item("h", "", "The headline", "few words"), 1, []string{"h"},
			Decision{Kind: Known, Seq: 1, Alias: true}},
		{"another number in the headline", []storage.Item{item("g", page, "Version 1", long)}, item("h", page, "Version 2", long), 2, nil, Decision{Kind: New}},
		{"a front page", []storage.Item{item("g", front, "A", short)}, item("h", front, "B", words("b", 20)), 2, nil, Decision{Kind: New}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf()
			for _, it := range c.has {
				s.put(1, it)
			}
			got, err := Decide(asked(c.asked, c.source, c.present), of{s, c.source})
			if d := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); d != "" || err != nil {
				t.Errorf("%s%v", d, err)
			}
		})
	}
}

func asked(it storage.Item, source uint64, present []string) Asked {
	a := Asked{Item: &it, Source: source}
	if present != nil {
		a.Present = func(guid string) bool { return slices.Contains(present, guid) }
	}
	return a
}

// TestRemoved asks for items that retention has removed.
func TestRemoved(t *testing.T) {
	t.Parallel()
	it := item("g", page, "The headline", words("short", 20))
	s := newShelf()
	s.guids["1g"], s.gone["1g"] = 1, true
	s.buried[page] = Remains(&it.Signature)
	for name, c := range map[string]struct {
		asked Asked
		want  Kind
	}{
		"its guid":              {asked(item("g", other, "Other", "other"), 1, nil), Gone},
		"another guid":          {asked(item("h", page, "Changed", words("short", 20)), 1, []string{"h"}), Gone},
		"another text":          {asked(item("h", page, "Changed", words("other", 20)), 1, []string{"h"}), New},
		"a document unread":     {asked(item("h", page, "Changed", words("short", 20)), 1, nil), New},
		"another link":          {asked(item("h", other, "Changed", words("short", 20)), 1, []string{"h"}), New},
		"the front of the site": {asked(item("h", front, "Changed", words("short", 20)), 1, []string{"h"}), New},
	} {
		if got, err := Decide(c.asked, of{s, 1}); err != nil || got.Kind != c.want {
			t.Errorf("%s: %+v, %v, want %d", name, got, err, c.want)
		}
	}
}

// TestFullStory passes over a story that has enough sightings.
func TestFullStory(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.put(1, item("g", page, "The headline", "text"))
	s.put(2, item("g", page, "The headline", "text"))
	s.sources[storage.StoryID{1}] = make([]uint64, storage.MaxSightings)
	got, err := Decide(asked(item("h", page, "The headline", "text"), 3, nil), of{s, 3})
	if err != nil || got.Kind != Join || got.Story != (storage.StoryID{2}) {
		t.Errorf("Decide = %+v, %v, want the second story", got, err)
	}
}

// TestErrors fails each question; the decision must not hide it.
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"ByGUID", "ByURL", "ByText", "ByDate", "Item", "Buried", "Members"} {
		s := newShelf()
		s.put(1, item("g", page, "The headline", words("text", 20)))
		s.fails = call
		it := item("h", page, "The headline", words("text", 20))
		it.Published = time.Unix(1, 0)
		a := asked(it, 1, []string{"g", "h"})
		if got, err := Decide(a, of{s, 1}); !errors.Is(err, s.err) || got.Kind != 0 {
			t.Errorf("%s fails: %+v, %v", call, got, err)
		}
	}
}

func TestPageURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]bool{
		"":                          false,
		"https://a.example":         false,
		"https://a.example/":        false,
		"//a.example/":              false,
		"https://a.example/?":       false,
		"https://a.example//#":      false,
		"https://a.example/x":       true,
		"//a.example/x":             true,
		"a.example/x":               true,
		"https://a.example/?p=1":    true,
		"https://a.example?p=1":     true,
		"https://a.example/#part-2": true,
	} {
		if got := PageURL(url); got != want {
			t.Errorf("PageURL(%q) = %v", url, got)
		}
	}
}

func TestTextOf(t *testing.T) {
	t.Parallel()
	long, few := words("w", dedup.MinBodyTokens), "only these words"
	for _, c := range []struct {
		name        string
		it          storage.Item
		body, title bool
		ok          bool
	}{
		{"a text", item("g", page, "T", long), true, false, true},
		{"a short text with a link", item("g", page, "T", few), false, false, false},
		{"a short text without", item("g", "", "T", few), true, true, true},
		{"a headline alone", item("g", "", "T", ""), false, true, true},
		{"nothing", item("g", "", "", ""), false, false, false},
	} {
		key, ok := TextOf(&c.it)
		if ok != c.ok || (key.Body != [16]byte{}) != c.body || (key.Title != [16]byte{}) != c.title {
			t.Errorf("%s: %v, %v", c.name, key, ok)
		}
	}
}

func TestRankAndLead(t *testing.T) {
	t.Parallel()
	const feed, site = "https://www.A.example/feed", "https://b.example/"
	ranks := map[string]Rank{}
	for name, it := range map[string]storage.Item{
		"host":            {URL: "https://a.example/x"},
		"site":            {URL: "https://www.b.example/x"},
		"elsewhere, full": {URL: "https://c.example/x", Content: "all"},
		"elsewhere":       {URL: "https://c.example/x"},
		"no link":         {},
		"no address":      {URL: "://%"},
	} {
		ranks[name] = RankOf(Ranked{Item: &it, Feed: feed, Site: site})
	}
	order := []string{"elsewhere", "elsewhere, full", "site", "host"}
	for i := 1; i < len(order); i++ {
		if a, b := order[i-1], order[i]; !ranks[b].better(ranks[a]) || ranks[a].better(ranks[b]) {
			t.Errorf("%s ranks %d, %s %d", a, ranks[a], b, ranks[b])
		}
	}
	if ranks["no link"] != ranks["elsewhere"] || ranks["no address"] != ranks["elsewhere"] {
		t.Error("no link ranks above one elsewhere")
	}
	for _, c := range []struct {
		ranks         []Rank
		present, want int
	}{
		{[]Rank{1}, 0, 0}, {[]Rank{1, 1}, 1, 1}, {[]Rank{1, 2, 2}, 0, 1}, {[]Rank{4, 2}, 1, 0}, {[]Rank{0, 0, 1}, 0, 2},
	} {
		if got := Lead(c.ranks, c.present); got != c.want {
			t.Errorf("Lead(%v, %d) = %d, want %d", c.ranks, c.present, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	old := item("g", page, "T", "S")
	for name, c := range map[string]struct {
		change func(*storage.Item)
		want   Change
	}{
		"nothing":    {func(*storage.Item) {}, Unchanged},
		"guid":       {func(i *storage.Item) { i.GUID = "x" }, Unchanged},
		"dates":      {func(i *storage.Item) { i.Updated, i.Published = i.Updated.AddDate(1, 0, 0), i.Updated }, Unchanged},
		"empty list": {func(i *storage.Item) { i.Categories = []string{} }, Unchanged},
		"link":       {func(i *storage.Item) { i.URL, i.Canonical = other, other }, Changed},
		"same page":  {func(i *storage.Item) { i.URL = page + "?utm_source=x" }, Unchanged},
		"image":      {func(i *storage.Item) { i.Image = other }, Changed},
		"language":   {func(i *storage.Item) { i.Language = "de" }, Changed},
		"authors":    {func(i *storage.Item) { i.Authors = []storage.Person{{Name: "N"}} }, Changed},
		"categories": {func(i *storage.Item) { i.Categories = []string{"c"} }, Changed},
		"files":      {func(i *storage.Item) { i.Enclosures = []storage.Enclosure{{URL: other}} }, Changed},
		"title":      {func(i *storage.Item) { i.Title = "x" }, Rewritten},
		"summary":    {func(i *storage.Item) { i.Summary = "x" }, Rewritten},
		"content":    {func(i *storage.Item) { i.Content = "x" }, Rewritten},
	} {
		it := old
		c.change(&it)
		if got := Compare(&old, &it); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
