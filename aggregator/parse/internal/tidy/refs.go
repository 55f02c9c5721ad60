package tidy

import (
	"errors"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"freshet/aggregator/parse/internal/charsets"
)

// maxRef bounds the text of one reference; the longest name of HTML has 33 bytes.
const maxRef = 40

// common are the references that make up nearly all of them.
var common = [...]struct{ ref, value string }{
	{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", `"`}, {"&#39;", "'"}, {"&apos;", "'"},
}

// reference reads the reference at the start of s, which begins with &. It
// returns what it stands for and its length; length 0 when it is no reference. A
// reference to a character that XML forbids stands for nothing.
func reference(s string) (value string, length int) {
	for _, c := range common {
		if strings.HasPrefix(s, c.ref) {
			return c.value, len(c.ref)
		}
	}
	end := strings.IndexByte(s[:min(len(s), maxRef)], ';')
	if end < 2 {
		return "", 0
	}
	name := s[1:end]
	if name[0] == '#' {
		r, ok := number(name[1:])
		if !ok {
			return "", 0
		}
		if utf16.IsSurrogate(r) {
			return surrogates(r, s, end+1)
		}
		return charsets.Clean(string(r)), end + 1
	}
	for i := range len(name) {
		if c := name[i] | 0x20; (c < 'a' || c > 'z') && (name[i] < '0' || name[i] > '9') {
			return "", 0
		}
	}
	ref := s[:end+1]
	value = html.UnescapeString(ref)
	if value == ref || strings.HasSuffix(value, ";") && value == html.UnescapeString(ref[:end])+";" {
		return "", 0 // not a name of HTML, or one only by its beginning
	}
	return value, end + 1
}

// surrogates joins the halves of a pair of UTF-16 that were written as a reference
// each, as programs do whose characters are of 16 bits: the first ends at a place of
// s. One without the other stands for nothing.
func surrogates(high rune, s string, at int) (value string, length int) {
	rest := s[at:min(len(s), at+maxRef)]
	if digits, ok := strings.CutPrefix(rest, "&#"); ok {
		if digits, _, ok = strings.Cut(digits, ";"); ok {
			low, _ := number(digits)
			if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
				return string(r), at + len("&#;") + len(digits)
			}
		}
	}
	return "", at
}

// number reads the digits of a numeric reference; what is beyond Unicode is zero.
func number(digits string) (rune, bool) {
	base := 10
	if digits != "" && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, false
	}
	if n > utf8.MaxRune {
		return 0, true
	}
	return rune(n), true
}

// decode resolves the references of raw text.
func decode(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return string(appendDecoded(make([]byte, 0, len(s)), s))
}

// appendDecoded writes raw text with its references resolved. An ampersand that
// begins none stays.
func appendDecoded(dst []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		s = s[i:]
		value, n := reference(s)
		if n == 0 {
			value, n = "&", 1
		}
		dst = append(dst, value...)
		s = s[n:]
	}
}

// appendEscaped writes plain text as the value of an attribute.
func appendEscaped(dst []byte, s string) []byte {
	last := 0
	for i := range len(s) {
		var esc string
		switch s[i] {
		case '&':
			esc = "&amp;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case '"':
			esc = "&#34;"
		default:
			continue
		}
		dst = append(dst, s[last:i]...)
		dst = append(dst, esc...)
		last = i + 1
	}
	return append(dst, s[last:]...)
}
