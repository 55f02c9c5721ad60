package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/bolt/memtable"
)

// index names one of the buckets whose newest entries are in memory.
type index int

const (
	guids index = iota
	urls
	texts
	dates
	indexes // how many there are
)

var indexBuckets = [indexes][]byte{guids: bucketGUIDs, urls: bucketURLs, texts: bucketTexts, dates: bucketDates}

// memory is the part of the indexes that is not in the file yet.
type memory [indexes]memtable.Table

// Bounds of it, in items: some 1 and 10 MiB for each index. The more entries move
// to the file at once, the more share a page, so a large store holds more.
const (
	minTail      = 8 << 10
	maxTail      = 64 << 10
	storiesATail = 16 // stories of the store for each item
)

// tail is of how many items the entries may be in memory only.
func (b *batch) tail() int {
	if b.s.tail > 0 {
		return b.s.tail
	}
	return int(min(max(b.stories/storiesATail, minTail), maxTail))
}

// Limits of what folding looks at for one item.
const (
	maxByURL  = 16   // items of other sources with its link
	maxOwnURL = 64   // items of its source with its link: a page with an anchor for each
	maxByText = 8    // items with its text
	maxByDate = 64   // items of its source with its date
	maxScan   = 1024 // index entries read to find those
)

// lookup reads an index: what is in memory hides what is in the file.
func (b *batch) lookup(ix index, key string) (string, bool) {
	if v, ok := b.mem[ix].Get(key); ok {
		return v, true
	}
	v := b.bucket(indexBuckets[ix]).Get([]byte(key))
	return string(v), v != nil
}

// keyVal is an entry of an index.
type keyVal struct{ key, val string }

// scan lists the entries with a prefix, by key, at most maxScan.
func (b *batch) scan(ix index, prefix string) []keyVal {
	var out []keyVal
	for k, v := range b.mem[ix].From(prefix) {
		if !strings.HasPrefix(k, prefix) || len(out) == maxScan {
			break
		}
		out = append(out, keyVal{k, v})
	}
	inMemory := len(out)
	c := b.bucket(indexBuckets[ix]).Cursor()
	for k, v := c.Seek([]byte(prefix)); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, v = c.Next() {
		if _, ok := b.mem[ix].Get(string(k)); ok {
			continue
		}
		if len(out) == maxScan {
			break
		}
		out = append(out, keyVal{string(k), string(v)})
	}
	if inMemory > 0 && inMemory < len(out) {
		slices.SortFunc(out, func(a, b keyVal) int { return strings.Compare(a.key, b.key) })
	}
	return out
}

// each yields all entries with a prefix, those in memory first. What it calls may
// not change the index.
func (b *batch) each(ix index, prefix string, f func(key, val string)) {
	for k, v := range b.mem[ix].From(prefix) {
		if !strings.HasPrefix(k, prefix) {
			break
		}
		f(k, v)
	}
	c := b.bucket(indexBuckets[ix]).Cursor()
	for k, v := c.Seek([]byte(prefix)); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, v = c.Next() {
		if _, ok := b.mem[ix].Get(string(k)); !ok {
			f(string(k), string(v))
		}
	}
}

// any reports whether there is an entry with a prefix.
func (b *batch) any(ix index, prefix string) bool {
	for k := range b.mem[ix].From(prefix) {
		if strings.HasPrefix(k, prefix) {
			return true
		}
		break
	}
	k, _ := b.bucket(indexBuckets[ix]).Cursor().Seek([]byte(prefix))
	return bytes.HasPrefix(k, []byte(prefix))
}

// remember puts an entry into memory; it must be one that indexItem or dateEntry
// can make again from an item that is not indexed in the file.
func (b *batch) remember(ix index, key, val string) {
	b.mem[ix] = b.mem[ix].Put(b.epoch, key, val)
}

// indexItem makes the entries by which an item is found again.
func (b *batch) indexItem(seq uint64, source []byte, it *storage.Item, put func(index, string, string) error) error {
	if err := put(guids, b.s.key.guidKey(source, it.GUID), string(packUints([]uint64{seq}))); err != nil {
		return err
	}
	if fold.PageURL(it.Canonical) {
		prefix := b.s.key.urlPrefix(it.Canonical) + string(source)
		if err := b.list(urls, prefix, seq, maxOwnURL, put); err != nil {
			return err
		}
	}
	if key, ok := fold.TextOf(it); ok {
		return b.list(texts, b.s.key.textPrefix(key), seq, maxByText, put)
	}
	return nil
}

// list adds an item to those with a prefix, unless there are enough of them.
func (b *batch) list(ix index, prefix string, seq uint64, limit int, put func(index, string, string) error) error {
	n := 0
	for _, e := range b.scan(ix, prefix) {
		switch other := suffixSeq(e.key); {
		case other == seq:
			return nil
		case b.alive(other):
			n++
		}
	}
	if n >= limit {
		return nil
	}
	return put(ix, prefix+seqSuffix(seq), "")
}

// inMemory and inFile are the two ways to put an entry.
func (b *batch) inMemory(ix index, key, val string) error {
	b.remember(ix, key, val)
	return nil
}

func (b *batch) inFile(ix index, key, val string) error {
	if _, ok := b.mem[ix].Get(key); ok {
		b.remember(ix, key, val)
	}
	if old := b.bucket(indexBuckets[ix]).Get([]byte(key)); old != nil && string(old) == val {
		return nil
	}
	return b.put(indexBuckets[ix], []byte(key), []byte(val))
}

