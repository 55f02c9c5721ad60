package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"
	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/dedup/window"
)

// Limits of one group commit.
const (
	maxGroupFacts = 512
	maxGroupItems = 2048
)

// fact is something to write.
type fact struct {
	// do changes the batch and nothing else: when another fact of the group fails
	// it is called again, on a new batch.
	do func(*batch) error
	// done is called after the commit, before the caller hears of it.
	done func()
	// alone keeps it from sharing its transaction: it may read what others change
	// only after their commit. locked says that mu is held around it, too.
	alone, locked bool
	items         int

	state  atomic.Int32 // factWaiting, factTaken or factLeft
	answer chan error
}

const (
	factWaiting = iota
	factTaken
	factLeft // the caller has gone before it was taken
)

// errNotThere says that a transaction is not in the file.
var errNotThere = errors.New("not in the file")

// writerState belongs to the writing goroutine.
type writerState struct {
	mem      memory
	farms    farms
	revision storage.Revision
	stories  uint64
	ids      *ulid.MonotonicEntropy
	window   *window.Window
	next     *fact // came while a group was gathered that it cannot join
	grouped  bool  // the last group had company
}

// submit hands a fact to the writer and waits until it is on disk. When ctx ends
// before the writer has begun with it, nothing is done.
func (s *Store) submit(ctx context.Context, call string, f *fact) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", call, err)
	}
	f.answer = make(chan error, 1)
	s.life.RLock()
	if s.closed {
		s.life.RUnlock()
		return fmt.Errorf("%s: %w", call, storage.ErrClosed)
	}
	s.facts <- f
	s.life.RUnlock()
	select {
	case err := <-f.answer:
		return wrap(call, err)
	case <-ctx.Done():
		if f.state.CompareAndSwap(factWaiting, factLeft) {
			return fmt.Errorf("%s: %w", call, ctx.Err())
		}
		return wrap(call, <-f.answer)
	}
}

// write is the writing goroutine. It ends when Close closes the channel of
// facts, and what was handed in before is done.
func (s *Store) write() {
	timer := time.NewTicker(StateDelay)
	defer timer.Stop()
	for {
		f := s.w.next
		s.w.next = nil
		if f == nil {
			select {
			case got, ok := <-s.facts:
				if !ok {
					s.stopped <- s.finish()
					return
				}
				f = got
			case <-timer.C:
				s.writeHeld()
				continue
			}
		}
		if f.state.CompareAndSwap(factWaiting, factTaken) {
			s.run(s.gather(f))
		}
	}
}

// gather adds to f what else is there or comes within the window.
func (s *Store) gather(f *fact) []*fact {
	group := []*fact{f}
	if f.alone {
		return group
	}
	items := f.items
	var window <-chan time.Time
	if s.w.grouped && s.window > 0 {
		t := time.NewTimer(s.window)
		defer t.Stop()
		window = t.C
	}
	for len(group) < maxGroupFacts && items < maxGroupItems {
		more := s.another(window)
		if more == nil {
			break
		}
		if more.alone {
			s.w.next = more
			break
		}
		if more.state.CompareAndSwap(factWaiting, factTaken) {
			group, items = append(group, more), items+more.items
		}
	}
	s.w.grouped = len(group) > 1
	return group
}

// another returns the next fact; nil when there is none before the window ends.
func (s *Store) another(window <-chan time.Time) *fact {
	if window == nil {
		select {
		case f := <-s.facts:
			return f
		default:
			return nil
		}
	}
	select {
	case f := <-s.facts:
		return f
	case <-window:
		return nil
	}
}

// run does a group in one transaction. A fact that fails is answered and the
// rest is done again without it.
func (s *Store) run(group []*fact) {
	if group[0].locked {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	for len(group) > 0 {
		bad, landed, err := s.attempt(group)
		if bad < 0 {
			answer(group, landed, err)
			return
		}
		group[bad].answer <- err
		group = append(group[:bad:bad], group[bad+1:]...)
	}
}

// answer tells the callers of a group how its transaction ended.
func answer(group []*fact, landed bool, err error) {
	for _, f := range group {
		if landed && f.done != nil {
			f.done()
		}
		f.answer <- err
	}
}

// attempt does a group in one transaction and publishes it. When one fact fails
// it returns its place, else -1, and whether the transaction is in the file.
func (s *Store) attempt(group []*fact) (bad int, landed bool, err error) {
	tx, err := s.db.Begin(true)
	if err != nil {
		return -1, false, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it says that the transaction is over
	b, id := s.newBatch(tx), tx.ID()
	for i, f := range group {
		if err := s.guarded(b, f.do); err != nil {
			return i, false, err
		}
	}
	if err = s.guarded(b, (*batch).commit); err != nil && !s.landed(id) {
		return -1, false, err
	}
	s.publish(b)
	return -1, true, err
}

// landed reports whether a transaction whose commit failed is in the file all the
// same: writing its last page went wrong after that page had been seen. What is
// in memory must then follow it, though the callers are told of the failure.
func (s *Store) landed(id int) bool {
	err := s.db.View(func(tx *bbolt.Tx) error {
		if tx.ID() < id {
			return errNotThere
		}
		return nil
	})
	return err == nil
}

// guarded turns a panic into an error: what a hostile item sets off must not
// stop the writer.
func (s *Store) guarded(b *batch, do func(*batch) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return do(b)
}

// publish makes a committed batch the present state.
func (s *Store) publish(b *batch) {
	s.w.mem, s.w.stories = b.mem, b.stories
	for source, names := range b.mined {
		s.w.farms.set(source, names)
	}
	if b.step != nil {
		b.step.Commit()
	}
	if b.visible {
		s.w.revision = b.revision()
	}
	s.shown.Store(&shown{mem: s.w.mem, revision: s.w.revision})
	if b.visible {
		s.news.add(s.w.revision, b.changed, b.forget)
	}
}
