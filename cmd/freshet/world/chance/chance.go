// Package chance makes what looks random a function of what it is about: the
// same key gives the same number in every run, whatever was asked before. So one
// story can be made without making those before it.
package chance

import "math"

// Key names one draw. Derive new keys with Of and With.
type Key uint64

// Of starts a key from a seed and what it is about.
func Of(seed uint64, about ...uint64) Key {
	k := Key(mix(seed))
	for _, a := range about {
		k = Key(mix(uint64(k) ^ mix(a+0x632be59bd9b4e019)))
	}
	return k
}

// With is the key of one aspect of k's thing.
func (k Key) With(aspect string) Key {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(aspect) {
		h = (h ^ uint64(aspect[i])) * 1099511628211
	}
	return Of(uint64(k), h)
}

// At is the i-th key of a row.
func (k Key) At(i int) Key { return Of(uint64(k), uint64(i)) }

// Unit is a number in [0, 1).
func (k Key) Unit() float64 { return float64(mix(uint64(k))>>11) / (1 << 53) }

// N is a number in [0, n); 0 when n is not positive.
func (k Key) N(n int) int {
	if n <= 0 {
		return 0
	}
	return int(k.Unit() * float64(n))
}

// Hit is true with probability p.
func (k Key) Hit(p float64) bool { return k.Unit() < p }

// Exp is an exponentially distributed number with mean 1.
func (k Key) Exp() float64 { return -math.Log(1 - k.Unit()) }

// Normal is a normally distributed number (Box and Muller's transform).
func (k Key) Normal() float64 {
	r := math.Sqrt(2 * k.With("radius").Exp())
	return r * math.Cos(2*math.Pi*k.With("angle").Unit())
}

// Count is a Poisson distributed number, at most most.
func (k Key) Count(mean float64, most int) int {
	u, p := k.Unit(), math.Exp(-mean)
	n := 0
	for sum := p; u > sum && n < most; sum += p {
		n++
		p *= mean / float64(n)
	}
	return n
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
