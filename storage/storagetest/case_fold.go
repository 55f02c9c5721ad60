package storagetest

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"freshet/storage"
)

var foldCases = []testCase{
	{"known as it is", foldKnown},
	{"a revision of the text", foldRevision},
	{"a change besides the text", foldVisible},
	{"dates alone are no revision", foldDates},
	{"a revision of what does not lead", foldQuiet},
	{"a guid flips", foldFlip},
	{"one link, two items of a source", foldTwoItems},
	{"a copy by link", foldByURL},
	{"a copy by text", foldByText},
	{"headlines with other numbers stay apart", foldNumbers},
	{"a front page is no link of one item", foldFrontPage},
	{"the same guid of two sources", foldGUIDs},
	{"two copies at the same moment", foldMoment},
	{"a copy after a reopen", foldReopen},
	{"a story that is full", foldFull},
}

func foldKnown(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{fullItem()})
	before := e.only()
	rev, err := e.Revision(e.ctx)
	e.must(err)
	e.want("Finished", e.poll("a", t0.Add(time.Hour), []storage.Item{fullItem()}), storage.Finished{Known: 1})
	e.want("story", e.only(), before)
	after, err := e.Revision(e.ctx)
	e.must(err)
	e.want("revision", after, rev)
}

func foldRevision(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{fullItem()})
	before := e.only()
	for i, change := range []func(*storage.Item){
		func(it *storage.Item) { it.Title = "Another" },
		func(it *storage.Item) { it.Summary = "<p>Another</p>" },
		func(it *storage.Item) { it.Content = "<p>Another</p>" },
	} {
		at := t0.Add(time.Duration(i+1) * time.Hour)
		it := with(e.only().Lead, change)
		e.want("Finished", e.poll("a", at, []storage.Item{it}), storage.Finished{Revised: 1})
		got := e.only()
		e.want("lead", got.Lead, it)
		e.want("id", got.ID, before.ID)
		e.want("date", got.Date, before.Date)
		e.want("seen", got.Seen, before.Seen)
		e.want("updated", got.Updated, at)
		e.want("revised", got.Sightings[0].Revised, at)
		e.want("revisions", got.Sightings[0].Revisions, i+1)
		e.want("title", got.Sightings[0].Title, it.Title)
		e.want("first seen", got.Sightings[0].Seen, t0)
	}
}

func foldVisible(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{fullItem()})
	for i, change := range []func(*storage.Item){
		func(it *storage.Item) {
			it.URL, it.Canonical = "https://a.example/elsewhere", "https://a.example/elsewhere"
		},
		func(it *storage.Item) { it.Authors = it.Authors[:1] },
		func(it *storage.Item) { it.Categories = append([]string{"z"}, it.Categories...) },
		func(it *storage.Item) { it.Enclosures = nil },
		func(it *storage.Item) { it.Image = "" },
		func(it *storage.Item) { it.Language = "de" },
	} {
		it := with(e.only().Lead, change)
		before := e.only()
		at := t0.Add(time.Duration(i+1) * time.Hour)
		e.want("Finished", e.poll("a", at, []storage.Item{it}), storage.Finished{Revised: 1})
		got := e.only()
		e.want("lead", got.Lead, it)
		e.want("updated", got.Updated, before.Updated)
		if got.Changed <= before.Changed {
			e.t.Errorf("change %d: revision %d after %d", i, got.Changed, before.Changed)
		}
	}
}

func foldDates(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{fullItem()})
	before := e.only()
	it := with(fullItem(), func(it *storage.Item) { it.Published, it.Updated = t0.Add(time.Minute), t0.Add(time.Minute) })
	e.want("Finished", e.poll("a", t0.Add(time.Hour), []storage.Item{it}), storage.Finished{Known: 1})
	e.want("story", e.only(), before)
}

func foldQuiet(e *env) {
	e.sync(t0, "a", "b")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	copied := with(one, func(it *storage.Item) { it.GUID = "b/copy" })
	e.poll("b", t0.Add(time.Minute), []storage.Item{copied})
	before := e.only()
	revised := with(copied, func(it *storage.Item) { it.Title = "Spiced up" })
	e.want("Finished", e.poll("b", t0.Add(time.Hour), []storage.Item{revised}), storage.Finished{Revised: 1})
	got := e.only()
	e.want("lead", got.Lead, one)
	e.want("updated", got.Updated, before.Updated)
	e.want("sighting", got.Sightings[1].Title, "Spiced up")
}

