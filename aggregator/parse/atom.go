package parse

import (
	"slices"
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"freshet/aggregator/parse/internal/tidy"
	"freshet/storage"
)

// readAtom maps what gofeed reads of Atom 0.3 and 1.0.
func readAtom(doc *tidy.Document) (*Feed, error) {
	in, items, of, err := parsed(doc, parseAtom, putAtom)
	if err != nil {
		return nil, err
	}
	x := extensions(in.Extensions)
	title := x.either(textOf(in.Title, doc.Head.Forms[tidy.Title]), titleWords)
	about := x.either(textOf(in.Subtitle, doc.Head.Forms[tidy.Summary]), aboutWords)
	rights := x.rights(textOf(in.Rights, doc.Head.Forms[tidy.Rights]), atomRel(in.Links, "license"))
	f := &Feed{
		Version:    doc.Version,
		Generator:  atomGenerator(in.Generator),
		Published:  firstTime(x.time("dcterms", "issued"), x.time("dcterms", "created")),
		Categories: append(atomCategories(in.Categories), x.categories()...),
		Hints:      storage.Hints{Update: x.updatePeriod()},
		History:    x.history(func(rel string) []string { return atomRel(in.Links, rel) }),
		Document: storage.Document{
			Format:      strings.TrimSpace("atom " + doc.Version),
			ID:          firstOf(doc.Head.ID, x.text("dc", "identifier")),
			Title:       title.Value,
			Link:        atomLink(in.Links),
			Description: about.Value,
			Language:    firstOf(doc.Head.Lang, x.text("dc", "language")),
			Image:       firstOf(in.Logo, in.Icon, itemImage(x)),
			Rights:      rights.Value,
			Authors:     atomFeedAuthors(in, x),
			Updated:     firstTime(timeOf(in.UpdatedParsed), x.time("dcterms", "modified"), x.time("dc", "date")),
			Self:        firstOf(atomRel(in.Links, "self")...),
			Hubs:        atomRel(in.Links, "hub"),
		},
		TitleType:       title.Type,
		DescriptionType: about.Type,
		RightsType:      rights.Type,
	}
	f.byline = x.authors(atomPeople(in.Authors))
	f.notes(doc)
	f.Items = make([]Item, 0, len(items))
	for i, e := range items {
		it := atomItem(e, doc.Items[of[i]].Marks)
		if len(it.Authors) == 0 && e.Source != nil {
			it.Authors = atomPeople(e.Source.Authors)
		}
		if len(it.Authors) == 0 && len(f.byline) == 0 {
			it.Authors = append(atomPeople(e.Contributors), extensions(e.Extensions).contributors()...)
		}
		f.Items = append(f.Items, it)
	}
	f.list(doc, of)
	return f, nil
}

// atomItem maps one entry.
func atomItem(in *atom.Entry, m *tidy.Marks) Item {
	x := extensions(in.Extensions)
	title := x.either(textOf(in.Title, m.Forms[tidy.Title]), titleWords)
	it := Item{
		ID:         firstOf(m.ID, x.text("dc", "identifier")),
		IDFrom:     IDFromGUID,
		URL:        firstOf(x.text("feedburner", "origLink"), atomLink(in.Links)),
		Title:      title.Value,
		TitleType:  title.Type,
		Summary:    x.either(textOf(in.Summary, m.Forms[tidy.Summary]), summaryWords),
		Authors:    x.authors(atomPeople(in.Authors)),
		Categories: append(atomCategories(in.Categories), x.categories()...),
		Image:      itemImage(x),
		Language:   firstOf(m.Lang, x.text("dc", "language")),
		Base:       m.Base,
		Published:  firstTime(timeOf(in.PublishedParsed), x.time("dcterms", "issued"), x.time("dcterms", "created"), x.time("dc", "date")),
		Updated:    firstTime(timeOf(in.UpdatedParsed), x.time("dcterms", "modified"), x.time("dc", "date")),
	}
	own := Text{Type: TypeText}
	if c := in.Content; c != nil {
		own = textOf(c.Value, m.Forms[tidy.Content])
	}
	it.Content = x.either(own, contentWords)
	it.Enclosures = slices.Concat(atomEnclosures(in.Links), x.enclosures(), x.media())
	if it.URL == "" {
		it.URL = elsewhere(&it, in, m)
	}
	if it.Image == "" {
		it.Image = firstPicture(it.Enclosures)
	}
	return it
}

// elsewhere is what stands in for the page of an entry that names none: where its
// content is (RFC 4287 section 4.1.3.2), an id that is an address, since that is
// nearly always where the entry is, a page that it is about, its file.
func elsewhere(it *Item, in *atom.Entry, m *tidy.Marks) string {
	id := ""
	if isWeb(it.ID) {
		id = it.ID
	}
	about := slices.Concat(atomRel(in.Links, "related"), atomRel(in.Links, "via"))
	return firstOf(m.Forms[tidy.Content].Src, id, firstOf(about...), firstFile(it.Enclosures))
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
// to HTML before others.
func atomLink(links []*atom.Link) string {
	best := ""
	for _, l := range links {
		rel := strings.ToLower(strings.TrimSpace(l.Rel))
		switch {
		case l.Href == "":
		case rel == "" || rel == "alternate" || strings.HasSuffix(rel, "/alternate"):
			if l.Type == "" || strings.Contains(l.Type, "html") {
				return l.Href
			}
			best = firstOf(best, l.Href)
		}
	}
	return best
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
