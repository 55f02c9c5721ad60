package output_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"freshet/output"
	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/dedup"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const human = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// world is a server over a real store, reached over HTTP.
type world struct {
	t       testing.TB
	dir     string
	store   *bolt.Store
	server  *output.Server
	web     *httptest.Server
	stop    func()
	metrics *output.Metrics
	idle    bool // the server does not run
}

// settings are two sources and three feeds: everything, one source's, and what
// passes a filter.
func settings() output.Settings {
	base, err := url.Parse("https://news.example.org")
	if err != nil {
		panic(err)
	}
	return output.Settings{
		BaseURL: base, Title: "News",
		Sources: []output.SourceInfo{
			{Name: "a", Title: "The A Post", URL: "https://user:secret@a.example/feed", Tags: []string{"x"}},
			{Name: "b", URL: "https://b.example/feed"},
		},
		Feeds: []output.Feed{
			{Name: "all", Title: "Everything"},
			{Name: "only.b", Title: "Only B", Sources: []string{"b"}, Limit: 3},
			{Name: "go", Title: "Go", Match: func(st *storage.Story) bool { return strings.Contains(st.Lead.Title, "Go") }},
		},
	}
}

func open(t testing.TB) *world {
	w := &world{t: t, dir: t.TempDir()}
	w.start(settings())
	t.Cleanup(func() {
		if w.stop != nil {
			w.stop()
		}
	})
	return w
}

// start opens the store and serves.
func (w *world) start(s output.Settings) {
	w.t.Helper()
	store, err := bolt.Open(filepath.Join(w.dir, "freshet.db"), bolt.Options{})
	w.check(err)
	ctx, cancel := context.WithCancel(context.Background())
	w.check(func() error {
		_, err := store.Sync(ctx, time.Now().Add(-time.Hour), []storage.SourceSpec{
			{Name: "a", URL: "https://a.example/feed", Host: "a.example"},
			{Name: "b", URL: "https://b.example/feed", Host: "b.example"},
		})
		return err
	}())
	w.server, err = output.New(ctx, output.Options{
		Store: store, Settings: s, JournalDir: filepath.Join(w.dir, "clicks"), Version: "1.0", Metrics: w.metrics,
		Log: slog.New(slog.NewTextHandler(w.t.Output(), nil)),
	})
	w.check(err)
	w.store, w.web = store, httptest.NewServer(w.server)
	w.web.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	done := make(chan error, 1)
	if w.idle {
		done <- nil
	} else {
		go func() { done <- w.server.Run(ctx) }()
	}
	w.stop = func() {
		w.web.Close()
		cancel()
		if err := <-done; !errors.Is(err, storage.ErrClosed) { // a test may have closed the store
			w.check(err)
		}
		w.check(w.server.Close())
		if err := store.Close(); !errors.Is(err, storage.ErrClosed) {
			w.check(err)
		}
		w.stop = nil
	}
	if !w.idle {
		w.until("ready", func() bool { return w.server.Ready() == nil })
	}
}

func (w *world) restart() {
	w.t.Helper()
	w.stop()
	w.start(settings())
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// until waits for a condition that other goroutines bring about.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !is(); <-tick.C {
		if time.Now().After(end) {
			w.t.Fatalf("not within 20 s: %s", what)
		}
	}
}

// item is an item with a text of its own.
func item(n int, title string) storage.Item {
	body := fmt.Sprintf("<p>Text number %d of the story %s.</p>", n, title)
	return storage.Item{
		GUID: fmt.Sprint("guid-", n), URL: fmt.Sprintf("https://a.example/%d", n), Canonical: fmt.Sprintf("a.example/%d", n),
		Title: title, Content: body, Published: time.Now().Add(-time.Hour).UTC().Truncate(time.Second),
		Authors: []storage.Person{{Name: "Jane"}}, Language: "en",
		Signature: dedup.Sign(title, body),
	}
}

// poll gives a source's items to the store, as a poll would.
func (w *world) poll(source, title string, items ...storage.Item) {
	w.t.Helper()
	ctx, now := context.Background(), time.Now()
	var claim *storage.Claim
	w.until("a claim of "+source, func() bool {
		claims, err := w.store.Claim(ctx, storage.ClaimRequest{Now: now, Limit: 10, Lease: time.Minute})
		w.check(err)
		for i := range claims {
			if claims[i].Source.Name == source {
				claim = &claims[i]
			} else {
				w.check(w.store.Release(ctx, claims[i]))
			}
		}
		return claim != nil
	})
	state := claim.State
	state.LastPoll, state.LastSuccess, state.LastNew = now, now, now
	state.Document.Title, state.Document.Link = title, "https://"+source+".example/"
	var present []string
	for _, it := range items {
		present = append(present, it.GUID)
	}
	_, err := w.store.Finish(ctx, *claim, storage.Outcome{At: now, State: state, Next: now.Add(-time.Second), Items: items, Present: present})
	w.check(err)
}

// reply is an answer, read whole.
type reply struct {
	*http.Response
	body string
}

func (w *world) ask(method, path string, headers ...string) reply {
	w.t.Helper()
	req, err := http.NewRequest(method, w.web.URL+path, nil)
	w.check(err)
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := w.web.Client().Do(req)
	w.check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	w.check(err)
	return reply{resp, string(body)}
}

func (w *world) get(path string, headers ...string) reply {
	w.t.Helper()
	return w.ask("GET", path, headers...)
}
