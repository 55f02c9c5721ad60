package e2e

import (
	"context"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"freshet/cmd/freshet/world"
)

var (
	rounds = flag.Int("rounds", 50, "how often TestKilledAtWork kills")
	seed   = flag.Uint64("seed", 0, "of its random moments; 0 for another each time")
)

// TestKilledAtWork kills the daemon again and again while it takes items in and
// while readers click. In the end every item is there once, under the id that it
// was first seen with, and so is every click that was answered.
func TestKilledAtWork(t *testing.T) {
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", *seed)
	random := rand.New(rand.NewPCG(*seed, 2))
	g := newGrowing(t, world.BulkOptions{Seed: *seed, Sources: 40, Items: 40, CopyShare: .2, Bytes: 400})
	share := g.publish(0) / *rounds
	s := newSite(t, bulkYAML(g.BulkWorld, hosts(t, 20, g), "every: 60ms, min: 30ms, max: 200ms"))
	crowd, seen := newReaders(), newMemory()
	for range *rounds {
		p := s.launch(t)
		p.answers(t)
		stop := s.work(t, func() { g.publish(share / 10) }, crowd, seen, random.IntN(4) == 0)
		<-time.After(time.Duration(5+random.IntN(395)) * time.Millisecond)
		p.kill(t)
		stop()
	}
	for g.publish(1000) > 0 {
	}
	p := s.start(t)
	want := truth(g.BulkWorld)
	eventually(t, "every item", func() error { return differ(want, s.export(t)) })
	listsNewest(t, s, s.export(t))
	p.stop(t)
	all := s.exportOffline(t)
	if err := differ(want, all); err != nil {
		t.Error(err)
	}
	seen.note(t, all)
	crowd.account(t, all)
	t.Logf("%d rounds: %d stories of %d items, %d polls", *rounds, len(all), len(items(all)), g.requests())
}

// work begins what goes on while the daemon lives: sources publish, readers look
// and click, the operator may export. It returns how that is ended.
func (s *site) work(t *testing.T, publish func(), crowd *readers, seen *memory, export bool) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		for ctx.Err() == nil {
			publish()
			<-time.After(20 * time.Millisecond)
		}
	})
	all.Go(func() {
		seen.look(ctx, t, s.base+"/feeds/all.json", crowd)
		crowd.read(ctx, 4)
	})
	if export {
		all.Go(func() {
			// One that is broken off tells nothing.
			if body, err := s.ask(t, "GET", "/-/export"); err == nil {
				seen.note(t, parseExport(t, body))
			}
		})
	}
	return func() {
		cancel()
		all.Wait()
	}
}

// memory is what was published so far, and must stay.
type memory struct {
	mu     sync.Mutex
	ids    map[string]string // ids of stories, by item
	served bool              // the merged feed was
}

func newMemory() *memory { return &memory{ids: map[string]string{}} }

// note compares an export with what was known before.
func (m *memory) note(t *testing.T, all []story) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := map[string]string{}
	for i := range all {
		for _, g := range all[i].Freshet.Sightings {
			if now[g.item()] != "" {
				t.Errorf("item %s is in two stories", g.item())
			}
			now[g.item()] = all[i].ID
		}
	}
	for item, id := range m.ids {
		if now[item] != id {
			t.Errorf("item %s was in %s, is in %q", item, id, now[item])
		}
	}
	m.ids = now
}

// look gets the merged feed as readers do, who then know its links. Once it was
// served it is never refused.
func (m *memory) look(ctx context.Context, t *testing.T, url string, crowd *readers) {
	for ctx.Err() == nil {
		resp, err := http.Get(url)
		if err != nil {
			return // killed
		}
		var doc struct{ Items []story }
		err = json.NewDecoder(resp.Body).Decode(&doc)
		resp.Body.Close()
		switch {
		case resp.StatusCode != http.StatusOK && m.served:
			t.Errorf("%s: %s after it was served", url, resp.Status)
		case resp.StatusCode == http.StatusOK && err == nil:
			m.served = true
			crowd.learn(doc.Items)
			return
		}
		<-time.After(10 * time.Millisecond)
	}
}
