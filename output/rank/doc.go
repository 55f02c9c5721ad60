// Package rank says which stories are hot, and why. It is pure: it holds the
// Board, a view of the click log and of the sightings, and the Promoter, which
// picks the stories that enter a trending feed.
//
// The score of a story is on a scale of base 2, so that one more means twice the
// interest:
//
//	score = log2(votes and clicks, each fading with the half-life) - age/novelty
//
// A source that carries the story is one vote at the time it was first seen
// there; a click is worth its weight. A score of 0 is one vote that came just
// now.
//
// Forward decay (Cormode and others, ICDE 2009) makes the order free: as time
// passes, every score falls by the same amount, so a story's place changes only
// when something happens to it. The Board keeps stories in a heap by a key that
// has no present time in it; an event moves one story, and a list of the best
// reads only as far as it needs. Nothing is ever recomputed because time went by.
//
// Each sum is kept at the time of its own latest event, not at a time common to
// all: no number grows with the age of the process, and none has to be scaled
// back. Sums commute, so that a restart, or another node, that folds the same
// events in any order gets the same Board, up to the rounding of floats.
//
// Neither a Board nor a Promoter may be used by two goroutines at a time.
package rank
