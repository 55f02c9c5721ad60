package clean

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth bounds how deep elements may stand in each other: deeper tags are
// dropped, their text stays. Real texts stay far below; what readers build of more
// costs them more than it is worth.
const maxDepth = 100

// arranger writes markup anew.
type arranger struct {
	b    strings.Builder
	base string
	open []atom.Atom
}

// arrange writes markup anew: addresses absolute, elements nested and closed, no
// scripts and other content that is not text, no counting pixels. It leaves to the
// policy what may stand there at all. One pass, linear.
func arrange(s, base string) string {
	w := arranger{base: base}
	w.b.Grow(len(s) + len(s)/8)
	z := newReader(s)
	hidden, depth := atom.Atom(0), 0
	for {
		kind := z.next()
		if kind == html.ErrorToken {
			w.closeTo(0)
			return w.b.String()
		}
		if kind == html.TextToken && hidden == 0 && simple(z.Raw()) {
			w.b.Write(z.Raw())
			continue
		}
		t := z.Token()
		if hidden != 0 { // inside of what is dropped: only its end matters
			switch {
			case kind == html.StartTagToken && t.DataAtom == hidden:
				depth++
			case kind == html.EndTagToken && t.DataAtom == hidden:
				if depth--; depth == 0 {
					hidden = 0
				}
			}
			continue
		}
		switch kind {
		case html.TextToken:
			w.b.WriteString(html.EscapeString(t.Data))
		case html.StartTagToken, html.SelfClosingTagToken:
			if dropped[t.DataAtom] {
				w.frame(t)
				if a := t.DataAtom; kind == html.StartTagToken && !void[a] && (a == atom.Script || a == atom.Style || !z.passed(a)) {
					hidden, depth = a, 1
				}
				continue
			}
			w.start(t)
		case html.EndTagToken:
			w.end(t.DataAtom)
		}
	}
}

// simple reports whether a text is the same after it was read and written: it has
// nothing that could join with what comes before or after it.
func simple(text []byte) bool {
	return bytes.IndexByte(text, '<') < 0 && bytes.IndexByte(text, '&') < 0 &&
		bytes.IndexByte(text, '\r') < 0 && bytes.IndexByte(text, 0) < 0
}

// frame puts a link where a frame shows another page: a video, mostly.
func (w *arranger) frame(t html.Token) {
	if t.DataAtom != atom.Iframe {
		return
	}
	link := Link(attr(t.Attr, "src"), w.base)
	u, err := url.Parse(link)
	if link == "" || err != nil {
		return
	}
	w.b.WriteString(`<a href="` + html.EscapeString(link) + `">` + html.EscapeString(u.Hostname()) + `</a>`)
}

// start writes a start tag, after the ends it implies.
func (w *arranger) start(t html.Token) {
	a := t.DataAtom
	if a == 0 || a == atom.Img && pixel(t.Attr) {
		return
	}
	if rule, ok := implied[a]; ok {
		w.imply(rule.ends, rule.within)
	}
	if endParagraph[a] {
		w.imply(paragraph, paragraphBounds)
	}
	t.Attr = w.attributes(a, t.Attr)
	if a == atom.Img && attr(t.Attr, "src") == "" && attr(t.Attr, "srcset") == "" {
		return
	}
	if !void[a] {
		if len(w.open) >= maxDepth {
			return
		}
		w.open = append(w.open, a)
	}
	t.Type = html.StartTagToken
	w.b.WriteString(t.String())
}

var paragraph = set(atom.P)

// imply ends the outermost of some elements, and all inside it, as far as a bound.
func (w *arranger) imply(ends, within map[atom.Atom]bool) {
	at := -1
	for i := len(w.open) - 1; i >= 0 && !within[w.open[i]]; i-- {
		if ends[w.open[i]] {
			at = i
		}
	}
	if at >= 0 {
		w.closeTo(at)
	}
}

// end writes an end tag when its element is open, after those of the elements
// inside it.
func (w *arranger) end(a atom.Atom) {
	if a == atom.Br {
		w.b.WriteString("<br>")
		return
	}
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i] == a {
			w.closeTo(i)
			return
		}
		if inline[a] && tableParts[w.open[i]] {
			return // an end that strayed into a cell must not end the table
		}
	}
}

var tableParts = set(atom.Td, atom.Th, atom.Table)

// closeTo ends all open elements but the first n.
func (w *arranger) closeTo(n int) {
	for i := len(w.open) - 1; i >= n; i-- {
		w.b.WriteString("</" + w.open[i].String() + ">")
	}
	w.open = w.open[:n]
}

// pixel reports whether an image is too small to be seen: it counts readers.
func pixel(attrs []html.Attribute) bool {
	tiny := func(s string) bool {
		s = strings.TrimSuffix(strings.TrimSpace(s), "px")
		return s == "0" || s == "1"
	}
	return tiny(attr(attrs, "width")) && tiny(attr(attrs, "height"))
}

func attr(attrs []html.Attribute, name string) string {
	for _, a := range attrs {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
