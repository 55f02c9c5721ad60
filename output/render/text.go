package render

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Limits of what is derived from an entry's HTML, in characters.
const (
	maxHeadline = 90  // a headline made of an untitled entry's text
	maxSummary  = 500 // a plain summary
)

// scrub drops what XML 1.0 section 2.2 forbids and what it discourages: control
// characters of both ranges, U+FFFE and U+FFFF, and bytes that are no UTF-8 (lone
// surrogates among them). Line ends become \n.
func scrub(s string) string {
	i := 0
	for i < len(s) && fine(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '\r' {
			if !strings.HasPrefix(s[i+1:], "\n") {
				b.WriteByte('\n')
			}
		} else if keep(r, n) {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// fine tells whether a byte needs no second look.
func fine(c byte) bool {
	return c >= 0x20 && c < 0x7F || c == '\n' || c == '\t'
}

func keep(r rune, size int) bool {
	switch {
	case r == utf8.RuneError && size == 1:
		return false
	case r < 0x20:
		return r == '\n' || r == '\t'
	case r >= 0x7F && r < 0xA0:
		return false
	}
	return r != 0xFFFE && r != 0xFFFF
}

// line is scrubbed text on one line: titles, names and other short plain text.
func line(s string) string {
	return strings.Join(strings.Fields(scrub(s)), " ")
}

// Text is what a person would read of HTML, on one line, at most limit
// characters; what is cut ends with an ellipsis.
func Text(src string, limit int) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	// White space is folded afterwards, so that what was read may be longer than
	// limit by any factor; twice the bytes that limit can need is enough.
	for b.Len() <= 2*utf8.UTFMax*limit {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind == html.TextToken {
			b.Write(z.Text())
			continue
		}
		if name, _ := z.TagName(); !inline[string(name)] {
			b.WriteByte(' ')
		}
	}
	return cut(line(b.String()), limit)
}

// inline are the elements that do not part words.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "bdo": true, "cite": true, "code": true, "del": true,
	"dfn": true, "em": true, "i": true, "ins": true, "kbd": true, "mark": true, "q": true, "ruby": true,
	"s": true, "samp": true, "small": true, "span": true, "strong": true, "sub": true, "sup": true,
	"time": true, "u": true, "var": true, "wbr": true,
}

// cut shortens s to limit characters, the ellipsis among them, at a space when
// one is near.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	end := 0
	for i := range s {
		if limit--; limit < 0 {
			break
		}
		end = i
	}
	if sp := strings.LastIndexByte(s[:end], ' '); sp > end*2/3 {
		end = sp
	}
	return strings.TrimRight(s[:end], " ") + "…"
}

// Headline is the title under which a story is shown: its own, else the start of
// its text, else its link, else a word that says there is none. It is the same
// in every document and on every page.
func Headline(title, summary, content, link string) string {
	if t := line(title); t != "" {
		return t
	}
	for _, h := range []string{summary, content} {
		if t := Text(h, maxHeadline); t != "" {
			return t
		}
	}
	if l := line(link); l != "" {
		return l
	}
	return "Untitled"
}

// hexEscaper writes the three characters of markup as the RSS profile asks for
// in titles: readers that take titles for HTML and readers that take them for
// text show the same.
var hexEscaper = strings.NewReplacer("&", "&#x26;", "<", "&#x3C;", ">", "&#x3E;")
