package world

import (
	"strconv"
	"strings"
)

// ref names an item: the k-th story that a source has in a slot, and, for a
// copy, who carries it.
type ref struct {
	source, slot, k int
	carrier         int  // place in the table plus one; 0 for the original
	again           bool // the carrier's second time
}

// Widths of a ref's parts in bits, and the middle of the slots: 59 years on
// either side of the start.
const (
	sourceBits, slotBits, kBits = 6, 20, 3
	refBits                     = 2*sourceBits + slotBits + kBits + 1
	slotMiddle                  = 1 << (slotBits - 1)
	refMask                     = 1<<refBits - 1
	maxStories                  = 1<<kBits - 1 // stories of a source in one slot
)

// scramble and its inverse modulo 2^refBits spread ids that follow each other.
const scramble = 0x9e3779b97

var unscramble = inverse(scramble)

// inverse is the multiplicative inverse of an odd number modulo 2^64, by Newton's
// iteration: each step doubles the right bits.
func inverse(a uint64) uint64 {
	x := a
	for range 6 {
		x *= 2 - a*x
	}
	return x
}

// String is the id as links carry it: 7 digits of base 36.
func (r ref) String() string {
	x := uint64(r.slot + slotMiddle)
	x = x<<sourceBits | uint64(r.source)
	x = x<<kBits | uint64(r.k)
	x = x<<sourceBits | uint64(r.carrier)
	x <<= 1
	if r.again {
		x |= 1
	}
	s := strconv.FormatUint(x*scramble&refMask, 36)
	return strings.Repeat("0", 7-len(s)) + s
}

// parseRef reads what String wrote. Whether such an item exists is not its
// question.
func parseRef(s string) (ref, bool) {
	x, err := strconv.ParseUint(s, 36, 64)
	if err != nil || len(s) != 7 || x > refMask {
		return ref{}, false
	}
	x = x * unscramble & refMask
	r := ref{again: x&1 == 1}
	x >>= 1
	r.carrier, x = int(x&(1<<sourceBits-1)), x>>sourceBits
	r.k, x = int(x&(1<<kBits-1)), x>>kBits
	r.source, x = int(x&(1<<sourceBits-1)), x>>sourceBits
	r.slot = int(x) - slotMiddle
	return r, true
}

// original is the ref of the story that r is a copy of.
func (r ref) original() ref { return ref{source: r.source, slot: r.slot, k: r.k} }

// publisher is the place in the table of who publishes the item.
func (r ref) publisher() int {
	if r.carrier > 0 {
		return r.carrier - 1
	}
	return r.source
}
