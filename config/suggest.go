package config

import (
	"maps"
	"slices"
	"strings"
)

// maxListed is how many names a hint lists; maxCompared how many it looks
// through for a near one.
const (
	maxListed   = 20
	maxCompared = 2_000
)

// suggest is a hint for a name that is none of those known: the nearest one, else
// all of them when they are few.
func suggest(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return `did you mean "` + near + `"?`
	}
	if len(known) == 0 {
		return ""
	}
	known = slices.Sorted(slices.Values(known))
	if len(known) > maxListed {
		return "known are " + strings.Join(known[:maxListed], ", ") + " and more"
	}
	return "known: " + strings.Join(known, ", ")
}

// nearest is the known name that a slip of the fingers turns into name; empty
// when none is near.
func nearest(name string, known []string) string {
	best, least := "", 1+max(1, len([]rune(name))/3)
	for _, k := range known[:min(len(known), maxCompared)] {
		if strings.EqualFold(k, name) {
			return k
		}
		if d := distance(name, k, least); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, replace or swap with the next to
// turn a into b (optimal string alignment). It returns enough as soon as it is
// clear that it is not less.
func distance(a, b string, enough int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d >= enough || -d >= enough {
		return enough
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(x[i-1], y[j-1]))
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) >= enough {
			return enough
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// keys are a map's, sorted.
func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
