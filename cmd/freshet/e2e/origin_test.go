package e2e

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// entry is one entry of an origin's feed.
type entry struct {
	guid, link, title, body string
	published               time.Time
}

// origin serves RSS feeds that a test writes, each under a path of its own.
type origin struct {
	*httptest.Server
	mu    sync.Mutex
	feeds map[string][]entry
}

func newOrigin(t *testing.T) *origin {
	t.Helper()
	o := &origin{feeds: map[string][]entry{}}
	o.Server = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.Close)
	return o
}

// put sets the entries of a feed.
func (o *origin) put(path string, entries ...entry) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.feeds[path] = entries
}

func (o *origin) serve(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	entries, ok := o.feeds[r.URL.Path]
	o.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprint(w, rssOf(strings.Trim(r.URL.Path, "/"), o.URL, entries))
}

func rssOf(title, base string, entries []entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>%s</title><link>%s/</link><description>test</description>`,
		html.EscapeString(title), base)
	for _, e := range entries {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><link>%s</link><title>%s</title><description>%s</description>`,
			html.EscapeString(e.guid), html.EscapeString(e.link), html.EscapeString(e.title), html.EscapeString(e.body))
		if !e.published.IsZero() {
			fmt.Fprintf(&b, `<pubDate>%s</pubDate>`, e.published.UTC().Format(time.RFC1123Z))
		}
		b.WriteString(`</item>`)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// headlines in several scripts, for pages and readers.
var headlines = []string{
	"River Ardle rises two metres in one night",
	"热浪来袭:北岭市启用三座新的避暑公园",
	"Neue Brücke über die Wiese wird im Frühjahr eröffnet",
	"夜行列車が十年ぶりに復活、初便は満席",
	"تجربة قطار جديد بين مدينتين على الساحل",
	"Sieve 4.2 released: faster filters & <em>fewer</em> surprises",
	"Мост через Лену откроют раньше срока",
	"작은 서점들이 다시 문을 여는 이유",
	"Market gardeners of Tarn valley agree on water shares",
	"Why the night sky over Holm is dark again",
}

// newsroom fills an origin with three sources: each carries all headlines, the
// second and third as copies of the first's stories under guids of their own.
func newsroom(o *origin, now time.Time) (paths []string) {
	for s := range 3 {
		var entries []entry
		for i, h := range headlines {
			link := fmt.Sprintf("https://www.example.com/news/%d", i)
			if s > 0 {
				link += fmt.Sprintf("?utm_source=feed%d", s)
			}
			entries = append(entries, entry{
				guid: fmt.Sprintf("s%d-%d", s, i), link: link, title: h,
				body:      fmt.Sprintf("<p>%s. This is the text of story %d, and it is long enough to be told from others.</p>", html.EscapeString(h), i),
				published: now.Add(-time.Duration(i) * time.Hour).Truncate(time.Second),
			})
		}
		path := fmt.Sprintf("/source-%d", s)
		o.put(path, entries...)
		paths = append(paths, path)
	}
	return paths
}

// yamlFor is a config over an origin's feeds.
func yamlFor(o *origin, paths []string) string {
	var b strings.Builder
	b.WriteString(`base_url: %BASE%
listen: "%LISTEN%"
admin: "%ADMIN%"
store: {path: "%STORE%"}
trusted_proxies: [127.0.0.0/8]
poll: {every: 1h, min: 1s, spacing: 0s, private_networks: true}
sources:
`)
	for i, p := range paths {
		fmt.Fprintf(&b, "  - {name: source-%d, title: Source %d, url: %q, tags: [news]}\n", i, i, o.URL+p)
	}
	b.WriteString("feeds:\n  - {name: all, title: Everything, limit: 500}\n  - {name: news, title: News, tags: [news]}\n")
	return b.String()
}
