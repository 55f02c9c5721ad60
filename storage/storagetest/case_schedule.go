package storagetest

import (
	"errors"
	"time"

	"freshet/storage"
)

var syncCases = []testCase{
	{"new sources are due soon, spread by name", syncNew},
	{"a source is known by name, else by URL", syncIdentity},
	{"a return keeps state and time", syncBack},
	{"a move forgets what the old address gave", syncMove},
	{"a rename shows in its stories", syncRename},
	{"nonsense is refused whole", syncNonsense},
}

func syncNew(e *env) {
	e.want("Synced", e.sync(t0, "a", "b", "c"), storage.Synced{New: 3})
	seen := map[time.Time]bool{}
	for _, name := range []string{"a", "b", "c"} {
		next := e.status(name).Next
		if next.Before(t0) || next.After(t0.Add(time.Minute)) {
			e.t.Errorf("%s is due at %v", name, next)
		}
		seen[next] = true
	}
	if len(seen) != 3 {
		e.t.Errorf("due times %v are not spread", seen)
	}
	e.want("again", e.sync(t0, "a", "b", "c"), storage.Synced{})
}

func syncIdentity(e *env) {
	e.sync(t0, "a", "b", "c")
	keys := map[string]uint64{}
	for _, name := range []string{"a", "b", "c"} {
		keys[name] = e.status(name).Source.Key
	}
	renamed, moved := spec("a"), spec("b")
	renamed.Name = "z"
	moved.URL = "https://elsewhere.example/feed"
	n, err := e.Sync(e.ctx, t0, []storage.SourceSpec{renamed, moved, spec("d")})
	e.must(err)
	e.want("Synced", n, storage.Synced{New: 1, Renamed: 1, Moved: 1, Removed: 1})
	e.want("renamed key", e.status("z").Source.Key, keys["a"])
	e.want("moved key", e.status("b").Source.Key, keys["b"])
	e.want("moved spec", e.status("b").Source.SourceSpec, moved)
	e.want("removed is inactive", e.status("c").Active, false)
	e.reopen()
	e.want("after reopen", e.status("z").Source, storage.Source{SourceSpec: renamed, Key: keys["a"]})
	// The names swap their addresses: the name decides.
	a, b := spec("z"), moved
	a.URL, b.URL = moved.URL, renamed.URL
	n, err = e.Sync(e.ctx, t0, []storage.SourceSpec{a, b, spec("d")})
	e.must(err)
	e.want("swap", n, storage.Synced{Moved: 2})
	e.want("swapped key", e.status("z").Source.Key, keys["a"])
}

func syncBack(e *env) {
	e.sync(t0, "a", "b")
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	before := e.status("a")
	e.want("removed", e.sync(t0.Add(time.Hour), "b"), storage.Synced{Removed: 1})
	e.want("not claimed", e.names(request(t0.Add(48*time.Hour))), []string{"b"})
	e.want("back", e.sync(t0.Add(2*time.Hour), "a", "b"), storage.Synced{Back: 1})
	e.want("status", e.status("a"), before)
	e.want("item is known", e.poll("a", t0.Add(3*time.Hour), []storage.Item{item("a", "one", t0)}), storage.Finished{Known: 1})
}

func syncMove(e *env) {
	e.sync(t0, "a")
	c := e.claim("a", t0)
	st := fullState()
	st.Gone = true
	_, err := e.Finish(e.ctx, c, storage.Outcome{At: t0, State: st, Next: t0.Add(time.Hour), Items: []storage.Item{item("a", "one", t0)}})
	e.must(err)
	moved := spec("a")
	moved.URL, moved.Host = "https://new.example/feed", "new.example"
	later := t0.Add(10 * time.Minute)
	_, err = e.Sync(e.ctx, later, []storage.SourceSpec{moved})
	e.must(err)
	got := e.status("a")
	e.want("due", got.Next, later)
	e.want("items", got.Items, 1)
	e.want("validators", got.State.Validators, storage.Validators{})
	e.want("body", got.State.Body, [16]byte{})
	e.want("entries", got.State.Entries, []uint64(nil))
	e.want("document", got.State.Document, st.Document)
	e.want("claimed again", e.names(request(later)), []string{"a"})

	// A poll of the old address is under way while the source moves.
	claims, err := e.Claim(e.ctx, request(later.Add(time.Hour)))
	e.must(err)
	back := spec("a")
	_, err = e.Sync(e.ctx, later, []storage.SourceSpec{back})
	e.must(err)
	if _, err := e.finish(claims[0], later, nil); !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("Finish of the old address: %v, want ErrLeaseLost", err)
	}
}

