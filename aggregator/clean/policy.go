package clean

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html/atom"
)

// policy is what may stand in a text. It is made once and safe for all goroutines.
var policy = makePolicy()

func makePolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"p", "div", "section", "article", "header", "footer", "aside", "main", "hgroup", "address",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "wbr", "pre", "blockquote", "center",
		"ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary",
		"b", "i", "u", "s", "em", "strong", "small", "big", "sub", "sup", "mark", "del", "ins", "strike", "tt",
		"abbr", "acronym", "cite", "code", "dfn", "kbd", "samp", "var", "q", "span", "time", "data", "bdi", "bdo",
		"ruby", "rb", "rt", "rp", "rtc",
		"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td",
		"picture", "a", "img", "video", "audio", "source", "track", "map", "area",
	)
	p.AllowNoAttrs().OnElements("span", "a", "picture", "video", "audio", "map")
	number := regexp.MustCompile(`^[0-9]{1,5}%?$`)
	word := regexp.MustCompile(`^[a-zA-Z0-9/+._-]{1,64}$`)
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?i)(ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z0-9-]{1,35}$`)).Globally()
	p.AllowAttrs("title").Globally()
	p.AllowAttrs("href").OnElements("a", "area")
	p.AllowAttrs("src").OnElements("img", "video", "audio", "source", "track")
	p.AllowAttrs("srcset", "sizes", "media").OnElements("img", "source")
	p.AllowAttrs("poster").OnElements("video")
	p.AllowAttrs("alt").OnElements("img", "area")
	p.AllowAttrs("width", "height").Matching(number).OnElements("img", "video", "td", "th", "col")
	p.AllowAttrs("controls").OnElements("video", "audio")
	p.AllowAttrs("type", "kind", "srclang").Matching(word).OnElements("source", "track", "ol")
	p.AllowAttrs("colspan", "rowspan", "span").Matching(number).OnElements("td", "th", "col", "colgroup")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(?i)(left|right|center|justify|char)$`)).OnElements("td", "th", "tr", "p", "div", "img", "table")
	p.AllowAttrs("start", "value").Matching(regexp.MustCompile(`^-?[0-9]{1,9}$`)).OnElements("ol", "li", "data")
	p.AllowAttrs("reversed").OnElements("ol")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("datetime").Matching(regexp.MustCompile(`^[0-9TZPYMWDHS:+. -]{1,40}$`)).OnElements("time", "del", "ins")
	p.AllowAttrs("cite").OnElements("blockquote", "q", "del", "ins")
	p.RequireParseableURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "tel", "xmpp", "magnet", "geo", "ftp")
	p.AllowDataURIImages()
	return p
}

// dropped are elements of which the content goes too.
var dropped = set(
	atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Select, atom.Object, atom.Applet, atom.Embed,
	atom.Frameset, atom.Noframes, atom.Noembed, atom.Template, atom.Svg, atom.Math, atom.Xmp, atom.Plaintext, atom.Canvas,
	atom.Iframe, atom.Frame, atom.Head,
)

// void are elements without an end.
var void = set(
	atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
	atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Frame, atom.Keygen,
)

// inline are elements that stand inside a line of text.
var inline = set(
	atom.A, atom.B, atom.I, atom.U, atom.S, atom.Em, atom.Strong, atom.Small, atom.Big, atom.Sub, atom.Sup, atom.Mark,
	atom.Del, atom.Ins, atom.Strike, atom.Tt, atom.Abbr, atom.Acronym, atom.Cite, atom.Code, atom.Dfn, atom.Kbd,
	atom.Samp, atom.Var, atom.Q, atom.Span, atom.Time, atom.Data, atom.Bdi, atom.Bdo, atom.Ruby, atom.Rb, atom.Rt, atom.Rp,
	atom.Font, atom.Wbr,
)

// implied are the open elements that a start tag ends, as far as the nearest of
// the elements that bound the search (HTML, section 13.1.2.4 optional tags).
var implied = map[atom.Atom]struct{ ends, within map[atom.Atom]bool }{
	atom.Li:    {set(atom.Li), set(atom.Ul, atom.Ol)},
	atom.Dt:    {set(atom.Dt, atom.Dd), set(atom.Dl)},
	atom.Dd:    {set(atom.Dt, atom.Dd), set(atom.Dl)},
	atom.Tr:    {set(atom.Tr, atom.Td, atom.Th), set(atom.Table)},
	atom.Td:    {set(atom.Td, atom.Th), set(atom.Table, atom.Tr)},
	atom.Th:    {set(atom.Td, atom.Th), set(atom.Table, atom.Tr)},
	atom.Tbody: {set(atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th), set(atom.Table)},
	atom.Tfoot: {set(atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th), set(atom.Table)},
	atom.Rt:    {set(atom.Rt, atom.Rp, atom.Rb), set(atom.Ruby)},
	atom.Rp:    {set(atom.Rt, atom.Rp, atom.Rb), set(atom.Ruby)},
	atom.A:     {set(atom.A), nil},
}

// endParagraph are the elements whose start ends an open paragraph.
var endParagraph = set(
	atom.P, atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Aside, atom.Main, atom.Address,
	atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Pre, atom.Blockquote, atom.Ul, atom.Ol, atom.Dl,
	atom.Figure, atom.Figcaption, atom.Table, atom.Details, atom.Center,
)

// paragraphBounds are where the search for an open paragraph stops.
var paragraphBounds = set(atom.Td, atom.Th, atom.Caption, atom.Li, atom.Dd, atom.Blockquote, atom.Div, atom.Figure, atom.Details)

func set(atoms ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(atoms))
	for _, a := range atoms {
		m[a] = true
	}
	return m
}
