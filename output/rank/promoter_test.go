package rank

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"freshet/storage"
)

// shown is a list of stories that are ranked as given.
func shown(entries ...Entry) []Entry {
	for i := range entries {
		if entries[i].Rank == 0 {
			entries[i].Rank = i + 1
		}
	}
	return entries
}

func entry(n int, score float64, sources int) Entry {
	return Entry{Story: id(n), Score: score, Sources: sources}
}

func entered(list []storage.StoryID) (got []int) {
	for _, s := range list {
		got = append(got, ids([]Entry{{Story: s}})...)
	}
	return got
}

// step is one list that a promoter is shown.
type step struct {
	after time.Duration
	top   []Entry
	want  []int
}

type promoterCase struct {
	name  string
	steps []step
}

// promoterCases are lists as a promoter sees them one after the other, and what
// enters at each.
func promoterCases() []promoterCase {
	const m = time.Minute
	at := func(n int, score float64, sources, rank int) []Entry {
		e := entry(n, score, sources)
		e.Rank = rank
		return []Entry{e}
	}
	return []promoterCase{
		{"enters once after its dwell time", []step{
			{0, at(1, 3, 1, 1), nil},
			{29 * m, at(1, 3, 1, 1), nil},
			{30 * m, at(1, 3, 1, 1), []int{1}},
			{31 * m, at(1, 9, 1, 1), nil},
			{200 * m, nil, nil},
			{201 * m, at(1, 9, 1, 1), nil},
			{240 * m, at(1, 9, 1, 1), nil},
		}},
		{"two sources are enough without clicks", []step{
			{0, at(1, 0.3, 2, 1), nil},
			{30 * m, at(1, 0.2, 2, 1), []int{1}},
		}},
		{"one source is not", []step{
			{0, at(1, 1.9, 1, 1), nil},
			{60 * m, at(1, 1.9, 1, 1), nil},
		}},
		{"a low rank does not qualify", []step{
			{0, at(1, 5, 5, 11), nil},
			{60 * m, at(1, 5, 5, 11), nil},
		}},
		{"a slip is forgiven", []step{
			{0, at(1, 2, 1, 10), nil},
			{10 * m, at(1, 1.5, 1, 15), nil},
			{30 * m, at(1, 1.5, 1, 15), []int{1}},
		}},
		{"a fall starts anew", []step{
			{0, at(1, 2, 1, 1), nil},
			{10 * m, at(1, 1.4, 1, 1), nil},
			{20 * m, at(1, 2, 1, 1), nil},
			{30 * m, at(1, 2, 1, 16), nil},
			{40 * m, at(1, 2, 1, 1), nil},
			{69 * m, at(1, 2, 1, 1), nil},
			{70 * m, at(1, 2, 1, 1), []int{1}},
		}},
		{"a score about the bar enters once", []step{
			{0, at(1, 2.1, 1, 1), nil},
			{15 * m, at(1, 1.9, 1, 1), nil},
			{30 * m, at(1, 2.1, 1, 1), []int{1}},
			{45 * m, at(1, 1.9, 1, 1), nil},
			{60 * m, at(1, 2.1, 1, 1), nil},
			{600 * m, at(1, 2.1, 1, 1), nil},
		}},
		{"the best of an hour win, the others wait", []step{
			{0, shown(entry(1, 9, 1), entry(2, 8, 1), entry(3, 7, 1), entry(4, 6, 1), entry(5, 5, 1), entry(6, 4, 1)), nil},
			{30 * m, shown(entry(6, 10, 1), entry(1, 9, 1), entry(2, 8, 1), entry(3, 7, 1), entry(4, 6, 1), entry(5, 5, 1)), []int{6, 1, 2, 3}},
			{89 * m, shown(entry(4, 6, 1), entry(5, 5, 1)), nil},
			{90 * m, shown(entry(4, 6, 1), entry(5, 5, 1)), []int{4, 5}},
		}},
		{"again after thirty days", []step{
			{0, at(1, 3, 1, 1), nil},
			{30 * m, at(1, 3, 1, 1), []int{1}},
			{30 * 24 * 60 * m, at(1, 3, 1, 1), nil},
			{30*24*60*m + 30*m, at(1, 3, 1, 1), nil},
			{30*24*60*m + 60*m, at(1, 3, 1, 1), []int{1}},
		}},
	}
}

