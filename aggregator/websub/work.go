package websub

import (
	"context"
	"errors"
	"time"

	"freshet/storage"
)

// work reads deliveries until the queue is closed and empty.
func (s *Subscriber) work(ctx context.Context, river River) {
	for {
		p, ok := s.queue.next()
		if !ok {
			return
		}
		s.read(ctx, river, p)
		s.queue.release(p.room)
	}
}

// read folds what was pushed. What cannot be read, or holds nothing, is a ping:
// the source is polled, which will show what there is.
func (s *Subscriber) read(ctx context.Context, river River, p push) {
	now := time.Now()
	sub := p.e.now()
	content, err := river.Read(ctx, sub.Source, sub.Topic, p.body, p.contentType)
	if err != nil || content.Entries == 0 {
		s.metrics.delivery("ping")
		s.log.Debug("hub pushed nothing to read", "source", sub.Source, "bytes", len(p.body), "error", err)
		s.hurry(sub.Source)
		return
	}
	done, err := river.Deliver(ctx, sub.Source, now, content.Items)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		s.metrics.delivery("unknown") // a reload has removed the source
		return
	case err != nil:
		s.metrics.delivery("not kept")
		s.log.Error("delivery of a hub not kept", "source", sub.Source, "error", err)
		s.hurry(sub.Source)
		return
	}
	s.metrics.delivery("read")
	s.change(ctx, p.e, func(sub storage.Subscription) (storage.Subscription, bool) {
		return pushed(sub, now), sub.State == storage.SubscriptionActive
	})
	s.log.Debug("pushed", "source", sub.Source, "new", done.New, "joined", done.Joined, "revised", done.Revised)
}
