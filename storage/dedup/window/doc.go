// Package window finds, for the signature of a new item, those earlier items that
// may be copies of it, and counts in how many stories each hash stands. It holds a
// window over the latest items: about a million of them.
//
// Of each item a few hashes are posted: the smallest of its sketch that are rare,
// some of its lead, and its headline. Two items that share two of them are a pair
// worth comparing. The smallest hashes of two like texts are mostly the same
// (bottom-k sketch, Broder 1997), and rare ones say more than those of a template
// that a thousand stories use.
//
// The postings of the latest items, the tail, are in memory. When the tail is full
// it is sealed: written as one blob, which a backend keeps as one value and which
// is searched in place. Blobs are merged by the number of their items, 8 to 1, so
// that a lookup reads few of them and a posting is written three times in all.
//
// The package is pure. A backend has one writer: all methods of a Window and its
// Step are called by one goroutine at a time.
package window

import (
	"errors"

	"freshet/storage/dedup"
)

// What is posted of an item. 24 postings of the sketch find what 48 would.
const (
	MaxBodyPostings = 24
	MaxLeadPostings = 8
	maxKeys         = MaxBodyPostings + MaxLeadPostings + 1 // one for the headline
)

// MaxPostings bounds the items under one hash. The list of a hash that has so many
// is frozen: what comes later is not posted there until the oldest fall out of the
// window. So the copies of a story that a thousand sources carry cost no more than
// those of another, and are found by its first ones.
const MaxPostings = 64

// MaxCandidates bounds the candidates of one item. Of 100 items 99 have fewer in a
// window of a million.
const MaxCandidates = 48

// MinShared is how many postings of the sketch, or of the lead, make a candidate.
const MinShared = 2

// A hash is rare while it stands in fewer stories than clamp(N/rareShare, minRare,
// maxRare) of N. A bound that does not grow with N loses copies in a large window,
// where every run of words was used by a few stories before.
const (
	rareShare = 5000
	minRare   = 24
	maxRare   = MaxPostings
)

// maxSpan bounds the seqs of one segment: they are kept as distances from its first.
const maxSpan = 1 << 32

// ErrDamaged is the error of a blob that Seal did not make.
var ErrDamaged = errors.New("window: damaged segment")

// ErrOrder is the error of an item whose seq is not above that of the item before
// it, or so far above that no segment can hold both.
var ErrOrder = errors.New("window: seq out of order")

// Candidate is an earlier item that may be a copy, and how many postings of its
// sketch and of its lead it shares with the new one.
type Candidate struct {
	Seq        uint64
	Body, Lead int
	Title      bool // the headlines are the same
}

// rank orders candidates: a headline weighs as much as two postings.
func (c Candidate) rank() int {
	n := c.Body + c.Lead
	if c.Title {
		n += MinShared
	}
	return n
}

// Segment is a sealed part of the window as a backend keeps it: one value under the
// seq of its first item.
type Segment struct {
	First uint64
	Blob  []byte
}

// Backend is what a Step reads of the store, all of it as of the step's transaction.
// It holds a record (signature, and whether it was fresh) of every item in the
// window under its seq. Records may be missing: those items are no longer counted
// when their segment is merged or their window loaded, but may still be named as
// candidates.
type Backend interface {
	// Segments are all segments, oldest first. The blobs are only read, and not after
	// the transaction.
	Segments() ([]Segment, error)
	// Signatures calls yield for the records of from to to, both included, in order,
	// until it returns false. The signature is not kept.
	Signatures(from, to uint64, yield func(seq uint64, sig *dedup.Signature, fresh bool) bool) error
}

// Changes is what a backend must write in the transaction of a step. An empty one is
// usual.
type Changes struct {
	// Put are new segments, Delete the First of those that are no more.
	Put    []Segment
	Delete []uint64
	// Before is the seq below which all items have fallen out of the window: their
	// records may go. 0 when none have.
	Before uint64
}
