package charsets

import (
	"bytes"
	"strings"
	"unicode/utf16"
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
	body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF")) // what follows is not UTF-8 as a whole
	declared := prolog(body)
	switch {
	case sevenBit(header, body):
		return finish(convert(header, body), header).said(header, declared)
	case sevenBit(declared, body):
		return finish(convert(declared, body), declared).said(header, declared)
	case escapes(body) != "":
		name := escapes(body)
		return finish(convert(name, body), name).said(header, declared)
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

// mark recognises a byte order mark, or UTF-16 and UTF-32 without one by their zero
// bytes: no document begins with anything but ASCII.
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
	case b[0] != 0 && b[1] == 0 && b[2] == 0 && b[3] == 0:
		return "utf-32le", b, true
	case b[0] == 0 && b[1] == 0 && b[2] == 0 && b[3] != 0:
		return "utf-32be", b, true
	case b[1] == 0 && b[3] == 0 && b[0] != 0 && b[2] != 0:
		return "utf-16le", b, true
	case b[0] == 0 && b[2] == 0 && b[1] != 0 && b[3] != 0:
		return "utf-16be", b, true
	}
	return "", nil, false
}

// legacy reads bytes that are not UTF-8 as a whole. The header goes before the
// document, but where the two differ and the bytes spell what the document says. A
// label that servers put on everything (windows-1252, under its many names) gives way
// to what the bytes surely are; one that the bytes cannot be counts for nothing.
func legacy(b []byte, header, declared string) (name, s string) {
	if nearlyUTF8(b) {
		return "utf-8", patch(b)
	}
	labels := []string{header, declared}
	var g guess
	differ := header != "" && declared != "" && header != declared
	if differ || header == "windows-1252" || declared == "windows-1252" {
		g = sniff(b, languageOf(b))
	}
	if differ && alike(b, g.name, declared) {
		labels = []string{declared, header}
	}
	for _, label := range labels {
		switch {
		case label == "", label == "utf-8", strings.HasPrefix(label, "utf-16"), strings.HasPrefix(label, "utf-32"):
			continue // the latter have zero bytes, which mark would have seen
		case oneByte(label) && mostlyUTF8(b), label == "windows-1252" && g.sure:
			continue
		}
		if s, bad := tryConvert(label, b); bad*100 <= len(b) {
			return label, s
		}
	}
	if mostlyUTF8(b) {
		return "utf-8", patch(b)
	}
	if g.name == "" {
		g = sniff(b, languageOf(b))
	}
	return g.name, convert(g.name, b)
}

// alike reports whether two charsets read the words of a text in the same way.
func alike(b []byte, one, other string) bool {
	if one == other {
		return true
	}
	sample := nonASCII(b)
	return convert(one, sample) == convert(other, sample)
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
	good, bad := sequences(b)
	return good > bad
}

// nearlyUTF8 reports whether hardly any byte belongs to no sequence of UTF-8: no other
// text looks like that, whatever its label.
func nearlyUTF8(b []byte) bool {
	good, bad := sequences(b)
	return good > 20*bad
}

// sequences counts good sequences of UTF-8, and bytes that belong to none. One that
// the end of the document cuts is neither.
func sequences(b []byte) (good, bad int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size, ok := sequence(b[i:])
		switch {
		case ok:
			good++
		case utf8.FullRune(b[i:]):
			bad++
		}
		i += size
	}
	return good, bad
}

// sequence reads one sequence of UTF-8, or of what some databases and Java take for it
// (CESU-8, Unicode Technical Report 26): a character outside of the first plane as two
// surrogates of three bytes each, zero as two bytes. Half of a pair stands for nothing.
func sequence(b []byte) (r rune, size int, ok bool) {
	if r, size = utf8.DecodeRune(b); r != utf8.RuneError || size > 1 {
		return r, size, true
	}
	switch {
	case len(b) >= 2 && b[0] == 0xC0 && b[1] == 0x80:
		return 0, 2, true
	case len(b) < 3 || b[0] != 0xED || b[1] < 0xA0 || b[1]&0xC0 != 0x80 || b[2]&0xC0 != 0x80:
		return r, size, false
	}
	high := rune(0xD000) | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F)
	if len(b) >= 6 && b[3] == 0xED && b[4] >= 0xB0 && b[4]&0xC0 == 0x80 && b[5]&0xC0 == 0x80 {
		low := rune(0xD000) | rune(b[4]&0x3F)<<6 | rune(b[5]&0x3F)
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 6, true
		}
	}
	return 0, 3, true
}

// patch keeps the good sequences of UTF-8 and reads the stray bytes between
// them as windows-1252, which is what they nearly always are. A sequence that the
// end of the document cuts is dropped.
func patch(b []byte) string {
	out := make([]byte, 0, len(b)+64)
	for len(b) > 0 {
		r, size, ok := sequence(b)
		switch {
		case ok:
			out = utf8.AppendRune(out, r)
		case !utf8.FullRune(b):
			return string(out)
		default:
			out = utf8.AppendRune(out, windows1252(b[0]))
		}
		b = b[size:]
	}
	return string(out)
}
