package daemon

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/pace"
	"freshet/config"
	"freshet/output/health"
	"freshet/storage"
	"freshet/storage/bolt"
)

// TestMoves holds the two rivers together: output calls moved what the aggregator
// follows.
func TestMoves(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	moved := 0
	for _, to := range []string{"", "https://a.example/feed", "https://A.example:443/feed", "https://a.example:8443/feed", "http://b.example/feed", "https://a.example/feed?x=1"} {
		for seen := range 8 {
			for _, days := range []int{0, 1, 6, 7, 8, 100} {
				for _, configured := range []string{"http://a.example/feed", "http://a.example:80/feed", "https://a.example/feed"} {
					s := storage.SourceState{
						LastSuccess: now, Move: storage.Move{URL: to, Seen: seen, Since: now.Add(-time.Duration(days) * 24 * time.Hour)},
					}
					want := pace.Moved(configured, s)
					if got := health.HasMoved(configured, &s); got != want {
						t.Errorf("%s to %s, seen %d times in %d days: %t, want %t", configured, to, seen, days, got, want)
					}
					if want {
						moved++
					}
				}
			}
		}
	}
	if moved == 0 || health.MoveSeen != pace.MoveSeen || health.MoveSpan != pace.MoveSpan {
		t.Errorf("%d moves; limits %d in %v and %d in %v", moved, health.MoveSeen, health.MoveSpan, pace.MoveSeen, pace.MoveSpan)
	}
}

// TestNotes polls sources of three hosts that redirect to one address, two that
// lead to the same feed, and one that changes hands: what the polls note is what output knows as conditions.
func TestNotes(t *testing.T) {
	store, err := bolt.Open(filepath.Join(t.TempDir(), "freshet.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Now()
	var target string
	owner := "old"
	mux := http.NewServeMux()
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Rivers</title><link>http://a.example/</link><description/><item><title>One</title><guid>1</guid></item></channel></rss>`)
	})
	mux.HandleFunc("/sold", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>Of %[1]s</title><link>http://%[1]s.example/</link><description/>`, owner)
		for n := range 5 {
			fmt.Fprintf(w, `<item><title>%[1]s %[2]d</title><guid>%[1]s-%[2]d</guid><link>http://%[1]s.example/%[2]d</link></item>`, owner, n)
		}
		fmt.Fprint(w, `</channel></rss>`)
	})
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusMovedPermanently) })
	settings := aggregator.Settings{
		Poll:  aggregator.Poll{Every: time.Hour},
		Fetch: fetch.New(fetch.Options{PrivateNetworks: true}),
	}
	add := func(name, address string) {
		settings.Sources = append(settings.Sources, aggregator.Source{Spec: storage.SourceSpec{Name: name, URL: address, Host: name}})
	}
	for i := range 3 {
		srv := serveAt(t, fmt.Sprintf("127.0.0.%d:0", i+1), mux)
		if target == "" {
			target = srv.URL + "/feed"
		}
		add(fmt.Sprint("parked", i), srv.URL+"/old")
	}
	add("mirror", target+"?from=here") // what it has moved to is polled by another
	add("target", target+"?it")
	add("sold", strings.TrimSuffix(target, "/feed")+"/sold")
	a := aggregator.New(aggregator.Options{Store: store, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if _, err := a.Apply(t.Context(), now.Add(-time.Hour), settings); err != nil {
		t.Fatal(err)
	}
	move(t, store, now, "mirror", target+"?it")
	for step := range 3 {
		now = now.Add(2 * time.Hour)
		if _, _, err := a.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if step == 1 {
			owner = "new"
		}
	}
	sources, err := store.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for i := range sources {
		for _, c := range health.Of(&sources[i], sources[i].Source.URL, now) {
			got[c.Name+" "+string(c.Kind)+" "+c.Other] = true
		}
	}
	last := false
	for name := range 3 { // the first two are believed until the third is seen
		last = last || got[fmt.Sprintf("parked%d doubted ", name)]
	}
	if !last || !got["sold doubted "] || !got["mirror twin target"] || !got["mirror moved "+target+"?it"] {
		t.Errorf("conditions %v", got)
	}
}

func serveAt(t *testing.T, address string, h http.Handler) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(h)
	srv.Listener.Close()
	srv.Listener = l
	srv.Start()
	t.Cleanup(srv.Close)
	return srv
}

