package output_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"freshet/output"
	"freshet/storage"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "<b>Go</b> & more"))
	w.until("the story", func() bool { return len(w.feed("/feeds/go.json").Items) == 1 })
	story := w.feed("/feeds/go.json").Items[0].Freshet.Story
	for _, c := range []struct {
		method, path string
		status       int
		mime, text   string
	}{
		{"GET", "/", 200, "text/html", "&lt;b&gt;Go&lt;/b&gt; &amp; more"},
		{"GET", "/?utm_source=x", 200, "text/html", "Everything"},
		{"GET", "/feeds/go", 200, "text/html", "&lt;b&gt;Go"},
		{"GET", "/feeds/only.b", 200, "text/html", "Only B"},
		{"GET", "/feeds/go.rss?cache=1", 200, "application/rss+xml", "<guid"},
		{"GET", "/feeds/go/hot.json?window=never", 200, "application/json", story},
		{"GET", "/stories/" + story, 200, "text/html", "The A Post"},
		{"GET", "/stories/" + strings.ToLower(story), 200, "text/html", "The A Post"},
		{"GET", "/stories/01JBVZ0000000000000000000A", 404, "text/html", "Nothing is here"},
		{"GET", "/stories/x", 404, "text/html", "Nothing is here"},
		{"GET", "/sources", 200, "text/html", "The A Post"},
		{"GET", "/sources.opml", 200, "text/x-opml", `xmlUrl="https://a.example/feed"`},
		{"GET", "/feeds.opml", 200, "text/x-opml", `xmlUrl="https://news.example.org/feeds/go.rss"`},
		{"GET", "/about", 200, "text/html", "News"},
		{"GET", "/healthz", 200, "text/plain", "ok"},
		{"GET", "/readyz", 200, "text/plain", "ready"},
		{"GET", "/robots.txt", 200, "text/plain", "Disallow: /go/"},
		{"GET", "/feeds/none", 404, "text/html", "Nothing is here"},
		{"GET", "/feeds/none.rss", 404, "text/html", "Nothing is here"},
		{"GET", "/feeds/none/hot.json", 404, "text/html", "Nothing is here"},
		{"GET", "/static/0/none.css", 404, "text/html", "Nothing is here"},
		{"GET", "/" + strings.Repeat("x", output.MaxURLBytes), 414, "text/plain", "too long"},
		{"POST", "/", 405, "text/plain", ""},
		{"PUT", "/feeds/go.rss", 405, "text/plain", ""},
		{"OPTIONS", "/feeds/go.rss", 204, "", ""},
		{"HEAD", "/", 200, "text/html", ""},
		{"HEAD", "/feeds/go.atom", 200, "application/atom+xml", ""},
	} {
		t.Run(c.method+" "+c.path[:min(len(c.path), 40)], func(t *testing.T) {
			r := w.ask(c.method, c.path)
			if r.StatusCode != c.status || !strings.HasPrefix(r.Header.Get("Content-Type"), c.mime) || !strings.Contains(r.body, c.text) {
				t.Errorf("status %d, %s, %.2000s", r.StatusCode, r.Header.Get("Content-Type"), r.body)
			}
			if c.status == 405 && r.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			if strings.Contains(r.body, "user:") {
				t.Error("a password is shown")
			}
			if c.mime == "text/html" && c.method == "GET" && r.Header.Get("Content-Security-Policy") == "" {
				t.Error("a page without a policy")
			}
		})
	}
}

