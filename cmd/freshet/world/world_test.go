package world

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/htmlindex"
	"pgregory.net/rapid"

	"freshet/cmd/freshet/world/prose"
)

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"a slow world":      {Speed: .5},
		"too fast a world":  {Speed: MaxSpeed + 1},
		"no number":         {Speed: math.NaN()},
		"negative sources":  {Sources: -1},
		"too many sources":  {Sources: len(table) + 1},
		"an infinite speed": {Speed: math.Inf(1)},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}

func TestTimeRunsFastAfterTheStart(t *testing.T) {
	w, _ := newWorld(t, 1, 0)
	for _, c := range []struct {
		clock  time.Time
		offset time.Duration
	}{
		{start, 0},
		{start.Add(-48 * time.Hour), -48 * time.Hour},
		{start.Add(time.Minute), time.Hour},
	} {
		if got := w.offset(c.clock); got != c.offset {
			t.Errorf("world time at %v is %v, want %v", c.clock, got, c.offset)
		}
		if got := w.clock(c.offset); !got.Equal(c.clock) {
			t.Errorf("clock at %v is %v, want %v", c.offset, got, c.clock)
		}
	}
}

func TestTheTableIsSound(t *testing.T) {
	if len(table)+1 >= 1<<sourceBits || len(table) < 40 {
		t.Fatalf("%d sources", len(table))
	}
	names := map[string]bool{}
	faults := map[Fault]bool{}
	for _, s := range table {
		if names[s.Name] {
			t.Errorf("two sources %s", s.Name)
		}
		names[s.Name], faults[s.Fault] = true, true
		for _, topic := range s.Topics {
			if !slices.Contains(prose.Topics(s.Lang), topic) {
				t.Errorf("%s: nobody writes %s in %s", s.Name, topic, s.Lang)
			}
		}
		if _, err := htmlindex.Get(s.Charset); s.Charset != "" && err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if (s.Carries > 0) != (len(s.Kinds) > 0) {
			t.Errorf("%s: copies %v in %d ways", s.Name, s.Carries, len(s.Kinds))
		}
	}
	for _, f := range []Fault{Truncated, Dirty, Failing, Missing, Slow, NotAFeed, Moved, Gone, Busy} {
		if !faults[f] {
			t.Errorf("no source is %s", f)
		}
	}
}

func TestRefsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ref{
			source:  rapid.IntRange(0, 1<<sourceBits-1).Draw(t, "source"),
			slot:    rapid.IntRange(-slotMiddle, slotMiddle-1).Draw(t, "slot"),
			k:       rapid.IntRange(0, maxStories).Draw(t, "k"),
			carrier: rapid.IntRange(0, 1<<sourceBits-1).Draw(t, "carrier"),
			again:   rapid.Bool().Draw(t, "again"),
		}
		got, ok := parseRef(want.String())
		if !ok || got != want {
			t.Fatalf("%+v became %+v", want, got)
		}
	})
	for _, s := range []string{"", "abc", "zzzzzzz", "0-00000", "00000000"} {
		if r, ok := parseRef(s); ok {
			t.Errorf("%q was read as %+v", s, r)
		}
	}
}

// What is published is a function of seed and time, whatever was asked before.
func TestPublishedIsAFunction(t *testing.T) {
	a, _ := newWorld(t, 5, 0)
	b, _ := newWorld(t, 5, 0)
	other, _ := newWorld(t, 6, 0)
	hours := []int{-30, 0, 26}
	for _, h := range slices.Backward(hours) { // b is asked in another order first
		for _, s := range b.Sources() {
			b.Published(s.Name, b.clock(time.Duration(h)*time.Hour))
		}
	}
	differ := 0
	for _, h := range hours {
		at := a.clock(time.Duration(h) * time.Hour)
		for _, s := range a.Sources() {
			got := a.Published(s.Name, at)
			if diff := cmp.Diff(got, b.Published(s.Name, at), cmp.AllowUnexported(Item{})); diff != "" {
				t.Fatalf("%s at hour %d:\n%s", s.Name, h, diff)
			}
			if !cmp.Equal(got, other.Published(s.Name, at), cmp.AllowUnexported(Item{})) {
				differ++
			}
		}
	}
	if differ < 100 {
		t.Errorf("another seed differs only %d times", differ)
	}
	if got := a.Published("nobody", start); got != nil {
		t.Errorf("an unknown source published %v", got)
	}
}

// A document's items stay as they are until they leave it, but for what habits
// change.
func TestItemsStay(t *testing.T) {
	w, _ := newWorld(t, 2, 0)
	for _, s := range w.Sources() {
		if s.Habits.Has(Edits) || s.Habits.Has(FlipsGUIDs) {
			continue
		}
		before := map[string]Item{}
		for h := range 6 {
			for _, it := range w.Published(s.Name, w.clock(time.Duration(h)*2*time.Hour)) {
				old, known := before[it.GUID]
				if diff := cmp.Diff(old, it, cmp.AllowUnexported(Item{})); known && diff != "" {
					t.Fatalf("%s changed an item:\n%s", s.Name, diff)
				}
				before[it.GUID] = it
			}
		}
	}
}

func TestSourcesKeepPublishing(t *testing.T) {
	w, _ := newWorld(t, 3, 0)
	for i, s := range w.Sources() {
		if s.Fault == NotAFeed || s.Fault == Failing {
			continue
		}
		if n := len(w.feed(i, 0)); n < 10 {
			t.Errorf("%s starts with %d items", s.Name, n)
		}
		if n := len(w.published(i, 0, 24*time.Hour, maxStretch)); n == 0 {
			t.Errorf("%s publishes nothing in a day", s.Name)
		}
	}
}
