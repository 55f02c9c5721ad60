package dedup

import (
	"cmp"
	"fmt"
	"slices"
)

// MaxReasons bounds what Reasons tells.
const MaxReasons = 3

// reasonOf are the features that speak for one reason.
var reasonOf = [...]struct {
	features []int
	words    func(q *Query, other *Signature) string
}{
	{[]int{textJaccard, textShare, textWeighed, textWeighedJaccard, textAmount, nearIdentical}, textWords},
	{[]int{leadShare, leadAmount, leadInText}, leadWords},
	{[]int{numbersShare, numbersWeighed, numbersConflict, numbersConflictShare, numbersAmount}, numberWords},
	{[]int{namesWeighed, namesConflict, namesAmount}, nameWords},
	{[]int{titleWeighed, titleJaccard, titleSame, titleNumbersConflict, titleNumbersSame}, titleWords},
}

// Reasons tell in words why another item is taken for a copy of the query's: at most
// MaxReasons, the one that weighs most first.
func (q *Query) Reasons(other *Signature, c Circumstances) []string {
	f := q.Features(other, c)
	weight := f.shares(&weights)
	type reason struct {
		weight float64
		words  string
	}
	var all []reason
	if c.SameURL {
		all = append(all, reason{weight[sameURL], "same link"})
	}
	for _, r := range reasonOf {
		sum := 0.0
		for _, i := range r.features {
			sum += weight[i]
		}
		if words := r.words(q, other); words != "" {
			all = append(all, reason{sum, words})
		}
	}
	slices.SortStableFunc(all, func(a, b reason) int { return cmp.Compare(b.weight, a.weight) })
	var out []string
	for _, r := range all[:min(len(all), MaxReasons)] {
		out = append(out, r.words)
	}
	return out
}

// shares is what each plain feature adds to the score: its own weight, and half of
// that of each product that it is in.
func (f *Features) shares(weights *Features) (out [plainCount]float64) {
	for i := range out {
		out[i] = f[i] * weights[i]
	}
	n := plainCount
	for i, a := range crossed {
		for _, b := range crossed[i:] {
			half := f[n] * weights[n] / 2
			out[a] += half
			out[b] += half
			n++
		}
	}
	return out
}

func textWords(q *Query, other *Signature) string {
	o := q.compare(&q.sketch, other.Sketch, MaxSketch, MaxSketch)
	switch share := o.plain(); {
	case o.both == 0:
		return ""
	case o.plainJaccard() == 1:
		return "same text"
	default:
		return fmt.Sprintf("%.0f %% of the text", 100*share)
	}
}

func leadWords(q *Query, other *Signature) string {
	o := q.compare(&q.lead, other.Lead, MaxLead, MaxLead)
	switch share := o.plain(); {
	case share > 0.9:
		return "same beginning"
	case share > 0.5:
		return "much of the beginning"
	}
	return ""
}

// numberWords counts the numbers of the shorter text.
func numberWords(q *Query, other *Signature) string {
	return shared(q.compare(&q.figures, other.Figures, MaxFigures, MaxFigures), "number")
}

func nameWords(q *Query, other *Signature) string {
	return shared(q.compare(&q.anchors, other.Anchors, MaxAnchors, MaxAnchors), "name")
}

func shared(o overlap, what string) string {
	n := min(o.a, o.b)
	switch {
	case n == 0 || o.both == 0:
		return ""
	case n == 1:
		return "the only " + what
	}
	return fmt.Sprintf("%d of %d %ss", o.both, n, what)
}

func titleWords(q *Query, other *Signature) string {
	if q.sig.Title == other.Title && q.sig.Title != [16]byte{} {
		return "same headline"
	}
	o := q.compare(&q.words, other.Words, MaxTitleWords, MaxTitleWords)
	switch {
	case o.a == 0 || o.b == 0:
		return "one has no headline"
	case o.plain() == 1:
		return "one headline is in the other"
	case o.plain() >= 0.5:
		return "much of the headline"
	}
	return "headline differs"
}
