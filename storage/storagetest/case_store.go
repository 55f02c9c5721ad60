package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"freshet/storage"
)

var documentCases = []testCase{
	{"stamps", stamps},
	{"minted values", minted},
}

func stamps(e *env) {
	stamp := func(doc string, hash byte, now time.Time) time.Time {
		e.t.Helper()
		at, err := e.Stamp(e.ctx, doc, [32]byte{hash}, now)
		e.must(err)
		return at
	}
	e.want("first", stamp("d", 1, t0.Add(900*time.Millisecond)), t0)
	e.want("same", stamp("d", 1, t0.Add(time.Hour)), t0)
	e.want("changed in the same second", stamp("d", 2, t0.Add(950*time.Millisecond)), t0.Add(time.Second))
	e.want("changed back", stamp("d", 1, t0), t0.Add(2*time.Second))
	e.want("the clock fell back", stamp("d", 3, t0.Add(-time.Hour)), t0.Add(3*time.Second))
	e.want("later", stamp("d", 4, t0.Add(time.Hour+1)), t0.Add(time.Hour))
	e.want("another document", stamp("e", 4, t0), t0)
	e.reopen()
	e.want("after reopen", stamp("d", 4, t0.Add(2*time.Hour)), t0.Add(time.Hour))
}

func minted(e *env) {
	mint := func(name, proposed string) string {
		e.t.Helper()
		v, err := e.Mint(e.ctx, name, []byte(proposed))
		e.must(err)
		return string(v)
	}
	e.want("first", mint("key", "one"), "one")
	e.want("second", mint("key", "two"), "one")
	e.want("other", mint("other", "two"), "two")
	e.want("empty", mint("empty", ""), "")
	e.want("empty again", mint("empty", "x"), "")
	v, err := e.Mint(e.ctx, "key", nil)
	e.must(err)
	v[0] = 'X'
	e.reopen()
	e.want("after reopen", mint("key", "three"), "one")
}

var pruneCases = []testCase{
	{"by age", pruneAge},
	{"tombstones", pruneTombstones},
	{"by bytes", pruneBytes},
	{"what belongs to a story goes with it", pruneBelongings},
	{"the click log", pruneLog},
	{"no bound", pruneNothing},
	{"copies of what was removed", pruneCopies},
	{"a source that returns does not flood", pruneReturn},
}

func (e *env) prune(now time.Time, keep storage.Keep) storage.Pruned {
	e.t.Helper()
	n, err := e.Prune(e.ctx, now, keep)
	e.must(err)
	e.check()
	return n
}

// daily makes one story a day, the last one at t0; each was published long ago,
// which does not count.
func (e *env) daily(days int) {
	e.t.Helper()
	e.sync(t0, "a")
	for i := range days {
		at := t0.Add(-time.Duration(days-1-i) * 24 * time.Hour)
		e.poll("a", at, []storage.Item{item("a", fmt.Sprint("day", i), t0.Add(-1000*time.Hour))})
	}
}

func pruneAge(e *env) {
	e.daily(5)
	e.want("Pruned", e.prune(t0, storage.Keep{For: 48 * time.Hour}), storage.Pruned{Stories: 2, Items: 2})
	e.want("again", e.prune(t0, storage.Keep{For: 48 * time.Hour}), storage.Pruned{})
	e.want("left", len(e.newest()), 3)
	e.want("items", e.status("a").Items, 3)
	e.reopen()
	e.want("left after reopen", len(e.newest()), 3)
	e.want("items after reopen", e.status("a").Items, 3)
	for st, err := range e.All(e.ctx) {
		e.must(err)
		if st.Seen.Before(t0.Add(-48 * time.Hour)) {
			e.t.Errorf("story seen at %v is there", st.Seen)
		}
	}
}

func pruneTombstones(e *env) {
	e.sync(t0, "a")
	one, two := item("a", "one", t0), item("a", "two", t0)
	e.poll("a", t0, []storage.Item{one, two})
	alias := with(two, func(it *storage.Item) { it.GUID = "alias" })
	e.poll("a", t0, []storage.Item{one, alias})
	id := e.newest()[0].ID
	later := t0.Add(48 * time.Hour)
	e.want("Pruned", e.prune(later, storage.Keep{For: time.Hour}), storage.Pruned{Stories: 2, Items: 2})
	if _, err := e.Story(e.ctx, id); !errors.Is(err, storage.ErrNotFound) {
		e.t.Errorf("Story: %v, want ErrNotFound", err)
	}
	revised := with(one, func(it *storage.Item) { it.Title = "Changed" })
	flipped := with(one, func(it *storage.Item) { it.GUID = "another" })
	for _, again := range []string{"now", "after reopen"} {
		e.want("nothing comes back "+again, e.poll("a", later, []storage.Item{revised, two, alias, flipped}), storage.Finished{Known: 4})
		e.want("stories "+again, len(e.newest()), 0)
		e.reopen()
	}
	e.want("something new does", e.poll("a", later, []storage.Item{item("a", "three", t0)}), storage.Finished{New: 1})
	page := with(item("a", "page", t0), func(it *storage.Item) { it.URL, it.Canonical = one.URL, one.Canonical })
	e.want("so does another text at the old link", e.poll("a", later, []storage.Item{page}), storage.Finished{New: 1})
}

