package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"freshet/storage"
)

var storyCases = []testCase{
	{"Story of an unknown id", storyUnknown},
	{"Newest: order and pages", newestPages},
	{"Newest: sources", newestSources},
	{"Newest: since", newestSince},
	{"Newest: limits", newestLimits},
	{"All", allStories},
}

func storyUnknown(e *env) {
	if _, err := e.Story(e.ctx, storage.StoryID{1}); !errors.Is(err, storage.ErrNotFound) {
		e.t.Errorf("Story: %v, want ErrNotFound", err)
	}
}

// spread makes n stories of source a, dates going to and fro, with ties.
func (e *env) spread(n int) {
	e.t.Helper()
	e.sync(t0, "a", "b")
	for i := range n {
		date := t0.Add(-time.Duration(i*7%n/2) * time.Minute)
		source := []string{"a", "b"}[i%2]
		e.poll(source, t0.Add(time.Duration(i)*time.Second), []storage.Item{item(source, fmt.Sprint("n", i), date)})
	}
}

func newestPages(e *env) {
	const n = 25
	e.spread(n)
	all := e.newest()
	e.want("stories", len(all), n)
	for i := 1; i < n; i++ {
		a, b := all[i-1], all[i]
		if a.Date.Before(b.Date) || a.Date.Equal(b.Date) && string(a.ID[:]) < string(b.ID[:]) {
			e.t.Errorf("story %d is out of order", i)
		}
	}
	for _, again := range []string{"in memory", "from the file"} {
		var paged []storage.Story
		q := storage.Query{Limit: 4}
		for {
			page, err := e.Newest(e.ctx, q)
			e.must(err)
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
			last := page[len(page)-1]
			q.After = storage.Cursor{Date: last.Date, ID: last.ID}
		}
		e.want("pages "+again, paged, all)
		between := storage.Cursor{Date: all[0].Date.Add(time.Nanosecond)}
		page, err := e.Newest(e.ctx, storage.Query{After: between, Limit: n})
		e.must(err)
		e.want("after a place of no story "+again, page, all)
		e.reopen()
	}
}

func newestSources(e *env) {
	e.spread(6)
	e.sync(t0, "a", "b", "c")
	e.poll("c", t0, []storage.Item{with(item("a", "n0", t0), func(it *storage.Item) { it.GUID = "c" })})
	for _, again := range []string{"in memory", "from the file"} {
		for _, c := range []struct {
			sources []string
			want    int
		}{
			{nil, 6}, {[]string{}, 0}, {[]string{"a"}, 3}, {[]string{"a", "b"}, 6},
			{[]string{"c"}, 1}, {[]string{"a", "c"}, 3}, {[]string{"nobody"}, 0}, {[]string{"nobody", "b"}, 3},
		} {
			got, err := e.Newest(e.ctx, storage.Query{Sources: c.sources, Limit: 100})
			e.must(err)
			e.want(fmt.Sprint(c.sources, " ", again), len(got), c.want)
		}
		e.reopen()
	}
	e.sync(t0, "c")
	got, err := e.Newest(e.ctx, storage.Query{Sources: []string{"a"}, Limit: 100})
	e.must(err)
	e.want("of a removed source", len(got), 3)
}

func newestSince(e *env) {
	e.spread(10)
	all := e.newest()
	for i, st := range all {
		got, err := e.Newest(e.ctx, storage.Query{Since: st.Date, Limit: 100})
		e.must(err)
		if len(got) <= i || got[len(got)-1].Date.Before(st.Date) {
			e.t.Errorf("since story %d: %d stories", i, len(got))
		}
	}
	got, err := e.Newest(e.ctx, storage.Query{Since: t0.Add(time.Hour), Limit: 100})
	e.must(err)
	e.want("since the future", len(got), 0)
}

func newestLimits(e *env) {
	e.spread(3)
	for _, limit := range []int{0, -1, storage.MaxQuery + 1} {
		if got, err := e.Newest(e.ctx, storage.Query{Limit: limit}); err == nil {
			e.t.Errorf("limit %d gives %d stories", limit, len(got))
		}
	}
	got, err := e.Newest(e.ctx, storage.Query{Limit: 2})
	e.must(err)
	e.want("limit 2", len(got), 2)
}

