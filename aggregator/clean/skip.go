package clean

import "strings"

// skip goes behind the end of the element whose start tag is the present token. Of
// an element without an end, what follows is read as if it had not begun: else all
// the rest of a text would go with a frame that was closed in the manner of XHTML,
// or not at all.
func (z *scanner) skip() {
	e := z.element
	switch {
	case e.is(void) || z.closed || z.end(e) < 0:
		return
	case e.is(raw):
		z.skipRaw(e)
		return
	case z.rewinds == maxRewinds:
		return
	}
	last := z.pos // behind the last end tag, where the element ends that has too few
	for depth := 1; depth > 0; {
		switch z.next() {
		case tokenDone:
			z.pos, z.ends = last, nil
			z.rewinds++
			return
		case tokenStart:
			inner := z.element
			if inner == e && !z.closed {
				depth++
			} else if inner != nil && inner.is(raw) && !z.closed && z.end(inner) >= 0 {
				z.skipRaw(inner)
			}
		case tokenEnd:
			if z.element == e {
				depth--
				last = z.pos
			}
		}
	}
}

// maxRewinds bounds how often a text is read on from behind an element that has too
// few ends: each time may be as long as the text.
const maxRewinds = 20

// skipRaw goes behind the end tag of an element whose content is no markup. A
// script may hold a whole script in a comment (HTML section 13.2.5.17).
func (z *scanner) skipRaw(e *element) {
	start := z.pos
	z.pos = z.end(e)
	if e == scriptElement {
		if inside := z.s[start:z.pos]; strings.Contains(inside, "<!--") && !strings.Contains(inside, "-->") && nested(inside) {
			z.pos += len("</")
			if at := z.end(e); at >= 0 {
				z.pos = at
			}
		}
	}
	z.behind('>')
}

// nested reports whether a script begins another.
func nested(s string) bool {
	for {
		_, after, ok := strings.Cut(s, "<")
		if !ok {
			return false
		}
		if len(after) >= len("script") && strings.EqualFold(after[:len("script")], "script") {
			return true
		}
		s = after
	}
}

// end is where the next end tag of an element begins; -1 for nowhere. A place is
// looked for once, so that all calls together are linear.
func (z *scanner) end(e *element) int {
	at, known := z.ends[e]
	if known && (at < 0 || at >= z.pos) {
		return at
	}
	if z.ends == nil {
		z.ends = map[*element]int{}
	}
	at = endOf(z.s, e.name, z.pos)
	z.ends[e] = at
	return at
}

// endOf finds </name from a place on, in any case; -1 for none.
func endOf(s, name string, from int) int {
	for from < len(s) {
		i := strings.Index(s[from:], "</")
		if i < 0 {
			break
		}
		from += i + len("</")
		rest := s[from:]
		if len(rest) > len(name) && strings.EqualFold(rest[:len(name)], name) && (blank(rest[len(name)]) || rest[len(name)] == '>' || rest[len(name)] == '/') {
			return from - len("</")
		}
	}
	return -1
}
