package output

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// papers are documents in memory; they fail at one call.
type papers struct {
	mu     sync.Mutex
	minted map[string]string
	stamps map[string]time.Time
	hashes map[string][32]byte
	failAt int // counts down to 0, which fails; below never
	writes int
	storage.Documents
}

func newPapers() *papers {
	return &papers{minted: map[string]string{}, stamps: map[string]time.Time{}, hashes: map[string][32]byte{}}
}

var errPapers = errors.New("no paper")

func (p *papers) call() error {
	if p.failAt--; p.failAt == 0 {
		return errPapers
	}
	return nil
}

func (p *papers) Stamp(_ context.Context, document string, hash [32]byte, now time.Time) (time.Time, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call(); err != nil {
		return time.Time{}, err
	}
	last, found := p.stamps[document]
	if found && p.hashes[document] == hash {
		return last, nil
	}
	if p.writes++; found && !now.After(last) {
		now = last.Add(time.Second)
	}
	p.stamps[document], p.hashes[document] = now, hash
	return now, nil
}

func (p *papers) Mint(_ context.Context, name string, proposed []byte) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call(); err != nil {
		return nil, err
	}
	if _, found := p.minted[name]; !found {
		p.writes++
		p.minted[name] = string(proposed)
	}
	return []byte(p.minted[name]), nil
}

// TestRollOutlivesCrashes cuts an enrolment off at each call to the store: what
// was on the roll stays on it, and the next time completes it.
func TestRollOutlivesCrashes(t *testing.T) {
	for crash := 1; ; crash++ {
		p := newPapers()
		roll := func(names ...string) []string {
			t.Helper()
			known, err := enroll(t.Context(), p, names)
			if err != nil {
				t.Fatal(err)
			}
			delete(known, "") // a place that was lost
			return slices.Sorted(maps.Keys(known))
		}
		roll("a", "b")
		p.failAt = crash
		_, err := enroll(t.Context(), p, []string{"b", "c", "d"})
		p.failAt = 0
		for _, name := range []string{"a", "b", "e"} {
			if !slices.Contains(roll("e"), name) {
				t.Errorf("crash at call %d: %s is not on the roll", crash, name)
			}
		}
		roll("b", "c", "d")
		writes := p.writes
		for range 3 {
			if diff := cmp.Diff([]string{"a", "b", "c", "d", "e"}, roll()); diff != "" {
				t.Errorf("crash at call %d (-want +got):\n%s", crash, diff)
			}
		}
		if p.writes != writes {
			t.Errorf("crash at call %d: reading wrote %d times", crash, p.writes-writes)
		}
		if err == nil {
			return // it had fewer calls
		}
	}
}
