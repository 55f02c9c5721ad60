package schedule

import (
	"cmp"
	"math"
	"slices"
	"time"

	"freshet/storage"
)

// never is later than any time.
const never = math.MaxInt64

// Held is what the owner keeps with an entry.
type Held struct {
	Poll []byte // what the last poll left that is not on disk yet; nil for none
	Rest []byte // and what its document left
	// Sum tells what the last document left from something else.
	Sum uint64
	// Pushed is when new items last came without a poll, since the present claim
	// was made, in unix nanoseconds; 0 for never.
	Pushed int64
}

// Entry is one source in the schedule.
type Entry struct {
	storage.Source
	Active bool // the config names it
	Gone   bool // the origin said so for good: never claimed
	Items  int  // items kept
	Held        // the owner's

	next int64 // unix nanoseconds; 0 is long ago
	pos  int   // in the heap of its host; -1 when it is not there
	host *host

	serial    uint64 // of the present claim; 0 for none
	until     int64  // end of its lease
	finishing bool   // its Finish is being written
	before    int64  // the host's last start before this claim
	hurry     int64  // due no later than this after the present claim; 0 for no hurry
}

// Next is when the entry is due.
func (e *Entry) Next() time.Time { return unpack(e.next) }

// Claimed reports whether somebody polls the source now.
func (e *Entry) Claimed() bool { return e.serial != 0 }

// Start is when the last poll of the entry's host began.
func (e *Entry) Start() time.Time { return unpack(e.host.start) }

// Hold is the time before which the entry's host is not polled.
func (e *Entry) Hold() time.Time { return unpack(e.host.hold) }

// Table is the schedule of all sources.
type Table struct {
	byKey   map[uint64]*Entry
	byName  map[string]*Entry
	hosts   map[string]*host
	top     queue // the hosts without a service, and the services
	manners manners
	serial  uint64
}

// New makes an empty table. Its claims are numbered from serial on, which should
// be random, so that a claim of an earlier process is never taken for one of
// this.
func New(serial uint64) *Table {
	return &Table{
		byKey:  map[uint64]*Entry{},
		byName: map[string]*Entry{},
		hosts:  map[string]*host{},
		serial: serial,
	}
}

// Known is what the store kept of a source.
type Known struct {
	Source      storage.Source
	Active      bool
	Gone        bool
	Items       int
	Next        time.Time
	Start, Hold time.Time // of its host
}

// Add puts a source in. Settle is to be called after the last.
func (t *Table) Add(k Known) *Entry {
	e := &Entry{Source: k.Source, Active: k.Active, Gone: k.Gone, Items: k.Items, next: pack(k.Next), pos: -1}
	t.byKey[k.Source.Key] = e
	t.byName[k.Source.Name] = e
	t.join(e, k.Source.Host)
	e.host.start = max(e.host.start, pack(k.Start))
	e.host.hold = max(e.host.hold, pack(k.Hold))
	t.enqueue(e)
	return e
}

// Get returns the source with this key, or nil.
func (t *Table) Get(key uint64) *Entry { return t.byKey[key] }

// Entries lists all sources by name.
func (t *Table) Entries() []*Entry {
	out := make([]*Entry, 0, len(t.byKey))
	for _, e := range t.byKey {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *Entry) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// pack turns a time into unix nanoseconds; the zero time is 0, and what int64
// cannot hold is as near as it can.
func pack(at time.Time) int64 {
	switch {
	case at.IsZero():
		return 0
	case at.Year() > 2200:
		return never - 1
	case at.Year() < 1700:
		return 1
	}
	return at.UnixNano()
}

// unpack is the reverse of pack.
func unpack(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}
