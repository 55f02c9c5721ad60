package parse

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/zeebo/xxh3"
)

// hash is of what an edit of an item could change. Of markup it takes the text
// and the names of elements, and of addresses in it not the query: tracking
// parameters and counters change by themselves. The time of the update is left
// out, since programs write the time of the last build there.
func hash(it *Item) uint64 {
	h := hasher{buf: make([]byte, 0, len(it.Content.Value)+len(it.Summary.Value)+512)}
	h.add(it.ID)
	h.add(withoutQuery(it.URL))
	h.markup(it.Title)
	h.markup(it.Summary.Value)
	h.markup(it.Content.Value)
	h.add(string(it.TitleType) + " " + string(it.Summary.Type) + " " + string(it.Content.Type))
	h.time(it.Published)
	for _, p := range it.Authors {
		h.add(p.Name)
		h.add(p.Email)
		h.add(p.URL)
	}
	for _, c := range it.Categories {
		h.add(c)
	}
	for _, e := range it.Enclosures {
		h.add(withoutQuery(e.URL))
		h.add(e.Type)
	}
	h.add(withoutQuery(it.Image))
	return xxh3.Hash(h.buf)
}

// hasher collects what is hashed, each part under its length.
type hasher struct{ buf []byte }

func (h *hasher) add(s string) {
	h.buf = binary.AppendUvarint(h.buf, uint64(len(s)))
	h.buf = append(h.buf, s...)
}

func (h *hasher) time(t time.Time) {
	if !t.IsZero() {
		h.buf = binary.AppendVarint(h.buf, t.UnixNano())
	}
	h.buf = append(h.buf, 0)
}

// markup adds a text without the queries of the addresses in its tags.
func (h *hasher) markup(s string) {
	for {
		lt := strings.IndexByte(s, '<')
		if lt < 0 {
			break
		}
		gt := strings.IndexByte(s[lt:], '>')
		if gt < 0 {
			break
		}
		h.buf = append(h.buf, s[:lt]...)
		h.tag(s[lt : lt+gt])
		s = s[lt+gt:]
	}
	h.buf = append(h.buf, s...)
	h.buf = append(h.buf, 0)
}

// tag adds a tag without what stands between a ? and the end of the value.
func (h *hasher) tag(s string) {
	for {
		q := strings.IndexByte(s, '?')
		if q < 0 {
			break
		}
		h.buf = append(h.buf, s[:q]...)
		s = s[q:]
		end := strings.IndexAny(s, "\"' \n")
		if end < 0 {
			return
		}
		s = s[end:]
	}
	h.buf = append(h.buf, s...)
}

func withoutQuery(u string) string {
	u, _, _ = strings.Cut(u, "?")
	return u
}
