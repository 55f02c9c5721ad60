package bolt

import (
	"encoding/binary"
	"fmt"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
)

// itemHead is what the store knows of an item, and what folding needs to see
// without unpacking it.
type itemHead struct {
	Source    uint64   `cbor:"1,keyasint"`
	Story     []byte   `cbor:"2,keyasint"`
	Seen      when     `cbor:"3,keyasint"`
	Revised   when     `cbor:"4,keyasint,omitzero"`
	Revisions int      `cbor:"5,keyasint,omitempty"`
	Reasons   []string `cbor:"6,keyasint,omitempty"`
	Linked    bool     `cbor:"7,keyasint,omitempty"` // it has a canonical URL
	Signature []byte   `cbor:"8,keyasint,omitempty"`

	// Since schema 3.
	Score      float32 `cbor:"9,keyasint,omitempty"`
	Title      string  `cbor:"10,keyasint,omitempty"` // the headline without Injected, when there is some
	Injected   string  `cbor:"11,keyasint,omitempty"`
	Farm       bool    `cbor:"12,keyasint,omitempty"`
	Doubt      string  `cbor:"13,keyasint,omitempty"`
	Corrected  when    `cbor:"14,keyasint,omitzero"`
	Correction string  `cbor:"15,keyasint,omitempty"`
}

func (h *itemHead) story() storage.StoryID { return storyID(h.Story) }

// itemBody is an item as the source published it.
type itemBody struct {
	GUID       string      `cbor:"1,keyasint"`
	URL        string      `cbor:"2,keyasint,omitempty"`
	Canonical  string      `cbor:"3,keyasint,omitempty"`
	Title      string      `cbor:"4,keyasint,omitempty"`
	Summary    string      `cbor:"5,keyasint,omitempty"`
	Content    string      `cbor:"6,keyasint,omitempty"`
	Authors    []person    `cbor:"7,keyasint,omitempty"`
	Categories []string    `cbor:"8,keyasint,omitempty"`
	Enclosures []enclosure `cbor:"9,keyasint,omitempty"`
	Image      string      `cbor:"10,keyasint,omitempty"`
	Language   string      `cbor:"11,keyasint,omitempty"`
	Published  when        `cbor:"12,keyasint,omitzero"`
	Updated    when        `cbor:"13,keyasint,omitzero"`
	RawTitle   string      `cbor:"14,keyasint,omitempty"` // of promotions: in items the head has what is shown
}

type person struct {
	Name  string `cbor:"1,keyasint,omitempty"`
	Email string `cbor:"2,keyasint,omitempty"`
	URL   string `cbor:"3,keyasint,omitempty"`
}

type enclosure struct {
	URL    string `cbor:"1,keyasint,omitempty"`
	Type   string `cbor:"2,keyasint,omitempty"`
	Length int64  `cbor:"3,keyasint,omitempty"`
}

// packItem makes an item's body as it is kept. It is the dear part of keeping an
// item, and is done before the transaction.
func packItem(it *storage.Item) ([]byte, error) {
	raw, err := encMode.Marshal(itemBody{
		GUID: it.GUID, URL: it.URL, Canonical: it.Canonical,
		Title: it.Title, Summary: it.Summary, Content: it.Content,
		Authors:    convert(it.Authors, func(p storage.Person) person { return person(p) }),
		Categories: it.Categories,
		Enclosures: convert(it.Enclosures, func(e storage.Enclosure) enclosure { return enclosure(e) }),
		Image:      it.Image, Language: it.Language,
		Published: toWhen(it.Published), Updated: toWhen(it.Updated), RawTitle: it.RawTitle,
	})
	if err != nil {
		return nil, fmt.Errorf("encode item: %w", err)
	}
	return packBytes(raw), nil
}

