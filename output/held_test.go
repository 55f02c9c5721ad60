package output

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// TestHeldClicks: what could not be written is written when there is room, each
// once and in order; at the end what is left is counted as lost.
func TestHeldClicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var disk sync.Mutex // guards what follows
		room := 0
		var written []int
		grow := func(n int) {
			disk.Lock()
			defer disk.Unlock()
			room = n
		}
		write := func(_ context.Context, c storage.Click) error {
			disk.Lock()
			defer disk.Unlock()
			if room == 0 {
				return errors.New("no room")
			}
			room--
			written = append(written, int(c.Seq))
			return nil
		}
		var h held
		for i := range 5 {
			if !h.add(storage.Click{Seq: uint64(i)}) {
				t.Fatal("not held")
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		lost := make(chan int, 1)
		go func() { lost <- h.run(ctx, write) }()

		step := func() {
			<-time.After(heldRetry) // simulated time
			synctest.Wait()
		}
		step()
		grow(2)
		step()
		h.add(storage.Click{Seq: 5})
		grow(3)
		step()
		cancel()
		if n := <-lost; n != 1 {
			t.Errorf("%d lost, want 1", n)
		}
		if d := cmp.Diff([]int{0, 1, 2, 3, 4}, written); d != "" {
			t.Error(d)
		}
	})
}

func TestHeldClicksAreBounded(t *testing.T) {
	var h held
	for range maxHeld {
		h.add(storage.Click{})
	}
	if h.add(storage.Click{}) {
		t.Error("one more than the limit is held")
	}
}
