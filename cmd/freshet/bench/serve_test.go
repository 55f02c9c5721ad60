package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"testing"
	"time"

	"freshet/cmd/freshet/daemon"
	"freshet/config"
	"freshet/storage"
)

const (
	patience  = time.Minute // for the daemon to get ready
	tick      = 50 * time.Millisecond
	feedLimit = 50 // stories of the feed that is served
	conns     = 16 // of a load
)

// site is a whole daemon that has read two sources and serves a feed.
type site struct {
	t      testing.TB
	daemon *daemon.Daemon
	addr   string
	links  []string             // paths of the feed's redirects
	to     []string             // and where they lead
	story  []storage.StoryID    // and what is counted
	docs   map[string]*document // by path
	sent   int                  // clicks
}

// document is an answer of the daemon's, in both codings.
type document struct {
	kind          string
	plain, zipped []byte
	tag, ziptag   string
}

const siteConfig = `
base_url: http://news.example.org
listen: "127.0.0.1:0"
store: {path: %s/freshet.db}
admin: "unix:%s/s"
poll: {every: 24h, min: 24h, max: 24h, spacing: 0, private_networks: true}
sources:
  - {name: a, url: %q}
  - {name: b, url: %q}
feeds:
  - {name: all, title: Everything, limit: %d}
`

