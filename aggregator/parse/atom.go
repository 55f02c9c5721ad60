package parse

import (
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"freshet/aggregator/parse/internal/tidy"
	"freshet/storage"
)

// readAtom maps what gofeed reads of Atom 0.3 and 1.0.
func readAtom(doc *tidy.Document) (*Feed, error) {
	in, items, of, err := parsed(doc, parseAtom)
	if err != nil {
		return nil, err
	}
	x := extensions(in.Extensions)
	f := &Feed{
		Version:    doc.Version,
		Generator:  atomGenerator(in.Generator),
		Published:  firstTime(x.time("dcterms", "issued"), x.time("dcterms", "created")),
		Categories: append(atomCategories(in.Categories), x.categories()...),
		Hints:      storage.Hints{Update: x.updatePeriod()},
		History:    x.history(func(rel string) []string { return atomRel(in.Links, rel) }),
		Document: storage.Document{
			Format:      strings.TrimSpace("atom " + doc.Version),
			ID:          doc.Head.ID,
			Title:       firstOf(in.Title, x.text("dc", "title"), x.text("itunes", "title"), x.groupText("title")),
			Link:        atomLink(in.Links),
			Description: firstOf(in.Subtitle, x.text("dc", "description"), x.text("itunes", "summary"), x.text("itunes", "subtitle"), x.text("x", "summary"), x.groupText("description")),
			Language:    firstOf(doc.Head.Lang, x.text("dc", "language")),
			Image:       firstOf(in.Logo, in.Icon, x.attr("itunes", "image", "href"), x.attr("media", "thumbnail", "url"), itemImage(x)),
			Rights:      firstOf(in.Rights, x.text("dc", "rights")),
			Authors:     atomAuthors(in.Authors, x),
			Updated:     firstTime(timeOf(in.UpdatedParsed), x.time("dcterms", "modified"), x.time("dc", "date")),
			Self:        firstOf(atomRel(in.Links, "self")...),
			Hubs:        atomRel(in.Links, "hub"),
		},
		TitleType:       typeOf(doc.Head.Forms[tidy.Title], TypeText),
		DescriptionType: typeOf(doc.Head.Forms[tidy.Summary], TypeText),
	}
	if in.Title == "" && f.Title != "" {
		f.TitleType = TypeHTML // of another vocabulary
	}
	if in.Subtitle == "" && f.Description != "" {
		f.DescriptionType = TypeHTML
	}
	f.notes(doc)
	f.Items = make([]Item, 0, len(items))
	for i, e := range items {
		it := atomItem(e, &doc.Items[of[i]].Marks)
		if len(it.Authors) == 0 && e.Source != nil {
			it.Authors = atomPeople(e.Source.Authors)
		}
		f.Items = append(f.Items, it)
	}
	f.list(doc, of)
	return f, nil
}

// atomItem maps one entry.
func atomItem(in *atom.Entry, m *tidy.Marks) Item {
	x := extensions(in.Extensions)
	it := Item{
		ID:         m.ID,
		IDFrom:     IDFromGUID,
		URL:        firstOf(x.text("feedburner", "origLink"), atomLink(in.Links)),
		Title:      firstOf(in.Title, x.text("dc", "title"), x.groupText("title")),
		TitleType:  typeOf(m.Forms[tidy.Title], TypeText),
		Summary:    atomSummary(in, x, m),
		Authors:    atomAuthors(in.Authors, x),
		Categories: append(atomCategories(in.Categories), x.categories()...),
		Image:      itemImage(x),
		Language:   firstOf(m.Lang, x.text("dc", "language")),
		Base:       m.Base,
		Published:  firstTime(timeOf(in.PublishedParsed), x.time("dcterms", "issued"), x.time("dcterms", "created"), x.time("dc", "date")),
		Updated:    firstTime(timeOf(in.UpdatedParsed), x.time("dcterms", "modified"), x.time("dc", "date")),
	}
	switch {
	case in.Title != "" || it.Title == "":
	case x.text("dc", "title") != "":
		it.TitleType = TypeHTML
	default:
		it.TitleType = x.groupType("title")
	}
	if c := in.Content; c != nil {
		it.Content = textOf(c.Value, m.Forms[tidy.Content])
	} else if body := x.text("xhtml", "body"); body != "" {
		it.Content = Text{Value: body, Type: TypeXHTML}
	} else if body := x.text("x", "content"); body != "" {
		it.Content = Text{Value: body, Type: TypeHTML}
	}
	it.Enclosures = append(atomEnclosures(in.Links), x.media()...)
	if src := m.Forms[tidy.Content].Src; src != "" && it.URL == "" {
		it.URL = src // RFC 4287 section 4.1.3.2: the content is there
	}
	if it.URL == "" && isWeb(it.ID) {
		it.URL = it.ID // such an id is nearly always where the entry is
	}
	if it.Image == "" {
		it.Image = firstPicture(it.Enclosures)
	}
	return it
}

func atomSummary(in *atom.Entry, x exts, m *tidy.Marks) Text {
	if in.Summary != "" {
		return textOf(in.Summary, m.Forms[tidy.Summary])
	}
	for _, c := range [...]struct{ space, name string }{
		{"dc", "description"}, {"itunes", "summary"}, {"itunes", "subtitle"},
	} {
		if s := x.text(c.space, c.name); s != "" {
			return Text{Value: s, Type: x.textType(c.space, c.name, TypeHTML)}
		}
	}
	return Text{Value: x.groupText("description"), Type: x.groupType("description")}
}

func textOf(value string, form tidy.Form) Text {
	return Text{strings.TrimSpace(value), typeOf(form, TypeText), form.Base}
}

func typeOf(f tidy.Form, otherwise TextType) TextType {
	if f.Type == "" {
		return otherwise
	}
	return TextType(f.Type)
}

// atomLink is the page that a feed or an entry tells of: the alternate link, one
// to HTML before others; without any, the first link that is no other thing.
func atomLink(links []*atom.Link) string {
	other := ""
	best := ""
	for _, l := range links {
		switch {
		case l.Href == "":
		case l.Rel == "alternate" || strings.HasSuffix(l.Rel, "/alternate"):
			if l.Type == "" || strings.Contains(l.Type, "html") {
				return l.Href
			}
			best = firstOf(best, l.Href)
		case l.Rel == "related" || l.Rel == "via":
			other = firstOf(other, l.Href)
		}
	}
	return firstOf(best, other)
}

// atomRel lists the targets of links of one relation.
func atomRel(links []*atom.Link, rel string) []string {
	var out []string
	for _, l := range links {
		if strings.EqualFold(l.Rel, rel) && l.Href != "" {
			out = append(out, l.Href)
		}
	}
	return out
}

func atomEnclosures(links []*atom.Link) []storage.Enclosure {
	var out []storage.Enclosure
	for _, l := range links {
		if strings.EqualFold(l.Rel, "enclosure") {
			out = append(out, storage.Enclosure{URL: strings.TrimSpace(l.Href), Type: mediaType(l.Type), Length: byteCount(l.Length)})
		}
	}
	return out
}

func atomCategories(cs []*atom.Category) []string {
	var out []string
	for _, c := range cs {
		out = append(out, firstOf(c.Label, c.Term))
	}
	return out
}

func atomGenerator(g *atom.Generator) string {
	if g == nil {
		return ""
	}
	return strings.TrimSpace(g.Value)
}
