package judge

import (
	"math"
	"testing"

	"freshet/storage/dedup/labelled"
)

// set are two copies of one story with a copy each, and two look-alikes.
func set() []labelled.Item {
	return []labelled.Item{
		{ID: "1", Cluster: "a", Tags: []string{"base"}},
		{ID: "2", Cluster: "a", Base: "1", Tags: []string{"spin05"}},
		{ID: "3", Cluster: "b", Tags: []string{"base"}},
		{ID: "4", Cluster: "a", Base: "1", Tags: []string{"trad", "repub"}},
		{ID: "5", Cluster: "n1", Fam: "f", Tags: []string{"neg:weather"}},
		{ID: "6", Cluster: "n2", Fam: "f", Tags: []string{"neg:weather"}},
	}
}

func TestScore(t *testing.T) {
	for _, c := range []struct {
		name          string
		stories       []string
		p, r, bp, br  float64
		missed, wrong Ratio
		folded        Ratio
		families      Ratio
		good          map[string]Ratio
	}{
		{
			"the truth", []string{"A", "A", "B", "A", "C", "D"}, 1, 1, 1, 1,
			Ratio{0, 2}, Ratio{0, 2}, Ratio{0, 4}, Ratio{0, 2},
			map[string]Ratio{"spin05": {1, 1}, "combination": {1, 1}, "original": {2, 2}, "neg:weather": {2, 2}},
		},
		{
			"nothing folded", []string{"A", "B", "C", "D", "E", "F"}, 1, 0, 1, (3*(1.0/3) + 3) / 6,
			Ratio{2, 2}, Ratio{0, 0}, Ratio{0, 4}, Ratio{0, 2},
			map[string]Ratio{"spin05": {0, 1}, "combination": {0, 1}, "original": {2, 2}, "neg:weather": {2, 2}},
		},
		{
			"look-alikes folded, and a copy into another story", []string{"A", "A", "B", "B", "C", "C"}, 1.0 / 3, 1.0 / 3,
			(2 + 1.0/2*4) / 6, (2*(2.0/3) + 1 + 1.0/3 + 2) / 6,
			Ratio{1, 2}, Ratio{2, 3}, Ratio{2, 4}, Ratio{2, 2},
			map[string]Ratio{"spin05": {1, 1}, "combination": {0, 1}, "original": {1, 2}, "neg:weather": {0, 2}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Score(set(), c.stories)
			for _, n := range []struct {
				what      string
				got, want float64
			}{
				{"precision", r.Pairs.Precision, c.p},
				{"recall", r.Pairs.Recall, c.r},
				{"B-cubed precision", r.BCubed.Precision, c.bp},
				{"B-cubed recall", r.BCubed.Recall, c.br},
			} {
				if math.Abs(n.got-n.want) > 1e-9 {
					t.Errorf("%s %v, not %v", n.what, n.got, n.want)
				}
			}
			if r.Missed != c.missed || r.Wrong != c.wrong || r.Folded != c.folded || r.Families != c.families {
				t.Errorf("missed %v wrong %v folded %v families %v", r.Missed, r.Wrong, r.Folded, r.Families)
			}
			for name, want := range c.good {
				if got := r.Class(name).Good; got != want {
					t.Errorf("%s: %v, not %v", name, got, want)
				}
			}
		})
	}
}

func TestWorstFamily(t *testing.T) {
	r := Score(set(), []string{"A", "A", "B", "B", "C", "C"})
	if worst := r.WorstFamily(2); worst.Name != "neg:weather" || worst.Good.Share() != 0 {
		t.Errorf("%+v", worst)
	}
	if worst := r.WorstFamily(3); worst.Name != "" || worst.Good.Share() != 1 {
		t.Errorf("a kind of two items counts: %+v", worst)
	}
}

func TestNothingIsNoMistake(t *testing.T) {
	r := Score(nil, nil)
	if r.Pairs.F1() != 1 || r.BCubed.F1() != 0 || r.Missed.Share() != 0 {
		t.Errorf("%+v", r)
	}
}
