package clean

import (
	"strings"

	"freshet/aggregator/parse"
	"freshet/storage"
)

// HTML makes a text safe HTML, with absolute addresses, all elements closed, at
// most storage.MaxContentBytes. What had to be cut ends in a line that says so.
func HTML(s string, t parse.TextType, to string) string {
	out, _ := source{to: to}.clean(s, t)
	return out
}

// source is where a text stands.
type source struct {
	to    string // what its addresses are read against
	page  string // where links to places in the text lead; empty: where to is
	plain bool   // the plain text is wanted too
}

// clean is HTML, and what a reader reads of it, with blanks as they come.
func (from source) clean(s string, t parse.TextType) (markup, plain string) {
	s = strings.TrimSpace(characters(s))
	if s == "" {
		return "", ""
	}
	out, plain := from.sanitised(s, t)
	for n := len(s); len(out) > storage.MaxContentBytes && n > 0; {
		// The result may be longer than the text; each round leaves more room.
		n = min(n-1, int(float64(n)*float64(storage.MaxContentBytes)/float64(len(out))*0.95))
		out, plain = from.sanitised(cut(s, n), t)
		if len(out)+len(cutMark) <= storage.MaxContentBytes {
			return out + cutMark, plain
		}
	}
	return out, plain
}

// cutMark ends a text that was too long.
const cutMark = "<p>[The rest is too long to be kept here.]</p>"

func (from source) sanitised(s string, t parse.TextType) (markup, plain string) {
	switch {
	case t == parse.TypeText:
		return paragraphs(s), s
	case !strings.Contains(s, "<"):
		s = strings.TrimSpace(resolved(newlines(s)))
		return escapedText(s), s
	}
	return from.rewrite(newlines(s))
}

// newlines makes every end of a line one line feed, as browsers do first of all
// (HTML section 13.2.3.5).
func newlines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// escapedText is a plain text as HTML.
func escapedText(s string) string {
	if !strings.ContainsAny(s, "&<>") {
		return s
	}
	return string(appendText(make([]byte, 0, len(s)+len(s)/8), s))
}

// paragraphs is plain text as HTML: an empty line ends a paragraph, a line end is
// one.
func paragraphs(s string) string {
	s = escapedText(newlines(s))
	if !strings.Contains(s, "\n") {
		return s
	}
	var b strings.Builder
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(p, "\n", "<br>\n") + "</p>\n")
		}
	}
	return strings.TrimSpace(b.String())
}