func allStories(e *env) {
	e.sync(t0, "a")
	const n = 150
	var items []storage.Item
	for i := range n {
		items = append(items, item("a", fmt.Sprint("n", i), t0))
	}
	e.poll("a", t0, items)
	var ids []string
	for st, err := range e.All(e.ctx) {
		e.must(err)
		ids = append(ids, string(st.ID[:]))
		// Nothing is held while the caller works.
		if len(ids) == 3 {
			e.poll("a", t0, []storage.Item{item("a", "in between", t0)})
		}
	}
	for i := 1; i < len(ids); i++ {
		if ids[i-1] >= ids[i] {
			e.t.Errorf("id %d does not rise", i)
		}
	}
	if len(ids) < n {
		e.t.Errorf("%d stories, want %d", len(ids), n)
	}
	seen := 0
	for range e.All(e.ctx) {
		if seen++; seen == 5 {
			break
		}
	}
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	for _, err := range e.All(ctx) {
		if !errors.Is(err, context.Canceled) {
			e.t.Errorf("All, cancelled: %v", err)
		}
	}
}

var changeCases = []testCase{
	{"what changed since", changesSince},
	{"waiting", changesWait},
	{"changes end with the store", changesEnd},
}

func changesSince(e *env) {
	e.sync(t0, "a", "b")
	start, err := e.Revision(e.ctx)
	e.must(err)
	changes := func(since storage.Revision) []storage.StoryID {
		e.t.Helper()
		ids, upTo, err := e.Changes(e.ctx, since)
		e.must(err)
		now, err := e.Revision(e.ctx)
		e.must(err)
		e.want("complete up to", upTo, now)
		return ids
	}
	e.want("nothing yet", changes(start), []storage.StoryID(nil))
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	one := e.only()
	e.want("made", changes(start), []storage.StoryID{one.ID})
	e.poll("a", t0, []storage.Item{item("a", "two", t0.Add(-time.Hour))})
	two := e.newest()[1]
	e.want("since one", changes(one.Changed), []storage.StoryID{two.ID})
	e.poll("b", t0, []storage.Item{with(item("a", "one", t0), func(it *storage.Item) { it.GUID = "b" })})
	e.want("joined", changes(two.Changed), []storage.StoryID{one.ID})
	e.want("each once", len(changes(start)), 2)
	_, err = e.Prune(e.ctx, t0.Add(2*time.Hour), storage.Keep{For: time.Hour})
	e.must(err)
	e.want("removed", len(changes(start)), 2)
	now, err := e.Revision(e.ctx)
	e.must(err)
	e.poll("a", t0, nil)
	e.want("a quiet poll", changes(now), []storage.StoryID(nil))
}

func changesWait(e *env) {
	e.sync(t0, "a")
	now, err := e.Revision(e.ctx)
	e.must(err)
	type answer struct {
		r   storage.Revision
		err error
	}
	got := make(chan answer)
	for range 2 {
		go func() {
			r, err := e.Wait(e.ctx, now)
			got <- answer{r, err}
		}()
	}
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	for range 2 {
		if a := <-got; a.err != nil || a.r <= now {
			e.t.Errorf("Wait = %d, %v", a.r, a.err)
		}
	}
	if r, err := e.Wait(e.ctx, now); err != nil || r <= now {
		e.t.Errorf("Wait for what was = %d, %v", r, err)
	}
	ctx, cancel := context.WithCancel(e.ctx)
	go cancel()
	if _, err := e.Wait(ctx, 1<<60); !errors.Is(err, context.Canceled) {
		e.t.Errorf("Wait, cancelled: %v", err)
	}
}

func changesEnd(e *env) {
	e.sync(t0, "a")
	start, err := e.Revision(e.ctx)
	e.must(err)
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	e.reopen()
	now, err := e.Revision(e.ctx)
	e.must(err)
	ids, _, err := e.Changes(e.ctx, now)
	e.must(err)
	e.want("since now", len(ids), 0)
	// What is remembered over a restart is the store's choice, but it is honest.
	if ids, _, err := e.Changes(e.ctx, start); err == nil && len(ids) != 1 || err != nil && !errors.Is(err, storage.ErrTooOld) {
		e.t.Errorf("Changes since before: %v, %v", ids, err)
	}
}
