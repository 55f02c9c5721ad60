package websub

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"freshet/storage"
)

// entry is one subscription of a Subscriber: what the store keeps of it, and what
// only this process knows.
type entry struct {
	p    atomic.Pointer[storage.Subscription] // never changed in place
	busy atomic.Bool                          // a request is under way
	turn chan struct{}                        // held while the store is written: one change at a time
	gone bool                                 // deleted; of who holds the turn

	mu       sync.Mutex // guards what follows, and is never held for long
	began    time.Time  // when it came to this process
	since    time.Time  // from when on the hub is expected to push: its first verification, or the start of this process
	agreed   time.Time  // of the last verification; zero for none in this process
	failures int        // requests in a row that were not taken
	poll     Poll       // the last one of its source that went well
	polled   time.Time  // when its source was polled or is to be, for a ping
	failing  bool       // the last poll of its source failed
	pause    time.Time  // nothing is done before, after the store failed
}

func newEntry(s storage.Subscription, now time.Time) *entry {
	e := &entry{began: now, since: now, turn: make(chan struct{}, 1)}
	e.p.Store(&s)
	return e
}

// hurry is when the source may be polled for a ping that came now, and whether
// its polls fail.
func (e *entry) hurry(now time.Time) (at time.Time, failing bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failing || e.polled.After(now) {
		return e.polled, e.failing // the latter is arranged already
	}
	if next := e.polled.Add(pingSpacing); next.After(now) {
		now = next
	}
	e.polled = now
	return now, false
}

// visited notes a poll of the source.
func (e *entry) visited(p Poll) (began time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.polled, e.failing = p.At, p.Failed
	if !p.Failed {
		e.poll = p
	}
	return e.began
}

// now is the subscription as it is. It must not be changed.
func (e *entry) now() *storage.Subscription { return e.p.Load() }

// due is as the function of that name, with the pause after a failed store.
func (e *entry) due() (action, time.Time) {
	what, at := due(e.now())
	e.mu.Lock()
	defer e.mu.Unlock()
	if at.Before(e.pause) {
		at = e.pause
	}
	return what, at
}

// change makes one step of a subscription: first in the store, then here. The
// step returns false to leave it as it is. A deleted one is not changed any more.
func (e *entry) change(ctx context.Context, store storage.Subscriptions, step func(storage.Subscription) (storage.Subscription, bool)) (bool, error) {
	e.turn <- struct{}{}
	defer func() { <-e.turn }()
	if e.gone {
		return false, nil
	}
	next, ok := step(*e.now())
	if !ok {
		return false, nil
	}
	if err := store.SetSubscription(ctx, next); err != nil {
		e.wait()
		return false, fmt.Errorf("websub: %w", err)
	}
	e.p.Store(&next)
	return true, nil
}

// remove deletes the subscription, first in the store.
func (e *entry) remove(ctx context.Context, store storage.Subscriptions) error {
	e.turn <- struct{}{}
	defer func() { <-e.turn }()
	err := store.DeleteSubscription(ctx, e.now().Token)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		e.wait()
		return fmt.Errorf("websub: %w", err)
	}
	e.gone = true
	return nil
}

// rename follows a source that has another name now. It reports the one before.
func (e *entry) rename(source string) (before string) {
	e.turn <- struct{}{}
	defer func() { <-e.turn }()
	s := *e.now()
	before, s.Source = s.Source, source
	e.p.Store(&s)
	return before
}

// wait puts off what is due, since the store does not take it.
func (e *entry) wait() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pause = time.Now().Add(storeRetry)
}

// storeRetry is the pause of a subscription after the store refused a change.
const storeRetry = time.Minute
