// Package cleantest judges whether a text is safe, and has the markup to judge with.
// It is for tests, and knows nothing of how package clean works.
package cleantest

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	safeElements = strings.Fields(`p div section article header footer aside main hgroup address h1 h2 h3 h4 h5 h6 hr br wbr pre blockquote center
		ul ol li dl dt dd figure figcaption details summary b i u s em strong small big sub sup mark del ins strike tt abbr acronym cite code dfn kbd samp var q span
		time data bdi bdo ruby rb rt rp rtc table caption colgroup col thead tbody tfoot tr th td picture a img video audio source track map area`)
	safeFormulas = strings.Fields(`math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder mover
		munderover mmultiscripts mprescripts mtable mtr mtd semantics`)
	safeAttributes = strings.Fields(`alt title dir lang width height controls type kind srclang label colspan rowspan span scope
		align start value reversed open datetime sizes media display mathvariant stretchy fence separator accent`)
	safeSchemes = strings.Fields(`http https mailto tel xmpp magnet geo ftp`)
)

// Elements are those that a text may have.
func Elements() []string { return slices.Concat(safeElements, safeFormulas) }

// Unsafe says what is wrong with a text as a browser reads it, whether it runs
// scripts or not; empty for nothing.
func Unsafe(s string) string {
	for _, scripting := range []bool{false, true} {
		within := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		nodes, err := html.ParseFragmentWithOptions(strings.NewReader(s), within, html.ParseOptionEnableScripting(scripting))
		if err != nil {
			return err.Error()
		}
		for _, n := range nodes {
			if why := unsafe(n); why != "" {
				return why
			}
		}
	}
	return ""
}

// Markup says what of a plain text a page would take for markup that forgot to
// escape it; empty for nothing.
func Markup(s string) string {
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if left := string(z.Raw()); strings.HasPrefix(left, "<") && len(left) > 1 {
				return left // a tag that is not closed: what follows would close it
			}
			return ""
		case html.TextToken:
		default:
			return string(z.Raw())
		}
	}
}

func unsafe(n *html.Node) string {
	switch n.Type {
	case html.CommentNode, html.DoctypeNode:
		return "a comment or doctype " + n.Data
	case html.ElementNode:
		safe := safeElements
		if n.Namespace == "math" {
			safe = safeFormulas
		}
		if n.Namespace != "" && n.Namespace != "math" || !slices.Contains(safe, n.Data) {
			return "the element " + n.Data
		}
		for _, a := range n.Attr {
			if why := unsafeAttribute(n.Data, a); why != "" {
				return why
			}
		}
	}
	for c := range n.ChildNodes() {
		if why := unsafe(c); why != "" {
			return why
		}
	}
	return ""
}

func unsafeAttribute(element string, a html.Attribute) string {
	if a.Namespace != "" {
		return "the attribute " + a.Namespace + ":" + a.Key
	}
	switch a.Key {
	case "href", "src", "poster", "cite":
		scheme, rest, _ := strings.Cut(a.Val, ":")
		scheme = strings.ToLower(scheme)
		picture := scheme == "data" && element == "img" && strings.HasPrefix(rest, "image/") && !strings.Contains(strings.ToLower(rest), "svg")
		if picture || slices.Contains(safeSchemes, scheme) {
			return ""
		}
		return "the address " + a.Val
	case "srcset":
		for one := range strings.SplitSeq(a.Val, ", ") {
			if !strings.HasPrefix(one, "http://") && !strings.HasPrefix(one, "https://") {
				return "the address " + one
			}
		}
		return ""
	}
	if slices.Contains(safeAttributes, a.Key) {
		return ""
	}
	return "the attribute " + a.Key + "=" + a.Val
}
