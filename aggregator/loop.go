package aggregator

import (
	"context"
	"sync"
	"time"

	"freshet/storage"
)

// Run polls what is due until the context ends. Polls under way are then given
// up and their claims released; it returns when all have ended.
func (a *Aggregator) Run(ctx context.Context) error {
	c := crew{poll: func(claim storage.Claim) { a.poll(ctx, claim) }, free: a.nudge, work: make(chan storage.Claim)}
	defer func() { c.dismiss(); a.current.Load().closeIdle() }()
	var clock clock
	for ctx.Err() == nil {
		if back := clock.setBack(a.now(), time.Now()); back > 0 {
			a.rewind(ctx, back)
		}
		workers := a.current.Load().Poll.Workers
		free := workers - int(c.busy.Load())
		claims := a.claim(ctx, free)
		for _, claim := range claims {
			c.give(claim, workers)
		}
		if len(claims) == 0 {
			a.rest(ctx, free > 0)
		}
	}
	return nil
}

// Step polls what is due by Options.Now, and returns when that is done: how many
// polls it made, and when the next one is due; zero when none is. A clock that
// leaps from one such time to the next runs a fortnight in seconds.
func (a *Aggregator) Step(ctx context.Context) (polls int, next time.Time, err error) {
	s := a.current.Load()
	for {
		claims, err := a.store.Claim(ctx, a.request(s.Poll.Workers))
		if err != nil {
			return polls, time.Time{}, err
		}
		if len(claims) == 0 {
			break
		}
		var all sync.WaitGroup
		for _, claim := range claims {
			all.Go(func() { a.poll(ctx, claim) })
		}
		all.Wait()
		polls += len(claims)
	}
	next, err = a.store.NextDue(ctx, s.Poll.Spacing)
	return polls, next, err
}

func (a *Aggregator) request(limit int) storage.ClaimRequest {
	return storage.ClaimRequest{
		Now: a.now(), Limit: limit, Lease: lease,
		Spacing: a.current.Load().Poll.Spacing, ServiceLimit: serviceLimit,
	}
}

// claimRetry is the pause after the store refused a claim.
const claimRetry = time.Second

// claim takes as many due sources as there are free workers, fewer while a
// backlog is spread.
func (a *Aggregator) claim(ctx context.Context, free int) []storage.Claim {
	if free <= 0 {
		return nil
	}
	due, err := a.store.NextDue(ctx, a.current.Load().Poll.Spacing)
	var claims []storage.Claim
	if err == nil {
		if free = a.spread(ctx, free, due); free == 0 {
			return nil
		}
		claims, err = a.store.Claim(ctx, a.request(free))
		a.late.given += len(claims)
	}
	if err != nil && ctx.Err() == nil {
		a.log.Error("claim failed", "error", err)
		wait(ctx, claimRetry, nil)
	}
	return claims
}

// maxRest bounds a rest. Only a poll's end or a reload makes a source due before
// its time, and both wake the loop; looking again now and then costs nothing, and
// shows when the clock was set.
const maxRest = time.Minute

// rest waits until something may be due: a time (when a worker is free), the end
// of a poll, a reload.
func (a *Aggregator) rest(ctx context.Context, free bool) {
	due, err := a.store.NextDue(ctx, a.current.Load().Poll.Spacing)
	if err != nil && ctx.Err() == nil {
		a.log.Error("schedule not readable", "error", err)
		wait(ctx, claimRetry, nil)
		return
	}
	now := a.now()
	if a.late.active(now) && due.Before(a.late.next()) {
		due = a.late.next()
	}
	pause := maxRest
	if free && !due.IsZero() {
		pause = min(pause, max(due.Sub(now), time.Millisecond))
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-a.wake:
	case <-timer.C:
	}
}

// wait pauses, or returns when the context ends or a channel is closed.
func wait(ctx context.Context, d time.Duration, closed <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-closed:
	case <-timer.C:
	}
}
