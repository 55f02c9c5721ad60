package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"freshet/aggregator/clean"
	"freshet/aggregator/parse"
	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/dedup/labelled"
)

// cost is what a run took, a item.
type cost struct {
	sign, fold time.Duration // processor time: HTML to a signature; the store's work
	bytes      int64         // of the store's file
}

// manyRound is how many items are handed to the store at a time when there are a
// great many: those of one source together, all sources beside each other, as polls
// do. Which comes first is then chance; else items come one by one in their order.
const manyRound = 250

// batch is what a source brings in a round.
type batch struct {
	source string
	items  []storage.Item
}

// throughStore folds items in a store of its own and returns the story of each.
func throughStore(ctx context.Context, items []labelled.Item, round int) (stories []string, c cost, err error) {
	dir, err := os.MkdirTemp("", "freshet-eval-")
	if err != nil {
		return nil, c, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "eval.db")
	st, err := bolt.Open(path, bolt.Options{GroupWindow: time.Millisecond})
	if err != nil {
		return nil, c, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := syncSources(ctx, st, items); err != nil {
		return nil, c, err
	}
	for at := 0; at < len(items); at += round {
		if err := foldRound(ctx, st, items[at:min(len(items), at+round)], &c); err != nil {
			return nil, c, err
		}
	}
	stories, err = storiesOf(ctx, st, items)
	if err != nil {
		return nil, c, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, c, err
	}
	n := time.Duration(max(1, len(items)))
	return stories, cost{c.sign / n, c.fold / n, info.Size() / int64(n)}, nil
}

func syncSources(ctx context.Context, st storage.Store, items []labelled.Item) error {
	seen := map[string]bool{}
	var specs []storage.SourceSpec
	for i := range items {
		if name := items[i].Feed; !seen[name] {
			seen[name] = true
			specs = append(specs, storage.SourceSpec{Name: name, URL: "https://" + name + ".example/feed", Host: name + ".example"})
		}
	}
	_, err := st.Sync(ctx, items[0].Arrived, specs)
	return err
}

// foldRound hands items to the store, all at the time of the last.
func foldRound(ctx context.Context, st storage.Store, items []labelled.Item, c *cost) error {
	begin := processor()
	var batches []*batch
	of := map[string]*batch{}
	for i := range items {
		b := of[items[i].Feed]
		if b == nil {
			b = &batch{source: items[i].Feed}
			of[b.source] = b
			batches = append(batches, b)
		}
		b.items = append(b.items, read(&items[i]))
	}
	signed := processor()
	at := items[len(items)-1].Arrived
	g, ctx := errgroup.WithContext(ctx)
	for _, b := range batches {
		g.Go(func() error {
			_, err := st.Deliver(ctx, b.source, at, b.items)
			return err
		})
	}
	err := g.Wait()
	c.sign += signed - begin
	c.fold += processor() - signed
	return err
}

// read makes of a labelled item what the aggregator makes of a feed's.
func read(item *labelled.Item) storage.Item {
	feed := "https://" + item.Feed + ".example/feed"
	return clean.Item(&parse.Feed{}, &parse.Item{
		ID: item.GUID, URL: item.URL, Title: item.Title, Published: item.Published,
		Content: parse.Text{Value: item.HTML, Type: parse.TypeHTML},
	}, feed)
}

// key is an item as a story names it.
type key struct{ source, name string }

// placed tells in which story items are: by guid and headline, since a feed may give
// one guid to two items; by guid; or, when its source gave it another one later, by
// link.
type placed struct{ exact, guids, links map[key]string }

func newPlaced() placed {
	return placed{map[key]string{}, map[key]string{}, map[key]string{}}
}

func (p placed) add(story string, s sighting) {
	p.exact[key{s.Source, s.GUID + "\n" + s.Title}] = story
	p.guids[key{s.Source, s.GUID}] = story
	p.links[key{s.Source, clean.Canonical(s.URL)}] = story
}

// sighting is what a story says of one of its items.
type sighting struct {
	Source string `json:"source"`
	GUID   string `json:"guid"`
	URL    string `json:"url"`
	Title  string `json:"title"`
}

// of is the story of each item.
func (p placed) of(items []labelled.Item) ([]string, error) {
	stories := make([]string, len(items))
	for i := range items {
		it := read(&items[i])
		source := items[i].Feed
		stories[i] = cmp.Or(p.exact[key{source, it.GUID + "\n" + it.Title}],
			p.guids[key{source, it.GUID}], p.links[key{source, it.Canonical}])
		if stories[i] == "" {
			return nil, fmt.Errorf("item %s is in no story", items[i].ID)
		}
	}
	return stories, nil
}

// storiesOf looks up in which story each item is.
func storiesOf(ctx context.Context, st storage.Store, items []labelled.Item) ([]string, error) {
	p := newPlaced()
	for story, err := range st.All(ctx) {
		if err != nil {
			return nil, err
		}
		for _, s := range story.Sightings {
			p.add(story.ID.String(), sighting{s.Source, s.GUID, s.URL, s.Title})
		}
	}
	return p.of(items)
}

// processor is the processor time of this process so far.
func processor() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0 // it cannot fail for the own process
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
