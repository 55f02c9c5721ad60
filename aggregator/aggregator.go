package aggregator

import (
	"context"
	"log/slog"
	"net/url"
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

	UserAgent   string   // in the stead of the client's
	Proxy       *url.URL // what to go by; nil for none
	InsecureTLS bool     // the certificate of the source's own origin is not checked
	MaxBytes    int64    // of a body; 0 for the client's
	Delta       bool     // ask for what is new only, where the origin can tell (RFC 3229)
	FullText    bool     // what stands behind the links is wanted, not what the feed has of it
	Archives    int      // pages of archives to read when the source is new or there was a gap (RFC 5005)
}

// Poll are the wishes and bounds of polling.
type Poll struct {
	Every, Min, Max time.Duration // see pace.Facts
	Spacing         time.Duration // least time between the starts of two polls of one host
	Workers         int           // polls at a time; 0 for DefaultWorkers
	// Recheck is after how long an origin that has answered nothing but 304 is asked
	// for the whole document: 0 for pace.DefaultRecheck, negative for never.
	Recheck time.Duration
}

// DefaultWorkers is how many polls run at a time. Most of them wait for the
// network; parsing is bounded by the processors.
const DefaultWorkers = 128

// serviceLimit is how many polls of one service run at a time: one slow host does
// not hold up the others, and many do not become a burst.
const serviceLimit = 2

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
	Hubs    Hubs     // nil when no hub pushes
	// Now is the clock by which sources are due; default time.Now. With another one
	// there is Step in place of Run.
	Now func() time.Time
}

// Aggregator polls sources.
type Aggregator struct {
	store   storage.Schedule
	log     *slog.Logger
	metrics *Metrics
	hubs    Hubs
	now     func() time.Time
	room    room
	moods   moods
	moves   moves
	gate    gate
	late    backlog       // of the goroutine that claims
	parsing chan struct{} // one place a processor
	wake    chan struct{} // a poll has ended, or the settings have changed
	current atomic.Pointer[settings]
}

// settings are Settings made ready for look-ups.
type settings struct {
	Settings
	byName    map[string]*Source
	byAddress map[string]string // name of the source by its URL
}

// New returns an Aggregator without sources.
func New(opt Options) *Aggregator {
	a := &Aggregator{
		store: opt.Store, log: opt.Log, metrics: opt.Metrics, hubs: opt.Hubs, now: opt.Now,
		parsing: make(chan struct{}, runtime.GOMAXPROCS(0)),
		wake:    make(chan struct{}, 1),
	}
	if a.now == nil {
		a.now = time.Now
	}
	a.gate.now = a.now
	a.current.Store(&settings{byName: map[string]*Source{}})
	return a
}

// Apply makes the settings the present ones, first in the store's schedule, then
// here. When the store refuses, nothing has changed.
func (a *Aggregator) Apply(ctx context.Context, now time.Time, s Settings) (storage.Synced, error) {
	specs := make([]storage.SourceSpec, len(s.Sources))
	next := &settings{Settings: s, byName: make(map[string]*Source, len(s.Sources)), byAddress: make(map[string]string, len(s.Sources))}
	if next.Poll.Workers <= 0 {
		next.Poll.Workers = DefaultWorkers
	}
	for i := range s.Sources {
		specs[i] = s.Sources[i].Spec
		next.byName[specs[i].Name] = &s.Sources[i]
		next.byAddress[specs[i].URL] = specs[i].Name
	}
	synced, err := a.store.Sync(ctx, now, specs)
	if err != nil {
		return storage.Synced{}, err
	}
	a.current.Swap(next).closeIdle()
	a.nudge()
	return synced, nil
}

// closeIdle closes the connections that no poll uses.
func (s *settings) closeIdle() {
	if s.Fetch != nil {
		s.Fetch.CloseIdle()
	}
}

// nudge lets the loop look at the schedule again.
func (a *Aggregator) nudge() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}
