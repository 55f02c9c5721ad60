package fold

import (
	"fmt"
	"slices"
	"time"

	"freshet/storage"
	"freshet/storage/dedup"
)

// Entry is an item of the store, as far as deciding needs it.
type Entry struct {
	Seq       uint64 // the store's number of the item
	Source    uint64 // key of the source
	Story     storage.StoryID
	Linked    bool // it has a canonical URL
	Signature dedup.Signature
}

// Lookup is what a store knows, asked about the items of one source inside one
// transaction. Removed items are in no answer of ByURL and ByText.
type Lookup interface {
	// ByGUID finds the source's item that has or had this guid. The item may be
	// gone: retention removed it, and only its tombstone is left.
	ByGUID(guid string) (seq uint64, gone, ok bool, err error)
	// ByURL lists items of any source with this canonical URL, in the order in
	// which they came.
	ByURL(canonical string) ([]Entry, error)
	// ByText lists items of any source with this text, in the order in which they
	// came.
	ByText(key TextKey) ([]Entry, error)
	// ByDate lists items of the source in stories of this date, in the order in
	// which they came.
	ByDate(published time.Time) ([]Entry, error)
	// Neighbours yields the items in the window that may be near copies, and how
	// common each hash is there. The signature is valid during the call only.
	Neighbours(it *storage.Item, yield func(Neighbour, dedup.Frequencies)) error
	// Item is an item as it is now.
	Item(seq uint64) (*storage.Item, error)
	// Buried finds the last removed item of the source with this canonical URL and
	// text.
	Buried(canonical string, text [16]byte) (seq uint64, ok bool, err error)
	// Deleted is when a removed item was deleted by its source; false when
	// retention removed it.
	Deleted(seq uint64) (when time.Time, ok bool, err error)
	// Members is who is in a story.
	Members(id storage.StoryID) (Members, error)
	// Copies is the policy of a source.
	Copies(source uint64) storage.Copies
	// Apart reports whether an item, removed or not, may never stand in a story.
	Apart(seq uint64, id storage.StoryID) (bool, error)
}

// Members is who is in a story.
type Members struct {
	Sources []uint64 // of its sightings, one for each
	Lead    uint64   // the source of the one that leads
	Owned   bool     // it leads because its source does
}

// Kind is what becomes of an item.
type Kind uint8

// Kinds.
const (
	Gone  Kind = iota + 1 // known, and removed
	Known                 // the store has it: the same, or a revision
	Join                  // a copy of a story
	New                   // a new story
)

// Decision is what becomes of an item.
type Decision struct {
	Kind    Kind
	Seq     uint64          // for Known: the item
	Alias   bool            // for Known: the item's guid flipped to the new one
	Story   storage.StoryID // for Join
	Reasons []string        // for Join: why, as plain phrases
	Score   float64         // for Join: how sure it is, see storage.Sighting
	// Was is for Join and New the removed item that comes back as this one; 0 for
	// none.
	Was uint64
}

// ExactScore is the score of a copy that the same link or the same text proves.
const ExactScore = 10

// Asked is the item in question.
type Asked struct {
	Item   *storage.Item
	Source uint64
	// Present reports whether the source's document still lists a guid; nil when
	// that is unknown, and then no guid counts as flipped.
	Present func(guid string) bool
	// First says that the store never had an item of the source: none can be known.
	First bool
	// Hosts are those that the source is known by, see Hosts.
	Hosts []string
	// Migrating says that most guids of the document were never seen.
	Migrating bool
}

// lists reports whether the document still has a guid; of an unread one, none.
func (a Asked) lists(guid string) bool { return a.Present != nil && a.Present(guid) }

// Decide tells what becomes of an item. The guid within the source comes first;
// then an item of the source whose guid differs only in what a site's move changes,
// or that lost its guid but kept its link and text; then a story of any source with
// the same link or text, as dedup.Same sees it.
func Decide(a Asked, l Lookup) (Decision, error) {
	d, err := byGUID(a, l)
	if err != nil || d.Kind != 0 {
		return d, err
	}
	was := d.Was
	cand, err := candidates(a, l)
	if err != nil {
		return Decision{}, fmt.Errorf("fold: candidates: %w", err)
	}
	if d, err = flipped(a, cand, l); err != nil || d.Kind != 0 {
		return d, err
	}
	was = max(was, d.Was)
	if d, err = joined(a, cand, was, l); err != nil {
		return Decision{}, err
	}
	d.Was = was
	return d, nil
}

