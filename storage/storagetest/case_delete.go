package storagetest

import (
	"time"

	"freshet/storage"
)

var deleteCases = []testCase{
	{"a story goes with its last item", deleteStory},
	{"the next best leads", deleteLead},
	{"only the source's own items", deleteOwn},
	{"not what was updated after it", deleteUpdated},
	{"a deleted item stays away", deleteStays},
	{"an update brings it back", deleteBack},
	{"an entry that is in the document too", deleteBoth},
	{"a complete feed", deleteComplete},
	{"absence alone deletes nothing", deleteAbsent},
}

// remove finishes a poll of a source that takes entries back.
func (e *env) remove(name string, at time.Time, items []storage.Item, deleted ...storage.Deletion) storage.Finished {
	e.t.Helper()
	c := e.claim(name, at)
	n, err := e.Finish(e.ctx, c, storage.Outcome{At: at, State: c.State, Next: at, Items: items, Deleted: deleted})
	e.must(err)
	return n
}

func deleteStory(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{item("a", "one", t0), item("a", "two", t0)})
	var id storage.StoryID
	for _, st := range e.newest() {
		if st.Lead.GUID == "a/one" {
			id = st.ID
		}
	}
	e.promote(e.promotion("all", id, t0))
	rev, err := e.Revision(e.ctx)
	e.must(err)
	n := e.remove("a", t0.Add(time.Hour), nil, storage.Deletion{GUID: "a/one"}, storage.Deletion{GUID: "unknown"})
	e.want("Finished", n, storage.Finished{Deleted: 1})
	e.want("left", e.only().Lead.GUID, "a/two")
	e.want("items", e.status("a").Items, 1)
	e.want("promotions", len(e.promotions("all", 10)), 0)
	ids, _, err := e.Changes(e.ctx, rev)
	e.must(err)
	e.want("changes", ids, []storage.StoryID{id})
}

// copies makes one story of an item of a and its copies of b and c.
func (e *env) copies() storage.Story {
	e.t.Helper()
	e.sync(t0, "a", "b", "c")
	for i, name := range []string{"a", "b", "c"} {
		it := with(item("a", "one", t0), func(it *storage.Item) {
			it.GUID, it.Title = name+"/one", "Headline of "+name
		})
		if name == "c" {
			it.Content = "<p>" + prose("c", 50) + "</p>"
			it = sign(it)
		}
		e.poll(name, t0.Add(time.Duration(i)*time.Minute), []storage.Item{it})
	}
	return e.only()
}

func deleteLead(e *env) {
	before := e.copies()
	e.want("lead", before.Lead.GUID, "a/one")
	at := t0.Add(time.Hour)
	e.want("Finished", e.remove("a", at, nil, storage.Deletion{GUID: "a/one"}), storage.Finished{Deleted: 1})
	got := e.only()
	e.want("id", got.ID, before.ID)
	e.want("date", got.Date, before.Date)
	e.want("seen", got.Seen, before.Seen)
	e.want("the one with the text leads", got.Lead.GUID, "c/one")
	e.want("its place", got.LeadSighting, 1)
	e.want("updated", got.Updated, at)
	e.want("sightings", len(got.Sightings), 2)
	byA, err := e.Newest(e.ctx, storage.Query{Sources: []string{"a"}, Limit: 10})
	e.must(err)
	e.want("of a", len(byA), 0)
	e.want("b", e.remove("b", at.Add(time.Minute), nil, storage.Deletion{GUID: "b/one"}), storage.Finished{Deleted: 1})
	last := e.only()
	e.want("lead stays", last.Lead.GUID, "c/one")
	e.want("updated stays", last.Updated, at)
	e.reopen()
	e.want("after reopen", e.only(), last)
}

func deleteOwn(e *env) {
	e.copies()
	e.want("of another", e.remove("b", t0.Add(time.Hour), nil, storage.Deletion{GUID: "a/one"}), storage.Finished{})
	e.want("sightings", len(e.only().Sightings), 3)
}

func deleteUpdated(e *env) {
	e.sync(t0, "a")
	one := item("a", "one", t0.Add(-time.Hour))
	one.Updated = t0
	two := item("a", "two", t0)
	e.poll("a", t0, []storage.Item{one, two})
	at := t0.Add(time.Hour)
	n := e.remove("a", at, nil, storage.Deletion{GUID: "a/one", When: t0.Add(-1)}, storage.Deletion{GUID: "a/two", When: t0.Add(-1)})
	e.want("before", n, storage.Finished{})
	e.want("then", e.remove("a", at, nil, storage.Deletion{GUID: "a/one", When: t0}), storage.Finished{Deleted: 1})
	e.want("after", e.remove("a", at, nil, storage.Deletion{GUID: "a/two", When: t0.Add(1)}), storage.Finished{Deleted: 1})
}

