package output

import (
	"context"
	"sync"
	"time"

	"freshet/storage"
)

// maxHeld bounds the clicks that wait in memory for room on the disk: some ten
// megabytes, and an hour of thirty readers a second.
const maxHeld = 100_000

// heldRetry is the pause between two tries to write them.
const heldRetry = time.Second

// held are clicks that were answered while the journal could not be written: a
// full disk, mostly. A reader's way to a story does not hang on our counting
// (PROTOCOL.md B9.7), and the count is late rather than lost, unless the process
// ends before there is room again.
type held struct {
	mu     sync.Mutex
	clicks []storage.Click
}

// add keeps a click; it reports false when there are too many already.
func (h *held) add(c storage.Click) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.clicks) >= maxHeld {
		return false
	}
	h.clicks = append(h.clicks, c)
	return true
}

// run tries to write what is held, now and then, and a last time when the context
// ends. It returns how many clicks then are lost.
func (h *held) run(ctx context.Context, write func(context.Context, storage.Click) error) int {
	tick := time.NewTicker(heldRetry)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.flush(ctx, write)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), appendTimeout)
			defer cancel()
			return h.flush(last, write)
		}
	}
}

// flush writes clicks in their order as far as it can, and returns how many are
// left.
func (h *held) flush(ctx context.Context, write func(context.Context, storage.Click) error) int {
	h.mu.Lock()
	clicks := h.clicks
	h.clicks = nil
	h.mu.Unlock()
	done := 0
	for done < len(clicks) && write(ctx, clicks[done]) == nil {
		done++
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clicks = append(clicks[done:], h.clicks...)
	return len(h.clicks)
}
