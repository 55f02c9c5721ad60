package clean

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// reader reads the tokens of markup, and can go on as if an element had not begun.
// Of a script, a frame, a title and their like a browser takes all up to the end
// tag for their content; where that is missing, all the rest of the text would go
// with them.
type reader struct {
	*html.Tokenizer
	markup string
	pos    int // behind the present token
	ended  map[atom.Atom]int
	resets int
	over   bool // the present token is a whole element
}

// maxResets bounds how often a text is read on behind an element without an end.
const maxResets = 200

// raw are the elements of which a tokenizer reads all up to the end tag as text.
var raw = set(
	atom.Iframe, atom.Noembed, atom.Noframes, atom.Plaintext, atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Xmp,
)

func newReader(markup string) *reader {
	return &reader{Tokenizer: html.NewTokenizer(strings.NewReader(markup)), markup: markup}
}

// next is Next, but an element of XHTML that is closed in its own tag has no
// content: for HTML <iframe/> begins one.
func (r *reader) next() html.TokenType {
	if r.over {
		r.over = false
		r.reset()
	}
	kind := r.Next()
	r.pos += len(r.Raw())
	if kind == html.SelfClosingTagToken && r.resets < maxResets {
		tag := r.Raw()[1:]
		n := 0
		for n < len(tag) && (tag[n]|0x20 >= 'a' && tag[n]|0x20 <= 'z') {
			n++
		}
		r.over = raw[atom.Lookup(bytes.ToLower(tag[:n]))]
	}
	return kind
}

func (r *reader) reset() {
	r.resets++
	r.Tokenizer = html.NewTokenizer(strings.NewReader(r.markup[r.pos:]))
}

// passed goes on behind the present start tag as if it were not there, when its
// element has no end. It reports whether it did.
func (r *reader) passed(a atom.Atom) bool {
	if r.resets >= maxResets || r.hasEnd(a) {
		return false
	}
	r.reset()
	return true
}

// hasEnd looks for the next end tag of an element, once for each place.
func (r *reader) hasEnd(a atom.Atom) bool {
	if at, ok := r.ended[a]; ok && (at < 0 || at >= r.pos) {
		return at >= 0
	}
	if r.ended == nil {
		r.ended = map[atom.Atom]int{}
	}
	r.ended[a] = endOf(r.markup, a.String(), r.pos)
	return r.ended[a] >= 0
}

// endOf finds </name from a place on, in any case; -1 for none.
func endOf(s, name string, from int) int {
	for from < len(s) {
		i := strings.Index(s[from:], "</")
		if i < 0 {
			break
		}
		from += i + 2
		if len(s)-from >= len(name) && strings.EqualFold(s[from:from+len(name)], name) {
			return from - 2
		}
	}
	return -1
}
