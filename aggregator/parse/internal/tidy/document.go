package tidy

import "strconv"

// Format is the family of a feed.
type Format uint8

// Formats.
const (
	RSS Format = iota + 1 // 0.9x, 1.0, 2.0
	Atom
)

// Document is a feed in pieces that can be put together again.
type Document struct {
	Format  Format
	Version string // "2.0", "1.0", "0.91", "0.3" ...; empty when not said
	Head    Marks
	Items   []Item
	// Cut reports that the text ended before the document did.
	Cut bool
	// BadDates counts the dates that could not be read and were left out.
	BadDates int
	BadDate  string // the first of them
	// Before counts the bytes before the root that are neither blanks nor part of an
	// XML document's prolog.
	Before int
	// Guessed reports that the root was not that of a feed, or was not there.
	Guessed bool
	// Over counts what was left out because it passes a limit.
	Over Over
	// Unclosed counts the elements that were never closed.
	Unclosed int

	head, body []byte
	long       []longText
	known      bool // the root held at least one thing that feeds hold
}

// Item is one item of a document.
type Item struct {
	*Marks // nil when the item was passed over
	// Raw is a hash of the item's bytes, and of all around them that reading them
	// depends on: the same hash means the same item. 0 when its bytes alone do not
	// tell where it ends.
	Raw uint64
	// RawID is a guess of the item's id from its bytes.
	RawID string
	// Seen reports that the item was passed over.
	Seen bool

	from, to int // in body
}

// Marks are what a parser of feeds loses of a feed or an item.
type Marks struct {
	ID    string // atom:id as published
	About string // rdf:about
	Base  string // xml:base in scope, absolute when the address of the document is; empty when there is none
	Lang  string // xml:lang in scope
	Forms [Slots]Form
}

// Form is how a text was written.
type Form struct {
	Type string // text, html or xhtml; empty when there was no such text
	Base string // xml:base, where it differs from that of the item
	Src  string // where the text is, when it is not here
}

// Slot names a text.
type Slot uint8

// Slots.
const (
	NoSlot Slot = iota
	Title
	Summary // of a feed: its description
	Content
	Rights
	Slots
)

// XML writes the document with all the items that were read.
func (d *Document) XML() []byte {
	return d.wrap(d.head, d.body)
}

// ItemXML writes a document with one item.
func (d *Document) ItemXML(i int) []byte {
	return d.wrap(nil, d.body[d.Items[i].from:d.Items[i].to])
}

// Bytes are what identifies an item's text: two polls that give the same bytes
// gave the same item.
func (d *Document) Bytes(i int) []byte { return d.body[d.Items[i].from:d.Items[i].to] }

func (d *Document) wrap(head, body []byte) []byte {
	out := make([]byte, 0, len(head)+len(body)+96)
	version := strconv.Quote(d.Version)
	if d.Format == Atom {
		out = append(append(append(out, "<feed version="...), version...), ">\n"...)
		out = append(append(out, head...), body...)
		return append(out, "</feed>\n"...)
	}
	out = append(append(append(out, "<rss version="...), version...), "><channel>\n"...)
	out = append(append(out, head...), body...)
	return append(out, "</channel></rss>\n"...)
}
