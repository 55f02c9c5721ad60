package world

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"freshet/config"
)

type bulkXML struct {
	Items []struct {
		Title       string `xml:"title"`
		Link        string `xml:"link"`
		GUID        string `xml:"guid"`
		Description string `xml:"description"`
	} `xml:"channel>item"`
}

func newBulk(t *testing.T, o BulkOptions) *BulkWorld {
	t.Helper()
	b, err := Bulk(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ask(b http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	b.ServeHTTP(rec, r)
	return rec.Result()
}

// The truth tells of every served item, once, and of each copy what it shares
// with its original.
func TestBulkTruthIsServed(t *testing.T) {
	b := newBulk(t, BulkOptions{Seed: 3, Sources: 60, Items: 20, CopyShare: .2, Bytes: 600})
	type text struct{ link, title, body string }
	served := map[string]text{}
	for i := range b.Len() {
		var doc bulkXML
		if err := xml.NewDecoder(ask(b, "GET", b.Path(i)).Body).Decode(&doc); err != nil {
			t.Fatal(err)
		}
		for _, it := range doc.Items {
			served[it.GUID] = text{it.Link, it.Title, it.Description}
		}
	}
	items, copies, titles := 0, 0, map[string]bool{}
	for _, s := range b.Truth() {
		if titles[s.Title] {
			t.Errorf("two stories are titled %s", s.Title)
		}
		titles[s.Title] = true
		original := served[s.Items[0].GUID]
		sources := map[string]bool{}
		for n, it := range s.Items {
			got := served[it.GUID]
			items++
			if got.link != it.Link || got.title != s.Title || sources[it.Source] {
				t.Fatalf("item %+v of %q is served as %+v", it, s.Title, got)
			}
			sources[it.Source] = true
			if n == 0 {
				continue
			}
			copies++
			sameLink := bare(t, got.link) == bare(t, original.link)
			if sameLink != s.SameLink || (got.body == original.body) == s.SameLink {
				t.Errorf("copy %+v of %+v", got, original)
			}
		}
	}
	if items != 60*20 || len(served) != items {
		t.Errorf("%d items in the truth, %d served", items, len(served))
	}
	if share := float64(copies) / float64(items); share < .17 || share > .23 {
		t.Errorf("share of copies %.3f", share)
	}
}

func TestBulkServesCodingsAndValidators(t *testing.T) {
	b := newBulk(t, BulkOptions{Sources: 2, Items: 3})
	plain := ask(b, "GET", b.Path(1))
	want, _ := io.ReadAll(plain.Body)
	zipped := ask(b, "GET", b.Path(1), "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) {
		t.Errorf("unzipped differs: %v", err)
	}
	if size := len(want) / 3; size < 2000 || size > 3000 {
		t.Errorf("%d bytes an item", size)
	}
	for _, c := range []struct {
		method, path string
		headers      []string
		status       int
	}{
		{"GET", b.Path(1), []string{"If-None-Match", plain.Header.Get("ETag")}, 304},
		{"GET", b.Path(1), []string{"If-None-Match", zipped.Header.Get("ETag"), "Accept-Encoding", "gzip"}, 304},
		{"GET", b.Path(1), []string{"If-None-Match", zipped.Header.Get("ETag")}, 200},
		{"HEAD", b.Path(0), nil, 200},
		{"POST", b.Path(0), nil, 405},
		{"GET", b.Path(2), nil, 404},
		{"GET", "/s/-1.xml", nil, 404},
		{"GET", "/s/01.xml", nil, 404},
		{"GET", "/", nil, 404},
	} {
		if got := ask(b, c.method, c.path, c.headers...); got.StatusCode != c.status {
			t.Errorf("%s %s %v: %d, want %d", c.method, c.path, c.headers, got.StatusCode, c.status)
		}
	}
}

func TestBulkRefuses(t *testing.T) {
	for name, o := range map[string]BulkOptions{
		"a negative number": {Sources: -1},
		"too many":          {Sources: MaxBulkItems, Items: 2},
		"too many copies":   {CopyShare: .6},
		"a lone copier":     {Sources: 1, CopyShare: .1},
	} {
		if _, err := Bulk(o); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}

func TestBulkConfigIsAccepted(t *testing.T) {
	b := newBulk(t, BulkOptions{Sources: 5, Items: 1})
	c, err := config.Parse("bulk.yml", b.ConfigYAML([]string{"http://127.0.0.1:1", "http://127.0.0.2:1"}, "http://localhost:2", ":2", "f.db"), ".", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 5 || !strings.HasSuffix(c.Sources[3].URL, "127.0.0.2:1"+b.Path(3)) {
		t.Errorf("sources %+v", c.Sources)
	}
}

func BenchmarkBulkTruth(b *testing.B) {
	world, err := Bulk(BulkOptions{CopyShare: .2})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(world.Truth()) == 0 {
			b.Fatal("no stories")
		}
	}
}
