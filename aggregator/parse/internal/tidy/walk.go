package tidy

import (
	"net/url"
	"strings"
)

// rewriter walks through a document and writes it anew.
type rewriter struct {
	scanner
	doc    *Document
	out    *[]byte // where to write: the head or an item
	marks  *Marks  // of the feed or of the item
	seen   once    // what the item has already
	inItem bool
	closed bool // the channel has its end

	rootless bool // the start tag of the root is not there

	written int // elements that a rule knows

	scopes []scope
	bound  []binding
	names  map[string]string // qualified name -> canonical name, in the present scope
	segs   []segment         // of the text that was read last
	size   int               // of that text, in bytes
	split  bool              // it was written as more than one CDATA section
	// prefixes are XHTML's in that text
	prefixes map[string]bool
	addr     string // of the document
	// passed reports by their hashes which items need not be read; nil for none.
	passed func(raw uint64) bool
	// looked is the end of the text in which an item's end was looked for: no text
	// is searched twice, however many items are without an end of their own.
	looked int
}

// scope is an open element.
type scope struct {
	qname string
	bound int // how many declarations were in scope before it
	base  *url.URL
	at    string // base as text; empty for none
	lang  string
	hash  uint64 // of what items inside depend on; 0 until it is asked for
}

// enter opens the element of the present start tag.
func (r *rewriter) enter() {
	sc := scope{qname: r.name, bound: len(r.bound)}
	if n := len(r.scopes); n > 0 {
		outer := r.scopes[n-1]
		sc.base, sc.at, sc.lang = outer.base, outer.at, outer.lang
	}
	declares := false
	for _, a := range r.attrs {
		switch {
		case strings.HasPrefix(a.name, "xmlns"):
			declares = true
		case a.name == "xml:base":
			r.rebase(&sc, decode(a.value))
		case a.name == "xml:lang", a.name == "lang" && sc.lang == "":
			sc.lang = strings.ReplaceAll(strings.TrimSpace(decode(a.value)), "_", "-") // BCP 47
		}
	}
	if declares {
		r.declare()
	}
	r.scopes = append(r.scopes, sc)
}

// leave closes the innermost element.
func (r *rewriter) leave() {
	sc := r.scopes[len(r.scopes)-1]
	r.scopes = r.scopes[:len(r.scopes)-1]
	if len(r.bound) > sc.bound {
		r.bound = r.bound[:sc.bound]
		r.forgetNames()
	}
}

// rebase is RFC 3986 section 5.1.1: a base may be relative to the outer one, and
// the outermost to the address of the document. One that is too long is none, since
// every address of the document would be as long.
func (r *rewriter) rebase(sc *scope, raw string) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || raw == "" || len(raw) > maxBase {
		return
	}
	outer := sc.base
	if outer == nil {
		outer, _ = url.Parse(r.addr)
	}
	if outer != nil {
		u = outer.ResolveReference(u)
	}
	if text := u.String(); len(text) <= maxBase {
		sc.base, sc.at = u, text
	}
}

const (
	maxBase    = 2 << 10 // an xml:base
	maxAddress = 8 << 10 // an address that is resolved; longer ones stay as they are
)

func (r *rewriter) top() *scope { return &r.scopes[len(r.scopes)-1] }

