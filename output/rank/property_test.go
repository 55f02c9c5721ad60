package rank

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"freshet/storage"
)

// event is one thing that happens to a board.
type event struct {
	Story  int
	Source string // of a carry; "" for a click
	After  time.Duration
	Weight float64
}

func (e event) apply(b *Board) {
	if at := noon.Add(e.After); e.Source != "" {
		b.Carry(id(e.Story), e.Source, at)
	} else {
		b.Click(id(e.Story), at, e.Weight, true)
	}
}

func events() *rapid.Generator[[]event] {
	one := rapid.Custom(func(t *rapid.T) event {
		return event{
			Story:  rapid.IntRange(0, 12).Draw(t, "story"),
			Source: rapid.SampledFrom([]string{"", "", "", "a", "b", "c"}).Draw(t, "source"),
			After:  time.Duration(rapid.Int64Range(0, int64(400*time.Hour)).Draw(t, "after")),
			Weight: rapid.Float64Range(0.01, 1).Draw(t, "weight"),
		}
	})
	return rapid.SliceOfN(one, 0, 120)
}

func windows() *rapid.Generator[Window] {
	return rapid.SampledFrom([]Window{Hour, Day, Week, Day.Scaled(50)})
}

func TestEventsCommute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, list := windows().Draw(t, "window"), events().Draw(t, "events")
		a, b := New(w), New(w)
		for _, e := range list {
			e.apply(a)
		}
		for _, e := range rapid.Permutation(list).Draw(t, "order") {
			e.apply(b)
			if e.Source != "" {
				e.apply(b) // a source carries a story once
			}
		}
		now := noon.Add(300 * time.Hour)
		if diff := cmp.Diff(byStory(a.Top(now, 99, nil)), byStory(b.Top(now, 99, nil)), near); diff != "" {
			t.Fatalf("another order, another board:\n%s", diff)
		}
	})
}

// byStory sorts a list by id and drops the ranks: stories of equal score may
// change places by the rounding of floats.
func byStory(top []Entry) []Entry {
	slices.SortFunc(top, func(a, b Entry) int { return ids([]Entry{a})[0] - ids([]Entry{b})[0] })
	for i := range top {
		top[i].Rank = 0
	}
	return top
}

// TestTopIsTheFullScan holds the list against scores that are computed from all
// events anew, in the plainest way.
func TestTopIsTheFullScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, list := windows().Draw(t, "window"), events().Draw(t, "events")
		b := New(w)
		for _, e := range list {
			e.apply(b)
		}
		gone := rapid.IntRange(0, 12).Draw(t, "forgotten")
		b.Forget(id(gone))
		checkHeap(t, b)

		now := noon.Add(time.Duration(rapid.Int64Range(0, int64(500*time.Hour)).Draw(t, "now")))
		n := rapid.IntRange(0, 15).Draw(t, "n")
		odd := func(s storage.StoryID) bool { return s[15]%2 == 1 }
		scores := scan(w, list, now)
		delete(scores, gone)
		var want []float64
		for story, score := range scores {
			if story%2 == 1 {
				want = append(want, score)
			}
		}
		slices.Sort(want)
		slices.Reverse(want)
		want = want[:min(n, len(want))]

		var got []float64
		for _, e := range b.Top(now, n, odd) {
			sum := 0.0
			for _, w := range e.Why {
				sum += w.Value
			}
			if math.Abs(sum-e.Score) > 1e-9 || math.Abs(scores[ids([]Entry{e})[0]]-e.Score) > 1e-9 {
				t.Fatalf("score %v of %v, its reasons make %v", e.Score, e, sum)
			}
			got = append(got, e.Score)
		}
		if diff := cmp.Diff(want, got, near, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("not the full scan (-scan +top):\n%s", diff)
		}
	})
}

// scan computes the score of every carried story from the definition.
func scan(w Window, list []event, now time.Time) map[int]float64 {
	carried := make(map[int]map[string]time.Duration)
	for _, e := range list {
		if e.Source == "" {
			continue
		}
		if carried[e.Story] == nil {
			carried[e.Story] = make(map[string]time.Duration)
		}
		if at, ok := carried[e.Story][e.Source]; !ok || e.After < at {
			carried[e.Story][e.Source] = e.After
		}
	}
	scores := make(map[int]float64)
	lost := func(after time.Duration) float64 { // half-lives since
		return float64(now.Sub(noon.Add(after))) / float64(w.HalfLife)
	}
	for story, votes := range carried {
		worths, first := []float64{}, time.Duration(math.MaxInt64)
		for _, after := range votes {
			worths = append(worths, -lost(after))
			first = min(first, after)
		}
		for _, e := range list {
			if e.Story == story && e.Source == "" {
				worths = append(worths, math.Log2(e.Weight)-lost(e.After))
			}
		}
		best, total := slices.Max(worths), 0.0
		for _, x := range worths {
			total += math.Exp2(x - best)
		}
		scores[story] = best + math.Log2(total) - float64(now.Sub(noon.Add(first)))/float64(w.Novelty)
	}
	return scores
}

// checkHeap proves what the heap's methods rely on.
func checkHeap(t interface{ Fatalf(string, ...any) }, b *Board) {
	if len(b.order) != len(b.stories) {
		t.Fatalf("%d stories in order, %d known", len(b.order), len(b.stories))
	}
	for i, x := range b.order {
		if x.s.pos != i || b.stories[x.s.id] != x.s || x.key != b.key(x.s) {
			t.Fatalf("place %d: %+v", i, x)
		}
		if i > 0 && x.before(b.order[(i-1)/2]) {
			t.Fatalf("place %d is better than its parent", i)
		}
	}
}

func TestOrderDoesNotChangeWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := New(windows().Draw(t, "window"))
		for _, e := range events().Draw(t, "events") {
			e.apply(b)
		}
		first := ids(b.Top(noon, 99, nil))
		for _, later := range []time.Duration{time.Hour, 1000 * time.Hour, 100_000 * time.Hour} {
			top := b.Top(noon.Add(later), 99, nil)
			if diff := cmp.Diff(first, ids(top)); diff != "" {
				t.Fatalf("after %v (-before +after):\n%s", later, diff)
			}
			for i := 1; i < len(top); i++ {
				if top[i].Score > top[i-1].Score+1e-9 {
					t.Fatalf("after %v rank %d scores %v, the one above %v", later, i+1, top[i].Score, top[i-1].Score)
				}
			}
		}
	})
}
