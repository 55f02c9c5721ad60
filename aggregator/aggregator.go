package aggregator

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"freshet/aggregator/fetch"
	"freshet/storage"
)

// Source is a source as the config wants it polled.
type Source struct {
	Spec    storage.SourceSpec
	Headers map[string]string        // sent to the source's own origin only
	Drop    func(*storage.Item) bool // items it reports true for are not stored; nil drops none
	Every   time.Duration            // the wish for this source; 0 for the common one
}

// Poll are the wishes and bounds of polling.
type Poll struct {
	Every, Min, Max time.Duration // see pace.Facts
	Spacing         time.Duration // least time between the starts of two polls of one host
	Workers         int           // polls at a time; 0 for DefaultWorkers
}

// DefaultWorkers is how many polls run at a time. Most of them wait for the
// network; parsing is bounded by the processors.
const DefaultWorkers = 128

// lease is how long a claim holds: longer than any poll may take.
const lease = 5 * time.Minute

// Settings are what a reload swaps.
type Settings struct {
	Sources []Source
	Poll    Poll
	Fetch   *fetch.Client
}

// Options are what stays while an Aggregator lives.
type Options struct {
	Store   storage.Schedule
	Log     *slog.Logger
	Metrics *Metrics // may be nil
}

// Aggregator polls sources.
type Aggregator struct {
	store   storage.Schedule
	log     *slog.Logger
	metrics *Metrics
	room    room
	parsing chan struct{} // one place a processor
	wake    chan struct{} // a poll has ended, or the settings have changed
	current atomic.Pointer[settings]
}

// settings are Settings made ready for look-ups.
type settings struct {
	Settings
	byName map[string]*Source
}

// New returns an Aggregator without sources.
func New(opt Options) *Aggregator {
	a := &Aggregator{
		store: opt.Store, log: opt.Log, metrics: opt.Metrics,
		parsing: make(chan struct{}, runtime.GOMAXPROCS(0)),
		wake:    make(chan struct{}, 1),
	}
	a.current.Store(&settings{byName: map[string]*Source{}})
	return a
}

// Apply makes the settings the present ones, first in the store's schedule, then
// here. When the store refuses, nothing has changed.
func (a *Aggregator) Apply(ctx context.Context, now time.Time, s Settings) (storage.Synced, error) {
	specs := make([]storage.SourceSpec, len(s.Sources))
	next := &settings{Settings: s, byName: make(map[string]*Source, len(s.Sources))}
	if next.Poll.Workers <= 0 {
		next.Poll.Workers = DefaultWorkers
	}
	for i := range s.Sources {
		specs[i] = s.Sources[i].Spec
		next.byName[s.Sources[i].Spec.Name] = &s.Sources[i]
	}
	synced, err := a.store.Sync(ctx, now, specs)
	if err != nil {
		return storage.Synced{}, err
	}
	a.current.Store(next)
	a.nudge()
	return synced, nil
}

// nudge lets the loop look at the schedule again.
func (a *Aggregator) nudge() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// Run polls what is due until the context ends. Polls under way are then given
// up and their claims released; it returns when all have ended.
func (a *Aggregator) Run(ctx context.Context) error {
	c := crew{poll: func(claim storage.Claim) { a.poll(ctx, claim) }, free: a.nudge, work: make(chan storage.Claim)}
	defer c.dismiss()
	for ctx.Err() == nil {
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

// claimRetry is the pause after the store refused a claim.
const claimRetry = time.Second

// claim takes as many due sources as there are free workers.
func (a *Aggregator) claim(ctx context.Context, free int) []storage.Claim {
	if free <= 0 {
		return nil
	}
	claims, err := a.store.Claim(ctx, storage.ClaimRequest{
		Now: time.Now(), Limit: free, Lease: lease, Spacing: a.current.Load().Poll.Spacing,
	})
	if err != nil && ctx.Err() == nil {
		a.log.Error("claim failed", "error", err)
		wait(ctx, claimRetry, nil)
	}
	return claims
}

// maxRest bounds a rest. Only a poll's end or a reload makes a source due before
// its time, and both wake the loop; looking again now and then costs nothing.
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
	pause := maxRest
	if free && !due.IsZero() {
		pause = min(pause, max(time.Until(due), time.Millisecond))
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
