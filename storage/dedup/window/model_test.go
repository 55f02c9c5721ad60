package window

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"freshet/storage/dedup"
)

// naive is a window that does everything the long way.
type naive struct {
	items  []naiveItem
	segs   []naiveSegment
	fallen []naiveSegment // in this step; their counts fall at its end
}

type naiveItem struct {
	seq    uint64
	keys   []key
	hashes []uint32 // nil for a copy
	fresh  bool
}

type naiveSegment struct {
	first, last uint64
	items       int
	counts      map[uint32]int
}

func (n *naive) clone() naive {
	return naive{slices.Clone(n.items), slices.Clone(n.segs), nil}
}

// tail are the items after the last segment.
func (n *naive) tail() []naiveItem {
	if len(n.segs) == 0 {
		return n.items
	}
	return n.between(n.segs[len(n.segs)-1].last+1, math.MaxUint64)
}

func (n *naive) between(first, last uint64) (out []naiveItem) {
	for _, it := range n.items {
		if it.seq >= first && it.seq <= last {
			out = append(out, it)
		}
	}
	return out
}

func count(items []naiveItem) map[uint32]int {
	counts := map[uint32]int{}
	for _, it := range items {
		for _, h := range it.hashes {
			counts[h]++
		}
	}
	return counts
}

func listable(counts map[uint32]int) map[uint32]int {
	maps.DeleteFunc(counts, func(_ uint32, n int) bool { return n < minListed })
	return counts
}

func (n *naive) count(h uint32) int {
	total := count(n.tail())[h]
	for _, g := range slices.Concat(n.fallen, n.segs) {
		total += g.counts[h]
	}
	return total
}

func (n *naive) stories() (total int) {
	for _, it := range n.items {
		if it.fresh {
			total++
		}
	}
	return total
}

func (n *naive) keys(sig *dedup.Signature) (keys []key) {
	tail := count(n.tail())
	rare := func(h uint32) bool {
		total := tail[h]
		for _, g := range slices.Concat(n.fallen, n.segs) {
			total += g.counts[h]
		}
		return total < 24
	}
	for _, part := range []struct {
		hashes []uint32
		space  uint32
		most   int
	}{{sig.Sketch, bodySpace, 24}, {sig.Lead, leadSpace, 8}} {
		taken := 0
		for _, h := range part.hashes {
			if taken < part.most && rare(h) {
				keys = append(keys, newKey(h, part.space))
				taken++
			}
		}
	}
	if sig.Title != [16]byte{} {
		keys = append(keys, newKey(uint32(sig.Title[0])|uint32(sig.Title[1])<<8, titleSpace))
	}
	return keys
}

func (n *naive) postings(k key) (total int) {
	for _, it := range n.items {
		if slices.Contains(it.keys, k) {
			total++
		}
	}
	return total
}

func (n *naive) candidates(sig *dedup.Signature) (out []Candidate) {
	keys := n.keys(sig)
	for _, it := range n.items {
		c := Candidate{Seq: it.seq}
		for _, k := range it.keys {
			if !slices.Contains(keys, k) {
				continue
			}
			switch k.space {
			case bodySpace:
				c.Body++
			case leadSpace:
				c.Lead++
			case titleSpace:
				c.Title = true
			}
		}
		if c.Body >= 2 || c.Lead >= 2 || c.Title {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(b.Seq, a.Seq))
	})
	return out[:min(len(out), MaxCandidates)]
}

func (n *naive) add(seq uint64, sig *dedup.Signature, fresh bool) {
	it := naiveItem{seq: seq, fresh: fresh}
	for _, k := range n.keys(sig) {
		if n.postings(k) < 64 {
			it.keys = append(it.keys, k)
		}
	}
	if fresh {
		for _, list := range [][]uint32{sig.Sketch, sig.Lead, sig.Words, sig.Numbers, sig.Figures, sig.Anchors} {
			it.hashes = append(it.hashes, list...)
		}
		slices.Sort(it.hashes)
		it.hashes = slices.Compact(it.hashes)
	}
	n.items = append(n.items, it)
}

// expire drops the oldest segments.
func (n *naive) expire(gone func(naiveSegment) bool) {
	for len(n.segs) > 0 && gone(n.segs[0]) {
		n.items = n.items[n.segs[0].items:]
		n.fallen = append(n.fallen, n.segs[0])
		n.segs = n.segs[1:]
	}
}

// seal follows the merges that a step chose.
func (n *naive) seal(c Changes, top int) {
	n.fallen = nil
	for _, p := range c.Put {
		items := n.between(p.First, math.MaxUint64)
		g := naiveSegment{p.First, items[len(items)-1].seq, len(items), listable(count(items))}
		at := slices.IndexFunc(n.segs, func(g naiveSegment) bool { return g.first >= p.First })
		if at >= 0 && len(items) >= top {
			g.counts = listable(count(n.tail()))
			for _, old := range n.segs[at:] {
				for h, c := range old.counts {
					g.counts[h] += c
				}
			}
		}
		if at >= 0 {
			n.segs = n.segs[:at]
		}
		n.segs = append(n.segs, g)
	}
}

