package clean

import (
	"bytes"
	"net/url"
	"strings"
	"sync"
)

// maxDepth bounds how deep elements may stand in each other: deeper tags are
// dropped, their text stays. Real texts stay far below; what readers build of more
// costs them more than it is worth.
const maxDepth = 100

// writer writes markup anew, from an allow list: addresses absolute, elements nested
// and closed, no scripts and other content that is not text, no counting pixels. One
// pass, linear. All that it writes is a tag of its own making or escaped, so that
// no browser can read more in it than stands here.
type writer struct {
	scanner
	base baseURL
	page string // of the item; where links to places in the text lead

	out  []byte
	text []byte // what a reader reads, words of two blocks apart
	open []*element
	math int    // open elements of formulas
	late string // the address that a script would give the present image
}

// writers keeps the buffers of one text for the next.
var writers = sync.Pool{New: func() any { return new(writer) }}

// maxKept is the largest buffer that is kept, in bytes.
const maxKept = 256 << 10

// rewrite is markup as it may stand, and what a reader reads of it.
func (from source) rewrite(s string) (markup, plain string) {
	w := writers.Get().(*writer)
	w.scanner = scanner{s: s, attrs: w.attrs[:0]}
	w.base, w.page = baseURL{s: from.to}, from.page
	w.out, w.text, w.open, w.math = w.out[:0], w.text[:0], w.open[:0], 0
	w.run()
	markup = string(bytes.TrimSpace(w.out))
	if from.plain {
		plain = string(w.text)
	}
	if cap(w.out) <= maxKept && cap(w.text) <= maxKept {
		clear(w.attrs[:cap(w.attrs)]) // they hold on to the markup
		w.scanner = scanner{attrs: w.attrs[:0]}
		w.base, w.page, w.late = baseURL{}, "", ""
		writers.Put(w)
	}
	return markup, plain
}

func (w *writer) run() {
	for {
		switch w.next() {
		case tokenDone:
			w.closeTo(0)
			return
		case tokenText:
			w.words(w.scanner.text)
		case tokenStart:
			if e := w.element; e != nil {
				w.start(e)
			}
		case tokenEnd:
			if e := w.element; e != nil {
				w.end(e)
			}
		}
	}
}

// words writes a text.
func (w *writer) words(s string) {
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			w.out, w.text = appendText(w.out, s), append(w.text, s...)
			return
		}
		n := reference(s[i:])
		ref := decoded(s[i : i+n])
		w.out, w.text = appendText(appendText(w.out, s[:i]), ref), append(append(w.text, s[:i]...), ref...)
		s = s[i+n:]
	}
}

// start writes a start tag, after the ends it implies.
func (w *writer) start(e *element) {
	switch {
	case e.is(dropped):
		if e == frameElement {
			w.frame()
		}
		w.skip()
		return
	case !e.is(allowed) || e == imageElement && w.counts():
		return
	case !w.fits(e):
		return
	}
	if e.ends != 0 {
		w.imply(e.ends, e.within)
	}
	if e.is(apart) {
		w.imply(gP, gParagraphs)
	}
	if !e.is(void) && len(w.open) >= maxDepth {
		return
	}
	mark := len(w.out)
	w.out = append(append(w.out, '<'), e.name...)
	if placed := w.attributes(e); e.is(needsPlace) && !placed {
		w.out = w.out[:mark]
		return
	}
	w.out = append(w.out, '>')
	w.space(e)
	if e.is(void) {
		return
	}
	w.open = append(w.open, e)
	if e.is(formula) {
		w.math++
		if w.closed { // in formulas, that is an end
			w.closeTo(len(w.open) - 1)
		}
	}
}

// fits reports whether an element may stand where the markup is: formulas hold
// nothing else, and only they hold their parts. A formula without an end would be
// all the rest of the text.
func (w *writer) fits(e *element) bool {
	switch {
	case e == mathElement:
		return w.math == 0 && w.scanner.end(e) >= 0
	case e.is(formula):
		return w.math > 0 && !w.open[len(w.open)-1].is(leaf)
	}
	return w.math == 0
}

// space sets words of two blocks apart, and a < from what could be taken for the
// rest of a tag.
func (w *writer) space(e *element) {
	if n := len(w.text); n > 0 && (!e.is(inline) || w.text[n-1] == '<') {
		w.text = append(w.text, ' ')
	}
}

// frame puts a link where a frame shows another page: a video, mostly.
func (w *writer) frame() {
	link := w.base.address(first(w.attr("src"), w.attr("data-src"), w.attr("data-lazy-src")), web)
	u, err := url.Parse(link)
	if link == "" || err != nil || w.math > 0 {
		return
	}
	w.imply(gA, 0)
	w.out = append(w.out, "<a"...)
	w.attribute("href", link)
	w.out = append(w.out, '>')
	w.space(linkElement)
	w.words(strings.ReplaceAll(u.Hostname(), "&", "&amp;"))
	w.out = append(w.out, "</a>"...)
	w.space(linkElement)
}

// imply ends the outermost of some elements, and all inside it, as far as a bound.
func (w *writer) imply(ends, within group) {
	at := -1
	for i := len(w.open) - 1; i >= 0 && w.open[i].group&within == 0; i-- {
		if w.open[i].group&ends != 0 {
			at = i
		}
	}
	if at >= 0 {
		w.closeTo(at)
	}
}

// end writes an end tag when its element is open, after those of the elements
// inside it.
func (w *writer) end(e *element) {
	if e == breakElement && w.math == 0 { // browsers read </br> so
		w.out = append(w.out, "<br>"...)
		w.space(e)
		return
	}
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i] == e {
			w.closeTo(i)
			return
		}
		if e.is(inline) && w.open[i].group&(gTable|gCell) != 0 {
			return // an end that strayed into a cell must not end the table
		}
	}
}

// closeTo ends all open elements but the first n.
func (w *writer) closeTo(n int) {
	for i := len(w.open) - 1; i >= n; i-- {
		e := w.open[i]
		w.out = append(append(append(w.out, "</"...), e.name...), '>')
		w.space(e)
		if e.is(formula) {
			w.math--
		}
	}
	w.open = w.open[:n]
}