func foldFlip(e *env) {
	e.sync(t0, "a")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	id := e.only().ID
	flipped := with(one, func(it *storage.Item) { it.GUID = "second" })
	e.want("flip", e.poll("a", t0.Add(time.Hour), []storage.Item{flipped}), storage.Finished{Known: 1})
	e.want("guid", e.only().Sightings[0].GUID, "second")
	retold := with(one, func(it *storage.Item) { it.GUID, it.Summary = "third", "<p>New words.</p>" })
	e.want("flip with a revision", e.poll("a", t0.Add(2*time.Hour), []storage.Item{retold}), storage.Finished{Revised: 1})
	e.reopen()
	// All three guids are the item's for ever.
	for i, guid := range []string{one.GUID, "second", "third"} {
		it := with(retold, func(it *storage.Item) { it.GUID = guid })
		n := e.poll("a", t0.Add(time.Duration(3+i)*time.Hour), []storage.Item{it})
		e.want("again "+guid, n, storage.Finished{Known: 1})
	}
	e.want("id", e.only().ID, id)
	e.want("items", e.status("a").Items, 1)
}

func foldTwoItems(e *env) {
	e.sync(t0, "a")
	one := item("a", "one", t0)
	two := with(item("a", "two", t0), func(it *storage.Item) { it.URL, it.Canonical = one.URL, one.Canonical })
	e.want("together", e.poll("a", t0, []storage.Item{one, two}), storage.Finished{New: 2})
	three := with(item("a", "three", t0), func(it *storage.Item) { it.URL, it.Canonical = one.URL, one.Canonical })
	e.want("later, the others have left", e.poll("a", t0.Add(time.Hour), []storage.Item{three}), storage.Finished{New: 1})
}

func foldByURL(e *env) {
	e.sync(t0, "a", "b", "c")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	before := e.only()
	retold := with(item("b", "retold", t0.Add(time.Minute)), func(it *storage.Item) { it.URL, it.Canonical = one.URL, one.Canonical })
	e.want("b", e.poll("b", t0.Add(time.Hour), []storage.Item{retold, item("b", "other", t0)}), storage.Finished{Joined: 1, New: 1})
	e.want("c", e.poll("c", t0.Add(2*time.Hour), []storage.Item{with(retold, func(it *storage.Item) { it.GUID = "c" })}), storage.Finished{Joined: 1})
	got, err := e.Story(e.ctx, before.ID)
	e.must(err)
	e.want("sources", sightingSources(got), []string{"a", "b", "c"})
	e.want("date", got.Date, before.Date)
	e.want("lead", got.Lead, one)
	e.want("updated", got.Updated, before.Updated)
	if len(got.Sightings[0].Reasons) != 0 || len(got.Sightings[1].Reasons) == 0 {
		e.t.Errorf("reasons %q, %q", got.Sightings[0].Reasons, got.Sightings[1].Reasons)
	}
	e.want("seen", got.Sightings[1].Seen, t0.Add(time.Hour))
	// The source that has a sighting here links the page for another item.
	again := with(item("b", "again", t0), func(it *storage.Item) { it.URL, it.Canonical = one.URL, one.Canonical })
	e.want("b again", e.poll("b", t0.Add(3*time.Hour), []storage.Item{again}, "b/retold"), storage.Finished{New: 1})
}

func sightingSources(st storage.Story) []string {
	var out []string
	for _, s := range st.Sightings {
		out = append(out, s.Source)
	}
	return out
}

func foldByText(e *env) {
	e.sync(t0, "a", "b")
	text := func(it *storage.Item) {
		it.Title, it.Content = "One headline", "<p>"+prose("text", 200)+"</p>"
		it.Summary = ""
	}
	e.poll("a", t0, []storage.Item{with(item("a", "one", t0), text)})
	e.want("copy", e.poll("b", t0, []storage.Item{with(item("b", "one", t0), text)}), storage.Finished{Joined: 1})
	e.want("sources", sightingSources(e.only()), []string{"a", "b"})
}

func foldNumbers(e *env) {
	e.sync(t0, "a", "b")
	release := func(source, version string) storage.Item {
		return with(item(source, version, t0), func(it *storage.Item) {
			it.Title, it.Content, it.Summary = "Release "+version, "<p>"+prose("notes", 200)+"</p>", ""
		})
	}
	e.want("two releases", e.poll("a", t0, []storage.Item{release("a", "v1.2.3"), release("a", "v1.2.4")}), storage.Finished{New: 2})
	e.want("their copies", e.poll("b", t0, []storage.Item{release("b", "v1.2.4"), release("b", "v1.2.3")}), storage.Finished{Joined: 2})
	for _, st := range e.newest() {
		for _, s := range st.Sightings {
			e.want("title", s.Title, st.Lead.Title)
		}
	}
}

func foldFrontPage(e *env) {
	e.sync(t0, "a", "b")
	front := func(source, name string) storage.Item {
		return with(item(source, name, t0), func(it *storage.Item) { it.URL, it.Canonical = "https://site.example/", "https://site.example/" })
	}
	e.want("a", e.poll("a", t0, []storage.Item{front("a", "one"), front("a", "two")}), storage.Finished{New: 2})
	e.want("b", e.poll("b", t0, []storage.Item{front("b", "three")}), storage.Finished{New: 1})
}

func foldGUIDs(e *env) {
	e.sync(t0, "a", "b")
	for _, source := range []string{"a", "b"} {
		it := item(source, "one of "+source, t0)
		it.GUID = "1"
		e.want(source, e.poll(source, t0, []storage.Item{it}), storage.Finished{New: 1})
	}
}

