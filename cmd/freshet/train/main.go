// Command train fits the weights of dedup to labelled items and writes them as the
// table that storage/dedup/weights.go holds.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"freshet/storage/dedup"
	"freshet/storage/dedup/labelled"
)

func main() {
	learn := flag.String("learn", "", "files of labelled items to learn from, with commas")
	test := flag.String("test", "", "files to try the present weights on")
	flag.Parse()
	if err := run(*learn, *test); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(learn, test string) error {
	w := dedup.Weights()
	if learn != "" {
		var err error
		if w, err = train(strings.Split(learn, ",")); err != nil {
			return err
		}
	}
	if test == "" {
		write(os.Stdout, &w)
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
		s.report(name)
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
			fmt.Fprintf(os.Stderr, "%s: %d items, %d pairs, candidates found for %d of %d copies\n", name, len(s.items), len(s.samples), s.found, s.copies)
			pairs = append(pairs, s.samples...)
		}
		w = fit(pairs, 40)
	}
	return w, nil
}

// write prints the weights as the Go file that they are kept in.
func write(w io.Writer, f *dedup.Features) {
	fmt.Fprintf(w, "package dedup\n\n// Threshold is the score from which on two items are taken for copies.\nconst Threshold = %v\n\n// weights of the features, as cmd/freshet/train fitted them.\nvar weights = Features{\n", dedup.Threshold)
	for i, v := range f {
		fmt.Fprintf(w, "\t%.3f, // %s\n", v, dedup.FeatureNames[i])
	}
	fmt.Fprintln(w, "}")
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
