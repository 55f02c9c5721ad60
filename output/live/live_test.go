package live

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"freshet/output/rank"
	"freshet/storage"
)

var noon = time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)

func id(n int) storage.StoryID { return storage.StoryID{14: byte(n >> 8), 15: byte(n)} }

// story is told by sources, one a minute, the last at noon.
func story(n int, sources ...string) *storage.Story {
	st := &storage.Story{ID: id(n), Lead: storage.Item{URL: fmt.Sprintf("https://%s.example/%d", sources[0], n)}}
	for i, s := range sources {
		st.Sightings = append(st.Sightings, storage.Sighting{Source: s, Seen: noon.Add(-time.Duration(len(sources)-1-i) * time.Minute)})
	}
	return st
}

// byLead puts stories of source a into feed 0, of b into feed 70, others nowhere.
func byLead(st *storage.Story) Set {
	switch st.Sightings[0].Source {
	case "a":
		return Set(nil).With(0)
	case "b":
		return Set(nil).With(70)
	}
	return nil
}

func top(l *Live, feed int) (ids []int) {
	for _, e := range l.Top("day", feed, 10, noon) {
		ids = append(ids, int(e.Story[14])<<8|int(e.Story[15]))
	}
	return ids
}

func TestTop(t *testing.T) {
	l := New(1, byLead)
	l.Note(story(1, "a"))
	l.Note(story(2, "a", "x", "y"))
	l.Note(story(3, "b", "x"))
	l.Note(story(4, "c", "x", "y", "z"))
	for feed, want := range map[int][]int{Any: {2, 3, 1}, 0: {2, 1}, 70: {3}, 1: nil, 700: nil} {
		if diff := cmp.Diff(want, top(l, feed)); diff != "" {
			t.Errorf("feed %d (-want +got):\n%s", feed, diff)
		}
	}
	for range 5 {
		if !l.Click(storage.Click{Story: id(1), At: noon, Weight: 1, Verdict: storage.VerdictCounted}) {
			t.Fatal("a known story is said to be unknown")
		}
	}
	l.Click(storage.Click{Story: id(3), At: noon, Weight: 0, Verdict: storage.VerdictBot})
	if diff := cmp.Diff([]int{1, 2}, top(l, 0)); diff != "" {
		t.Errorf("after clicks (-want +got):\n%s", diff)
	}
	l.Forget(id(1))
	if diff := cmp.Diff([]int{2}, top(l, 0)); diff != "" {
		t.Errorf("after forgetting (-want +got):\n%s", diff)
	}
	if got := l.Top("year", Any, 10, noon); got != nil {
		t.Errorf("a window that is none has %v", got)
	}
}

// coverage is the score of a story that nobody has opened.
func coverage(l *Live, n int) float64 {
	for _, e := range l.Top("day", Any, 10, noon) {
		if e.Story == id(n) {
			return e.Score
		}
	}
	return 0
}

// TestCopiesCountOnceASource: a copy at another source raises a story, another one
// at the same source does not; what was split from it no longer counts.
func TestCopiesCountOnceASource(t *testing.T) {
	at := func(sources ...string) *storage.Story {
		st := story(1, sources...)
		for i := range st.Sightings {
			st.Sightings[i].Seen = noon
		}
		return st
	}
	l := New(1, byLead)
	l.Note(at("a"))
	one := coverage(l, 1)
	l.Note(at("a", "a", "a"))
	if got := coverage(l, 1); got != one {
		t.Errorf("copies of one source: score %v, was %v", got, one)
	}
	l.Note(at("a", "a", "b"))
	two := coverage(l, 1)
	if two <= one {
		t.Errorf("a copy of another source: score %v, was %v", two, one)
	}
	l.Note(at("a", "a", "b", "b"))
	if got := coverage(l, 1); got != two {
		t.Errorf("the other source again: score %v, was %v", got, two)
	}
	l.Note(at("a"))
	if got := coverage(l, 1); got != one {
		t.Errorf("split: score %v, want %v", got, one)
	}
}

