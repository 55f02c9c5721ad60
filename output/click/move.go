package click

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"freshet/storage"
)

// Waits of Run after a failure, doubled each time, and at the end.
const (
	minRetry     = 100 * time.Millisecond
	maxRetry     = 30 * time.Second
	DrainTimeout = 10 * time.Second // for the last move, after Run was cancelled
)

// Run moves clicks to the store until ctx ends, exactly once each: it begins
// behind what the store has of this journal, and the store passes over what it
// has seen. A store that fails is asked again, ever more slowly. When ctx ends
// Run moves what there is once more; what then stays is in the journal for the
// next time, and the error says why. It returns ErrBehind when the store has
// more of this journal than the journal itself. Call it once.
func (j *Journal) Run(ctx context.Context, store storage.Clicks) error {
	m := &mover{Journal: j, store: store}
	var wait time.Duration
	for {
		before := m.applied.Load()
		err := m.move(ctx)
		if m.applied.Load() > before {
			wait = 0
		}
		switch {
		case ctx.Err() != nil:
			return m.drain(ctx)
		case errors.Is(err, ErrBehind) || errors.Is(err, storage.ErrClosed):
			return err
		case err != nil:
			wait = min(max(2*wait, minRetry), maxRetry)
			j.opt.Log.Warn("clicks wait in the journal", "clicks", j.Backlog(), "retry_in", wait, "err", err)
			pause(ctx, nil, wait)
		default:
			wait = 0
			pause(ctx, j.grown, 0)
			pause(ctx, nil, j.opt.MoveEvery)
		}
	}
}

// pause waits for ctx, for a notice, or for a time if that is not 0.
func pause(ctx context.Context, notice <-chan struct{}, d time.Duration) {
	var after <-chan time.Time
	if d > 0 {
		after = time.After(d)
	}
	select {
	case <-ctx.Done():
	case <-notice:
	case <-after:
	}
}

// mover is the state of one Run.
type mover struct {
	*Journal
	store   storage.Clicks
	started bool
	batch   []storage.Click
}

// drain moves what there is a last time.
func (m *mover) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), DrainTimeout)
	defer cancel()
	if err := m.move(ctx); err != nil {
		return fmt.Errorf("%d clicks stay in the journal: %w", m.Backlog(), err)
	}
	return nil
}

// move moves all that is written when it is called.
func (m *mover) move(ctx context.Context) error {
	if err := m.start(ctx); err != nil {
		return err
	}
	for written := m.written.Load(); m.applied.Load() < written; {
		if err := m.step(ctx, written); err != nil {
			return err
		}
	}
	return m.removeApplied()
}

// start asks the store where to begin.
func (m *mover) start(ctx context.Context) error {
	if m.started {
		return nil
	}
	applied, err := m.store.Applied(ctx, m.ID())
	if err != nil {
		return fmt.Errorf("ask the store for the last click of journal %s: %w", m.ID(), err)
	}
	if applied > m.written.Load() {
		return fmt.Errorf("%w (the store has %d, %s has %d)", ErrBehind, applied, m.dir, m.written.Load())
	}
	m.applied.Store(max(applied, m.applied.Load())) // what is before the first segment is gone
	m.started = true
	return nil
}

// step moves one batch. It is made durable before, so that the store never
// knows a Seq that a power cut could take back and give to another click.
func (m *mover) step(ctx context.Context, written uint64) error {
	from := m.applied.Load() + 1
	seg, to := m.find(from, written+1)
	var err error
	m.batch, err = seg.readSegment(m.batch[:0], from, to)
	var corrupt *CorruptError
	if errors.As(err, &corrupt) {
		m.opt.Log.Error("clicks of the journal are lost", "file", corrupt.File, "offset", corrupt.Offset, "lost", to-from-uint64(len(m.batch)))
	} else if err != nil {
		return fmt.Errorf("read click journal: %w", err)
	}
	if err := m.sync(); err != nil {
		return fmt.Errorf("sync click journal: %w", err)
	}
	if len(m.batch) > 0 {
		if err := m.give(ctx); err != nil {
			return err
		}
	}
	m.applied.Store(to - 1)
	return nil
}

// give hands the batch to the store.
func (m *mover) give(ctx context.Context) error {
	last, err := m.store.AddClicks(ctx, m.ID(), m.batch)
	if err != nil {
		return fmt.Errorf("add clicks to the store: %w", err)
	}
	if want := m.batch[len(m.batch)-1].Seq; last < want {
		return fmt.Errorf("add clicks to the store: it has taken them up to %d of %d", last, want)
	}
	m.opt.OnApplied(m.batch)
	return nil
}

// find returns the segment that holds a Seq, and where a batch that starts there
// ends: at the segment's end, at limit, or after MaxBatch clicks.
func (m *mover) find(from, limit uint64) (*segment, uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := len(m.segments) - 1
	for i > 0 && m.segments[i].first > from {
		i--
		limit = m.segments[i+1].first
	}
	return m.segments[i], min(limit, from+MaxBatch)
}

// removeApplied removes the segments that the store has wholly, oldest first.
// The active one stays: it holds the journal's identity and place.
func (m *mover) removeApplied() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.segments) > 1 && m.segments[1].first <= m.applied.Load()+1 {
		if err := ignoreMissing(os.Remove(m.segments[0].path)); err != nil {
			return fmt.Errorf("remove clicks that are in the store: %w", err)
		}
		m.segments = m.segments[1:]
	}
	return nil
}
