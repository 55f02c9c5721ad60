package clean

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxAttributes bounds those of one element that are looked at.
const maxAttributes = 32

// attributes are those of an element with absolute addresses; an address that is
// none goes.
func (w *arranger) attributes(a atom.Atom, in []html.Attribute) []html.Attribute {
	if len(in) > maxAttributes {
		in = in[:maxAttributes]
	}
	out := in[:0]
	late := lazy(in)
	for _, x := range in {
		switch x.Key {
		case "href":
			x.Val = address(x.Val, w.base, "http", "https", "mailto", "tel", "xmpp", "magnet", "geo", "ftp")
		case "src":
			x.Val = w.source(a, first(late, x.Val))
		case "poster", "cite":
			x.Val = Link(x.Val, w.base)
		case "srcset":
			x.Val = w.sourceSet(x.Val)
		default:
			out = append(out, x)
			continue
		}
		if x.Val != "" {
			out = append(out, x)
		}
	}
	if late != "" && attr(out, "src") == "" {
		if src := w.source(a, late); src != "" {
			out = append(out, html.Attribute{Key: "src", Val: src})
		}
	}
	if (a == atom.Video || a == atom.Audio) && !has(out, "controls") {
		out = append(out, html.Attribute{Key: "controls"}) // without them it cannot be played
	}
	return out
}

func has(attrs []html.Attribute, name string) bool {
	for _, a := range attrs {
		if a.Key == name {
			return true
		}
	}
	return false
}

// lazy is the address of an image that a script would load when it comes into
// sight; no reader runs the script.
func lazy(attrs []html.Attribute) string {
	src := strings.TrimSpace(attr(attrs, "src"))
	if src != "" && !strings.HasPrefix(src, "data:") {
		return ""
	}
	for _, name := range []string{"data-src", "data-original", "data-lazy-src", "data-actualsrc"} {
		if v := attr(attrs, name); v != "" {
			return v
		}
	}
	return ""
}

// source is the address of something to show; a picture may be in the address
// itself.
func (w *arranger) source(a atom.Atom, src string) string {
	if s := strings.TrimSpace(src); a == atom.Img && strings.HasPrefix(s, "data:image/") && !strings.HasPrefix(s, "data:image/svg") {
		return s
	}
	return Link(src, w.base)
}

// sourceSet is a set of pictures to choose from (HTML, section 4.8.4.2.1 Srcset
// attributes), each with an absolute address.
func (w *arranger) sourceSet(set string) string {
	var out []string
	for set = strings.TrimLeft(set, " \t\r\n,"); set != ""; set = strings.TrimLeft(set, " \t\r\n,") {
		ref, rest := set, ""
		if i := strings.IndexAny(set, " \t\r\n"); i >= 0 {
			ref, rest = set[:i], set[i:]
		}
		size := ""
		if strings.HasSuffix(ref, ",") {
			ref = strings.TrimRight(ref, ",")
		} else {
			size, rest, _ = strings.Cut(rest, ",")
		}
		if link := Link(ref, w.base); link != "" {
			out = append(out, strings.TrimSpace(strings.ReplaceAll(link, ",", "%2C")+" "+strings.TrimSpace(size)))
		}
		set = rest
	}
	return strings.Join(out, ", ")
}
