package websub

import (
	"context"
	"errors"
	"sync"
	"time"

	"freshet/storage"
)

const (
	// maxAsking bounds the requests to hubs that are under way.
	maxAsking = 4
	// workers is how many deliveries are read at a time.
	workers = 2
	// maxRest bounds a rest of the loop.
	maxRest = 10 * time.Minute
)

// Run asks hubs and reads what they push until the context ends. Then it reads
// what has been taken already, so that nothing is lost that a hub was told we
// have, and returns when all it started has ended. It is called once.
func (s *Subscriber) Run(ctx context.Context, river River) error {
	var reading, asking sync.WaitGroup
	for range workers {
		reading.Go(func() { s.work(context.WithoutCancel(ctx), river) })
	}
	hosts := newHosts()
	for ctx.Err() == nil {
		s.hurryAll(ctx, river)
		rest := s.step(ctx, hosts, &asking)
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
	asking.Wait()
	s.queue.close()
	reading.Wait()
	s.hurryAll(context.WithoutCancel(ctx), river)
	return nil
}

// step does what is due, and returns how long there is nothing more to do.
func (s *Subscriber) step(ctx context.Context, hosts *hosts, asking *sync.WaitGroup) time.Duration {
	now, spacing := time.Now(), s.current.Load().Spacing
	rest := maxRest
	for _, e := range s.entries() {
		if e.busy.Load() {
			continue // its end wakes the loop
		}
		what, at := e.due()
		if what == nothing {
			continue
		}
		if wait := at.Sub(now); wait > 0 {
			rest = min(rest, wait)
			continue
		}
		host := hostOf(e.now().Hub)
		switch what {
		case lapse:
			s.lapse(ctx, e, now)
		case forget:
			s.forget(ctx, e)
		default:
			wait, ok := hosts.take(host, now)
			if !ok {
				rest = min(rest, wait)
				continue
			}
			e.busy.Store(true)
			asking.Go(func() {
				hold := s.ask(ctx, e, what)
				e.busy.Store(false)
				hosts.give(host, time.Now().Add(max(hold, spacing)))
				s.nudge()
			})
		}
	}
	return max(rest, time.Millisecond)
}

// lapse notes that a lease has ended; the source is polled as usual again, and at
// once: that poll asks the hub anew.
func (s *Subscriber) lapse(ctx context.Context, e *entry, now time.Time) {
	if s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) {
		return lapsed(sub, now), !sub.Until.After(now)
	}) {
		s.log.Warn("lease of a hub has ended", "source", e.now().Source, "hub", shown(e.now().Hub))
		s.hurry(e.now().Source)
	}
}

// pingSpacing is the least time between two polls of a source that its hub's
// pings bring about, and after any other poll of it.
const pingSpacing = time.Minute

// hurryAll has the sources polled that are to be. One that fails is left to its
// own pace: a hub does not know how its origin is.
func (s *Subscriber) hurryAll(ctx context.Context, river River) {
	s.mu.Lock()
	sources := s.hurried
	s.hurried = map[string]bool{}
	s.mu.Unlock()
	for source := range sources {
		at := time.Now()
		if e := s.of(source); e != nil {
			var failing bool
			if at, failing = e.hurry(at); failing {
				continue
			}
		}
		err := river.Hurry(ctx, source, at)
		if err != nil && ctx.Err() == nil && !errors.Is(err, storage.ErrNotFound) && !errors.Is(err, storage.ErrClosed) {
			s.log.Error("source not hurried", "source", source, "error", err)
		}
	}
}

// hosts keeps requests to one hub's host apart.
type hosts struct {
	mu   sync.Mutex
	busy map[string]bool
	next map[string]time.Time // not before
}

func newHosts() *hosts {
	return &hosts{busy: map[string]bool{}, next: map[string]time.Time{}}
}

// take reports whether a host may be asked now; if not, when to look again. The
// end of a request wakes the loop anyway.
func (h *hosts) take(host string, now time.Time) (time.Duration, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[host] || len(h.busy) >= maxAsking {
		return maxRest, false
	}
	if wait := h.next[host].Sub(now); wait > 0 {
		return wait, false
	}
	for name, at := range h.next {
		if at.Before(now) {
			delete(h.next, name)
		}
	}
	h.busy[host] = true
	return 0, true
}

// give ends a request; the host is left alone until a time.
func (h *hosts) give(host string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.busy, host)
	h.next[host] = until
}
