package storagetest

import (
	"errors"
	"time"

	"freshet/storage"
)

var claimCases = []testCase{
	{"longest due first, up to the limit", claimOrder},
	{"never two of a host at a time", claimHost},
	{"spacing and hold of a host", claimSpacing},
	{"a source's own spacing", claimOwnSpacing},
	{"spacing of a service", claimService},
	{"the limit of a service", claimServiceLimit},
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

func claimOwnSpacing(e *env) {
	a, b := spec("a"), spec("b")
	b.Host, b.Spacing = a.Host, time.Minute
	_, err := e.Sync(e.ctx, t0.Add(-time.Hour), []storage.SourceSpec{a, b, spec("c")})
	e.must(err)
	req := request(t0)
	req.Spacing = time.Second
	for _, c := range e.claims(req) {
		_, err := e.finish(c, t0, nil)
		e.must(err)
	}
	e.reopen()
	req.Now = t0.Add(59 * time.Second)
	e.want("too close", e.names(req), []string(nil))
	req.Now = t0.Add(time.Minute)
	e.want("spaced", len(e.names(req)), 1)
}

// service makes sources of hosts of their own that share a service.
func (e *env) service(names ...string) {
	e.t.Helper()
	var specs []storage.SourceSpec
	for _, name := range names {
		sp := spec(name)
		sp.Service = "shared.example"
		specs = append(specs, sp)
	}
	_, err := e.Sync(e.ctx, t0.Add(-time.Hour), append(specs, spec("alone")))
	e.must(err)
}

func claimService(e *env) {
	e.service("a", "b", "c")
	req := request(t0)
	req.Spacing = time.Minute
	e.want("one of the service", len(e.names(req)), 2)
	due, err := e.NextDue(e.ctx, req.Spacing)
	e.must(err)
	e.want("next due", due, t0.Add(time.Minute))
	req.Now = t0.Add(59 * time.Second)
	e.want("too close", e.names(req), []string(nil))
	req.Now = t0.Add(time.Minute)
	second := e.claims(req)
	delete(second, "alone") // its lease is over
	e.want("another", len(second), 1)
	for _, c := range second {
		_, err := e.finish(c, req.Now, nil)
		e.must(err)
	}
	e.reopen()
	req.Now = t0.Add(119 * time.Second)
	for _, name := range e.names(req) {
		if name != "alone" {
			e.t.Errorf("%s is claimed too close to the others", name)
		}
	}
}

func claimServiceLimit(e *env) {
	e.service("a", "b", "c", "d")
	req := request(t0)
	req.ServiceLimit = 2
	first := e.claims(req)
	e.want("two of the service", len(first), 3)
	e.want("no more", e.names(req), []string(nil))
	delete(first, "alone")
	for _, c := range first {
		_, err := e.finish(c, t0, nil)
		e.must(err)
		e.want("one ends, one more", len(e.names(req)), 1)
	}
	req.Now, req.ServiceLimit = t0.Add(time.Hour), 3 // all leases are over
	e.want("a higher limit", len(e.names(req)), 4)
	req.ServiceLimit = 0
	e.want("no limit", len(e.names(req)), 1)
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
