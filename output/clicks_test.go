package output_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/output"
	"freshet/storage"
)

// path is a published address as the test server has it.
func path(link string) string { return strings.TrimPrefix(link, "https://news.example.org") }

// trusting makes a world that believes the test's X-Forwarded-For, so that it
// can play many readers.
func trusting(t *testing.T, change func(*output.Settings)) *world {
	w := open(t)
	s := settings()
	s.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if change != nil {
		change(&s)
	}
	w.stop()
	w.start(s)
	return w
}

// click opens a link as one of many readers.
func (w *world) click(link string, reader int) reply {
	w.t.Helper()
	return w.get(path(link), "User-Agent", human, "X-Forwarded-For", fmt.Sprintf("192.0.2.%d", reader))
}

// counts are the clicks of a story in the store.
func (w *world) counts(id string) storage.Count {
	w.t.Helper()
	story, err := storage.ParseStoryID(id)
	w.check(err)
	counts, err := w.store.Counts(w.t.Context(), []storage.StoryID{story})
	w.check(err)
	return counts[story]
}

// link is the link of a story by its title. The live list shows a story at once,
// the document up to a second later: it is waited for.
func (w *world) link(title string) (link string) {
	w.t.Helper()
	w.until("a link to "+title, func() bool {
		for _, it := range w.feed("/feeds/all.json").Items {
			if it.Title == title {
				link = it.URL
			}
		}
		return link != ""
	})
	return link
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "Here"))
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	link := w.feed("/feeds/all.json").Items[0].URL
	r := w.click(link, 1)
	want := http.Header{
		"Cache-Control":          {"private, no-store"},
		"Content-Type":           {"text/html; charset=utf-8"},
		"Location":               {"https://a.example/1"},
		"Referrer-Policy":        {"no-referrer"},
		"X-Content-Type-Options": {"nosniff"},
		"X-Robots-Tag":           {"noindex, nofollow"},
	}
	for _, name := range []string{"Date", "Content-Length"} {
		r.Header.Del(name)
	}
	if diff := cmp.Diff(want, r.Header); diff != "" || r.StatusCode != http.StatusFound {
		t.Errorf("status %d, headers (-want +got):\n%s", r.StatusCode, diff)
	}
	if r.body != "<a href=\"https://a.example/1\">The story is here</a>.\n" {
		t.Errorf("body %q", r.body)
	}
}

func TestWhichClicksCount(t *testing.T) {
	t.Parallel()
	w := trusting(t, nil)
	w.poll("a", "A", item(1, "Here"))
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	it := w.feed("/feeds/all.json").Items[0]
	for _, c := range []struct {
		what    string
		method  string
		headers []string
		status  int
	}{
		{"a reader", "GET", nil, 302},
		{"the same reader again", "GET", nil, 302},
		{"another reader", "GET", []string{"X-Forwarded-For", "192.0.2.2"}, 302},
		{"a HEAD", "HEAD", []string{"X-Forwarded-For", "192.0.2.3"}, 302},
		{"a prefetch", "GET", []string{"X-Forwarded-For", "192.0.2.4", "Sec-Purpose", "prefetch"}, 503},
		{"a bot", "GET", []string{"User-Agent", "curl/8.0"}, 302},
		{"who asks not to be counted", "GET", []string{"X-Forwarded-For", "192.0.2.5", "Sec-GPC", "1"}, 302},
		{"a POST", "POST", nil, 405},
	} {
		headers := append([]string{"User-Agent", human, "X-Forwarded-For", "192.0.2.1"}, c.headers...)
		r := w.ask(c.method, path(it.URL), headers...)
		if r.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", c.what, r.StatusCode, c.status)
		}
		if c.status == 302 && r.Header.Get("Location") != "https://a.example/1" {
			t.Errorf("%s is sent to %q", c.what, r.Header.Get("Location"))
		}
	}
	w.until("all clicks in the store", func() bool { return w.counts(it.Freshet.Story).Raw == 7 })
	if got := w.counts(it.Freshet.Story).Clicks; got != 2 {
		t.Errorf("%d clicks count, want 2", got)
	}
}

// TestClickThatCannotBeWritten ends the journal under the server: readers go on all
// the same.
func TestClickThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	w := trusting(t, nil)
	w.poll("a", "A", item(1, "Here"))
	link := w.link("Here")
	if r := w.click(link, 1); r.StatusCode != 302 {
		t.Fatalf("status %d", r.StatusCode)
	}
	w.check(w.server.Close())
	for i, who := range []int{2, 2, 1, 3} { // two new readers; the others were here before
		if r := w.click(link, who); r.StatusCode != 302 || r.Header.Get("Location") != "https://a.example/1" {
			t.Errorf("click %d: status %d, %v", i, r.StatusCode, r.Header)
		}
	}
}

