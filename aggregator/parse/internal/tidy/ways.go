package tidy

import (
	"strings"
	"time"

	"freshet/aggregator/parse/internal/date"
)

// channel takes from the start tag of a wrapper what it says of the whole feed.
func (r *rewriter) channel() {
	m, sc := r.marks, r.top()
	if m.About == "" {
		m.About = r.attr("about")
	}
	if localName(r.name) == "channel" {
		m.Lang, m.Base = sc.lang, sc.at
		r.cdf()
	}
}

// cdf writes what Microsoft's Channel Definition Format has in attributes of a
// channel or an item and RSS in elements.
func (r *rewriter) cdf() {
	if href := strings.TrimSpace(r.attr("href")); href != "" {
		r.write("<link>")
		r.putText(r.resolve(href))
		r.write("</link>")
	}
	if t, ok := date.Parse(r.attr("lastmod")); ok {
		r.write("<atom:updated>")
		*r.out = t.AppendFormat(*r.out, time.RFC3339Nano)
		r.write("</atom:updated>")
	}
}

// category tells RSS's category from an Atom category that lost its prefix.
func (r *rewriter) category(ru rule, empty bool) {
	_, term := r.rawAttr("term")
	_, label := r.rawAttr("label")
	if (term || label) && !r.textAhead() {
		atom := atomCategory
		atom.out = "atom:category"
		r.attributes(atom, empty)
		return
	}
	ru.kind = kText
	r.leaf(ru)
}

// image tells RSS's image from one that is only an address: in an attribute, or as
// its text.
func (r *rewriter) image(ru rule) {
	_, url := r.rawAttr("url")
	_, href := r.rawAttr("href")
	switch {
	case url || href:
		ru.out = "x:image"
		r.group(ru)
	case r.textAhead():
		r.leaf(rule{kind: kAddress, out: "x:image"})
	default:
		r.group(ru)
	}
}

// textAhead reports whether the element's content begins with text.
func (r *rewriter) textAhead() bool {
	next := r.blanks(r.pos)
	return !r.empty && next < len(r.src) && (r.src[next] != '<' || strings.HasPrefix(r.src[next:], openCDATA))
}
