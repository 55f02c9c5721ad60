package charsets

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Text is a decoded document.
type Text struct {
	S       string // UTF-8 without byte order mark and characters that XML forbids
	Charset string // what the bytes were, as the WHATWG name of it
	// Label is what was said of it, and By who said it: header, prolog; empty for
	// nothing.
	Label, By string
	// Dropped counts the characters that were dropped.
	Dropped int
}

// Labelled reports that the label was right, or that there was none.
func (t Text) Labelled() bool { return t.Label == "" || t.Label == t.Charset }

// Decode reads a document as UTF-8. It never fails: what cannot be read becomes
// U+FFFD or is dropped. A text that is clean as it came is not copied: the bytes
// must not change any more.
func Decode(body []byte, contentType string) Text {
	header := labelOf(contentType)
	if name, rest, ok := mark(body); ok {
		return finish(convert(name, rest), name).said(header, "")
	}
	declared := prolog(body)
	switch {
	case sevenBit(header, body):
		return finish(convert(header, body), header).said(header, declared)
	case sevenBit(declared, body):
		return finish(convert(declared, body), declared).said(header, declared)
	case utf8.Valid(body):
		return finish(unsafe.String(unsafe.SliceData(body), len(body)), "utf-8").said(header, declared)
	}
	name, s := legacy(body, header, declared)
	return finish(s, name).said(header, declared)
}

// finish drops what XML forbids.
func finish(s, name string) Text {
	t := Text{Charset: name}
	if name != "utf-8" {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	t.S, t.Dropped = cleanValid(s)
	return t
}

// said notes what was said of the charset.
func (t Text) said(header, declared string) Text {
	switch {
	case header != "":
		t.Label, t.By = header, "header"
	case declared != "":
		t.Label, t.By = declared, "prolog"
	}
	return t
}

// mark recognises a byte order mark, or UTF-16 without one by its zero bytes.
func mark(b []byte) (name string, rest []byte, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		if rest = b[3:]; utf8.Valid(rest) {
			return "utf-8", rest, true
		}
		return "", nil, false // not what the mark says: decided like any other
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}):
		return "utf-32le", b[4:], true
	case bytes.HasPrefix(b, []byte{0, 0, 0xFE, 0xFF}):
		return "utf-32be", b[4:], true
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return "utf-16le", b[2:], true
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return "utf-16be", b[2:], true
	case len(b) < 4:
		return "", nil, false
	case bytes.HasPrefix(b, []byte{'<', 0, 0, 0}):
		return "utf-32le", b, true
	case bytes.HasPrefix(b, []byte{0, 0, 0, '<'}):
		return "utf-32be", b, true
	case b[1] == 0 && b[3] == 0 && b[0] != 0 && b[2] != 0:
		return "utf-16le", b, true
	case b[0] == 0 && b[2] == 0 && b[1] != 0 && b[3] != 0:
		return "utf-16be", b, true
	}
	return "", nil, false
}

// legacy reads bytes that are not UTF-8 as a whole.
func legacy(b []byte, header, declared string) (name, s string) {
	for _, label := range [...]string{header, declared} {
		if label == "" || label == "utf-8" || oneByte(label) && mostlyUTF8(b) {
			continue
		}
		if s, bad := tryConvert(label, b); bad*100 <= len(b) {
			return label, s
		}
	}
	if mostlyUTF8(b) {
		return "utf-8", patch(b)
	}
	if name := sniff(b); name != "" {
		return name, convert(name, b)
	}
	return "windows-1252", convert("windows-1252", b)
}

// oneByte reports whether a label is of a charset with one byte a character. In
// such a text sequences of UTF-8 come up so seldom that many of them mean that the
// label is wrong.
func oneByte(label string) bool {
	return strings.HasPrefix(label, "windows-") || strings.HasPrefix(label, "iso-8859-") || strings.HasPrefix(label, "koi8-") ||
		strings.HasPrefix(label, "ibm") || strings.Contains(label, "mac") || tables[label] != ""
}

// mostlyUTF8 reports whether the bytes hold more good sequences of UTF-8 than
// bytes that belong to none.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			good++
		case utf8.FullRune(b[i:]):
			bad++
		}
		i += size
	}
	return good > bad
}

// patch keeps the good sequences of UTF-8 and reads the stray bytes between
// them as windows-1252, which is what they nearly always are. A sequence that the
// end of the document cuts is dropped.
func patch(b []byte) string {
	out := make([]byte, 0, len(b)+64)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r != utf8.RuneError || size > 1:
			out = append(out, b[:size]...)
		case !utf8.FullRune(b):
			return string(out)
		default:
			out = utf8.AppendRune(out, windows1252(b[0]))
		}
		b = b[size:]
	}
	return string(out)
}
