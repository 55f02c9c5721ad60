package bolt

import (
	"bytes"
	"fmt"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// revise compares a known item with what came, and writes it when it changed.
func (p *folding) revise(b *batch, d fold.Decision, source []byte, it *storage.Item, body []byte) error {
	head, oldBody, ok, err := b.item(d.Seq)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("item %d: %w", d.Seq, storage.ErrNotFound)
	}
	if bytes.Equal(oldBody, body) {
		p.n.Known++
		return nil
	}
	old, err := unpackItem(oldBody, &head)
	if err != nil {
		return err
	}
	kept := p.headlines.keep(&head, old, it)
	change, stale := p.compare(old, it, &head)
	if change <= fold.Redated {
		p.n.Known++
		if stale {
			return nil
		}
		if change == fold.Unchanged && !d.Alias {
			return nil
		}
	} else {
		p.n.Revised++
		if c := fold.Correction(old, it); c != "" {
			head.Corrected, head.Correction = toWhen(p.at), c
		}
		head.Revisions++
		head.Revised = toWhen(p.at)
	}
	if !kept {
		p.headlines.mark(&head, it)
	}
	p.headlines.note(d.Seq, it)
	head.Signature, head.Linked = packSignature(&it.Signature), it.Canonical != ""
	if err := b.putItem(d.Seq, &head, body); err != nil {
		return err
	}
	if err := b.indexAgain(d.Seq, source, old, it); err != nil {
		return err
	}
	if err := b.changeSig(d.Seq, func(r *sigRecord) { r.url = b.urlHash(it) }, it); err != nil {
		return err
	}
	return p.reviseStory(b, &head, d.Seq, old, it)
}

// compare tells how an item changed that came again; or that it is stale, older
// than what is kept.
func (p *folding) compare(old, it *storage.Item, head *itemHead) (change fold.Change, stale bool) {
	seen, came := head.Seen.time(), head.Revised.time()
	if came.IsZero() {
		came = seen
	}
	if fold.Stale(old, it, came) {
		return fold.Unchanged, true
	}
	change = fold.Compare(old, it)
	if change == fold.Unchanged && fold.Corrects(old, it, seen, p.at) {
		change = fold.Redated
	}
	return change, false
}

// reviseStory brings a story up to date with a changed item.
func (p *folding) reviseStory(b *batch, head *itemHead, seq uint64, old, it *storage.Item) error {
	return p.restory(b, head, seq, old, it, func(r fold.Rank) fold.Rank {
		// A policy holds for what comes after it.
		return p.rank(it, head, r&fold.RankOwn != 0)
	})
}

// restory gives one of a story's items another rank. What readers saw of the item and
// what they see now are nil when that is the same.
func (p *folding) restory(b *batch, head *itemHead, seq uint64, old, it *storage.Item, rank func(fold.Rank) fold.Rank) error {
	id := head.story()
	r, err := b.story(id)
	if err != nil {
		return err
	}
	place := r.place(seq)
	if place < 0 {
		return fmt.Errorf("story %s lacks item %d: %w", id, seq, errRecord)
	}
	r.Ranks = bytes.Clone(r.Ranks)
	r.Ranks[place] = byte(rank(fold.Rank(r.Ranks[place])))
	if place == r.Lead && old != nil && !fold.SameReading(old, it) {
		r.touch(p.at)
	}
	if err := p.relead(b, r); err != nil {
		return err
	}
	return b.putStory(id, r)
}

// relead chooses the lead anew, and notes when readers get another text by it.
func (p *folding) relead(b *batch, r *storyRecord) error {
	lead := fold.Lead(r.ranks(), r.Lead)
	if lead == r.Lead {
		return nil
	}
	seqs := r.seqs()
	before, err := b.fullItem(seqs[r.Lead])
	if err != nil {
		return err
	}
	after, err := b.fullItem(seqs[lead])
	if err != nil {
		return err
	}
	r.Lead = lead
	if !fold.SameReading(before, after) {
		r.touch(p.at)
	}
	return nil
}

// fullItem reads an item that must be there.
func (b *batch) fullItem(seq uint64) (*storage.Item, error) {
	head, body, ok, err := b.item(seq)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("item %d: %w", seq, storage.ErrNotFound)
	}
	return unpackItem(body, &head)
}
