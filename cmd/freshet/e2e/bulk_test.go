package e2e

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"freshet/cmd/freshet/world"
)

// hosts serves a handler on n loopback addresses, so that as many sources can be
// polled at a time, and returns the origins.
func hosts(t *testing.T, n int, h http.Handler) []string {
	t.Helper()
	listeners, err := world.Loopback(n)
	if err != nil {
		t.Fatal(err)
	}
	origins := make([]string, n)
	for i, l := range listeners {
		origins[i] = "http://" + l.Addr().String()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- world.Serve(ctx, h, listeners) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return origins
}

// bulkYAML is a config over a bulk world, whose sources are dealt out to the
// origins.
func bulkYAML(b *world.BulkWorld, origins []string, poll string) string {
	var y strings.Builder
	fmt.Fprintf(&y, `base_url: %%BASE%%
listen: "%%LISTEN%%"
admin: "%%ADMIN%%"
store: {path: "%%STORE%%"}
trusted_proxies: [127.0.0.0/8]
poll: {%s, spacing: 0s, private_networks: true, workers: 64}
keep: {days: 0}
sources:
`, poll)
	for i := range b.Len() {
		fmt.Fprintf(&y, "  - {name: %s, title: Bulk %[1]s, url: %q}\n", b.Name(i), origins[i%len(origins)]+b.Path(i))
	}
	y.WriteString("feeds:\n  - {name: all, title: Everything, limit: 500}\n")
	return y.String()
}

// TestThousandSources polls a thousand sources once. Every story must be there
// once with exactly its sightings, the newest must be published, and a restart
// must change nothing and hammer nobody.
func TestThousandSources(t *testing.T) {
	b, err := world.Bulk(world.BulkOptions{Seed: 7, Sources: 1000, Items: 30, CopyShare: .2})
	if err != nil {
		t.Fatal(err)
	}
	var polls atomic.Int64
	origins := hosts(t, 48, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		polls.Add(1)
		b.ServeHTTP(w, r)
	}))
	s := newSite(t, bulkYAML(b, origins, "every: 1h"))
	begun := time.Now()
	p := s.start(t)
	s.polled(t)
	t.Logf("polled after %v", time.Since(begun).Round(time.Millisecond))
	before, err := s.ask(t, "GET", "/-/export")
	if err != nil {
		t.Fatal(err)
	}
	stories := parseExport(t, before)
	if err := differ(truth(b), stories); err != nil {
		t.Fatal(err)
	}
	listsNewest(t, s, stories)
	if n := polls.Load(); n != int64(b.Len()) {
		t.Errorf("%d polls of %d sources", n, b.Len())
	}
	p.stop(t)
	t.Logf("%d stories of %d items, %v of processor time", len(stories), len(items(stories)),
		p.cmd.ProcessState.UserTime()+p.cmd.ProcessState.SystemTime())

	s.start(t)
	quiet := time.After(2 * time.Second)
	after, err := s.ask(t, "GET", "/-/export")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Errorf("a restart has changed the export: %v", firstChange(before, after))
	}
	listsNewest(t, s, stories)
	<-quiet
	if n := polls.Load() - int64(b.Len()); n != 0 {
		t.Errorf("%d polls right after a restart, none was due", n)
	}
}

// listsNewest expects the newest stories in the merged feed, each once, under
// the ids that they are exported with.
func listsNewest(t *testing.T, s *site, all []story) {
	t.Helper()
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b story) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(b.Freshet.Story, a.Freshet.Story))
	})
	all = all[:min(len(all), 500)]
	eventually(t, "the merged feed", func() error {
		got, err := published(s.base + "/feeds/all.json")
		if err != nil {
			return err
		}
		if len(got) != len(all) {
			return fmt.Errorf("%d stories, want %d", len(got), len(all))
		}
		for i := range got {
			if got[i].ID != all[i].ID || got[i].group() == "" {
				return fmt.Errorf("place %d: %s (%s), want %s (%s)", i, got[i].ID, got[i].Published, all[i].ID, all[i].Published)
			}
		}
		return nil
	})
}

// firstChange shows where two texts differ first.
func firstChange(a, b []byte) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	around := func(s []byte) []byte { return s[min(max(at-200, 0), len(s)):min(at+200, len(s))] }
	return fmt.Sprintf("byte %d:\n%s\n%s", at, around(a), around(b))
}
