package output_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// jsonFeed is what the tests read of a JSON Feed.
type jsonFeed struct {
	Items []struct {
		ID       string `json:"id"`
		URL      string `json:"url"`
		External string `json:"external_url"`
		Title    string `json:"title"`
		HTML     string `json:"content_html"`
		Date     string `json:"date_published"`
		Freshet  struct {
			Story     string  `json:"story"`
			Rank      int     `json:"rank"`
			Score     float64 `json:"score"`
			Clicks    *int    `json:"clicks"`
			RawClicks *int    `json:"raw_clicks"`
			Note      string  `json:"note"`
			Why       []struct {
				Value float64 `json:"value"`
			} `json:"why"`
			Sightings []struct {
				Source string `json:"source"`
				URL    string `json:"url"`
				GUID   string `json:"guid"`
			} `json:"sightings"`
		} `json:"_freshet"`
	} `json:"items"`
}

func (w *world) feed(path string) (f jsonFeed) {
	w.t.Helper()
	r := w.get(path)
	if r.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: status %d", path, r.StatusCode)
	}
	w.check(json.Unmarshal([]byte(r.body), &f))
	return f
}

func (f jsonFeed) titles() []string {
	titles := []string{}
	for _, it := range f.Items {
		titles = append(titles, it.Title)
	}
	return titles
}

func TestEmptyFeeds(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, path := range []string{"/feeds/all", "/feeds/only.b", "/feeds/go/trending"} {
		for ext, mime := range map[string]string{".rss": "application/rss+xml", ".atom": "application/atom+xml", ".json": "application/feed+json"} {
			r := w.get(path + ext)
			if r.StatusCode != 200 || r.Header.Get("Content-Type") != mime+"; charset=utf-8" {
				t.Errorf("%s: %d, %s", path+ext, r.StatusCode, r.Header.Get("Content-Type"))
			}
			if ext != ".json" {
				w.check(xml.Unmarshal([]byte(r.body), new(struct{})))
			}
		}
	}
	if f := w.feed("/feeds/all/hot.json"); f.Items == nil || len(f.Items) != 0 {
		t.Errorf("items of an empty live list: %v", f.Items)
	}
}

func TestFeedSelectsAndSorts(t *testing.T) {
	t.Parallel()
	w := open(t)
	one, two := item(1, "Go is out"), item(2, "Rust is out")
	two.Published = one.Published.Add(time.Minute)
	w.poll("a", "ignored", one, two)
	var b []storage.Item
	for n := range 5 {
		it := item(10+n, []string{"B Go", "B one", "B two", "B three", "B four"}[n])
		it.Published = one.Published.Add(time.Duration(n+2) * time.Minute)
		b = append(b, it)
	}
	w.poll("b", "B News", b...)
	w.until("all stories", func() bool { return len(w.feed("/feeds/all.json").Items) == 7 })
	for path, want := range map[string][]string{
		"/feeds/all.json":    {"B four", "B three", "B two", "B one", "B Go", "Rust is out", "Go is out"},
		"/feeds/only.b.json": {"B four", "B three", "B two", "B one", "B Go"}, // its limit is 3, its span two days
		"/feeds/go.json":     {"B Go", "Go is out"},
	} {
		w.until(path, func() bool { return cmp.Equal(want, w.feed(path).titles()) })
	}
	var rss string
	w.until("what B calls itself", func() bool { // sources are looked at apart from stories
		rss = w.get("/feeds/all.rss").body
		return strings.Contains(rss, "B News")
	})
	for _, want := range []string{
		`<source url="https://b.example/feed">B News</source>`, `<source url="https://a.example/feed">The A Post</source>`,
		`<atom:link href="https://news.example.org/feeds/all.rss" rel="self"`, "<link>https://news.example.org/go/",
	} {
		if !strings.Contains(rss, want) {
			t.Errorf("RSS lacks %s", want)
		}
	}
	if strings.Contains(rss, "user:") {
		t.Error("RSS shows a password")
	}
}

