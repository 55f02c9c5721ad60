package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"freshet/storage"
)

// Bounds of one step of Prune, so that no transaction is long.
const (
	pruneStories = 1000
	pruneItems   = 4000
	pruneBlobs   = 1000 // records of the click log
)

// MinClickLog is how long the click log is kept at least: rankings are made again
// from it.
const MinClickLog = 14 * 24 * time.Hour

// Prune removes what keep no longer allows, in many short transactions. When it
// fails midway, what it removed before stays removed.
func (s *Store) Prune(ctx context.Context, now time.Time, keep storage.Keep) (total storage.Pruned, err error) {
	if keep.For > 0 {
		cutoff := now.Add(-keep.For)
		if err := s.pruneOld(ctx, cutoff, &total); err != nil {
			return total, err
		}
	}
	if keep.Bytes > 0 {
		// First what belongs to no story any more.
		if err := s.pruneLog(ctx, now); err != nil {
			return total, err
		}
		if err := s.pruneBytes(ctx, keep.Bytes, &total); err != nil {
			return total, err
		}
	}
	if keep == (storage.Keep{}) {
		return total, nil
	}
	return total, s.pruneLog(ctx, now)
}

// pruneOld removes the stories first seen before cutoff.
func (s *Store) pruneOld(ctx context.Context, cutoff time.Time, total *storage.Pruned) error {
	for {
		n, err := s.pruneStep(ctx, pruneStories, func(r *storyRecord) bool { return r.Seen.time().Before(cutoff) })
		if err != nil {
			return err
		}
		if n.Stories == 0 {
			return nil
		}
		total.Stories, total.Items = total.Stories+n.Stories, total.Items+n.Items
	}
}

// pruneBytes removes the oldest stories until the live bytes are below limit.
func (s *Store) pruneBytes(ctx context.Context, limit int64, total *storage.Pruned) error {
	for {
		live, stories, err := s.live(ctx)
		if err != nil {
			return err
		}
		if live < limit || stories == 0 {
			return nil
		}
		// Nine tenths of what is over: rather one step more than a story too many.
		step := float64(stories) * float64(live-limit) / float64(live) * 9 / 10
		n, err := s.pruneStep(ctx, int(min(max(step, 1), pruneStories)), func(*storyRecord) bool { return true })
		if err != nil {
			return err
		}
		if n.Stories == 0 {
			return nil
		}
		total.Stories, total.Items = total.Stories+n.Stories, total.Items+n.Items
	}
}

// live is how many bytes of the file are in use: it never shrinks, but its free
// pages are used again.
func (s *Store) live(ctx context.Context) (bytes int64, stories uint64, err error) {
	f := &fact{alone: true, do: func(b *batch) error {
		stats := s.db.Stats()
		free := int64(stats.FreePageN+stats.PendingPageN) * int64(s.db.Info().PageSize)
		bytes, stories = b.tx.Size()-free, b.stories
		return nil
	}}
	return bytes, stories, s.submit(ctx, "prune", f)
}

// pruneStep removes the oldest stories as long as doomed says so, within the
// bounds of one step.
func (s *Store) pruneStep(ctx context.Context, limit int, doomed func(*storyRecord) bool) (n storage.Pruned, err error) {
	var lost map[uint64]int
	f := &fact{alone: true}
	f.do = func(b *batch) error {
		n, lost = storage.Pruned{}, map[uint64]int{}
		return b.prune(limit, doomed, &n, lost)
	}
	f.done = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for key, items := range lost {
			s.table.Get(key).Items -= items
		}
	}
	return n, s.submit(ctx, "prune", f)
}

// prune is one step. It counts in lost how many items each source loses.
func (b *batch) prune(limit int, doomed func(*storyRecord) bool, n *storage.Pruned, lost map[uint64]int) error {
	ids, records, err := b.oldest(limit, doomed)
	if err != nil || len(ids) == 0 {
		return err
	}
	for i, id := range ids {
		for _, seq := range records[i].seqs() {
			if err := b.bury(seq, lost); err != nil {
				return fmt.Errorf("story %s: item %d: %w", id, seq, err)
			}
			n.Items++
		}
		if err := b.dropStory(id, records[i]); err != nil {
			return fmt.Errorf("story %s: %w", id, err)
		}
		n.Stories++
	}
	return b.putLost(lost)
}

