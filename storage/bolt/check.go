package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// maxFaults bounds what Check reports.
const maxFaults = 20

// Check verifies that the parts of the store agree: every story has its items
// and its place in the order of dates, every item is found by its guid, link and
// text, no index points elsewhere, and the counters are right. It reads
// everything, and nothing is written meanwhile. The error lists what is wrong.
func (s *Store) Check(ctx context.Context) error {
	f := &fact{alone: true, do: func(b *batch) error {
		c := checker{b: b, items: map[uint64]int{}}
		c.pages()
		c.run(c.stories, c.allItems, c.dates, c.guids, c.urls, c.texts, c.counters, c.clicks, c.promotions, c.deletions, c.subscriptions, c.apart, c.signatures, c.habits)
		return errors.Join(c.faults...)
	}}
	return s.submit(ctx, "check", f)
}

// checker collects what is wrong.
type checker struct {
	b      *batch
	faults []error
	items  map[uint64]int // items of each source, from the stories
	n      uint64         // stories
}

func (c *checker) run(checks ...func() error) {
	for _, check := range checks {
		if err := check(); err != nil {
			c.faults = append(c.faults, err)
		}
	}
}

func (c *checker) fault(format string, args ...any) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, fmt.Errorf(format, args...))
	}
}

// pages checks the file itself.
func (c *checker) pages() {
	for err := range c.b.tx.Check() {
		c.fault("file: %w", err)
	}
}

func (c *checker) stories() error {
	return c.b.bucket(bucketStories).ForEach(func(k, _ []byte) error {
		id := storyID(k)
		c.n++
		r, err := c.b.story(id)
		if err != nil {
			return err
		}
		seqs, sources := r.seqs(), r.sources()
		if len(seqs) == 0 || len(seqs) != len(sources) || len(seqs) != len(r.Ranks) || r.Lead < 0 || r.Lead >= len(seqs) {
			c.fault("story %s: %d items, %d sources, %d ranks, lead %d", id, len(seqs), len(sources), len(r.Ranks), r.Lead)
			return nil
		}
		if fold.Lead(r.ranks(), r.Lead) != r.Lead {
			c.fault("story %s: lead %d of ranks %v is not the best", id, r.Lead, r.Ranks)
		}
		for i, seq := range seqs {
			c.member(id, seq, sources[i])
		}
		if v, ok := c.b.lookup(dates, r.dateKey(id)); !ok || v != r.dateValue() {
			c.fault("story %s: dates has %x, want %x", id, v, r.dateValue())
		}
		if storage.Revision(r.Changed) > c.b.s.w.revision {
			c.fault("story %s: changed at revision %d, after %d", id, r.Changed, c.b.s.w.revision)
		}
		return nil
	})
}

// member checks that a story's item is there and says so.
func (c *checker) member(id storage.StoryID, seq, source uint64) {
	c.items[source]++
	head, _, ok, err := c.b.item(seq)
	switch {
	case err != nil:
		c.fault("story %s: %w", id, err)
	case !ok:
		c.fault("story %s: item %d is missing", id, seq)
	case head.story() != id || head.Source != source:
		c.fault("item %d: says story %s, source %d; is in %s, source %d", seq, head.story(), head.Source, id, source)
	}
}

// allItems checks that each item is in its story and is found.
func (c *checker) allItems() error {
	l := look{b: c.b}
	return c.b.bucket(bucketItems).ForEach(func(k, _ []byte) error {
		seq := binary.BigEndian.Uint64(k)
		head, body, _, err := c.b.item(seq)
		if err != nil {
			return err
		}
		it, err := unpackItem(body, &head)
		if err != nil {
			return fmt.Errorf("item %d: %w", seq, err)
		}
		r, err := c.b.story(head.story())
		if err != nil {
			c.fault("item %d: %w", seq, err)
			return nil
		}
		if !slices.Contains(r.seqs(), seq) {
			c.fault("item %d: story %s does not have it", seq, head.story())
		}
		if l.source, err = sourceID(head.Source); err != nil {
			return err
		}
		c.found(&l, seq, it)
		return nil
	})
}

// found checks that an item is found by its guid and its link.
func (c *checker) found(l *look, seq uint64, it *storage.Item) {
	if got, gone, ok, _ := l.ByGUID(it.GUID); !ok || gone || got != seq {
		c.fault("item %d: guid %.100q leads to %d, there %v", seq, it.GUID, got, ok && !gone)
	}
	if !fold.PageURL(it.Canonical) {
		return
	}
	prefix := c.b.s.key.urlPrefix(it.Canonical) + string(l.source)
	if _, ok := c.b.lookup(urls, prefix+seqSuffix(seq)); !ok && len(c.b.scan(urls, prefix)) < maxOwnURL {
		c.fault("item %d: not found by its link %.100q", seq, it.Canonical)
	}
}

// walk yields every entry of an index, those in memory too.
func (c *checker) walk(ix index, f func(key, val string)) error {
	for k, v := range c.b.mem[ix].From("") {
		f(k, v)
	}
	return c.b.bucket(indexBuckets[ix]).ForEach(func(k, v []byte) error {
		if _, ok := c.b.mem[ix].Get(string(k)); !ok {
			f(string(k), string(v))
		}
		return nil
	})
}