// TestLinksOnPagesLead follows every link on this server that pages show.
func TestLinksOnPagesLead(t *testing.T) {
	t.Parallel()
	w := open(t)
	var items []storage.Item
	for n := range 60 {
		it := item(n, fmt.Sprint("Go number ", n))
		it.Published = it.Published.Add(time.Duration(n) * time.Second)
		items = append(items, it)
	}
	w.poll("a", "A", items...)
	w.until("the stories", func() bool { return len(w.feed("/feeds/all.json").Items) == 60 })
	seen, queue := map[string]bool{"/": true}, []string{"/"}
	for len(queue) > 0 && len(seen) < 400 {
		p := queue[0]
		queue = queue[1:]
		r := w.get(p, "User-Agent", human)
		if r.StatusCode != 200 && r.StatusCode != 302 {
			t.Errorf("%s: status %d", p, r.StatusCode)
		}
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") || r.StatusCode == 302 {
			continue
		}
		for _, link := range links(t, r.body) {
			link = path(link)
			if strings.HasPrefix(link, "/") && !seen[link] {
				seen[link] = true
				queue = append(queue, link)
			}
		}
	}
	older := regexp.MustCompile(`^/\?after=`)
	found := map[string]bool{}
	for p := range seen {
		switch {
		case older.MatchString(p):
			found["older"] = true
			if r := w.get(p); strings.Count(r.body, "Go number ") < 10 {
				t.Errorf("%s shows too little", p)
			}
		case strings.HasPrefix(p, "/go/"):
			found["go"] = true
		case strings.HasPrefix(p, "/stories/"):
			found["story"] = true
		case strings.HasPrefix(p, "/static/"):
			found["static"] = true
		case strings.HasSuffix(p, ".atom"):
			found["atom"] = true
		}
	}
	if len(found) != 5 {
		t.Errorf("pages link to %v only", found)
	}
}

func links(t *testing.T, page string) (links []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" {
				links = append(links, a.Val)
			}
		}
	}
	return links
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	m := output.NewMetrics(reg)
	w := &world{t: t, dir: t.TempDir(), metrics: m}
	w.start(settings())
	defer func() { w.stop() }()
	w.get("/feeds/all.rss")
	w.get("/feeds/all.rss", "If-None-Match", "*")
	w.get("/about")
	families, err := reg.Gather()
	w.check(err)
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "freshet_output_requests_total" {
				got[m.GetLabel()[1].GetValue()+" "+m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	want := map[string]float64{"document 200": 1, "document 304": 1, "about 200": 1}
	if diff := cmp.Diff(want, got); diff != "" || len(families) < 4 {
		t.Errorf("%d metrics, requests (-want +got):\n%s", len(families), diff)
	}
}

func TestBeforeTheFirstDocument(t *testing.T) {
	t.Parallel()
	w := &world{t: t, dir: t.TempDir(), idle: true}
	w.start(settings())
	defer func() { w.stop() }()
	r := w.get("/feeds/all.rss")
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q", r.StatusCode, r.Header.Get("Retry-After"))
	}
	if r := w.get("/readyz"); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(r.body, "not written yet") {
		t.Errorf("readiness: status %d, %s", r.StatusCode, r.body)
	}
	if r := w.get("/healthz"); r.StatusCode != http.StatusOK {
		t.Errorf("health: status %d", r.StatusCode)
	}
}

// TestSourcesPageTellsOfItsFeed proves that the feed of the sources' health is
// announced where it belongs and nowhere else, and that no feed of the config can
// take its place.
func TestSourcesPageTellsOfItsFeed(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, ext := range []string{".rss", ".atom", ".json"} {
		at := "/feeds/-sources" + ext
		if r := w.get(at); r.StatusCode != 200 {
			t.Errorf("%s: status %d", at, r.StatusCode)
		}
		page := w.get("/sources").body
		if n := strings.Count(page, `href="https://news.example.org`+at+`"`); n != 2 {
			t.Errorf("the page of the sources names %s %d times", at, n)
		}
		for _, other := range []string{"/feeds.opml", "/sources.opml", "/", "/feeds/all"} {
			if strings.Contains(w.get(other).body, "-sources.") {
				t.Errorf("%s names the feed", other)
			}
		}
	}
	bad := settings()
	bad.Feeds = append(bad.Feeds, output.Feed{Name: "-sources"})
	if err := w.server.Check(bad); err == nil {
		t.Error("a feed of the config may take its place")
	}
}