func TestChangeAndRestart(t *testing.T) {
	t.Parallel()
	w := open(t)
	const path = "/feeds/all.rss"
	empty := w.get(path)
	w.poll("a", "A", item(1, "First"))
	w.until("the first story", func() bool { return strings.Contains(w.get(path).body, "First") })
	before := w.get(path)
	if before.Header.Get("Etag") == empty.Header.Get("Etag") {
		t.Error("the tag stayed as the feed changed")
	}
	if r := w.get(path, "If-None-Match", before.Header.Get("Etag")); r.StatusCode != 304 {
		t.Errorf("status %d for the present tag", r.StatusCode)
	}
	revised := item(1, "First, corrected")
	w.poll("a", "A", revised, item(2, "Second"))
	w.until("the second story", func() bool { return strings.Contains(w.get(path).body, "Second") })
	after := w.get(path)
	if !rises(t, empty, before) || !rises(t, before, after) {
		t.Error("Last-Modified does not rise")
	}
	guids := func(r reply) []string { return regexp.MustCompile(`tag:[^<]+i/[^<]+`).FindAllString(r.body, -1) }
	if old := guids(before); len(old) != 1 || !strings.Contains(after.body, old[0]) || len(guids(after)) != 2 {
		t.Errorf("ids were %v, are %v", old, guids(after))
	}
	if !strings.Contains(after.body, "First, corrected") {
		t.Error("a revision is not shown")
	}

	paths := []string{path, "/feeds/all.atom", "/feeds/all.json", "/feeds/go/trending.rss", "/feeds.opml", "/sources.opml"}
	var last []reply
	for _, p := range paths {
		last = append(last, w.get(p))
	}
	w.restart()
	for i, p := range paths {
		now := w.get(p)
		if diff := cmp.Diff(last[i].body, now.body); diff != "" {
			t.Errorf("%s differs after a restart:\n%s", p, diff)
		}
		for _, name := range []string{"Etag", "Last-Modified"} {
			if a, b := last[i].Header.Get(name), now.Header.Get(name); a != b {
				t.Errorf("%s: %s was %s, is %s after a restart", p, name, a, b)
			}
		}
	}
}

func rises(t *testing.T, a, b reply) bool {
	t.Helper()
	from, err := http.ParseTime(a.Header.Get("Last-Modified"))
	if err != nil {
		t.Fatal(err)
	}
	to, err := http.ParseTime(b.Header.Get("Last-Modified"))
	if err != nil {
		t.Fatal(err)
	}
	return to.After(from)
}

// TestIdsOutliveTheAddress moves the site to another address: ids stay.
func TestIdsOutliveTheAddress(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "First"))
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	before := w.feed("/feeds/all.json").Items[0]
	next := settings()
	next.BaseURL = next.BaseURL.JoinPath("sub")
	next.Feeds = next.Feeds[:2]
	w.check(w.server.Apply(t.Context(), next))
	after := w.feed("/sub/feeds/all.json").Items[0]
	if before.ID != after.ID || !strings.HasPrefix(after.URL, "https://news.example.org/sub/go/") {
		t.Errorf("id %s became %s, link is %s", before.ID, after.ID, after.URL)
	}
	if r := w.get("/feeds/all.json"); r.StatusCode != 200 {
		t.Errorf("without the path that a proxy may strip: status %d", r.StatusCode)
	}
	bad := settings()
	bad.Feeds = append(bad.Feeds, bad.Feeds[0])
	if err := w.server.Apply(t.Context(), bad); err == nil || w.server.Check(bad) == nil {
		t.Error("two feeds of one name were taken")
	}
}

func TestCopiesAreOneStory(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "The same thing"))
	copied := item(1, "The same thing")
	w.poll("b", "B", copied)
	w.until("both sightings", func() bool {
		f := w.feed("/feeds/only.b.json")
		return len(f.Items) == 1 && len(f.Items[0].Freshet.Sightings) == 2
	})
	it := w.feed("/feeds/only.b.json").Items[0]
	if it.External != "https://a.example/1" || it.Freshet.Sightings[0].Source != "a" || it.Freshet.Sightings[1].Source != "b" {
		t.Errorf("the story is %+v", it)
	}
}

func TestRemovedStoriesLeave(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "Gone soon"))
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	link := w.feed("/feeds/all.json").Items[0].URL
	_, err := w.store.Prune(t.Context(), time.Now().Add(48*time.Hour), storage.Keep{For: time.Hour})
	w.check(err)
	w.until("an empty feed", func() bool { return len(w.feed("/feeds/all.json").Items) == 0 })
	if r := w.get(strings.TrimPrefix(link, "https://news.example.org"), "User-Agent", human); r.StatusCode != 404 {
		t.Errorf("the link of a story that is gone: status %d", r.StatusCode)
	}
}

// TestServedThroughFailure closes the store under the server: what was served is
// served.
func TestServedThroughFailure(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "Stays"))
	w.until("the story", func() bool { return strings.Contains(w.get("/feeds/all.rss").body, "Stays") })
	w.until("the page", func() bool { return strings.Contains(w.get("/").body, "Stays") })
	before := w.get("/feeds/all.rss")
	w.check(w.store.Close())
	if r := w.get("/feeds/all.rss"); r.StatusCode != 200 || r.body != before.body {
		t.Errorf("status %d", r.StatusCode)
	}
	if r := w.get("/"); r.StatusCode != 200 {
		t.Errorf("front page: status %d", r.StatusCode)
	}
	if r := w.get("/stories/01JBVZ0000000000000000000A"); r.StatusCode != 500 || strings.Contains(r.body, "closed") {
		t.Errorf("a page that cannot be made: status %d, %s", r.StatusCode, r.body)
	}
}
