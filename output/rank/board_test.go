package rank

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"freshet/storage"
)

var noon = time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC)

// near compares floats as the Board promises them.
var near = cmpopts.EquateApprox(0, 1e-9)

func id(n int) (id storage.StoryID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func ids(top []Entry) (list []int) {
	for _, e := range top {
		list = append(list, int(binary.BigEndian.Uint64(e.Story[8:])))
	}
	return list
}

type explainedCase struct {
	name string
	make func(*Board)
	want []Entry
}

// explained are Boards, and how their only place is explained at noon.
func explained() []explainedCase {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	return []explainedCase{
		{"one source just now scores 0", func(b *Board) {
			b.Carry(id(1), "a", noon)
		}, []Entry{{Story: id(1), Rank: 1, Score: 0, Sources: 1, Why: []Why{
			{TermSources, "carried by its source", 0},
			{TermInterest, "interest is new", 0},
			{TermAge, "new", 0},
		}}}},
		{"both times weigh on an old story", func(b *Board) {
			b.Carry(id(1), "a", ago(18*time.Hour))
		}, []Entry{{Story: id(1), Rank: 1, Score: -5, Sources: 1, Why: []Why{
			{TermSources, "carried by its source", 0},
			{TermInterest, "interest is 18 h old", -3},
			{TermAge, "18 h old", -2},
		}}}},
		{"few clicks are not told", func(b *Board) {
			b.Carry(id(1), "a", noon)
			b.Carry(id(1), "b", noon)
			b.Click(id(1), noon, 1, true)
			b.Click(id(1), noon, 1, true)
		}, []Entry{{Story: id(1), Rank: 1, Score: 2, Sources: 2, Clicks: 2, Why: []Why{
			{TermSources, "carried by another source too", 1},
			{TermClicks, "fewer than 3 clicks", 1},
			{TermInterest, "interest is new", 0},
			{TermAge, "new", 0},
		}}}},
		{"votes and clicks fade apart", func(b *Board) {
			for _, s := range []string{"a", "b", "c", "d"} {
				b.Carry(id(1), s, ago(9*time.Hour))
			}
			for range 12 {
				b.Click(id(1), ago(3*time.Hour), 1, true)
			}
		}, []Entry{{Story: id(1), Rank: 1, Score: math.Log2(4*math.Exp2(-1.5)+12*math.Exp2(-.5)) - 1, Sources: 4, Clicks: 12, Why: []Why{
			{TermSources, "carried by 4 sources", 2},
			{TermClicks, "12 clicks", 2},
			{TermInterest, "interest is 4 h old", math.Log2(4*math.Exp2(-1.5)+12*math.Exp2(-.5)) - 4},
			{TermAge, "9 h old", -1},
		}}}},
		{"what does not count changes nothing", func(b *Board) {
			b.Carry(id(1), "a", noon)
			b.Click(id(1), noon, 1, false)
			b.Click(id(1), noon, 0, true)
			b.Click(id(1), noon, -1, true)
			b.Click(id(1), noon, math.NaN(), true)
			b.Click(id(1), noon, math.Inf(1), true)
		}, []Entry{{Story: id(1), Rank: 1, Sources: 1, Why: []Why{
			{TermSources, "carried by its source", 0},
			{TermInterest, "interest is new", 0},
			{TermAge, "new", 0},
		}}}},
		{"a story without a source is not shown", func(b *Board) {
			b.Click(id(1), noon, 1, true)
		}, nil},
	}
}

func TestTopExplains(t *testing.T) {
	for _, tt := range explained() {
		t.Run(tt.name, func(t *testing.T) {
			b := New(Day)
			tt.make(b)
			if diff := cmp.Diff(tt.want, b.Top(noon, 10, nil), near); diff != "" {
				t.Errorf("Top (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSpans(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour:                    "new",
		2*time.Minute - time.Second:   "new",
		2 * time.Minute:               "2 min old",
		119 * time.Minute:             "119 min old",
		2 * time.Hour:                 "2 h old",
		47*time.Hour + 59*time.Minute: "47 h old",
		72 * time.Hour:                "3 days old",
	} {
		if got := span(float64(d)); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestCarryTwiceKeepsTheEarliest(t *testing.T) {
	once, twice := New(Day), New(Day)
	once.Carry(id(1), "a", noon)
	twice.Carry(id(1), "a", noon.Add(time.Hour))
	twice.Carry(id(1), "a", noon)
	twice.Carry(id(1), "a", noon.Add(2*time.Hour))
	if diff := cmp.Diff(once.Top(noon, 1, nil), twice.Top(noon, 1, nil), near); diff != "" {
		t.Errorf("a repeated carry changed the board (-once +twice):\n%s", diff)
	}
}

func TestTopTakesWhatIsAskedFor(t *testing.T) {
	b := New(Day)
	for n := range 20 {
		b.Carry(id(n), "a", noon.Add(time.Duration(n)*time.Minute))
	}
	now := noon.Add(time.Hour)
	even := func(s storage.StoryID) bool { return s[15]%2 == 0 }
	lead := func(s storage.StoryID) string { return []string{"x", "y", ""}[s[15]%3] }
	tests := []struct {
		name string
		n    int
		in   func(storage.StoryID) bool
		want []int
	}{
		{"none", 0, nil, nil},
		{"less than none", -1, nil, nil},
		{"the best", 3, nil, []int{19, 18, 17}},
		{"a selection", 3, even, []int{18, 16, 14}},
		{"nothing fits", 3, func(storage.StoryID) bool { return false }, nil},
		{"more than there is", 100, even, []int{18, 16, 14, 12, 10, 8, 6, 4, 2, 0}},
		{"two of a source", 100, Spread(even, lead, 2), []int{18, 16, 14, 12, 10, 8, 2}},
		{"one of a source", 4, Spread(nil, lead, 1), []int{19, 18, 17, 14}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			top := b.Top(now, tt.n, tt.in)
			if diff := cmp.Diff(tt.want, ids(top)); diff != "" {
				t.Errorf("Top (-want +got):\n%s", diff)
			}
			for i, e := range top {
				if e.Rank != i+1 {
					t.Errorf("place %d has rank %d", i, e.Rank)
				}
			}
		})
	}
}

func TestForget(t *testing.T) {
	b := New(Day)
	for n := range 5 {
		b.Carry(id(n), "a", noon.Add(time.Duration(n)*time.Minute))
	}
	b.Forget(id(3))
	b.Forget(id(3))
	b.Forget(id(77))
	if diff := cmp.Diff([]int{4, 2, 1, 0}, ids(b.Top(noon, 9, nil))); diff != "" || b.Len() != 4 {
		t.Errorf("Len %d, Top (-want +got):\n%s", b.Len(), diff)
	}
	b.Carry(id(3), "a", noon)
	if got := ids(b.Top(noon, 9, nil)); got[4] != 0 || b.Len() != 5 {
		t.Errorf("a story that came back: %v", got)
	}
}

func TestTheLowestAreDropped(t *testing.T) {
	b := New(Day)
	b.limit = 32
	for n := range 33 {
		b.Carry(id(n), "a", noon.Add(time.Duration(n)*time.Minute))
	}
	if b.Len() != 30 || len(b.stories) != 30 {
		t.Fatalf("%d stories in order, %d known, want 30", b.Len(), len(b.stories))
	}
	if got := ids(b.Top(noon, 40, nil)); got[0] != 32 || got[29] != 3 {
		t.Errorf("kept %v", got)
	}
	checkHeap(t, b)
}

// TestCenturies runs the fastest window for far longer than its sums could hold
// from one landmark: 2^(age/half-life) passes the largest float after 64 days.
func TestCenturies(t *testing.T) {
	b := New(Hour.Scaled(100))
	for year := range 90 {
		at := noon.AddDate(year, 0, 0)
		b.Click(id(1), at, 1, true)
		b.Carry(id(1), "old", at)
		b.Carry(id(100+year), "a", at)
		b.Carry(id(200+year), "a", at.Add(-time.Second))
		top := b.Top(at, 3, nil)
		if diff := cmp.Diff([]int{100 + year, 200 + year}, without(ids(top), 1)[:2]); diff != "" {
			t.Fatalf("in year %d (-want +got):\n%s", year, diff)
		}
		for _, e := range top {
			if math.IsNaN(e.Score) || math.IsInf(e.Score, 0) {
				t.Fatalf("in year %d: %+v", year, e)
			}
		}
	}
	if e := b.Top(noon, 1000, func(s storage.StoryID) bool { return s == id(1) }); len(e) != 1 || e[0].Clicks != 90 {
		t.Errorf("the old story: %+v", e)
	}
}

func without(list []int, n int) []int {
	return slices.DeleteFunc(slices.Clone(list), func(x int) bool { return x == n })
}

func TestWindows(t *testing.T) {
	for name, want := range map[string]Window{"hour": Hour, "day": Day, "week": Week} {
		if w, ok := Named(name); !ok || w != want {
			t.Errorf("Named(%q) = %v, %v", name, w, ok)
		}
	}
	if w, ok := Named("year"); ok {
		t.Errorf("Named(year) = %v", w)
	}
	if got := Day.Scaled(60); got != (Window{6 * time.Minute, 9 * time.Minute}) {
		t.Errorf("Day.Scaled(60) = %v", got)
	}
	for _, n := range []float64{0, -1, math.NaN()} {
		if got := Day.Scaled(n); got != Day {
			t.Errorf("Day.Scaled(%v) = %v", n, got)
		}
	}
	if got := Day.Scaled(1e300); got.HalfLife <= 0 || got.Novelty <= 0 {
		t.Errorf("Day.Scaled(1e300) = %v", got)
	}
	if got := New(Window{}).window; got != Day {
		t.Errorf("the window of no window is %v", got)
	}
}
