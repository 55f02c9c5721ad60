package window

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"freshet/storage/dedup"
)

// written makes signatures as texts of a finite language have them: of the runs of
// words in a text of some 220, four in ten are of a common stock, used by the law of
// Zipf, the others new; a sketch keeps the smallest of them. Half of the items are
// copies, with a fifth of their runs replaced.
type written struct {
	*rand.Rand
	zipf, names *rand.Zipf
	late        [1024][]uint32 // the runs of late stories
	n           int
	fresh       bool
}

func newWritten() *written {
	r := rand.New(rand.NewPCG(7, 11))
	return &written{Rand: r, zipf: rand.NewZipf(r, 1.1, 20, 1<<24), names: rand.NewZipf(r, 1.2, 10, 1<<20)}
}

func (w *written) run() uint32 {
	if w.IntN(10) < 4 {
		return mix(uint32(w.zipf.Uint64()) + 0x9e3779b9)
	}
	return w.Uint32()
}

func (w *written) next() *dedup.Signature {
	runs := make([]uint32, 0, 220)
	w.fresh = w.n == 0 || w.IntN(2) == 0
	if w.fresh {
		for range 220 {
			runs = append(runs, w.run())
		}
		w.late[w.n%len(w.late)] = runs
		w.n++
	} else {
		runs = append(runs, w.late[w.IntN(min(w.n, len(w.late)))]...)
		for range 44 {
			runs[w.IntN(len(runs))] = w.run()
		}
	}
	s := &dedup.Signature{Shingles: len(runs)}
	s.Lead = smallest(slices.Clone(runs[:120]), dedup.MaxLead)
	s.Sketch = smallest(slices.Clone(runs), dedup.MaxSketch)
	for range 8 {
		s.Words = append(s.Words, mix(uint32(w.names.Uint64())))
		s.Figures = append(s.Figures, mix(uint32(w.names.Uint64())+1<<20))
		s.Anchors = append(s.Anchors, mix(uint32(w.names.Uint64())+1<<21))
	}
	s.Words, s.Figures, s.Anchors = smallest(s.Words, 8), smallest(s.Figures, 8), smallest(s.Anchors, 8)
	for i := range 4 {
		s.Title[i] = byte(w.Uint32())
	}
	return s
}

func smallest(runs []uint32, most int) []uint32 {
	slices.Sort(runs)
	runs = slices.Compact(runs)
	return slices.Clone(runs[:min(most, len(runs))])
}

// BenchmarkItem measures what one item costs when the window holds so many, in steps
// of 50, with all sealing and merging on the way there in "sealed" (ns an item).
func BenchmarkItem(b *testing.B) {
	for _, size := range []int{100_000, 800_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			text, w, m := newWritten(), New(), &Memory{}
			seq, candidates := uint64(0), 0
			var dst []Candidate
			step := func(sigs []*dedup.Signature, fresh []bool) {
				s, err := w.Begin(m)
				if err != nil {
					b.Fatal(err)
				}
				for i, sig := range sigs {
					if dst, err = s.Candidates(sig, dst[:0]); err != nil {
						b.Fatal(err)
					}
					candidates += len(dst)
					seq++
					if err := s.Add(seq, sig, fresh[i]); err != nil {
						b.Fatal(err)
					}
					m.Put(seq, sig, fresh[i])
				}
				c, err := s.Seal()
				if err != nil {
					b.Fatal(err)
				}
				m.Apply(c)
				s.Commit()
			}
			var sigs []*dedup.Signature
			var fresh []bool
			write := func(n int) {
				sigs, fresh = sigs[:0], fresh[:0]
				for range n {
					sigs, fresh = append(sigs, text.next()), append(fresh, text.fresh)
				}
			}
			for int(seq) < size {
				write(50)
				step(sigs, fresh)
			}
			runtime.GC()
			candidates = 0
			start := seq
			b.ResetTimer()
			for done := 0; done < b.N; done += 50 {
				b.StopTimer()
				write(min(50, b.N-done))
				b.StartTimer()
				step(sigs, fresh)
			}
			b.StopTimer()
			report(b, w, m, float64(candidates)/float64(seq-start))
		})
	}
}

func report(b *testing.B, w *Window, m *Memory, candidates float64) {
	s, err := w.Begin(m)
	if err != nil {
		b.Fatal(err)
	}
	blobs, lists, postings := 0, 0, 0
	for i := range s.segs {
		blobs += len(s.segs[i].blob)
		lists += len(s.segs[i].list)
		postings += s.segs[i].postings
	}
	hashes, slots := w.sealed.size()
	_, tail := w.tail.counts.size()
	items := math.Max(1, float64(s.items))
	b.ReportMetric(float64(blobs)/items, "B/item")
	b.ReportMetric(float64(lists)/items, "list-B/item")
	b.ReportMetric(float64(postings)/items, "postings/item")
	b.ReportMetric(candidates, "cand/item")
	b.ReportMetric(float64(hashes)/1e6, "M-hashes")
	b.ReportMetric(float64(4*(slots+tail)+12*cap(w.tail.posts))/1e6, "MB-RAM")
	b.ReportMetric(float64(len(s.segs)), "segments")
}
