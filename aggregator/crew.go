package aggregator

import (
	"sync"
	"sync/atomic"

	"freshet/storage"
)

// crew are the goroutines that poll. One that has polled waits for the next
// claim: a new one would first have to grow its stack, which costs as much as a
// third of a poll that is answered 304.
type crew struct {
	poll func(storage.Claim)
	free func() // called when a poll has ended

	work    chan storage.Claim
	workers int // only give knows them
	busy    atomic.Int64
	all     sync.WaitGroup
}

// give has a claim polled. There must be less than limit busy.
func (c *crew) give(claim storage.Claim, limit int) {
	c.busy.Add(1)
	select {
	case c.work <- claim:
		return
	default:
	}
	if c.workers >= limit {
		c.work <- claim // one of them is on its way back
		return
	}
	c.workers++
	c.hire(claim)
}

// hire starts a goroutine with its first claim.
func (c *crew) hire(claim storage.Claim) {
	c.all.Go(func() {
		for more := true; more; claim, more = <-c.work {
			c.poll(claim)
			c.busy.Add(-1)
			c.free()
		}
	})
}

// dismiss waits until all polls have ended, and their goroutines.
func (c *crew) dismiss() {
	close(c.work)
	c.all.Wait()
}
