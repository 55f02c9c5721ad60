package rank

import (
	"fmt"
	"math"
	"time"
)

// Why is one reason of a score.
type Why struct {
	Term  string  // sources, clicks, interest or age
	Text  string  // in plain English
	Value float64 // what it adds to the score
}

// The terms of a score, in the order in which they are given.
const (
	TermSources  = "sources"  // log2 of the sources that carry the story
	TermClicks   = "clicks"   // by how much the clicks multiply that, as log2; left out without clicks
	TermInterest = "interest" // what of both has faded since
	TermAge      = "age"      // the story's age by the window's novelty
)

// MinShown is the least count of readers that a text gives: with few readers, a
// smaller one would tell who read what.
const MinShown = 3

// why explains a story at a time. The values are exact, so that anybody can
// recompute the score; the texts are for people.
func (b *Board) why(s *story, at int64) []Why {
	half, novelty := float64(b.window.HalfLife), float64(b.window.Novelty)
	sources, age := float64(len(s.votes)), float64(at-s.seen)
	faded := s.interest(at, int64(b.window.HalfLife)) - math.Log2(sources+s.weight)

	why := make([]Why, 0, 4)
	why = append(why, Why{TermSources, sourcesText(len(s.votes)), math.Log2(sources)})
	if s.clicks > 0 {
		why = append(why, Why{TermClicks, clicksText(s.clicks), math.Log2(1 + s.weight/sources)})
	}
	return append(why,
		Why{TermInterest, "interest is " + span(-faded*half), faded},
		Why{TermAge, span(age), -age / novelty})
}

// sourcesText says who carries a story.
func sourcesText(n int) string {
	switch n {
	case 1:
		return "carried by its source"
	case 2:
		return "carried by another source too"
	}
	return fmt.Sprintf("carried by %d sources", n)
}

// clicksText says how often a story was opened.
func clicksText(n int) string {
	if n < MinShown {
		return fmt.Sprintf("fewer than %d clicks", MinShown)
	}
	return fmt.Sprintf("%d clicks", n)
}

// span says how long ago something was, in nanoseconds.
func span(ns float64) string {
	d := time.Duration(ns)
	switch {
	case d < 2*time.Minute:
		return "new"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min old", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h old", d/time.Hour)
	}
	return fmt.Sprintf("%d days old", d/(24*time.Hour))
}
