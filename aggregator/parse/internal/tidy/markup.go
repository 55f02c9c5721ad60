package tidy

import "strings"

// void are the elements of HTML that have no content.
var void = set("area base br col embed hr img input link meta param source track wbr")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// markup writes a text that may be HTML, and finds its type.
func (r *rewriter) markup(ru rule, how *Form, rawType, mode string) bool {
	format := r.doc.Format
	if ru.html {
		format = RSS
	}
	how.Type = textType(format, rawType)
	if r.marked() {
		xhtml := r.doc.Format == Atom && !strings.HasSuffix(rawType, "html") || strings.Contains(rawType, "xhtml")
		if how.Type = "html"; xhtml {
			how.Type = "xhtml"
			r.innerBase(how)
		}
		r.putText(r.inline(xhtml))
		return true
	}
	if strings.Contains(rawType, "xhtml") && (ru.slot == Title || !tagged(r.plainText())) {
		how.Type = "text" // XHTML without an element
	}
	octets := rawType == "application/octet-stream"
	if !octets && !strings.EqualFold(mode, "base64") {
		r.putRaw()
		return how.Type != "" // else a picture, a sound: not a text
	}
	text, ok := r.unbase64()
	if octets && ok {
		how.Type = "html"
	}
	r.putText(text)
	return ok && how.Type != ""
}

// tagged reports whether something in a text looks like a tag.
func tagged(s string) bool {
	for {
		_, after, ok := strings.Cut(s, "<")
		if !ok || after == "" {
			return false
		}
		if after[0] == '/' || nameStart(after[0]) {
			return true
		}
		s = after
	}
}

// textType is what a text is by its type attribute: RFC 4287 sections 3.1.1 and
// 4.1.3.1. Empty for what is not text. RSS has no types: all is HTML unless it
// says plain.
func textType(f Format, raw string) string {
	t := strings.ToLower(strings.TrimSpace(raw))
	t, _, _ = strings.Cut(t, ";")
	switch {
	case t == "html", t == "text/html", t == "xhtml", t == "application/xhtml+xml", t == "escaped":
		return "html" // xhtml too: whoever escapes its tags means HTML
	case t == "plain", t == "text/plain", t == "text":
		return "text"
	case t == "" && f == RSS:
		return "html"
	case t == "", strings.HasPrefix(t, "text/"), strings.HasSuffix(t, "xml"):
		return "text"
	case !strings.Contains(t, "/"):
		return "html"
	case strings.HasPrefix(t, "multipart/"), strings.HasPrefix(t, "application/json"):
		return "text"
	}
	return ""
}

// inline writes inline elements as HTML source. In XHTML a CDATA section is text;
// elsewhere it is HTML like all around it, and so is what is escaped, when there
// are tags in it.
func (r *rewriter) inline(xhtml bool) string {
	segs, escaped := r.segs, false
	r.prefixes = htmlPrefixes(segs)
	if xhtml {
		segs = unwrap(segs)
	}
	for _, s := range segs {
		escaped = escaped || !xhtml && s.kind == tokText && strings.Contains(s.s, "&lt;") && strings.Contains(s.s, "&gt;")
	}
	var b strings.Builder
	for _, s := range segs {
		switch {
		case s.kind == tokStart:
			r.startSource(&b, s.s)
		case s.kind == tokEnd:
			r.endSource(&b, s.s)
		case s.kind == tokCDATA && xhtml:
			b.Write(appendEscaped(nil, s.s))
		case s.kind == tokText && escaped:
			b.WriteString(decode(s.s))
		default:
			b.WriteString(s.s)
		}
	}
	return strings.TrimSpace(b.String())
}

// innerBase lets the xml:base of the element that holds an XHTML text count for the
// text. Those further inside are left alone: nobody writes them.
func (r *rewriter) innerBase(how *Form) {
	for _, s := range r.segs {
		if s.kind == tokStart && strings.Contains(s.s, "xml:base") {
			tag := scanner{src: s.s}
			tag.startTag()
			sc := *r.top()
			r.rebase(&sc, tag.attr("base"))
			how.Base = sc.at
		}
		if s.kind != tokText {
			return
		}
	}
}

