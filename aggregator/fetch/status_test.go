package fetch

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"freshet/storage"
)

func TestA3_12_Statuses(t *testing.T) {
	good := map[int]bool{200: true, 203: true}
	for _, code := range []int{200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 304, 305, 400, 401, 403, 404, 410, 418, 429, 451,
		500, 502, 503, 504, 520, 599, 999} {
		s := serve(t, answer(code, "", "Retry-After", "7200", "Etag", `"x"`))
		if good[code] {
			if res := get(t, client(t), Request{URL: s.URL}); res.Status != code || res.RetryAfter != 2*time.Hour {
				t.Errorf("%d: %+v", code, res)
			}
			continue
		}
		e := refuses(t, client(t), Request{URL: s.URL}, ClassStatus)
		if e.Status != code || e.RetryAfter != 2*time.Hour || !strings.Contains(e.Sentence, strconv.Itoa(code)) {
			t.Errorf("%d: %+v", code, e)
		}
	}
}

// A 304 counts only for what was asked: not from the target of a redirect that
// was asked without validators.
func TestA3_12_UnaskedNotModified(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b", http.StatusFound)
			return
		}
		w.WriteHeader(http.StatusNotModified)
	})
	e := refuses(t, client(t), Request{URL: s.URL + "/a",
		Validators: storage.Validators{URL: s.URL + "/a", ETag: `"a"`}}, ClassStatus)
	if e.Status != http.StatusNotModified || e.URL != s.URL+"/b" {
		t.Errorf("%+v", e)
	}
}

func TestResponse(t *testing.T) {
	s := serve(t, answer(200, feed, "Content-Type", "application/rss+xml; charset=x", "Cache-Control", "max-age=7200", "Age", "600"))
	before := time.Now()
	res := get(t, client(t), Request{URL: s.URL + "/feed#top"})
	if res.Status != 200 || res.NotModified || res.URL != s.URL+"/feed" || string(res.Body) != feed ||
		res.ContentType != "application/rss+xml; charset=x" || res.Hints.MaxAge != 6600*time.Second ||
		res.Permanent != "" || res.At.Before(before) || res.At.After(time.Now()) {
		t.Errorf("%+v", res)
	}
	if res.Validators != (storage.Validators{}) {
		t.Errorf("validators %+v", res.Validators)
	}
}

// The connection serves the next request, whatever the answer was.
func TestConnectionsAreReused(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"304": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) },
		"gzip": func(w http.ResponseWriter, r *http.Request) {
			answer(200, packed(t, "gzip", strings.Repeat(feed, 999)), "Content-Encoding", "gzip")(w, r)
		},
		"br": func(w http.ResponseWriter, r *http.Request) {
			answer(200, packed(t, "br", strings.Repeat(feed, 999)), "Content-Encoding", "br")(w, r)
		},
		"zstd": func(w http.ResponseWriter, r *http.Request) {
			answer(200, packed(t, "zstd", strings.Repeat(feed, 999)), "Content-Encoding", "zstd")(w, r)
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/to", http.StatusFound)
			}
		},
	}
	for name, h := range tests {
		t.Run(name, func(t *testing.T) {
			ports := map[string]bool{}
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				ports[r.RemoteAddr] = true
				if f, ok := w.(http.Flusher); ok && name != "304" && name != "redirect" {
					defer f.Flush() // chunked
				}
				h(w, r)
			})
			c := client(t)
			for range 5 {
				get(t, c, Request{URL: s.URL + "/", Validators: storage.Validators{URL: s.URL + "/", ETag: `"x"`}})
			}
			if len(ports) != 1 {
				t.Errorf("%d connections", len(ports))
			}
		})
	}
}

func TestHTTP2(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(r.Proto)) }))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	c := client(t, trust(s.Certificate()))
	if res := get(t, c, Request{URL: s.URL}); string(res.Body) != "HTTP/2.0" {
		t.Errorf("spoke %q", res.Body)
	}
}
