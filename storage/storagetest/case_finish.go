package storagetest

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"freshet/storage"
	"freshet/storage/dedup"
)

// fullState has every field set.
func fullState() storage.SourceState {
	return storage.SourceState{
		Validators: storage.Validators{URL: "https://a.example/feed", ETag: "W/\"x\xff\"", LastModified: "Sun, 01 Mar 2026 12:00:00 GMT", Profile: 1<<63 + 5},
		LastFull:   t0.Add(4), Same: 3, Gap: true, Archive: "https://a.example/archive/\xff",
		Body:     [16]byte{1, 2, 3},
		Entries:  []uint64{1, 1 << 63, 0},
		LastPoll: t0, LastSuccess: t0.Add(1), LastNew: t0.Add(2), FailingSince: t0.Add(3),
		Failures: 4, Class: "dns", Error: "The name does not exist.", Status: 404,
		Move: storage.Move{URL: "https://b.example/", Since: t0, Seen: 2},
		Document: storage.Document{
			Format: "atom 1.0", ID: "urn:x", Title: "标题", Link: "https://a.example/", Description: "d", Language: "zh",
			Image: "https://a.example/i.png", Rights: "r", Authors: []storage.Person{{Name: "N", Email: "e@a.example", URL: "https://n.example"}},
			Updated: t0, Self: "https://a.example/feed", Hubs: []string{"https://hub.example"}, Moved: "https://b.example/feed",
		},
		Hints:    storage.Hints{MaxAge: time.Minute, TTL: time.Hour, Update: time.Second, SkipHours: 1 << 23, SkipDays: 1 << 6},
		Arrivals: []time.Time{t0, t0.Add(-time.Hour), time.Unix(0, 0).UTC()},
		Why:      []string{"its rhythm", "a hint"},
	}
}

// fullItem has every field set.
func fullItem() storage.Item {
	return sign(storage.Item{
		GUID: "urn:1\xfe", URL: "https://a.example/1?utm=x", Canonical: "https://a.example/1", Title: "Headline 1",
		Summary: "<p>short</p>", Content: "<p>" + prose("long", 300) + "</p>",
		Authors:    []storage.Person{{Name: "A"}, {Email: "b@a.example"}},
		Categories: []string{"x", "y"},
		Enclosures: []storage.Enclosure{{URL: "https://a.example/f.mp3", Type: "audio/mpeg", Length: 1 << 40}},
		Image:      "https://a.example/i.png", Language: "en",
		Published: t0.Add(-time.Hour), Updated: t0.Add(-time.Minute),
	})
}

var finishCases = []testCase{
	{"an item comes back whole", finishItem},
	{"numbers name sightings", finishNumbers},
	{"the largest item", finishLargest},
	{"what is published is UTF-8", finishUTF8},
	{"dates", finishDates},
	{"state and items survive a reopen", finishReopen},
	{"ids rise with the items", finishOrder},
	{"one guid twice in a document", finishTwice},
	{"a source that was removed meanwhile", finishRemoved},
	{"many at once", finishConcurrent},
	{"values stay the caller's", finishOwned},
}

// finishNumbers: every sighting has a number of its own, from 1, which a revision and
// a reopen do not change.
func finishNumbers(e *env) {
	e.sync(t0, "a", "b")
	one, two := fullItem(), fullItem()
	two.GUID, two.URL, two.Canonical, two.Title = "other", "https://b.example/other", "b.example/other", "Something else"
	two.Signature = dedup.Sign(two.Title, "<p>Nothing of this text is in the other.</p>")
	e.poll("a", t0, []storage.Item{one, two})
	e.poll("b", t0.Add(time.Hour), []storage.Item{one})
	numbers := func() map[string]uint64 {
		found, seen := map[string]uint64{}, map[uint64]bool{}
		for _, st := range e.newest() {
			for _, g := range st.Sightings {
				if g.Number == 0 || seen[g.Number] {
					e.t.Errorf("number %d is none, or another's", g.Number)
				}
				seen[g.Number] = true
				found[g.Source+" "+g.GUID] = g.Number
			}
		}
		return found
	}
	before := numbers()
	if len(before) != 3 {
		e.t.Fatalf("sightings: %v", before)
	}
	one.Content, one.Updated = "<p>Changed.</p>", t0.Add(2*time.Hour)
	e.poll("a", t0.Add(2*time.Hour), []storage.Item{one, two})
	e.reopen()
	e.want("numbers later", numbers(), before)
}

