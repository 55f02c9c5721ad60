package world

import (
	"strconv"
	"time"
)

// rss writes RSS 2.0 (RSS Advisory Board) or, without what came later, RSS 0.91
// (Netscape).
func (d *document) rss() string {
	var m markup
	m.declare(d.charset)
	old := d.source.Format == "rss 0.91"
	if old {
		m.open("rss", "version", "0.91")
	} else {
		m.open("rss", "version", "2.0", "xmlns:content", "http://purl.org/rss/1.0/modules/content/",
			"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:atom", "http://www.w3.org/2005/Atom")
	}
	m.open("channel")
	m.text("title", d.source.Title)
	m.text("link", d.site)
	m.text("description", d.source.Title)
	m.text("language", d.source.Lang)
	if !old {
		m.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", d.self)
	}
	m.text("lastBuildDate", d.local(d.changed).Format(time.RFC1123Z))
	d.hints(&m)
	for i := range d.items {
		d.rssItem(&m, &d.items[i], old)
	}
	m.close("channel")
	m.close("rss")
	return m.String()
}

// hints writes what RSS can ask of pollers.
func (d *document) hints(m *markup) {
	if d.minutes > 0 {
		m.text("ttl", strconv.Itoa(d.minutes))
	}
	if len(d.skip) > 0 {
		m.open("skipHours")
		for _, h := range d.skip {
			m.text("hour", strconv.Itoa(h))
		}
		m.close("skipHours")
	}
}

func (d *document) rssItem(m *markup, it *Item, old bool) {
	m.open("item")
	m.text("title", it.Title)
	m.text("link", it.Link)
	if !it.Published.IsZero() {
		m.text("pubDate", d.local(it.Published).Format(time.RFC1123Z))
	}
	if old {
		m.text("description", d.html(it))
		m.close("item")
		return
	}
	if it.GUID == it.Link {
		m.text("guid", it.GUID)
	} else {
		m.text("guid", it.GUID, "isPermaLink", "false")
	}
	m.text("dc:creator", it.Author)
	m.text("category", it.Label)
	m.text("description", it.Paragraphs[0])
	m.cdata("content:encoded", d.html(it))
	if d.source.Habits.Has(Podcast) {
		m.empty("enclosure", "url", d.site+"sound/"+it.id+".wav", "type", "audio/wav", "length", strconv.Itoa(len(sound)))
	}
	m.close("item")
}

// rdf writes RSS 1.0 (RSS-DEV, 2000) with Dublin Core, Content and Syndication.
func (d *document) rdf() string {
	var m markup
	m.declare(d.charset)
	m.open("rdf:RDF", "xmlns", "http://purl.org/rss/1.0/", "xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:content", "http://purl.org/rss/1.0/modules/content/",
		"xmlns:sy", "http://purl.org/rss/1.0/modules/syndication/")
	m.open("channel", "rdf:about", d.self)
	m.text("title", d.source.Title)
	m.text("link", d.site)
	m.text("description", d.source.Title)
	m.text("dc:language", d.source.Lang)
	m.text("dc:date", d.local(d.changed).Format(time.RFC3339))
	if d.minutes > 0 {
		m.text("sy:updatePeriod", "hourly")
		m.text("sy:updateFrequency", strconv.Itoa(max(60/d.minutes, 1)))
	}
	m.open("items")
	m.open("rdf:Seq")
	for i := range d.items {
		m.empty("rdf:li", "rdf:resource", d.items[i].GUID)
	}
	m.close("rdf:Seq")
	m.close("items")
	m.close("channel")
	for i := range d.items {
		d.rdfItem(&m, &d.items[i])
	}
	m.close("rdf:RDF")
	return m.String()
}

func (d *document) rdfItem(m *markup, it *Item) {
	m.open("item", "rdf:about", it.GUID)
	m.text("title", it.Title)
	m.text("link", it.Link)
	m.text("description", it.Paragraphs[0])
	m.cdata("content:encoded", d.html(it))
	m.text("dc:creator", it.Author)
	m.text("dc:subject", it.Label)
	if !it.Published.IsZero() {
		m.text("dc:date", d.local(it.Published).Format(time.RFC3339))
	}
	m.close("item")
}
