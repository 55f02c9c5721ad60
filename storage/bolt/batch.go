package bolt

import (
	"fmt"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/memtable"
	"freshet/storage/dedup/window"
)

// Fill of pages. Ascending keys leave full pages behind; what is put in between
// others needs some room.
const (
	fillAscending = 1.0
	fillRandom    = 0.85
)

var ascending = map[string]bool{
	string(bucketItems): true, string(bucketStories): true, string(bucketClicks): true,
	string(bucketSigs): true, string(bucketSegments): true,
}

// batch is one write transaction: what facts read and change. It can be dropped
// whole at any time before its commit; nothing outside of it has changed then.
type batch struct {
	s     *Store
	tx    *bbolt.Tx
	mem   memory
	epoch *memtable.Epoch
	wrote bool

	visible bool              // readers could see a difference
	changed []storage.StoryID // stories that were made, changed or removed
	forget  bool              // too much changed to list
	stories uint64            // how many there are

	step   *window.Step        // of the window of near copies; nil until it is asked
	mined  map[uint64][]string // what sources put into headlines, as this batch finds it
	nearAt uint32              // when the newest item was seen that it adds; 0 when it adds none
}

func (s *Store) newBatch(tx *bbolt.Tx) *batch {
	return &batch{s: s, tx: tx, mem: s.w.mem, epoch: new(memtable.Epoch), stories: s.w.stories}
}

// bucket returns a bucket, set to fill its pages as its keys come.
func (b *batch) bucket(name []byte) *bbolt.Bucket {
	bucket := b.tx.Bucket(name)
	bucket.FillPercent = fillRandom
	if ascending[string(name)] {
		bucket.FillPercent = fillAscending
	}
	return bucket
}

func (b *batch) put(bucket, key, val []byte) error {
	b.wrote = true
	if err := b.bucket(bucket).Put(key, val); err != nil {
		return fmt.Errorf("put into %s: %w", bucket, err)
	}
	return nil
}

func (b *batch) delete(bucket, key []byte) error {
	b.wrote = true
	if err := b.bucket(bucket).Delete(key); err != nil {
		return fmt.Errorf("delete from %s: %w", bucket, err)
	}
	return nil
}

// revision is the one that this batch makes.
func (b *batch) revision() storage.Revision { return b.s.w.revision + 1 }

// touch notes that readers could see a change of the story.
func (b *batch) touch(id storage.StoryID) {
	b.visible = true
	b.changed = append(b.changed, id)
}

// story reads a story, or storage.ErrNotFound.
func (b *batch) story(id storage.StoryID) (*storyRecord, error) { return readStory(b.tx, id) }

func readStory(tx *bbolt.Tx, id storage.StoryID) (*storyRecord, error) {
	v := tx.Bucket(bucketStories).Get(id[:])
	if v == nil {
		return nil, fmt.Errorf("story %s: %w", id, storage.ErrNotFound)
	}
	var r storyRecord
	if _, err := decode(v, &r); err != nil {
		return nil, fmt.Errorf("story %s: %w", id, err)
	}
	return &r, nil
}

// putStory writes a story as of this batch's revision.
func (b *batch) putStory(id storage.StoryID, r *storyRecord) error {
	r.Changed = uint64(b.revision())
	v, err := encode(r, nil)
	if err != nil {
		return err
	}
	b.touch(id)
	return b.put(bucketStories, id[:], v)
}

// item reads an item's head and its packed body; false when it is gone. The body
// is valid in the transaction only.
func (b *batch) item(seq uint64) (head itemHead, body []byte, ok bool, err error) {
	return readItem(b.tx, seq)
}

func readItem(tx *bbolt.Tx, seq uint64) (head itemHead, body []byte, ok bool, err error) {
	v := tx.Bucket(bucketItems).Get(seqKey(seq))
	if v == nil {
		return head, nil, false, nil
	}
	body, err = decode(v, &head)
	if err != nil {
		return head, nil, false, fmt.Errorf("item %d: %w", seq, err)
	}
	return head, body, true, nil
}

func (b *batch) putItem(seq uint64, head *itemHead, body []byte) error {
	v, err := encode(head, body)
	if err != nil {
		return err
	}
	return b.put(bucketItems, seqKey(seq), v)
}

// commit writes the batch to the file, and the counters with it.
func (b *batch) commit() error {
	if err := b.settleOldest(); err != nil {
		return err
	}
	if err := b.sealNear(); err != nil {
		return err
	}
	if !b.wrote && !b.visible {
		return b.tx.Rollback()
	}
	meta := b.bucket(bucketMeta)
	if b.visible {
		if err := putUint(meta, metaRevision, uint64(b.revision())); err != nil {
			return fmt.Errorf("put revision: %w", err)
		}
	}
	if b.stories != b.s.w.stories {
		if err := putUint(meta, metaStories, b.stories); err != nil {
			return fmt.Errorf("put counters: %w", err)
		}
	}
	return b.tx.Commit()
}
