package output_test

import (
	"compress/gzip"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// served is a world with two stories, and the documents that it serves by path,
// with their media types.
func served(t *testing.T) (*world, map[string]string) {
	w := open(t)
	w.poll("a", "The A Post", item(1, "First & <b>foremost</b>"), item(2, "Second"))
	w.until("both stories", func() bool { return len(w.feed("/feeds/all.json").Items) == 2 })
	docs := map[string]string{"/sources.opml": "text/x-opml", "/feeds.opml": "text/x-opml"}
	for _, feed := range []string{"/feeds/all", "/feeds/go", "/feeds/all/trending", "/feeds/-sources"} {
		docs[feed+".rss"], docs[feed+".atom"], docs[feed+".json"] =
			"application/rss+xml", "application/atom+xml", "application/feed+json"
	}
	return w, docs
}

// TestDocumentsOverHTTP goes through PROTOCOL.md B6 for every document: media
// types, validators, codings, conditions, methods.
func TestDocumentsOverHTTP(t *testing.T) {
	t.Parallel()
	w, docs := served(t)
	for path, mime := range docs {
		full := w.get(path)
		tag, date := full.Header.Get("Etag"), full.Header.Get("Last-Modified")
		for name, want := range map[string]string{
			"Content-Type": mime + "; charset=utf-8", "Vary": "Accept-Encoding",
			"Cache-Control":               "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400",
			"X-Content-Type-Options":      "nosniff",
			"Content-Security-Policy":     "sandbox; default-src 'none'; style-src 'self'",
			"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
			"Link": `<https://news.example.org` + path + `>; rel="self"`, "Set-Cookie": "",
		} {
			if got := full.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if at, err := http.ParseTime(date); err != nil || at.After(time.Now()) || !strings.HasPrefix(tag, `"`) || strings.HasPrefix(full.body, "\ufeff") {
			t.Errorf("%s: changed %q, tag %s", path, date, tag)
		}
		old := "Sat, 01 Jan 2000 00:00:00 GMT"
		for _, c := range []struct {
			headers []string
			status  int
		}{
			{[]string{"If-None-Match", tag}, 304},
			{[]string{"If-None-Match", "W/" + tag}, 304},
			{[]string{"If-None-Match", `"other", ` + tag}, 304},
			{[]string{"If-None-Match", "*"}, 304},
			{[]string{"If-None-Match", strings.Trim(tag, `"`)}, 304},
			{[]string{"If-None-Match", strings.TrimSuffix(tag, `"`) + `-gzip"`}, 304},
			{[]string{"If-None-Match", tag, "If-Modified-Since", old}, 304},
			{[]string{"If-Modified-Since", date}, 304},
			{[]string{"If-None-Match", `"other"`}, 200},
			{[]string{"If-None-Match", `"other"`, "If-Modified-Since", date}, 200},
			{[]string{"If-Modified-Since", old}, 200},
			{[]string{"If-Modified-Since", "yesterday"}, 200},
			{[]string{"Range", "bytes=0-9"}, 200},
			{[]string{"Host", "evil.example", "X-Forwarded-Host", "evil.example"}, 200},
			{[]string{"Accept", "text/html"}, 200},
		} {
			w.answers(t, path, full, c.headers, c.status)
		}
		w.answers(t, path+"?x=1&utm_source=y", full, nil, 200)
		head := w.ask("HEAD", path)
		full.Header.Del("Date")
		head.Header.Del("Date")
		if diff := cmp.Diff(full.Header, head.Header); diff != "" || head.body != "" || head.StatusCode != 200 {
			t.Errorf("HEAD %s (-GET +HEAD):\n%s", path, diff)
		}
		if r := w.ask("OPTIONS", path); r.StatusCode != 204 || r.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("OPTIONS %s: status %d", path, r.StatusCode)
		}
	}
}

// answers proves that an answer under a condition is the full one, or a 304 with
// the fields of the full one that matter to a cache.
func (w *world) answers(t *testing.T, path string, full reply, headers []string, status int) {
	t.Helper()
	r := w.get(path, headers...)
	want := full.body
	if status == 304 {
		want = ""
	}
	if r.StatusCode != status || r.body != want {
		t.Errorf("%s %q: status %d with %d bytes, want %d with %d", path, headers, r.StatusCode, len(r.body), status, len(want))
	}
	for _, name := range []string{"Cache-Control", "Vary", "Last-Modified", "Link", "Access-Control-Allow-Origin"} {
		if got, want := r.Header.Get(name), full.Header.Get(name); got != want {
			t.Errorf("%s %q: %s is %q, want %q", path, headers, name, got, want)
		}
	}
	if r.Header.Get("Etag") == "" || r.Header.Get("Date") == "" || status == 304 && r.Header.Get("Content-Type") != "" {
		t.Errorf("%s %q: headers %v", path, headers, r.Header)
	}
}

// TestCodings proves that the compressed form is the same text under a tag of its
// own, and which wishes it answers.
func TestCodings(t *testing.T) {
	t.Parallel()
	w, docs := served(t)
	w.until("the story on the page", func() bool { return strings.Contains(w.get("/").body, "Second") })
	for path := range docs {
		plain := w.get(path)
		if len(plain.body) < 1024 {
			continue // too short to gain
		}
		for _, wish := range []string{"gzip", "gzip, deflate, br, zstd", "br;q=1, gzip;q=0.8", "*", "identity;q=0, gzip"} {
			r := w.get(path, "Accept-Encoding", wish)
			if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Etag") == plain.Header.Get("Etag") || r.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s, %q: %v", path, wish, r.Header)
				continue
			}
			z, err := gzip.NewReader(strings.NewReader(r.body))
			w.check(err)
			text, err := io.ReadAll(z)
			w.check(err)
			if string(text) != plain.body {
				t.Errorf("%s, %q: another text", path, wish)
			}
			if c := w.get(path, "Accept-Encoding", wish, "If-None-Match", r.Header.Get("Etag")); c.StatusCode != 304 || c.Header.Get("Etag") != r.Header.Get("Etag") {
				t.Errorf("%s, %q, again: status %d", path, wish, c.StatusCode)
			}
		}
		for _, wish := range []string{"identity", "gzip;q=0", "br", "gzip;q=0.1, identity;q=0.5", ""} {
			if r := w.get(path, "Accept-Encoding", wish); r.Header.Get("Content-Encoding") != "" || r.body != plain.body {
				t.Errorf("%s, %q: coded as %s", path, wish, r.Header.Get("Content-Encoding"))
			}
		}
	}
}

