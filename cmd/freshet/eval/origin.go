package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strings"
	"sync"
	"time"

	"freshet/storage/dedup/labelled"
)

// shown is how many items a feed shows at most, besides those that are new in a
// round.
const shown = 40

// origin serves labelled items as feeds that grow, each in one format.
type origin struct {
	mu    sync.Mutex
	feeds map[string]*served
	moved chan struct{} // closed and replaced when a feed was seen to be up to date
}

// served is one feed.
type served struct {
	items   []*labelled.Item // oldest first
	version int
	known   int // the version that its reader has proved to have
}

func newOrigin() *origin {
	return &origin{feeds: map[string]*served{}, moved: make(chan struct{})}
}

// add lets more items appear and returns the feeds that have changed.
func (o *origin) add(items []labelled.Item) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	fresh := map[string]int{}
	for i := range items {
		f := o.feeds[items[i].Feed]
		if f == nil {
			f = &served{}
			o.feeds[items[i].Feed] = f
		}
		f.items = append(f.items, &items[i])
		fresh[items[i].Feed]++
	}
	var names []string
	for name, n := range fresh {
		f := o.feeds[name]
		f.items = f.items[max(0, len(f.items)-n-shown):]
		f.version++
		names = append(names, name)
	}
	return names
}

// behind counts the feeds of a list whose reader has not yet shown, by asking for
// what is newer, that it has all of it.
func (o *origin) behind(names []string) (n int, moved <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range names {
		if f := o.feeds[name]; f.known < f.version {
			n++
		}
	}
	return n, o.moved
}

// ServeHTTP answers /<feed>.
func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.Trim(r.URL.Path, "/")
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.feeds[name]
	if f == nil {
		f = &served{}
	}
	tag := fmt.Sprintf("\"%d\"", f.version)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		if f.known < f.version {
			f.known = f.version
			close(o.moved)
			o.moved = make(chan struct{})
		}
		w.WriteHeader(http.StatusNotModified)
		return
	}
	kind, body := document(name, f.items)
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body)
}

// document is a feed as RSS, Atom or JSON Feed: each keeps to one.
func document(name string, items []*labelled.Item) (kind string, body []byte) {
	switch int(name[len(name)-1]) % 3 {
	case 0:
		return "application/rss+xml", rss(name, items)
	case 1:
		return "application/atom+xml", atom(name, items)
	}
	return "application/feed+json", jsonFeed(name, items)
}

// xmlText is text as XML may hold it.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

func rss(name string, items []*labelled.Item) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>%s</title><link>https://%[1]s.example/</link><description>labelled</description>`, name)
	for i := len(items) - 1; i >= 0; i-- {
		it := items[i]
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><link>%s</link><title>%s</title><description>%s</description><pubDate>%s</pubDate></item>`,
			xmlText(it.GUID), xmlText(it.URL), xmlText(html.EscapeString(it.Title)), xmlText(it.HTML), it.Published.UTC().Format(time.RFC1123Z))
	}
	b.WriteString(`</channel></rss>`)
	return []byte(b.String())
}

func atom(name string, items []*labelled.Item) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title><id>urn:feed:%[1]s</id><updated>2026-10-01T00:00:00Z</updated>`, name)
	for i := len(items) - 1; i >= 0; i-- {
		it := items[i]
		date := it.Published.UTC().Format(time.RFC3339)
		fmt.Fprintf(&b, `<entry><id>%s</id><link href="%s"/><title>%s</title><published>%s</published><updated>%[4]s</updated><content type="html">%s</content></entry>`,
			xmlText(it.GUID), xmlText(it.URL), xmlText(it.Title), date, xmlText(it.HTML))
	}
	b.WriteString(`</feed>`)
	return []byte(b.String())
}

func jsonFeed(name string, items []*labelled.Item) []byte {
	type entry struct {
		ID        string    `json:"id"`
		URL       string    `json:"url"`
		Title     string    `json:"title"`
		HTML      string    `json:"content_html"`
		Published time.Time `json:"date_published"`
	}
	list := []entry{}
	for i := len(items) - 1; i >= 0; i-- {
		it := items[i]
		list = append(list, entry{it.GUID, it.URL, it.Title, it.HTML, it.Published.UTC()})
	}
	body, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": name, "items": list})
	if err != nil {
		panic(err) // strings and times
	}
	return body
}
