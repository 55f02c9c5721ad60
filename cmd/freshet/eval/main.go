// Command eval judges how well copies are found: labelled items go through the
// store or, as feeds on loopback, through a daemon, and the stories that come out
// are compared with the truth. `make eval-dedup` prints the table of goals.
//
//	go run ./cmd/freshet/eval                      the goals, of sets made for judging
//	go run ./cmd/freshet/eval -items FILE          labelled items of one's own
//	go run ./cmd/freshet/eval -daemon …            served on loopback and polled
//	go run ./cmd/freshet/eval -emit train -o FILE  write a set
//	go run ./cmd/freshet/eval -emit real -corpus DIR -seed 5 -o FILE
//	go run ./cmd/freshet/eval -cost 800000         dedup alone: processor, bytes, candidates an item
//	go run ./cmd/freshet/eval -learn train,tune    fit the weights of dedup to sets or files, written to standard output
//	go run ./cmd/freshet/eval -large 800000        missed and wrong links, processor and bytes an item
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"freshet/cmd/freshet/eval/judge"
	"freshet/storage/dedup/labelled"
)

type options struct {
	items, emit, corpus, out string
	learn                    string
	names                    string
	daemon, classes          bool
	seed                     uint64
	extreme                  float64
	large, wrong, cost       int
}

func main() {
	var o options
	flag.StringVar(&o.items, "items", "", "judge the labelled items of this file")
	flag.StringVar(&o.learn, "learn", "", "fit the weights to these sets, or files of labelled items, with commas")
	flag.StringVar(&o.emit, "emit", "", "write a set, or with -corpus one of its texts, and judge nothing")
	flag.StringVar(&o.corpus, "corpus", "", "a folder of natural texts, for -emit")
	flag.StringVar(&o.out, "o", "items.jsonl", "where -emit writes")
	flag.StringVar(&o.names, "sets", "test,test-natural,test-extreme", "the sets to judge")
	flag.BoolVar(&o.daemon, "daemon", false, "serve the items as feeds to a daemon; else they go to a store")
	flag.BoolVar(&o.classes, "classes", true, "tell of each class")
	flag.Uint64Var(&o.seed, "seed", 5, "with -corpus or -large: the seed")
	flag.Float64Var(&o.extreme, "extreme", 0, "with -corpus: the share of copies changed beyond what is expected to be found")
	flag.IntVar(&o.large, "large", 0, "so many items through a store")
	flag.IntVar(&o.cost, "cost", 0, "measure dedup alone over so many items")
	flag.IntVar(&o.wrong, "wrong", 0, "show so many items that went wrong")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, o options) error {
	switch {
	case o.emit != "":
		return emit(o)
	case o.cost > 0:
		return costs(ctx, w, o.seed, o.cost)
	case o.learn != "":
		return taught(ctx, w, o.learn)
	case o.large > 0:
		return large(ctx, w, o)
	case o.items != "":
		items, err := readItems(o.items)
		if err != nil {
			return err
		}
		return judged(ctx, w, o, o.items, items)
	}
	texts, err := readTexts("")
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(o.names, ",") {
		s, err := setNamed(name)
		if err != nil {
			return err
		}
		if err := judged(ctx, w, o, name, s.make(texts)); err != nil {
			return err
		}
	}
	return nil
}

// taught learns from sets, by their names, and from files.
func taught(ctx context.Context, w io.Writer, names string) error {
	texts, err := readTexts("")
	if err != nil {
		return err
	}
	var sets [][]labelled.Item
	for name := range strings.SplitSeq(names, ",") {
		if s, err := setNamed(name); err == nil {
			if s.test {
				return fmt.Errorf("set %q is for judging: what is learned from it could not be judged by it", name)
			}
			sets = append(sets, s.make(texts))
			continue
		}
		items, err := readItems(name)
		if err != nil {
			return fmt.Errorf("neither a set nor a file: %w", err)
		}
		sets = append(sets, items)
	}
	return learn(ctx, w, sets)
}

// emit writes a set.
func emit(o options) error {
	texts, err := readTexts(o.corpus)
	if err != nil {
		return err
	}
	if o.corpus == "" {
		s, err := setNamed(o.emit)
		if err != nil {
			return err
		}
		return writeItems(o.out, s.make(texts))
	}
	return writeItems(o.out, slices.Collect(labelled.Make(labelled.Options{Seed: o.seed, Texts: texts, Extreme: o.extreme})))
}

// judged judges one set and writes what was found.
func judged(ctx context.Context, w io.Writer, o options, name string, items []labelled.Item) error {
	if len(items) == 0 {
		return errors.New("no items")
	}
	stories, spent, err := o.fold(ctx, items)
	if err != nil {
		return err
	}
	r := judge.Score(items, stories)
	write(w, name, &r, goalsOf(name, &r))
	if spent != (cost{}) {
		fmt.Fprintf(w, "  an item: %v to read and sign, %v to fold and keep (processor), %d bytes of file\n",
			spent.sign.Round(time.Microsecond), spent.fold.Round(time.Microsecond), spent.bytes)
	}
	if o.classes {
		writeClasses(w, &r)
	}
	mistakes(w, items, stories, o.wrong)
	return nil
}

func (o options) fold(ctx context.Context, items []labelled.Item) ([]string, cost, error) {
	if o.daemon {
		stories, err := throughDaemon(ctx, items)
		return stories, cost{}, err
	}
	return throughStore(ctx, items, 1)
}

// large judges a great many items of the grammar.
func large(ctx context.Context, w io.Writer, o options) error {
	items := slices.Collect(labelled.Make(largeOptions(o.seed, o.large)))
	items = items[:min(len(items), o.large)]
	stories, spent, err := throughStore(ctx, items, manyRound)
	if err != nil {
		return err
	}
	r := judge.Score(items, stories)
	write(w, fmt.Sprintf("%d items in the window", len(items)), &r, []goal{
		{"links missed", r.Missed.Share(), 0.012, true, "%.4f"},
		{"links wrong", r.Wrong.Share(), 0.005, true, "%.4f"},
	})
	fmt.Fprintf(w, "  an item: %v to read and sign, %v to fold and keep (processor), %d bytes of file\n", spent.sign, spent.fold, spent.bytes)
	return nil
}
