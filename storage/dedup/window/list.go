package window

import (
	"encoding/binary"
	"slices"

	"freshet/storage/dedup"
)

// A segment's list of counts names each hash that stands in at least minListed of
// its stories, ascending: a varint of twice the distance from the hash before, plus
// one when the count is above minListed, and then a varint of how far beyond that.
//
// Those that stand in one story are most of all hashes and would make the list many
// times as long. What is lost by leaving them out is little where a segment is
// large: a hash that stands once in each of four segments counts as 0 for 4, and an
// idf of 1 instead of 1 - ln 4 / ln 5000 = .84 at a million stories. It would be much
// where segments are small, so a list is counted anew from the records until its
// segment holds recountItems, and only from there on summed.
const (
	minListed    = 2
	recountItems = 8 * 8 * sealItems
)

// lister writes a list. Hashes come ascending.
type lister struct {
	buf  []byte
	last uint32
}

func (l *lister) put(h, n uint32) {
	if n < minListed {
		return
	}
	gap := uint64(h-l.last) << 1
	l.last = h
	if n == minListed {
		l.buf = binary.AppendUvarint(l.buf, gap)
		return
	}
	l.buf = binary.AppendUvarint(l.buf, gap|1)
	l.buf = binary.AppendUvarint(l.buf, uint64(n-minListed-1))
}

// listed reads a list.
type listed struct {
	buf  []byte
	h, n uint32
	err  error
}

// next moves to the next hash and tells whether there is one.
func (l *listed) next() bool {
	if len(l.buf) == 0 {
		return false
	}
	gap := l.uvarint()
	l.h += uint32(gap >> 1)
	l.n = minListed
	if gap&1 != 0 {
		l.n += 1 + uint32(l.uvarint())
	}
	return l.err == nil
}

func (l *listed) uvarint() uint64 {
	v, n := binary.Uvarint(l.buf)
	if n <= 0 || v > 1<<33 {
		l.buf, l.err = nil, ErrDamaged
		return 0
	}
	l.buf = l.buf[n:]
	return v
}

// each calls yield for every hash of a list.
func each(list []byte, yield func(h, n uint32)) error {
	l := listed{buf: list}
	for l.next() {
		yield(l.h, l.n)
	}
	return l.err
}

// sum is the list of all stories of several lists.
func sum(lists [][]byte) ([]byte, error) {
	var in []*listed
	var out lister
	start := func(l *listed) error {
		if l.next() {
			in = append(in, l)
		}
		return l.err
	}
	for _, list := range lists {
		if err := start(&listed{buf: list}); err != nil {
			return nil, err
		}
	}
	for len(in) > 0 {
		h, n := in[0].h, uint32(0)
		for _, l := range in[1:] {
			h = min(h, l.h)
		}
		for i := 0; i < len(in); {
			l := in[i]
			if l.h != h {
				i++
				continue
			}
			if n += l.n; l.next() {
				i++
				continue
			}
			if l.err != nil {
				return nil, l.err
			}
			in = slices.Delete(in, i, i+1)
		}
		out.put(h, n)
	}
	return out.buf, nil
}

// recount is the list of all stories in the records from first to last.
func recount(b Backend, first, last uint64) ([]byte, error) {
	var all []uint32
	var one hashSet
	err := b.Signatures(first, last, func(_ uint64, sig *dedup.Signature, fresh bool) bool {
		if fresh {
			all = append(all, one.of(sig)...)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	all = radixSort(all, make([]uint32, len(all)))
	var out lister
	for i := 0; i < len(all); {
		n := 1
		for i+n < len(all) && all[i+n] == all[i] {
			n++
		}
		out.put(all[i], uint32(n))
		i += n
	}
	return out.buf, nil
}

// radixSort sorts with the help of as much room, in time linear in the hashes: 11
// bits at a time from the lowest. It returns the one of the two that is sorted.
func radixSort(a, b []uint32) []uint32 {
	const bits, mask = 11, 1<<11 - 1
	for shift := 0; shift < 32; shift += bits {
		var at [mask + 2]int
		for _, h := range a {
			at[h>>shift&mask+1]++
		}
		for i := range mask {
			at[i+1] += at[i]
		}
		for _, h := range a {
			d := h >> shift & mask
			b[at[d]] = h
			at[d]++
		}
		a, b = b, a
	}
	return a
}

// hashSet gathers the hashes of a signature that are counted.
type hashSet struct{ buf []uint32 }

// of are the hashes of a signature, each once however often it stands there: those
// of sketch and lead, and those of the words and numbers. Valid until the next call.
func (s *hashSet) of(sig *dedup.Signature) []uint32 {
	s.buf = union(s.buf[:0], sig.Sketch, sig.Lead)
	n := len(s.buf)
	s.buf = append(s.buf, sig.Words...)
	s.buf = append(s.buf, sig.Numbers...)
	s.buf = append(s.buf, sig.Figures...)
	s.buf = append(s.buf, sig.Anchors...)
	words := s.buf[n:]
	slices.Sort(words)
	s.buf = s.buf[:n+len(slices.Compact(words))]
	return s.buf
}

// union appends the members of either ascending set.
func union(dst, a, b []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		x, y := a[0], b[0]
		dst = append(dst, min(x, y))
		if x <= y {
			a = a[1:]
		}
		if y <= x {
			b = b[1:]
		}
	}
	return append(append(dst, a...), b...)
}
