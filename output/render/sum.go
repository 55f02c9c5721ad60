package render

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
	"time"
)

// edition numbers what the writers make of the same input. It rises whenever
// their bytes change, so that a new version of freshet dates its documents anew.
const edition = 1

// Sum is a hash of what a document shows. Two feeds with the same Sum are
// written as the same bytes, but for the document's own address and date.
type Sum [sha256.Size]byte

// sumOf is the hash of a feed without Self, which differs between the documents
// of one feed, and without Updated; sums are those of its entries.
func sumOf(f Feed, sums []Sum) Sum {
	s := newSummer()
	s.text(f.Site, f.ID, f.Title, f.Description, f.Language, f.Generator, f.Hub)
	s.number(uint64(len(sums)))
	for _, sum := range sums {
		s.h.Write(sum[:])
	}
	return s.sum()
}

// Sum is the hash of the entry.
func (e Entry) Sum() Sum {
	s := newSummer()
	s.text(e.ID, e.Link, e.Title, e.Summary, e.Content, e.External, e.Image, e.Language, e.Story, e.Note)
	s.time(e.Published, e.Updated, e.Source.Updated)
	s.text(e.Source.Name, e.Source.Title, e.Source.URL, e.Source.Link, e.Source.ID)
	s.number(uint64(len(e.Authors)))
	for _, p := range e.Authors {
		s.text(p.Name, p.Email, p.URL)
	}
	s.number(uint64(len(e.Categories)))
	s.text(e.Categories...)
	s.number(uint64(len(e.Enclosures)))
	for _, f := range e.Enclosures {
		s.text(f.URL, f.Type)
		s.number(uint64(f.Length))
	}
	s.number(uint64(len(e.Sightings)))
	for _, g := range e.Sightings {
		s.text(g.Source, g.URL, g.Title)
		s.time(g.Published)
	}
	s.number(uint64(e.Rank), math.Float64bits(e.Score), uint64(e.Clicks), uint64(len(e.Why)))
	for _, w := range e.Why {
		s.text(w.Term, w.Text)
		s.number(math.Float64bits(w.Value))
	}
	if e.Own { // so that the sums of stories are what they were
		s.text("own")
	}
	return s.sum()
}

// summer hashes values so that no two lists of values look the same: every text
// is written after its length.
type summer struct {
	h   hash.Hash
	buf []byte
}

func newSummer() *summer {
	s := &summer{h: sha256.New()}
	s.number(edition)
	return s
}

func (s *summer) text(texts ...string) {
	for _, t := range texts {
		s.number(uint64(len(t)))
		s.buf = append(s.buf[:0], t...)
		s.h.Write(s.buf)
	}
}

func (s *summer) number(numbers ...uint64) {
	for _, n := range numbers {
		s.buf = binary.LittleEndian.AppendUint64(s.buf[:0], n)
		s.h.Write(s.buf)
	}
}

func (s *summer) time(times ...time.Time) {
	for _, t := range times {
		s.number(uint64(t.Unix()), uint64(t.Nanosecond()))
	}
}

func (s *summer) sum() Sum {
	var out Sum
	s.h.Sum(out[:0])
	return out
}
