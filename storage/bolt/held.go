package bolt

import (
	"bytes"
	"errors"
	"hash/maphash"
	"log/slog"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage/bolt/schedule"
)

// What a poll without items leaves is held in memory until the next write of all
// that is held. Its rest, most of its bytes, is held only when it has changed.

// seed is of the sums that tell one rest from another: they are never kept.
var seed = maphash.MakeSeed()

func sumOf(rest []byte) uint64 { return maphash.Bytes(seed, rest) }

// hold keeps what a poll left until the next write: its rest only when that is not
// what the source has already. The caller holds mu.
func (s *Store) hold(e *schedule.Entry, poll, rest []byte) {
	e.Poll = poll
	if sum := sumOf(rest); sum != e.Sum {
		e.Rest, e.Sum = bytes.Clone(rest), sum
	}
	s.held[e.Key] = struct{}{}
}

// dropHeld forgets what is held back of a source: the file has it, or newer. The
// caller holds mu.
func (s *Store) dropHeld(e *schedule.Entry) {
	e.Poll, e.Rest = nil, nil
	delete(s.held, e.Key)
}

// leftOf is what the polls of a source left: what is held back, else what is in
// the file; valid in the transaction only. The caller holds mu.
func leftOf(tx *bbolt.Tx, e *schedule.Entry) (poll, rest []byte, err error) {
	poll, rest = e.Poll, e.Rest
	if poll == nil {
		if v := tx.Bucket(bucketPolls).Get(sourceKey(e.Key)); v != nil {
			if _, poll, err = decodePoll(v); err != nil {
				return nil, nil, err
			}
		}
	}
	if rest == nil {
		if v := tx.Bucket(bucketSources).Get(sourceKey(e.Key)); v != nil {
			if rest, err = restOf(v); err != nil {
				return nil, nil, err
			}
		}
	}
	return poll, rest, nil
}

// putSource and putPoll write the two records of a source.
func (b *batch) putSource(key uint64, h *sourceHead, rest []byte) error {
	return b.put(bucketSources, sourceKey(key), encodeSource(h, rest))
}

func (b *batch) putPoll(key uint64, h *pollHead, poll []byte) error {
	return b.put(bucketPolls, sourceKey(key), encodePoll(h, poll))
}

// putHeld writes what is held back of a source. The caller holds mu.
func (b *batch) putHeld(e *schedule.Entry) error {
	poll, rest, err := leftOf(b.tx, e)
	if err != nil {
		return err
	}
	if e.Rest != nil {
		h := headOf(e)
		if err := b.putSource(e.Key, &h, rest); err != nil {
			return err
		}
	}
	h := pollHeadOf(e)
	return b.putPoll(e.Key, &h, poll)
}

// written is what of a source has been written: it stays held when something else
// has taken its place meanwhile.
type written struct {
	poll, rest *byte
	next       time.Time
}

func writtenOf(e *schedule.Entry) written {
	return written{first(e.Poll), first(e.Rest), e.Next()}
}

// first tells slices apart by where they lie.
func first(b []byte) *byte {
	if len(b) == 0 {
		return nil
	}
	return &b[0]
}

// heldFact writes what is held back.
func (s *Store) heldFact() *fact {
	var done map[uint64]written
	f := &fact{alone: true, answer: make(chan error, 1)}
	f.do = func(b *batch) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		done = make(map[uint64]written, len(s.held))
		for _, key := range s.heldKeys() {
			e := s.table.Get(key)
			if err := b.putHeld(e); err != nil {
				return err
			}
			done[key] = writtenOf(e)
		}
		return nil
	}
	f.done = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for key, w := range done {
			if e := s.table.Get(key); writtenOf(e) == w {
				s.dropHeld(e)
			}
		}
	}
	return f
}

// heldKeys are the sources of which something is held back, in the order of the
// file. The caller holds mu.
func (s *Store) heldKeys() []uint64 {
	return slices.Sorted(maps.Keys(s.held))
}

// writeHeld writes what is held back. When it fails it stays held.
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
