package storagetest

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"freshet/storage"
)

var hurryCases = []testCase{
	{"a source is due sooner, never later", hurrySooner},
	{"holds and spacing stay", hurryHeld},
	{"a poll under way is followed by another", hurryClaimed},
	{"what is not there or gone", hurryGone},
	{"a reopen keeps it", hurryReopen},
	{"a clock that was set back", rewind},
}

// rewind: two hours are taken from due times, spacing, holds and leases.
func rewind(e *env) {
	const back = 2 * time.Hour
	e.sync(t0.Add(-3*time.Hour), "a", "b", "c")
	e.due(map[string]int{"a": 60, "b": 60, "c": 60})
	req := request(t0.Add(time.Hour))
	req.Limit, req.Spacing = 1, time.Minute
	all := map[string]bool{"a": true, "b": true, "c": true}
	var claim storage.Claim
	for name, c := range e.claims(req) {
		claim = c
		delete(all, name)
	}
	e.must(e.Rewind(e.ctx, back))
	for name := range all {
		e.want("next", e.status(name).Next, t0.Add(time.Hour-back))
	}
	req.Now, req.Limit = req.Now.Add(-back), 9
	e.want("claimed", sorted(e.names(req)), sorted(slices.Collect(maps.Keys(all))))
	req.Now = claim.Until.Add(-back)
	e.want("lease", sorted(e.names(req)), []string{"a", "b", "c"})
	_, err := e.Finish(e.ctx, claim, storage.Outcome{At: req.Now, Next: req.Now.Add(time.Hour)})
	if !errors.Is(err, storage.ErrLeaseLost) {
		e.t.Errorf("a claim that was made again: %v", err)
	}
	e.reopen()
	for name := range all {
		e.want("next behind a reopen", e.status(name).Next, t0.Add(time.Hour-back))
	}
}

// sorted is a list in small order: sources that are due since the same time may be
// claimed in any.
func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

var itemsCases = []testCase{
	{"items by guid", func(e *env) {
		e.sync(t0, "a", "b")
		one, two := fullItem(), fullItem()
		two.GUID, two.URL, two.Canonical, two.Title = "2", "https://a.example/2", "https://a.example/2", "Another headline"
		two = sign(two)
		e.poll("a", t0, []storage.Item{one})
		e.poll("b", t0, []storage.Item{two})
		got, err := e.Items(e.ctx, "a", []string{one.GUID, two.GUID, "none"})
		e.must(err)
		e.want("items", got, map[string]storage.Item{one.GUID: one})
		e.reopen()
		got, err = e.Items(e.ctx, "a", []string{one.GUID})
		e.must(err)
		e.want("items behind a reopen", got, map[string]storage.Item{one.GUID: one})
		if _, err := e.Items(e.ctx, "x", nil); !errors.Is(err, storage.ErrNotFound) {
			e.t.Errorf("no such source: %v", err)
		}
	}},
}

// hurry hurries a source and returns the time that comes of it.
func (e *env) hurry(name string, at time.Time) time.Time {
	e.t.Helper()
	from, err := e.Hurry(e.ctx, name, at)
	e.must(err)
	return from
}

func hurrySooner(e *env) {
	e.sync(t0.Add(-2*time.Hour), "a", "b")
	e.due(map[string]int{"a": 60, "b": 60})
	e.want("from", e.hurry("a", t0.Add(5*time.Minute)), t0.Add(5*time.Minute))
	e.want("next", e.status("a").Next, t0.Add(5*time.Minute))
	e.want("later", e.hurry("a", t0.Add(30*time.Minute)), t0.Add(5*time.Minute))
	due, err := e.NextDue(e.ctx, 0)
	e.must(err)
	e.want("next due", due, t0.Add(5*time.Minute))
	e.want("claimed", e.names(request(t0.Add(5*time.Minute))), []string{"a"})
}