// byGUID finds the item by its guid, or by one that is as good.
func byGUID(a Asked, l Lookup) (Decision, error) {
	d, err := known(a, a.Item.GUID, l)
	if err != nil || d.Kind != 0 || a.First {
		return d, err
	}
	if shared, ok := Shared(a.Item.GUID); ok {
		return unshared(a, shared, l)
	}
	for _, v := range variants(a.Item.GUID, a.Hosts) {
		if a.lists(v) {
			continue
		}
		other, err := known(a, v, l)
		if err != nil || other.Kind == Gone {
			return other, err
		}
		if other.Kind == Known {
			if ok, err := unlisted(a, other.Seq, l); err != nil || ok {
				return Decision{Kind: Known, Seq: other.Seq, Alias: true}, err
			}
		}
		d.Was = max(d.Was, other.Was)
	}
	return d, nil
}

// known finds an item by a guid.
func known(a Asked, guid string, l Lookup) (Decision, error) {
	seq, gone, ok, err := l.ByGUID(guid)
	switch {
	case err != nil:
		return Decision{}, fmt.Errorf("fold: guid: %w", err)
	case ok && gone:
		return buried(a.Item, seq, l)
	case ok:
		return Decision{Kind: Known, Seq: seq}, nil
	}
	return Decision{}, nil
}

// unshared finds an item that came when its guid was still its own.
func unshared(a Asked, guid string, l Lookup) (Decision, error) {
	d, err := known(a, guid, l)
	if err != nil || d.Kind != Known {
		return Decision{}, err
	}
	old, err := l.Item(d.Seq)
	if err != nil {
		return Decision{}, fmt.Errorf("fold: item %d: %w", d.Seq, err)
	}
	copied := *old
	copied.GUID = guid
	if Distinct(&copied) != a.Item.GUID {
		return Decision{}, nil
	}
	return Decision{Kind: Known, Seq: d.Seq, Alias: true}, nil
}

// unlisted reports whether the document no longer has an item's present guid.
func unlisted(a Asked, seq uint64, l Lookup) (bool, error) {
	old, err := l.Item(seq)
	if err != nil {
		return false, fmt.Errorf("fold: item %d: %w", seq, err)
	}
	return !a.lists(old.GUID), nil
}

// candidate is an entry and why it came up.
type candidate struct {
	Entry
	sameURL bool
}

// candidates are the items that share the link, the text or the date, in this
// order.
func candidates(a Asked, l Lookup) ([]candidate, error) {
	var out []candidate
	if PageURL(a.Item.Canonical) {
		entries, err := l.ByURL(a.Item.Canonical)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			out = append(out, candidate{e, true})
		}
	}
	if key, ok := TextOf(a.Item); ok {
		entries, err := l.ByText(key)
		if err != nil {
			return nil, err
		}
		out = others(out, entries)
	}
	if a.Present == nil || a.First || a.Item.Published.IsZero() {
		return out, nil
	}
	entries, err := l.ByDate(a.Item.Published)
	return others(out, entries), err
}

// others adds the entries that are not there yet.
func others(out []candidate, entries []Entry) []candidate {
	for _, e := range entries {
		if !slices.ContainsFunc(out, func(c candidate) bool { return c.Seq == e.Seq }) {
			out = append(out, candidate{e, false})
		}
	}
	return out
}

