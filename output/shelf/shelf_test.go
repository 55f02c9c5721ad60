package shelf

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	noon = time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)
	text = []byte(strings.Repeat("The same text again. ", 200))
	kind = Kind{
		Type: "application/rss+xml; charset=utf-8", CacheControl: "public, max-age=60", Security: "sandbox",
		Link: `<https://h.example/x>; rel="self"`, Open: true,
	}
)

func ask(d *Document, method string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "/x", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, resp *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlain(t *testing.T) {
	d := New(text, noon, kind)
	resp := ask(d, "GET")
	if resp.StatusCode != 200 || !bytes.Equal(read(t, resp), text) {
		t.Fatalf("status %d", resp.StatusCode)
	}
	want := http.Header{
		"Access-Control-Allow-Origin":   {"*"},
		"Access-Control-Expose-Headers": {"ETag, Last-Modified, Link"},
		"Cache-Control":                 {"public, max-age=60"},
		"Content-Length":                {"4200"},
		"Content-Security-Policy":       {"sandbox"},
		"Content-Type":                  {"application/rss+xml; charset=utf-8"},
		"Etag":                          {d.ETag()},
		"Last-Modified":                 {"Wed, 04 Nov 2026 12:00:00 GMT"},
		"Link":                          {`<https://h.example/x>; rel="self"`},
		"Vary":                          {"Accept-Encoding"},
		"X-Content-Type-Options":        {"nosniff"},
	}
	if diff := cmp.Diff(want, resp.Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func TestGzip(t *testing.T) {
	d := New(text, noon, kind)
	resp := ask(d, "GET", "Accept-Encoding", "gzip, deflate, br")
	z, err := gzip.NewReader(bytes.NewReader(read(t, resp)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, text) {
		t.Fatalf("unzipped to %d bytes, %v", len(got), err)
	}
	if e := resp.Header.Get("Etag"); e == d.ETag() || !strings.HasSuffix(e, `-gzip"`) {
		t.Errorf("tag of the compressed form is %s", e)
	}
	if small := New([]byte("short"), noon, kind); ask(small, "GET", "Accept-Encoding", "gzip").Header.Get("Content-Encoding") != "" {
		t.Error("a short text was compressed")
	}
}

func TestHead(t *testing.T) {
	d := New(text, noon, kind)
	for _, coding := range []string{"identity", "gzip"} {
		get, head := ask(d, "GET", "Accept-Encoding", coding), ask(d, "HEAD", "Accept-Encoding", coding)
		if diff := cmp.Diff(get.Header, head.Header); diff != "" {
			t.Errorf("%s: headers (-GET +HEAD):\n%s", coding, diff)
		}
		if b := read(t, head); len(b) != 0 {
			t.Errorf("%s: HEAD has a body", coding)
		}
	}
}

func TestConditions(t *testing.T) {
	d := New(text, noon, kind)
	plain, tag := d.ETag(), strings.Trim(d.ETag(), `"`)
	zipped := `"` + tag + `-gzip"`
	const inm, ims = "If-None-Match", "If-Modified-Since"
	for _, c := range []struct {
		name    string
		headers []string
		status  int
		etag    string
	}{
		{"nothing asked", nil, 200, plain},
		{"the tag", []string{inm, plain}, 304, plain},
		{"the tag, weak", []string{inm, "W/" + plain}, 304, plain},
		{"a list", []string{inm, `"a", "b",` + plain}, 304, plain},
		{"two lines", []string{inm, `"a"`, inm, plain}, 304, plain},
		{"anything", []string{inm, "*"}, 304, plain},
		{"anything, compressed", []string{inm, "*", "Accept-Encoding", "gzip"}, 304, zipped},
		{"the compressed tag", []string{inm, zipped, "Accept-Encoding", "gzip"}, 304, zipped},
		{"the compressed tag, plain asked", []string{inm, zipped}, 304, zipped},
		{"a proxy's suffix", []string{inm, `"` + tag + `;gzip"`}, 304, zipped},
		{"no quotes", []string{inm, tag}, 304, plain},
		{"another tag", []string{inm, `"other"`}, 200, plain},
		{"another tag, but not changed since", []string{inm, `"other"`, ims, "Wed, 04 Nov 2026 12:00:00 GMT"}, 200, plain},
		{"the tag, but changed since", []string{inm, plain, ims, "Sat, 01 Jan 2000 00:00:00 GMT"}, 304, plain},
		{"not changed since", []string{ims, "Wed, 04 Nov 2026 12:00:00 GMT"}, 304, plain},
		{"not changed since later", []string{ims, "Wed, 04 Nov 2026 12:00:09 GMT"}, 304, plain},
		{"changed since", []string{ims, "Wed, 04 Nov 2026 11:59:59 GMT"}, 200, plain},
		{"Thunderbird's first", []string{ims, "Sat, 01 Jan 2000 00:00:00 GMT"}, 200, plain},
		{"the epoch", []string{ims, "Thu, 01 Jan 1970 00:00:00 GMT"}, 200, plain},
		{"no date", []string{ims, "yesterday"}, 200, plain},
		{"empty", []string{inm, ""}, 200, plain},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp := ask(d, "GET", c.headers...)
			if resp.StatusCode != c.status || resp.Header.Get("Etag") != c.etag {
				t.Fatalf("status %d, tag %s; want %d, %s", resp.StatusCode, resp.Header.Get("Etag"), c.status, c.etag)
			}
			if c.status != 304 {
				return
			}
			for _, name := range []string{"Cache-Control", "Vary", "Last-Modified", "Access-Control-Allow-Origin"} {
				if resp.Header.Get(name) == "" {
					t.Errorf("304 without %s", name)
				}
			}
			if b := read(t, resp); len(b) != 0 || resp.Header.Get("Content-Length") != "" || resp.Header.Get("Content-Encoding") != "" {
				t.Error("304 speaks of content")
			}
		})
	}
}

func TestUndatedHasNoLastModified(t *testing.T) {
	resp := ask(New(text, time.Time{}, Kind{}), "GET", "If-Modified-Since", "Wed, 04 Nov 2026 12:00:00 GMT")
	if resp.StatusCode != 200 || resp.Header.Get("Last-Modified") != "" {
		t.Errorf("status %d, Last-Modified %q", resp.StatusCode, resp.Header.Get("Last-Modified"))
	}
}

func TestServeStatus(t *testing.T) {
	d := New(text, noon, kind)
	r := httptest.NewRequest("GET", "/x", nil)
	r.Header.Set("If-None-Match", "*")
	w := httptest.NewRecorder()
	d.ServeStatus(w, r, http.StatusNotFound)
	if w.Code != http.StatusNotFound || w.Body.Len() != len(text) {
		t.Errorf("status %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "gzip, deflate, br": true, "br, gzip": true, "GZIP": true, "x-gzip": true,
		"gzip;q=0": false, "gzip; q=0.000": false, "gzip;q=1.0": true, "gzip;q=0.5, identity;q=0.6": false,
		"identity;q=0": false, "identity;q=0, *": true, "*": true, "*;q=0": false, "*;q=0.1": true, "*;q=0, gzip": true,
		"gzip, identity;q=0.5": true, "deflate": false, "gzip;q=0.2, *;q=0": true, "gzip;q=abc": false,
		"gzip;q=9": false, "gzipped": false, " gzip ": true, ",,gzip,,": true, "gzip;level=9": true, "gzip, gzip;q=0": false,
	} {
		if got := AcceptsGzip([]string{header}); got != want {
			t.Errorf("AcceptsGzip(%q) = %t, want %t", header, got, want)
		}
	}
	if AcceptsGzip(nil) || !AcceptsGzip([]string{"br", "gzip"}) {
		t.Error("no header or two of them are misread")
	}
}

func FuzzRequestHeaders(f *testing.F) {
	f.Add(`W/"x-gzip", *`, "gzip;q=0.5,*;q=0", "Wed, 04 Nov 2026 12:00:00 GMT")
	d := New(text, noon, kind)
	f.Fuzz(func(t *testing.T, tags, codings, since string) {
		r := httptest.NewRequest("GET", "/x", nil)
		r.Header["If-None-Match"] = []string{tags}
		r.Header["Accept-Encoding"] = []string{codings}
		r.Header["If-Modified-Since"] = []string{since}
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 304 {
			t.Errorf("status %d", w.Code)
		}
	})
}
