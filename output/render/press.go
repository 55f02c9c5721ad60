package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"github.com/gorilla/feeds"
)

// Press writes the documents of one feed and keeps what it wrote of each entry
// until the feed no longer has it, so that a change costs what has changed. The
// zero Press is ready. It is not for several goroutines at once.
type Press struct {
	kept map[Sum]*written
}

// Sheet is a feed laid out on a Press, to be written in each format. Its
// documents differ from those of the functions of the same name in nothing.
type Sheet struct {
	feed  Feed
	sum   Sum
	sums  []Sum // of the entries
	parts []*written
}

// written is one entry in each format, as far as it was asked for.
type written struct {
	entry           Entry
	rss, atom, json []byte
}

// Lay takes a feed. The feed's entries must not be changed afterwards.
func (p *Press) Lay(f Feed) *Sheet {
	s := &Sheet{feed: f, parts: make([]*written, len(f.Entries))}
	s.sums = make([]Sum, len(f.Entries))
	kept := make(map[Sum]*written, len(f.Entries))
	for i, e := range f.Entries {
		s.sums[i] = e.Sum()
		w := p.kept[s.sums[i]]
		if w == nil {
			w = &written{}
		}
		w.entry = e
		kept[s.sums[i]], s.parts[i] = w, w
	}
	p.kept = kept
	s.sum = sumOf(f, s.sums)
	return s
}

// headBytes is more than a document without entries takes.
const headBytes = 8 << 10

// Within is the sheet with as many of its first entries as fit into limit bytes
// in each format, but at least so many.
func (s *Sheet) Within(limit, least int) (*Sheet, error) {
	var size [3]int
	for i, w := range s.parts {
		for k, part := range [...]func(*written) ([]byte, error){rssPart, atomPart, jsonPart} {
			b, err := part(w)
			if err != nil {
				return nil, fmt.Errorf("render entry %.80q: %w", w.entry.ID, err)
			}
			size[k] += len(b) + 2
		}
		if i >= least && max(size[0], size[1], size[2]) > limit-headBytes {
			return s.first(i), nil
		}
	}
	return s, nil
}

// first is the sheet with its first n entries alone.
func (s *Sheet) first(n int) *Sheet {
	cut := &Sheet{feed: s.feed, sums: s.sums[:n], parts: s.parts[:n]}
	cut.feed.Entries = s.feed.Entries[:n]
	cut.sum = sumOf(cut.feed, cut.sums)
	return cut
}

// Len is the number of entries.
func (s *Sheet) Len() int { return len(s.parts) }

// Sum is the Sum of the feed.
func (s *Sheet) Sum() Sum { return s.sum }

// RSS writes the feed as RSS 2.0 for the address self, dated updated.
func (s *Sheet) RSS(self string, updated time.Time) ([]byte, error) {
	return s.xml("RSS", self, updated, rssPart,
		func(f Feed, items []byte) feeds.XmlFeed { return rssHead(f, items) })
}

// Atom writes the feed as Atom 1.0 for the address self, dated updated.
func (s *Sheet) Atom(self string, updated time.Time) ([]byte, error) {
	return s.xml("Atom", self, updated, atomPart,
		func(f Feed, items []byte) feeds.XmlFeed { return atomHead(f, items) })
}

// JSON writes the feed as JSON Feed 1.1 for the address self.
func (s *Sheet) JSON(self string) ([]byte, error) {
	parts, err := s.each(jsonPart)
	if err != nil {
		return nil, fmt.Errorf("render JSON %.80q: %w", self, err)
	}
	f := s.feed
	f.Self = self
	return joinJSON(f, parts)
}

// xml writes the entries and puts them into the document that head makes.
func (s *Sheet) xml(format, self string, updated time.Time,
	part func(*written) ([]byte, error), head func(Feed, []byte) feeds.XmlFeed,
) ([]byte, error) {
	parts, err := s.each(part)
	if err != nil {
		return nil, fmt.Errorf("render %s %.80q: %w", format, self, err)
	}
	f := s.feed
	f.Self, f.Updated = self, updated
	items := bytes.Join(parts, nil)
	out := bytes.NewBuffer(make([]byte, 0, len(items)+4096))
	if err := feeds.WriteXML(head(f, items), out); err != nil {
		return nil, fmt.Errorf("render %s %.80q: %w", format, self, err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// each is every entry in one format.
func (s *Sheet) each(part func(*written) ([]byte, error)) ([][]byte, error) {
	parts := make([][]byte, len(s.parts))
	for i, w := range s.parts {
		b, err := part(w)
		if err != nil {
			return nil, fmt.Errorf("entry %.80q: %w", w.entry.ID, err)
		}
		parts[i] = b
	}
	return parts, nil
}

func rssPart(w *written) (_ []byte, err error) {
	if w.rss == nil {
		w.rss, err = marshalXML(rssEntry(ready(w.entry)), "    ")
	}
	return w.rss, err
}

func atomPart(w *written) (_ []byte, err error) {
	if w.atom == nil {
		w.atom, err = marshalXML(entryOf(ready(w.entry)), "  ")
	}
	return w.atom, err
}

func jsonPart(w *written) (_ []byte, err error) {
	if w.json == nil {
		w.json, err = marshalJSON(jsonEntry(ready(w.entry)))
	}
	return w.json, err
}

func marshalXML(v any, prefix string) ([]byte, error) {
	b, err := xml.MarshalIndent(v, prefix, "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte("\n"), b...), nil
}
