package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"freshet/storage/dedup/labelled"
)

// set is a collection of labelled items and what is asked of it.
type set struct {
	name    string
	seed    uint64
	stories int
	look    int     // families of look-alikes
	extreme float64 // share of copies changed beyond what is expected to be found
	natural bool    // made of natural texts and not of the grammar
	test    bool    // of texts and look-alikes that weights are never trained on
}

// sets of the table: for training, for choosing thresholds, and for judging. They
// share no seed, and those for judging no text with the others.
var sets = []set{
	{name: "train", seed: 1001, stories: 2000, look: 600},
	{name: "train-natural", seed: 1002, natural: true},
	{name: "train-extreme", seed: 1003, stories: 1200, look: 200, extreme: 0.6},
	{name: "tune", seed: 2001, stories: 1500, look: 500},
	{name: "tune-natural", seed: 2002, natural: true},
	{name: "test", seed: 3001, stories: 2000, look: 600, test: true},
	{name: "test-natural", seed: 3002, natural: true, test: true},
	{name: "test-extreme", seed: 3003, stories: 1500, look: 200, extreme: 0.6, test: true},
}

func setNamed(name string) (set, error) {
	for _, s := range sets {
		if s.name == name {
			return s, nil
		}
	}
	return set{}, fmt.Errorf("there is no set %q", name)
}

// textFolder is where the natural texts are, below the root of the module.
const textFolder = "storage/dedup/labelled/testdata/texts"

// make makes the items of a set.
func (s set) make(texts []labelled.Text) []labelled.Item {
	o := labelled.Options{Seed: s.seed, Stories: s.stories, Families: s.look, Extreme: s.extreme, Held: s.test}
	if s.natural {
		o.Texts = slices.DeleteFunc(slices.Clone(texts), func(t labelled.Text) bool { return t.Test != s.test })
	}
	return slices.Collect(labelled.Make(o))
}

// readTexts reads natural texts, from the module unless a folder is given.
func readTexts(folder string) ([]labelled.Text, error) {
	if folder == "" {
		root, err := moduleRoot()
		if err != nil {
			return nil, err
		}
		folder = filepath.Join(root, textFolder)
	}
	return labelled.Texts(os.DirFS(folder))
}

// moduleRoot is the folder above this one that holds go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		dir = up
	}
}

func readItems(path string) ([]labelled.Item, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return labelled.Read(f)
}

func writeItems(path string, items []labelled.Item) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := labelled.NewWriter(f)
	for i := range items {
		if err := w.Write(&items[i]); err != nil {
			f.Close()
			return err
		}
	}
	return f.Close()
}