// oldest lists the stories of one step.
func (b *batch) oldest(limit int, doomed func(*storyRecord) bool) ([]storage.StoryID, []*storyRecord, error) {
	var ids []storage.StoryID
	var records []*storyRecord
	items := 0
	c := b.bucket(bucketStories).Cursor()
	for k, _ := c.First(); k != nil && len(ids) < limit && items < pruneItems; k, _ = c.Next() {
		id := storyID(k)
		r, err := b.story(id)
		if err != nil {
			return nil, nil, err
		}
		if !doomed(r) {
			break
		}
		ids, records, items = append(ids, id), append(records, r), items+len(r.Ranks)
	}
	return ids, records, nil
}

// bury removes an item and leaves its tombstone.
func (b *batch) bury(seq uint64, lost map[uint64]int) error {
	head, body, ok, err := b.item(seq)
	if err != nil || !ok {
		return err
	}
	it, err := unpackItem(body, &head)
	if err != nil {
		return err
	}
	source, err := sourceID(head.Source)
	if err != nil {
		return err
	}
	if err := b.unindex(seq, source, it); err != nil {
		return err
	}
	lost[head.Source]++
	if err := b.delete(bucketSigs, seqKey(seq)); err != nil {
		return err
	}
	return b.delete(bucketItems, seqKey(seq))
}

// dropStory removes a story and what is kept about it.
func (b *batch) dropStory(id storage.StoryID, r *storyRecord) error {
	if err := b.dropPromotions(id); err != nil {
		return err
	}
	if err := b.unlist(dates, r.dateKey(id)); err != nil {
		return err
	}
	if err := b.delete(bucketCounts, id[:]); err != nil {
		return err
	}
	if err := b.dropApart(id); err != nil {
		return err
	}
	b.stories--
	b.touch(id)
	return b.delete(bucketStories, id[:])
}

// putLost writes how many items the sources have left.
func (b *batch) putLost(lost map[uint64]int) error {
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	for key, n := range lost {
		e := b.s.table.Get(key)
		h := headOf(e)
		h.Items -= n
		poll, rest, err := leftOf(b.tx, e)
		if err != nil {
			return err
		}
		if e.Rest != nil {
			// What is held back is written as a whole, or not at all.
			ph := pollHeadOf(e)
			if err := b.putPoll(key, &ph, poll); err != nil {
				return err
			}
		}
		if err := b.putSource(key, &h, bytes.Clone(rest)); err != nil {
			return err
		}
	}
	return nil
}

// pruneLog removes records of the click log whose clicks are all older than
// MinClickLog, and than every story. They are in the order in which they came,
// which is nearly that of time.
func (s *Store) pruneLog(ctx context.Context, now time.Time) error {
	cutoff := now.Add(-MinClickLog)
	for {
		removed := 0
		f := &fact{alone: true, do: func(b *batch) (err error) {
			if k, _ := b.bucket(bucketStories).Cursor().First(); k != nil && storyID(k).Time().Before(cutoff) {
				cutoff = storyID(k).Time()
			}
			removed, err = b.pruneLog(dateKey(cutoff))
			return err
		}}
		if err := s.submit(ctx, "prune click log", f); err != nil {
			return err
		}
		if removed < pruneBlobs {
			return nil
		}
	}
}

func (b *batch) pruneLog(cutoff string) (int, error) {
	var old []uint64
	c := b.bucket(bucketClicks).Cursor()
	for k, v := c.First(); k != nil && len(old) < pruneBlobs; k, v = c.Next() {
		newest, err := newestClick(v)
		if err != nil {
			return 0, err
		}
		if newest >= cutoff {
			break
		}
		old = append(old, binary.BigEndian.Uint64(k))
	}
	for _, n := range old {
		if err := b.delete(bucketClicks, seqKey(n)); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}