func (c *checker) dates() error {
	n := uint64(0)
	err := c.walk(dates, func(key, _ string) {
		n++
		if len(key) != dateBytes+16 || c.b.bucket(bucketStories).Get([]byte(key[dateBytes:])) == nil {
			c.fault("dates: %x is of no story", key)
		}
	})
	if n != c.n {
		c.fault("dates: %d entries for %d stories", n, c.n)
	}
	return err
}

func (c *checker) guids() error {
	return c.walk(guids, func(key, val string) {
		seq := firstUint(val)
		if seq == 0 || seq > c.b.lastItem() {
			c.fault("guids: %x leads to item %d of %d", key, seq, c.b.lastItem())
			return
		}
		c.owner("guids", key[:4], seq)
	})
}

// owner checks that an entry of a source leads to an item of that source, or to
// a tombstone.
func (c *checker) owner(name, source string, seq uint64) {
	head, _, ok, err := c.b.item(seq)
	if err != nil {
		c.fault("%s: %w", name, err)
		return
	}
	if !ok {
		return
	}
	if id, err := sourceID(head.Source); err != nil || string(id) != source {
		c.fault("%s: source %x leads to item %d of source %d", name, source, seq, head.Source)
	}
}

// listed checks that an entry of a link or a text is one of its item as it is
// now; what is listed otherwise is never removed.
func (c *checker) listed(name string, seq uint64, key string, made func(*storage.Item) string) {
	if !c.b.alive(seq) {
		return
	}
	it, err := c.b.fullItem(seq)
	if err != nil {
		c.fault("%s: %w", name, err)
		return
	}
	if made(it) != key[:8] {
		c.fault("%s: item %d is listed under what it was", name, seq)
	}
}

func (c *checker) urls() error {
	secret := &c.b.s.key
	return c.walk(urls, func(key, _ string) {
		seq := suffixSeq(key)
		if len(key) != 12+seqBytes || seq == 0 || seq > c.b.lastItem() {
			c.fault("urls: %x leads to item %d of %d", key, seq, c.b.lastItem())
			return
		}
		c.owner("urls", urlSource(key), seq)
		c.listed("urls", seq, key, func(it *storage.Item) string { return secret.urlPrefix(it.Canonical) })
	})
}

func (c *checker) texts() error {
	secret := &c.b.s.key
	return c.walk(texts, func(key, _ string) {
		seq := suffixSeq(key)
		if len(key) != 8+seqBytes || !c.b.alive(seq) {
			c.fault("texts: %x leads to item %d, which is not there", key, seq)
			return
		}
		c.listed("texts", seq, key, func(it *storage.Item) string {
			text, _ := fold.TextOf(it)
			return secret.textPrefix(text)
		})
	})
}

// counters checks the items of each source and the number of stories, in memory
// and in the file.
func (c *checker) counters() error {
	if c.n != c.b.stories || c.n != getUint(c.b.bucket(bucketMeta), metaStories) {
		c.fault("meta: %d stories, counted %d", getUint(c.b.bucket(bucketMeta), metaStories), c.n)
	}
	c.b.s.mu.Lock()
	defer c.b.s.mu.Unlock()
	return c.b.bucket(bucketSources).ForEach(func(k, v []byte) error {
		h, _, err := decodeSource(v)
		if err != nil {
			return err
		}
		if _, _, err := decodePoll(c.b.bucket(bucketPolls).Get(k)); err != nil {
			return fmt.Errorf("source %q: %w", h.Spec.Name, err)
		}
		key := binary.BigEndian.Uint64(k)
		e := c.b.s.table.Get(key)
		if e == nil || e.Items != c.items[key] || h.Items != c.items[key] {
			c.fault("source %q: %d items in the file, has %d", h.Spec.Name, h.Items, c.items[key])
		}
		return nil
	})
}

func (c *checker) clicks() error {
	return c.b.bucket(bucketCounts).ForEach(func(k, _ []byte) error {
		id := storyID(k)
		if c.b.bucket(bucketStories).Get(k) == nil {
			c.fault("counts: story %s is not there", id)
		}
		_, _, err := readCount(c.b.tx, id)
		return err
	})
}

func (c *checker) promotions() error {
	marks := 0
	err := c.b.bucket(bucketPromoted).ForEach(func(k, v []byte) error {
		marks++
		p := c.b.bucket(bucketPromotions).Get(v)
		if p == nil || c.b.bucket(bucketStories).Get(k[:16]) == nil {
			c.fault("promoted: %x without its story or promotion", k)
			return nil
		}
		got, err := decodePromotion(p)
		if err == nil && !bytes.Equal(append(got.Story[:], got.Feed...), k) {
			c.fault("promoted: %x leads to another promotion", k)
		}
		return err
	})
	if n := keys(c.b.bucket(bucketPromotions)); n != marks {
		c.fault("promotions: %d, marks %d", n, marks)
	}
	return err
}

// keys counts the keys of a bucket.
func keys(b *bbolt.Bucket) (n int) {
	c := b.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		n++
	}
	return n
}