func deleteStays(e *env) {
	e.sync(t0, "a")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	moved := one
	moved.GUID = "a/one-again"
	e.poll("a", t0, []storage.Item{moved}) // its guid flips: it now has two
	e.remove("a", t0.Add(time.Hour), nil, storage.Deletion{GUID: "a/one-again", When: t0.Add(time.Minute)})
	e.reopen()
	third := one
	third.GUID = "a/one-third"
	older := with(one, func(it *storage.Item) { it.Title, it.Updated = "Changed", t0.Add(time.Minute) })
	n := e.poll("a", t0.Add(2*time.Hour), []storage.Item{one, moved, third, older})
	e.want("Finished", n, storage.Finished{Known: 4})
	e.want("stories", len(e.newest()), 0)
	if n, err := e.Deliver(e.ctx, "a", t0.Add(3*time.Hour), []storage.Item{one}); err != nil || n != (storage.Finished{Known: 1}) {
		e.t.Errorf("Deliver = %+v, %v", n, err)
	}
}

func deleteBack(e *env) {
	e.sync(t0, "a")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	first := e.only().ID
	e.remove("a", t0.Add(time.Hour), nil, storage.Deletion{GUID: "a/one"})
	again := one
	again.Updated = t0.Add(time.Hour)
	e.want("not newer", e.poll("a", t0.Add(2*time.Hour), []storage.Item{again}), storage.Finished{Known: 1})
	again.Updated = again.Updated.Add(1)
	e.want("newer", e.poll("a", t0.Add(3*time.Hour), []storage.Item{again}), storage.Finished{New: 1})
	got := e.only()
	if got.ID == first {
		e.t.Error("the id of the removed story is used again")
	}
	e.want("lead", got.Lead, again)
	e.want("items", e.status("a").Items, 1)
	e.reopen()
	e.want("known", e.poll("a", t0.Add(4*time.Hour), []storage.Item{again}), storage.Finished{Known: 1})
	n := e.remove("a", t0.Add(5*time.Hour), nil, storage.Deletion{GUID: "a/one", When: t0.Add(time.Hour)})
	e.want("the old deletion, still listed", n, storage.Finished{})
	n = e.remove("a", t0.Add(5*time.Hour), nil, storage.Deletion{GUID: "a/one"})
	e.want("deleted again", n, storage.Finished{Deleted: 1})
}

func deleteBoth(e *env) {
	e.sync(t0, "a")
	one, two := item("a", "one", t0), item("a", "two", t0.Add(time.Minute))
	n := e.remove("a", t0.Add(time.Hour), []storage.Item{one, two},
		storage.Deletion{GUID: "a/one", When: t0.Add(time.Second)}, storage.Deletion{GUID: "a/two", When: t0.Add(time.Second)})
	e.want("Finished", n, storage.Finished{New: 2, Deleted: 1})
	e.want("left", e.only().Lead.GUID, "a/two")
}

func deleteComplete(e *env) {
	e.sync(t0, "a", "b")
	e.poll("b", t0, []storage.Item{item("b", "other", t0)})
	e.poll("a", t0, []storage.Item{item("a", "one", t0), item("a", "two", t0), item("a", "three", t0)})
	complete := func(at time.Time, present []string, items ...storage.Item) storage.Finished {
		e.t.Helper()
		n, err := e.Finish(e.ctx, e.claim("a", at), storage.Outcome{At: at, Next: at, Items: items, Present: present, Complete: true})
		e.must(err)
		return n
	}
	e.want("all are there", complete(t0.Add(time.Hour), []string{"a/three", "a/two", "a/one"}), storage.Finished{})
	e.want("not read", complete(t0.Add(time.Hour), nil), storage.Finished{})
	n := complete(t0.Add(2*time.Hour), []string{"a/two", "a/four"}, item("a", "four", t0))
	e.want("two are missing", n, storage.Finished{New: 1, Deleted: 2})
	var left []string
	for st, err := range e.All(e.ctx) {
		e.must(err)
		left = append(left, st.Lead.GUID)
	}
	e.want("left", left, []string{"b/other", "a/two", "a/four"})
	e.want("items", e.status("a").Items, 2)
	n = complete(t0.Add(3*time.Hour), []string{"a/one", "a/two", "a/four"}, item("a", "one", t0))
	e.want("a stale document", n, storage.Finished{Known: 1})
	again := item("a", "one", t0)
	again.Updated = t0.Add(2*time.Hour + 1)
	n = complete(t0.Add(4*time.Hour), []string{"a/one", "a/two", "a/four"}, again)
	e.want("published again", n, storage.Finished{New: 1})
	e.want("empty", complete(t0.Add(5*time.Hour), []string{}), storage.Finished{Deleted: 3})
	e.want("of others", e.only().Lead.GUID, "b/other")
}

func deleteAbsent(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{item("a", "one", t0), item("a", "two", t0)})
	e.poll("a", t0.Add(time.Hour), []storage.Item{item("a", "three", t0)})
	e.poll("a", t0.Add(2*time.Hour), nil)
	e.want("stories", len(e.newest()), 3)
}
