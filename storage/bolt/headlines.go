package bolt

import (
	"bytes"
	"fmt"
	"slices"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
	"freshet/storage/dedup/affix"
)

// headlines are the habits of a source while its items are folded.
type headlines struct {
	habits
	affixes []affix.Affix
	farm    map[string]bool // names that other sources have, too
	changed bool
}

// restore cuts off the headlines of what came, and of what came before, what the
// source puts into all of them. The first poll of a source sees all of its headlines
// together.
func (p *folding) restore(b *batch) (err error) {
	h := &headlines{farm: map[string]bool{}}
	p.headlines = h
	if h.habits, err = b.habits(p.source.Key); err != nil {
		return err
	}
	var fresh []string
	for i := range p.items {
		if title := p.items[i].Headline(); title != "" && !h.has(title) && !slices.Contains(fresh, title) {
			fresh = append(fresh, title)
		}
		if len(fresh) > maxHabitLines {
			fresh = fresh[1:]
		}
	}
	if len(fresh) > 0 || len(h.names) > 0 {
		h.affixes = h.mine(fresh, p.title)
	}
	names := namesOf(h.affixes)
	if !slices.Equal(names, h.names) {
		h.names, h.changed = names, true
	}
	if err := p.findFarms(b, names); err != nil {
		return err
	}
	for i := range p.items {
		h.strip(&p.items[i])
	}
	sum := sumAffixes(h.affixes)
	if sum == h.sum {
		return nil
	}
	h.sum, h.changed = sum, true
	for _, l := range h.lines {
		if err := p.restoreOld(b, l.seq); err != nil {
			return fmt.Errorf("headline of item %d: %w", l.seq, err)
		}
	}
	return nil
}

// strip gives an item the headline that is shown. It may be called again.
func (h *headlines) strip(it *storage.Item) {
	raw := it.Headline()
	shown, injected := affix.Strip(raw, h.affixes)
	if injected == "" || shown == "" {
		shown = raw
	}
	if shown == it.Title && (shown == raw) == (it.RawTitle == "") {
		return
	}
	it.Title, it.RawTitle = shown, ""
	if shown != raw {
		it.RawTitle = raw
	}
	retitle(&it.Signature, shown)
}

// retitle makes the headline's part of a signature anew, in memory of its own.
func retitle(s *dedup.Signature, title string) {
	s.Words, s.Numbers = nil, nil
	s.Retitle(title)
}

// note keeps the headline of an item that is new, or has changed.
func (h *headlines) note(seq uint64, it *storage.Item) {
	if title := it.Headline(); title != "" {
		h.add(seq, title)
		h.changed = true
	}
}

// keep lets an item that has the headline of before show it as before: what was cut
// once stays cut, though fewer headlines have it now.
func (h *headlines) keep(head *itemHead, old, it *storage.Item) bool {
	if head.Title == "" || old.RawTitle != it.Headline() || len(it.Title) <= len(old.Title) {
		return false
	}
	it.Title, it.RawTitle = old.Title, old.RawTitle
	retitle(&it.Signature, it.Title)
	return true
}

// mark tells in an item's head what was cut off its headline.
func (h *headlines) mark(head *itemHead, it *storage.Item) {
	head.Title, head.Injected, head.Farm = "", "", false
	if it.RawTitle == "" {
		return
	}
	_, head.Injected = affix.Strip(it.RawTitle, h.affixes)
	head.Title = it.Title
	head.Farm = h.farm[head.Injected] || affix.Inside(it.Summary, h.affixes) || affix.Inside(it.Content, h.affixes)
}

// findFarms looks for other sources that put the same into their headlines: then both
// are farms. Theirs are marked the first time.
func (p *folding) findFarms(b *batch, names []string) error {
	for _, n := range names {
		others := b.withName(n, p.source.Key)
		p.headlines.farm[n] = len(others) > 0
		for _, other := range others[:min(len(others), maxFarms)] {
			if len(b.withName(n, other)) > 0 || slices.Contains(b.s.w.farms.bySource[p.source.Key], n) {
				continue // it was one before
			}
			if err := b.markFarm(other, n, p); err != nil {
				return fmt.Errorf("farm %d: %w", other, err)
			}
		}
	}
	return nil
}

// markFarm marks the last headlines of a source that carry a string.
func (b *batch) markFarm(source uint64, name string, p *folding) error {
	h, err := b.habits(source)
	if err != nil {
		return err
	}
	for _, l := range h.lines {
		head, body, ok, err := b.item(l.seq)
		if err != nil {
			return err
		}
		if !ok || head.Injected != name || head.Farm {
			continue
		}
		head.Farm = true
		if err := b.putItem(l.seq, &head, bytes.Clone(body)); err != nil {
			return err
		}
		if err := p.rerank(b, &head, l.seq, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// restoreOld cuts off the headline of an item of before what turned out to be in all
// of them.
func (p *folding) restoreOld(b *batch, seq uint64) error {
	head, packed, ok, err := b.item(seq)
	if err != nil || !ok {
		return err
	}
	body := bytes.Clone(packed)
	old, err := unpackItem(body, &head)
	if err != nil {
		return err
	}
	it := *old
	p.headlines.strip(&it)
	if len(it.Title) >= len(old.Title) {
		// What was cut once stays cut, though fewer headlines have it now.
		return p.farmOld(b, &head, seq, body)
	}
	source, err := sourceID(head.Source)
	if err != nil {
		return err
	}
	p.headlines.mark(&head, &it)
	head.Signature = packSignature(&it.Signature)
	if err := b.putItem(seq, &head, body); err != nil {
		return err
	}
	if err := b.indexAgain(seq, source, old, &it); err != nil {
		return err
	}
	if err := b.retitleSig(seq, it.Title); err != nil {
		return err
	}
	return p.rerank(b, &head, seq, old, &it)
}

// farmOld marks an item of before whose string other sources have now.
func (p *folding) farmOld(b *batch, head *itemHead, seq uint64, body []byte) error {
	if head.Farm || !p.headlines.farm[head.Injected] {
		return nil
	}
	head.Farm = true
	if err := b.putItem(seq, head, body); err != nil {
		return err
	}
	return p.rerank(b, head, seq, nil, nil)
}

// retitleSig brings the headline of an item in the window up to date.
func (b *batch) retitleSig(seq uint64, title string) error {
	v := b.bucket(bucketSigs).Get(seqKey(seq))
	if v == nil {
		return nil
	}
	_, rest, err := readSig(v)
	if err != nil {
		return err
	}
	var it storage.Item
	if err := it.Signature.ReadRecord(rest); err != nil {
		return fmt.Errorf("%w: %w", errRecord, err)
	}
	retitle(&it.Signature, title)
	return b.changeSig(seq, func(*sigRecord) {}, &it)
}

// rerank brings a story up to date with what is now known of a headline of its.
func (p *folding) rerank(b *batch, head *itemHead, seq uint64, old, it *storage.Item) error {
	return p.restory(b, head, seq, old, it, func(r fold.Rank) fold.Rank {
		return r.Cut(head.Injected != "", head.Farm)
	})
}