// resolve makes an address absolute when an xml:base is in scope.
func (r *rewriter) resolve(raw string) string {
	base := r.top().base
	if base == nil || raw == "" || len(raw) > maxAddress {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	if u.IsAbs() {
		return raw
	}
	return base.ResolveReference(u).String()
}

// children walks through the content of the innermost open element, to its end
// tag or to a tag that can only come after it.
func (r *rewriter) children(v vocabulary) {
	own := len(r.scopes)
	for {
		switch r.next() {
		case tokEOF:
			return
		case tokStart:
			if r.startsItem() && !v.holdsItems() {
				r.doc.Unclosed++
				r.unread()
				return
			}
			r.element(v)
		case tokEnd:
			if n := r.closes(); n == own {
				return
			} else if n > 0 {
				r.doc.Unclosed++
				r.unread()
				return
			}
		}
	}
}

// closes finds which open element the present end tag ends, counted from 1; 0 for
// none: a stray tag.
func (r *rewriter) closes() int {
	for n := len(r.scopes); n > 0; n-- {
		if strings.EqualFold(r.scopes[n-1].qname, r.name) {
			return n
		}
	}
	return 0
}

// startsItem reports whether the present start tag is that of an item.
func (r *rewriter) startsItem() bool {
	name := r.canon(r.name)
	return name == "item" && r.doc.Format == RSS || name == "entry" && r.doc.Format == Atom
}

// element writes the element of the present start tag, or passes over it.
func (r *rewriter) element(v vocabulary) {
	empty := r.empty
	r.enter()
	defer r.leave()
	rule, ok := v[r.canon(r.name)]
	if !ok {
		r.skip()
		return
	}
	r.doc.known = true
	if r.written++; r.written > MaxElements {
		r.over[Elements]++
		r.skip()
		return
	}
	if len(*r.out) > MaxBytes {
		r.err = &LimitError{"bytes", MaxBytes}
		return
	}
	switch rule.kind {
	case kThrough:
		r.through(v)
	case kItem:
		r.item(rule)
	case kGroup:
		r.group(rule)
	case kPerson:
		r.person(rule)
	case kEmpty:
		r.attributes(rule, empty)
	case kCategory:
		r.category(rule, empty)
	case kImage:
		r.image(rule)
	default:
		r.leaf(rule)
	}
}

// through walks through an element that is only a wrapper.
func (r *rewriter) through(v vocabulary) {
	if len(r.scopes) > MaxWrappers {
		r.over[Depth]++
		r.skip()
		return
	}
	if !r.inItem {
		r.channel()
	}
	if !r.empty {
		r.children(v)
	}
	if !r.inItem && localName(r.top().qname) == "channel" {
		r.closed = r.closed || !r.ended() && r.itemsInside()
	}
}

// itemsInside reports whether the format has its items inside the channel: RSS
// 1.0 has them beside it.
func (r *rewriter) itemsInside() bool { return localName(r.scopes[0].qname) != "rdf" }

// attributes writes an element that has only attributes. A link whose address is
// its text is as good as one with the attribute.
func (r *rewriter) attributes(ru rule, empty bool) {
	name := ""
	if len(ru.attrs) > 0 && (ru.attrs[0] == "href" || ru.attrs[0] == "url" || ru.attrs[0] == "term") {
		name = ru.attrs[0]
	}
	_, has := r.rawAttr(name)
	if !has && (name == "term" || name == "url") {
		other := map[string]string{"term": "label", "url": "href"}[name]
		_, has = r.rawAttr(other)
	}
	if has || name == "" || empty {
		r.open(ru)
		r.close(ru)
		r.skip()
		return
	}
	mark := len(*r.out)
	r.open(ru)
	r.read(true)
	value := r.plainText()
	if value == "" {
		*r.out = (*r.out)[:mark]
		return
	}
	if name != "term" {
		value = r.resolve(value)
	}
	*r.out = append((*r.out)[:len(*r.out)-1], ' ')
	r.write(name, `="`)
	*r.out = appendEscaped(*r.out, value)
	r.write(`">`)
	r.close(ru)
}

// group writes an element with others in it.
func (r *rewriter) group(ru rule) {
	empty := r.empty
	r.open(ru)
	if !empty {
		r.children(ru.kids)
	}
	r.close(ru)
}

// item writes an item. One that the end of the text cuts is left out: what is
// missing of it may be its id.
func (r *rewriter) item(ru rule) {
	if len(r.doc.Items) >= MaxItems {
		r.over[Items]++
		r.skip()
		return
	}
	raw := r.rawItem()
	if raw.hash != 0 && r.passed != nil && r.passed(raw.hash) {
		r.pass(raw)
		return
	}
	sc := r.top()
	it := Item{Marks: &Marks{}, from: len(r.doc.body)}
	long := len(r.doc.long)
	it.Lang, it.About = sc.lang, r.attr("about")
	it.Base = sc.at
	out, marks, seen, empty := r.out, r.marks, r.seen, r.empty
	r.out, r.marks, r.seen, r.inItem = &r.doc.body, it.Marks, 0, true
	r.write("<", ru.out, ">")
	if r.doc.Format == RSS {
		r.cdf()
	}
	if !empty {
		r.children(ru.kids)
	}
	r.write("</", ru.out, ">\n")
	whole := !r.ended() || !r.cut && r.seen&onceID != 0
	r.out, r.marks, r.seen, r.inItem = out, marks, seen, false
	if !whole {
		r.doc.body, r.doc.long = r.doc.body[:it.from], r.doc.long[:long]
		return
	}
	if r.sure(raw) {
		it.Raw, it.RawID = raw.hash, raw.id
	}
	it.to = len(r.doc.body)
	r.doc.Items = append(r.doc.Items, it)
}

// ended reports whether the text has no more tokens, with an element still open.
func (r *rewriter) ended() bool { return r.pos >= len(r.src) && r.at >= r.pos }

// skip passes over the content of an element that says nothing to us.
func (r *rewriter) skip() {
	if r.empty {
		return
	}
	qname, same := r.top().qname, 0
	for {
		switch r.next() {
		case tokEOF:
			r.cut = true
			return
		case tokStart:
			if r.startsItem() {
				r.doc.Unclosed++
				r.unread()
				return
			}
			if strings.EqualFold(r.name, qname) && !r.empty {
				same++
			}
		case tokEnd:
			n := r.closes()
			switch {
			case n == len(r.scopes) && same > 0:
				same--
			case n == len(r.scopes):
				return
			case n > 0:
				r.doc.Unclosed++
				r.unread()
				return
			}
		}
	}
}
