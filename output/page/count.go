package page

import (
	"math"
	"strconv"
)

// MinShown is the least count of clicks that is ever shown: with few readers, a
// smaller one would tell who read what.
const MinShown = 3

// Clicks is a story's count of clicks as pages show it: two digits and zeros,
// since more of them mean nothing and would let single readers be told from the
// difference of two pages. It is empty for a count below MinShown.
func Clicks(n uint64) string {
	if n < MinShown {
		return ""
	}
	return thousands(rounded(n))
}

// rounded keeps the two highest digits.
func rounded(n uint64) uint64 {
	unit := uint64(1)
	for n/unit >= 100 && unit <= math.MaxUint64/100 {
		unit *= 10
	}
	return n / unit * unit
}

// thousands writes a number in groups of three.
func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
