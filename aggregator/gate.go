package aggregator

import (
	"context"
	"sync"
	"time"
)

// gate lets requests to a host pass one at a time, their starts a spacing apart.
// The schedule sees to that for polls; the gate does for what a poll asks besides
// (archives, pages of articles), which may be on any host, other sources' too.
type gate struct {
	now   func() time.Time // the clock of the schedule
	mu    sync.Mutex
	hosts map[string]*turn
}

// turn is one host's.
type turn struct {
	free  chan struct{} // holds one token while nobody asks
	start time.Time     // of the last request; written by who holds the token
	users int           // who hold or wait for the token
}

// maxTurns is from how many hosts on those that are not in use are forgotten.
const maxTurns = 4096

// enter waits for the host's turn. The caller calls leave when it has asked.
func (g *gate) enter(ctx context.Context, host string, spacing time.Duration) (leave func(), err error) {
	t := g.join(host, spacing)
	select {
	case <-t.free:
	case <-ctx.Done():
		g.part(t)
		return nil, context.Cause(ctx)
	}
	if rest := t.start.Add(spacing).Sub(g.now()); !t.start.IsZero() && rest > 0 {
		wait(ctx, min(rest, spacing), nil) // more would be a clock that was set back
		if ctx.Err() != nil {
			t.free <- struct{}{}
			g.part(t)
			return nil, context.Cause(ctx)
		}
	}
	t.start = g.now()
	return func() {
		t.free <- struct{}{}
		g.part(t)
	}, nil
}

func (g *gate) join(host string, spacing time.Duration) *turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.hosts) >= maxTurns {
		for name, t := range g.hosts {
			if t.users == 0 && g.now().Sub(t.start) >= spacing {
				delete(g.hosts, name)
			}
		}
	}
	if g.hosts == nil {
		g.hosts = map[string]*turn{}
	}
	t := g.hosts[host]
	if t == nil {
		t = &turn{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		g.hosts[host] = t
	}
	t.users++
	return t
}

func (g *gate) part(t *turn) {
	g.mu.Lock()
	t.users--
	g.mu.Unlock()
}
