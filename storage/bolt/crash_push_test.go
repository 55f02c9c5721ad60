package bolt_test

import (
	"context"
	"errors"
	"fmt"

	"freshet/storage"
	"freshet/storage/bolt"
)

// crashPushed is the source of which items are pushed, while it is polled.
const crashPushed = "s0"

// pushes delivers items, and keeps their number in a subscription after each.
func (w *crashWriter) pushes(ctx context.Context, from int) error {
	for n := from; ; n++ {
		w.say("p pushes %d", n)
		if _, err := w.s.Deliver(ctx, crashPushed, crashAt(n), []storage.Item{news("push", fmt.Sprint(n), "")}); err != nil {
			return err
		}
		// A subscription is forgotten and made again now and then.
		if n%7 == 0 {
			// The kill may have come just after it.
			if err := w.s.DeleteSubscription(ctx, "t"); err != nil && !errors.Is(err, storage.ErrNotFound) {
				return err
			}
		}
		sub := storage.Subscription{Token: "t", Source: crashPushed, State: storage.SubscriptionActive, Pushed: n}
		if err := w.s.SetSubscription(ctx, sub); err != nil {
			return err
		}
		w.say("P pushes %d", n)
	}
}

// own compares what a source has of its own after a poll: what this poll and the
// one before brought; the rest has been taken back, in one transaction with what
// the poll brought.
func (w *witness) own(name string, last int, found map[string]storage.StoryID) {
	for n := 1; n <= last; n++ {
		guid := fmt.Sprint(name, "/own", n)
		_, there := found[guid]
		switch want := n > last-2; {
		case there && !want:
			w.t.Errorf("%s is there after poll %d", guid, last)
		case !there && want && !w.gone[guid]:
			w.t.Errorf("%s is lost after poll %d", guid, last)
		}
		if n <= last-2 {
			w.gone[guid] = true
		}
	}
}

// pushes compares what was pushed, and the subscription: it counts no item that is
// not there.
func (w *witness) pushes(s *bolt.Store, found map[string]storage.StoryID) {
	for n := 1; n <= w.began["pushes"]+1; n++ {
		guid := fmt.Sprint("push/", n)
		_, there := found[guid]
		switch {
		case !there && n <= w.acked["pushes"] && !w.gone[guid]:
			w.t.Errorf("%s of %d acknowledged is lost", guid, w.acked["pushes"])
		case there && n > w.began["pushes"]:
			w.t.Errorf("%s was never pushed", guid)
		}
	}
	subs, err := s.Subscriptions(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	acked := w.acked["pushes"]
	if len(subs) == 0 {
		// Every seventh is forgotten before the next is kept.
		if (acked+1)%7 != 0 && acked > 0 {
			w.t.Errorf("no subscription after %d pushes", acked)
		}
		return
	}
	sub := subs[0]
	guid := fmt.Sprint("push/", sub.Pushed)
	if _, there := found[guid]; len(subs) > 1 || sub.Pushed < acked || sub.Pushed > w.began["pushes"] || !there && !w.gone[guid] {
		w.t.Errorf("subscriptions %+v, pushes acknowledged %d, begun %d", subs, acked, w.began["pushes"])
	}
	w.acked["pushes"] = max(acked, sub.Pushed)
}