func syncRename(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{item("a", "one", t0)})
	before, err := e.Revision(e.ctx)
	e.must(err)
	renamed := spec("a")
	renamed.Name = "z"
	_, err = e.Sync(e.ctx, t0, []storage.SourceSpec{renamed})
	e.must(err)
	e.want("sighting", e.only().Sightings[0].Source, "z")
	if after, err := e.Revision(e.ctx); err != nil || after <= before {
		e.t.Errorf("revision %d after %d, %v", after, before, err)
	}
	got, err := e.Newest(e.ctx, storage.Query{Sources: []string{"z"}, Limit: 10})
	e.must(err)
	e.want("by the new name", len(got), 1)
	if ids, _, err := e.Changes(e.ctx, before); err == nil && len(ids) == 0 {
		e.t.Error("Changes lists nothing, and does not say that it is too old")
	}
}

func syncNonsense(e *env) {
	e.sync(t0, "a")
	for _, specs := range [][]storage.SourceSpec{
		{spec("a"), spec("a")},
		{spec("b"), {Name: "", URL: "https://x.example"}},
		{spec("b"), {Name: "x"}},
	} {
		if n, err := e.Sync(e.ctx, t0, specs); err == nil {
			e.t.Errorf("Sync(%v) = %v", specs, n)
		}
	}
	list, err := e.Sources(e.ctx)
	e.must(err)
	e.want("sources", len(list), 1)
}

var claimCases = []testCase{
	{"longest due first, up to the limit", claimOrder},
	{"never two of a host at a time", claimHost},
	{"spacing and hold of a host", claimSpacing},
	{"a lease ends", claimLease},
	{"release", claimRelease},
	{"what is gone is not claimed", claimGone},
	{"next due", nextDue},
	{"status", claimStatus},
}

// due finishes a first poll of each source so that it is due at t0 plus minutes.
func (e *env) due(minutes map[string]int) {
	e.t.Helper()
	for name, c := range e.claims(request(t0.Add(-time.Hour))) {
		_, err := e.Finish(e.ctx, c, storage.Outcome{At: t0.Add(-time.Hour), Next: t0.Add(time.Duration(minutes[name]) * time.Minute)})
		e.must(err)
	}
}

func claimOrder(e *env) {
	e.sync(t0.Add(-2*time.Hour), "a", "b", "c", "d")
	e.due(map[string]int{"a": 3, "b": 1, "c": 2, "d": 4})
	e.want("nothing is due", e.names(request(t0)), []string(nil))
	req := request(t0.Add(3 * time.Minute))
	req.Limit = 2
	e.want("first", e.names(req), []string{"b", "c"})
	e.want("second", e.names(req), []string{"a"})
	e.want("none left", e.names(req), []string(nil))
}

// sharedHost makes two sources of one host and one of another.
func (e *env) sharedHost() {
	e.t.Helper()
	a, b := spec("a"), spec("b")
	b.Host = a.Host
	_, err := e.Sync(e.ctx, t0.Add(-time.Hour), []storage.SourceSpec{a, b, spec("c")})
	e.must(err)
}

func claimHost(e *env) {
	e.sharedHost()
	got := e.claims(request(t0))
	if len(got) != 2 {
		e.t.Fatalf("claimed %d, want one of each host", len(got))
	}
	e.want("again", e.names(request(t0)), []string(nil))
	first := "a"
	if _, ok := got["b"]; ok {
		first = "b"
	}
	_, err := e.finish(got[first], t0, nil)
	e.must(err)
	e.want("then the other", e.names(request(t0)), []string{map[string]string{"a": "b", "b": "a"}[first]})
}

func claimSpacing(e *env) {
	e.sharedHost()
	req := request(t0)
	req.Spacing = 10 * time.Second
	got := e.claims(req)
	for _, c := range got {
		_, err := e.finish(c, t0.Add(time.Second), nil)
		e.must(err)
	}
	req.Now = t0.Add(9 * time.Second)
	e.want("too close", e.names(req), []string(nil))
	e.reopen()
	e.want("too close after reopen", e.names(req), []string(nil))
	req.Now = t0.Add(10 * time.Second)
	second, err := e.Claim(e.ctx, req)
	e.must(err)
	e.want("spaced", len(second), 1)
	_, err = e.Finish(e.ctx, second[0], storage.Outcome{At: req.Now, Next: t0.Add(time.Minute), HoldHost: t0.Add(2 * time.Hour)})
	e.must(err)
	req.Now = t0.Add(2*time.Hour - time.Second)
	e.want("held", e.names(req), []string{"c"})
	e.reopen()
	req.Now = req.Now.Add(time.Second)
	if list := e.names(req); len(list) != 2 {
		e.t.Errorf("after the hold: %v", list)
	}
}

