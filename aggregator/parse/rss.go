package parse

import (
	"path"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/rss"

	"freshet/aggregator/parse/internal/tidy"
	"freshet/storage"
)

// readRSS maps what gofeed reads of RSS 0.9x, 1.0 and 2.0.
func readRSS(doc *tidy.Document) (*Feed, error) {
	in, items, of, err := parsed(doc, parseRSS, putRSS)
	if err != nil {
		return nil, err
	}
	x := extensions(in.Extensions)
	title := headline(x.either(rssText(in.Title, doc.Head.Forms[tidy.Title]), titleWords))
	about := x.either(rssText(in.Description, doc.Head.Forms[tidy.Summary]), aboutWords)
	rights := x.rights(rssText(in.Copyright, doc.Head.Forms[tidy.Rights]), x.links("license"))
	f := &Feed{
		Version:    doc.Version,
		Generator:  firstOf(in.Generator, x.attr("x", "generator", "resource")),
		Published:  firstTime(timeOf(in.PubDateParsed), x.time("atom", "published"), x.time("dcterms", "issued"), x.time("dcterms", "created")),
		Categories: rssCategories(in.Categories, x),
		Hints:      rssHints(in, x),
		History:    x.history(x.links),
		Document: storage.Document{
			Format:      strings.TrimSpace("rss " + doc.Version),
			ID:          firstOf(doc.Head.ID, doc.Head.About, x.text("dc", "identifier")),
			Title:       title.Value,
			Link:        rssSite(in, x),
			Description: about.Value,
			Language:    firstOf(in.Language, x.text("dc", "language"), doc.Head.Lang),
			Image:       rssFeedImage(in, x),
			Rights:      rights.Value,
			Authors:     rssFeedAuthors(in, x),
			Updated:     firstTime(timeOf(in.LastBuildDateParsed), x.time("atom", "updated"), x.time("dcterms", "modified"), x.time("dc", "date"), timeOf(in.PubDateParsed)),
			Self:        x.link("self"),
			Hubs:        x.links("hub"),
		},
		TitleType:       title.Type,
		DescriptionType: about.Type,
		RightsType:      rights.Type,
	}
	f.byline = x.authors(peopleOf(in.ManagingEditor))
	f.notes(doc)
	f.Items = make([]Item, 0, len(items))
	for i, it := range items {
		f.Items = append(f.Items, rssItem(it, doc.Items[of[i]].Marks))
	}
	f.list(doc, of)
	return f, nil
}

// rssItem maps one item.
func rssItem(in *rss.Item, m *tidy.Marks) Item {
	x := extensions(in.Extensions)
	title := headline(x.either(rssText(in.Title, m.Forms[tidy.Title]), titleWords))
	it := Item{
		Title:      title.Value,
		TitleType:  title.Type,
		Summary:    x.either(rssText(in.Description, m.Forms[tidy.Summary]), summaryWords),
		Content:    x.either(rssText(in.Content, m.Forms[tidy.Content]), contentWords),
		Authors:    rssAuthors(x),
		Categories: rssCategories(in.Categories, x),
		Image:      itemImage(x),
		Language:   firstOf(x.text("dc", "language"), m.Lang),
		Base:       m.Base,
		Published:  firstTime(timeOf(in.PubDateParsed), x.time("atom", "published"), x.time("dcterms", "issued"), x.time("dc", "date"), x.time("dcterms", "created")),
		Updated:    firstTime(x.time("atom", "updated"), x.time("dcterms", "modified"), x.time("dc", "date")),
	}
	if short := x.said(shortWords); short.Value != "" && in.Description != "" && it.Content.Value == "" {
		it.Summary, it.Content = short, it.Summary // and so the description is all of it
	}
	it.URL = rssLink(in, x, m)
	it.ID, it.IDFrom = rssID(in, x, m)
	it.Enclosures = rssEnclosures(in, x)
	if it.URL == "" {
		it.URL = firstFile(it.Enclosures) // it is all there is
	}
	if it.Image == "" {
		it.Image = firstPicture(it.Enclosures)
	}
	return it
}

// rssLink finds an item's link. FeedBurner's origLink is the one that FeedBurner
// replaced; a guid is a link unless it says that it is none.
func rssLink(in *rss.Item, x exts, m *tidy.Marks) string {
	link := firstOf(x.text("feedburner", "origLink"), firstOf(in.Links...), x.link("alternate"))
	if link == "" && in.GUID != nil && isPermalink(in.GUID) {
		link = in.GUID.Value
	}
	if link != "" {
		return link
	}
	for _, id := range [...]string{m.About, m.ID} {
		if isWeb(id) {
			return id
		}
	}
	return firstOf(x.link("related"), x.link("via"))
}

// isPermalink reports whether a guid is a link: one that says so, or says nothing
// and looks like one.
func isPermalink(g *rss.GUID) bool {
	says := strings.TrimSpace(g.IsPermalink)
	return isWeb(g.Value) && !strings.EqualFold(says, "false") || strings.HasPrefix(g.Value, "/") && strings.EqualFold(says, "true")
}

// rssID is an item's id as far as the item gives one.
func rssID(in *rss.Item, x exts, m *tidy.Marks) (string, IDSource) {
	if in.GUID != nil && in.GUID.Value != "" {
		return in.GUID.Value, IDFromGUID
	}
	if m.ID != "" {
		return m.ID, IDFromGUID
	}
	if m.About != "" {
		return m.About, IDFromAbout
	}
	return x.text("dc", "identifier"), IDFromGUID
}

// rssText is a text of RSS: HTML unless it says that it is not.
func rssText(value string, form tidy.Form) Text {
	return Text{Value: value, Type: typeOf(form, TypeHTML), Base: form.Base}
}

// rssSite is the address of the site: a link, else Atom's.
func rssSite(in *rss.Feed, x exts) string {
	return firstOf(firstOf(in.Links...), x.link("alternate"), firstOf(imageLink(in.Image)))
}

func imageLink(i *rss.Image) string {
	if i == nil {
		return ""
	}
	return i.Link
}

func rssFeedImage(in *rss.Feed, x exts) string {
	if in.Image != nil && in.Image.URL != "" {
		return in.Image.URL
	}
	for _, l := range x.all("itunes", "link") {
		if l.Attrs["rel"] == "image" && l.Attrs["href"] != "" {
			return l.Attrs["href"]
		}
	}
	return firstOf(saidImage(x), x.attr("media", "thumbnail", "url"), x.text("atom", "logo"), x.text("atom", "icon"), itemImage(x))
}

func rssCategories(native []*rss.Category, x exts) []string {
	var out []string
	for _, c := range native {
		out = append(out, c.Value)
	}
	return append(out, x.categories()...)
}

func rssEnclosures(in *rss.Item, x exts) []storage.Enclosure {
	var out []storage.Enclosure
	original := x.text("feedburner", "origEnclosureLink") // as in rssLink
	for _, e := range in.Enclosures {
		url := strings.TrimSpace(e.URL)
		if original != "" && (len(in.Enclosures) == 1 || path.Base(original) == path.Base(url)) {
			url = original
		}
		out = append(out, storage.Enclosure{URL: url, Type: mediaType(e.Type), Length: byteCount(e.Length)})
	}
	for _, l := range x.all("atom", "link") {
		if l.Attrs["rel"] == "enclosure" {
			out = append(out, storage.Enclosure{URL: l.Attrs["href"], Type: mediaType(l.Attrs["type"]), Length: byteCount(l.Attrs["length"])})
		}
	}
	return append(out, x.media()...)
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
