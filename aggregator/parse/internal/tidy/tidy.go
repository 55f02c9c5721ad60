package tidy

import "strings"

// NotFeed says what a text is that is no feed.
type NotFeed struct{ What string }

func (e *NotFeed) Error() string { return e.What }

// XML reads a document. Its text must be clean UTF-8, as charsets.Decode makes
// it. The address of the document resolves a relative xml:base. It returns a
// *NotFeed when there is no feed in the text, and a *LimitError when the text
// passes a limit.
func XML(text, address string) (*Document, error) { return Unseen(text, address, nil) }

// Unseen is XML, but passes over the items whose Raw was seen: they are in the
// document with their Raw and RawID only.
func Unseen(text, address string, seen func(raw uint64) bool) (*Document, error) {
	if len(text) > MaxBytes {
		return nil, &LimitError{"bytes", MaxBytes}
	}
	r := &rewriter{
		scanner: scanner{src: text, endless: map[string]bool{}},
		doc:     &Document{Items: make([]Item, 0, 32)},
		names:   map[string]string{},
		addr:    address,
		passed:  seen,
	}
	guessed := false
	if err := r.findRoot(); err != nil {
		if guessed = r.guessRoot(); !guessed {
			return nil, err
		}
	}
	r.expandEntities()
	r.doc.head = make([]byte, 0, 2048)
	if seen == nil { // else most of it is passed over
		r.doc.body = make([]byte, 0, len(text)+len(text)/8)
	}
	r.out, r.marks = &r.doc.head, &r.doc.Head
	r.root()
	if r.err != nil {
		return nil, r.err
	}
	if !r.doc.known || guessed && len(r.doc.Items) == 0 {
		return nil, &NotFeed{"the document looks like a feed but holds nothing of one"}
	}
	r.doc.Guessed = guessed
	r.doc.Over = r.over
	r.doc.Cut = r.cut || len(r.scopes) > 0
	return r.doc, nil
}

// root writes the content of the root element. Items without any around them are
// a feed too.
func (r *rewriter) root() {
	local := localName(r.name)
	if r.rootless || local == "entry" || local == "item" {
		if !r.rootless {
			r.doc.Version = r.version(local)
		}
		r.unread()
		r.scopes = append(r.scopes, scope{})
		r.children(r.feedRules())
		r.scopes = r.scopes[:0]
		return
	}
	empty := r.empty
	r.enter()
	r.doc.Version = r.version(local)
	if r.doc.known = local == "channel"; r.doc.known {
		r.cdf()
	}
	sc := r.top()
	r.marks.Lang = sc.lang
	r.marks.Base = sc.at
	r.children(r.feedRules()) // of an empty root too: <rss xmlns:x=http://x/> is none
	if r.closed = r.closed || empty || !r.ended(); r.closed {
		r.behind()
		r.scopes = r.scopes[:0]
	}
}

// behind reads the items behind the end of the root, also those of another root:
// programs append to documents that they have closed. What else stands there says
// nothing of the feed, and that it ends in the middle of something does not make the
// feed one that is cut.
func (r *rewriter) behind() {
	if r.pos >= len(r.src) {
		return
	}
	cut, unclosed := r.cut, r.doc.Unclosed
	r.scopes = append(r.scopes[:0], scope{base: r.scopes[0].base, at: r.scopes[0].at, lang: r.scopes[0].lang})
	r.children(afterRoot[r.doc.Format])
	r.cut, r.doc.Unclosed = cut, unclosed
}

// afterRoot is what is read behind the end of the root.
var afterRoot = [...]vocabulary{
	RSS: {
		"rss": {kind: kThrough}, "rdf:rdf": {kind: kThrough}, "channel": {kind: kThrough}, "items": {kind: kThrough},
		"item": rssChannel["item"],
	},
	Atom: {"feed": {kind: kThrough}, "entry": atomFeed["entry"]},
}

func (r *rewriter) feedRules() vocabulary {
	if r.doc.Format == Atom {
		return atomFeed
	}
	return rssChannel
}

// version is what the root says of its format.
func (r *rewriter) version(local string) string {
	if v := strings.TrimSpace(r.attr("version")); local != "channel" && isVersion(v) {
		if v == "2" || strings.HasPrefix(v, "2.0") {
			v = "2.0" // 2.0.1 was never another format
		}
		return v
	}
	ns := ""
	for _, a := range r.attrs {
		if u := strings.ToLower(a.value); strings.HasPrefix(a.name, "xmlns") && (strings.Contains(u, "purl.org/rss/1.0/") && !strings.Contains(u, "modules") ||
			strings.Contains(u, "netscape.com") || strings.Contains(u, "purl.org/atom") || strings.Contains(u, "rss1.1")) {
			ns = u
		}
	}
	switch {
	case strings.Contains(ns, "netscape.com"):
		return "0.90"
	case strings.Contains(ns, "rss1.1"):
		return "1.1"
	case local == "rdf":
		return "1.0"
	case strings.Contains(ns, "purl.org/atom"):
		return "0.3"
	case r.doc.Format == Atom:
		return "1.0"
	}
	return ""
}

// isVersion reports whether a text is a number of a version: "2.0", "0.91".
func isVersion(s string) bool {
	return s != "" && len(s) < 16 && strings.Trim(s, "0123456789.") == ""
}

// localName is a name without its prefix, in lower case.
func localName(qname string) string {
	if i := strings.LastIndexByte(qname, ':'); i >= 0 {
		qname = qname[i+1:]
	}
	return strings.ToLower(qname)
}
