package bolt

import (
	"errors"
	"log/slog"

	"freshet/storage/bolt/schedule"
)

// hold keeps a state in memory until the next write of states. The caller holds
// mu.
func (s *Store) hold(e *schedule.Entry, state []byte) {
	e.Held = state
	s.held[e.Key] = struct{}{}
}

// dropHeld forgets a state that is held back: the file has it, or a newer one.
// The caller holds mu.
func (s *Store) dropHeld(e *schedule.Entry) {
	e.Held = nil
	delete(s.held, e.Key)
}

// heldFact writes the states that are held back. One that is replaced while they
// are being written stays held.
func (s *Store) heldFact() *fact {
	var written map[uint64]*byte
	f := &fact{alone: true, answer: make(chan error, 1)}
	f.do = func(b *batch) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		written = make(map[uint64]*byte, len(s.held))
		for key := range s.held {
			e := s.table.Get(key)
			head := headOf(e)
			v, err := encode(&head, e.Held)
			if err != nil {
				return err
			}
			if err := b.put(bucketSources, sourceKey(key), v); err != nil {
				return err
			}
			written[key] = &e.Held[0]
		}
		return nil
	}
	f.done = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for key, first := range written {
			if e := s.table.Get(key); len(e.Held) > 0 && &e.Held[0] == first {
				s.dropHeld(e)
			}
		}
	}
	return f
}

// writeHeld writes the states that are held back. When it fails they stay held.
func (s *Store) writeHeld() {
	s.mu.Lock()
	n := len(s.held)
	s.mu.Unlock()
	if n == 0 {
		return
	}
	if err := s.runOne(s.heldFact()); err != nil {
		s.log.Error("states of sources stay in memory for now", slog.Any("err", wrap("write states", err)))
	}
}

// finish writes everything that is held back, and the freelist, so that the next
// start need not look for free pages.
func (s *Store) finish() error {
	var errs []error
	for ix := range indexes {
		errs = append(errs, s.runOne(&fact{
			alone: true, answer: make(chan error, 1), do: func(b *batch) error { return b.settle(ix) },
		}))
	}
	f := s.heldFact()
	states := f.do
	f.do = func(b *batch) error {
		b.wrote = true
		return states(b)
	}
	s.db.NoFreelistSync = false
	err := s.runOne(f)
	s.db.NoFreelistSync = true
	if err != nil {
		// With less to write there may be room.
		err = s.runOne(s.heldFact())
	}
	return errors.Join(append(errs, err)...)
}

// runOne runs a fact of the writer's own.
func (s *Store) runOne(f *fact) error {
	s.run([]*fact{f})
	return <-f.answer
}
