package tidy

import (
	"bytes"
	"strings"
)

// minLong is the length in bytes from which a text of an item is spared the parser:
// what it would do is copy it, one byte at a time.
const minLong = 64

// standIn is what the parser reads in place of a long text.
const standIn = "-"

// longText is a text of an item that needs no parser: it stands in the document as
// one run.
type longText struct {
	item     int
	slot     Slot
	from, to int // in body, with the signs of a CDATA section around it
}

// keepLong remembers the text that begins at from and was written last when it is
// long and in one piece.
func (r *rewriter) keepLong(slot Slot, from int) {
	text := r.doc.body[min(from, len(r.doc.body)):]
	if !r.inItem || slot != Summary && slot != Content || len(text) < minLong || r.split {
		return
	}
	t := longText{len(r.doc.Items), slot, from, len(r.doc.body)}
	if strings.TrimSpace(r.doc.text(t)) != "" {
		r.doc.long = append(r.doc.long, t)
	}
}

// text is a long text without the section around it.
func (d *Document) text(t longText) string {
	b := d.body[t.from:t.to]
	if bytes.HasPrefix(b, []byte(openCDATA)) {
		b = b[len(openCDATA) : len(b)-len(closeCDATA)]
	}
	return string(b)
}

// Brief is XML with something short in place of long texts. Long has those.
func (d *Document) Brief() []byte {
	if len(d.long) == 0 {
		return d.XML()
	}
	body := make([]byte, 0, 4<<10)
	at := 0
	for _, t := range d.long {
		body = append(body, d.body[at:t.from]...)
		body = append(body, standIn...)
		at = t.to
	}
	return d.wrap(d.head, append(body, d.body[at:]...))
}

// Long gives the texts that Brief leaves out: the item, by its place among Items, and
// which text of it that is.
func (d *Document) Long(give func(item int, slot Slot, text string)) {
	for _, t := range d.long {
		give(t.item, t.slot, d.text(t))
	}
}
