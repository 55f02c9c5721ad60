package storagetest

import (
	"errors"
	"slices"
	"time"

	"freshet/storage"
)

var splitCases = []testCase{
	{"a copy", splitCopy},
	{"the lead and first sighting", splitLead},
	{"what cannot be split", splitErrors},
	{"for good: the item comes back", splitReturn},
	{"for good: the others come back", splitOthers},
	{"twice", splitTwice},
	{"clicks and promotions stay", splitClicks},
}

// folded makes one story of a copy by each source, all on the page of "a", and
// returns it.
func (e *env) folded(sources ...string) storage.Story {
	e.t.Helper()
	e.sync(t0, sources...)
	for i, s := range sources {
		e.poll(s, t0.Add(time.Duration(i)*time.Minute), []storage.Item{linking(s, "copy", nil)})
	}
	return e.only()
}

// split takes the sighting of a source out of a story.
func (e *env) split(st storage.Story, source string, at time.Time) storage.Story {
	e.t.Helper()
	i := slices.Index(sightingSources(st), source)
	if i < 0 {
		e.t.Fatalf("no sighting of %q", source)
	}
	id, err := e.Split(e.ctx, st.ID, st.Sightings[i].Number, at)
	e.must(err)
	return e.story(id)
}

func (e *env) story(id storage.StoryID) storage.Story {
	e.t.Helper()
	st, err := e.Story(e.ctx, id)
	e.must(err)
	return st
}

func splitCopy(e *env) {
	before := e.folded("a", "b", "c")
	if s := before.Sightings[1]; s.Score <= 0 || len(s.Reasons) == 0 {
		e.t.Errorf("joined without evidence: %+v", s)
	}
	rev, err := e.Revision(e.ctx)
	e.must(err)
	at := t0.Add(time.Hour)
	made := e.split(before, "b", at)
	rest := e.story(before.ID)
	e.want("rest", sightingSources(rest), []string{"a", "c"})
	e.want("lead", rest.Lead, before.Lead)
	e.want("updated: readers see the same", rest.Updated, before.Updated)
	e.want("made", made.Lead, linking("b", "copy", nil))
	e.want("date of its item", made.Date, t0)
	e.want("seen", made.Seen, at)
	e.want("reasons", made.Sightings[0].Reasons, []string(nil))
	e.want("score", made.Sightings[0].Score, 0.0)
	if made.Sightings[0].Number != before.Sightings[1].Number || !made.Sightings[0].Seen.Equal(t0.Add(time.Minute)) {
		e.t.Errorf("sighting %+v was %+v", made.Sightings[0], before.Sightings[1])
	}
	changed, now, err := e.Changes(e.ctx, rev)
	e.must(err)
	slices.SortFunc(changed, func(a, b storage.StoryID) int { return slices.Compare(a[:], b[:]) })
	e.want("changes", changed, []storage.StoryID{before.ID, made.ID})
	if now <= rev {
		e.t.Errorf("revision %d after %d", now, rev)
	}
	e.reopen()
	e.want("both, after a reopen", len(e.newest()), 2)
	e.want("made, after a reopen", e.story(made.ID), made)
	only, err := e.Newest(e.ctx, storage.Query{Limit: 9, Sources: []string{"b"}})
	e.must(err)
	e.want("by source", only, []storage.Story{made})
}

func splitLead(e *env) {
	e.sync(t0, "a", "b")
	retold := linking("b", "copy", func(it *storage.Item) { it.Title = "Told anew" })
	e.poll("a", t0, []storage.Item{linking("a", "copy", nil)})
	e.poll("b", t0, []storage.Item{retold})
	before := e.only()
	at := t0.Add(time.Hour)
	made := e.split(before, "a", at)
	rest := e.story(before.ID)
	e.want("lead", rest.Lead, retold)
	e.want("date stays", rest.Date, before.Date)
	e.want("updated: another text", rest.Updated, at)
	e.want("made", made.Lead, linking("a", "copy", nil))
}

