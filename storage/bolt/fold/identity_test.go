package fold

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func TestVariants(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		guid  string
		hosts []string
		want  []string
	}{
		{"tag:a.example,2026:1", []string{"b.example"}, nil},
		{"https://a.example/1", nil, []string{"http://a.example/1", "https://www.a.example/1", "http://www.a.example/1"}},
		{"http://www.a.example?p=1", []string{"www.a.example"}, []string{"https://a.example?p=1", "http://a.example?p=1", "https://www.a.example?p=1"}},
		{"https://a.example/1", []string{"b.example"}, []string{
			"http://a.example/1", "https://www.a.example/1", "http://www.a.example/1",
			"https://b.example/1", "http://b.example/1", "https://www.b.example/1", "http://www.b.example/1",
		}},
		{"https:///1", nil, nil},
	} {
		if d := cmp.Diff(c.want, variants(c.guid, c.hosts)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.guid, d)
		}
	}
	if got := Hosts("https://a.example/feed", "", "http://b.example", "https://a.example/", "urn:x"); !slices.Equal(got, []string{"a.example", "b.example"}) {
		t.Errorf("Hosts = %v", got)
	}
}

// TestMoved asks for an item whose guid and link have both changed.
func TestMoved(t *testing.T) {
	t.Parallel()
	at := time.Unix(1e9, 0)
	old := item("https://a.example/x/1", page, "The headline", "few words")
	old.Published = at
	moved := item("https://b.example/x/1", other, "The headline", "few words")
	moved.Published = at
	for name, c := range map[string]struct {
		change    func(*storage.Item)
		migrating bool
		present   []string
		want      Kind
	}{
		"headline, date and text":             {func(*storage.Item) {}, false, nil, Known},
		"headline, date and path":             {func(i *storage.Item) { i.Summary = "others" }, false, nil, Known},
		"headline and date":                   {func(i *storage.Item) { i.GUID, i.Summary = "h", "others" }, false, nil, New},
		"headline and date, all guids anew":   {func(i *storage.Item) { i.GUID, i.Summary = "h", "others" }, true, nil, Known},
		"headline alone, all guids anew":      {func(i *storage.Item) { i.Published, i.GUID = at.Add(1), "h" }, true, nil, New},
		"another headline":                    {func(i *storage.Item) { i.Title = "Another" }, true, nil, New},
		"the old one is still there":          {func(*storage.Item) {}, true, []string{old.GUID}, New},
		"no date, and a text that is no text": {func(i *storage.Item) { i.Published = time.Time{} }, true, nil, New},
	} {
		s := newShelf()
		s.put(1, old)
		it := moved
		c.change(&it)
		signed := item(it.GUID, it.URL, it.Title, it.Summary)
		signed.Published = it.Published
		a := asked(signed, 1, append([]string{it.GUID}, c.present...))
		a.Migrating = c.migrating
		if got, err := Decide(a, of{s, 1}); err != nil || got.Kind != c.want {
			t.Errorf("%s: %+v, %v, want %d", name, got, err, c.want)
		}
		a.First = true
		if got, err := Decide(a, of{s, 1}); err != nil || got.Kind == Known {
			t.Errorf("%s, of a source without items: %+v, %v", name, got, err)
		}
	}
}

// TestDeleted asks for items that their source took back.
func TestDeleted(t *testing.T) {
	t.Parallel()
	when := time.Unix(1e9, 0)
	it := item("https://a.example/x/1", page, "The headline", words("text", 20))
	s := newShelf()
	s.guids["1"+it.GUID], s.gone["1"+it.GUID] = 1, true
	s.buried[page] = Remains(&it.Signature)
	s.deleted = map[uint64]time.Time{1: when}
	for name, c := range map[string]struct {
		change func(*storage.Item)
		want   Kind
	}{
		"as it was":               {func(*storage.Item) {}, Gone},
		"not newer":               {func(i *storage.Item) { i.Updated = when }, Gone},
		"newer":                   {func(i *storage.Item) { i.Updated = when.Add(1) }, New},
		"published later":         {func(i *storage.Item) { i.Published = when.Add(1) }, New},
		"updated says more":       {func(i *storage.Item) { i.Published, i.Updated = when.Add(1), when }, Gone},
		"under another scheme":    {func(i *storage.Item) { i.GUID = "http://a.example/x/1" }, Gone},
		"under another guid":      {func(i *storage.Item) { i.GUID = "h" }, Gone},
		"newer, and another guid": {func(i *storage.Item) { i.GUID, i.Updated = "h", when.Add(1) }, New},
	} {
		again := it
		c.change(&again)
		if got, err := Decide(asked(again, 1, []string{again.GUID}), of{s, 1}); err != nil || got.Kind != c.want {
			t.Errorf("%s: %+v, %v, want %d", name, got, err, c.want)
		}
	}
	s.fails = "Deleted"
	if _, err := Decide(asked(it, 1, nil), of{s, 1}); !errors.Is(err, s.err) {
		t.Errorf("the error is hidden: %v", err)
	}
}

