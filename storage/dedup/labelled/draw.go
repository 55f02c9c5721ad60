package labelled

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// draw is a source of chance: everything that is drawn comes from a seed.
type draw struct{ *rand.Rand }

// newDraw makes the source of chance of a seed and a stream of it.
func newDraw(seed, stream uint64) draw {
	return draw{rand.New(rand.NewPCG(seed, stream*0x9e3779b97f4a7c15+1))}
}

// chance is true in a share p of all cases.
func (d draw) chance(p float64) bool { return d.Float64() < p }

// between draws a whole number from lo to hi, both included.
func (d draw) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// zipf draws a place below n by Zipf's law with exponent 1: place k about 1/k as
// often as the first, as words are used in languages (Zipf 1935). The density of
// the logarithm is flat.
func (d draw) zipf(n int) int {
	return min(n-1, int(math.Pow(float64(n)+1, d.Float64()))-1)
}

// hex draws n digits.
func (d draw) hex(n int) string {
	s := "0000000000000000" + strconv.FormatUint(d.Uint64(), 16)
	return s[len(s)-n:]
}

// one draws a member of a list.
func one[T any](d draw, list []T) T { return list[d.IntN(len(list))] }
