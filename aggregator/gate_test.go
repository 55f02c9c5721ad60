package aggregator

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestA2_15_GateSpacesAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gate{now: time.Now}
		var mu sync.Mutex
		var starts []time.Time
		began := time.Now()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				leave, err := g.enter(t.Context(), "a.example", 2*time.Second)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				starts = append(starts, time.Now())
				mu.Unlock()
				<-time.After(500 * time.Millisecond) // simulated time
				leave()
			})
		}
		leave, err := g.enter(t.Context(), "b.example", 2*time.Second)
		if err != nil || !time.Now().Equal(began) {
			t.Errorf("another host waited: %v", err)
		}
		leave()
		all.Wait()
		for i, at := range starts {
			if want := began.Add(time.Duration(i) * 2 * time.Second); !at.Equal(want) {
				t.Errorf("start %d after %s, want %s", i, at.Sub(began), want.Sub(began))
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := g.enter(ctx, "a.example", time.Minute); err == nil {
			t.Error("entered although the time was over")
		}
		leave, err = g.enter(t.Context(), "a.example", 0)
		if err != nil {
			t.Errorf("who gave up holds the turn: %v", err)
		}
		leave()
	})
}
