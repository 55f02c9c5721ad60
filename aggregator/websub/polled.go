package websub

import (
	"context"
	"time"

	"freshet/storage"
)

// Backup is the time between two polls of a source whose hub proves itself; zero
// when it is to be polled as if there were no hub.
func (s *Subscriber) Backup(source string) time.Duration {
	if s.current.Load().off() {
		return 0
	}
	if e := s.of(source); e != nil && trusted(e.now()) {
		return BackupEvery
	}
	return 0
}

// Polled takes what a poll found: the source's hubs, and what they have missed.
// It keeps what there is to keep, and asks nobody: Run does.
func (s *Subscriber) Polled(ctx context.Context, p Poll) {
	set := s.current.Load()
	if set.off() {
		return
	}
	e := s.of(p.Source)
	if p.Failed {
		if e != nil {
			e.visited(p)
		}
		return
	}
	hubs, topic := hubsOf(&p.Document), topicOf(p)
	if e == nil {
		if what, hub := want(p.At, nil, time.Time{}, hubs, topic); what == begin {
			s.begin(ctx, set, p, hub, topic)
		}
		return
	}
	s.tally(ctx, e, p)
	began := e.visited(p)
	switch what, hub := want(p.At, e.now(), began, hubs, topic); what {
	case begin:
		s.leave(ctx, e, p.At)
		s.begin(ctx, set, p, hub, topic)
	case endIt:
		s.leave(ctx, e, p.At)
	case retry:
		s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) {
			// Asked for at once; what the hub verified before is over.
			sub.State, sub.Error, sub.Asked, sub.Renew = storage.SubscriptionPending, "", time.Time{}, p.At
			return sub, true
		})
		s.nudge()
	}
}

// begin makes a new subscription, to be asked for.
func (s *Subscriber) begin(ctx context.Context, set *settings, p Poll, hub, topic string) {
	if _, ok := set.urls[p.Source]; !ok || s.of(p.Source) != nil {
		return // a reload has removed it, or the one before could not be ended
	}
	sub := storage.Subscription{
		Token: set.token(), Source: p.Source, Hub: hub, Topic: topic, State: storage.SubscriptionPending, Renew: p.At,
	}
	if err := s.store.SetSubscription(ctx, sub); err != nil {
		s.log.Error("subscription not kept", "source", p.Source, "error", err)
		return
	}
	e := newEntry(sub, p.At)
	e.visited(p)
	s.add(e)
	s.nudge()
}

// tally counts what a hub has missed. One that has missed too much is not relied
// on: the source is polled at once, and as usual from then on.
func (s *Subscriber) tally(ctx context.Context, e *entry, p Poll) {
	e.mu.Lock()
	since := e.since
	e.mu.Unlock()
	before := e.now()
	if before.State != storage.SubscriptionActive {
		return
	}
	n := missed(p, since)
	if n == 0 {
		return
	}
	s.metrics.miss(n)
	s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) {
		sub.Missed += n
		return sub, true
	})
	if trusted(before) && !trusted(e.now()) {
		s.log.Warn("hub misses items, the source is polled as usual again", "source", p.Source, "hub", shown(before.Hub), "missed", e.now().Missed)
		s.hurry(p.Source)
	}
}
