package bench

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"freshet/storage"
)

// few are so many sources that each host has more than one.
const few = 20

// The polls that are measured as unchanged are answered so, end in the store,
// and change nothing.
func TestQuietPolls(t *testing.T) {
	for world, status := range map[string]int{"quiet": http.StatusNotModified, "stale": http.StatusOK} {
		urls := child.urls(t, world, few)
		p := newProduct(t, urls)
		p.open()
		p.runAndClose()
		p.all(http.StatusOK)
		p.new(few * worlds[world].Items)
		before := p.states()
		p.runAndClose()
		p.all(status)
		p.new(0)
		for name, st := range p.states() {
			if !st.LastPoll.After(before[name].LastPoll) {
				t.Errorf("%s: the state on disk is that of the poll of %s", name, st.LastPoll)
			}
			if !st.LastNew.Equal(before[name].LastNew) || st.Body != before[name].Body {
				t.Errorf("%s: a quiet poll has changed what is known", name)
			}
		}
		bare := newBareClient(t, urls)
		bare.fetchAll(http.StatusOK, forget)
		bare.fetchAll(status, forget)
	}
}

// states opens the store again and reads what it has of each source. It leaves
// the store open.
func (p *product) states() map[string]storage.SourceState {
	p.t.Helper()
	p.open()
	all, err := p.store.Sources(p.t.Context())
	check(p.t, err)
	states := map[string]storage.SourceState{}
	for _, s := range all {
		states[s.Source.Name] = s.State
	}
	return states
}

// The polls that are measured as changed bring one item each.
func TestMovingPolls(t *testing.T) {
	p := newProduct(t, child.urls(t, "moving", few))
	p.open()
	p.run()
	p.new(few * shown)
	for range 3 {
		p.run()
		p.all(http.StatusOK)
		p.new(few)
	}
	check(t, p.store.Close())
}

// A cold ingest stores the stories of the world, copies folded, and nothing
// else.
func TestIngestIsTrue(t *testing.T) {
	w := bulk("truth")
	p := newProduct(t, child.urls(t, "truth", w.Len()))
	p.fresh()
	p.run()
	var got []string
	for st, err := range p.store.All(t.Context()) {
		check(t, err)
		var items []string
		for _, s := range st.Sightings {
			items = append(items, s.Source+" "+s.GUID)
		}
		slices.Sort(items)
		got = append(got, strings.Join(items, ", "))
	}
	check(t, p.store.Close())
	var want []string
	for _, st := range w.Truth() {
		var items []string
		for _, it := range st.Items {
			items = append(items, it.Source+" "+it.GUID)
		}
		slices.Sort(items)
		want = append(want, strings.Join(items, ", "))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d stories are stored, and %d are true", len(got), len(want))
	}
}

// The documents and redirects that are measured are the daemon's, and every
// click is counted once.
func TestServed(t *testing.T) {
	s := newSite(t)
	bare := s.bareServer()
	for _, path := range slices.Sorted(maps.Keys(s.docs)) {
		for _, addr := range []string{s.addr, bare} {
			l := load{Paths: []string{path}, N: 32, Conns: 4}
			s.fire(t, l, addr, http.StatusOK)
			l.Headers = fmt.Sprintf("Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", s.docs[path].ziptag)
			s.fire(t, l, addr, http.StatusNotModified)
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, addr := range []string{s.addr, bare} {
		resp, err := client.Get("http://" + addr + s.links[0])
		check(t, err)
		check(t, resp.Body.Close())
		if got := resp.Header.Get("Location"); got != s.to[0] {
			t.Errorf("%s leads to %q, want %q", addr, got, s.to[0])
		}
	}
	const n = 500
	s.fire(t, s.clicks(n), s.addr, http.StatusFound)
	s.until("all clicks are in the store", func() bool { return s.counted() >= n })
	if got := s.counted(); got != n {
		t.Errorf("%d clicks are counted, want %d", got, n)
	}
}

// A feed that is written anew has the new story, and all that gorilla writes.
func TestRendered(t *testing.T) {
	n := newspaper{all: entries(feedLimit + 3)}
	for range 3 {
		for _, doc := range n.write(t) {
			for _, e := range n.all[n.next : n.next+feedLimit] {
				if !strings.Contains(string(doc), e.ID) {
					t.Fatalf("%s is not in the document", e.ID)
				}
			}
		}
	}
	toAll(t, plainly(n.turn()))
}
