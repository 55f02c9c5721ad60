package window

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// filled makes a window of some random items in small segments.
func filled(t testing.TB, items int) (*Window, *Memory) {
	r := texts{Rand: rand.New(rand.NewPCG(1, 2))}
	w, m := newWindow(4), &Memory{}
	for seq := range uint64(items) {
		sig := r.next()
		s, err := w.Begin(m)
		if err == nil {
			err = s.Add(seq, &sig, r.IntN(3) > 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		m.Put(seq, &sig, true)
		c, err := s.Seal()
		if err != nil {
			t.Fatal(err)
		}
		m.Apply(c)
		s.Commit()
	}
	return w, m
}

// FuzzBlob reads what claims to be a segment in every way that a step does.
func FuzzBlob(f *testing.F) {
	_, m := filled(f, 200)
	for _, g := range m.segments {
		f.Add(g.Blob)
	}
	f.Fuzz(func(t *testing.T, blob []byte) {
		g, err := parse(blob)
		if err != nil {
			return
		}
		if len(blob) > 1<<20 {
			return
		}
		r := texts{Rand: rand.New(rand.NewPCG(1, 2))}
		w, m := newWindow(4), &Memory{segments: []Segment{{g.first, blob}}}
		s, err := w.Begin(m)
		if err != nil {
			return
		}
		for range 5 {
			sig := r.next()
			found, err := s.Candidates(&sig, nil)
			if err != nil && !errors.Is(err, ErrDamaged) || len(found) > MaxCandidates {
				t.Fatalf("%d candidates, %v", len(found), err)
			}
		}
		if _, err := sum([][]byte{g.list, g.list}); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
		if _, err := merge([]segment{g}); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
		if _, err := Load(m); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
	})
}

// Every bit of a blob counts: one that is flipped is an error of Load.
func TestLoadRefusesAChangedBit(t *testing.T) {
	_, m := filled(t, 8)
	whole := m.segments[0].Blob
	for at := range 8 * len(whole) {
		blob := slices.Clone(whole)
		blob[at/8] ^= 1 << (at % 8)
		m.segments[0].Blob = blob
		if _, err := Load(m); !errors.Is(err, ErrDamaged) {
			t.Fatalf("bit %d: %v", at, err)
		}
	}
}

func TestSegmentsStayFew(t *testing.T) {
	_, m := filled(t, 1023)
	var items []int
	for _, s := range m.segments {
		g, err := parse(s.Blob)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, g.items)
	}
	want := slices.Concat(slices.Repeat([]int{256}, 3), slices.Repeat([]int{32}, 7), slices.Repeat([]int{4}, 7))
	if !slices.Equal(items, want) {
		t.Errorf("segments of %d items, want %d", items, want)
	}
}

func TestAddWantsAscendingSeqs(t *testing.T) {
	w, m := filled(t, 6)
	s, err := w.Begin(m)
	if err != nil {
		t.Fatal(err)
	}
	sig := (&texts{Rand: rand.New(rand.NewPCG(1, 2))}).next()
	for _, c := range []struct {
		name string
		seq  uint64
		want error
	}{
		{"the last one again", 5, ErrOrder},
		{"below", 2, ErrOrder},
		{"beyond what a segment spans", 4 + maxSpan, ErrOrder},
		{"the next", 6, nil},
		{"over a hole", 1000, nil},
	} {
		if err := s.Add(c.seq, &sig, true); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// TestCounts holds a table against a map, in one shard and over the bound of a slot.
func TestCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, model := counts{seed: rapid.Uint32().Draw(t, "seed")}, map[uint32]uint32{}
		hashes := rapid.SliceOfNDistinct(rapid.Uint32(), 1, 40, rapid.ID).Draw(t, "hashes")
		for h := uint32(0); len(hashes) < 60; h++ {
			if mix(h^c.seed)>>restBits == 0 {
				hashes = append(hashes, h)
			}
		}
		for range rapid.IntRange(0, 300).Draw(t, "changes") {
			h := rapid.SampledFrom(hashes).Draw(t, "hash")
			n := rapid.SampledFrom([]uint32{1, 2, bigCount - 1, bigCount, 1 << 31}).Draw(t, "n")
			if rapid.Bool().Draw(t, "add") {
				c.add(h, n)
				model[h] = uint32(min(uint64(model[h])+uint64(n), 1<<32-1))
			} else {
				c.sub(h, n)
				model[h] -= min(n, model[h])
			}
			used := 0
			for h, want := range model {
				if got := c.get(h); got != want {
					t.Fatalf("count of %d is %d, want %d", h, got, want)
				}
				if want > 0 {
					used++
				}
			}
			if hashes, _ := c.size(); hashes != used {
				t.Fatalf("%d hashes, want %d", hashes, used)
			}
		}
	})
}

func TestRadixSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOf(rapid.Uint32()).Draw(t, "hashes")
		want := slices.Sorted(slices.Values(a))
		if got := radixSort(a, make([]uint32, len(a))); !slices.Equal(got, want) {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}
