package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"freshet/storage"
)

var headlineCases = []testCase{
	{"the first poll restores all", headlineFirst},
	{"those of before are restored", headlineBefore},
	{"a revision keeps what is shown", headlineRevision},
	{"a restored copy gives up the lead", headlineLead},
	{"two farms", headlineFarms},
	{"feeds of one site are no farms", headlineSite},
	{"tags that all newsrooms use are no farms", headlineTags},
}

// subjects are headlines that have nothing in common.
var subjects = []string{
	"Old bridge closes for repairs", "Council votes on new library", "Rain delays the harvest",
	"Museum finds a lost painting", "Ferry line adds night trips", "School wins chess title",
	"Farmers test dry rice", "Village builds solar roof",
}

// advertised are items of a source whose headlines all carry a string.
func advertised(source, before string, from, to int) []storage.Item {
	var items []storage.Item
	for i, s := range subjects[from:to] {
		items = append(items, with(item(source, fmt.Sprint("n", from+i), t0), func(it *storage.Item) {
			it.Title, it.Summary = before+s, "<p>"+prose(source+strings.Fields(s)[0], 40)+"</p>"
		}))
	}
	return items
}

func (e *env) headlines() (shown, raw []string) {
	e.t.Helper()
	for _, st := range e.newest() {
		shown = append(shown, st.Lead.Title)
		raw = append(raw, st.Sightings[st.LeadSighting].Title)
	}
	slices.Sort(shown)
	slices.Sort(raw)
	return shown, raw
}

func prefixed(list []string, before string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = before + s
	}
	slices.Sort(out)
	return out
}

const casino = "Golden Casino | "

func headlineFirst(e *env) {
	e.sync(t0, "a")
	items := advertised("a", casino, 0, len(subjects))
	e.want("Finished", e.poll("a", t0, items), storage.Finished{New: len(subjects)})
	shown, raw := e.headlines()
	e.want("shown", shown, prefixed(subjects, ""))
	e.want("as published", raw, prefixed(subjects, casino))
	st := e.newest()[0]
	e.want("raw of the lead", st.Lead.RawTitle, casino+st.Lead.Title)
	if s := st.Sightings[0]; s.Injected == "" || s.Farm {
		e.t.Errorf("injected %q, farm %v", s.Injected, s.Farm)
	}
	e.want("again", e.poll("a", t0.Add(time.Hour), items), storage.Finished{Known: len(subjects)})
}

func headlineBefore(e *env) {
	e.sync(t0, "a")
	items := advertised("a", casino, 0, len(subjects))
	e.poll("a", t0, items[:2])
	shown, _ := e.headlines()
	e.want("two are no habit", shown, prefixed(subjects[:2], casino))
	e.reopen()
	rev, err := e.Revision(e.ctx)
	e.must(err)
	at := t0.Add(time.Hour)
	e.poll("a", at, items[2:], items[0].GUID, items[1].GUID)
	shown, raw := e.headlines()
	e.want("shown", shown, prefixed(subjects, ""))
	e.want("as published", raw, prefixed(subjects, casino))
	changed, _, err := e.Changes(e.ctx, rev)
	e.must(err)
	e.want("all changed", len(changed), len(subjects))
	for _, st := range e.newest() {
		e.want("revisions", st.Sightings[0].Revisions, 0)
		if st.Seen.Equal(t0) {
			e.want("updated: readers see another headline", st.Updated, at)
		}
	}
}

func headlineRevision(e *env) {
	e.sync(t0, "a")
	items := advertised("a", casino, 0, len(subjects))
	e.poll("a", t0, items)
	revised := with(items[0], func(it *storage.Item) { it.Content = "<p>More of it.</p>" })
	e.want("revised", e.poll("a", t0.Add(time.Hour), []storage.Item{revised}), storage.Finished{Revised: 1})
	shown, _ := e.headlines()
	e.want("shown", shown, prefixed(subjects, ""))
}

func headlineLead(e *env) {
	e.sync(t0, "a", "b")
	e.poll("b", t0, advertised("b", casino, 0, len(subjects)))
	own := advertised("a", "", 3, 4)[0]
	copied := advertised("b", casino, 3, 4)[0]
	own = with(own, func(it *storage.Item) { it.Summary = copied.Summary })
	e.want("joined", e.poll("a", t0.Add(time.Hour), []storage.Item{own}), storage.Finished{Joined: 1})
	for _, st := range e.newest() {
		if len(st.Sightings) == 2 {
			e.want("lead", st.Lead.GUID, own.GUID)
			e.want("headline", st.Lead.Title, subjects[3])
		}
	}
}

// farmed counts the sightings of a source that are marked.
func (e *env) farmed(source string) (n int) {
	e.t.Helper()
	for _, st := range e.newest() {
		for _, s := range st.Sightings {
			if s.Source == source && s.Farm {
				n++
			}
		}
	}
	return n
}

func headlineFarms(e *env) {
	e.sync(t0, "a", "b", "c")
	e.poll("a", t0, advertised("a", casino, 0, 4))
	e.want("one alone", e.farmed("a"), 0)
	e.reopen()
	e.poll("b", t0.Add(time.Hour), advertised("b", casino, 4, 8))
	e.want("the second", e.farmed("b"), 4)
	e.want("the first, too", e.farmed("a"), 4)
	e.reopen()
	e.poll("c", t0.Add(2*time.Hour), advertised("c", casino, 0, 4))
	e.want("a third", e.farmed("c"), 4)
}

func headlineSite(e *env) {
	a, b := spec("a"), spec("b")
	a.Service, b.Service = "one.example", "one.example"
	_, err := e.Sync(e.ctx, t0, []storage.SourceSpec{a, b})
	e.must(err)
	e.poll("a", t0, advertised("a", casino, 0, 4))
	e.poll("b", t0, advertised("b", casino, 4, 8))
	e.want("farms", e.farmed("a")+e.farmed("b"), 0)
}

func headlineTags(e *env) {
	e.sync(t0, "a", "b")
	e.poll("a", t0, advertised("a", "BREAKING: ", 0, 4))
	e.poll("b", t0, advertised("b", "BREAKING: ", 4, 8))
	e.want("farms", e.farmed("a")+e.farmed("b"), 0)
	shown, _ := e.headlines()
	e.want("cut all the same", shown, prefixed(subjects, ""))
}
