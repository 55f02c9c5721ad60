package aggregator_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/storage"
	"freshet/storage/bolt"
)

// script is how one source of the simulated web behaves.
type script struct {
	name  string
	host  string
	takes time.Duration // how long an answer takes
	floor time.Duration // the least time after an answer that its hints allow
	// quiet are the hours of GMT in which the source does not want to be asked.
	quiet func(hour int) bool
	// answer writes the n-th answer, n from 1.
	answer func(w http.ResponseWriter, n int)
}

// visit is one request as an origin saw it.
type visit struct{ start, end time.Time }

// web is a network in memory: it answers by scripts and writes down who came
// when.
type web struct {
	mu      sync.Mutex
	scripts map[string]*script // by URL
	visits  map[string][]visit // by URL
	busy    map[string]int     // by host
	faults  []string
}

func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	s := w.scripts[r.URL.String()]
	if s == nil {
		return nil, fmt.Errorf("no such place: %s", r.URL)
	}
	start := time.Now()
	w.mu.Lock()
	if w.busy[s.host]++; w.busy[s.host] > 1 {
		w.faults = append(w.faults, fmt.Sprintf("%s: two requests at a time", s.host))
	}
	n := len(w.visits[r.URL.String()]) + 1
	w.visits[r.URL.String()] = append(w.visits[r.URL.String()], visit{start: start})
	w.mu.Unlock()

	if s.takes > 0 {
		<-time.After(s.takes) // simulated time
	}
	rec := httptest.NewRecorder()
	s.answer(rec, n)

	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy[s.host]--
	w.visits[r.URL.String()][n-1].end = time.Now()
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// rss answers with a feed of one entry; head is put into the channel.
func rss(head string, headers ...string) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, n int) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>t</title><link>https://x.example/</link><description>d</description>%s
<item><guid isPermaLink="false">g%d</guid><title>Entry %d</title><link>https://x.example/%d</link></item></channel></rss>`, head, n, n, n)
	}
}

func status(code int, headers ...string) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// least is what holds for sources without hints: their rhythm decides, but never
// below the operator's bound.
const least = 5 * time.Minute

// kinds are the hints and moods of the simulated web.
func kinds() []script {
	day := func(hours string) string { return "<skipHours>" + hours + "</skipHours>" }
	return []script{
		{name: "plain", floor: least, answer: rss("")},
		{name: "max-age", floor: 2 * time.Hour, answer: rss("", "Cache-Control", "max-age=7200")},
		{name: "max-age-less-age", floor: 110 * time.Minute, answer: rss("", "Cache-Control", "max-age=7200", "Age", "600")},
		{name: "ttl", floor: 3 * time.Hour, answer: rss("<ttl>180</ttl>")},
		{name: "ttl-and-max-age", floor: 4 * time.Hour, answer: rss("<ttl>60</ttl>", "Cache-Control", "max-age=14400")},
		{name: "skip-hours", floor: least, answer: rss(day("<hour>3</hour><hour>4</hour><hour>5</hour>")), quiet: func(h int) bool { return h >= 3 && h <= 5 }},
		{name: "unavailable", floor: 5 * time.Hour, answer: status(503, "Retry-After", "18000")},
		{name: "too-many", floor: 6 * time.Hour, answer: status(429, "Retry-After", "21600")},
		{name: "broken", floor: 30 * time.Minute, answer: status(500)},
		{name: "forbidden", floor: 4 * time.Hour, answer: status(403)},
		{name: "slow", floor: least, takes: 15 * time.Second, answer: rss("")},
		{name: "no-feed", floor: 30 * time.Minute, answer: func(w http.ResponseWriter, _ int) { fmt.Fprint(w, "<html><body>Please log in</body></html>") }},
	}
}

// build makes copies of each kind: three share a host of their kind, so that
// each host has several sources and no source's mood touches another kind's.
func build() (*web, []aggregator.Source) {
	w := &web{scripts: map[string]*script{}, visits: map[string][]visit{}, busy: map[string]int{}}
	var sources []aggregator.Source
	for _, k := range kinds() {
		for i := range 3 {
			k := k
			k.host = k.name + ".example"
			url := fmt.Sprintf("https://%s/%d.xml", k.host, i)
			w.scripts[url] = &k
			sources = append(sources, aggregator.Source{Spec: storage.SourceSpec{
				Name: fmt.Sprintf("%s-%d", k.name, i), URL: url, Host: k.host,
			}})
		}
	}
	return w, sources
}

const spacing = 2 * time.Second

// TestADayOfPolling polls a simulated web for 24 hours: no source is asked more
// often than its hints allow, no host twice at a time or closer than the spacing,
// and every source that may be asked is.
func TestADayOfPolling(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w, sources := build()
		store, err := bolt.Open(filepath.Join(dir, "day.db"), bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a := aggregator.New(aggregator.Options{Store: store, Log: slog.New(slog.DiscardHandler)})
		_, err = a.Apply(t.Context(), time.Now(), aggregator.Settings{
			Sources: sources,
			Poll:    aggregator.Poll{Every: 30 * time.Minute, Min: least, Max: 24 * time.Hour, Spacing: spacing},
			Fetch:   fetch.New(fetch.Options{Transport: w}),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		if err := a.Run(ctx); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		w.judge(t)
	})
}

// judge looks through what the origins wrote down.
func (w *web) judge(t *testing.T) {
	for _, f := range w.faults {
		t.Error(f)
	}
	byHost := map[string][]visit{}
	for url, s := range w.scripts {
		visits := w.visits[url]
		if few := int(24*time.Hour/(2*max(s.floor, time.Hour))) / 4; len(visits) < max(few, 1) {
			t.Errorf("%s: %d visits in a day, it is forgotten", url, len(visits))
		}
		for i, v := range visits {
			if s.quiet != nil && i > 0 && s.quiet(v.start.UTC().Hour()) {
				t.Errorf("%s: asked at %s, in its quiet hours", url, v.start.UTC().Format(time.TimeOnly))
			}
			if i > 0 && v.start.Sub(visits[i-1].end) < s.floor {
				t.Errorf("%s: asked again after %s, its hints allow %s", url, v.start.Sub(visits[i-1].end), s.floor)
			}
		}
		byHost[s.host] = append(byHost[s.host], visits...)
	}
	for host, visits := range byHost {
		for i, x := range visits {
			for _, y := range visits[i+1:] {
				if gap := y.start.Sub(x.start).Abs(); gap < spacing {
					t.Errorf("%s: two polls %s apart", host, gap)
				}
			}
		}
	}
}