// texts makes signatures of few hashes, some of which are much used.
type texts struct {
	*rand.Rand
	old []dedup.Signature
}

func (r *texts) hashes(most, kinds int, base uint32) (out []uint32) {
	for range r.IntN(most + 1) {
		x := r.Float64()
		out = append(out, base+uint32(float64(kinds)*x*x*x)*2654435761>>3)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *texts) next() dedup.Signature {
	var s dedup.Signature
	if len(r.old) > 0 && r.IntN(3) == 0 {
		s = r.old[r.IntN(len(r.old))]
		if r.IntN(3) > 0 {
			return s
		}
	}
	s.Sketch = r.hashes(dedup.MaxSketch, 1500, 0)
	s.Lead = r.hashes(dedup.MaxLead, 1500, 0)
	s.Words = r.hashes(6, 100, 7)
	s.Numbers = r.hashes(2, 100, 7)
	s.Figures = r.hashes(6, 100, 7)
	s.Anchors = r.hashes(6, 100, 7)
	s.Title[0] = byte(r.IntN(200))
	if r.IntN(40) == 0 {
		s = dedup.Signature{}
	}
	r.old = append(r.old, s)
	return s
}

// run is one random history.
type run struct {
	*rapid.T
	full   int
	seq    uint64
	texts  texts
	memory *Memory
	window *Window
	model  naive
}

// TestWindowIsLikeTheNaiveOne runs random histories of steps, some of them dropped,
// with expiry and restarts.
func TestWindowIsLikeTheNaiveOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := run{T: t, full: rapid.IntRange(1, 6).Draw(t, "full"), memory: &Memory{}}
		r.texts.Rand = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.window = newWindow(r.full)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			r.step()
			if rapid.IntRange(0, 9).Draw(t, "restart") == 0 {
				r.restart()
			}
		}
	})
}

func (r *run) restart() {
	w, err := loadWindow(r.memory, r.full)
	if err != nil {
		r.Fatal(err)
	}
	r.window = w
}

func (r *run) step() {
	before, model := *r.memory, r.model.clone()
	s, err := r.window.Begin(r.memory)
	if err != nil {
		r.Fatal(err)
	}
	for range rapid.IntRange(0, 20).Draw(r.T, "items") {
		r.item(s)
	}
	if rapid.IntRange(0, 19).Draw(r.T, "expire") == 0 && r.seq > 0 {
		seq := rapid.Uint64Range(0, r.seq).Draw(r.T, "before")
		s.Expire(seq)
		r.model.expire(func(g naiveSegment) bool { return g.last < seq })
		r.item(s)
	}
	if rapid.IntRange(0, 19).Draw(r.T, "limit") == 0 {
		most := rapid.IntRange(0, 300).Draw(r.T, "most")
		s.Limit(most)
		r.model.expire(func(g naiveSegment) bool { return len(r.model.items)-g.items >= most })
	}
	c, err := s.Seal()
	if err != nil {
		r.Fatal(err)
	}
	if rapid.IntRange(0, 3).Draw(r.T, "drop") == 0 {
		*r.memory, r.model = before, model
		return
	}
	r.model.seal(c, r.full*64)
	r.memory.Apply(c)
	s.Commit()
	if len(r.memory.records) != len(r.model.items) {
		r.Fatalf("%d records of %d items stay", len(r.memory.records), len(r.model.items))
	}
}

func (r *run) item(s *Step) {
	sig := r.texts.next()
	if rapid.IntRange(0, 9).Draw(r.T, "look") > 0 {
		got, err := s.Candidates(&sig, nil)
		if err != nil {
			r.Fatal(err)
		}
		if d := gocmp.Diff(r.model.candidates(&sig), got); d != "" {
			r.Fatalf("candidates (-naive +got):\n%s", d)
		}
	}
	for _, h := range sig.Figures {
		if got, want := int(s.Count(h)), r.model.count(h); got != want {
			r.Fatalf("count of %d is %d, naively %d", h, got, want)
		}
	}
	if s.Stories() != r.model.stories() || s.Len() != len(r.model.items) {
		r.Fatalf("%d stories of %d items, naively %d of %d", s.Stories(), s.Len(), r.model.stories(), len(r.model.items))
	}
	if rapid.IntRange(0, 9).Draw(r.T, "add") == 0 {
		return
	}
	fresh := r.texts.IntN(3) > 0
	r.seq += 1 + r.texts.Uint64N(3)
	if err := s.Add(r.seq, &sig, fresh); err != nil {
		r.Fatal(err)
	}
	r.memory.Put(r.seq, &sig, fresh)
	r.model.add(r.seq, &sig, fresh)
}
