package world

import (
	"strings"
	"time"
)

// document is a feed to be written in one of the formats.
type document struct {
	source  *Source
	self    string // its own address
	site    string // of the pages
	items   []Item // newest first
	changed time.Time
	minutes int    // TTL, when the source gives one
	skip    []int  // hours of GMT
	charset string // for the XML declaration; empty for none
}

// document is what a source shows at a world time.
func (w *World) document(i int, offset time.Duration) document {
	s := &w.sources[i]
	d := document{source: s, self: w.FeedURL(s.Name), site: "http://" + s.site() + w.port + "/"}
	d.changed = w.clock(offset - lookBack*slotLength)
	for _, e := range w.feed(i, offset) {
		it := w.item(e, offset)
		d.items = append(d.items, it)
		d.changed = latest(d.changed, it.At, w.clock(e.at+editAfter*time.Duration(it.Revision)))
	}
	if s.Habits.Has(FlipsGUIDs) && offset >= flipAfter {
		d.changed = latest(d.changed, w.clock(flipAfter))
	}
	if s.Habits.Has(TTL) {
		d.minutes = int(w.scaled(30*time.Minute, time.Minute) / time.Minute)
	}
	if s.Habits.Has(SkipHours) {
		for h := 2; h < 8; h++ { // away from the start, so that a demo sees the source
			d.skip = append(d.skip, (w.start.Hour()+h)%24)
		}
	}
	d.charset = s.prolog()
	return d
}

// body writes the document in the source's format, as UTF-8.
func (d *document) body() string {
	switch d.source.Format {
	case "atom 1.0":
		return d.atom()
	case "atom 0.3":
		return d.atom03()
	case "rss 1.0":
		return d.rdf()
	case "json 1.1":
		return d.json()
	}
	return d.rss()
}

// mediaType is the body's, without charset.
func (d *document) mediaType() string {
	switch {
	case strings.HasPrefix(d.source.Format, "atom"):
		return "application/atom+xml"
	case d.source.Format == "json 1.1":
		return "application/feed+json"
	case d.source.Format == "rss 1.0":
		return "application/rdf+xml"
	case d.source.Format == "rss 0.91":
		return "text/xml"
	}
	return "application/rss+xml"
}

// html is an item's body. Every third has a picture, with a relative address as
// many sites give it.
func (d *document) html(it *Item) string {
	var b strings.Builder
	for i, p := range it.Paragraphs {
		b.WriteString("<p>" + escape(p) + "</p>\n")
		if i == 0 && it.Kind == Original && it.id[len(it.id)-1]%3 == 0 {
			b.WriteString(`<p><img src="/picture/` + it.id + `.svg" alt=""></p>` + "\n")
		}
	}
	return b.String()
}

// zones are the offsets of the languages' clocks from Greenwich, in hours.
var zones = map[string]int{"zh": 8, "zh-Hant": 8, "ja": 9, "ko": 9, "ru": 3, "de": 1, "fr": 1, "ar": 3}

// local is a time on the source's clock.
func (d *document) local(t time.Time) time.Time {
	h := zones[d.source.Lang]
	if h == 0 {
		return t.UTC()
	}
	return t.In(time.FixedZone("", h*3600))
}

func latest(list ...time.Time) time.Time {
	var last time.Time
	for _, t := range list {
		if t.After(last) {
			last = t
		}
	}
	return last
}
