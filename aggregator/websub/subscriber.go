package websub

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"freshet/storage"
)

// River takes what hubs push to where polled items go.
type River interface {
	// Read reads a document that was pushed for a source as its polls are read; an
	// error says that it is no feed. Address is what its links are relative to.
	Read(ctx context.Context, source, address string, body []byte, contentType string) (Content, error)
	// Deliver folds items that came at a time, without touching the source's
	// validators or schedule.
	Deliver(ctx context.Context, source string, at time.Time, items []storage.Item) (storage.Finished, error)
	// Hurry makes a source due no later than a time.
	Hurry(ctx context.Context, source string, at time.Time) error
}

// Content is what a document holds.
type Content struct {
	Items   []storage.Item // those to keep, oldest first
	Entries int            // all of them
}

// Options are what stays while a Subscriber lives.
type Options struct {
	Store   storage.Subscriptions
	Log     *slog.Logger
	Metrics *Metrics // may be nil
}

// Subscriber keeps the subscriptions of all sources. It is made by New and begins
// with Apply; it answers hubs from then on, and asks them while Run does.
type Subscriber struct {
	store   storage.Subscriptions
	log     *slog.Logger
	seldom  rate.Sometimes // for what a stranger could have logged at will
	metrics *Metrics
	current atomic.Pointer[settings]
	queue   *queue
	wake    chan struct{}

	mu       sync.RWMutex      // guards what follows
	byToken  map[string]*entry // all
	bySource map[string]*entry // the present one of each source; never a leaving one
	hurried  map[string]bool   // sources to poll soon
}

// New returns a Subscriber that is off, with the subscriptions of the store.
func New(ctx context.Context, opt Options) (*Subscriber, error) {
	s := &Subscriber{
		store: opt.Store, log: opt.Log, metrics: opt.Metrics, queue: newQueue(), wake: make(chan struct{}, 1),
		seldom:  rate.Sometimes{First: 1, Interval: 10 * time.Second},
		byToken: map[string]*entry{}, bySource: map[string]*entry{}, hurried: map[string]bool{},
	}
	s.current.Store(ready(Settings{}))
	kept, err := s.store.Subscriptions(ctx)
	if err != nil {
		return nil, fmt.Errorf("websub: %w", err)
	}
	now := time.Now()
	for _, sub := range kept {
		s.add(newEntry(sub, now))
	}
	s.metrics.watch(s)
	return s, nil
}

// add makes an entry known.
func (s *Subscriber) add(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := e.now()
	s.byToken[sub.Token] = e
	if sub.State != storage.SubscriptionLeaving {
		s.bySource[sub.Source] = e
	}
}

// Apply makes the settings the present ones; the store must know their sources
// already. Subscriptions of sources that are not named any more end, and those for
// a callback that is not the present one are forgotten. What the store refuses is
// logged and tried again with the next Apply.
func (s *Subscriber) Apply(ctx context.Context, set Settings) {
	next := ready(set)
	s.current.Store(next)
	s.rename(ctx)
	now := time.Now()
	for _, e := range s.entries() {
		sub := e.now()
		_, polled := next.urls[sub.Source]
		switch {
		case !next.ours(sub.Token), sub.State == storage.SubscriptionPending && sub.Asked.IsZero() && sub.Error == "":
			// The second was not asked for when the process ended; the next poll begins
			// anew.
			s.forget(ctx, e)
		case !polled && sub.State != storage.SubscriptionLeaving:
			s.leave(ctx, e, now)
		}
	}
	s.nudge()
}

// rename follows the store, which follows sources that change their names.
func (s *Subscriber) rename(ctx context.Context) {
	kept, err := s.store.Subscriptions(ctx)
	if err != nil {
		s.log.Error("subscriptions not readable", "error", err)
		return
	}
	for _, sub := range kept {
		s.mu.RLock()
		e := s.byToken[sub.Token]
		s.mu.RUnlock()
		if e == nil || e.now().Source == sub.Source {
			continue
		}
		before := e.rename(sub.Source)
		s.mu.Lock()
		if s.bySource[before] == e {
			delete(s.bySource, before)
			s.bySource[sub.Source] = e
		}
		s.mu.Unlock()
	}
}

// entries are all subscriptions of now, in no order.
func (s *Subscriber) entries() []*entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]*entry, 0, len(s.byToken))
	for _, e := range s.byToken {
		all = append(all, e)
	}
	return all
}

// of is the present subscription of a source, or nil.
func (s *Subscriber) of(source string) *entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.bySource[source]
}

// leave ends a subscription: the hub is told when it had agreed to it.
func (s *Subscriber) leave(ctx context.Context, e *entry, now time.Time) {
	if sub := e.now(); sub.Until.Before(now) {
		s.forget(ctx, e)
		return
	}
	if s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) { return leaving(sub, now), true }) {
		s.detach(e)
		s.nudge()
	}
}

// detach takes an entry from its source.
func (s *Subscriber) detach(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if source := e.now().Source; s.bySource[source] == e {
		delete(s.bySource, source)
	}
}

// forget deletes a subscription.
func (s *Subscriber) forget(ctx context.Context, e *entry) {
	if err := e.remove(ctx, s.store); err != nil {
		s.log.Error("subscription not forgotten", "source", e.now().Source, "error", err)
		return
	}
	s.detach(e)
	s.mu.Lock()
	delete(s.byToken, e.now().Token)
	s.mu.Unlock()
}

// change makes a step, and reports whether it was made.
func (s *Subscriber) change(ctx context.Context, e *entry, step func(storage.Subscription) (storage.Subscription, bool)) bool {
	changed, err := e.change(ctx, s.store, step)
	if err != nil {
		s.log.Error("subscription not kept", "source", e.now().Source, "error", err)
	}
	return changed
}

// nudge lets Run look again.
func (s *Subscriber) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// hurry has a source polled soon.
func (s *Subscriber) hurry(source string) {
	s.mu.Lock()
	s.hurried[source] = true
	s.mu.Unlock()
	s.nudge()
}