func hurryHeld(e *env) {
	e.sharedHost()
	req := request(t0)
	req.Spacing = time.Minute
	for _, c := range e.claims(req) {
		_, err := e.Finish(e.ctx, c, storage.Outcome{At: t0, Next: t0.Add(time.Hour)})
		e.must(err)
	}
	e.want("spaced", e.hurry("a", t0), t0.Add(time.Minute))
	req.Now = t0.Add(time.Minute)
	c := e.claims(req)["a"]
	_, err := e.Finish(e.ctx, c, storage.Outcome{At: req.Now, Next: t0.Add(5 * time.Hour), HoldHost: t0.Add(2 * time.Hour)})
	e.must(err)
	e.want("held", e.hurry("a", t0), t0.Add(2*time.Hour))
}

func hurryClaimed(e *env) {
	e.sync(t0.Add(-time.Hour), "a")
	first := e.claims(request(t0))["a"]
	e.hurry("a", t0.Add(time.Second))
	e.want("still claimed", e.names(request(t0.Add(30*time.Second))), []string(nil))
	_, err := e.Finish(e.ctx, first, storage.Outcome{At: t0, Next: t0.Add(time.Hour)})
	e.must(err)
	e.want("next", e.status("a").Next, t0.Add(time.Second))
	second := e.claims(request(t0.Add(time.Second)))["a"]
	_, err = e.Finish(e.ctx, second, storage.Outcome{
		At: t0, Next: t0.Add(2 * time.Hour), Items: []storage.Item{item("a", "one", t0)}, Present: []string{"a/one"},
	})
	e.must(err)
	e.want("then as the poll says", e.status("a").Next, t0.Add(2*time.Hour))
}

func hurryGone(e *env) {
	e.sync(t0.Add(-time.Hour), "a", "b")
	_, err := e.Finish(e.ctx, e.claims(request(t0))["a"], storage.Outcome{At: t0, State: storage.SourceState{Gone: true}, Next: t0})
	e.must(err)
	if _, err := e.Hurry(e.ctx, "a", t0); !errors.Is(err, storage.ErrGone) {
		e.t.Errorf("a gone source: %v", err)
	}
	e.sync(t0, "a")
	for _, name := range []string{"b", "c"} {
		if _, err := e.Hurry(e.ctx, name, t0); !errors.Is(err, storage.ErrNotFound) {
			e.t.Errorf("source %q: %v", name, err)
		}
	}
	e.want("not claimed", e.names(request(t0.Add(time.Hour))), []string(nil))
}

func hurryReopen(e *env) {
	e.sync(t0.Add(-2*time.Hour), "a")
	st := fullState()
	_, err := e.Finish(e.ctx, e.claims(request(t0))["a"], storage.Outcome{At: t0, State: st, Next: t0.Add(time.Hour)})
	e.must(err)
	e.reopen()
	e.hurry("a", t0.Add(time.Minute))
	e.reopen()
	e.want("next", e.status("a").Next, t0.Add(time.Minute))
	e.want("state", e.status("a").State, st)
}

var deliverCases = []testCase{
	{"items are folded, the schedule stays", deliverItems},
	{"again, nothing happens", deliverAgain},
	{"beside a poll of the same source", deliverBeside},
	{"a source that is not active", deliverUnknown},
	{"many at once", deliverConcurrent},
}

func deliverItems(e *env) {
	e.sync(t0.Add(-time.Hour), "a", "b")
	st := fullState()
	_, err := e.Finish(e.ctx, e.claims(request(t0.Add(-time.Minute)))["a"], storage.Outcome{
		At: t0, State: st, Next: t0.Add(time.Hour), Items: []storage.Item{item("a", "one", t0)}, Present: []string{"a/one"},
	})
	e.must(err)
	at := t0.Add(10 * time.Minute)
	changed := with(item("a", "one", t0), func(it *storage.Item) { it.Title = "Another headline" })
	n, err := e.Deliver(e.ctx, "a", at, []storage.Item{changed, item("a", "two", t0)})
	e.must(err)
	e.want("Finished", n, storage.Finished{New: 1, Revised: 1})
	st.LastNew = at
	want := storage.SourceStatus{Source: e.status("a").Source, State: st, Next: t0.Add(time.Hour), Active: true, Items: 2}
	e.want("status", e.status("a"), want)
	two := item("a", "two", t0)
	two.GUID = "b/two"
	n, err = e.Deliver(e.ctx, "b", at.Add(time.Minute), []storage.Item{two})
	e.must(err)
	e.want("a copy", n, storage.Finished{Joined: 1})
	e.want("stories", len(e.newest()), 2)
	e.reopen()
	e.want("status after reopen", e.status("a"), want)
	e.want("b", e.status("b").State, storage.SourceState{LastNew: at.Add(time.Minute)})
	for _, s := range e.newest() {
		if s.Lead.GUID == "a/two" {
			e.want("seen", s.Seen, at)
			e.want("sightings", len(s.Sightings), 2)
		}
	}
}

