package main

import (
	"math"

	"freshet/storage/dedup"
)

// ridge keeps weights small of what the pairs tell little about.
const ridge = 3.0

// fit finds the weights under which the pairs are likeliest: logistic regression by
// Newton's method (iteratively reweighted least squares). Each class of pairs has
// the weight that it comes with: there are more of those that are no copies.
func fit(pairs []pair, rounds int) (w dedup.Features) {
	const n = dedup.FeatureCount
	for range rounds {
		var hess [n][n + 1]float64
		for i := range pairs {
			p := &pairs[i]
			z := 0.0
			for k := range n {
				z += w[k] * p.features[k]
			}
			prob := 1 / (1 + math.Exp(-z))
			target := 0.0
			if p.same {
				target = 1
			}
			v := max(prob*(1-prob), 1e-6)
			for a := range n {
				if p.features[a] == 0 {
					continue
				}
				fa := p.features[a]
				hess[a][n] += fa * (target - prob)
				for b := a; b < n; b++ {
					hess[a][b] += v * fa * p.features[b]
				}
			}
		}
		for a := range n {
			for b := range a {
				hess[a][b] = hess[b][a]
			}
			hess[a][a] += ridge
			hess[a][n] -= ridge * w[a]
		}
		step := solve(&hess)
		most := 0.0
		for k := range n {
			w[k] += step[k]
			most = max(most, math.Abs(step[k]))
		}
		if most < 1e-4 {
			break
		}
	}
	return w
}

// solve solves a system of linear equations (Gauss, with pivots); the right side is
// the last column.
func solve(m *[dedup.FeatureCount][dedup.FeatureCount + 1]float64) (x dedup.Features) {
	const n = dedup.FeatureCount
	for i := range n {
		p := i
		for r := i + 1; r < n; r++ {
			if math.Abs(m[r][i]) > math.Abs(m[p][i]) {
				p = r
			}
		}
		m[i], m[p] = m[p], m[i]
		for r := i + 1; r < n; r++ {
			q := m[r][i] / m[i][i]
			for c := i; c <= n; c++ {
				m[r][c] -= q * m[i][c]
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		x[i] = m[i][n]
		for c := i + 1; c < n; c++ {
			x[i] -= m[i][c] * x[c]
		}
		x[i] /= m[i][i]
	}
	return x
}