func finishItem(e *env) {
	e.sync(t0, "a")
	it := fullItem()
	e.want("Finished", e.poll("a", t0, []storage.Item{it}), storage.Finished{New: 1})
	got := e.only()
	rev, err := e.Revision(e.ctx)
	e.must(err)
	e.want("story", got, storage.Story{
		ID: got.ID, Lead: it,
		Sightings: []storage.Sighting{{
			Source: "a", GUID: it.GUID, URL: it.URL, Title: it.Title,
			Published: it.Published, Updated: it.Updated, Seen: t0,
		}},
		Date: it.Published, Seen: t0, Updated: it.Published, Changed: rev,
	})
	e.want("id's time", got.ID.Time(), t0)
	one, err := e.Story(e.ctx, got.ID)
	e.must(err)
	e.want("Story", one, got)
	e.want("items", e.status("a").Items, 1)
}

func finishUTF8(e *env) {
	e.sync(t0, "a")
	bad := func(s string) string { return s + "\xff" }
	it, st := fullItem(), fullState()
	for _, s := range []*string{
		&it.GUID, &it.URL, &it.Canonical, &it.Title, &it.Summary, &it.Content, &it.Authors[0].Name, &it.Categories[1],
		&it.Enclosures[0].Type, &it.Image, &it.Language, &st.Document.Title, &st.Document.Hubs[0], &st.Why[0], &st.Error,
	} {
		*s = bad(*s)
	}
	finish := func() storage.Finished {
		n, err := e.Finish(e.ctx, e.claim("a", t0), storage.Outcome{At: t0, State: st, Next: t0, Items: []storage.Item{it}})
		e.must(err)
		return n
	}
	e.want("first", finish(), storage.Finished{New: 1})
	e.want("again", finish(), storage.Finished{Known: 1})
	lead, kept := e.only().Lead, e.status("a").State
	for _, s := range []string{
		lead.URL, lead.Canonical, lead.Title, lead.Summary, lead.Content, lead.Authors[0].Name, lead.Categories[1],
		lead.Enclosures[0].Type, lead.Image, lead.Language, kept.Document.Title, kept.Document.Hubs[0], kept.Why[0], kept.Error,
	} {
		if !utf8.ValidString(s) || !strings.HasSuffix(s, "\uFFFD") {
			e.t.Errorf("%q is not what is published", s)
		}
	}
	e.want("guid", lead.GUID, it.GUID)
	e.want("the caller's item", it.Title, "Headline 1\xff")
	p := e.promotion("all", e.only().ID, t0)
	p.Note, p.Lead.Title = bad(p.Note), bad(p.Lead.Title)
	e.promote(p)
	if got := e.promotions("all", 1)[0]; !utf8.ValidString(got.Note) || !utf8.ValidString(got.Lead.Title) {
		e.t.Errorf("promotion %q, %q", got.Note, got.Lead.Title)
	}
}

func finishLargest(e *env) {
	e.sync(t0, "a")
	text := make([]byte, storage.MaxContentBytes)
	for i := range text {
		text[i] = byte('!' + (i*i+i/97)%90)
	}
	it := item("a", "large", t0)
	it.Content, it.Summary = string(text), string(text[1:])
	e.poll("a", t0, []storage.Item{it})
	e.want("lead", e.only().Lead, it)
}

func finishDates(e *env) {
	e.sync(t0, "a")
	at := t0.Add(123456789)
	for _, c := range []struct {
		name            string
		published, want time.Time
	}{
		{"past", t0.Add(-time.Hour), t0.Add(-time.Hour)},
		{"future", t0.Add(time.Hour), at},
		{"unknown", time.Time{}, at},
		{"epoch", time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()},
		{"before the epoch", time.Date(1969, 7, 20, 20, 17, 0, 1, time.UTC), time.Date(1969, 7, 20, 20, 17, 0, 1, time.UTC)},
		{"long ago", time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC)},
	} {
		e.poll("a", at, []storage.Item{item("a", c.name, c.published)})
		for _, st := range e.newest() {
			if st.Lead.GUID == "a/"+c.name {
				e.want(c.name+": date", st.Date, c.want)
				e.want(c.name+": published", st.Sightings[0].Published, c.published)
			}
		}
	}
	e.want("stories", len(e.newest()), 6)
}

