package window

import (
	"fmt"

	"freshet/storage/dedup"
)

// Step is one transaction on a window: items added in it are found by those that
// come later. It ends with Seal and Commit, or is dropped, and then the next Begin
// undoes it. It is valid until the next Begin.
type Step struct {
	w       *Window
	b       Backend
	segs    []segment
	stories int // of segs
	items   int // of segs

	dropped [][]byte // the lists of counts that Commit takes off
	grown   []byte   // and the one that it puts in
	expired []segment
	sealed  bool
}

// Begin starts a step on the segments that the backend has now.
func (w *Window) Begin(b Backend) (*Step, error) {
	w.tail.undo()
	w.look.valid = false
	s := &w.step
	*s = Step{w: w, b: b, segs: s.segs[:0]}
	all, err := b.Segments()
	if err != nil {
		return nil, fmt.Errorf("window: segments: %w", err)
	}
	end := uint64(0)
	for i, stored := range all {
		g, err := parse(stored.Blob)
		if err == nil && (g.first != stored.First || i > 0 && g.first <= end) {
			err = ErrDamaged
		}
		if err != nil {
			return nil, fmt.Errorf("%w: at %d", err, stored.First)
		}
		end = g.last
		s.keep(g)
	}
	if len(w.tail.seqs) > 0 && len(s.segs) > 0 && w.tail.seqs[0] <= end {
		return nil, fmt.Errorf("%w: a segment reaches %d, the tail begins at %d", ErrDamaged, end, w.tail.seqs[0])
	}
	return s, nil
}

func (s *Step) keep(g segment) {
	s.segs = append(s.segs, g)
	s.stories += g.stories
	s.items += g.items
}

// Stories is the number of stories in the window, Len that of its items.
func (s *Step) Stories() int { return s.stories + s.w.tail.stories }

// Len is the number of items in the window.
func (s *Step) Len() int { return s.items + len(s.w.tail.seqs) }

// Add adds an item. Its seq is above that of all before it. Fresh says that it makes
// a new story: copies do not count, or else a story that many carry would look like
// a template.
func (s *Step) Add(seq uint64, sig *dedup.Signature, fresh bool) error {
	t := &s.w.tail
	last := uint64(0)
	switch {
	case len(t.seqs) > 0:
		last = t.seqs[len(t.seqs)-1]
		if seq-t.seqs[0] >= maxSpan {
			return fmt.Errorf("%w: %d in one segment with %d", ErrOrder, seq, t.seqs[0])
		}
	case len(s.segs) > 0:
		last = s.segs[len(s.segs)-1].last
	}
	if seq <= last && s.Len() > 0 {
		return fmt.Errorf("%w: %d after %d", ErrOrder, seq, last)
	}
	if err := s.look(sig); err != nil {
		return err
	}
	var hashes []uint32
	if fresh {
		hashes = s.w.hashes.of(sig)
	}
	t.add(seq, s.w.look.open(), hashes, fresh)
	return nil
}

// Expire lets whole segments fall whose items all have a seq below before. Their
// items are no candidates any more; the counts fall with the commit.
func (s *Step) Expire(before uint64) {
	s.expire(func(g *segment) bool { return g.last < before })
}

// Limit lets the oldest segments fall for as long as at least this many items stay.
func (s *Step) Limit(items int) {
	s.expire(func(g *segment) bool { return s.Len()-g.items >= items })
}

func (s *Step) expire(gone func(*segment) bool) {
	for len(s.segs) > 0 && gone(&s.segs[0]) {
		g := s.segs[0]
		s.segs = s.segs[1:]
		s.expired = append(s.expired, g)
		s.stories -= g.stories
		s.items -= g.items
		s.w.look.valid = false
	}
}

// Commit makes the step part of the window, once what Seal returned is in the store.
func (s *Step) Commit() {
	w := s.w
	for _, list := range s.dropped {
		each(list, w.sealed.sub)
	}
	if s.sealed {
		w.tail.reset()
		each(s.grown, w.sealed.add)
	}
	w.tail.commit()
}
