package rank

import (
	"math"
	"unique"

	"freshet/storage"
)

// story is what the Board knows of one story.
type story struct {
	id      storage.StoryID
	pos     int   // place in the heap
	seen    int64 // when it was first carried; first clicked, until it is carried
	votes   []vote
	carried sum // the votes
	clicked sum // the clicks, by weight
	clicks  int
	weight  float64 // of all clicks, not faded
}

// vote is a source that carries a story.
type vote struct {
	source unique.Handle[string]
	at     int64 // when it was first seen there
}

// sum adds up what fades. Its total is what it is worth at the time ref, that of
// its latest event, so that it can neither overflow nor grow with time.
type sum struct {
	total float64
	ref   int64
}

// add puts in weight at a time, in any order of times.
func (s *sum) add(weight float64, at, halfLife int64) {
	switch {
	case s.total == 0:
		*s = sum{weight, at}
	case at > s.ref:
		*s = sum{s.total*fade(at-s.ref, halfLife) + weight, at}
	default:
		s.total += weight * fade(s.ref-at, halfLife)
	}
}

// log2 is the logarithm of what the sum is worth at a time; -Inf when nothing is
// in it. It works with logarithms so that the very old does not become 0.
func (s sum) log2(at, halfLife int64) float64 {
	return math.Log2(s.total) - float64(at-s.ref)/float64(halfLife)
}

// fade is what is left of one after a time.
func fade(after, halfLife int64) float64 {
	return math.Exp2(-float64(after) / float64(halfLife))
}

// log2Sum is log2(2^a + 2^b).
func log2Sum(a, b float64) float64 {
	hi, lo := max(a, b), min(a, b)
	if math.IsInf(hi, -1) {
		return hi
	}
	return hi + math.Log1p(math.Exp2(lo-hi))/math.Ln2
}

// carry notes a vote. It reports whether that changed anything: a source that is
// known as a carrier counts once, at the earliest time that was heard of.
func (s *story) carry(source unique.Handle[string], at, halfLife int64) bool {
	for i := range s.votes {
		if s.votes[i].source != source {
			continue
		}
		if s.votes[i].at <= at {
			return false
		}
		s.votes[i].at = at
		s.recount(halfLife)
		return true
	}
	s.votes = append(s.votes, vote{source, at})
	s.recount(halfLife)
	return true
}

// only takes back votes, and reports whether there were any to take back.
func (s *story) only(sources map[string]bool, halfLife int64) bool {
	kept := make([]vote, 0, len(s.votes))
	for _, v := range s.votes {
		if sources[v.source.Value()] {
			kept = append(kept, v)
		}
	}
	if len(kept) == len(s.votes) || len(kept) == 0 {
		return false
	}
	s.votes = kept
	s.recount(halfLife)
	return true
}

// recount makes the sum of the votes anew; a story has few of them.
func (s *story) recount(halfLife int64) {
	s.carried, s.seen = sum{}, s.votes[0].at
	for _, v := range s.votes {
		s.carried.add(1, v.at, halfLife)
		s.seen = min(s.seen, v.at)
	}
}

// click notes a click that counts.
func (s *story) click(at int64, weight float64, halfLife int64) {
	s.clicked.add(weight, at, halfLife)
	s.clicks++
	s.weight += weight
	if len(s.votes) == 0 && (s.clicks == 1 || at < s.seen) {
		s.seen = at
	}
}

// interest is the logarithm of all that the story has at a time.
func (s *story) interest(at, halfLife int64) float64 {
	return log2Sum(s.carried.log2(at, halfLife), s.clicked.log2(at, halfLife))
}
