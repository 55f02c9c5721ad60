package tidy

import (
	"bytes"
	"strings"
)

func (r *rewriter) write(parts ...string) {
	for _, p := range parts {
		*r.out = append(*r.out, p...)
	}
}

// open writes the start tag of a rule with what it keeps of the present tag's
// attributes, and returns how many those are.
func (r *rewriter) open(ru rule) int {
	r.write("<", ru.out)
	n := 0
	for _, name := range ru.attrs {
		value, ok := r.rawAttr(name)
		if !ok && name == "url" && localName(ru.out) == "enclosure" {
			if value, ok = r.rawAttr("href"); !ok {
				value, ok = r.rawAttr("resource") // RSS 1.0's module
			}
		}
		if !ok {
			continue
		}
		n++
		r.write(" ", name, `="`)
		switch name {
		case "href", "url", "src", "uri":
			*r.out = appendEscaped(*r.out, r.resolve(strings.TrimSpace(decode(value))))
		case "type":
			if ru.kind == kMarkup {
				value = textType(RSS, decode(value))
			}
			*r.out = appendEscaped(*r.out, decode(value))
		default:
			*r.out = appendEscaped(*r.out, decode(value))
		}
		r.write(`"`)
	}
	r.write(">")
	return n
}

func (r *rewriter) close(ru rule) { r.write("</", ru.out, ">") }

// putText writes plain text as an element's content.
func (r *rewriter) putText(s string) {
	if strings.IndexAny(s, "&<>") < 0 {
		*r.out = append(*r.out, s...)
		return
	}
	r.write(openCDATA)
	from := len(*r.out)
	*r.out = append(*r.out, s...)
	r.endCDATA(from)
}

// putNames writes what was read as text without the tags in it; false when nothing
// is left.
func (r *rewriter) putNames() bool {
	if !r.marked() {
		r.putRaw()
		return true
	}
	var b strings.Builder
	for _, s := range r.segs {
		switch s.kind {
		case tokText:
			b.WriteString(decode(s.s))
		case tokCDATA:
			b.WriteString(s.s)
		default:
			b.WriteByte(' ')
		}
	}
	text := strings.TrimSpace(b.String())
	r.putText(text)
	return text != ""
}

// putRaw writes what was read as text, its references resolved once. Text that holds
// a sign of XML goes into a CDATA section: resolving references is the dearest
// part of reading a feed, and so it is done only here.
func (r *rewriter) putRaw() {
	simple := true
	for _, s := range r.segs {
		simple = simple && strings.IndexAny(s.s, "&<>") < 0
	}
	if simple {
		for _, s := range r.segs {
			*r.out = append(*r.out, s.s...)
		}
		return
	}
	r.write(openCDATA)
	from := len(*r.out)
	for _, s := range r.segs {
		if s.kind == tokCDATA {
			*r.out = append(*r.out, s.s...)
		} else {
			*r.out = appendDecoded(*r.out, s.s)
		}
	}
	if text := (*r.out)[from:]; bytes.Contains(text[:min(len(text), maxLead)], []byte(openCDATA)) {
		*r.out = append((*r.out)[:from], bareText(string(text))...)
	}
	r.endCDATA(from)
}

// maxLead bounds the blanks before a section that is written out.
const maxLead = 64

// bareText takes a text out of a CDATA section that is written out in it, having
// been escaped or wrapped twice.
func bareText(s string) string {
	for {
		inner, ok := strings.CutPrefix(strings.TrimLeft(s, " \t\n"), openCDATA)
		if !ok {
			return s
		}
		if s, ok = strings.CutSuffix(strings.TrimRight(inner, " \t\n"), closeCDATA); !ok {
			s = strings.TrimSuffix(s, "]]")
		}
	}
}

const (
	openCDATA  = "<![CDATA["
	closeCDATA = "]]>"
)

// endCDATA ends the section whose text begins at from. An end inside it is split
// over two sections.
func (r *rewriter) endCDATA(from int) {
	if r.split = bytes.Contains((*r.out)[from:], []byte(closeCDATA)); r.split {
		text := strings.ReplaceAll(string((*r.out)[from:]), closeCDATA, "]]"+closeCDATA+openCDATA+">")
		*r.out = append((*r.out)[:from], text...)
	}
	r.write(closeCDATA)
}

// person writes a person: a group of name, email and address, or only a text, which
// is then the name; it may hold all of them in one.
func (r *rewriter) person(ru rule) {
	if r.empty {
		return
	}
	if r.groupAhead() {
		r.write("<", ru.out, ">")
		r.children(ru.kids)
		r.close(ru)
		return
	}
	mark := len(*r.out)
	r.write("<", ru.out, ">")
	r.read(false)
	if r.blank() {
		*r.out = (*r.out)[:mark]
		return
	}
	r.write("<name>")
	if !r.putNames() {
		*r.out = (*r.out)[:mark]
		return
	}
	r.write("</name>")
	r.close(ru)
}

// groupAhead reports whether the element's content begins with one of the parts
// of a person.
func (r *rewriter) groupAhead() bool {
	i := r.blanks(r.pos)
	if i+1 >= len(r.src) || r.src[i] != '<' || !nameStart(r.src[i+1]) {
		return false
	}
	_, ok := person[r.canon(r.src[i+1:r.nameEnd(i+1)])]
	return ok
}