func splitErrors(e *env) {
	st := e.folded("a", "b")
	fail := func(name string, id storage.StoryID, number uint64, want error) {
		rev, err := e.Revision(e.ctx)
		e.must(err)
		if _, err := e.Split(e.ctx, id, number, t0); !errors.Is(err, want) {
			e.t.Errorf("%s: %v, want %v", name, err, want)
		}
		now, err := e.Revision(e.ctx)
		e.must(err)
		e.want(name+": revision", now, rev)
	}
	fail("no story", storage.StoryID{9}, st.Sightings[0].Number, storage.ErrNotFound)
	fail("no sighting", st.ID, st.Sightings[1].Number+100, storage.ErrNotFound)
	made := e.split(st, "b", t0.Add(time.Hour))
	fail("the only one", made.ID, made.Sightings[0].Number, storage.ErrOnly)
	fail("the only one left", st.ID, st.Sightings[0].Number, storage.ErrOnly)
	fail("twice", st.ID, st.Sightings[1].Number, storage.ErrNotFound)
}

// back removes an item of a source and lets it come back.
func (e *env) back(it storage.Item, source string, at time.Time) {
	e.t.Helper()
	e.remove(source, at, nil, storage.Deletion{GUID: it.GUID})
	it = with(it, func(it *storage.Item) { it.Updated = at.Add(time.Minute) })
	e.want("back", e.poll(source, at.Add(time.Hour), []storage.Item{it}).Known, 0)
}

func splitReturn(e *env) {
	st := e.folded("a", "b", "c")
	made := e.split(st, "b", t0.Add(time.Hour))
	e.reopen()
	for i := range 2 {
		e.back(linking("b", "copy", nil), "b", t0.Add(time.Duration(2+3*i)*time.Hour))
		e.want("rest", sightingSources(e.story(st.ID)), []string{"a", "c"})
		e.want("stories", len(e.newest()), 2)
	}
	if _, err := e.Story(e.ctx, made.ID); !errors.Is(err, storage.ErrNotFound) {
		e.t.Errorf("the emptied story: %v", err)
	}
}

func splitOthers(e *env) {
	st := e.folded("a", "b", "c")
	made := e.split(st, "b", t0.Add(time.Hour))
	// The whole story goes, and its items come back to find the other side only.
	e.remove("a", t0.Add(2*time.Hour), nil, storage.Deletion{GUID: "a/copy"})
	e.back(linking("c", "copy", nil), "c", t0.Add(3*time.Hour))
	e.want("c is not with b", sightingSources(e.story(made.ID)), []string{"b"})
	e.want("stories", len(e.newest()), 2)
	// b comes back to find c's new story only.
	e.back(linking("b", "copy", nil), "b", t0.Add(5*time.Hour))
	for _, st := range e.newest() {
		e.want("alone", len(st.Sightings), 1)
	}
}

func splitTwice(e *env) {
	st := e.folded("a", "b", "c")
	e.split(st, "b", t0.Add(time.Hour))
	e.split(e.story(st.ID), "c", t0.Add(2*time.Hour))
	e.want("stories", len(e.newest()), 3)
	e.back(linking("a", "copy", nil), "a", t0.Add(3*time.Hour))
	for _, st := range e.newest() {
		e.want("alone", len(st.Sightings), 1)
	}
}

func splitClicks(e *env) {
	st := e.folded("a", "b")
	e.add("j", click(1, st.ID, t0, 1))
	e.want("promoted", e.promote(e.promotion("all", st.ID, t0)), true)
	made := e.split(st, "a", t0.Add(time.Hour))
	got := e.counts(st.ID, made.ID)
	e.want("clicks", got[st.ID].Clicks, uint64(1))
	e.want("of the new one", got[made.ID].Clicks, uint64(0))
	if list := e.promotions("all", 9); len(list) != 1 || list[0].Story != st.ID {
		e.t.Errorf("promotions %+v", list)
	}
}
