package websub

import (
	"context"
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

	mu       sync.Mutex // one change at a time; guards what follows
	gone     bool       // deleted
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
	e := &entry{began: now, since: now}
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
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return false, nil
	}
	next, ok := step(*e.now())
	if !ok {
		return false, nil
	}
	if err := store.SetSubscription(ctx, next); err != nil {
		e.pause = time.Now().Add(storeRetry)
		return false, fmt.Errorf("websub: %w", err)
	}
	e.p.Store(&next)
	return true, nil
}

// storeRetry is the pause of a subscription after the store refused a change.
const storeRetry = time.Minute
