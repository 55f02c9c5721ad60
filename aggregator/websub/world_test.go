package websub_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/websub"
	"freshet/aggregator/websub/hubtest"
	"freshet/storage"
	"freshet/storage/bolt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is one source with its hub on one side, and on the other a store, an
// aggregator and a subscriber as the daemon puts them together.
type world struct {
	t      *testing.T
	origin *origin
	hub    *hubtest.Hub
	hubURL string
	base   string // of callbacks
	feed   string // address of the source

	store    storage.Store
	sub      *websub.Subscriber
	agg      *aggregator.Aggregator
	metrics  *prometheus.Registry
	settings websub.Settings
	sources  []aggregator.Source
	poll     aggregator.Poll
	log      *lines
}

// plan is how a world is to be.
type plan struct {
	origin  *origin
	hub     hubtest.Options
	plain   bool // the hub speaks no TLS
	bubble  bool // no network, simulated time
	dir     string
	minHash string
	every   time.Duration // between polls; default an hour
	lease   time.Duration // asked of the hub; default ten days
	drop    func(*storage.Item) bool
	store   func(storage.Store) storage.Store // between the store and what uses it
}

// build makes a world that does nothing yet.
func build(t *testing.T, p plan) *world {
	t.Helper()
	w := &world{t: t, origin: p.origin, log: &lines{}}
	if w.origin == nil {
		w.origin = &origin{}
	}
	var client *fetch.Client
	if p.bubble {
		client = w.inMemory(p)
	} else {
		client = w.onLoopback(p)
	}
	var err error
	if p.dir == "" {
		p.dir = t.TempDir()
	}
	if w.store, err = bolt.Open(filepath.Join(p.dir, "store.db"), bolt.Options{}); err != nil {
		t.Fatal(err)
	}
	store := w.store
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if p.store != nil {
		w.store = p.store(w.store)
	}
	w.wire()
	if p.every == 0 {
		p.every = time.Hour
	}
	if p.lease == 0 {
		p.lease = 10 * 24 * time.Hour
	}
	callback, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	w.poll = aggregator.Poll{Every: p.every, Min: p.every, Max: 48 * time.Hour}
	w.settings = websub.Settings{Callback: callback, Lease: p.lease, MinHash: p.minHash, Fetch: client}
	w.apply(aggregator.Source{Spec: storage.SourceSpec{Name: "news", URL: w.feed, Host: "origin"}, Drop: p.drop})
	return w
}

// wire makes a subscriber and an aggregator over the store.
func (w *world) wire() {
	w.t.Helper()
	var err error
	w.metrics = prometheus.NewRegistry()
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.sub, err = websub.New(w.t.Context(), websub.Options{Store: w.store, Log: log, Metrics: websub.NewMetrics(w.metrics)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.agg = aggregator.New(aggregator.Options{Store: w.store, Log: log, Hubs: w.sub})
}

// restart begins again with what the store has.
func (w *world) restart() {
	w.t.Helper()
	w.wire()
	w.apply(w.sources...)
}

// many are sources that share the feed's document and hub.
func (w *world) many(n int) (sources []aggregator.Source) {
	for i := range n {
		name := fmt.Sprintf("s%d", i)
		sources = append(sources, aggregator.Source{Spec: storage.SourceSpec{Name: name, URL: w.feed + "?" + name, Host: name}})
	}
	return sources
}

// apply makes sources the present ones. A new one is due at once.
func (w *world) apply(sources ...aggregator.Source) {
	w.t.Helper()
	w.sources = sources
	set := aggregator.Settings{Sources: sources, Poll: w.poll, Fetch: w.settings.Fetch}
	if _, err := w.agg.Apply(w.t.Context(), time.Now().Add(-10*time.Second), set); err != nil {
		w.t.Fatal(err)
	}
	w.settings.Sources = nil
	for _, s := range sources {
		w.settings.Sources = append(w.settings.Sources, websub.Source{Name: s.Spec.Name, URL: s.Spec.URL})
	}
	w.sub.Apply(w.t.Context(), w.settings)
}

// onLoopback puts origin, hub and callback on servers of their own.
func (w *world) onLoopback(p plan) *fetch.Client {
	public := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.sub.ServeHTTP(rw, r) }))
	w.t.Cleanup(public.Close)
	source := httptest.NewServer(w.origin)
	w.t.Cleanup(source.Close)
	p.hub.Client = &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	w.hub = hubtest.New(p.hub)
	options := fetch.Options{PrivateNetworks: true}
	server := httptest.NewUnstartedServer(w.hub)
	if p.plain {
		server.Start()
	} else {
		server.StartTLS()
		options.Transport = server.Client().Transport
	}
	w.t.Cleanup(func() { w.hub.Close(); server.Close() })
	client := fetch.New(options)
	w.t.Cleanup(client.CloseIdle)
	w.base, w.feed, w.hubURL = public.URL, source.URL+"/feed", server.URL+"/"
	w.origin.place(w.feed, w.hubURL)
	return client
}

