package clean

import "strings"

// rule is what an attribute may be.
type rule struct {
	on    group // the elements that may have it; 0 for all
	valid func(value string) bool
	// place makes an address absolute, and is in the place of valid: empty is none.
	place func(w *writer, e *element, value string) string
	bit   uint64 // its own
}

// rules are the attributes that may stand. The values of all are written anew, so
// that nothing in one can end it.
var rules = map[string]*rule{
	"href":        {on: gA | gArea, place: (*writer).href},
	"src":         {on: gImg | gVideo | gAudio | gSource | gTrack, place: (*writer).shown},
	"srcset":      {on: gImg | gSource, place: (*writer).sourceSet},
	"poster":      {on: gVideo, place: (*writer).link},
	"cite":        {on: gQuote | gEdit, place: (*writer).link},
	"dir":         {valid: oneOf("ltr", "rtl", "auto")},
	"lang":        {valid: within(maxLanguageBytes, "-")},
	"title":       {valid: anything},
	"alt":         {on: gImg | gArea, valid: anything},
	"width":       {on: gImg | gVideo | gCell | gCol, valid: number},
	"height":      {on: gImg | gVideo | gCell | gCol, valid: number},
	"sizes":       {on: gImg | gSource, valid: anything},
	"media":       {on: gImg | gSource, valid: anything},
	"controls":    {on: gVideo | gAudio, valid: anything},
	"type":        {on: gSource | gTrack | gOl, valid: word},
	"kind":        {on: gTrack, valid: word},
	"srclang":     {on: gTrack, valid: word},
	"label":       {on: gTrack, valid: anything},
	"colspan":     {on: gCell, valid: number},
	"rowspan":     {on: gCell, valid: number},
	"span":        {on: gCol | gColgroup, valid: number},
	"scope":       {on: gTh, valid: oneOf("row", "col", "rowgroup", "colgroup")},
	"align":       {on: gCell | gTr | gP | gDiv | gImg | gTable, valid: oneOf("left", "right", "center", "justify", "char")},
	"start":       {on: gOl, valid: integer},
	"value":       {on: gLi | gData, valid: integer},
	"reversed":    {on: gOl, valid: anything},
	"open":        {on: gDetails, valid: anything},
	"datetime":    {on: gTime | gEdit, valid: within(40, "TZPYMWDHS:+. -")},
	"display":     {on: gMath, valid: oneOf("block", "inline")},
	"mathvariant": {on: gFormula, valid: word},
	"stretchy":    {on: gFormula, valid: oneOf("true", "false")},
	"fence":       {on: gFormula, valid: oneOf("true", "false")},
	"separator":   {on: gFormula, valid: oneOf("true", "false")},
	"accent":      {on: gFormula, valid: oneOf("true", "false")},
}

func init() {
	bit := uint64(1)
	for _, r := range rules {
		r.bit = bit
		bit <<= 1
	}
}

// attributes writes those of the present start tag that may stand, the first of
// each name, as browsers take it. It reports whether one is an address of
// something to show.
func (w *writer) attributes(e *element) (placed bool) {
	w.late = w.lazy()
	done := uint64(0)
	for _, a := range w.attrs {
		r := rules[a.name]
		if r == nil {
			name := lower(a.name)
			if name == "xml:lang" {
				name = "lang" // of XHTML
			}
			if r = rules[name]; r == nil {
				continue
			}
			a.name = name
		}
		if r.on != 0 && r.on&e.group == 0 || done&r.bit != 0 {
			continue
		}
		value := unescaped(a.value)
		if r.place != nil {
			value = r.place(w, e, value)
			if value == "" {
				continue
			}
			placed = true
		} else if !r.valid(value) {
			continue
		}
		done |= r.bit
		w.attribute(a.name, value)
	}
	if w.late != "" && done&rules["src"].bit == 0 && rules["src"].on&e.group != 0 {
		if src := w.shown(e, w.late); src != "" {
			w.attribute("src", src)
			placed = true
		}
	}
	if e.group&(gVideo|gAudio) != 0 && done&rules["controls"].bit == 0 {
		w.attribute("controls", "") // without them it cannot be played
	}
	return placed
}

func (w *writer) attribute(name, value string) {
	w.out = append(append(append(w.out, ' '), name...), `="`...)
	w.out = append(appendValue(w.out, value), '"')
}

// attr is the value of an attribute of the present start tag.
func (w *writer) attr(name string) string {
	for _, a := range w.attrs {
		if a.name == name || lower(a.name) == name {
			return unescaped(a.value)
		}
	}
	return ""
}

// lazy is the address of an image that a script would load when it comes into
// sight; no reader runs the script.
func (w *writer) lazy() string {
	late := false
	for _, a := range w.attrs {
		late = late || strings.HasPrefix(a.name, "data-")
	}
	if !late {
		return ""
	}
	if src := strings.TrimSpace(w.attr("src")); src != "" && !strings.HasPrefix(src, "data:") {
		return ""
	}
	return first(w.attr("data-src"), w.attr("data-original"), w.attr("data-lazy-src"), w.attr("data-actualsrc"))
}

// lower is a name in lower case.
func lower(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}
