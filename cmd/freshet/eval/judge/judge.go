// Package judge compares the stories that items were folded into with the truth.
// It is pure.
package judge

import (
	"slices"
	"strings"

	"freshet/storage/dedup/labelled"
)

// Ratio is so many of so many.
type Ratio struct{ Part, All int }

// Share is the ratio as a number; of nothing it is 0.
func (r Ratio) Share() float64 {
	if r.All == 0 {
		return 0
	}
	return float64(r.Part) / float64(r.All)
}

// Measure is precision and recall.
type Measure struct{ Precision, Recall float64 }

// F1 is the harmonic mean of both.
func (m Measure) F1() float64 {
	if m.Precision+m.Recall == 0 {
		return 0
	}
	return 2 * m.Precision * m.Recall / (m.Precision + m.Recall)
}

// Class is how items of one class fared.
type Class struct {
	Name string
	// Good counts copies in the story of their base, and other items in a story that
	// holds nothing but copies of theirs.
	Good Ratio
}

// Report is what was found.
type Report struct {
	Items, Stories, Predicted int
	// Pairs is over all pairs of items; BCubed over items, each with the story it is
	// in (Bagga and Baldwin 1998).
	Pairs, BCubed Measure
	// Missed are items that joined no earlier item of their cluster, of those that
	// should have; Wrong are items that joined a story without any, of those that
	// joined one.
	Missed, Wrong Ratio
	// Folded are originals and copies that share a story with what they are no copy
	// of, families of look-alikes left aside: ordinary items wrongly folded.
	Folded Ratio
	// Families are the families of look-alikes wrongly folded: by kind, items in a
	// story that holds another cluster.
	Families Ratio
	Classes  []Class // by name
}

// Class finds a class by its name; an empty one when there is none.
func (r *Report) Class(name string) Class {
	for _, c := range r.Classes {
		if c.Name == name {
			return c
		}
	}
	return Class{Name: name}
}

// WorstFamily is the kind of look-alikes of which the largest share was wrongly
// folded. Kinds of fewer than least items do not count; the name is empty when that
// is all of them.
func (r *Report) WorstFamily(least int) (worst Class) {
	worst.Good = Ratio{1, 1}
	for _, c := range r.Classes {
		if strings.HasPrefix(c.Name, "neg:") && c.Good.All >= least && (worst.Name == "" || c.Good.Share() < worst.Good.Share()) {
			worst = c
		}
	}
	return worst
}

// Score judges: predicted names the story of each item, in the order of the items.
func Score(items []labelled.Item, predicted []string) Report {
	t := newTables(items, predicted)
	r := Report{Items: len(items), Stories: len(t.truth), Predicted: len(t.made)}
	t.pairs(&r)
	t.items(&r)
	t.links(&r)
	return r
}

// cell is the items of one cluster in one story.
type cell struct{ cluster, story string }

type tables struct {
	list  []labelled.Item
	story []string
	cells map[cell]int
	truth map[string]int // items of a cluster
	made  map[string]int // items of a story
	place map[string]int // of an item by its id
}

func newTables(items []labelled.Item, predicted []string) *tables {
	t := &tables{
		list: items, story: predicted, cells: map[cell]int{},
		truth: map[string]int{}, made: map[string]int{}, place: map[string]int{},
	}
	for i := range items {
		t.cells[cell{items[i].Cluster, predicted[i]}]++
		t.truth[items[i].Cluster]++
		t.made[predicted[i]]++
		t.place[items[i].ID] = i
	}
	return t
}

// twos is the number of pairs of n things.
func twos(n int) float64 { return float64(n) * float64(n-1) / 2 }

func (t *tables) pairs(r *Report) {
	var both, made, truth float64
	for _, n := range t.cells {
		both += twos(n)
	}
	for _, n := range t.made {
		made += twos(n)
	}
	for _, n := range t.truth {
		truth += twos(n)
	}
	r.Pairs = Measure{Precision: 1, Recall: 1}
	if made > 0 {
		r.Pairs.Precision = both / made
	}
	if truth > 0 {
		r.Pairs.Recall = both / truth
	}
}

func (t *tables) items(r *Report) {
	classes := map[string]*Ratio{}
	for i := range t.list {
		item, story := &t.list[i], t.story[i]
		n := t.cells[cell{item.Cluster, story}]
		r.BCubed.Precision += float64(n) / float64(t.made[story])
		r.BCubed.Recall += float64(n) / float64(t.truth[item.Cluster])
		name, pure := item.Class(), n == t.made[story]
		good := pure
		if base, ok := t.place[item.Base]; ok && item.Base != "" && !strings.HasPrefix(name, "neg:") {
			good = story == t.story[base]
		}
		count(classes, name, good)
		if item.Fam == "" {
			r.Folded.add(!pure)
		} else if strings.HasPrefix(name, "neg:") {
			r.Families.add(!pure)
		}
	}
	if n := float64(len(t.list)); n > 0 {
		r.BCubed.Precision /= n
		r.BCubed.Recall /= n
	}
	for name, ratio := range classes {
		r.Classes = append(r.Classes, Class{name, *ratio})
	}
	slices.SortFunc(r.Classes, func(a, b Class) int { return strings.Compare(a.Name, b.Name) })
}

func count(classes map[string]*Ratio, name string, good bool) {
	if classes[name] == nil {
		classes[name] = &Ratio{}
	}
	classes[name].add(good)
}

func (r *Ratio) add(yes bool) {
	r.All++
	if yes {
		r.Part++
	}
}

// links walks the items in their order and looks at what each joined.
func (t *tables) links(r *Report) {
	came := map[string]bool{} // clusters of which an item came
	begun := map[string]bool{}
	joined := map[cell]bool{}
	for i := range t.list {
		c := cell{t.list[i].Cluster, t.story[i]}
		if came[c.cluster] {
			r.Missed.add(!joined[c])
		}
		if begun[c.story] {
			r.Wrong.add(!joined[c])
		}
		came[c.cluster], begun[c.story], joined[c] = true, true, true
	}
}
