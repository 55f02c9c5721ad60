package bolt

import (
	"bytes"
	"encoding/binary"
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

// maxTail bounds it, in entries of dates and guids: some 3 MiB. The more of them
// move to the file at once, the more share a page.
const maxTail = 8192

// Limits of what folding looks at for one item.
const (
	maxByURL  = 16   // items of other sources with its link
	maxOwnURL = 64   // items of its source with its link: a page with an anchor for each
	maxByText = 8    // items with its text
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
	if old := b.bucket(indexBuckets[ix]).Get([]byte(key)); old != nil && string(old) == val {
		return nil
	}
	if _, ok := b.mem[ix].Get(key); ok {
		b.remember(ix, key, val)
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

// settle moves the entries in memory to the file.
func (b *batch) settle() error {
	for ix := range indexes {
		bucket := b.bucket(indexBuckets[ix])
		for k, v := range b.mem[ix].From("") {
			if err := bucket.Put([]byte(k), []byte(v)); err != nil {
				return fmt.Errorf("settle %s: %w", indexBuckets[ix], err)
			}
		}
	}
	b.mem = memory{}
	b.wrote = true
	return putUint(b.bucket(bucketMeta), metaIndexed, b.bucket(bucketItems).Sequence())
}

// rebuild makes the entries in memory again from the items that came after the
// last settle.
func (s *Store) rebuild(tx *bbolt.Tx) (memory, error) {
	b := s.newBatch(tx)
	c := tx.Bucket(bucketItems).Cursor()
	from := getUint(tx.Bucket(bucketMeta), metaIndexed) + 1
	for k, v := c.Seek(seqKey(from)); k != nil; k, v = c.Next() {
		if err := b.reindex(binary.BigEndian.Uint64(k), v); err != nil {
			return memory{}, fmt.Errorf("rebuild index: item %x: %w", k, err)
		}
	}
	return b.mem, nil
}

func (b *batch) reindex(seq uint64, record []byte) error {
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
	b.remember(dates, story.dateKey(head.story()), story.dateValue())
	return b.indexItem(seq, source, it, b.inMemory)
}

// unindex takes an item that is removed out of the indexes. Its guids stay as
// tombstones; its link stays with what is needed to know the item again under
// another guid. All its entries are in the file.
func (b *batch) unindex(seq uint64, source []byte, it *storage.Item) error {
	if key, ok := fold.TextOf(it); ok {
		if err := b.delete(bucketTexts, []byte(b.s.key.textPrefix(key)+seqSuffix(seq))); err != nil {
			return err
		}
	}
	if !fold.PageURL(it.Canonical) {
		return nil
	}
	key := []byte(b.s.key.urlPrefix(it.Canonical) + string(source) + seqSuffix(seq))
	if b.bucket(bucketURLs).Get(key) == nil {
		return nil // there were too many
	}
	rest := b.s.key.remains(fold.Remains(&it.Signature))
	return b.put(bucketURLs, key, rest[:])
}