func pruneBytes(e *env) {
	e.sync(t0, "a")
	const n = 400
	for i := range 4 {
		var items []storage.Item
		for j := range n / 4 {
			name := fmt.Sprintf("n%d-%d", i, j)
			items = append(items, with(item("a", name, t0), func(it *storage.Item) { it.Content = noise(name, 4000) }))
		}
		e.poll("a", t0.Add(time.Duration(i)*time.Minute), items)
	}
	e.want("wide", e.prune(t0, storage.Keep{Bytes: 1 << 40}), storage.Pruned{})
	got := e.prune(t0, storage.Keep{Bytes: 1 << 20})
	left := e.newest()
	if got.Stories == 0 || len(left) == 0 || got.Stories+len(left) != n {
		e.t.Fatalf("removed %d, left %d of %d", got.Stories, len(left), n)
	}
	e.want("the newest is there", left[0].Lead.GUID, fmt.Sprintf("a/n%d-%d", 3, n/4-1))
	for i, st := range left {
		if k := n - 1 - i; st.Lead.GUID != fmt.Sprintf("a/n%d-%d", k/100, k%100) {
			e.t.Fatalf("story %d of those left is %s: not the oldest were removed", i, st.Lead.GUID)
		}
	}
	e.want("again", e.prune(t0, storage.Keep{Bytes: 1 << 20}), storage.Pruned{})
}

// noise is n bytes that do not compress.
func noise(name string, n int) string {
	state := uint64(len(name))
	for _, c := range name {
		state = state*1099511628211 + uint64(c)
	}
	b := make([]byte, n)
	for i := range b {
		state = state*6364136223846793005 + 1442695040888963407
		b[i] = byte('!' + state>>33%90)
	}
	return string(b)
}

func pruneBelongings(e *env) {
	ids := e.stories(2)
	e.add("j", click(1, ids[0], t0, 1))
	e.promote(e.promotion("all", ids[0], t0))
	e.promote(e.promotion("go", ids[0], t0))
	e.prune(t0.Add(48*time.Hour), storage.Keep{For: time.Hour})
	e.want("counts", e.counts(ids...), map[storage.StoryID]storage.Count{})
	e.want("promotions", len(e.promotions("all", 10))+len(e.promotions("go", 10)), 0)
	e.want("a click that comes late", e.add("j", click(2, ids[0], t0, 1)), uint64(2))
	e.want("counts", e.counts(ids...), map[storage.StoryID]storage.Count{})
}

func pruneLog(e *env) {
	ids := e.stories(1)
	e.add("j", click(1, ids[0], t0, 1))
	e.add("j", click(2, ids[0], t0.Add(20*24*time.Hour), 1))
	e.prune(t0.Add(21*24*time.Hour), storage.Keep{For: 365 * 24 * time.Hour})
	e.want("log", len(e.log(time.Time{})), 2)
	e.prune(t0.Add(13*24*time.Hour), storage.Keep{For: time.Hour})
	e.want("log of two weeks", len(e.log(time.Time{})), 2)
	e.sync(t0, "a")
	late := t0.Add(40 * 24 * time.Hour)
	e.poll("a", late, []storage.Item{item("a", "late", t0)})
	e.add("j", click(3, e.only().ID, late, 1))
	e.prune(late, storage.Keep{Bytes: 1 << 40})
	e.want("log of stories that are there", e.log(time.Time{}), []storage.Click{click(3, e.only().ID, late, 1)})
}

func pruneNothing(e *env) {
	e.daily(3)
	e.want("Pruned", e.prune(t0.Add(1e5*time.Hour), storage.Keep{}), storage.Pruned{})
	e.want("left", len(e.newest()), 3)
}

func pruneCopies(e *env) {
	e.sync(t0, "a", "b", "c")
	one := item("a", "one", t0)
	e.poll("a", t0, []storage.Item{one})
	copied := with(one, func(it *storage.Item) { it.GUID = "b" })
	e.poll("b", t0.Add(47*time.Hour), []storage.Item{copied})
	e.want("Pruned", e.prune(t0.Add(48*time.Hour), storage.Keep{For: 24 * time.Hour}), storage.Pruned{Stories: 1, Items: 2})
	e.want("b", e.poll("b", t0.Add(48*time.Hour), []storage.Item{copied}), storage.Finished{Known: 1})
	// A source that never had it tells news to this store.
	e.want("c", e.poll("c", t0.Add(48*time.Hour), []storage.Item{with(one, func(it *storage.Item) { it.GUID = "c" })}), storage.Finished{New: 1})
}

