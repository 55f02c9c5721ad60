package main

import (
	"math"

	"freshet/storage/dedup"
)

// pair is two items that the window held for possible copies, and the truth.
type pair struct {
	features dedup.Features
	same     bool
}

// ridge keeps weights small of what the pairs tell little about.
const ridge = 3.0

// When fit ends: after so many steps, or when no weight moves further than that.
const (
	fitSteps = 40
	fitMoves = 1e-4
)

// system is the equations of one step: the second derivatives, and in the last
// column the first ones.
type system [dedup.FeatureCount][dedup.FeatureCount + 1]float64

// fit finds the weights under which the pairs are likeliest: logistic regression by
// Newton's method (iteratively reweighted least squares).
func fit(pairs []pair) (w dedup.Features) {
	for range fitSteps {
		var s system
		for i := range pairs {
			s.add(&pairs[i], &w)
		}
		s.close(&w)
		most := 0.0
		for k, move := range s.solve() {
			w[k] += move
			most = max(most, math.Abs(move))
		}
		if most < fitMoves {
			break
		}
	}
	return w
}

// add adds what one pair says of the weights: the upper half of the square.
func (s *system) add(p *pair, w *dedup.Features) {
	z := 0.0
	for k, f := range p.features {
		z += w[k] * f
	}
	chance := 1 / (1 + math.Exp(-z))
	off := -chance
	if p.same {
		off = 1 - chance
	}
	spread := max(chance*(1-chance), 1e-6)
	for a, f := range p.features {
		if f == 0 {
			continue
		}
		s[a][dedup.FeatureCount] += f * off
		for b := a; b < dedup.FeatureCount; b++ {
			s[a][b] += spread * f * p.features[b]
		}
	}
}

// close fills in the lower half, and the pull of each weight towards 0.
func (s *system) close(w *dedup.Features) {
	for a := range s {
		for b := range a {
			s[a][b] = s[b][a]
		}
		s[a][a] += ridge
		s[a][dedup.FeatureCount] -= ridge * w[a]
	}
}

// solve solves the equations (Gauss, with pivots).
func (s *system) solve() (x dedup.Features) {
	const n = dedup.FeatureCount
	for i := range n {
		p := i
		for r := i + 1; r < n; r++ {
			if math.Abs(s[r][i]) > math.Abs(s[p][i]) {
				p = r
			}
		}
		s[i], s[p] = s[p], s[i]
		for r := i + 1; r < n; r++ {
			q := s[r][i] / s[i][i]
			for c := i; c <= n; c++ {
				s[r][c] -= q * s[i][c]
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		x[i] = s[i][n]
		for c := i + 1; c < n; c++ {
			x[i] -= s[i][c] * x[c]
		}
		x[i] /= s[i][i]
	}
	return x
}
