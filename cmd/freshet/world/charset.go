package world

import (
	"fmt"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// prolog is the charset that the source's XML declaration names; empty for none.
func (s *Source) prolog() string {
	switch {
	case s.Says == SaysHeader:
		return ""
	case s.Says == SaysConflict || s.Charset == "":
		return "utf-8"
	}
	return s.Charset
}

// contentType is the header's value for a media type.
func (s *Source) contentType(media string) string {
	switch {
	case s.Says == SaysProlog:
		return media
	case s.Charset == "":
		return media + "; charset=utf-8"
	}
	return media + "; charset=" + s.Charset
}

// encode writes a document in the source's charset. What that lacks becomes a
// numeric character reference.
func (s *Source) encode(body string) []byte {
	if s.Charset == "" {
		return []byte(body)
	}
	enc, err := htmlindex.Get(s.Charset)
	if err != nil { // the table was checked by a test
		panic(fmt.Errorf("source %s: %w", s.Name, err))
	}
	out, err := encoding.HTMLEscapeUnsupported(enc.NewEncoder()).Bytes([]byte(body))
	if err != nil {
		panic(fmt.Errorf("source %s: %w", s.Name, err))
	}
	return out
}
