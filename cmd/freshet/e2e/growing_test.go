package e2e

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"freshet/cmd/freshet/world"
)

// growing serves a bulk world whose sources publish their items one by one,
// oldest first. An answer's validator is of just the items that it holds.
type growing struct {
	*world.BulkWorld
	head, items map[string][][]byte // by path; items newest first, as in the document
	mu          sync.Mutex
	out         map[string]int // items that are out
	left        int            // and that are not, of all sources
	asked       int            // requests
	random      *rand.Rand
}

func newGrowing(t *testing.T, o world.BulkOptions) *growing {
	t.Helper()
	b, err := world.Bulk(o)
	if err != nil {
		t.Fatal(err)
	}
	g := &growing{
		BulkWorld: b, head: map[string][][]byte{}, items: map[string][][]byte{}, out: map[string]int{},
		random: rand.New(rand.NewPCG(o.Seed, 1)),
	}
	for i := range b.Len() {
		rec := httptest.NewRecorder()
		b.ServeHTTP(rec, httptest.NewRequest("GET", b.Path(i), nil))
		parts := bytes.Split(rec.Body.Bytes(), []byte("<item>"))
		last := parts[len(parts)-1]
		end := bytes.LastIndex(last, []byte("</item>")) + len("</item>")
		parts[len(parts)-1] = last[:end]
		g.head[b.Path(i)] = [][]byte{parts[0], last[end:]}
		g.items[b.Path(i)] = parts[1:]
		g.left += len(parts) - 1
	}
	return g
}

// publish lets n more items out, of sources at random. It returns how many are
// left.
func (g *growing) publish(n int) (left int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for n > 0 && g.left > 0 {
		path := g.Path(g.random.IntN(g.Len()))
		if g.out[path] < len(g.items[path]) {
			g.out[path]++
			g.left--
			n--
		}
	}
	return g.left
}

// requests is how often any source was asked for.
func (g *growing) requests() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked
}

func (g *growing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.asked++
	out := g.out[r.URL.Path]
	g.mu.Unlock()
	items, ok := g.items[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	tag := strconv.Quote(strconv.Itoa(out))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	head := g.head[r.URL.Path]
	_, _ = w.Write(head[0])
	for _, item := range items[len(items)-out:] {
		_, _ = fmt.Fprintf(w, "<item>%s", item)
	}
	_, _ = w.Write(head[1])
}