// TestDoubtedDatesDoNotRank: a copy that says it was told long ago is of when it came.
func TestDoubtedDatesDoNotRank(t *testing.T) {
	st := story(1, "a")
	st.Sightings[0].Published = noon.AddDate(-1, 0, 0)
	l := New(1, byLead)
	l.Note(st)
	believed := coverage(l, 1)
	st.Sightings[0].Doubt = "its text names a later day"
	l = New(1, byLead)
	l.Note(st)
	if got := coverage(l, 1); got <= believed {
		t.Errorf("score %v with a date in doubt, %v with one that is believed", got, believed)
	}
}

func TestOneSourceDoesNotFillTheList(t *testing.T) {
	l := New(1, byLead)
	for n := range 8 {
		l.Note(story(n, "a"))
	}
	if got := top(l, 0); len(got) != rank.MaxPerSource {
		t.Errorf("%d stories of one source are listed", len(got))
	}
}

func TestBacklogIsOld(t *testing.T) {
	l := New(1, byLead)
	old, fresh := story(1, "a"), story(2, "a")
	old.Sightings[0].Published = noon.Add(-365 * 24 * time.Hour)
	fresh.Sightings[0].Published = noon.Add(time.Hour) // claims the future
	l.Note(old)
	l.Note(fresh)
	entries := l.Top("day", 0, 10, noon)
	if entries[0].Story != id(2) || entries[0].Score > 0 || entries[1].Score > -100 {
		t.Errorf("scores are %v and %v", entries[0].Score, entries[1].Score)
	}
}

func TestTargetFollowsTheStory(t *testing.T) {
	l := New(1, byLead)
	if _, ok := l.Target(id(1)); ok {
		t.Error("a story that was never told of is known")
	}
	if l.Click(storage.Click{Story: id(1), At: noon, Weight: 1, Verdict: storage.VerdictCounted}) {
		t.Error("a click made a story known")
	}
	st := story(1, "a")
	l.Note(st)
	st.Lead.URL = "https://a.example/moved"
	l.Note(st)
	if got, ok := l.Target(id(1)); !ok || got != "https://a.example/moved" {
		t.Errorf("target is %q, %t", got, ok)
	}
	if got := l.Top("day", 0, 1, noon); got[0].Clicks != 1 {
		t.Errorf("the click before the story is lost: %+v", got[0])
	}
}

func TestTheOldestAreForgotten(t *testing.T) {
	l := New(1, byLead)
	l.limit = 32
	for n := range 40 {
		l.Note(story(n, "a"))
		if l.Len() > 32 {
			t.Fatalf("%d stories are known", l.Len())
		}
	}
	_, first := l.Target(id(0))
	_, last := l.Target(id(39))
	if first || !last {
		t.Errorf("the first is known: %t, the last: %t", first, last)
	}
}

func TestResort(t *testing.T) {
	l := New(1, byLead)
	a, b := story(1, "a"), story(2, "b")
	l.Note(a)
	l.Note(b)
	l.Resort(func(*storage.Story) Set { return Set(nil).With(5) }, slices.Values([]*storage.Story{b}))
	if diff := cmp.Diff([]int{2}, top(l, Any)); diff != "" || top(l, 5)[0] != 2 {
		t.Errorf("after sorting anew (-want +got):\n%s", diff)
	}
}

func TestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[int]bool{}
		var s Set
		for _, i := range rapid.SliceOf(rapid.IntRange(0, 300)).Draw(t, "numbers") {
			want[i] = true
			s = s.With(i)
		}
		if s.Any() != (len(want) > 0) {
			t.Fatalf("Any is %t of %d", s.Any(), len(want))
		}
		for i := -1; i < 400; i++ {
			if s.Has(i) != want[i] {
				t.Fatalf("Has(%d) is %t", i, s.Has(i))
			}
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	l := New(1, byLead)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for n := range 100 {
				switch g {
				case 0:
					l.Note(story(n, "a"))
				case 1:
					l.Click(storage.Click{Story: id(n), At: noon, Weight: 1, Verdict: storage.VerdictCounted})
				case 2:
					l.Top("hour", Any, 10, noon)
				default:
					l.Target(id(n))
				}
			}
		})
	}
	wg.Wait()
	if l.Len() != 100 {
		t.Errorf("%d stories are known", l.Len())
	}
}
