package bolt_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/dedup"
)

// Goals are ratios to bare batched bbolt, measured side by side in one run: CPU
// seconds and bytes, not wall time.
//
//	FRESHET_BENCH_ITEMS=1000000 go test -run '^$' -bench Ingest -benchtime 1x ./storage/bolt

const (
	benchPerPoll = 30
	benchText    = 2000 // bytes of one item
	bareBatch    = 1000 // puts of one bare transaction
)

func benchItems() int {
	if n, err := strconv.Atoi(os.Getenv("FRESHET_BENCH_ITEMS")); err == nil && n > 0 {
		return n
	}
	return 9000
}

// cost is what was used since it was begun: CPU and bytes written.
type cost struct {
	cpu     time.Duration
	written int64
}

func used() cost {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return cost{time.Duration(u.Utime.Nano() + u.Stime.Nano()), proc("/proc/self/io", "wchar:")}
}

func (c cost) since() cost {
	now := used()
	return cost{now.cpu - c.cpu, now.written - c.written}
}

// proc reads a number from a file of /proc; 0 where there is none.
func proc(path, name string) int64 {
	b, _ := os.ReadFile(path)
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n
		}
	}
	return 0
}

var vocabulary = func() []string {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]string, 4000)
	for i := range out {
		b := make([]byte, 2+r.IntN(9))
		for j := range b {
			b[j] = byte('a' + r.IntN(26))
		}
		out[i] = string(b)
	}
	return out
}()

// benchItem is an item with a text like prose.
func benchItem(r *rand.Rand, source, n int) storage.Item {
	var text strings.Builder
	text.WriteString("<p>")
	for text.Len() < benchText {
		text.WriteString(vocabulary[min(r.IntN(4000), r.IntN(4000), r.IntN(4000))])
		text.WriteByte(' ')
	}
	link := fmt.Sprintf("https://s%d.example/posts/%d", source, n)
	it := storage.Item{
		GUID: link, URL: link, Canonical: link, Title: fmt.Sprintf("%s %s number %d", vocabulary[r.IntN(4000)], vocabulary[r.IntN(4000)], n),
		Content: text.String(), Authors: []storage.Person{{Name: "A. Writer"}}, Categories: []string{"news"},
		Published: t0.Add(-time.Duration(r.IntN(100_000)) * time.Second), Language: "en",
	}
	it.Signature = dedup.Sign(it.Title, it.Content)
	return it
}