func TestSameText(t *testing.T) {
	t.Parallel()
	const link = `<a href="https://a.example/x`
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"", "", true},
		{"a", "b", false},
		{link + `?a=1">x</a>`, link + `?a=2&amp;b=3">x</a>`, true},
		{link + `?a=1">x</a>`, link + `?a=2">y</a>`, false},
		{link + `?a=1">x</a>`, link + `/y?a=1">x</a>`, false},
		{link + `">x</a>`, link + `?a">x</a>`, false},
		{link + `">?1</a>`, link + `">?2</a>`, false},
		{link + `?a=1">x</a>` + link + `?b=1">`, link + `?a=1">x</a>` + link + `?b=2">`, true},
		{link + `?a=1">x</a>` + link + `?b=1">`, link + `?a=1">x</a>` + link + `z?b=1">`, false},
		{link + `?a=1">x</a>` + link, link + `?a=2">x</a>` + link, true},
		{link + `?a=1`, link + `?a=2`, false},
		{`="http`, `="https`, false},
	} {
		if got := sameText(c.a, c.b); got != c.want {
			t.Errorf("sameText(%q, %q) = %v", c.a, c.b, got)
		}
		if got := sameText(c.b, c.a); got != c.want {
			t.Errorf("sameText(%q, %q) = %v", c.b, c.a, got)
		}
	}
	many := strings.Repeat(link+`?a=1">`, 10_000)
	if !sameText(many, strings.ReplaceAll(many, "a=1", "b=2")) {
		t.Error("many links differ")
	}
}

func TestDistinct(t *testing.T) {
	t.Parallel()
	one, two := item("g", page, "T", "S"), item("g", other, "T", "S")
	if Distinct(&one) == Distinct(&two) {
		t.Error("two links have one guid")
	}
	one.URL, two.Canonical, one.Canonical, two.Title = "", front, "", "U"
	if Distinct(&one) == Distinct(&two) {
		t.Error("two headlines without a link of their own have one guid")
	}
	if got, ok := Shared(Distinct(&one)); !ok || got != "g" {
		t.Errorf("Shared = %q, %v", got, ok)
	}
	for _, guid := range []string{"", "g", "g\n#", "g\n#123", "g#0123456789abcdef"} {
		if got, ok := Shared(guid); ok {
			t.Errorf("Shared(%q) = %q", guid, got)
		}
	}
}

func TestStaleAndCorrects(t *testing.T) {
	t.Parallel()
	came := time.Unix(1e9, 0)
	at := func(d time.Duration) storage.Item { return storage.Item{Updated: came.Add(d), Published: came.Add(d)} }
	for name, c := range map[string]struct {
		old, it storage.Item
		want    bool
	}{
		"older":              {at(0), at(-1), true},
		"the same":           {at(0), at(0), false},
		"newer":              {at(-2), at(-1), false},
		"unknown":            {at(0), storage.Item{}, false},
		"unknown before":     {storage.Item{}, at(0), false},
		"a clock that leads": {at(slack), at(0), true},
		"a slip of the pen":  {at(slack + 1), at(0), false},
	} {
		if got := Stale(&c.old, &c.it, came); got != c.want {
			t.Errorf("%s: stale %v", name, got)
		}
	}
	for name, c := range map[string]struct {
		old, it storage.Item
		want    bool
	}{
		"a date that was":       {at(1), at(-1), true},
		"another future":        {at(1), at(2), false},
		"it has come meanwhile": {at(1), at(1), false},
		"it was no future":      {at(0), at(-1), false},
		"no date":               {at(1), storage.Item{}, false},
	} {
		if got := Corrects(&c.old, &c.it, came, came.Add(1)); got != c.want {
			t.Errorf("%s: corrects %v", name, got)
		}
	}
}
