package clean

import (
	"html"
	"strings"

	"freshet/aggregator/parse"
	"freshet/storage"
)

// HTML makes a text safe HTML, with absolute addresses, all elements closed, at
// most storage.MaxContentBytes. What had to be cut ends in a line that says so.
func HTML(s string, t parse.TextType, base string) string {
	s = strings.TrimSpace(characters(s))
	if s == "" {
		return ""
	}
	out := sanitised(s, t, base)
	for n := len(s); len(out) > storage.MaxContentBytes && n > 0; {
		// The result may be longer than the text; each round leaves more room.
		n = min(n-1, int(float64(n)*float64(storage.MaxContentBytes)/float64(len(out))*0.95))
		out = sanitised(cut(s, n), t, base)
		if len(out)+len(cutMark) <= storage.MaxContentBytes {
			return out + cutMark
		}
	}
	return out
}

// cutMark ends a text that was too long.
const cutMark = "<p>[The rest is too long to be kept here.]</p>"

func sanitised(s string, t parse.TextType, base string) string {
	if t == parse.TypeText {
		return paragraphs(s)
	}
	if !strings.Contains(s, "<") {
		return quotes(html.EscapeString(strings.TrimSpace(html.UnescapeString(s))))
	}
	return quotes(strings.TrimSpace(policy.Sanitize(arrange(s, base))))
}

// quotes writes quotes in full where they may stand so: a sanitised text has no
// attribute in single ones, and outside of tags both are text. An escaped one costs
// five bytes.
func quotes(s string) string {
	s = strings.ReplaceAll(s, "&#39;", "'")
	if !strings.Contains(s, "&#34;") {
		return s
	}
	var b strings.Builder
	for s != "" {
		text, rest, tag := strings.Cut(s, "<")
		b.WriteString(strings.ReplaceAll(text, "&#34;", `"`))
		if !tag {
			break
		}
		inside, after, _ := strings.Cut(rest, ">") // a > in an attribute is escaped
		b.WriteString("<" + inside + ">")
		s = after
	}
	return b.String()
}

// paragraphs is plain text as HTML: an empty line ends a paragraph, a line end is
// one.
func paragraphs(s string) string {
	s = quotes(html.EscapeString(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")))
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
