package aggregator

import (
	"context"
	"time"
)

// setBackAtLeast is how far the clock must have been set back to be noticed.
const setBackAtLeast = time.Minute

// clock watches the clock on the wall against one that nobody sets.
type clock struct {
	wall time.Time // without its monotonic reading
	mono time.Time
}

// setBack is by how much the wall's clock was set back since the last look; 0 when
// it was not.
func (c *clock) setBack(wall, mono time.Time) time.Duration {
	before := *c
	c.wall, c.mono = wall.Round(0), mono
	if before.mono.IsZero() {
		return 0
	}
	if back := mono.Sub(before.mono) - c.wall.Sub(before.wall); back >= setBackAtLeast {
		return back
	}
	return 0
}

// rewind moves what is due along with a clock that was set back: otherwise all
// polling would stall for as long. (Set ahead, everything is due at once, and
// spread like any backlog.)
func (a *Aggregator) rewind(ctx context.Context, back time.Duration) {
	a.log.Warn("the clock was set back, what is due moves with it", "by", back.String())
	a.late = backlog{}
	if err := a.store.Rewind(ctx, back); err != nil && ctx.Err() == nil {
		a.log.Error("schedule not moved", "error", err)
	}
}

// minRefresh is the least time between a poll and one that the operator asks for.
const minRefresh = time.Minute

// Refresh makes a source due at once, but not within a minute of its last poll. The
// poll is a usual one, conditional. It returns when it will be, as far as is known:
// the source's host may be held or busy.
func (a *Aggregator) Refresh(ctx context.Context, name string) (time.Time, error) {
	sources, err := a.store.Sources(ctx)
	if err != nil {
		return time.Time{}, err
	}
	at := a.now()
	for i := range sources {
		if s := &sources[i]; s.Source.Name == name && s.Active {
			if least := s.State.LastPoll.Add(minRefresh); !s.State.LastPoll.IsZero() && least.After(at) {
				at = least
			}
		}
	}
	due, err := a.store.Hurry(ctx, name, at)
	a.nudge()
	return due, err
}
