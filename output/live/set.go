package live

// Set is a set of small numbers. The zero Set is empty.
type Set []uint64

// With is the set with i in it; the set itself may change.
func (s Set) With(i int) Set {
	for len(s) <= i/64 {
		s = append(s, 0)
	}
	s[i/64] |= 1 << (i % 64)
	return s
}

// Has tells whether i is in the set.
func (s Set) Has(i int) bool {
	return i >= 0 && i/64 < len(s) && s[i/64]&(1<<(i%64)) != 0
}

// Any tells whether something is in the set.
func (s Set) Any() bool {
	for _, w := range s {
		if w != 0 {
			return true
		}
	}
	return false
}
