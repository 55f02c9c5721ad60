// Package aggregator is what flows in: the loop that claims due sources from the
// store, polls each one in a goroutine of its own, and puts back what it found.
//
//	Claim -> fetch.Get -> parse.Items -> clean.Item -> pace.Next -> Finish
//
// The store is the schedule, so the loop keeps nothing that a restart would lose.
// A source can hurt only itself: its panic, its slowness and its size are bounded
// at the poll. An answer of 304 and a body that is known by its hash change only
// the source's state; of any other body only the entries that were not seen
// before, or have changed, go on to be cleaned and stored.
package aggregator