func claimLease(e *env) {
	e.sync(t0.Add(-time.Hour), "a")
	first := e.claims(request(t0))["a"]
	e.want("until", first.Until, t0.Add(time.Minute))
	e.want("leased", e.names(request(t0.Add(59*time.Second))), []string(nil))
	second := e.claims(request(t0.Add(time.Minute)))["a"]
	if second.Serial == first.Serial {
		e.t.Error("two claims have one serial")
	}
	if _, err := e.finish(first, t0, []storage.Item{item("a", "one", t0)}); !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("Finish of the lost claim: %v", err)
	}
	e.want("stories", len(e.newest()), 0)
	_, err := e.finish(second, t0, []storage.Item{item("a", "one", t0)})
	e.must(err)
	if _, err := e.finish(second, t0, nil); !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("second Finish: %v", err)
	}
	third := e.claims(request(t0.Add(time.Hour)))["a"]
	e.reopen()
	if _, err := e.finish(third, t0, nil); !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("Finish of a claim before a restart: %v", err)
	}
	late := e.claims(request(t0.Add(2 * time.Hour)))["a"]
	_, err = e.finish(late, t0.Add(3*time.Hour), nil)
	e.must(err) // late, but nobody else has claimed it
}

func claimRelease(e *env) {
	e.sync(t0.Add(-time.Hour), "a")
	req := request(t0)
	req.Spacing = time.Hour
	c := e.claims(req)["a"]
	e.must(e.Release(e.ctx, c))
	again := e.claims(req)["a"]
	if again.Source.Name != "a" {
		e.t.Fatal("a released source is not due at once")
	}
	if err := e.Release(e.ctx, c); !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("second Release: %v", err)
	}
	if _, err := e.finish(c, t0, nil); !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("Finish of a released claim: %v", err)
	}
}

func claimGone(e *env) {
	e.sync(t0.Add(-time.Hour), "a", "b")
	_, err := e.Finish(e.ctx, e.claims(request(t0))["a"], storage.Outcome{At: t0, State: storage.SourceState{Gone: true}, Next: t0})
	e.must(err)
	later := request(t0.Add(time.Hour))
	e.want("claimed", e.names(later), []string{"b"})
	e.reopen()
	e.want("after reopen", e.names(later), []string{"b"})
}

func nextDue(e *env) {
	next := func(spacing time.Duration) time.Time {
		e.t.Helper()
		at, err := e.NextDue(e.ctx, spacing)
		e.must(err)
		return at
	}
	e.want("no sources", next(0), time.Time{})
	e.sync(t0.Add(-2*time.Hour), "a", "b")
	e.due(map[string]int{"a": 5, "b": 10})
	e.want("first", next(0), t0.Add(5*time.Minute))
	e.want("claimed", e.names(request(t0.Add(5*time.Minute))), []string{"a"})
	e.want("the lease of a", next(0), t0.Add(6*time.Minute))
	req := request(t0.Add(20 * time.Minute))
	req.Limit = 1
	e.names(req)
	at := next(0)
	if at.After(t0.Add(20 * time.Minute)) {
		e.t.Errorf("one is due, next is %v", at)
	}
	e.sync(t0)
	e.want("none active", next(time.Second), time.Time{})
}

func claimStatus(e *env) {
	e.sync(t0.Add(-time.Hour), "b", "a")
	list, err := e.Sources(e.ctx)
	e.must(err)
	e.want("order", []string{list[0].Source.Name, list[1].Source.Name}, []string{"a", "b"})
	c := e.claims(request(t0))["a"]
	e.want("claimed", e.status("a").Claimed, true)
	st := fullState()
	_, err = e.Finish(e.ctx, c, storage.Outcome{At: t0, State: st, Next: t0.Add(time.Hour)})
	e.must(err)
	want := storage.SourceStatus{Source: c.Source, State: st, Next: t0.Add(time.Hour), Active: true}
	e.want("status", e.status("a"), want)
	e.want("state of the next claim", e.claims(request(t0.Add(2 * time.Hour)))["a"].State, st)
	e.reopen()
	e.want("status after reopen", e.status("a"), want)
}
