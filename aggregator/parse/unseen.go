package parse

import "freshet/aggregator/parse/internal/tidy"

// Entry is what is known of every entry of a document, also of one that was not
// read because it was seen before.
type Entry struct {
	ID string // as in Item
	// Raw is a hash of the entry's bytes and of what around them matters. 0 when
	// there is none: such an entry is always read.
	Raw uint64
	// Value is Item.Hash: what an edit would change, and nothing that changes by
	// itself.
	Value uint64

	seen bool
}

// Seen tells whether an earlier reading gave an entry with that Raw, and its
// Value.
//
// An entry that has a Raw was read at that time from the same bytes, ended where
// its bytes seem to end, depended on nothing behind them, and had the id that its
// bytes seem to give: all of that was looked at before it was given a Raw. So it
// is the same again, without being read.
type Seen func(raw uint64) (value uint64, seen bool)

// passed is what tidy asks.
func (s Seen) passed() func(raw uint64) bool {
	if s == nil {
		return nil
	}
	return func(raw uint64) bool {
		_, seen := s(raw)
		return seen
	}
}

// without is Seen but for some entries.
func without(s Seen, raws map[uint64]bool) Seen {
	return func(raw uint64) (uint64, bool) {
		if raws[raw] {
			return 0, false
		}
		return s(raw)
	}
}

// list makes the entries of a document; of says which of its items were read.
func (f *Feed) list(doc *tidy.Document, of []int) {
	f.Entries, f.at = make([]Entry, 0, len(doc.Items)), make([]int, 0, len(of))
	for i := range doc.Items {
		it := &doc.Items[i]
		read := len(f.at) < len(of) && of[len(f.at)] == i
		if read {
			f.at = append(f.at, len(f.Entries))
		}
		if read || it.Seen {
			f.Entries = append(f.Entries, Entry{ID: it.RawID, Raw: it.Raw, seen: it.Seen})
		}
	}
}

// listAll makes the entries of a document of which all items were read.
func (f *Feed) listAll() {
	f.Entries, f.at = make([]Entry, len(f.Items)), make([]int, len(f.Items))
	for i := range f.at {
		f.at[i] = i
	}
}

// know takes over the values of the entries that were seen.
func (f *Feed) know(seen Seen) {
	for i := range f.Entries {
		if e := &f.Entries[i]; e.seen {
			e.Value, _ = seen(e.Raw)
		}
	}
}

// read takes over what the entry gave when it was read. One whose bytes seem to
// give another id must always be read.
func (e *Entry) read(it *Item) {
	if e.ID != it.ID {
		e.Raw = 0
	}
	e.ID, e.Value = it.ID, it.Hash
}

// clashes are the entries that were not read but share their id with another one:
// what tells them apart has to be read. The same bytes twice are the same entry.
func (f *Feed) clashes() map[uint64]bool {
	if f == nil || len(f.Items) == len(f.Entries) {
		return nil
	}
	first := make(map[string]uint64, len(f.Entries))
	var shared map[string]bool
	for i := range f.Entries {
		e := &f.Entries[i]
		raw, ok := first[e.ID]
		if !ok {
			first[e.ID] = e.Raw
		} else if raw != e.Raw {
			if shared == nil {
				shared = map[string]bool{}
			}
			shared[e.ID] = true
		}
	}
	if shared == nil {
		return nil
	}
	raws := map[uint64]bool{}
	for i := range f.Entries {
		if e := &f.Entries[i]; e.seen && shared[e.ID] {
			raws[e.Raw] = true
		}
	}
	return raws
}