func foldMoment(e *env) {
	e.sync(t0, "a", "b", "c", "d")
	var wg sync.WaitGroup
	for name, c := range e.claims(request(t0.Add(time.Hour))) {
		wg.Go(func() {
			it := item("a", "one", t0)
			it.GUID = name
			if _, err := e.finish(c, t0, []storage.Item{it}); err != nil {
				e.t.Error(err)
			}
		})
	}
	wg.Wait()
	e.want("sightings", len(e.only().Sightings), 4)
}

func foldReopen(e *env) {
	e.sync(t0, "a", "b", "c")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	e.reopen()
	e.poll("b", t0, []storage.Item{with(one, func(it *storage.Item) { it.GUID = "b" })})
	e.reopen()
	e.want("c", e.poll("c", t0, []storage.Item{with(one, func(it *storage.Item) { it.GUID = "c" })}), storage.Finished{Joined: 1})
	got, err := e.Newest(e.ctx, storage.Query{Sources: []string{"c"}, Limit: 1})
	e.must(err)
	e.want("sources", sightingSources(got[0]), []string{"a", "b", "c"})
}

func foldFull(e *env) {
	e.sync(t0, "a")
	var items []storage.Item
	for i := range storage.MaxSightings + 1 {
		it := item("a", "one", t0)
		it.GUID = fmt.Sprint(i)
		items = append(items, it)
	}
	e.want("Finished", e.poll("a", t0, items), storage.Finished{New: 2, Joined: storage.MaxSightings - 1})
	var sizes []string
	for _, st := range e.newest() {
		sizes = append(sizes, fmt.Sprint(len(st.Sightings)))
	}
	e.want("sightings", strings.Join(sizes, " "), fmt.Sprint("1 ", storage.MaxSightings))
}

var leadCases = []testCase{
	{"the source on the link's host leads", leadHost},
	{"what a feed calls its site weighs less than its host", leadSite},
	{"full text before a summary", leadFull},
	{"else the earliest", leadEarliest},
	{"a lead that gets worse gives way", leadFalls},
}

// linking is a copy in source of item one of "a".
func linking(source, name string, change func(*storage.Item)) storage.Item {
	one := item("a", "one", t0)
	return with(item(source, name, t0), func(it *storage.Item) {
		it.URL, it.Canonical = one.URL, one.Canonical
		if change != nil {
			change(it)
		}
	})
}

func leadHost(e *env) {
	e.sync(t0, "a", "b")
	e.poll("b", t0, []storage.Item{linking("b", "copy", func(it *storage.Item) { it.Content = "<p>Full and spun.</p>" })})
	before := e.only()
	at := t0.Add(time.Hour)
	e.poll("a", at, []storage.Item{item("a", "one", t0)})
	got := e.only()
	e.want("lead", got.Lead, item("a", "one", t0))
	e.want("place", got.LeadSighting, 1)
	e.want("updated: readers get another text", got.Updated, at)
	e.want("date", got.Date, before.Date)
	e.want("id", got.ID, before.ID)
	e.reopen()
	e.want("after reopen", e.only(), got)
}

func leadSite(e *env) {
	e.sync(t0, "a", "b")
	c := e.claim("b", t0)
	_, err := e.Finish(e.ctx, c, storage.Outcome{
		At: t0, Next: t0, Items: []storage.Item{linking("b", "copy", nil)},
		State: storage.SourceState{Document: storage.Document{Link: "https://www.a.example/"}},
	})
	e.must(err)
	e.poll("a", t0.Add(time.Hour), []storage.Item{item("a", "one", t0)})
	e.want("lead", e.only().Lead.GUID, "a/one")
}

func leadFull(e *env) {
	e.sync(t0, "b", "c")
	e.poll("b", t0, []storage.Item{linking("b", "summary", nil)})
	e.poll("c", t0, []storage.Item{linking("c", "full", func(it *storage.Item) { it.Content = "<p>All of it.</p>" })})
	e.want("lead", e.only().Lead.GUID, "c/full")
}

func leadEarliest(e *env) {
	e.sync(t0, "b", "c")
	e.poll("b", t0, []storage.Item{linking("b", "first", nil)})
	e.poll("c", t0, []storage.Item{linking("c", "second", nil)})
	e.want("lead", e.only().Lead.GUID, "b/first")
}

func leadFalls(e *env) {
	e.sync(t0, "b", "c")
	full := func(it *storage.Item) { it.Content = "<p>All of it.</p>" }
	e.poll("b", t0, []storage.Item{linking("b", "first", full)})
	e.poll("c", t0, []storage.Item{linking("c", "second", full)})
	e.want("lead", e.only().Lead.GUID, "b/first")
	at := t0.Add(time.Hour)
	e.poll("b", at, []storage.Item{linking("b", "first", nil)})
	e.want("lead", e.only().Lead.GUID, "c/second")
	e.want("updated", e.only().Updated, at)
}
