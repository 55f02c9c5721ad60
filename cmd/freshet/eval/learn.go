package main

import (
	"context"
	"fmt"
	"io"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
	"freshet/storage/dedup/labelled"
	"freshet/storage/dedup/window"
)

// rounds is how often pairs are gathered: first as the truth would fold them, then as
// the weights of the round before do, since what was folded wrongly brings candidates
// that the truth never sees.
const rounds = 4

// learn fits the weights of dedup to sets of items and writes them as the Go file
// that they are kept in.
func learn(ctx context.Context, w io.Writer, sets [][]labelled.Item) error {
	var pairs []pair
	var weights dedup.Features
	for round := range rounds {
		for _, items := range sets {
			s := stream{window: window.New(), items: items, weights: &weights, taught: round == 0, known: map[string]bool{}}
			for i := range items {
				if err := s.add(i); err != nil {
					return fmt.Errorf("item %s: %w", items[i].ID, err)
				}
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			pairs = append(pairs, s.pairs...)
		}
		weights = fit(pairs)
	}
	fmt.Fprintf(w, "package dedup\n\n// Threshold is the score from which on two items are taken for copies.\nconst Threshold = %v\n\n"+
		"// weights of the features, as \"go run ./cmd/freshet/eval -learn\" fits them.\nvar weights = Features{\n", dedup.Threshold)
	for i, v := range weights {
		fmt.Fprintf(w, "\t%.3f, // %s\n", v, dedup.FeatureNames[i])
	}
	_, err := fmt.Fprintln(w, "}")
	return err
}

// stream sends items through lookup and score in the order in which they came, and
// gathers the pairs.
type stream struct {
	memory  window.Memory
	window  *window.Window
	items   []labelled.Item
	weights *dedup.Features
	taught  bool // the truth tells what is new

	signed []storage.Item
	known  map[string]bool // clusters of which an item came
	query  dedup.Query
	list   []window.Candidate
	pairs  []pair
}

func (s *stream) add(i int) error {
	s.signed = append(s.signed, read(&s.items[i]))
	sig := &s.signed[i].Signature
	step, err := s.window.Begin(&s.memory)
	if err != nil {
		return err
	}
	if s.list, err = step.Candidates(sig, s.list[:0]); err != nil {
		return err
	}
	s.query.Ask(sig, step)
	fresh := !s.compare(i)
	if s.taught {
		fresh = !s.known[s.items[i].Cluster]
	}
	s.known[s.items[i].Cluster] = true
	if err := step.Add(uint64(i+1), sig, fresh); err != nil {
		return err
	}
	s.memory.Put(uint64(i+1), sig, fresh)
	return s.memory.End(step)
}

// compare compares an item with its candidates and reports whether one is a copy, as
// the weights have it.
func (s *stream) compare(i int) (copied bool) {
	a := &s.signed[i]
	for _, c := range s.list {
		k := int(c.Seq) - 1
		b := &s.signed[k]
		if !s.query.Comparable(&b.Signature) {
			continue
		}
		f := s.query.Features(&b.Signature, dedup.Circumstances{
			SameSource: s.items[i].Feed == s.items[k].Feed,
			SameURL:    a.Canonical == b.Canonical && fold.PageURL(a.Canonical),
		})
		s.pairs = append(s.pairs, pair{f, s.items[k].Cluster == s.items[i].Cluster})
		copied = copied || f.Score(s.weights) >= dedup.Threshold
	}
	return copied
}
