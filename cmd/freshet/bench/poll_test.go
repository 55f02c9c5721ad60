package bench

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
	"go.etcd.io/bbolt"
)

// quietSources are so many that the states which a closing store writes are what
// they are in a day: many in a transaction.
const quietSources = 1000

// BenchmarkPollNotModified polls sources that answer 304: claim, request,
// outcome, schedule, and the state's way to disk.
func BenchmarkPollNotModified(b *testing.B) {
	urls := child.urls(b, "quiet", quietSources)
	p, bare := newProduct(b, urls), newBareClient(b, urls)
	p.dropAll()
	p.open()
	p.runAndClose()
	bare.fetchAll(http.StatusOK, forget)
	compare(b, "poll of a 304", len(urls),
		contender{before: p.open, work: p.runAndClose, after: func() { p.all(http.StatusNotModified) }},
		contender{name: "client", must: 1.4, aim: 1.15, work: func() { bare.fetchAll(http.StatusNotModified, forget) }})
}

// BenchmarkPollKnownBody polls sources that answer 200 with the body of before.
func BenchmarkPollKnownBody(b *testing.B) {
	urls := child.urls(b, "stale", worlds["stale"].Sources)
	p, bare := newProduct(b, urls), newBareClient(b, urls)
	p.dropAll()
	p.open()
	p.runAndClose()
	compare(b, "poll of a known body", len(urls),
		contender{before: p.open, work: p.runAndClose, after: func() {
			p.all(http.StatusOK)
			p.new(0)
		}},
		contender{name: "client, gunzip", must: 1.3, aim: 1.1, work: func() { bare.fetchAll(http.StatusOK, forget) }})
}

// Goals that are written as shares of yarr's time are told here as shares of
// gofeed's, by the times of PERFORMANCE.md: yarr takes 15 ms for a cold feed and
// 6.07 ms for one with a new item, where gofeed alone takes 3.85 ms.
const (
	coldYarr   = 15 / 3.85
	movingYarr = 6.07 / 3.85
)

// BenchmarkPollOneNew polls documents of 30 items of which one is new.
func BenchmarkPollOneNew(b *testing.B) {
	urls := child.urls(b, "moving", worlds["moving"].Sources)
	p, bare := newProduct(b, urls), newBareClient(b, urls)
	p.open()
	p.run()
	var bodies [][]byte
	bodies = bare.bodies()
	defer func() { check(b, p.store.Close()) }()
	compare(b, "poll with 1 new item of 30", len(urls),
		contender{work: p.run, after: func() { p.new(len(urls)) }},
		contender{name: "client, gofeed", work: func() {
			bare.fetchAll(http.StatusOK, func(_ int, body []byte) { parseBare(b, body) })
		}},
		contender{name: "gofeed alone", must: .35 * movingYarr, aim: .15 * movingYarr, work: func() {
			each(len(bodies), func(i int) { parseBare(b, bodies[i]) })
		}})
}

// BenchmarkColdIngest polls sources that were never seen, in a new store.
func BenchmarkColdIngest(b *testing.B) {
	o := worlds["cold"]
	urls := child.urls(b, "cold", o.Sources)
	items, stories := o.Sources*o.Items, len(bulk("cold").Truth())
	p, bare := newProduct(b, urls), newBareClient(b, urls)
	bodies := bare.bodies()
	clear(bare.tags)
	var written uint64
	fetchAndStore := func(s *bareStore) func() {
		return func() {
			bare.fetchAll(http.StatusOK, func(_ int, body []byte) { s.add(parseBare(b, body)) })
			s.close()
		}
	}
	forgetTags := func() { clear(bare.tags) }
	clean, plain := &bareStore{t: b, policy: bluemonday.UGCPolicy()}, &bareStore{t: b}
	compare(b, "cold ingest, per item", items,
		contender{
			before: func() { p.fresh(); written = bytesWritten(b) },
			work:   p.runAndClose,
			after: func() {
				written = bytesWritten(b) - written
				p.new(items)
				if n := p.gate.finished.New; n != stories {
					b.Fatalf("%d stories, want %d", n, stories)
				}
			},
		},
		contender{name: "client, gofeed, bluemonday, bbolt", must: 1.4, aim: 1, before: clean.open, work: fetchAndStore(clean), after: forgetTags},
		contender{name: "client, gofeed, bbolt", before: plain.open, work: fetchAndStore(plain), after: forgetTags},
		contender{name: "gofeed alone", must: .7 * coldYarr, aim: .35 * coldYarr, work: func() {
			each(len(bodies), func(i int) { parseBare(b, bodies[i]) })
		}})
	note("cold ingest: %.2f KB on disk an item (must 2.5, aim 1.5), %.2f KB written (must 8, aim 4), of %.2f KB read",
		float64(bytesUsed(b, p.path))/1e3/float64(items), float64(written)/1e3/float64(items), float64(total(bodies))/1e3/float64(items))
}

func total(bodies [][]byte) (n int) {
	for _, b := range bodies {
		n += len(b)
	}
	return n
}

func note(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }

// bytesUsed is the size of a bbolt file without the room that it has for more.
func bytesUsed(t testing.TB, path string) (used int64) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	check(t, err)
	check(t, db.View(func(tx *bbolt.Tx) error {
		used = tx.Size() - int64(db.Stats().FreePageN*db.Info().PageSize)
		return nil
	}))
	check(t, db.Close())
	return used
}

// bytesWritten is what this process has handed to write calls, sockets included;
// 0 where the system does not tell.
func bytesWritten(t testing.TB) (n uint64) {
	text, err := os.ReadFile("/proc/self/io")
	if os.IsNotExist(err) {
		return 0
	}
	check(t, err)
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, "wchar: "); found {
			_, err := fmt.Sscan(value, &n)
			check(t, err)
		}
	}
	return n
}
