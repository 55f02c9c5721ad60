package clean

import (
	"html"
	"strings"
	"unicode/utf8"
)

// reference is the length of the reference to a character that s, which begins
// with an ampersand, may begin with: all that could be its name.
func reference(s string) int {
	n := 1
	if n < len(s) && s[n] == '#' {
		n++
	}
	for n < len(s) && (letter(s[n]) || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	return n
}

// decoded is what a reference in a text stands for, and what follows it in the
// same run of letters (HTML section 13.2.5.72).
func decoded(ref string) string {
	switch ref {
	case "&":
		return "&"
	case "&amp;":
		return "&"
	case "&lt;":
		return "<"
	case "&gt;":
		return ">"
	case "&quot;":
		return `"`
	case "&nbsp;":
		return "\u00a0"
	}
	return resolved(ref)
}

// resolved is a text without references. A carriage return that one stands for is
// a blank: it would be another character when it is read again.
func resolved(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return strings.ReplaceAll(characters(html.UnescapeString(s)), "\r", " ")
}

// unescaped is an attribute's value without references. One that is not ended by a
// semicolon counts only when nothing follows it that a query could have: of
// ?a=1&copy=2 nothing is a reference.
func unescaped(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		b.WriteString(s[:i])
		s = s[i:]
		n := reference(s)
		b.WriteString(inAttribute(s[:n], s[n:]))
		s = s[n:]
		if i = strings.IndexByte(s, '&'); i < 0 {
			b.WriteString(s)
			return b.String()
		}
	}
}

// inAttribute is what a reference in an attribute stands for, with what follows it.
func inAttribute(ref, rest string) string {
	ended := strings.HasSuffix(ref, ";")
	if len(ref) == 1 || !ended && ref[1] != '#' && strings.HasPrefix(rest, "=") {
		return ref
	}
	got := decoded(ref)
	if ref[1] == '#' {
		return got
	}
	if ended && strings.HasSuffix(got, ";") && ref != "&semi;" || !ended && utf8.RuneCountInString(got) != 1 {
		return ref // only its beginning is a name
	}
	return got
}
