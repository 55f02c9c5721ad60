package bench

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/storage"
	"freshet/storage/bolt"
)

// product is what flows in, wired as the daemon does it.
type product struct {
	t       testing.TB
	path    string // of the store
	sources []aggregator.Source
	client  *fetch.Client
	metrics *aggregator.Metrics
	gate    gate
	store   *bolt.Store
	polls   *aggregator.Aggregator
}

// newProduct is a product that polls the addresses, with a store in the test's
// own folder.
func newProduct(t testing.TB, urls []string) *product {
	p := &product{
		t: t, path: filepath.Join(t.TempDir(), "freshet.db"),
		client:  fetch.New(fetch.Options{PrivateNetworks: true}),
		metrics: aggregator.NewMetrics(prometheus.NewRegistry()),
	}
	for i, u := range urls {
		p.sources = append(p.sources, aggregator.Source{
			Spec: storage.SourceSpec{Name: fmt.Sprintf("s%05d", i), URL: u, Host: aggregator.FeedHost(u)},
		})
	}
	t.Cleanup(p.client.CloseIdle)
	return p
}

// open opens the store, a new one or the one of before.
func (p *product) open() {
	p.t.Helper()
	var err error
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	p.store, err = bolt.Open(p.path, bolt.Options{Log: log})
	check(p.t, err)
	p.gate.Schedule = p.store
	p.polls = aggregator.New(aggregator.Options{Store: &p.gate, Log: log, Metrics: p.metrics})
	_, err = p.polls.Apply(p.t.Context(), time.Now(), aggregator.Settings{
		Sources: p.sources, Fetch: p.client,
		Poll: aggregator.Poll{Every: hour, Min: hour, Max: hour},
	})
	check(p.t, err)
}

// fresh opens a new store.
func (p *product) fresh() {
	if err := os.Remove(p.path); err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	p.open()
}

// run polls every source once.
func (p *product) run() {
	p.t.Helper()
	check(p.t, p.polls.Run(p.gate.opened(len(p.sources))))
	check(p.t, p.gate.err)
}

// runAndClose polls every source once and writes all that is held back.
func (p *product) runAndClose() {
	p.t.Helper()
	p.run()
	check(p.t, p.store.Close())
}

// all fails unless every poll's answer had the status.
func (p *product) all(status int) {
	p.t.Helper()
	if n := p.gate.statuses[status]; n != len(p.sources) {
		p.t.Fatalf("answers by status: %v, want %d of %d (%s)", p.gate.statuses, len(p.sources), status, http.StatusText(status))
	}
}

// new fails unless the polls brought so many items that were not known.
func (p *product) new(n int) {
	p.t.Helper()
	if f := p.gate.finished; f.New+f.Joined != n || f.Revised+f.Known != 0 {
		p.t.Fatalf("polls came to %+v, want %d new items", f, n)
	}
}

// dropAll makes the sources' items be dropped, so that the store has the states
// of its sources and nothing else.
func (p *product) dropAll() {
	for i := range p.sources {
		p.sources[i].Drop = func(*storage.Item) bool { return true }
	}
}
