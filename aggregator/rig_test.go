package aggregator_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/origin"
	"freshet/storage"
	"freshet/storage/bolt"
)

// rig is an aggregator over a store on disk, in a world of one scripted origin that
// is all hosts, in simulated time. What it does on the wire is in the origin's log.
type rig struct {
	*origin.Origin
	t        *testing.T
	path     string
	store    *bolt.Store
	a        *aggregator.Aggregator
	settings aggregator.Settings
	log      bytes.Buffer
	offset   atomic.Int64 // of the clock on the wall
}

// simulate runs a test in a rig. Sources wish for a poll every hour.
func simulate(t *testing.T, test func(*rig)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rig.db")
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, Origin: origin.Pipes(nil), path: path}
		r.settings.Poll = aggregator.Poll{Every: time.Hour, Min: 5 * time.Minute, Max: 24 * time.Hour, Spacing: 2 * time.Second}
		r.settings.Fetch = fetch.New(fetch.Options{Resolve: origin.Resolve, Dial: r.Dial})
		r.open()
		test(r)
		r.settings.Fetch.CloseIdle()
		r.Close()
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (r *rig) open() {
	var err error
	if r.store, err = bolt.Open(r.path, bolt.Options{}); err != nil {
		r.t.Fatal(err)
	}
	r.a = aggregator.New(aggregator.Options{
		Store: r.store, Log: slog.New(slog.NewTextHandler(&r.log, nil)),
		Now: func() time.Time { return time.Now().Add(time.Duration(r.offset.Load())) },
	})
}

// restart ends the process, as far as one can from inside, and starts it again.
func (r *rig) restart() {
	r.t.Helper()
	if err := r.store.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.open()
	r.apply(r.settings.Sources...)
}

// apply makes sources the present ones.
func (r *rig) apply(sources ...aggregator.Source) {
	r.t.Helper()
	r.settings.Sources = sources
	if _, err := r.a.Apply(r.t.Context(), time.Now().Add(time.Duration(r.offset.Load())), r.settings); err != nil {
		r.t.Fatal(err)
	}
}

// one makes one source the only one: feed.example/f.
func (r *rig) one(s origin.Script, change ...func(*aggregator.Source)) {
	r.t.Helper()
	src := sourceAt("src", "http://feed.example/f")
	for _, f := range change {
		f(&src)
	}
	r.Handle("feed.example/f", s)
	r.apply(src)
}

func sourceAt(name, url string) aggregator.Source {
	host := aggregator.FeedHost(url)
	return aggregator.Source{Spec: storage.SourceSpec{Name: name, URL: url, Host: host, Service: aggregator.ServiceOf(host)}}
}

// run polls for a time.
func (r *rig) run(d time.Duration) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), d)
	defer cancel()
	if err := r.a.Run(ctx); err != nil {
		r.t.Fatal(err)
	}
}

// polls runs until the origin has had so many requests in all, within a month.
func (r *rig) polls(n int) []origin.Request {
	r.t.Helper()
	for range 30 * 24 * 4 {
		if len(r.Requests()) >= n {
			break
		}
		r.run(15 * time.Minute)
	}
	all := r.Requests()
	if len(all) < n {
		r.t.Fatalf("%d requests in a month, want %d; log:\n%s", len(all), n, r.log.String())
	}
	return all[:n]
}

// status is what the store knows of a source.
func (r *rig) status(name string) storage.SourceStatus {
	r.t.Helper()
	all, err := r.store.Sources(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s storage.SourceStatus) bool { return s.Source.Name == name })
	if i < 0 {
		r.t.Fatalf("no source %q", name)
	}
	return all[i]
}

// titles are those of all stories, sorted.
func (r *rig) titles() []string {
	r.t.Helper()
	var out []string
	for st, err := range r.store.All(r.t.Context()) {
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, st.Lead.Title)
	}
	slices.Sort(out)
	return out
}

// feedOf is a feed with these items; head goes into the channel.
func feedOf(head string, titles ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>T</title><link>http://feed.example/</link>%s`, head)
	for _, t := range titles {
		id := strings.ReplaceAll(t, " ", "-")
		fmt.Fprintf(&b, "<item><title>%s</title><link>http://feed.example/%s</link><guid isPermaLink=\"false\">%s</guid></item>", t, id, id)
	}
	return b.String() + "</channel></rss>"
}

// has is the value of a header line as it was sent; "" when it was not.
func has(q origin.Request, name string) string {
	for line := range strings.SplitSeq(string(q.Head), "\r\n") {
		if got, value, ok := strings.Cut(line, ": "); ok && strings.EqualFold(got, name) {
			return value
		}
	}
	return ""
}

// asked are the validators of requests, "-" for none.
func asked(all []origin.Request) []string {
	var out []string
	for _, q := range all {
		v := strings.TrimSpace(has(q, "If-None-Match") + " " + has(q, "If-Modified-Since"))
		if v == "" {
			v = "-"
		}
		out = append(out, v)
	}
	return out
}

// gaps are the times between the starts of requests.
func gaps(all []origin.Request) []time.Duration {
	var out []time.Duration
	for i := 1; i < len(all); i++ {
		out = append(out, all[i].At.Sub(all[i-1].At))
	}
	return out
}