// entry is what must be the same of a story in each format.
type entry struct{ ID, Link, Title, Published string }

type rssDoc struct {
	Items []struct {
		Link  []string `xml:"link"` // and atom:link, which has no text
		Title string   `xml:"title"`
		GUID  struct {
			Permalink string `xml:"isPermaLink,attr"`
			ID        string `xml:",chardata"`
		} `xml:"guid"`
		Date   string `xml:"pubDate"`
		Source struct {
			URL   string `xml:"url,attr"`
			Title string `xml:",chardata"`
		} `xml:"source"`
		Creator string `xml:"http://purl.org/dc/elements/1.1/ creator"`
	} `xml:"channel>item"`
}

type atomDoc struct {
	Entries []struct {
		ID    string `xml:"id"`
		Title string `xml:"title"`
		Date  string `xml:"published"`
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Author string `xml:"author>name"`
		Source struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
		} `xml:"source"`
	} `xml:"entry"`
}

// TestOneStoryInThreeFormats reads the three documents of a feed: ids, links,
// titles, dates and order are the same, and each names the source its own way.
func TestOneStoryInThreeFormats(t *testing.T) {
	t.Parallel()
	w, _ := served(t)
	var rss rssDoc
	var atom atomDoc
	w.check(xml.Unmarshal([]byte(w.get("/feeds/all.rss").body), &rss))
	w.check(xml.Unmarshal([]byte(w.get("/feeds/all.atom").body), &atom))
	lists := map[string][]entry{}
	for _, it := range rss.Items {
		at, err := time.Parse(time.RFC1123, it.Date)
		if err != nil || it.GUID.Permalink != "false" || it.Creator != "Jane" ||
			it.Source.URL != "https://a.example/feed" || it.Source.Title != "The A Post" {
			t.Errorf("RSS item %+v, %v", it, err)
		}
		lists["RSS"] = append(lists["RSS"], entry{it.GUID.ID, strings.Join(it.Link, ""), it.Title, at.Format(time.RFC3339)})
	}
	for _, e := range atom.Entries {
		links := map[string]string{}
		for _, l := range e.Links {
			if links[l.Rel] != "" {
				t.Errorf("two links are %s", l.Rel)
			}
			links[l.Rel] = l.Href
		}
		if e.Author != "Jane" || e.Source.Title != "The A Post" || e.Source.ID == "" || e.Source.Updated == "" || !strings.HasPrefix(links["via"], "https://a.example/") {
			t.Errorf("Atom entry %+v", e)
		}
		lists["Atom"] = append(lists["Atom"], entry{e.ID, links["alternate"], e.Title, e.Date})
	}
	for _, it := range w.feed("/feeds/all.json").Items {
		if s := it.Freshet.Sightings; len(s) != 1 || s[0].Source != "a" || s[0].URL != it.External {
			t.Errorf("JSON item %+v", it)
		}
		lists["JSON"] = append(lists["JSON"], entry{it.ID, it.URL, it.Title, it.Date})
	}
	for _, format := range []string{"Atom", "JSON"} {
		if diff := cmp.Diff(lists["RSS"], lists[format]); diff != "" {
			t.Errorf("(-RSS +%s):\n%s", format, diff)
		}
	}
	ids := map[string]bool{}
	for _, e := range lists["RSS"] {
		if ids[e.ID] = true; !strings.HasPrefix(e.ID, "tag:news.example.org,") || strings.Contains(e.ID, "?") {
			t.Errorf("id %s", e.ID)
		}
	}
	if len(ids) != 2 {
		t.Errorf("ids %v", ids)
	}
}