// unlist removes an entry from memory and from the file.
func (b *batch) unlist(ix index, key string) error {
	b.mem[ix] = b.mem[ix].Delete(b.epoch, key)
	if b.bucket(indexBuckets[ix]).Get([]byte(key)) == nil {
		return nil
	}
	return b.delete(indexBuckets[ix], []byte(key))
}

// indexAgain brings the entries of a changed item up to date. All of its guids
// stay its own. The entries may be in either part of the index, and rebuild sees
// only the item as it is then: what goes is removed from both parts, and what
// comes or has to stay is put into the file.
func (b *batch) indexAgain(seq uint64, source []byte, old, it *storage.Item) error {
	key := &b.s.key
	if old.GUID != it.GUID {
		if err := b.inFile(guids, key.guidKey(source, old.GUID), string(packUints([]uint64{seq}))); err != nil {
			return err
		}
	}
	if old.Canonical != it.Canonical && fold.PageURL(old.Canonical) {
		if err := b.unlist(urls, key.urlPrefix(old.Canonical)+string(source)+seqSuffix(seq)); err != nil {
			return err
		}
	}
	before, had := fold.TextOf(old)
	if after, has := fold.TextOf(it); had && (!has || before != after) {
		if err := b.unlist(texts, key.textPrefix(before)+seqSuffix(seq)); err != nil {
			return err
		}
	}
	return b.indexItem(seq, source, it, b.inFile)
}

// alive reports whether an item is still there.
func (b *batch) alive(seq uint64) bool {
	return b.bucket(bucketItems).Get(seqKey(seq)) != nil
}

// firstUint is the item's number in front of an entry's value.
func firstUint(val string) uint64 {
	n, _ := binary.Uvarint([]byte(val))
	return n
}

// settleOldest moves the part in memory that has been there for the longest, once
// that is long enough: one index a commit, since all pages that it changes are in
// memory until they are written. Each item makes one entry at most.
func (b *batch) settleOldest() error {
	oldest, from := guids, b.settled(guids)
	for ix := range indexes {
		if seq := b.settled(ix); seq < from {
			oldest, from = ix, seq
		}
	}
	if int(b.lastItem()-from) <= b.tail() {
		return nil
	}
	return b.settle(oldest)
}

// settled is the last item whose entries of an index are in the file.
func (b *batch) settled(ix index) uint64 {
	return getUint(b.bucket(bucketMeta), metaSettled(ix))
}

// lastItem is the number of the newest item.
func (b *batch) lastItem() uint64 { return b.bucket(bucketItems).Sequence() }

// settle moves the entries of an index in memory to the file.
func (b *batch) settle(ix index) error {
	if b.settled(ix) == b.lastItem() {
		return nil
	}
	bucket := b.bucket(indexBuckets[ix])
	for k, v := range b.mem[ix].From("") {
		if err := bucket.Put([]byte(k), []byte(v)); err != nil {
			return fmt.Errorf("settle %s: %w", indexBuckets[ix], err)
		}
	}
	b.mem[ix] = memtable.Table{}
	b.wrote = true
	return putUint(b.bucket(bucketMeta), metaSettled(ix), b.lastItem())
}

// metaSettled is the key of settled in meta.
func metaSettled(ix index) []byte { return append([]byte("settled "), indexBuckets[ix]...) }

// rebuild makes the entries in memory again, from the items that came after each
// index was last settled.
func (s *Store) rebuild(tx *bbolt.Tx) (memory, error) {
	b := s.newBatch(tx)
	var settled [indexes]uint64
	for ix := range indexes {
		settled[ix] = b.settled(ix)
	}
	c := tx.Bucket(bucketItems).Cursor()
	from := slices.Min(settled[:]) + 1
	for k, v := c.Seek(seqKey(from)); k != nil; k, v = c.Next() {
		if err := b.reindex(binary.BigEndian.Uint64(k), v, &settled); err != nil {
			return memory{}, fmt.Errorf("rebuild index: item %x: %w", k, err)
		}
	}
	return b.mem, nil
}

func (b *batch) reindex(seq uint64, record []byte, settled *[indexes]uint64) error {
	var head itemHead
	body, err := decode(record, &head)
	if err != nil {
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
	story, err := b.story(head.story())
	if err != nil {
		return err
	}
	put := func(ix index, key, val string) error {
		if seq > settled[ix] {
			b.remember(ix, key, val)
		}
		return nil
	}
	return errors.Join(put(dates, story.dateKey(head.story()), story.dateValue()), b.indexItem(seq, source, it, put))
}

// unindex takes an item that is removed out of the indexes. Its guids stay as
// tombstones; its link stays with what is needed to know the item again under
// another guid. Tombstones are in the file: rebuild could not make them again.
func (b *batch) unindex(seq uint64, source []byte, it *storage.Item) error {
	if err := b.inFile(guids, b.s.key.guidKey(source, it.GUID), string(packUints([]uint64{seq}))); err != nil {
		return err
	}
	if key, ok := fold.TextOf(it); ok {
		if err := b.unlist(texts, b.s.key.textPrefix(key)+seqSuffix(seq)); err != nil {
			return err
		}
	}
	if !fold.PageURL(it.Canonical) {
		return nil
	}
	key := b.s.key.urlPrefix(it.Canonical) + string(source) + seqSuffix(seq)
	if _, ok := b.lookup(urls, key); !ok {
		return nil // there were too many
	}
	rest := b.s.key.remains(fold.Remains(&it.Signature))
	return b.inFile(urls, key, string(rest[:]))
}
