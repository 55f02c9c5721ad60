package window

import (
	"fmt"
	"math"

	"freshet/storage/dedup"
)

// sealItems is how many items fill the tail.
const sealItems = 4096

// Window is what is kept in memory of the committed window: the tail and the counts.
// The counts take some 5 bytes for each hash that the lists of the segments name.
type Window struct {
	sealed counts // of the segments
	tail   tail
	full   int // items that fill the tail

	step   Step
	look   lookup
	hashes hashSet
}

// New makes an empty window.
func New() *Window { return newWindow(sealItems) }

func newWindow(full int) *Window {
	w := &Window{full: full}
	w.sealed.seed = newSeed()
	w.tail.counts.seed = w.sealed.seed
	w.tail.heads = map[uint32]int32{}
	return w
}

// Load makes the window that a backend holds, as it was after the last commit. It
// reads every byte of the segments, and the records after them.
func Load(b Backend) (*Window, error) { return loadWindow(b, sealItems) }

func loadWindow(b Backend, full int) (*Window, error) {
	w := newWindow(full)
	s, err := w.Begin(b)
	if err != nil {
		return nil, err
	}
	from := uint64(0)
	for i := range s.segs {
		g := &s.segs[i]
		if err := g.verify(); err != nil {
			return nil, err
		}
		if err := each(g.list, w.sealed.add); err != nil {
			return nil, fmt.Errorf("%w: counts of items %d to %d", err, g.first, g.last)
		}
		if g.last == math.MaxUint64 {
			return w, nil
		}
		from = g.last + 1
	}
	var failed error
	err = b.Signatures(from, math.MaxUint64, func(seq uint64, sig *dedup.Signature, fresh bool) bool {
		failed = s.Add(seq, sig, fresh)
		return failed == nil
	})
	if failed != nil {
		err = failed
	}
	if err != nil {
		return nil, fmt.Errorf("window: records: %w", err)
	}
	w.tail.commit()
	return w, nil
}