func benchStore(b *testing.B, dir string, sources int) *bolt.Store {
	b.Helper()
	s, err := bolt.Open(file(dir), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	specs := make([]storage.SourceSpec, sources)
	for i := range specs {
		specs[i] = spec(fmt.Sprint("s", i))
	}
	if _, err := s.Sync(context.Background(), t0, specs); err != nil {
		b.Fatal(err)
	}
	return s
}

// polls finishes one poll of each claim, 64 at a time.
func polls(b *testing.B, s *bolt.Store, at time.Time, items func(i int) []storage.Item) {
	b.Helper()
	claims, err := claimAll(context.Background(), s, 1<<30)
	if err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, 64)
	for i, c := range claims {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := finish(context.Background(), s, c, at, items(i)...); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
}

// bare writes values of 2 KB under ascending keys, a thousand a transaction.
func bare(b *testing.B, n int) cost {
	b.Helper()
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bbolt.Options{
		FreelistType: bbolt.FreelistMapType, NoFreelistSync: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	it := benchItem(rand.New(rand.NewPCG(3, 4)), 1, 1)
	value := []byte(it.Content)
	from := used()
	for i := 0; i < n; i += bareBatch {
		err := db.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("items"))
			if err != nil {
				return err
			}
			for j := i; j < min(i+bareBatch, n); j++ {
				if err := bucket.Put(binary.BigEndian.AppendUint64(nil, uint64(j)), value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return from.since()
}

// BenchmarkIngest keeps new items: 30 a poll of 2 KB each, 64 polls at a time.
func BenchmarkIngest(b *testing.B) {
	n := benchItems()
	sources := min(n/benchPerPoll, 1000)
	var mine, floor cost
	var disk, anon int64
	for b.Loop() {
		dir := b.TempDir()
		s := benchStore(b, dir, sources)
		r := rand.New(rand.NewPCG(5, 6))
		for done := 0; done < n; done += sources * benchPerPoll {
			all := make([][]storage.Item, sources)
			for i := range all {
				for j := range benchPerPoll {
					all[i] = append(all[i], benchItem(r, i, done+j))
				}
			}
			from := used()
			polls(b, s, t0.Add(time.Duration(done)*time.Millisecond), func(i int) []storage.Item { return all[i] })
			c := from.since()
			mine.cpu, mine.written = mine.cpu+c.cpu, mine.written+c.written
		}
		debug.FreeOSMemory()
		anon = proc("/proc/self/status", "RssAnon:")
		from := used()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		c := from.since()
		mine.cpu, mine.written = mine.cpu+c.cpu, mine.written+c.written
		if info, err := os.Stat(file(dir)); err == nil {
			disk = info.Size()
		}
		reopen(b, dir)
		c = bare(b, n)
		floor.cpu, floor.written = floor.cpu+c.cpu, floor.written+c.written
	}
	items := float64(n * b.N)
	b.ReportMetric(float64(mine.cpu)/1e3/items, "µs/item")
	b.ReportMetric(float64(mine.cpu)/float64(floor.cpu), "×bare-cpu")
	b.ReportMetric(float64(mine.written)/1e3/items, "KB-written/item")
	b.ReportMetric(float64(mine.written)/float64(floor.written), "×bare-written")
	b.ReportMetric(float64(disk)/1e3/float64(n), "KB-disk/item")
	b.ReportMetric(float64(anon)/1024, "MiB-anon")
}

// reopen opens a store that was closed, and reads a page.
func reopen(b *testing.B, dir string) {
	b.Helper()
	from := used()
	s, err := bolt.Open(file(dir), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Newest(context.Background(), storage.Query{Limit: 50}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(from.since().cpu)/1e6, "ms-open-page")
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// full is a store with some stories of each source.
func full(b *testing.B, sources int) *bolt.Store {
	b.Helper()
	s := benchStore(b, b.TempDir(), sources)
	polls(b, s, t0, func(i int) (items []storage.Item) {
		for j := range benchPerPoll {
			items = append(items, benchItem(rand.New(rand.NewPCG(uint64(i), uint64(j))), i, j))
		}
		return items
	})
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

// perOp reports CPU and bytes written of one of n operations.
func perOp(b *testing.B, c cost, n int) {
	b.Helper()
	b.ReportMetric(float64(c.cpu)/1e3/float64(n), "µs-cpu/op")
	b.ReportMetric(float64(c.written)/1e3/float64(n), "KB-written/op")
}

// BenchmarkPolls finishes polls that brought nothing, and one new item.
func BenchmarkPolls(b *testing.B) {
	const sources = 300
	for _, c := range []struct {
		name  string
		items int
	}{{"quiet", 0}, {"one new", 1}} {
		b.Run(c.name, func(b *testing.B) {
			s := full(b, sources)
			r := rand.New(rand.NewPCG(7, 8))
			var total cost
			n := 1000
			for b.Loop() {
				all := make([][]storage.Item, sources)
				for i := range all {
					for range c.items {
						n++
						all[i] = append(all[i], benchItem(r, i, n))
					}
				}
				from := used()
				polls(b, s, t0.Add(time.Duration(n)*time.Second), func(i int) []storage.Item { return all[i] })
				d := from.since()
				total.cpu, total.written = total.cpu+d.cpu, total.written+d.written
			}
			perOp(b, total, b.N*sources)
		})
	}
}

// BenchmarkReads reads a page of 50 stories, one story, and one that is not there.
func BenchmarkReads(b *testing.B) {
	s := full(b, 300)
	page := func(b *testing.B, q storage.Query) []storage.Story {
		b.Helper()
		list, err := s.Newest(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		return list
	}
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			page(b, storage.Query{Limit: 50})
		}
	})
	b.Run("page of one source of 300", func(b *testing.B) {
		for b.Loop() {
			page(b, storage.Query{Limit: 50, Sources: []string{"s7"}})
		}
	})
	b.Run("story", func(b *testing.B) {
		id := page(b, storage.Query{Limit: 1})[0].ID
		for b.Loop() {
			if _, err := s.Story(b.Context(), id); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAddClicks adds batches of clicks of some stories.
func BenchmarkAddClicks(b *testing.B) {
	s := full(b, 100)
	list, err := s.Newest(b.Context(), storage.Query{Limit: 100})
	if err != nil {
		b.Fatal(err)
	}
	const batch = 1000
	seq := uint64(0)
	from := used()
	for b.Loop() {
		clicks := make([]storage.Click, batch)
		for i := range clicks {
			seq++
			clicks[i] = storage.Click{Seq: seq, At: t0, Story: list[i%len(list)].ID, Weight: 1}
		}
		if _, err := s.AddClicks(b.Context(), "j", clicks); err != nil {
			b.Fatal(err)
		}
	}
	perOp(b, from.since(), b.N*batch)
}