// TestIdsOutliveTheLink has a source that moves a story to another address: its
// id and its redirect stay, and lead to the new one.
func TestIdsOutliveTheLink(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", item(1, "First"))
	w.until("the story", func() bool { return len(w.feed("/feeds/all.json").Items) == 1 })
	before := w.feed("/feeds/all.json").Items[0]
	moved := item(1, "First, moved")
	moved.URL, moved.Canonical = "https://a.example/moved", "a.example/moved"
	w.poll("a", "A", moved)
	w.until("the move", func() bool { return w.feed("/feeds/all.json").Items[0].Title == "First, moved" })
	after := w.feed("/feeds/all.json").Items[0]
	if after.ID != before.ID || after.URL != before.URL || after.Date != before.Date {
		t.Errorf("id %s, link %s became %s, %s", before.ID, before.URL, after.ID, after.URL)
	}
	if r := w.click(before.URL, 1); r.Header.Get("Location") != moved.URL {
		t.Errorf("the link leads to %s", r.Header.Get("Location"))
	}
}

// TestPagesOverHTTP goes through the pages of DESIGN.md section 5: each tells
// where its feeds are, takes all powers from what strangers wrote, and sets no
// cookie.
func TestPagesOverHTTP(t *testing.T) {
	t.Parallel()
	w, _ := served(t)
	story := w.feed("/feeds/all.json").Items[0].Freshet.Story
	for _, path := range []string{"/", "/feeds/all", "/stories/" + story, "/sources", "/about", "/none"} {
		r := w.get(path)
		for name, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
			"Vary":               "Accept-Encoding", "Set-Cookie": "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		policy := r.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: policy %q", path, policy)
			}
		}
		if strings.Contains(r.body, "<script") || strings.Contains(r.body, "style=") {
			t.Errorf("%s has a script or a style", path)
		}
	}
	for _, path := range []string{"/", "/feeds/all"} {
		for _, mime := range []string{"application/rss+xml", "application/atom+xml", "application/feed+json"} {
			if body := w.get(path).body; !strings.Contains(body, `type="`+mime+`"`) || !strings.Contains(body, `rel="alternate"`) {
				t.Errorf("%s does not announce its %s", path, mime)
			}
		}
	}
	hot := w.get("/feeds/all/hot.json?window=hour")
	if hot.Header.Get("X-Robots-Tag") != "noindex" || !strings.HasPrefix(hot.Header.Get("Cache-Control"), "public, max-age=10") {
		t.Errorf("hot.json: %v", hot.Header)
	}
}
