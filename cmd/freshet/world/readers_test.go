package world

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"freshet/output/click"
	"freshet/storage"
)

// daemon stands in for a running freshet: a feed, a hot list, redirects. It is a
// RoundTripper, so that it works inside a bubble.
type daemon struct {
	mu       sync.Mutex
	at       []time.Time // of all requests
	verdicts map[storage.Verdict]int
	clicks   map[string]int // counted, by link
	visitors map[string]bool
	repeats  int
	open     int
	broken   bool
}

func newDaemon() *daemon {
	return &daemon{verdicts: map[storage.Verdict]int{}, clicks: map[string]int{}, visitors: map[string]bool{}}
}

func (d *daemon) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	rec := httptest.NewRecorder()
	d.ServeHTTP(rec, r)
	resp := rec.Result()
	d.mu.Lock()
	d.open++
	d.mu.Unlock()
	resp.Body = &closer{resp.Body, d}
	return resp, nil
}

// closer notices that a body was closed.
type closer struct {
	io.Reader
	d *daemon
}

func (c *closer) Close() error {
	c.d.mu.Lock()
	defer c.d.mu.Unlock()
	c.d.open--
	return nil
}

func (d *daemon) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = append(d.at, time.Now())
	switch {
	case d.broken:
		rw.WriteHeader(http.StatusInternalServerError)
	case strings.HasPrefix(r.URL.Path, "/go/"):
		d.click(rw, r)
	case r.Header.Get("If-None-Match") == `"1"`:
		rw.Header().Set("ETag", `"1"`)
		rw.WriteHeader(http.StatusNotModified)
	default:
		rw.Header().Set("ETag", `"1"`)
		var items []string
		for i := range 30 {
			items = append(items, fmt.Sprintf(`{"id":"s%d","url":"http://news.test/go/s%d","external_url":"http://x.test/%d","language":"en"}`, i, i, i))
		}
		fmt.Fprintf(rw, `{"items":[%s]}`, strings.Join(items, ","))
	}
}

func (d *daemon) click(rw http.ResponseWriter, r *http.Request) {
	v := click.Judge(r)
	if visitor := r.Header.Get("X-Forwarded-For") + r.UserAgent() + r.URL.Path; v == storage.VerdictCounted {
		if d.visitors[visitor] {
			v = storage.VerdictRepeat
		}
		d.visitors[visitor] = true
	}
	if d.verdicts[v]++; v == storage.VerdictCounted {
		d.clicks[r.URL.Path]++
	}
	rw.Header().Set("Location", "http://x.test/")
	rw.WriteHeader(http.StatusFound)
}

// crowdFor runs readers of a daemon for a while of a bubble's time.
func crowdFor(t *testing.T, d *daemon, run time.Duration, o ReaderOptions) Tally {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), run)
	defer cancel()
	o.BaseURL, o.Transport = "http://news.test/", d
	tally, err := Readers(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if d.open != 0 {
		t.Errorf("%d bodies were left open", d.open)
	}
	return tally
}

// What the crowd says of its clicks is what a daemon judges of them.
func TestClicksAreJudgedAsMeant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDaemon()
		tally := crowdFor(t, d, 10*time.Minute, ReaderOptions{People: 60, Programs: 8, Seed: 2})
		if got := int64(d.verdicts[storage.VerdictCounted]); got != tally.Clicks || got < 100 {
			t.Errorf("%d clicks count, %d were meant to", got, tally.Clicks)
		}
		if got := int64(d.verdicts[storage.VerdictRepeat]); got != tally.Repeats || got == 0 {
			t.Errorf("%d repeats, %d were meant", got, tally.Repeats)
		}
		for _, v := range []storage.Verdict{storage.VerdictMethod, storage.VerdictPrefetch, storage.VerdictBot,
			storage.VerdictFetch, storage.VerdictPrivacy} {
			if d.verdicts[v] == 0 {
				t.Errorf("no request got verdict %d", v)
			}
		}
		if tally.Failed != 0 || tally.Looks < 100 {
			t.Errorf("tally %+v", tally)
		}
	})
}

func TestTasteAndPlaceMatter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDaemon()
		crowdFor(t, d, time.Hour, ReaderOptions{People: 100, Programs: -1, Seed: 3, Taste: func(link string) float64 {
			if strings.HasSuffix(link, "/20") {
				return 4
			}
			return .2
		}})
		best, first, last := d.clicks["/go/s20"], d.clicks["/go/s0"], d.clicks["/go/s29"]
		if best <= first || first <= last {
			t.Errorf("clicks: wanted story %d, first place %d, last place %d", best, first, last)
		}
	})
}

func TestTheRateIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDaemon()
		const rate, run = 5, time.Minute
		crowdFor(t, d, run, ReaderOptions{People: 200, Every: time.Second, Rate: rate, Seed: 4})
		if most := rate*int(run/time.Second) + rate; len(d.at) > most || len(d.at) < most/2 {
			t.Errorf("%d requests in %v at a rate of %d", len(d.at), run, rate)
		}
	})
}

func TestABrokenDaemonIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDaemon()
		d.broken = true
		tally := crowdFor(t, d, 2*time.Minute, ReaderOptions{Seed: 5})
		if tally.Clicks != 0 || tally.Failed < 20 || int(tally.Failed) != len(d.at) {
			t.Errorf("tally %+v of %d requests", tally, len(d.at))
		}
	})
}

func TestReadersRefuse(t *testing.T) {
	for name, o := range map[string]ReaderOptions{
		"no address":   {},
		"no host":      {BaseURL: "news"},
		"too many":     {BaseURL: "http://news.test", People: MaxReaders + 1},
		"fewer than 0": {BaseURL: "http://news.test", People: -1},
	} {
		if _, err := Readers(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestReadersOverRealConnections(t *testing.T) {
	d := newDaemon()
	server := httptest.NewServer(d)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	enough := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		d.ServeHTTP(rw, r)
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.at) == 40 {
			cancel()
		}
	})
	server.Config.Handler = enough
	tally, err := Readers(ctx, ReaderOptions{BaseURL: server.URL, Every: time.Millisecond, Rate: 10_000})
	if err != nil || tally.Looks == 0 {
		t.Errorf("tally %+v, %v", tally, err)
	}
}

func TestAddressesAreForDocumentation(t *testing.T) {
	seen := map[string]bool{}
	for i := range 1000 {
		a := documentation(i)
		if seen[a] {
			t.Fatalf("address %s twice", a)
		}
		seen[a] = true
		if !strings.HasPrefix(a, "2001:db8:") && !strings.HasPrefix(a, "203.0.113.") && !strings.HasPrefix(a, "198.51.100.") {
			t.Errorf("address %s", a)
		}
	}
}