// unpackItem is the reverse of packItem. The signature is in the head.
func unpackItem(body []byte, head *itemHead) (*storage.Item, error) {
	raw, err := unpackBytes(body)
	if err != nil {
		return nil, fmt.Errorf("item: %w", err)
	}
	var b itemBody
	if err := decMode.Unmarshal(raw, &b); err != nil {
		return nil, fmt.Errorf("item: %w: %w", errRecord, err)
	}
	sig, err := unpackSignature(head.Signature)
	if err != nil {
		return nil, err
	}
	if head.Title != "" {
		b.Title, b.RawTitle = head.Title, b.Title
	}
	return &storage.Item{
		GUID: b.GUID, URL: b.URL, Canonical: b.Canonical,
		Title: b.Title, RawTitle: b.RawTitle, Summary: b.Summary, Content: b.Content,
		Authors:    convert(b.Authors, func(p person) storage.Person { return storage.Person(p) }),
		Categories: b.Categories,
		Enclosures: convert(b.Enclosures, func(e enclosure) storage.Enclosure { return storage.Enclosure(e) }),
		Image:      b.Image, Language: b.Language,
		Published: b.Published.time(), Updated: b.Updated.time(),
		Signature: sig,
	}, nil
}

// convert maps a slice; nil stays nil.
func convert[A, B any](in []A, f func(A) B) []B {
	if in == nil {
		return nil
	}
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = f(a)
	}
	return out
}

// sighting is an item as its story shows it.
func (h *itemHead) sighting(seq uint64, it *storage.Item, source string) storage.Sighting {
	return storage.Sighting{
		Number: seq, Source: source, GUID: it.GUID, URL: it.URL, Title: it.Headline(),
		Published: it.Published, Updated: it.Updated,
		Seen: h.Seen.time(), Revised: h.Revised.time(), Revisions: h.Revisions,
		Score: float64(h.Score), Reasons: h.Reasons,
		Injected: h.Injected, Farm: h.Farm, Doubt: h.Doubt,
		Corrected: h.Corrected.time(), Correction: h.Correction,
	}
}

// entry is the item as folding sees it.
func (h *itemHead) entry(seq uint64) (fold.Entry, error) {
	sig, err := unpackSignature(h.Signature)
	if err != nil {
		return fold.Entry{}, fmt.Errorf("item %d: %w", seq, err)
	}
	return fold.Entry{Seq: seq, Source: h.Source, Story: h.story(), Linked: h.Linked, Signature: sig}, nil
}

// date is the time that sorts a story made of the item: what the item claims, unless
// it is not believed. Then it is when it was first seen, in whole seconds, as documents
// tell dates: those of one poll are in one order there and here.
func (h *itemHead) date(it *storage.Item) when {
	if h.Doubt != "" {
		return toWhen(h.Seen.time().Truncate(time.Second))
	}
	return toWhen(it.Date(h.Seen.time()))
}

// newHead is the head of an item that comes in now.
func newHead(source uint64, story storage.StoryID, it *storage.Item, seen time.Time, d *fold.Decision) itemHead {
	return itemHead{
		Source: source, Story: story[:], Seen: toWhen(seen), Reasons: d.Reasons, Score: float32(d.Score),
		Linked: it.Canonical != "", Signature: packSignature(&it.Signature),
	}
}

// packSignature lays a signature out as body, title, count of tokens, count of
// words, words, numbers. Missing hashes are 16 zeros.
func packSignature(s *dedup.Signature) []byte {
	out := make([]byte, 0, 40+4*(len(s.Words)+len(s.Numbers)))
	out = append(append(out, s.Body[:]...), s.Title[:]...)
	out = binary.AppendUvarint(out, uint64(s.BodyTokens))
	out = binary.AppendUvarint(out, uint64(len(s.Words)))
	for _, list := range [][]uint32{s.Words, s.Numbers} {
		for _, h := range list {
			out = binary.BigEndian.AppendUint32(out, h)
		}
	}
	return out
}

func unpackSignature(b []byte) (dedup.Signature, error) {
	var s dedup.Signature
	if len(b) < 34 {
		return s, fmt.Errorf("signature: %w", errRecord)
	}
	copy(s.Body[:], b)
	copy(s.Title[:], b[16:])
	b = b[32:]
	tokens, n := binary.Uvarint(b)
	if n <= 0 {
		return s, fmt.Errorf("signature: %w", errRecord)
	}
	words, m := binary.Uvarint(b[n:])
	if m <= 0 || uint64(len(b)-n-m)/4 < words {
		return s, fmt.Errorf("signature: %w", errRecord)
	}
	s.BodyTokens = int(tokens)
	for b = b[n+m:]; len(b) >= 4; b = b[4:] {
		h := binary.BigEndian.Uint32(b)
		if uint64(len(s.Words)) < words {
			s.Words = append(s.Words, h)
		} else {
			s.Numbers = append(s.Numbers, h)
		}
	}
	return s, nil
}
