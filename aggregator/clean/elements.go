package clean

// element is what is known of an element by its name.
type element struct {
	name  string
	kinds kinds
	group group
	// ends are the open elements that its start tag ends, as far as the nearest of
	// within (HTML section 13.1.2.4, optional tags).
	ends, within group
}

func (e *element) is(k kinds) bool { return e.kinds&k != 0 }

// kinds are what an element is, as bits.
type kinds uint16

const (
	allowed    kinds = 1 << iota // may stand in a text
	dropped                      // goes with all that is in it
	void                         // has no end tag
	raw                          // its content is no markup: all up to its end tag
	inline                       // stands inside a line of text
	apart                        // ends an open paragraph
	formula                      // of MathML: stands inside of math only
	leaf                         // of formulas, holds text only
	needsPlace                   // is nothing without an address
)

// group names elements that are treated alike, as bits.
type group uint64

const (
	gA group = 1 << iota
	gArea
	gImg
	gVideo
	gAudio
	gSource
	gTrack
	gP
	gDiv
	gUl
	gOl
	gLi
	gDl
	gDt // and dd
	gTable
	gSection // thead, tbody, tfoot
	gTr
	gTd
	gTh
	gCol
	gColgroup
	gCaption
	gRuby
	gRubyText // rb, rt, rp, rtc
	gQuote    // blockquote and q
	gBlockquote
	gEdit // del and ins
	gTime
	gData
	gDetails
	gFigure
	gMath
	gFormula // all of MathML
)

const (
	gCell       = gTd | gTh
	gParagraphs = gCell | gCaption | gLi | gDt | gBlockquote | gDiv | gFigure | gDetails // where the search for an open paragraph stops
)

// elements are those that are known. All others vanish and leave their content:
// what is new to HTML, custom elements, parts of forms. Of these decisions:
//
//   - A frame becomes a link to what it shows (a video, mostly): no player is let
//     in, of no host, since it would run scripts in the reader's page and tell the
//     host who reads.
//   - svg goes with its content: it is a program and a style sheet as much as a
//     drawing. math stays, as far as it is presentation and has no link.
//   - id and name go, since they would meet those of the page around, and of other
//     items; a link to a place in the text leads to the place in the item's page.
//   - noscript goes with its content: it doubles the picture that a script loads,
//     which we show.
var elements = map[string]*element{}

// known adds elements to those that are known.
func known(k kinds, g group, names ...string) {
	for _, name := range names {
		e := elements[name]
		if e == nil {
			e = &element{name: name}
			elements[name] = e
		}
		e.kinds |= k
		e.group |= g
	}
}

// implies says which open elements the start tags of some end, and within what.
func implies(ends, within group, names ...string) {
	for _, name := range names {
		elements[name].ends, elements[name].within = ends, within
	}
}

var scriptElement, frameElement, imageElement, mathElement, breakElement, linkElement *element

func init() {
	knownText()
	knownTables()
	knownMedia()
	knownFormulas()
	known(dropped, 0, "object", "applet", "frameset", "select", "template", "svg", "canvas", "head")
	known(dropped|void, 0, "embed", "frame")
	known(dropped|raw, 0, "script", "style", "title", "textarea", "noframes", "noembed", "noscript", "xmp", "plaintext", "iframe")
	scriptElement, frameElement = elements["script"], elements["iframe"]
	imageElement, mathElement, breakElement, linkElement = elements["img"], elements["math"], elements["br"], elements["a"]
}

func knownText() {
	known(allowed|apart, 0, "section", "article", "header", "footer", "aside", "main", "address", "pre", "center",
		"h1", "h2", "h3", "h4", "h5", "h6", "figcaption")
	known(allowed, 0, "hgroup", "summary")
	known(allowed|apart, gP, "p")
	known(allowed|apart, gDiv, "div")
	known(allowed|apart, gUl, "ul")
	known(allowed|apart, gOl, "ol")
	known(allowed|apart, gDl, "dl")
	known(allowed|apart, gQuote|gBlockquote, "blockquote")
	known(allowed|apart, gFigure, "figure")
	known(allowed|apart, gDetails, "details")
	known(allowed|apart|void, 0, "hr")
	known(allowed|void, 0, "br")
	known(allowed|void|inline, 0, "wbr")
	known(allowed, gLi, "li")
	known(allowed, gDt, "dt", "dd")
	known(allowed|inline, 0, "b", "i", "u", "s", "em", "strong", "small", "big", "sub", "sup", "mark", "strike", "tt",
		"abbr", "acronym", "cite", "code", "dfn", "kbd", "samp", "var", "span", "bdi", "bdo")
	known(allowed|inline, gQuote, "q")
	known(allowed|inline, gEdit, "del", "ins")
	known(allowed|inline, gTime, "time")
	known(allowed|inline, gData, "data")
	known(allowed|inline, gA, "a")
	known(allowed|inline, gRuby, "ruby")
	known(allowed|inline, gRubyText, "rb", "rt", "rp")
	known(allowed, gRubyText, "rtc")
	known(inline, 0, "font")
	implies(gLi, gUl|gOl, "li")
	implies(gDt, gDl, "dt", "dd")
	implies(gRubyText, gRuby, "rt", "rp")
	implies(gA, 0, "a")
}

func knownTables() {
	known(allowed|apart, gTable, "table")
	known(allowed, gCaption, "caption")
	known(allowed, gColgroup, "colgroup")
	known(allowed|void, gCol, "col")
	known(allowed, gSection, "thead", "tbody", "tfoot")
	known(allowed, gTr, "tr")
	known(allowed, gTd, "td")
	known(allowed, gTh, "th")
	implies(gTr|gCell, gTable, "tr")
	implies(gCell, gTable|gTr, "td", "th")
	implies(gSection|gTr|gCell, gTable, "tbody", "tfoot")
}

func knownMedia() {
	known(allowed, 0, "picture", "map")
	known(allowed, gVideo, "video")
	known(allowed, gAudio, "audio")
	known(allowed|void|needsPlace, gImg, "img")
	known(allowed|void|needsPlace, gSource, "source")
	known(allowed|void|needsPlace, gTrack, "track")
	known(allowed|void|needsPlace, gArea, "area")
}

// knownFormulas are the elements of MathML Core that show something. annotation-xml
// and what lies in the other languages go: a browser reads HTML there.
func knownFormulas() {
	known(allowed|inline|formula, gFormula|gMath, "math")
	known(allowed|inline|formula, gFormula, "mrow", "mspace", "mfrac", "msqrt", "mroot",
		"mstyle", "merror", "mpadded", "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover",
		"mmultiscripts", "mprescripts", "mtable", "mtr", "mtd", "semantics")
	known(allowed|inline|formula|leaf, gFormula, "mi", "mn", "mo", "ms", "mtext")
	known(dropped, 0, "annotation", "annotation-xml")
}

// maxName is the longest name of an element that is known, in bytes.
const maxName = len("annotation-xml")

// lookup finds an element by its name, in any case; nil for one that is not known.
func lookup(name string) *element {
	if e := elements[name]; e != nil || len(name) > maxName {
		return e
	}
	var low [maxName]byte
	for i := range len(name) {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		low[i] = c
	}
	return elements[string(low[:len(name)])]
}
