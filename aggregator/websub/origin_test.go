package websub_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// item is an entry of a feed of the tests.
type item struct {
	guid, title string
	published   time.Time
}

// origin serves one feed, as a test wants it to be.
type origin struct {
	mu    sync.Mutex
	feed  string
	hub   string
	items []item
	polls []time.Time
	asked []http.Header
	code  int // in place of the feed

	// noHub leaves the hub out; hubs stand in its place. Self is the address that
	// the feed gives as its own; "-" for none, empty for the true one.
	noHub bool
	hubs  []string
	self  string
	head  http.Header      // of each answer; %HUB% and %FEED% stand for both
	serve http.HandlerFunc // all addresses but the feed's
	raw   string           // another document, in place of the feed
}

// place tells where the origin and the hub are.
func (o *origin) place(feed, hub string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.feed, o.hub = feed, hub
}

// put adds items to the feed, the newest first.
func (o *origin) put(items ...item) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.items = append(items, o.items...)
}

// change makes a change while nobody looks.
func (o *origin) change(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
}

// visits are the times of all polls so far.
func (o *origin) visits() []time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]time.Time(nil), o.polls...)
}

// document is a feed of items as the origin would serve it.
func (o *origin) document(items ...item) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rss(items)
}

func (o *origin) rss(items []item) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>` +
		`<link>https://www.example.com/</link><description>d</description>`)
	if !o.noHub {
		hubs := o.hubs
		if hubs == nil {
			hubs = []string{o.hub}
		}
		for _, hub := range hubs {
			fmt.Fprintf(&b, `<atom:link rel="hub" href="%s"/>`, strings.ReplaceAll(hub, "&", "&amp;"))
		}
	}
	if self := o.self; self != "-" {
		if self == "" {
			self = o.feed
		}
		fmt.Fprintf(&b, `<atom:link rel="self" href="%s"/>`, self)
	}
	for _, it := range items {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><title>%s</title><description>%s, and what came of it.</description>`, it.guid, it.title, it.title)
		if !it.published.IsZero() {
			fmt.Fprintf(&b, `<pubDate>%s</pubDate>`, it.published.UTC().Format(time.RFC1123Z))
		}
		b.WriteString(`</item>`)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// ServeHTTP serves the feed, conditionally.
func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.serve != nil && r.URL.Path != "/feed" {
		o.serve(w, r)
		return
	}
	o.polls = append(o.polls, time.Now())
	o.asked = append(o.asked, r.Header.Clone())
	if o.code != 0 {
		w.WriteHeader(o.code)
		return
	}
	for name, values := range o.head {
		for _, v := range values {
			w.Header().Add(name, strings.NewReplacer("%HUB%", o.hub, "%FEED%", o.feed).Replace(v))
		}
	}
	body := o.rss(o.items)
	tag := fmt.Sprintf(`"%d-%d"`, len(body), len(o.items))
	w.Header().Set("Etag", tag)
	w.Header().Set("Content-Type", "application/rss+xml")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if o.raw != "" {
		w.Header().Set("Content-Type", "application/octet-stream")
		body = strings.NewReplacer("%HUB%", o.hub, "%FEED%", o.feed).Replace(o.raw)
	}
	fmt.Fprint(w, body)
}
