package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
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

// sourceRecords are the two records of each source, in a transaction.
type sourceRecords struct{ sources, polls *bbolt.Bucket }

func recordsOf(tx *bbolt.Tx) sourceRecords {
	return sourceRecords{sources: tx.Bucket(bucketSources), polls: tx.Bucket(bucketPolls)}
}

// left is what the polls of a source left: what is held back, else what is in the
// file; valid in the transaction only. The caller holds mu.
func (r sourceRecords) left(e *schedule.Entry) (poll, rest []byte, err error) {
	poll, rest = e.Poll, e.Rest
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], e.Key)
	if poll == nil {
		if v := r.polls.Get(key[:]); v != nil {
			if _, poll, err = decodePoll(v); err != nil {
				return nil, nil, err
			}
		}
	}
	if rest == nil {
		if v := r.sources.Get(key[:]); v != nil {
			if rest, err = restOf(v); err != nil {
				return nil, nil, err
			}
		}
	}
	return poll, rest, nil
}

func leftOf(tx *bbolt.Tx, e *schedule.Entry) (poll, rest []byte, err error) {
	return recordsOf(tx).left(e)
}

// read fills in what the polls of a source left. The caller holds mu.
func (r sourceRecords) read(e *schedule.Entry, st *storage.SourceState) error {
	poll, rest, err := r.left(e)
	if err == nil {
		err = unpackState(poll, rest, st)
	}
	if err != nil {
		return fmt.Errorf("source %q: %w", e.Name, err)
	}
	e.Sum = sumOf(rest)
	return nil
}

// putSource and putPoll write the two records of a source.
func (b *batch) putSource(key uint64, h *sourceHead, rest []byte) error {
	return b.put(bucketSources, sourceKey(key), encodeSource(h, rest))
}

func (b *batch) putPoll(key uint64, h *pollHead, poll []byte) error {
	return b.put(bucketPolls, sourceKey(key), encodePoll(h, poll))
}

// putHeld writes what is held back of a source. The caller holds mu.
func (b *batch) putHeld(r sourceRecords, e *schedule.Entry) error {
	poll := e.Poll
	if e.Rest != nil || poll == nil {
		left, rest, err := r.left(e)
		if err != nil {
			return err
		}
		if poll = left; e.Rest != nil {
			h := headOf(e)
			if err := b.putSource(e.Key, &h, rest); err != nil {
				return err
			}
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
		r := recordsOf(b.tx)
		for _, key := range s.heldKeys() {
			e := s.table.Get(key)
			if err := b.putHeld(r, e); err != nil {
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
