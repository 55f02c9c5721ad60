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
	{"another service and spacing forget nothing", syncManners},
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
	e.want("full", got.State.LastFull, time.Time{})
	e.want("archive", got.State.Archive, "")
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

func syncManners(e *env) {
	e.sync(t0.Add(-time.Hour), "a")
	c := e.claims(request(t0))["a"]
	st := fullState()
	_, err := e.Finish(e.ctx, c, storage.Outcome{At: t0, State: st, Next: t0.Add(time.Hour), Items: []storage.Item{item("a", "one", t0)}})
	e.must(err)
	before := e.status("a")
	changed := spec("a")
	changed.Service, changed.Spacing = "example", time.Minute
	n, err := e.Sync(e.ctx, t0, []storage.SourceSpec{changed})
	e.must(err)
	e.want("Synced", n, storage.Synced{})
	before.Source.SourceSpec = changed
	e.want("status", e.status("a"), before)
	e.reopen()
	e.want("after reopen", e.status("a"), before)
	claim := e.claims(request(t0.Add(time.Hour)))["a"]
	e.want("spec of the claim", claim.Source.SourceSpec, changed)
	e.sync(t0, "a")
	_, err = e.finish(claim, t0.Add(time.Hour), nil)
	e.must(err) // a change of manners does not end a claim
}
