package world

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start is when the worlds of these tests begin to run fast.
var start = time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)

// clock is a clock that tests turn.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// newWorld makes a world of a seed whose clock stands at a world time.
func newWorld(t *testing.T, seed uint64, at time.Duration) (*World, *clock) {
	t.Helper()
	c := &clock{now: start}
	w, err := New(Options{Seed: seed, Start: start, Speed: 60, Now: c.Now, Drip: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	c.now = w.clock(at)
	return w, c
}
