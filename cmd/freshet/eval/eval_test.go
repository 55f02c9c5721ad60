package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"freshet/cmd/freshet/eval/judge"
	"freshet/storage/dedup/labelled"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// floor is what folding must reach: below the goals of the table, since a small set
// has few items of a class.
func floor(t *testing.T, r *judge.Report, f1, precision, families float64) {
	t.Helper()
	if got := r.Pairs.F1(); got < f1 {
		t.Errorf("pairwise F1 %.4f, less than %.4f", got, f1)
	}
	if got := r.Pairs.Precision; got < precision {
		t.Errorf("pairwise precision %.4f, less than %.4f", got, precision)
	}
	if got := r.Folded.Share(); got > 0.01 {
		t.Errorf("%.4f of the ordinary items are wrongly folded", got)
	}
	if got := r.Families.Share(); got > families {
		t.Errorf("%.4f of the look-alikes are wrongly folded: worst %s", got, r.WorstFamily(5).Name)
	}
}

// TestCopiesAreFoldedByADaemon serves labelled items as feeds on loopback.
func TestCopiesAreFoldedByADaemon(t *testing.T) {
	items := set{seed: 4001, stories: 120, look: 40, test: true}.make(nil)
	stories, err := throughDaemon(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	r := judge.Score(items, stories)
	floor(t, &r, 0.95, 0.98, 0.02)
}

// TestCopiesAreFoldedByTheStore gives a larger set, and natural texts that no weight
// was trained on, to a store.
func TestCopiesAreFoldedByTheStore(t *testing.T) {
	texts, err := readTexts("")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		set                     set
		f1, precision, families float64
	}{
		{set{seed: 4002, stories: 250, look: 90, test: true}, 0.95, 0.98, 0.02},
		{set{seed: 4003, natural: true, test: true}, 0.80, 0.85, 0.13},
	} {
		// The last set has 33 look-alikes, of which two pairs are folded today: the goal,
		// 2 of 100, is not reached there. Its bound is so that it gets no worse.
		items := c.set.make(texts)
		stories, _, err := throughStore(t.Context(), items, 1)
		if err != nil {
			t.Fatal(err)
		}
		r := judge.Score(items, stories)
		floor(t, &r, c.f1, c.precision, c.families)
	}
}

// TestSetsAreApart proves that no natural text is in a set for judging and in
// another.
func TestSetsAreApart(t *testing.T) {
	texts, err := readTexts("")
	if err != nil {
		t.Fatal(err)
	}
	judged := map[string]bool{}
	for _, s := range sets {
		if !s.test {
			continue
		}
		for _, item := range s.make(texts) {
			judged[item.HTML] = true
		}
	}
	for _, s := range sets {
		if s.test {
			continue
		}
		for _, item := range s.make(texts) {
			if item.Base == "" && judged[item.HTML] && item.Fam == "" {
				t.Errorf("%s has an item that is kept for judging: %s", s.name, item.Title)
			}
		}
	}
}

func TestWhatIsEmittedCanBeJudged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "items.jsonl")
	items := slices.Collect(labelled.Make(labelled.Options{Seed: 9, Stories: 10, Families: 3}))
	if err := writeItems(path, items); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), &out, options{items: path, classes: true, wrong: 3}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"pairwise F1", "B-cubed F1", "original", "processor"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
}

func TestGoals(t *testing.T) {
	for _, c := range []struct {
		goal goal
		want bool
	}{
		{goal{measured: 0.99, want: 0.98}, true},
		{goal{measured: 0.97, want: 0.98}, false},
		{goal{measured: 0.01, want: 0.02, most: true}, true},
		{goal{measured: 0.03, want: 0.02, most: true}, false},
	} {
		if got := c.goal.reached(); got != c.want {
			t.Errorf("%+v reached: %v", c.goal, got)
		}
	}
}

// TestCopiesAreAmongTheCandidates asks dedup alone.
func TestCopiesAreAmongTheCandidates(t *testing.T) {
	b := newBare()
	for items := range slices.Chunk(slices.Collect(labelled.Make(largeOptions(5, 2000))), chunk) {
		if err := b.add(items); err != nil {
			t.Fatal(err)
		}
	}
	if share := judgedShare(b.found, b.due); b.due < 500 || share < 0.99 {
		t.Errorf("a copy of the story was a candidate for %d of %d copies", b.found, b.due)
	}
	if kept := b.records / int64(b.seq); kept < 100 || kept > 700 {
		t.Errorf("a signature is kept in %d bytes", kept)
	}
	var out bytes.Buffer
	if err := b.write(&out); err != nil || !strings.Contains(out.String(), "candidates: mean") {
		t.Errorf("%v: %s", err, out.String())
	}
}

func TestFewLookAlikesAreJudgedTogether(t *testing.T) {
	wrong := judge.Report{Families: judge.Ratio{Part: 1, All: 10}, Classes: []judge.Class{{Name: "neg:prize", Good: judge.Ratio{Part: 9, All: 10}}}}
	if g := familyGoal(&wrong); len(g) != 1 || g[0].reached() {
		t.Errorf("one of ten look-alikes is wrongly folded, and the goal is reached: %+v", g)
	}
	if g := familyGoal(&judge.Report{}); len(g) != 0 {
		t.Errorf("a goal of nothing: %+v", g)
	}
}
