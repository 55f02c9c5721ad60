package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// cell is the items of one true and one found story.
type cell struct {
	truth string
	found int
}

// report prints pairwise precision and recall, F1 of B-cubed, and of each class how
// many items are with their original, or with none that is no copy.
func (s *stream) report(name string) {
	cells, truths, founds := map[cell]int{}, map[string]int{}, map[int]int{}
	place := map[string]int{}
	for i := range s.items {
		cells[cell{s.items[i].Cluster, s.clusters[i]}]++
		truths[s.items[i].Cluster]++
		founds[s.clusters[i]]++
		place[s.items[i].ID] = i
	}
	both := pairs(maps.Values(cells))
	p, r := both/pairs(maps.Values(founds)), both/pairs(maps.Values(truths))
	bp, br := 0.0, 0.0
	for c, n := range cells {
		bp += float64(n*n) / float64(founds[c.found])
		br += float64(n*n) / float64(truths[c.truth])
	}
	n := float64(len(s.items))
	fmt.Printf("%s: P %.4f R %.4f F1 %.4f  B3 %.4f  candidates of %d of %d copies\n", name, p, r, f1(p, r), f1(bp/n, br/n), s.found, s.copies)
	s.classes(place, cells, founds)
}

func f1(p, r float64) float64 { return 2 * p * r / (p + r) }

// pairs is how many pairs groups of these sizes have.
func pairs(sizes func(func(int) bool)) (sum float64) {
	for n := range sizes {
		sum += float64(n) * float64(n-1) / 2
	}
	return sum
}

func (s *stream) classes(place map[string]int, cells map[cell]int, founds map[int]int) {
	good, all := map[string]int{}, map[string]int{}
	for i := range s.items {
		it := &s.items[i]
		class := it.Class()
		all[class]++
		right := cells[cell{it.Cluster, s.clusters[i]}] == founds[s.clusters[i]]
		if it.Base != "" && !strings.HasPrefix(class, "neg:") {
			right = s.clusters[i] == s.clusters[place[it.Base]]
		}
		if right {
			good[class]++
		}
	}
	for _, class := range slices.Sorted(maps.Keys(all)) {
		fmt.Printf("  %-20s %.4f of %d\n", class, float64(good[class])/float64(all[class]), all[class])
	}
}
