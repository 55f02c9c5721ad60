package parse

import (
	"slices"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"
)

// word is an element of another vocabulary, by our prefix for it and its name.
type word struct{ space, name string }

// What says the same as the elements of the format itself, best first: the older
// and more general vocabulary before the more special one, and elements that no
// specification has last.
var (
	titleWords   = []word{{"dc", "title"}, {"atom", "title"}, {"itunes", "title"}, {"media", "title"}}
	aboutWords   = []word{{"dc", "description"}, {"atom", "subtitle"}, {"itunes", "summary"}, {"itunes", "subtitle"}, {"x", "summary"}, {"media", "description"}, {"xhtml", "body"}, {"x", "content"}}
	summaryWords = []word{{"dc", "description"}, {"atom", "summary"}, {"x", "summary"}, {"itunes", "summary"}, {"itunes", "subtitle"}, {"media", "description"}}
	shortWords   = []word{{"atom", "summary"}, {"x", "summary"}}
	rightsWords  = []word{{"dc", "rights"}, {"atom", "rights"}, {"media", "copyright"}}
	contentWords = []word{{"atom", "content"}, {"xhtml", "body"}, {"x", "content"}}
)

// said is the first of the words that holds a text, and how it is written.
func (x exts) said(words []word) Text {
	for _, w := range words {
		for _, e := range x.elements(w) {
			if s := strings.TrimSpace(e.Value); s != "" {
				return Text{Value: s, Type: writtenAs(e.Attrs["type"], w.space)}
			}
		}
	}
	return Text{}
}

// elements are all of a word; those of Media RSS may stand in groups.
func (x exts) elements(w word) []ext.Extension {
	if w.space == "media" {
		return x.mediaElements(w.name)
	}
	return x.m[w.space][w.name]
}

// writtenAs is how a text is written by its type attribute. Without one, Atom (RFC
// 4287 section 3.1.1) and Media RSS have plain text, and all others are written as
// RSS is.
func writtenAs(attr, space string) TextType {
	switch t := TextType(attr); {
	case t == TypeText, t == TypeHTML:
		return t
	case space == "atom", space == "media":
		return TypeText
	case space == "xhtml":
		return TypeXHTML
	}
	return TypeHTML
}

// either is the text of the format's own element, else what other words say.
func (x exts) either(own Text, words []word) Text {
	if own.Value = strings.TrimSpace(own.Value); own.Value != "" || len(x.m) == 0 {
		return own
	}
	if t := x.said(words); t.Value != "" {
		return t
	}
	return own
}

// rights are what a feed says of its copyright: a text, else the address of its
// licence, for which links of that relation are given.
func (x exts) rights(own Text, licences []string) Text {
	t := x.either(own, rightsWords)
	if t.Value == "" {
		t = Text{firstOf(slices.Concat(licences, x.texts("cc", "license"), []string{x.attr("cc", "license", "resource")})...), TypeText, ""}
	}
	return t
}

// categories are those of other vocabularies.
func (x exts) categories() []string {
	if len(x.m) == 0 {
		return nil
	}
	out := x.texts("dc", "subject")
	for _, c := range x.m["atom"]["category"] {
		out = append(out, firstOf(c.Attrs["label"], c.Attrs["term"]))
	}
	for _, c := range x.m["itunes"]["category"] {
		out = append(out, c.Attrs["text"])
		for _, sub := range c.Children["category"] {
			out = append(out, sub.Attrs["text"])
		}
	}
	for _, c := range x.mediaElements("category") {
		out = append(out, firstOf(c.Attrs["label"], c.Value))
	}
	for _, w := range []word{{"x", "keywords"}, {"itunes", "keywords"}, {"media", "keywords"}} {
		for _, k := range x.elements(w) {
			out = append(out, strings.Split(k.Value, ",")...)
		}
	}
	return out
}
