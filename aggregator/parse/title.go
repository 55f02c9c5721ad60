package parse

import (
	"regexp"
	"strings"
)

// tagLike is what HTML takes for a tag or for something else that is not shown.
var tagLike = regexp.MustCompile(`<(/?[a-zA-Z][^\s<>/]*|[!?])([^<>]*)`)

// htmlNames are the names of HTML and of pictures in it, also those of its past.
var htmlNames = set("a abbr acronym address applet article aside audio b base bdi bdo big blink blockquote body br button canvas center " +
	"cite code dd del details dfn dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 " +
	"head header hr html i iframe img input ins kbd label layer li link main map mark marquee math menu meta nav nobr noframes noscript " +
	"object ol option p param picture plaintext pre q rp rt ruby s samp script section select small source span strike strong style sub " +
	"summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml xmp " +
	"animate animatemotion animatetransform basefont bgsound data datalist dialog foreignobject g hgroup ilayer image isindex keygen " +
	"menuitem meter multicol noembed optgroup output path portal progress rb rtc search set slot spacer use")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// headline is a title of RSS, which has no types. It is HTML, as programs write it;
// but tags in it that are all none of HTML ("List<T>", "cp <from> <to>") were meant
// to be read.
func headline(t Text) Text {
	if t.Type != TypeHTML || strings.IndexByte(t.Value, '<') < 0 {
		return t
	}
	for _, m := range tagLike.FindAllStringSubmatch(t.Value, -1) {
		if name := strings.ToLower(strings.Trim(m[1], "/")); htmlNames[name] || name == "!" || name == "?" || strings.ContainsAny(m[0], ":=") {
			return t
		}
	}
	t.Value = strings.ReplaceAll(t.Value, "<", "&lt;")
	return t
}
