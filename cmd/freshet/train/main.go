// Command train fits the weights of dedup to labelled items and writes them as the
// table that storage/dedup/weights.go holds.
package main

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"

	"freshet/storage/dedup"
	"freshet/storage/dedup/labelled"
)

func main() {
	learn := flag.String("learn", "", "files of labelled items to learn from, with commas")
	test := flag.String("test", "", "files to try the present weights on")
	show := flag.Int("show", 0, "show so many wrong items")
	flag.Parse()
	if err := run(*learn, *test, *show); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(learn, test string, show int) error {
	w := dedup.Weights()
	if learn != "" {
		var err error
		if w, err = train(strings.Split(learn, ",")); err != nil {
			return err
		}
	}
	if test == "" {
		return nil
	}
	for _, name := range strings.Split(test, ",") {
		s, err := load(name)
		if err != nil {
			return err
		}
		s.weights = &w
		if err := s.run(false); err != nil {
			return err
		}
		s.report(name, show)
	}
	return nil
}

func train(names []string) (w dedup.Features, err error) {
	var pairs []pair
	for round := range 4 {
		for _, name := range names {
			s, err := load(name)
			if err != nil {
				return w, err
			}
			s.weights, s.teach = &w, round == 0
			if err := s.run(true); err != nil {
				return w, err
			}
			fmt.Fprintf(os.Stderr, "%s: %d items, %d pairs, candidates found for %d of %d copies\n", name, len(s.items), len(s.pairs), s.found, s.copies)
			pairs = append(pairs, s.pairs...)
		}
		w = fit(pairs, 40)
	}
	out, err := os.Create("/tmp/w.go")
	if err != nil {
		return w, err
	}
	fmt.Fprintln(out, "package dedup\n\n// Threshold is the score from which on two items are taken for copies.\nconst Threshold = 1.0\n\n// weights of the features.\nvar weights = Features{")
	for i, v := range w {
		fmt.Fprintf(out, "\t%.3f, // %s\n", v, dedup.FeatureNames[i])
	}
	fmt.Fprintln(out, "}")
	return w, out.Close()
}

func load(name string) (*stream, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	items, err := labelled.Read(f)
	if err != nil {
		return nil, err
	}
	return newStream(items), nil
}

func (s *stream) report(name string, show int) {
	type cell struct {
		t string
		p int
	}
	cells, tn, pn := map[cell]int{}, map[string]int{}, map[int]int{}
	mix := map[int]map[string]bool{}
	place := map[string]int{}
	for i := range s.items {
		t, p := s.items[i].Cluster, s.clusters[i]
		cells[cell{t, p}]++
		tn[t]++
		pn[p]++
		if mix[p] == nil {
			mix[p] = map[string]bool{}
		}
		mix[p][t] = true
		place[s.items[i].ID] = i
	}
	c2 := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	var tp, pp, tt, bp, br float64
	for _, n := range cells {
		tp += c2(n)
	}
	for _, n := range pn {
		pp += c2(n)
	}
	for _, n := range tn {
		tt += c2(n)
	}
	type count struct{ good, all int }
	classes := map[string]*count{}
	for i := range s.items {
		it := &s.items[i]
		p := s.clusters[i]
		n := float64(cells[cell{it.Cluster, p}])
		bp += n / float64(pn[p])
		br += n / float64(tn[it.Cluster])
		class := it.Class()
		good := len(mix[p]) == 1
		if it.Base != "" && !strings.HasPrefix(class, "neg:") {
			good = p == s.clusters[place[it.Base]]
		}
		if classes[class] == nil {
			classes[class] = &count{}
		}
		classes[class].all++
		if good {
			classes[class].good++
		} else if show > 0 {
			show--
			s.explain(i, place)
		}
	}
	f1 := func(p, r float64) float64 { return 2 * p * r / (p + r) }
	N := float64(len(s.items))
	fmt.Printf("%s: P %.4f R %.4f F1 %.4f  B3 %.4f  candidates %d of %d\n", name, tp/pp, tp/tt, f1(tp/pp, tp/tt), f1(bp/N, br/N), s.found, s.copies)
	var names []string
	for k := range classes {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		fmt.Printf("  %s %.3f (%d)", k, float64(classes[k].good)/float64(classes[k].all), classes[k].all)
	}
	fmt.Println()
}

func (s *stream) explain(i int, place map[string]int) {
	it := &s.items[i]
	k := s.clusters[i]
	if it.Base != "" {
		k = place[it.Base]
	}
	if k == i {
		for j := range s.clusters {
			if s.clusters[j] == i && s.items[j].Cluster != it.Cluster {
				k = j
			}
		}
	}
	f := s.query.Features(&s.signed[k].Signature, s.around(i, k))
	_ = f
	cut := func(t string) string {
		if len(t) > 700 {
			return t[:700]
		}
		return t
	}
	fmt.Printf("--- %v %s feed %s\n%s\n%s\n  with %v feed %s\n%s\n%s\n", it.Tags, it.ID, it.Feed, it.Title, cut(it.HTML), s.items[k].Tags, s.items[k].Feed, s.items[k].Title, cut(s.items[k].HTML))
}
