package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"freshet/aggregator/clean"
	"freshet/storage/dedup"
	"freshet/storage/dedup/labelled"
	"freshet/storage/dedup/window"
)

// bare is dedup without a store: what signing, looking up and comparing cost, and how
// much is kept. The truth says what is new, so that it measures no mistakes.
type bare struct {
	memory  window.Memory
	window  *window.Window
	query   dedup.Query
	list    []window.Candidate
	record  []byte
	known   map[string]bool
	seq     uint64
	records int64 // bytes of signatures

	sign, look, keep time.Duration // processor time
	candidates       []int         // of each item
	due, found       int           // copies, and those with one of their cluster among the candidates
	clusters         []string
}

func newBare() *bare { return &bare{window: window.New(), known: map[string]bool{}} }

// chunk is how many items are measured at a time: the clock of a processor is coarse.
const chunk = 500

// add takes a chunk of items.
func (b *bare) add(items []labelled.Item) error {
	signed := make([]dedup.Signature, len(items))
	texts := make([]string, len(items))
	begin := processor()
	for i := range items {
		texts[i] = clean.Text(items[i].HTML)
	}
	for i := range items {
		signed[i] = dedup.Sign(items[i].Title, texts[i])
	}
	b.sign += processor() - begin
	step, err := b.window.Begin(&b.memory)
	if err != nil {
		return err
	}
	for i := range items {
		if err := b.one(step, &items[i], &signed[i]); err != nil {
			return err
		}
	}
	b.look += processor() - begin
	if err := b.memory.End(step); err != nil {
		return err
	}
	b.keep += processor() - begin
	return nil
}

// one looks up an item, compares it with all candidates and adds it.
func (b *bare) one(step *window.Step, item *labelled.Item, sig *dedup.Signature) (err error) {
	if b.list, err = step.Candidates(sig, b.list[:0]); err != nil {
		return err
	}
	b.query.Ask(sig, step)
	hit := false
	for _, c := range b.list {
		b.query.Score(b.memory.Get(c.Seq), dedup.Circumstances{})
		hit = hit || b.clusters[c.Seq-1] == item.Cluster
	}
	b.candidates = append(b.candidates, len(b.list))
	fresh := !b.known[item.Cluster]
	if !fresh {
		b.due++
		if hit {
			b.found++
		}
	}
	b.known[item.Cluster] = true
	b.clusters = append(b.clusters, item.Cluster)
	b.seq++
	b.memory.Put(b.seq, sig, fresh)
	b.record = dedup.AppendRecord(b.record[:0], sig)
	b.records += int64(len(b.record))
	return step.Add(b.seq, sig, fresh)
}

// write tells what an item cost.
func (b *bare) write(w io.Writer) error {
	segments, err := b.memory.Segments()
	if err != nil {
		return err
	}
	var postings int64
	for _, s := range segments {
		postings += int64(len(s.Blob))
	}
	n := time.Duration(b.seq)
	sum := 0
	for _, c := range b.candidates {
		sum += c
	}
	slices.Sort(b.candidates)
	sign, look, keep := b.sign/n, (b.look-b.sign)/n, (b.keep-b.look)/n
	// Each clock runs from the beginning of a chunk, hence the differences.
	fmt.Fprintf(w, "%d items: %v an item (sign %v, look up and compare %v, seal %v), %d bytes kept (signature %d, postings %d)\n",
		b.seq, sign+look+keep, sign, look, keep, (b.records+postings)/int64(n), b.records/int64(n), postings/int64(n))
	fmt.Fprintf(w, "  candidates: mean %.1f, p99 %d; a copy of the story among them for %d of %d copies (%.4f)\n",
		float64(sum)/float64(n), b.candidates[len(b.candidates)*99/100], b.found, b.due, judgedShare(b.found, b.due))
	return nil
}

func judgedShare(part, all int) float64 { return float64(part) / float64(max(1, all)) }

// costs measures dedup alone, at 100,000 items and at each doubling up to n.
func costs(ctx context.Context, w io.Writer, seed uint64, n int) error {
	b := newBare()
	next := 100_000
	var items []labelled.Item
	for item := range labelled.Make(largeOptions(seed, n)) {
		items = append(items, item)
		if len(items) < chunk {
			continue
		}
		if err := b.add(items); err != nil {
			return err
		}
		items = items[:0]
		if int(b.seq) >= next || int(b.seq) >= n {
			if err := b.write(w); err != nil {
				return err
			}
			next *= 2
		}
		if int(b.seq) >= n || ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := b.add(items); err != nil {
		return err
	}
	return b.write(w)
}

// largeOptions make about n items.
func largeOptions(seed uint64, n int) labelled.Options {
	const perStory, families = 2.1, 0.25 // items a story; families a story
	stories := int(float64(n)/(perStory+4*families)) + 1
	return labelled.Options{Seed: seed, Stories: stories, Families: int(float64(stories) * families), Held: true}
}