// inMemory puts them on a network without sockets.
func (w *world) inMemory(p plan) *fetch.Client {
	net := memory{}
	p.hub.Client = &http.Client{Transport: net}
	w.hub = hubtest.New(p.hub)
	net["reader.example"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.sub.ServeHTTP(rw, r) })
	net["hub.example"], net["origin.example"] = w.hub, w.origin
	w.base, w.feed, w.hubURL = "https://reader.example", "https://origin.example/feed", "https://hub.example/"
	w.origin.place(w.feed, w.hubURL)
	return fetch.New(fetch.Options{Transport: net})
}

// memory answers requests by the handlers of their hosts.
type memory map[string]http.Handler

func (m memory) RoundTrip(r *http.Request) (*http.Response, error) {
	h := m[r.URL.Host]
	if h == nil {
		return nil, fmt.Errorf("no such host: %s", r.URL.Host)
	}
	in := httptest.NewRequest(r.Method, r.URL.String(), r.Body).WithContext(r.Context())
	in.Header = r.Header
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, in)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// run polls and subscribes until the function that it returns is called, or the
// test ends.
func (w *world) run() (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	var all sync.WaitGroup
	for _, f := range []func() error{
		func() error { return w.agg.Run(ctx) },
		func() error { return w.sub.Run(ctx, w.agg) },
	} {
		all.Go(func() {
			if err := f(); err != nil {
				w.t.Error(err)
			}
		})
	}
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			all.Wait()
			w.hub.Close()
		})
	}
	w.t.Cleanup(stop)
	return stop
}

// eventually waits until a condition holds.
func (w *world) eventually(what string, holds func() error) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	for {
		err := holds()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			w.t.Fatalf("%s: %v\n%s", what, err, w.log)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// active waits until the hub pushes, and returns the callback.
func (w *world) active() string {
	w.t.Helper()
	w.eventually("the hub pushes", func() error {
		st, ok := w.sub.Status("news")
		if !ok || st.State != storage.SubscriptionActive {
			return fmt.Errorf("%+v", st)
		}
		return nil
	})
	return w.kept().callback(w)
}

// kept is the subscription as the store has it.
type kept storage.Subscription

func (w *world) kept() kept {
	w.t.Helper()
	list, err := w.store.Subscriptions(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range list {
		if s.State != storage.SubscriptionLeaving {
			return kept(s)
		}
	}
	return kept{}
}

func (k kept) callback(w *world) string { return w.base + "/websub/" + k.Token }

// titles waits until the store has stories with these titles and no others.
func (w *world) titles(want ...string) {
	w.t.Helper()
	w.eventually("stories", func() error {
		got := w.stories()
		if len(got) != len(want) {
			return fmt.Errorf("%q, want %q", got, want)
		}
		for _, title := range want {
			if !strings.Contains("\n"+strings.Join(got, "\n")+"\n", "\n"+title+"\n") {
				return fmt.Errorf("%q, want %q", got, want)
			}
		}
		return nil
	})
}

func (w *world) stories() (titles []string) {
	w.t.Helper()
	for story, err := range w.store.All(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		titles = append(titles, story.Lead.Title)
	}
	return titles
}

// publish has the hub push a document, and expects it to be taken.
func (w *world) publish(body string) {
	w.t.Helper()
	w.eventually("the hub has subscribed us", func() error {
		if len(w.hub.Callbacks(w.kept().Topic)) == 0 {
			return errors.New("not yet")
		}
		return nil
	})
	codes, err := w.hub.Publish(w.t.Context(), w.hubURL, w.kept().Topic, "application/rss+xml", []byte(body))
	if err != nil || len(codes) != 1 || codes[0]/100 != 2 {
		w.t.Fatalf("pushed: %v %v", codes, err)
	}
}

// counted waits until a metric has a value.
func (w *world) counted(name, result string, want float64) {
	w.t.Helper()
	w.eventually(name+" "+result, func() error {
		families, err := w.metrics.Gather()
		if err != nil {
			return err
		}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if f.GetName() == name && (result == "" || m.GetLabel()[0].GetValue() == result) {
					if got := m.GetCounter().GetValue() + m.GetGauge().GetValue(); got != want {
						return fmt.Errorf("%v, want %v", got, want)
					}
					return nil
				}
			}
		}
		return errors.New("no such metric")
	})
}

// state is what the store has of the source.
func (w *world) state() storage.SourceStatus {
	w.t.Helper()
	list, err := w.store.Sources(w.t.Context())
	if err != nil || len(list) != 1 {
		w.t.Fatalf("%d sources, %v", len(list), err)
	}
	return list[0]
}

// lines is a log.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