func deliverAgain(e *env) {
	e.sync(t0, "a")
	items := []storage.Item{item("a", "one", t0), item("a", "two", t0)}
	_, err := e.Deliver(e.ctx, "a", t0, items)
	e.must(err)
	before, stories := e.status("a"), e.newest()
	rev, err := e.Revision(e.ctx)
	e.must(err)
	n, err := e.Deliver(e.ctx, "a", t0.Add(time.Hour), items)
	e.must(err)
	e.want("Finished", n, storage.Finished{Known: 2})
	e.want("status", e.status("a"), before)
	e.want("stories", e.newest(), stories)
	after, err := e.Revision(e.ctx)
	e.must(err)
	e.want("revision", after, rev)
	e.want("by a poll", e.poll("a", t0.Add(time.Hour), items), storage.Finished{Known: 2})
}

func deliverBeside(e *env) {
	e.sync(t0, "a")
	at := t0.Add(time.Minute)
	for round, items := range [][]storage.Item{nil, {item("a", "polled", t0)}} {
		c := e.claim("a", t0)
		name := []string{"one", "two"}[round]
		at = at.Add(time.Minute)
		n, err := e.Deliver(e.ctx, "a", at, []storage.Item{item("a", name, t0)})
		e.must(err)
		e.want("Finished", n, storage.Finished{New: 1})
		_, err = e.finish(c, t0.Add(time.Minute), items, "a/one", "a/two")
		e.must(err)
		// The poll does not know of the delivery, and must not undo it.
		e.want("last new", e.status("a").State.LastNew, at)
		e.want("last poll", e.status("a").State.LastPoll, t0.Add(time.Minute))
	}
	e.want("items", e.status("a").Items, 3)
	before := e.status("a")
	e.reopen()
	e.want("after reopen", e.status("a"), before)
}

func deliverUnknown(e *env) {
	e.sync(t0, "a", "b")
	e.sync(t0, "a")
	for _, name := range []string{"b", "c"} {
		if n, err := e.Deliver(e.ctx, name, t0, []storage.Item{item("b", "one", t0)}); !errors.Is(err, storage.ErrNotFound) {
			e.t.Errorf("source %q: %v, %v", name, n, err)
		}
	}
	e.want("stories", len(e.newest()), 0)
}

func deliverConcurrent(e *env) {
	e.sync(t0, "a", "b")
	claims := e.claims(request(t0.Add(time.Hour)))
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		for i := range 8 {
			wg.Go(func() {
				own := item(name, name+"pushed"+string(rune('a'+i)), t0)
				if _, err := e.Deliver(e.ctx, name, t0.Add(time.Duration(i)), []storage.Item{own}); err != nil {
					e.t.Error(err)
				}
			})
		}
		wg.Go(func() {
			if _, err := e.finish(claims[name], t0, []storage.Item{item(name, name+"polled", t0)}); err != nil {
				e.t.Error(err)
			}
		})
	}
	wg.Wait()
	e.want("stories", len(e.newest()), 18)
	e.want("items", e.status("a").Items, 9)
}

var subscriptionCases = []testCase{
	{"one is kept whole, and replaced", subscriptionWhole},
	{"it follows its source", subscriptionRename},
	{"limits", subscriptionLimits},
	{"forgetting", subscriptionDelete},
}