// unwrap takes off the div that holds the text of an XHTML construct (RFC 4287
// section 3.1.1.3).
func unwrap(segs []segment) []segment {
	inner := segs
	for len(inner) > 0 && inner[0].kind == tokText && strings.TrimSpace(inner[0].s) == "" {
		inner = inner[1:]
	}
	for n := len(inner); n > 0 && inner[n-1].kind == tokText && strings.TrimSpace(inner[n-1].s) == ""; n-- {
		inner = inner[:n-1]
	}
	n := len(inner)
	if n < 2 || inner[0].kind != tokStart || !isDiv(inner[0].s[1:]) || inner[n-1].kind != tokEnd || !isDiv(inner[n-1].s[2:]) {
		return segs
	}
	depth := 0
	for i, s := range inner {
		switch {
		case s.kind == tokStart && isDiv(s.s[1:]) && !strings.HasSuffix(s.s, "/>"):
			depth++
		case s.kind == tokEnd && isDiv(s.s[2:]):
			depth--
		}
		if depth == 0 && i < n-1 {
			return segs // two divs side by side
		}
	}
	return inner[1 : n-1]
}

// isDiv reports whether a tag, without its < or </, is a div.
func isDiv(tag string) bool {
	name := strings.ToLower(tag[:nameLen(tag)])
	_, local, ok := strings.Cut(name, ":")
	return name == "div" || ok && local == "div"
}

func nameLen(tag string) int {
	if i := strings.IndexAny(tag, " \t\n/><="); i >= 0 {
		return i
	}
	return len(tag)
}

// startSource writes a start tag without its prefix, and an empty element of XML
// as HTML reads it.
func (r *rewriter) startSource(b *strings.Builder, tag string) {
	n := nameLen(tag[1:]) + 1
	name, rest := r.htmlElement(tag[1:n]), tag[n:]
	b.WriteByte('<')
	b.WriteString(name)
	attrs, empty := strings.CutSuffix(rest, "/>")
	if !strings.HasSuffix(rest, ">") {
		rest += ">"
	}
	if !empty || void[strings.ToLower(name)] {
		b.WriteString(rest)
		return
	}
	b.WriteString(attrs)
	b.WriteString("></")
	b.WriteString(name)
	b.WriteByte('>')
}

// endSource writes an end tag; the one of a void element would be a second one.
func (r *rewriter) endSource(b *strings.Builder, tag string) {
	name := r.htmlElement(tag[2 : 2+nameLen(tag[2:])])
	if void[strings.ToLower(name)] {
		return
	}
	b.WriteString("</")
	b.WriteString(name)
	b.WriteByte('>')
}

// htmlElement takes the prefix off a name when it is XHTML's.
func (r *rewriter) htmlElement(qname string) string {
	prefix, local, ok := strings.Cut(qname, ":")
	if ok && (r.space(prefix) == "xhtml" || prefix == "html" || prefix == "h" || r.prefixes[prefix]) {
		return local
	}
	return qname
}

// htmlPrefixes are the prefixes that tags inside a text declare for XHTML.
func htmlPrefixes(segs []segment) map[string]bool {
	var out map[string]bool
	for _, s := range segs {
		if s.kind != tokStart {
			continue
		}
		for rest := s.s; ; {
			_, after, ok := strings.Cut(rest, "xmlns:")
			if !ok {
				break
			}
			prefix, value, _ := strings.Cut(after, "=")
			value = strings.TrimLeft(value, " \t\n\"'")
			if rest = after; strings.HasPrefix(value, "http://www.w3.org/1999/xhtml") && len(out) < MaxNamespaces {
				if out == nil {
					out = map[string]bool{}
				}
				out[strings.TrimSpace(prefix)] = true
			}
		}
	}
	return out
}