func pruneReturn(e *env) {
	e.sync(t0, "a")
	var items []storage.Item
	for i := range 20 {
		items = append(items, item("a", fmt.Sprint("n", i), t0))
	}
	e.want("first", e.poll("a", t0, items), storage.Finished{New: 20})
	e.sync(t0)
	later := t0.Add(48 * time.Hour)
	e.want("removed with its source away", e.prune(later, storage.Keep{For: time.Hour}), storage.Pruned{Stories: 20, Items: 20})
	e.reopen()
	renamed := spec("a")
	renamed.Name = "z"
	_, err := e.Sync(e.ctx, later, []storage.SourceSpec{renamed})
	e.must(err)
	e.want("back under another name", e.poll("z", later, items), storage.Finished{Known: 20})
	moved := renamed
	moved.URL, moved.Host = "https://new.example/feed", "new.example"
	_, err = e.Sync(e.ctx, later, []storage.SourceSpec{moved})
	e.must(err)
	e.want("at another address", e.poll("z", later, items), storage.Finished{Known: 20})
	e.want("stories", len(e.newest()), 0)
}

var storeCases = []testCase{
	{"a closed store", closed},
	{"a context that has ended", cancelled},
}

// calls are all methods with a context.
func (e *env) calls(ctx context.Context, c storage.Claim) map[string]func() error {
	all := func() error {
		for _, err := range e.Store.All(ctx) {
			return err
		}
		return nil
	}
	log := func() error {
		for _, err := range e.Store.ClickLog(ctx, t0) {
			return err
		}
		return nil
	}
	s := e.Store
	return map[string]func() error{
		"Sync":   func() error { _, err := s.Sync(ctx, t0, []storage.SourceSpec{spec("z")}); return err },
		"Claim":  func() error { _, err := s.Claim(ctx, request(t0.Add(1e4*time.Hour))); return err },
		"Finish": func() error { _, err := s.Finish(ctx, c, storage.Outcome{At: t0}); return err },
		"Finish with items": func() error {
			_, err := s.Finish(ctx, c, storage.Outcome{At: t0, Items: []storage.Item{item("a", "late", t0)}})
			return err
		},
		"Release":  func() error { return s.Release(ctx, c) },
		"NextDue":  func() error { _, err := s.NextDue(ctx, 0); return err },
		"Sources":  func() error { _, err := s.Sources(ctx); return err },
		"Revision": func() error { _, err := s.Revision(ctx); return err },
		"Wait":     func() error { _, err := s.Wait(ctx, 0); return err },
		"Changes":  func() error { _, _, err := s.Changes(ctx, 0); return err },
		"Story":    func() error { _, err := s.Story(ctx, storage.StoryID{}); return err },
		"Newest":   func() error { _, err := s.Newest(ctx, storage.Query{Limit: 1}); return err },
		"All":      all,
		"ClickLog": log,
		"AddClicks": func() error {
			_, err := s.AddClicks(ctx, "j", []storage.Click{click(9, storage.StoryID{}, t0, 1)})
			return err
		},
		"Applied":    func() error { _, err := s.Applied(ctx, "j"); return err },
		"Counts":     func() error { _, err := s.Counts(ctx, []storage.StoryID{{}}); return err },
		"Promote":    func() error { _, err := s.Promote(ctx, storage.Promotion{}); return err },
		"Promotions": func() error { _, err := s.Promotions(ctx, "all", 1); return err },
		"Stamp":      func() error { _, err := s.Stamp(ctx, "d", [32]byte{}, t0); return err },
		"Mint":       func() error { _, err := s.Mint(ctx, "m", nil); return err },
		"Prune":      func() error { _, err := s.Prune(ctx, t0.Add(1e5*time.Hour), storage.Keep{For: 1}); return err },
	}
}

func closed(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	c := e.claim("a", t0)
	calls := e.calls(e.ctx, c)
	s := e.Store
	waiting := make(chan error)
	go func() {
		_, err := s.Wait(e.ctx, 1<<60)
		waiting <- err
	}()
	e.close()
	e.Store = s
	if err := <-waiting; !errors.Is(err, storage.ErrClosed) {
		e.t.Errorf("Wait while the store closed: %v, want ErrClosed", err)
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, storage.ErrClosed) {
			e.t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
	if err := s.Close(); !errors.Is(err, storage.ErrClosed) {
		e.t.Errorf("second Close: %v, want ErrClosed", err)
	}
	e.Store = nil
}

func cancelled(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	c := e.claim("a", t0)
	before, sources := e.newest(), e.status("a")
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	for name, call := range e.calls(ctx, c) {
		if err := call(); !errors.Is(err, context.Canceled) {
			e.t.Errorf("%s: %v, want Canceled", name, err)
		}
	}
	e.want("stories", e.newest(), before)
	e.want("source", e.status("a"), sources)
	_, err := e.finish(c, t0, nil) // the claim is still there
	e.must(err)
}
