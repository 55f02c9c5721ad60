package bolt_test

import (
	"context"
	"testing"
	"time"

	"freshet/storage"
)

// BenchmarkQuietPoll claims and finishes polls that brought nothing, of sources with
// full states: what the store costs an answer of 304.
func BenchmarkQuietPoll(b *testing.B) {
	const n = 1000
	s := benchStore(b, b.TempDir(), n)
	ctx := context.Background()
	st := oldState()
	st.Entries = make([]uint64, 60)
	at := t0
	round := func(f func(*storage.SourceState)) {
		for {
			claims, err := s.Claim(ctx, storage.ClaimRequest{Now: at, Limit: 4, Lease: time.Hour})
			if err != nil {
				b.Fatal(err)
			}
			if len(claims) == 0 {
				return
			}
			for _, c := range claims {
				f(&c.State)
				c.State.LastPoll = at
				if _, err := s.Finish(ctx, c, storage.Outcome{At: at, State: c.State, Next: at.Add(time.Hour)}); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	at = at.Add(time.Hour)
	round(func(s *storage.SourceState) { *s = st })
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	s = benchStore(b, b.TempDir(), n)
	round(func(s *storage.SourceState) { *s = st })
	from := used()
	b.ReportAllocs()
	for b.Loop() {
		at = at.Add(2 * time.Hour)
		round(func(*storage.SourceState) {})
	}
	perOp(b, from.since(), b.N*n)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