func finishReopen(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{item("a", "one", t0), item("a", "two", t0.Add(-time.Hour))})
	before, status := e.newest(), e.status("a")
	rev, err := e.Revision(e.ctx)
	e.must(err)
	e.reopen()
	e.want("stories", e.newest(), before)
	e.want("status", e.status("a"), status)
	again, err := e.Revision(e.ctx)
	e.must(err)
	if again < rev {
		e.t.Errorf("revision fell from %d to %d", rev, again)
	}
	n := e.poll("a", t0.Add(time.Hour), []storage.Item{item("a", "one", t0), item("a", "three", t0)})
	e.want("Finished", n, storage.Finished{New: 1, Known: 1})
}

func finishOrder(e *env) {
	e.sync(t0, "a")
	var items []storage.Item
	for _, name := range []string{"c", "a", "b", "d"} {
		items = append(items, item("a", name, t0))
	}
	e.poll("a", t0, items)
	var got []string
	for st, err := range e.All(e.ctx) {
		e.must(err)
		got = append(got, st.Lead.GUID)
	}
	e.want("by id", got, []string{"a/c", "a/a", "a/b", "a/d"})
}

func finishTwice(e *env) {
	e.sync(t0, "a")
	one := item("a", "one", t0)
	other := with(one, func(it *storage.Item) { it.Title = "Another headline" })
	e.want("Finished", e.poll("a", t0, []storage.Item{one, one, other}), storage.Finished{New: 1, Known: 1, Revised: 1})
	e.want("title", e.only().Lead.Title, "Another headline")
}

func finishRemoved(e *env) {
	e.sync(t0, "a", "b")
	c := e.claim("a", t0)
	e.sync(t0, "b")
	n, err := e.finish(c, t0, []storage.Item{item("a", "one", t0)})
	e.must(err)
	e.want("Finished", n, storage.Finished{New: 1})
	e.want("not claimed", e.names(request(t0.Add(time.Hour))), []string{"b"})
	e.want("name", e.only().Sightings[0].Source, "a")
}

func finishConcurrent(e *env) {
	const sources, rounds = 12, 3
	var list []string
	for i := range sources {
		list = append(list, string(rune('a'+i)))
	}
	e.sync(t0, list...)
	for round := range rounds {
		now := t0.Add(time.Duration(round+1) * time.Hour)
		var wg sync.WaitGroup
		for name, c := range e.claims(request(now)) {
			wg.Go(func() {
				own := item(name, string(rune('A'+round))+name, now)
				shared := item("shared", "story"+string(rune('A'+round)), now)
				shared.GUID = name + shared.GUID
				if _, err := e.finish(c, now, []storage.Item{own, shared}); err != nil {
					e.t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	stories := e.newest()
	e.want("stories", len(stories), (sources+1)*rounds)
	for _, st := range stories {
		if n := len(st.Sightings); n != 1 && n != sources {
			e.t.Errorf("story %q has %d sightings", st.Lead.Title, n)
		}
	}
}

func finishOwned(e *env) {
	e.sync(t0, "a")
	it, st := fullItem(), fullState()
	c := e.claim("a", t0)
	_, err := e.Finish(e.ctx, c, storage.Outcome{At: t0, State: st, Next: t0, Items: []storage.Item{it}})
	e.must(err)
	it.Categories[0], it.Authors[0].Name, it.Enclosures[0].URL = "changed", "changed", "changed"
	st.Entries[0], st.Document.Hubs[0], st.Why[0] = 99, "changed", "changed"
	e.want("lead", e.only().Lead, fullItem())
	e.want("state", e.status("a").State, fullState())
	got := e.only()
	got.Lead.Categories[0], got.Sightings[0].Title = "changed", "changed"
	e.want("lead again", e.only().Lead, fullItem())
}