// newSite starts a daemon and waits until it serves the feed in full.
func newSite(t testing.TB) *site {
	t.Helper()
	dir, err := os.MkdirTemp("", "fb") // short, for the socket
	check(t, err)
	t.Cleanup(func() { check(t, os.RemoveAll(dir)) })
	urls := child.urls(t, "cold", 2)
	text := fmt.Sprintf(siteConfig, dir, dir, urls[0], urls[1], feedLimit)
	d, err := daemon.New(t.Context(), daemon.Options{
		Load: func() (*config.Config, error) {
			return config.Parse("bench.yml", []byte(text), dir, func(string) (string, bool) { return "", false })
		},
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Version: "bench",
	})
	check(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	t.Cleanup(func() { stop(); check(t, <-done) })
	s := &site{t: t, daemon: d, addr: d.Addr().String(), docs: map[string]*document{}}
	s.until("the feed is full", s.full)
	s.until("the feed stays as it is", s.still())
	if !s.full() {
		t.Fatal("the feed is no longer full")
	}
	return s
}

// until waits for what other goroutines bring about.
func (s *site) until(what string, is func() bool) {
	s.t.Helper()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for end := time.Now().Add(patience); !is(); <-ticker.C {
		if time.Now().After(end) {
			s.t.Fatalf("not within %s: %s (the feed has %d of %d)", patience, what, len(s.links), feedLimit)
		}
	}
}

// still returns what tells whether the documents have not changed for longer than
// the daemon takes to write them again, and takes them.
func (s *site) still() func() bool {
	same, tags := 0, ""
	return func() bool {
		now := ""
		for _, path := range []string{"/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json"} {
			s.docs[path] = s.read(path)
			now += s.docs[path].tag
		}
		if same++; now != tags {
			same, tags = 0, now
		}
		return same > int(3*time.Second/tick)
	}
}

// full tells whether all sources are read and the feed has all its stories, and
// takes the links of these.
func (s *site) full() bool {
	all, err := s.daemon.Store().Sources(s.t.Context())
	check(s.t, err)
	for _, src := range all {
		if src.State.LastSuccess.IsZero() {
			return false
		}
	}
	var feed struct {
		Items []struct {
			URL      string `json:"url"`
			External string `json:"external_url"`
			Freshet  struct {
				Story string `json:"story"`
			} `json:"_freshet"`
		} `json:"items"`
	}
	resp, err := http.Get("http://" + s.addr + "/feeds/all.json")
	check(s.t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return false
	}
	check(s.t, json.NewDecoder(resp.Body).Decode(&feed))
	s.links, s.to, s.story = nil, nil, nil
	for _, it := range feed.Items {
		u, err := url.Parse(it.URL)
		check(s.t, err)
		id, err := storage.ParseStoryID(it.Freshet.Story)
		check(s.t, err)
		s.links, s.to, s.story = append(s.links, u.Path), append(s.to, it.External), append(s.story, id)
	}
	return len(s.links) >= feedLimit
}

// read takes a document as the daemon serves it.
func (s *site) read(path string) *document {
	s.t.Helper()
	ask := func(coding string) ([]byte, http.Header) {
		req, err := http.NewRequest(http.MethodGet, "http://"+s.addr+path, nil)
		check(s.t, err)
		req.Header.Set("Accept-Encoding", coding)
		resp, err := http.DefaultClient.Do(req)
		check(s.t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		check(s.t, err)
		return body, resp.Header
	}
	d := &document{}
	var h http.Header
	d.plain, h = ask("identity")
	d.tag, d.kind = h.Get("Etag"), h.Get("Content-Type")
	d.zipped, h = ask("gzip")
	d.ziptag = h.Get("Etag")
	if len(d.zipped) >= len(d.plain) || d.tag == d.ziptag {
		s.t.Fatalf("%s: %d bytes plain, %d packed, tags %s and %s", path, len(d.plain), len(d.zipped), d.tag, d.ziptag)
	}
	return d
}

// bareServer serves the same bytes and redirects as the site with nothing around
// net/http, and returns its address.
func (s *site) bareServer() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(s.t, err)
	mux := http.NewServeMux()
	for path, d := range s.docs {
		mux.Handle(path, d)
	}
	for i, path := range s.links {
		mux.Handle(path, http.RedirectHandler(s.to[i], http.StatusFound))
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	s.t.Cleanup(func() { check(s.t, srv.Close()); <-done })
	return l.Addr().String()
}

func (d *document) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	body, tag := d.plain, d.tag
	if bytes.Contains([]byte(r.Header.Get("Accept-Encoding")), []byte("gzip")) {
		body, tag = d.zipped, d.ziptag
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Etag", tag)
	if r.Header.Get("If-None-Match") == tag {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", d.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the load may have failed
}

// BenchmarkServe serves a feed that is in memory.
func BenchmarkServe(b *testing.B) {
	const n = 8000
	s := newSite(b)
	bare := s.bareServer()
	path := "/feeds/all.rss"
	gzip := "Accept-Encoding: gzip, deflate\r\n"
	for _, m := range []struct {
		name, headers string
		status        int
	}{
		{"Plain", "", http.StatusOK},
		{"Gzip", gzip, http.StatusOK},
		{"NotModified", gzip + "If-None-Match: " + s.docs[path].ziptag + "\r\n", http.StatusNotModified},
	} {
		b.Run(m.name, func(b *testing.B) {
			l := load{Paths: []string{path}, Headers: "User-Agent: reader/1.0\r\n" + m.headers, N: n, Conns: conns}
			compare(b, "served "+m.name, n,
				contender{work: func() { s.fire(b, l, s.addr, m.status) }},
				contender{name: "net/http", must: 1.25, aim: 1.1, work: func() { s.fire(b, l, bare, m.status) }})
		})
	}
	note("served: a document of %.1f KB, packed %.1f KB", float64(len(s.docs[path].plain))/1e3, float64(len(s.docs[path].zipped))/1e3)
}

func (s *site) fire(t testing.TB, l load, addr string, status int) {
	t.Helper()
	l.Addr = addr
	child.fire(t, l, status)
}

// clicks is a load of n clicks of as many readers.
func (s *site) clicks(n int) load {
	l := load{
		Paths: s.links, N: n, Conns: conns, From: s.sent,
		Headers: "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:#) Gecko/20100101 Firefox/140.0\r\n" +
			"Accept: text/html,application/xhtml+xml\r\nAccept-Encoding: gzip, deflate, br\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
	}
	s.sent += n
	return l
}

// counted is how many clicks the store has of the feed's stories.
func (s *site) counted() (n int) {
	s.t.Helper()
	counts, err := s.daemon.Store().Counts(s.t.Context(), s.story)
	check(s.t, err)
	for _, c := range counts {
		n += int(c.Clicks)
	}
	return n
}

// BenchmarkRedirect follows counted links: each answer is a click in the journal,
// and each click moves to the store.
func BenchmarkRedirect(b *testing.B) {
	const n = 8000
	s := newSite(b)
	bare := s.bareServer()
	compare(b, "counted redirect", n,
		contender{work: func() { s.fire(b, s.clicks(n), s.addr, http.StatusFound) }},
		contender{name: "net/http", must: 1.25, aim: 1.1, work: func() { s.fire(b, s.clicks(n), bare, http.StatusFound) }})
}
