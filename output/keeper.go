package output

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"freshet/output/live"
	"freshet/storage"
)

// Paces of the keeper.
const (
	// writeGap is the least time between two writings of one list, so that a
	// burst of changes costs one. It is also the step of Last-Modified.
	writeGap = time.Second
	// retryGap is the wait after something failed.
	retryGap = 5 * time.Second
	// lookGap is how often it is looked what sources call themselves.
	lookGap = time.Minute
	// promoteGap is how often the lists are looked at for promotions, by the
	// ranking's clock, but not more often than minPromoteGap.
	promoteGap    = 10 * time.Second
	minPromoteGap = 500 * time.Millisecond
)

// keeper follows the store and keeps the shelves and the boards up to date. All
// of it is the goroutine's of run; others reach it through its channels.
type keeper struct {
	store   storage.Store
	live    *live.Live
	log     *slog.Logger
	metrics *Metrics
	scale   float64
	show    func(stage) // makes a stage the one that requests see

	stage
	desks []*desk
	ward  ward

	since    storage.Revision
	behind   bool            // the store may have changed
	followAt time.Time       // not to be followed before
	lookAt   time.Time       // when sources are looked at again
	lookTook time.Duration   // how long that took
	looked   time.Time       // and when it was last done
	unheard  map[string]bool // sources that had not spoken then
	rankAt   time.Time       // when lists are looked at again

	changed chan struct{}          // the store has changed
	visited chan []storage.StoryID // stories that were clicked, but are not known
	apply   chan applied           // a site to change to
}

// stage is what requests see of the keeper's work. It is immutable, but for the
// documents on the shelves.
type stage struct {
	site    *site
	shelves shelves
	sources sources
	health  healthSum
	served  map[string]bool // names of all feeds that were ever published
}

// applied is a site to change to.
type applied struct {
	site *site
	done chan error
}

func newKeeper(opt Options, s *site, show func(stage)) *keeper {
	k := &keeper{
		store: opt.Store, log: opt.Log, metrics: opt.Metrics, scale: opt.Scale, show: show,
		live:    live.New(opt.Scale, s.sort),
		changed: make(chan struct{}, 1),
		visited: make(chan []storage.StoryID, 16),
		apply:   make(chan applied),
	}
	k.setSite(s)
	return k
}

// setSite makes the places of a site, and takes over what there was for a feed
// of the same name.
func (k *keeper) setSite(s *site) {
	before := make(map[string]*desk, len(k.desks))
	for _, d := range k.desks {
		before[d.feed.Name] = d
	}
	k.desks = nil
	for _, f := range s.feeds {
		d := newDesk(f, k.scale)
		if old := before[f.Name]; old != nil {
			d.promoter, d.newest.press, d.trending.press = old.promoter, old.newest.press, old.trending.press
		}
		k.desks = append(k.desks, d)
	}
	k.site, k.shelves = s, newShelves(s, k.shelves)
	k.show(k.stage)
}

// run keeps everything up to date until the context ends.
func (k *keeper) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.changed:
			k.behind = true
		case ids := <-k.visited:
			k.noteAll(ctx, ids)
		case a := <-k.apply:
			a.done <- k.change(ctx, a.site)
		case <-timer.C:
		}
		now := time.Now()
		k.tick(ctx, now)
		timer.Reset(max(k.nextAt().Sub(now), 0))
	}
}

// wake makes run look at the store.
func (k *keeper) wake() {
	select {
	case k.changed <- struct{}{}:
	default: // it will look anyway
	}
}

// tick does what is due.
func (k *keeper) tick(ctx context.Context, now time.Time) {
	if k.behind && !now.Before(k.followAt) {
		k.behind = !k.did(ctx, "follow the store", k.follow(ctx, now))
		k.followAt = now
		if k.behind {
			k.followAt = now.Add(retryGap)
		}
	}
	if !now.Before(k.lookAt) {
		k.lookAt = now.Add(lookGap)
		if !k.did(ctx, "read the sources", k.look(ctx, now)) {
			k.lookAt = now.Add(retryGap)
		}
	}
	if !now.Before(k.rankAt) {
		k.rankAt = now.Add(k.span(promoteGap, minPromoteGap))
		k.promote(ctx, now)
	}
	k.write(ctx, now)
}

// did reports whether a step succeeded, and logs when it did not: who calls it
// tries again later.
func (k *keeper) did(ctx context.Context, what string, err error) bool {
	if err != nil && ctx.Err() == nil && !errors.Is(err, storage.ErrClosed) {
		k.log.Error("cannot "+what, "error", err)
	}
	return err == nil
}

// nextAt is when tick has something to do.
func (k *keeper) nextAt() time.Time {
	at := k.lookAt
	sooner := func(t time.Time) {
		if t.Before(at) {
			at = t
		}
	}
	sooner(k.rankAt)
	if k.behind {
		sooner(k.followAt)
	}
	for _, d := range k.desks {
		for _, ed := range []*edition{&d.newest, &d.trending} {
			if ed.dirty {
				sooner(ed.next)
			}
		}
	}
	return at
}

// write writes every list that may have changed and was not written just now.
func (k *keeper) write(ctx context.Context, now time.Time) {
	for _, d := range k.desks {
		k.writeEdition(ctx, d, &d.newest, now, k.writeNewest)
		k.writeEdition(ctx, d, &d.trending, now, k.writeTrending)
	}
}

func (k *keeper) writeEdition(ctx context.Context, d *desk, ed *edition, now time.Time,
	write func(context.Context, *desk, time.Time) error,
) {
	if !ed.dirty || now.Before(ed.next) || ctx.Err() != nil {
		return
	}
	if err := write(ctx, d, now); !k.did(ctx, "write feed "+d.feed.Name+", which stays as it was", err) {
		k.metrics.render("failed")
		ed.next = now.Add(retryGap)
		return
	}
	ed.dirty, ed.next = false, now.Add(writeGap)
}

// healthSum is how the sources are, all in all.
type healthSum struct{ sources, failing int }

func healthOf(known []storage.SourceStatus) (h healthSum) {
	for i := range known {
		if !known[i].Active {
			continue
		}
		h.sources++
		if known[i].State.Gone || known[i].State.Failures > 0 {
			h.failing++
		}
	}
	return h
}