// subscription has every field set.
func subscription(token, source string) storage.Subscription {
	return storage.Subscription{
		Token: token, Source: source, Hub: "https://hub.example/", Topic: "https://" + source + ".example/feed",
		Secret: []byte("s\xff"), OldSecret: []byte{0}, State: storage.SubscriptionActive, Error: "e",
		Asked: t0, Until: t0.Add(time.Hour), Renew: t0.Add(time.Minute), LastPush: t0.Add(1), Pushed: 1, Missed: 2,
	}
}

func (e *env) subscriptions() []storage.Subscription {
	e.t.Helper()
	out, err := e.Subscriptions(e.ctx)
	e.must(err)
	return out
}

func subscriptionWhole(e *env) {
	e.sync(t0, "a", "b")
	b, a2, a1 := subscription("1", "b"), subscription("3", "a"), subscription("2", "a")
	for _, s := range []storage.Subscription{b, a2, a1} {
		e.must(e.SetSubscription(e.ctx, s))
	}
	e.want("all", e.subscriptions(), []storage.Subscription{a1, a2, b})
	a2.State, a2.Secret, a2.Until = storage.SubscriptionLeaving, nil, time.Time{}
	e.must(e.SetSubscription(e.ctx, a2))
	a1.Secret[0] = 'x' // ours, not the store's
	e.reopen()
	e.want("replaced", e.subscriptions(), []storage.Subscription{subscription("2", "a"), a2, b})
}

func subscriptionRename(e *env) {
	e.sync(t0, "a")
	e.must(e.SetSubscription(e.ctx, subscription("t", "a")))
	renamed := spec("a")
	renamed.Name = "z"
	_, err := e.Sync(e.ctx, t0, []storage.SourceSpec{renamed})
	e.must(err)
	e.want("renamed", e.subscriptions()[0].Source, "z")
	e.sync(t0)
	e.must(e.SetSubscription(e.ctx, subscription("u", "z")))
	e.want("of a source that is removed", len(e.subscriptions()), 2)
	if err := e.SetSubscription(e.ctx, subscription("t", "a")); !errors.Is(err, storage.ErrNotFound) {
		e.t.Errorf("an unknown source: %v", err)
	}
}

func subscriptionLimits(e *env) {
	e.sync(t0, "a")
	for name, change := range map[string]func(*storage.Subscription){
		"no token":   func(s *storage.Subscription) { s.Token = "" },
		"token":      func(s *storage.Subscription) { s.Token = strings.Repeat("t", storage.MaxTokenBytes+1) },
		"hub":        func(s *storage.Subscription) { s.Hub = strings.Repeat("h", storage.MaxURLBytes+1) },
		"topic":      func(s *storage.Subscription) { s.Topic = strings.Repeat("h", storage.MaxURLBytes+1) },
		"secret":     func(s *storage.Subscription) { s.Secret = make([]byte, storage.MaxSecretBytes+1) },
		"old secret": func(s *storage.Subscription) { s.OldSecret = make([]byte, storage.MaxSecretBytes+1) },
	} {
		s := subscription("t", "a")
		change(&s)
		if err := e.SetSubscription(e.ctx, s); err == nil {
			e.t.Errorf("%s: no error", name)
		}
	}
	e.want("kept", len(e.subscriptions()), 0)
	s := subscription(strings.Repeat("t", storage.MaxTokenBytes), "a")
	s.Hub = strings.Repeat("h", storage.MaxURLBytes)
	e.must(e.SetSubscription(e.ctx, s))
	e.want("the largest", e.subscriptions(), []storage.Subscription{s})
}

func subscriptionDelete(e *env) {
	e.sync(t0, "a")
	e.must(e.SetSubscription(e.ctx, subscription("t", "a")))
	e.must(e.DeleteSubscription(e.ctx, "t"))
	for _, token := range []string{"t", "", "other"} {
		if err := e.DeleteSubscription(e.ctx, token); !errors.Is(err, storage.ErrNotFound) {
			e.t.Errorf("token %q: %v", token, err)
		}
	}
	e.reopen()
	e.want("left", len(e.subscriptions()), 0)
}