// move puts a move that is believed into the state of a source.
func move(t *testing.T, store storage.Store, now time.Time, name, to string) {
	t.Helper()
	claims, err := store.Claim(t.Context(), storage.ClaimRequest{Now: now.Add(time.Hour), Limit: 10, Lease: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		if c.Source.Name != name {
			err = store.Release(t.Context(), c)
		} else {
			c.State.LastPoll, c.State.LastSuccess = now, now
			c.State.Move = storage.Move{URL: to, Seen: pace.MoveSeen, Since: now.Add(-2 * pace.MoveSpan)}
			_, err = store.Finish(t.Context(), c, storage.Outcome{At: now, State: c.State, Next: now})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestHolds proves that the reasons of package pace are read as they are meant. They
// are rounded to minutes.
func TestHolds(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, after := range []time.Duration{0, 45 * time.Minute, 2 * time.Hour, 26*time.Hour + 5*time.Minute, 47 * time.Hour} {
		s := storage.SourceStatus{Active: true, Source: storage.Source{SourceSpec: storage.SourceSpec{Name: "busy", Host: "a.example"}}}
		s.State = storage.SourceState{LastPoll: now, Failures: 1}
		plan := pace.Next(pace.Facts{
			Now: now, Name: "busy", State: s.State, RetryAfter: after, Every: time.Hour, FailedClass: "status", Status: 429,
		})
		s.State.Why = plan.Why
		found := holds([]storage.SourceStatus{s}, now.Add(time.Second))["a.example"]
		if len(found) != 1 || found[0].By != "busy" || !found[0].Until.Equal(plan.HoldHost) {
			t.Errorf("retry-after %v: %v, want until %v: %q", after, found, plan.HoldHost, plan.Why)
		}
		if over := holds([]storage.SourceStatus{s}, plan.HoldHost); len(over) > 0 {
			t.Errorf("retry-after %v: %v is over", after, over)
		}
	}
	for _, why := range []string{"", "host held for ", "host held for xd", "host held for 1dx", "every 1h wished"} {
		if until, ok := heldUntil(why, now); ok && !until.Equal(now) {
			t.Errorf("%q: until %v", why, until)
		}
	}
}

func TestDrought(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	ago := func(h float64) time.Time { return now.Add(-time.Duration(h * float64(time.Hour))) }
	source := func(success, poll float64, failures int) storage.SourceStatus {
		return storage.SourceStatus{Active: true, Next: now.Add(time.Hour), State: storage.SourceState{
			LastSuccess: ago(success), LastPoll: ago(poll), Failures: failures,
		}}
	}
	failing, fine, quiet := source(9, 0.5, 4), source(1, 1, 0), source(5, 5, 0)
	late := quiet
	late.Next = ago(2.5)
	gone, inactive := failing, fine
	gone.State.Gone, inactive.Active = true, false
	for name, c := range map[string]struct {
		started float64
		sources []storage.SourceStatus
		want    float64 // hours ago; 0 for none
	}{
		"no sources":               {99, nil, 0},
		"one answers":              {99, []storage.SourceStatus{failing, failing, failing, fine}, 0},
		"none answers":             {99, []storage.SourceStatus{failing, failing, failing, quiet}, 5},
		"just started":             {1, []storage.SourceStatus{failing, failing, failing}, 0},
		"started three hours ago":  {3, []storage.SourceStatus{failing, failing, failing}, 3},
		"one bad among the quiet":  {99, []storage.SourceStatus{failing, quiet, quiet, quiet}, 0},
		"the only one fails":       {99, []storage.SourceStatus{failing}, 9},
		"nothing is due":           {99, []storage.SourceStatus{quiet, quiet, quiet}, 0},
		"due, but not asked":       {99, []storage.SourceStatus{late, late, late}, 5},
		"those gone do not count":  {99, []storage.SourceStatus{gone, gone, gone, quiet}, 0},
		"those out do not count":   {99, []storage.SourceStatus{failing, failing, failing, inactive}, 9},
		"two of two fail for good": {99, []storage.SourceStatus{failing, failing, gone}, 9},
	} {
		want := time.Time{}
		if c.want > 0 {
			want = ago(c.want)
		}
		if got := drought(c.sources, ago(c.started), now); !got.Equal(want) {
			t.Errorf("%s: since %v, want %v", name, got, want)
		}
	}
}

func TestUserAgent(t *testing.T) {
	cfg := parsed(t)
	got := []string{userAgent(cfg, "1.2", 0), userAgent(cfg, "1.2", 2), userAgent(cfg, "1.2", 340)}
	want := []string{
		"freshet/1.2 (+https://news.example.org/about; 1 subscribers)",
		"freshet/1.2 (+https://news.example.org/about; 2 subscribers)",
		"freshet/1.2 (+https://news.example.org/about; 340 subscribers)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var sent []string
	srv := serveAt(t, "127.0.0.1:0", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { sent = append(sent, r.UserAgent()) }))
	n := 0
	client := NewFetch(cfg, "1.2", func() int { return n })
	for _, n = range []int{0, 2} {
		_, _ = client.Get(t.Context(), fetch.Request{URL: srv.URL})
	}
	if diff := cmp.Diff(want[:2], sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// parsed is a small config.
func parsed(t *testing.T) *config.Config {
	t.Helper()
	const text = `{base_url: "https://news.example.org", poll: {private_networks: true}, sources: [{name: a, url: "https://a.example/feed"}]}`
	cfg, err := config.Parse("freshet.yml", []byte(text), t.TempDir(), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}
