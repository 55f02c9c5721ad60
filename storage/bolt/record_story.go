package bolt

import (
	"slices"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// storyRecord is a story: which items it has, and which leads. The lists are in
// the order in which the items came.
type storyRecord struct {
	Seqs    []byte `cbor:"1,keyasint"` // packed item numbers
	Sources []byte `cbor:"2,keyasint"` // packed source keys
	Ranks   []byte `cbor:"3,keyasint"` // fitness to lead, fold.Rank
	Lead    int    `cbor:"4,keyasint,omitempty"`
	Date    when   `cbor:"5,keyasint"`
	Seen    when   `cbor:"6,keyasint"`
	Updated when   `cbor:"7,keyasint,omitzero"` // zero: Date
	Changed uint64 `cbor:"8,keyasint"`
}

func (r *storyRecord) seqs() []uint64    { return unpackUints(r.Seqs) }
func (r *storyRecord) sources() []uint64 { return unpackUints(r.Sources) }

func (r *storyRecord) updated() time.Time {
	if r.Updated.IsZero() {
		return r.Date.time()
	}
	return r.Updated.time()
}

// add appends an item.
func (r *storyRecord) add(seq, source uint64, rank fold.Rank) {
	r.Seqs = append(slices.Clone(r.Seqs), packUints([]uint64{seq})...)
	r.Sources = append(slices.Clone(r.Sources), packUints([]uint64{source})...)
	r.Ranks = append(slices.Clone(r.Ranks), byte(rank))
}

// place is where an item stands; -1 when it does not.
func (r *storyRecord) place(seq uint64) int { return slices.Index(r.seqs(), seq) }

// cut takes out the item at a place. When it led, the next best leads.
func (r *storyRecord) cut(place int) {
	r.Seqs = packUints(slices.Delete(r.seqs(), place, place+1))
	r.Sources = packUints(slices.Delete(r.sources(), place, place+1))
	r.Ranks = slices.Delete(slices.Clone(r.Ranks), place, place+1)
	switch {
	case place == r.Lead:
		r.Lead = fold.Lead(r.ranks(), 0)
	case place < r.Lead:
		r.Lead--
	}
}

// ranks are the sightings' fitness to lead.
func (r *storyRecord) ranks() []fold.Rank {
	return convert(r.Ranks, func(b byte) fold.Rank { return fold.Rank(b) })
}

// touch notes that the text readers see changed.
func (r *storyRecord) touch(at time.Time) {
	if at.After(r.updated()) {
		r.Updated = toWhen(at)
	}
}

// dateValue is the story's entry in dates: its sources, without repeats.
func (r *storyRecord) dateValue() string {
	s := r.sources()
	slices.Sort(s)
	return string(packUints(slices.Compact(s)))
}

func (r *storyRecord) dateKey(id storage.StoryID) string {
	return storyDateKey(r.Date.time(), id)
}
