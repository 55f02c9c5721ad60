package load

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/storage/bolt"
)

// size is how much is simulated: as the goals have it with FRESHET_LOAD=full, a
// part of that else.
type size struct{ sources, kills int }

func sizeOf() size {
	if os.Getenv("FRESHET_LOAD") == "full" {
		return size{2000, 100}
	}
	return size{250, 12}
}

const (
	days = 7
	seed = 20260302
)

// run is a process's life in the world: a store, an aggregator, and a clock that
// leaps from one poll to the next.
type run struct {
	clock atomic.Int64 // unix nanoseconds
	web   *web
	store *bolt.Store
	a     *aggregator.Aggregator
}

func (r *run) now() time.Time { return time.Unix(0, r.clock.Load()).UTC() }

func begin(path string, sources int, at time.Time) (*run, error) {
	r := &run{}
	r.clock.Store(at.UnixNano())
	r.web = newWeb(seed, sources, r.now)
	var err error
	if r.store, err = bolt.Open(path, bolt.Options{}); err != nil {
		return nil, err
	}
	r.a = aggregator.New(aggregator.Options{Store: r.store, Log: slog.New(slog.DiscardHandler), Now: r.now})
	_, err = r.a.Apply(context.Background(), r.now(), aggregator.Settings{
		Sources: r.web.sources(),
		Poll:    aggregator.Poll{Every: wish, Min: least, Max: longest, Spacing: spacing},
		Fetch:   fetch.New(fetch.Options{Transport: r.web, Now: r.now}),
	})
	return r, err
}

// until polls until a time.
func (r *run) until(ctx context.Context, end time.Time) error {
	for r.now().Before(end) {
		_, next, err := r.a.Step(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(end) {
			next = end
		}
		r.clock.Store(max(next.UnixNano(), r.clock.Load()))
	}
	return nil
}

// TestAWeek: no origin is asked twice at a time or sooner than it allows, most
// polls cost it next to nothing, and every entry is there exactly once.
func TestAWeek(t *testing.T) {
	n := sizeOf().sources
	path := filepath.Join(t.TempDir(), "week.db")
	r, err := begin(path, n, start)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { r.store.Close() }()
	end := start.Add(days * 24 * time.Hour)
	if err := r.until(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.web.faults {
		t.Error(f)
	}
	known, bare, whole := 0, 0, 0
	for _, v := range r.web.visits {
		switch {
		case v.known:
			known++
		case v.bare:
			bare++
		}
		if v.status == 200 {
			whole++
		}
	}
	polls := len(r.web.visits)
	t.Logf("%d sources, %d polls, %d whole documents; %.1f %% had nothing new, %.2f %% asked without validators that were given",
		n, polls, whole, percent(known, polls), percent(bare, polls))
	if percent(known, polls) < 55 {
		t.Errorf("%.1f %% of the polls had nothing new, want 55", percent(known, polls))
	}
	if percent(bare, polls) > 2 {
		t.Errorf("%.2f %% of the polls asked without validators, want 2", percent(bare, polls))
	}
	want := map[string]bool{}
	for _, s := range r.web.places {
		for n := range s.sent {
			want[s.title(n)] = true
		}
	}
	r.compare(t, want)
}

func percent(part, all int) float64 { return 100 * float64(part) / float64(max(all, 1)) }

// compare holds the stories against the entries that were sent.
func (r *run) compare(t *testing.T, want map[string]bool) {
	t.Helper()
	seen := map[string]int{}
	for st, err := range r.store.All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		seen[st.Lead.Title]++
	}
	lost, twice := 0, 0
	for title := range want {
		switch {
		case seen[title] == 0:
			lost++
		case seen[title] > 1:
			twice++
		}
	}
	if lost+twice > 0 {
		t.Errorf("of %d entries %d are lost, %d are there twice", len(want), lost, twice)
	}
	t.Logf("%d entries, %d stories", len(want), len(seen))
}
