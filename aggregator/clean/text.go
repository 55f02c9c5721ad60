package clean

import (
	"html"
	"strings"
	"unicode/utf8"

	"freshet/aggregator/parse"
)

// Title is a headline as plain text in one line.
func Title(s string, t parse.TextType) string {
	if t == parse.TypeText {
		return oneLine(s)
	}
	if !strings.ContainsAny(s, "<&") {
		return oneLine(s)
	}
	return Text(s)
}

// Text is the plain text of HTML in one line: what a reader would read, without
// markup, scripts and styles. Blocks are apart by a blank.
func Text(markup string) string {
	if !strings.Contains(markup, "<") {
		return oneLine(html.UnescapeString(markup))
	}
	var b []byte
	for z := (scanner{s: markup}); ; {
		kind := z.next()
		if kind != tokenText && len(b) > 0 && b[len(b)-1] == '<' {
			b = append(b, ' ') // it is no part of a tag, and must not look so
		}
		switch kind {
		case tokenDone:
			return oneLine(string(b))
		case tokenText:
			b = append(b, html.UnescapeString(z.text)...)
		case tokenStart, tokenEnd:
			e := z.element
			if e == nil || !e.is(inline) {
				b = append(b, ' ')
			}
			if e != nil && kind == tokenStart && e.is(dropped) {
				z.skip()
			}
		}
	}
}

// plain is a name without the markup and the references that it should not have:
// programs write names of people and categories as they stand in their pages.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	return Text(s)
}

// oneLine drops what is no character and makes each run of blanks one.
func oneLine(s string) string {
	s = characters(s)
	if tidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for word := range strings.FieldsSeq(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

// tidy reports whether a text is ASCII in one line, with one blank between words
// and none around them. It may say no where that is so in other characters.
func tidy(s string) bool {
	blank := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' && !blank:
			blank = true
		case c <= ' ' || c >= utf8.RuneSelf:
			return false
		default:
			blank = false
		}
	}
	return !blank || s == ""
}

// line is oneLine within a limit in bytes; what is cut ends in an ellipsis.
func line(s string, limit int) string {
	s = oneLine(s)
	if len(s) <= limit {
		return s
	}
	const mark = "…"
	return strings.TrimSpace(cut(s, limit-len(mark))) + mark
}

// cut is the longest beginning of whole characters within n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// characters drops what is no character: bad UTF-8, controls but for blanks,
// byte order marks, and what Unicode has set aside for no use (XML 1.0 section 2.2
// forbids some of them, and no text needs the others).
func characters(s string) string {
	if clean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if junk(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// clean reports whether nothing has to be dropped.
func clean(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if (c < 0x20 || c == 0x7F) && junk(rune(c)) {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || junk(r) {
			return false
		}
		i += size
	}
	return true
}

func junk(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return false
	case r < 0x20 || r >= 0x7F && r <= 0x9F && r != 0x85:
		return true
	}
	return r == '\uFEFF' || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}
