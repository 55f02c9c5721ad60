package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	"freshet/storage"
)

// hour is how often sources are polled by the clock that a gate shows.
const hour = time.Hour

// gate is a schedule that lets through so many polls, and counts what they came
// to. It moves the clock on, so that the sources are due again at each opening.
type gate struct {
	storage.Schedule
	ahead time.Duration // of the real clock

	left int // claims to hand out

	mu       sync.Mutex
	open     int // polls that have not come back
	through  context.CancelFunc
	err      error
	finished storage.Finished // the sum
	statuses map[int]int      // of the polls' answers
}

// opened lets n polls through. The context that it returns ends when all have
// come back.
func (g *gate) opened(n int) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ahead += 3 * hour // the pause between two polls may be a tenth longer
	g.left, g.open, g.through = n, n, cancel
	g.err, g.finished, g.statuses = nil, storage.Finished{}, map[int]int{}
	return ctx
}

// Claim and NextDue are the loop's: only it takes from left.
func (g *gate) Claim(ctx context.Context, req storage.ClaimRequest) ([]storage.Claim, error) {
	req.Now, req.Limit = req.Now.Add(g.ahead), min(req.Limit, g.left)
	if req.Limit == 0 {
		return nil, nil
	}
	claims, err := g.Schedule.Claim(ctx, req)
	g.left -= len(claims)
	return claims, err
}

func (g *gate) NextDue(ctx context.Context, spacing time.Duration) (time.Time, error) {
	if g.left == 0 {
		return time.Time{}, nil
	}
	due, err := g.Schedule.NextDue(ctx, spacing)
	if !due.IsZero() {
		due = due.Add(-g.ahead)
	}
	return due, err
}

func (g *gate) Finish(ctx context.Context, c storage.Claim, out storage.Outcome) (storage.Finished, error) {
	out.Next = out.Next.Add(g.ahead)
	done, err := g.Schedule.Finish(ctx, c, out)
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case err != nil:
		g.err = err
	case out.State.Failures > 0:
		g.err = fmt.Errorf("%s: %s", c.Source.Name, out.State.Error)
	}
	g.finished.New += done.New
	g.finished.Joined += done.Joined
	g.finished.Revised += done.Revised
	g.finished.Known += done.Known
	g.statuses[out.State.Status]++
	if g.open--; g.open == 0 {
		g.through()
	}
	return done, err
}
