package aggregator

import (
	"context"
	"time"
)

const (
	// backlogAfter is how long a source must be overdue, while there is nobody at
	// work, to show that polling has paused: the process did not run, the machine
	// slept, the clock was set.
	backlogAfter = time.Minute
	// backlogEach is what each overdue source adds to the time over which a backlog
	// is worked off, and maxBacklog is the most of it.
	backlogEach = time.Second
	maxBacklog  = 15 * time.Minute
)

// backlog spreads the polls that are overdue after a pause: a thousand sources
// must not be asked in one burst only because we slept. Its zero value spreads
// nothing.
type backlog struct {
	since time.Time
	over  time.Duration
	polls int // in all
	given int // so far
}

// newBacklog is the way to work off so many sources, the longest overdue by late.
func newBacklog(now time.Time, overdue int, late time.Duration) backlog {
	return backlog{since: now, polls: overdue, over: min(late, time.Duration(overdue)*backlogEach, maxBacklog)}
}

// active reports whether there is still something to spread.
func (b *backlog) active(now time.Time) bool {
	return b.polls > 0 && now.Before(b.since.Add(b.over)) && !now.Before(b.since)
}

// allows is how many polls may begin now.
func (b *backlog) allows(now time.Time) int {
	share := float64(now.Sub(b.since)) / float64(b.over)
	return max(int(share*float64(b.polls))+1-b.given, 0)
}

// next is when one more may begin.
func (b *backlog) next() time.Time {
	return b.since.Add(time.Duration(float64(b.over) * float64(b.given) / float64(b.polls)))
}

// spread bounds how many polls may begin now. It notices a pause by a source that
// is long overdue.
func (a *Aggregator) spread(ctx context.Context, free int, due time.Time) int {
	now := a.now()
	if !a.late.active(now) {
		a.late = backlog{}
		if due.IsZero() || now.Sub(due) < backlogAfter {
			return free
		}
		a.late = newBacklog(now, a.overdue(ctx, now), now.Sub(due))
		if !a.late.active(now) {
			return free
		}
		a.log.Info("polling has paused, what is overdue is spread", "sources", a.late.polls, "over", a.late.over.String())
	}
	return min(free, a.late.allows(now))
}

// overdue counts the sources that are due since a while.
func (a *Aggregator) overdue(ctx context.Context, now time.Time) int {
	sources, err := a.store.Sources(ctx)
	if err != nil {
		if ctx.Err() == nil {
			a.log.Error("schedule not readable", "error", err)
		}
		return 0
	}
	n := 0
	for i := range sources {
		s := &sources[i]
		if s.Active && !s.State.Gone && !s.State.LastPoll.IsZero() && now.Sub(s.Next) >= backlogAfter {
			n++
		}
	}
	return n
}
