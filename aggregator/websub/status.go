package websub

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"freshet/storage"
)

// Status is how a source's subscription is. It holds nothing secret.
type Status struct {
	Hub      string // without its query
	Topic    string // without its query
	State    storage.SubscriptionState
	Error    string    // why it is not active, or why its renewal failed; may be empty
	Until    time.Time // end of the lease; zero for none
	Renew    time.Time // when to ask again
	LastPush time.Time // zero for never
	Pushed   int       // deliveries
	Missed   int       // items, in this lease
	Trusted  bool      // polls are a backup only
}

// Status is how the present subscription of a source is; false when it has none.
func (s *Subscriber) Status(source string) (Status, bool) {
	e := s.of(source)
	if e == nil {
		return Status{}, false
	}
	sub := e.now()
	return Status{
		Hub: shown(sub.Hub), Topic: shown(sub.Topic), State: sub.State, Error: sub.Error, Until: sub.Until, Renew: sub.Renew,
		LastPush: sub.LastPush, Pushed: sub.Pushed, Missed: sub.Missed, Trusted: trusted(sub),
	}, true
}

// Tally is what a hub has done for all its sources.
type Tally struct {
	Hub     string // without its query
	Sources int    // whose subscriptions are active
	Trusted int    // of these, those whose polls are a backup only
	Pushed  int    // deliveries
	Missed  int    // items, in the present leases
}

// Tallies sums up each hub, by its address.
func (s *Subscriber) Tallies() []Tally {
	sums := map[string]*Tally{}
	for _, e := range s.entries() {
		sub := e.now()
		if sub.State != storage.SubscriptionActive {
			continue
		}
		hub := shown(sub.Hub)
		t := sums[hub]
		if t == nil {
			t = &Tally{Hub: hub}
			sums[hub] = t
		}
		t.Sources++
		if trusted(sub) {
			t.Trusted++
		}
		t.Pushed += sub.Pushed
		t.Missed += sub.Missed
	}
	list := make([]Tally, 0, len(sums))
	for t := range maps.Values(sums) {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Tally) int { return cmp.Compare(a.Hub, b.Hub) })
	return list
}