// flipped finds the item of the same source whose guid the document no longer
// lists and that this item continues, or the tombstone of such an item.
func flipped(a Asked, cand []candidate, l Lookup) (Decision, error) {
	if a.Present == nil || a.First {
		return Decision{}, nil
	}
	for _, c := range cand {
		same, _ := dedup.Same(pair(a, c))
		if c.Source != a.Source || !same && !sameTitle(&a.Item.Signature, &c.Signature) {
			continue
		}
		old, err := l.Item(c.Seq)
		if err != nil {
			return Decision{}, fmt.Errorf("fold: item %d: %w", c.Seq, err)
		}
		if !a.Present(old.GUID) && (same || a.moved(c, old)) {
			return Decision{Kind: Known, Seq: c.Seq, Alias: true}, nil
		}
	}
	if !PageURL(a.Item.Canonical) {
		return Decision{}, nil
	}
	seq, ok, err := l.Buried(a.Item.Canonical, Remains(&a.Item.Signature))
	if err != nil || !ok {
		return Decision{}, err
	}
	return buried(a.Item, seq, l)
}

// buried tells whether an item that was removed comes back; then only Was is set.
func buried(it *storage.Item, seq uint64, l Lookup) (Decision, error) {
	back, err := revived(it, seq, l)
	if err != nil {
		return Decision{}, err
	}
	if back {
		return Decision{Was: seq}, nil
	}
	return Decision{Kind: Gone}, nil
}

// revived reports whether an item that its source deleted was published again:
// with an update later than the deletion (RFC 6721 section 3). What retention
// removed stays removed.
func revived(it *storage.Item, seq uint64, l Lookup) (bool, error) {
	when, ok, err := l.Deleted(seq)
	if err != nil {
		return false, fmt.Errorf("fold: deletion of item %d: %w", seq, err)
	}
	return ok && UpdatedAfter(it, when), nil
}

// UpdatedAfter reports whether an item says that it was updated after a time, or
// published when it says nothing of updates.
func UpdatedAfter(it *storage.Item, when time.Time) bool {
	at := it.Updated
	if at.IsZero() {
		at = it.Published
	}
	return at.After(when)
}

// joined finds the story that the item is a copy of, else makes it a new one.
func joined(a Asked, cand []candidate, was uint64, l Lookup) (Decision, error) {
	if l.Copies(a.Source) == storage.KeepCopies {
		return Decision{Kind: New}, nil
	}
	for _, c := range cand {
		ok, reasons := dedup.Same(pair(a, c))
		if !ok {
			continue
		}
		// A source that has a sighting here and links the same page again means
		// another item of that page, unless the headline says otherwise.
		again := c.sameURL && !sameTitle(&a.Item.Signature, &c.Signature)
		if ok, err := open(a, c.Story, again, was, l); err != nil {
			return Decision{}, fmt.Errorf("fold: story %s: %w", c.Story, err)
		} else if ok {
			return Decision{Kind: Join, Story: c.Story, Reasons: reasons[:min(len(reasons), storage.MaxReasons)], Score: ExactScore}, nil
		}
	}
	return near(a, was, l)
}

// open reports whether an item may join a story: there is room, no policy of a
// source and no Split is against it, and with another its source has no sighting
// there yet.
func open(a Asked, id storage.StoryID, another bool, was uint64, l Lookup) (bool, error) {
	m, err := l.Members(id)
	if err != nil {
		return false, err
	}
	if len(m.Sources) >= storage.MaxSightings || another && slices.Contains(m.Sources, a.Source) {
		return false, nil
	}
	if l.Copies(a.Source) == storage.OwnCopies && m.Lead != a.Source && (m.Owned || l.Copies(m.Lead) == storage.OwnCopies) {
		return false, nil
	}
	kept := func(source uint64) bool { return l.Copies(source) == storage.KeepCopies }
	if !slices.ContainsFunc(m.Sources, func(s uint64) bool { return !kept(s) }) {
		return false, nil
	}
	if was == 0 {
		return true, nil
	}
	apart, err := l.Apart(was, id)
	return !apart, err
}

// pair is the item beside a candidate.
func pair(a Asked, c candidate) dedup.Pair {
	return dedup.Pair{
		A: a.Item.Signature, B: c.Signature,
		SameSource: c.Source == a.Source,
		SameURL:    c.sameURL,
		Unlinked:   a.Item.Canonical == "" && !c.Linked,
	}
}

// sameTitle reports whether two headlines are equal; two missing ones are not.
func sameTitle(a, b *dedup.Signature) bool {
	return a.Title != [16]byte{} && a.Title == b.Title
}
