package click

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// memory is a store of clicks that keeps its promise, and fails when it is told
// to.
type memory struct {
	storage.Clicks // nil: nothing else is called

	mu     sync.Mutex
	clicks []storage.Click
	last   map[string]uint64
	calls  int
	// before and after, if set, may fail the n-th call before it does anything, or
	// when all is done.
	before, after func(n int) error
	asked         func(n int) error // the same for Applied
}

func (m *memory) Applied(ctx context.Context, journal string) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asked != nil {
		if err := m.asked(m.calls); err != nil {
			m.calls++
			return 0, err
		}
	}
	return m.last[journal], ctx.Err()
}

func (m *memory) AddClicks(ctx context.Context, journal string, clicks []storage.Click) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.calls
	m.calls++
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if m.before != nil {
		if err := m.before(n); err != nil {
			return 0, err
		}
	}
	if m.last == nil {
		m.last = map[string]uint64{}
	}
	for _, c := range clicks {
		if c.Seq > m.last[journal] {
			m.clicks = append(m.clicks, c)
			m.last[journal] = c.Seq
		}
	}
	if m.after != nil {
		if err := m.after(n); err != nil {
			return 0, err
		}
	}
	return m.last[journal], nil
}

// tags are the tags of all clicks, in order.
func (m *memory) tags() (tags []int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.clicks {
		tags = append(tags, int(c.Feed))
	}
	return tags
}

// unique are the tags, none of which may be there twice.
func (m *memory) unique(t testing.TB) map[int]bool {
	t.Helper()
	seen := map[int]bool{}
	for _, tag := range m.tags() {
		if seen[tag] {
			t.Errorf("click %d is there twice", tag)
		}
		seen[tag] = true
	}
	return seen
}

var errStore = errors.New("the store does not answer")

// TestMoveCutOff ends the move before and after the store has a batch: by an
// error, and by the end of the context. The next Run, of this process or the
// next, brings every click once.
func TestMoveCutOff(t *testing.T) {
	for name, cut := range map[string]func(*memory, context.CancelFunc){
		"error before": func(m *memory, end context.CancelFunc) {
			m.before = func(int) error { end(); return errStore }
		},
		"error after": func(m *memory, end context.CancelFunc) {
			m.after = func(int) error { end(); return errStore }
		},
		"end before": func(m *memory, end context.CancelFunc) {
			m.before = func(int) error { end(); return context.Canceled }
		},
		"end after": func(m *memory, end context.CancelFunc) {
			m.after = func(int) error { end(); return context.Canceled }
		},
		"no answer at the start": func(m *memory, end context.CancelFunc) {
			m.asked = func(int) error { end(); return errStore }
		},
		"closed": func(m *memory, end context.CancelFunc) {
			m.before = func(int) error { return storage.ErrClosed }
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, store := t.TempDir(), &memory{}
			ctx, end := context.WithCancel(t.Context())
			defer end()
			cut(store, end)
			var applied []int
			opt := small(3)
			opt.OnApplied = func(clicks []storage.Click) {
				for _, c := range clicks {
					applied = append(applied, int(c.Feed))
				}
			}
			j := journal(t, dir, opt)
			add(t, j, 0, 8)
			if err := j.Run(ctx, store); err == nil || len(applied) > 0 {
				t.Errorf("Run returned %v, told of %v", err, applied)
			}
			if n := len(files(t, dir)); n != 3 {
				t.Errorf("%d segments are left of 3", n)
			}
			closeJournal(t, j)

			store.before, store.after, store.asked = nil, nil, nil
			j = journal(t, dir, opt)
			add(t, j, 8, 9)
			drain(t, j, store)
			if diff := cmp.Diff(span(0, 9), store.tags()); diff != "" {
				t.Errorf("clicks (-want +got):\n%s", diff)
			}
			if n := len(files(t, dir)); n != 1 || j.Backlog() != 0 {
				t.Errorf("%d segments are left, %d clicks wait", n, j.Backlog())
			}
		})
	}
}

// TestStoreComesBack has a store that fails at most calls while clicks come.
func TestStoreComesBack(t *testing.T) { synctest.Test(t, storeComesBack) }

func storeComesBack(t *testing.T) {
	store := &memory{}
	odd := func(n int) error {
		if n%2 == 1 {
			return errStore
		}
		return nil
	}
	store.asked = func(n int) error {
		if n == 0 {
			return errStore
		}
		return nil
	}
	store.before = func(n int) error { return odd(n / 2) }
	store.after = odd
	var told []int
	opt := small(10)
	opt.OnApplied = func(clicks []storage.Click) {
		for _, c := range clicks {
			told = append(told, int(c.Feed))
		}
	}
	j := journal(t, t.TempDir(), opt)
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	add(t, j, 0, 25)
	go func() { done <- j.Run(ctx, store) }()
	add(t, j, 25, 200)
	for j.Backlog() > 0 {
		pause(t.Context(), nil, time.Second)
	}
	end()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(span(0, 200), store.tags()); diff != "" {
		t.Errorf("clicks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(span(0, 200), told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestSegmentsGoOneByOne proves that a segment's file stays until the store has
// the last of its clicks.
func TestSegmentsGoOneByOne(t *testing.T) {
	dir := t.TempDir()
	j := journal(t, dir, small(5))
	add(t, j, 0, 23)
	store := &memory{}
	store.before = func(n int) error {
		for seq := uint64(len(store.clicks)) + 1; seq <= 23; seq++ {
			name := segmentPath("", (seq-1)/5*5+1)
			if _, found := files(t, dir)[name]; !found {
				t.Errorf("click %d is not in the store, and %s is gone", seq, name)
			}
		}
		return nil
	}
	drain(t, j, store)
	if got := files(t, dir); len(got) != 1 || got[segmentPath("", 21)] == nil {
		t.Errorf("%d files are left", len(got))
	}
}

// TestJournalOlderThanTheStore puts back an old copy of the directory: its numbers
// are taken, so that new clicks would be passed over.
func TestJournalOlderThanTheStore(t *testing.T) {
	dir, store := t.TempDir(), &memory{}
	j := journal(t, dir, Options{})
	add(t, j, 0, 2)
	closeJournal(t, j)
	old := files(t, dir)
	j = journal(t, dir, Options{})
	add(t, j, 2, 4)
	drain(t, j, store)
	closeJournal(t, j)
	restore(t, dir, old)
	j = journal(t, dir, Options{})
	if err := j.Run(t.Context(), store); !errors.Is(err, ErrBehind) {
		t.Errorf("Run: %v", err)
	}
	if !slices.Equal(store.tags(), span(0, 4)) {
		t.Errorf("clicks %v", store.tags())
	}
}