func TestPromoterSteps(t *testing.T) {
	for _, tt := range promoterCases() {
		t.Run(tt.name, func(t *testing.T) {
			p := NewPromoter(DefaultBar)
			for i, s := range tt.steps {
				if diff := cmp.Diff(s.want, entered(p.Observe(noon.Add(s.after), s.top))); diff != "" {
					t.Fatalf("step %d, after %v (-want +got):\n%s", i, s.after, diff)
				}
			}
		})
	}
}

func TestRestore(t *testing.T) {
	p := NewPromoter(DefaultBar)
	for n := range 4 {
		p.Restore(id(n), noon.Add(-50*time.Minute))
	}
	p.Restore(id(0), noon.Add(-time.Hour)) // an older one of the same story changes nothing
	p.Restore(id(9), noon.Add(time.Hour))  // of a clock that was ahead
	top := shown(entry(0, 9, 1), entry(9, 9, 1), entry(5, 8, 1))
	for after, want := range []int{0, 0, 0, 1} {
		if got := p.Observe(noon.Add(time.Duration(after)*10*time.Minute), top); len(got) != want {
			t.Errorf("after %d0 min: %v", after, entered(got))
		}
	}
}

func TestRetract(t *testing.T) {
	p := NewPromoter(DefaultBar)
	top := shown(entry(1, 9, 1))
	p.Observe(noon, top)
	later := noon.Add(time.Hour)
	if got := entered(p.Observe(later, top)); len(got) != 1 {
		t.Fatalf("entered %v", got)
	}
	p.Retract(id(1))
	p.Retract(id(2))
	if got := entered(p.Observe(later, top)); len(got) != 1 {
		t.Errorf("after it was taken back: %v", got)
	}
	if got := entered(p.Observe(later, top)); len(got) != 0 {
		t.Errorf("twice: %v", got)
	}
}

func TestBarScaled(t *testing.T) {
	got := DefaultBar.Scaled(60)
	want := DefaultBar
	want.Dwell, want.Hour, want.Day, want.Again = 30*time.Second, time.Minute, 24*time.Minute, 12*time.Hour
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Scaled(60) (-want +got):\n%s", diff)
	}
}

// TestPromoterKeepsItsWord walks at random and checks each promotion against the
// lists that were shown.
func TestPromoterKeepsItsWord(t *testing.T) {
	type look struct {
		at  time.Time
		top []Entry
	}
	rapid.Check(t, func(t *rapid.T) {
		bar := DefaultBar
		bar.Rank, bar.KeepRank, bar.PerHour, bar.PerDay = 3, 4, 2, 5
		p := NewPromoter(bar)
		now := noon
		var looks []look
		done := make(map[storage.StoryID]time.Time)
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "minutes")) * time.Minute)
			order := rapid.Permutation([]int{1, 2, 3, 4, 5, 6, 7, 8}).Draw(t, "order")
			var list []Entry
			for _, n := range order[:rapid.IntRange(0, 8).Draw(t, "n")] {
				list = append(list, entry(n, rapid.Float64Range(1, 4).Draw(t, "score"), n%3))
			}
			looks = append(looks, look{now, shown(list...)})
			for _, s := range p.Observe(now, looks[len(looks)-1].top) {
				if at, twice := done[s]; twice && now.Sub(at) < bar.Again {
					t.Fatalf("%v entered at %v and at %v", s, at, now)
				}
				done[s] = now
				held := time.Duration(-1)
				for i := len(looks) - 1; i >= 0; i-- {
					e, ok := find(looks[i].top, s)
					if !ok || !bar.keeps(e) {
						break
					}
					if bar.reaches(e) {
						held = now.Sub(looks[i].at)
					}
				}
				if held < bar.Dwell {
					t.Fatalf("%v entered after %v at the top", s, held)
				}
			}
			hour, day := 0, 0
			for _, at := range done {
				if now.Sub(at) < bar.Hour {
					hour++
				}
				if now.Sub(at) < bar.Day {
					day++
				}
			}
			if hour > bar.PerHour || day > bar.PerDay {
				t.Fatalf("%d entered in an hour, %d in a day", hour, day)
			}
		}
	})
}

func find(top []Entry, s storage.StoryID) (Entry, bool) {
	for _, e := range top {
		if e.Story == s {
			return e, true
		}
	}
	return Entry{}, false
}
