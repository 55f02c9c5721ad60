package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"sort"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// maxBlob is how many clicks share a record of the log.
const maxBlob = 1024

// secondsAnHour makes hours of Unix seconds.
const secondsAnHour = 3600

// AddClicks appends the clicks of one journal that are new to the store.
func (s *Store) AddClicks(ctx context.Context, journal string, clicks []storage.Click) (last uint64, err error) {
	sorted := slices.Clone(clicks)
	slices.SortFunc(sorted, func(a, b storage.Click) int {
		switch {
		case a.Seq < b.Seq:
			return -1
		case a.Seq > b.Seq:
			return 1
		}
		return 0
	})
	f := &fact{items: len(clicks) / 8}
	f.do = func(b *batch) error {
		last = getUint(b.bucket(bucketJournals), []byte(journal))
		fresh, seq := unapplied(sorted, last)
		if seq == last {
			return nil
		}
		last = seq
		if err := b.addClicks(fresh); err != nil {
			return err
		}
		b.wrote = true
		return putUint(b.bucket(bucketJournals), []byte(journal), last)
	}
	if err := s.submit(ctx, "add clicks", f); err != nil {
		return 0, err
	}
	return last, nil
}

// unapplied are the clicks after the last one that was applied, each number
// once.
func unapplied(sorted []storage.Click, last uint64) ([]storage.Click, uint64) {
	var out []storage.Click
	for _, c := range sorted {
		if c.Seq > last {
			out, last = append(out, c), c.Seq
		}
	}
	return out, last
}

// addClicks logs the clicks of stories that are there and adds them up.
func (b *batch) addClicks(clicks []storage.Click) error {
	byStory := map[storage.StoryID][]storage.Click{}
	var order []storage.StoryID
	var known []storage.Click
	for _, c := range clicks {
		list, seen := byStory[c.Story]
		if !seen && b.bucket(bucketStories).Get(c.Story[:]) != nil {
			order = append(order, c.Story)
		} else if list == nil {
			byStory[c.Story] = nil // not there
			continue
		}
		byStory[c.Story] = append(list, c)
		known = append(known, c)
	}
	for _, id := range order {
		if err := b.count(id, byStory[id]); err != nil {
			return err
		}
	}
	for blob := range slices.Chunk(known, maxBlob) {
		n, err := b.bucket(bucketClicks).NextSequence()
		if err != nil {
			return err
		}
		if err := b.put(bucketClicks, seqKey(n), packClicks(blob)); err != nil {
			return err
		}
	}
	return nil
}

// count adds clicks to a story's totals.
func (b *batch) count(id storage.StoryID, clicks []storage.Click) error {
	total, _, err := readCount(b.tx, id)
	if err != nil {
		return err
	}
	for _, c := range clicks {
		total.Raw++
		if c.Weight > 0 {
			total.Clicks++
			addHour(&total, c.At)
		}
	}
	rec := toCountRecord(&total)
	v, err := encode(&rec, nil)
	if err != nil {
		return err
	}
	return b.put(bucketCounts, id[:], v)
}

// addHour counts a click in its hour. When there are too many hours the oldest
// goes, which may be this one.
func addHour(c *storage.Count, at time.Time) {
	hour := at.Unix() / secondsAnHour
	if at.Unix() < 0 && at.Unix()%secondsAnHour != 0 {
		hour--
	}
	i := sort.Search(len(c.Hours), func(i int) bool { return c.Hours[i].Hour >= hour })
	if i == len(c.Hours) || c.Hours[i].Hour != hour {
		c.Hours = slices.Insert(c.Hours, i, storage.HourCount{Hour: hour})
	}
	c.Hours[i].Clicks++
	if len(c.Hours) > storage.MaxHours {
		c.Hours = c.Hours[1:]
	}
}

func readCount(tx *bbolt.Tx, id storage.StoryID) (storage.Count, bool, error) {
	v := tx.Bucket(bucketCounts).Get(id[:])
	if v == nil {
		return storage.Count{}, false, nil
	}
	var r countRecord
	if _, err := decode(v, &r); err != nil {
		return storage.Count{}, false, fmt.Errorf("clicks of story %s: %w", id, err)
	}
	return r.count(), true, nil
}

// Applied is the last click of a journal that is in the store.
func (s *Store) Applied(ctx context.Context, journal string) (last uint64, err error) {
	err = s.view(ctx, "applied", func(tx *bbolt.Tx) error {
		last = getUint(tx.Bucket(bucketJournals), []byte(journal))
		return nil
	})
	return last, err
}

// Counts sums the clicks of each story.
func (s *Store) Counts(ctx context.Context, ids []storage.StoryID) (map[storage.StoryID]storage.Count, error) {
	out := map[storage.StoryID]storage.Count{}
	err := s.view(ctx, "counts", func(tx *bbolt.Tx) error {
		for _, id := range ids {
			c, ok, err := readCount(tx, id)
			if err != nil {
				return err
			}
			if ok {
				out[id] = c
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// logStep is how many records of the log ClickLog reads in one transaction.
const logStep = 8

// ClickLog yields the clicks not older than since.
func (s *Store) ClickLog(ctx context.Context, since time.Time) iter.Seq2[storage.Click, error] {
	return func(yield func(storage.Click, error) bool) {
		from := uint64(1)
		for {
			clicks, next, err := s.clicksFrom(ctx, from, since)
			if err != nil {
				yield(storage.Click{}, err)
				return
			}
			for _, c := range clicks {
				if !c.At.Before(since) && !yield(c, nil) {
					return
				}
			}
			if next == from {
				return
			}
			from = next
		}
	}
}

// clicksFrom reads some records of the log that may hold clicks from since on.
// It returns from itself as next when there are no more.
func (s *Store) clicksFrom(ctx context.Context, from uint64, since time.Time) (out []storage.Click, next uint64, err error) {
	next = from
	err = s.view(ctx, "click log", func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketClicks).Cursor()
		read := 0
		for k, v := c.Seek(seqKey(from)); k != nil && read < logStep; k, v = c.Next() {
			next = binary.BigEndian.Uint64(k) + 1
			newest, err := newestClick(v)
			if err != nil {
				return fmt.Errorf("record %x: %w", k, err)
			}
			if newest < dateKey(since) {
				continue
			}
			clicks, err := unpackClicks(v)
			if err != nil {
				return fmt.Errorf("record %x: %w", k, err)
			}
			out, read = append(out, clicks...), read+1
		}
		return nil
	})
	return out, next, err
}
