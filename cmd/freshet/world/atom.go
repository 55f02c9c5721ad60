package world

import (
	"encoding/json"
	"fmt"
	"time"
)

// atom writes Atom 1.0 (RFC 4287).
func (d *document) atom() string {
	var m markup
	m.declare(d.charset)
	m.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", d.source.Lang, "xml:base", d.site)
	m.text("title", d.source.Title)
	m.text("id", "tag:"+d.source.site()+",2020:feed")
	m.text("updated", d.local(d.changed).Format(time.RFC3339))
	m.empty("link", "rel", "self", "href", d.self)
	m.empty("link", "rel", "alternate", "type", "text/html", "href", d.site)
	for i := range d.items {
		it := &d.items[i]
		m.open("entry")
		m.text("title", it.Title)
		m.text("id", it.GUID)
		m.empty("link", "rel", "alternate", "type", "text/html", "href", it.Link)
		if !it.Published.IsZero() {
			m.text("published", d.local(it.Published).Format(time.RFC3339))
		}
		m.text("updated", d.local(latest(it.Published, it.Updated)).Format(time.RFC3339))
		d.atomAuthor(&m, it)
		m.empty("category", "term", it.Label)
		m.text("summary", it.Paragraphs[0])
		m.text("content", d.html(it), "type", "html")
		m.close("entry")
	}
	m.close("feed")
	return m.String()
}

// atom03 writes Atom 0.3, the draft of 2003.
func (d *document) atom03() string {
	var m markup
	m.declare(d.charset)
	m.open("feed", "version", "0.3", "xmlns", "http://purl.org/atom/ns#", "xml:lang", d.source.Lang)
	m.text("title", d.source.Title)
	m.empty("link", "rel", "alternate", "type", "text/html", "href", d.site)
	m.text("modified", d.local(d.changed).Format(time.RFC3339))
	for i := range d.items {
		it := &d.items[i]
		m.open("entry")
		m.text("title", it.Title)
		m.empty("link", "rel", "alternate", "type", "text/html", "href", it.Link)
		m.text("id", it.GUID)
		m.text("issued", d.local(it.Published).Format(time.RFC3339))
		m.text("modified", d.local(latest(it.Published, it.Updated)).Format(time.RFC3339))
		d.atomAuthor(&m, it)
		m.text("content", d.html(it), "type", "text/html", "mode", "escaped")
		m.close("entry")
	}
	m.close("feed")
	return m.String()
}

func (d *document) atomAuthor(m *markup, it *Item) {
	name := it.Author
	if name == "" {
		name = d.source.Title
	}
	m.open("author")
	m.text("name", name)
	m.close("author")
}

// json writes JSON Feed 1.1.
func (d *document) json() string {
	type author struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Content   string   `json:"content_html"`
		Summary   string   `json:"summary"`
		Published string   `json:"date_published,omitempty"`
		Authors   []author `json:"authors"`
		Tags      []string `json:"tags"`
	}
	items := []item{}
	for i := range d.items {
		it := &d.items[i]
		items = append(items, item{ID: it.GUID, URL: it.Link, Title: it.Title, Content: d.html(it), Summary: it.Paragraphs[0],
			Published: d.local(it.Published).Format(time.RFC3339), Authors: []author{{it.Author}}, Tags: []string{it.Label}})
	}
	body, err := json.MarshalIndent(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": d.source.Title,
		"home_page_url": d.site, "feed_url": d.self, "language": d.source.Lang, "items": items}, "", " ")
	if err != nil { // strings only
		panic(fmt.Errorf("json feed: %w", err))
	}
	return string(body)
}
