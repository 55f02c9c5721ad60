package storage

import (
	"time"

	"freshet/storage/dedup"
)

// Limits of one item. The aggregator refuses or shortens, at a boundary and
// with a note, what passes them; a store may rely on them.
const (
	MaxGUIDBytes    = 4 << 10 // longer ids are replaced by their hash before they come here
	MaxURLBytes     = 8 << 10 // longer links are dropped
	MaxTitleBytes   = 4 << 10 // titles
	MaxContentBytes = 1 << 20 // summary and content, each
	MaxPeople       = 32      // authors of one item
	MaxCategories   = 64      // categories of one item
	MaxEnclosures   = 64      // enclosures of one item
	MaxSightings    = 1 << 10 // sightings of one story; a later copy makes a new story
)

// Item is one entry as one source published it, normalised: text is UTF-8
// without control characters, HTML is sanitised, links are absolute. A store
// keeps the GUID byte for byte and puts U+FFFD in the place of what is not UTF-8
// in all other texts.
type Item struct {
	GUID      string // as published, opaque, never empty, at most MaxGUIDBytes
	URL       string // the item's link, absolute; may be empty
	Canonical string // URL without what does not identify it, for comparing only; may be empty
	Title     string // plain text
	RawTitle  string // the headline as published, where Title is without what its source puts into every headline; else empty
	Summary   string // sanitised HTML
	Content   string // sanitised HTML
	Authors   []Person
	// Categories are plain text, in the order of the document, without repeats.
	Categories []string
	Enclosures []Enclosure
	Image      string // absolute URL
	Language   string // BCP 47, or empty when unknown

	// Published and Updated are what the source claims; zero when it claims
	// nothing readable. They are never invented.
	Published time.Time
	Updated   time.Time

	// Signature is what the text looks like to dedup. A store gives back only what
	// it says of the headline and of the whole text (Body, BodyTokens, Title, Words,
	// Numbers), not its sketches.
	Signature dedup.Signature
}

// Headline is the item's headline as its source published it.
func (i *Item) Headline() string {
	if i.RawTitle != "" {
		return i.RawTitle
	}
	return i.Title
}

// Date is the time an item is sorted by: when it was published, but never later
// than when it was first seen; when that is unknown, when it was first seen.
func (i *Item) Date(seen time.Time) time.Time {
	if i.Published.IsZero() || i.Published.After(seen) {
		return seen
	}
	return i.Published
}

// Person is an author. At least one field is set.
type Person struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Enclosure is a file that belongs to an item.
type Enclosure struct {
	URL    string `json:"url"`
	Type   string `json:"type,omitempty"`   // media type
	Length int64  `json:"length,omitempty"` // bytes; 0 when unknown
}
