package bolt

import (
	"encoding/binary"
	"fmt"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// deleteAll takes out what the source itself took back, and what its complete
// document does not have any more.
func (p *folding) deleteAll(b *batch, out *storage.Outcome) error {
	l, err := p.look(b)
	if err != nil {
		return err
	}
	for i := range out.Deleted {
		if err := p.takeBack(b, l, &out.Deleted[i]); err != nil {
			return fmt.Errorf("deleted entry %.100q: %w", out.Deleted[i].GUID, err)
		}
	}
	if !out.Complete || out.Present == nil || p.repeats() {
		return nil
	}
	missing, err := p.missing(b, l)
	if err != nil {
		return err
	}
	for _, seq := range missing {
		if err := p.remove(b, seq, p.at); err != nil {
			return fmt.Errorf("item %d: %w", seq, err)
		}
	}
	return nil
}

// repeats reports whether the document has a guid twice: such guids do not tell
// which entries are there.
func (p *folding) repeats() bool {
	return len(p.present) > 0 && p.count(p.present[0]) > 0 && len(p.listed) < len(p.present)
}

// takeBack removes an item on its source's word, unless it was updated after
// that.
func (p *folding) takeBack(b *batch, l *look, d *storage.Deletion) error {
	seq, gone, ok, err := l.ByGUID(d.GUID)
	if err != nil || !ok || gone {
		return err
	}
	when := d.When
	if when.IsZero() {
		when = p.at
	} else if it, err := b.fullItem(seq); err != nil || fold.UpdatedAfter(it, when) {
		return err
	}
	return p.remove(b, seq, when)
}

// missing lists the source's items of which no guid is in its document. When all
// items are there it looks at no others.
func (p *folding) missing(b *batch, l *look) ([]uint64, error) {
	there := map[uint64]bool{}
	for _, guid := range p.present {
		seq, gone, ok, err := l.ByGUID(guid)
		if err != nil {
			return nil, err
		}
		if ok && !gone {
			there[seq] = true
		}
	}
	if len(there) == p.had(b)+p.added {
		return nil, nil
	}
	var out []uint64
	b.each(guids, string(l.source), func(_, val string) {
		if seq := firstUint(val); !there[seq] && b.alive(seq) {
			there[seq] = true // an item may have several guids
			out = append(out, seq)
		}
	})
	return out, nil
}

// had is how many items the source had before.
func (p *folding) had(b *batch) int {
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	return b.s.table.Get(p.source.Key).Items
}

// remove takes an item out of its story and leaves a tombstone that says when it
// was deleted.
func (p *folding) remove(b *batch, seq uint64, when time.Time) error {
	head, _, ok, err := b.item(seq)
	if err != nil || !ok {
		return err
	}
	if err := b.leaveStory(head.story(), seq, p.at); err != nil {
		return err
	}
	lost := map[uint64]int{}
	if err := b.bury(seq, lost); err != nil {
		return err
	}
	p.added -= lost[p.source.Key]
	p.n.Deleted++
	return b.put(bucketDeleted, seqKey(seq), []byte(dateKey(when)))
}

// leaveStory takes an item out of its story. The story goes with its last item;
// when it loses its lead, the next best follows.
func (b *batch) leaveStory(id storage.StoryID, seq uint64, at time.Time) error {
	r, err := b.story(id)
	if err != nil {
		return err
	}
	if len(r.Ranks) == 1 {
		return b.dropStory(id, r)
	}
	place := r.place(seq)
	if place < 0 {
		return fmt.Errorf("story %s lacks item %d: %w", id, seq, errRecord)
	}
	before, err := b.fullItem(r.seqs()[r.Lead])
	if err != nil {
		return err
	}
	led := place == r.Lead
	r.cut(place)
	if led {
		after, err := b.fullItem(r.seqs()[r.Lead])
		if err != nil {
			return err
		}
		if !fold.SameReading(before, after) {
			r.touch(at)
		}
	}
	// Rebuild would make the entry again only if an item of the story were new.
	if err := b.inFile(dates, r.dateKey(id), r.dateValue()); err != nil {
		return err
	}
	return b.putStory(id, r)
}

// deleted is when an item that is gone was deleted by its source; false when
// retention removed it.
func (b *batch) deleted(seq uint64) (time.Time, bool, error) {
	v := b.bucket(bucketDeleted).Get(seqKey(seq))
	if v == nil {
		return time.Time{}, false, nil
	}
	if len(v) != dateBytes {
		return time.Time{}, false, fmt.Errorf("deletion of item %d: %w", seq, errRecord)
	}
	return keyDate(v), true, nil
}

// deletions checks that what was deleted is gone.
func (c *checker) deletions() error {
	return c.b.bucket(bucketDeleted).ForEach(func(k, _ []byte) error {
		seq := binary.BigEndian.Uint64(k)
		if _, _, err := c.b.deleted(seq); err != nil {
			return err
		}
		if c.b.alive(seq) {
			c.fault("deleted: item %d is there", seq)
		}
		return nil
	})
}