// TestDamagedJournalIsSalvaged breaks the first of two clicks on disk: the server
// starts, and has the other.
func TestDamagedJournalIsSalvaged(t *testing.T) {
	t.Parallel()
	w := trusting(t, nil)
	w.poll("a", "A", item(1, "Here"))
	link := w.link("Here")
	story := w.feed("/feeds/all.json").Items[0].Freshet.Story
	w.check(w.store.Close()) // clicks stay in the journal
	for reader := range 2 {
		if r := w.click(link, reader); r.StatusCode != 302 {
			t.Fatalf("status %d", r.StatusCode)
		}
	}
	w.stop()
	names, err := filepath.Glob(filepath.Join(w.dir, "clicks", "*.clicks"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%v, %v", names, err)
	}
	data, err := os.ReadFile(names[0])
	w.check(err)
	data[60] ^= 1 // in the first record
	w.check(os.WriteFile(names[0], data, 0o600))
	w.start(settings())
	w.until("the other click", func() bool { return w.counts(story).Raw == 1 })
	if _, err := os.Stat(names[0] + ".damaged"); err != nil {
		t.Error(err)
	}
}

func TestBadLinks(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "Here"))
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	link := path(w.feed("/feeds/all.json").Items[0].URL)
	last := "A"
	if strings.HasSuffix(link, last) {
		last = "B"
	}
	for _, p := range []string{"/go/", "/go/x", link + "A", link[:len(link)-1] + last, "/go/https://evil.example/", "/go/" + strings.Repeat("A", 44)} {
		r := w.get(p, "User-Agent", human)
		if r.StatusCode != 404 || r.Header.Get("Location") != "" {
			t.Errorf("%s: status %d, location %q", p, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// TestNoLinkGoesNowhere has stories whose lead nobody should be sent to.
func TestNoLinkGoesNowhere(t *testing.T) {
	t.Parallel()
	w := open(t)
	var items []storage.Item
	for n, u := range []string{"", "javascript:alert(1)", "https://user@evil.example/", "ftp://a.example/"} {
		it := item(n, fmt.Sprint("No link ", n))
		it.URL, it.Canonical = u, ""
		items = append(items, it)
	}
	w.poll("a", "A", items...)
	w.until("the stories", func() bool { return len(w.feed("/feeds/all.json").Items) == len(items) })
	for _, it := range w.feed("/feeds/all.json").Items {
		if it.URL != "https://news.example.org/stories/"+it.Freshet.Story {
			t.Errorf("%s links to %s", it.Title, it.URL)
		}
		if r := w.get(path(it.URL)); r.StatusCode != 200 || strings.Contains(r.body, "javascript:") {
			t.Errorf("its page: status %d", r.StatusCode)
		}
	}
}

func TestClicksMoveTheLiveList(t *testing.T) {
	t.Parallel()
	w := trusting(t, nil)
	one, two := item(1, "Calm"), item(2, "Hot")
	one.Published, two.Published = time.Time{}, time.Time{}
	w.poll("a", "A", one, two)
	w.until("both stories", func() bool { return len(w.feed("/feeds/all/hot.json").Items) == 2 })
	hot := w.link("Hot")
	for reader := range 2 {
		w.click(hot, reader)
	}
	w.until("two clicks, which are not told", func() bool {
		f := w.feed("/feeds/all/hot.json?window=hour&x=y")
		return f.Items[0].Title == "Hot" && f.Items[0].Freshet.Score > 1 && f.Items[0].Freshet.Clicks == nil
	})
	for reader := range 4 {
		w.click(hot, 10+reader)
	}
	w.until("six clicks", func() bool {
		f := w.feed("/feeds/all/hot.json")
		return f.Items[0].Freshet.Clicks != nil && *f.Items[0].Freshet.Clicks == 6
	})
	list := w.feed("/feeds/all/hot.json").Items
	for i, it := range list {
		sum := 0.0
		for _, y := range it.Freshet.Why {
			sum += y.Value
		}
		if it.Freshet.Rank != i+1 || math.Abs(sum-it.Freshet.Score) > 1e-6 {
			t.Errorf("place %d: rank %d, score %v, reasons make %v", i, it.Freshet.Rank, it.Freshet.Score, sum)
		}
	}
	if f := w.feed("/feeds/go/hot.json"); len(f.Items) != 0 {
		t.Errorf("a feed without stories has %v", f.titles())
	}

	before := w.feed("/feeds/all/hot.json")
	w.stop()
	w.start(settings())
	after := w.feed("/feeds/all/hot.json")
	if diff := cmp.Diff(before.titles(), after.titles()); diff != "" || *after.Items[0].Freshet.Clicks != 6 {
		t.Errorf("the list after a restart (-before +after):\n%s", diff)
	}
}

func TestPromotion(t *testing.T) {
	t.Parallel()
	w := trusting(t, func(s *output.Settings) { s.Scale = 1800 })
	empty := w.get("/feeds/all/trending.rss")
	it := item(1, "It spreads")
	it.Published = time.Time{}
	w.poll("a", "A", it)
	w.poll("b", "B News", it)
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	for reader := range 8 {
		w.click(w.feed("/feeds/all.json").Items[0].URL, reader)
	}
	w.until("the promotion", func() bool { return len(w.feed("/feeds/all/trending.json").Items) == 1 })
	p := w.feed("/feeds/all/trending.json").Items[0]
	newest := w.feed("/feeds/all.json").Items[0]
	if p.ID == newest.ID || !strings.Contains(p.ID, ":trend/all/"+newest.Freshet.Story) || p.URL == newest.URL {
		t.Errorf("promotion has id %s, link %s", p.ID, p.URL)
	}
	if !strings.Contains(p.HTML, "told by 2 sources") || !strings.Contains(p.Freshet.Note, "First published") {
		t.Errorf("its text is %s, its note %s", p.HTML, p.Freshet.Note)
	}
	if at, err := time.Parse(time.RFC3339, p.Date); err != nil || time.Since(at) > time.Minute {
		t.Errorf("it is dated %s", p.Date)
	}
	before := w.get("/feeds/all/trending.rss")
	if !rises(t, empty, before) {
		t.Error("Last-Modified does not rise")
	}

	// The story goes on: it is clicked, revised, and comes again.
	for reader := range 8 {
		w.click(newest.URL, 100+reader)
	}
	revised := item(1, "It spreads, says everyone")
	w.poll("a", "A", revised, item(2, "Other"))
	w.until("the revision", func() bool { return strings.Contains(w.get("/feeds/all.rss").body, "says everyone") })
	w.restart()
	if after := w.get("/feeds/all/trending.rss"); after.body != before.body || after.Header.Get("Etag") != before.Header.Get("Etag") {
		t.Errorf("the trending feed changed (-before +after):\n%s", cmp.Diff(before.body, after.body))
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	w := trusting(t, nil)
	w.poll("a", "A", item(1, "First"), item(2, "Second"))
	w.poll("b", "B", item(1, "First"))
	w.until("the stories", func() bool {
		f := w.feed("/feeds/all.json")
		return len(f.Items) == 2 && len(w.feed("/feeds/only.b.json").Items) == 1
	})
	story := w.feed("/feeds/only.b.json").Items[0]
	w.click(story.URL, 1)
	w.click(story.URL, 1)
	w.until("the clicks", func() bool { return w.counts(story.Freshet.Story).Raw == 2 })

	var out bytes.Buffer
	w.check(w.server.Export(t.Context(), &out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	var f jsonFeed
	w.check(json.Unmarshal([]byte(`{"items":[`+strings.Join(lines, ",")+`]}`), &f))
	for _, it := range f.Items {
		clicks, raw := 0, 0
		if it.ID == story.ID {
			clicks, raw = 1, 2
		}
		if *it.Freshet.Clicks != clicks || *it.Freshet.RawClicks != raw || it.Freshet.Sightings[0].GUID == "" {
			t.Errorf("%s: %d and %d clicks, sightings %v", it.Title, *it.Freshet.Clicks, *it.Freshet.RawClicks, it.Freshet.Sightings)
		}
	}
	id, err := storage.ParseStoryID(story.Freshet.Story)
	w.check(err)
	line, err := w.server.ExportStory(t.Context(), id)
	if err != nil || !strings.Contains(out.String(), string(line)+"\n") {
		t.Errorf("one story: %s, %v", line, err)
	}
	if _, err := w.server.ExportStory(t.Context(), storage.StoryID{1}); err == nil {
		t.Error("a story that is not there was exported")
	}
}
