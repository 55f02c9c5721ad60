package bolt

import (
	"bytes"
	"encoding/binary"

	"freshet/storage"
)

// What Split took apart stays so. Each split has a number n and two sides: the item
// that was taken out, and those that stayed. The bucket apart has
//
//	seq(8) n(8)    -> the side of an item; it stays when the item is removed
//	story(16) n(8) -> the sides that stand in a story
//
// and no item may join a story in which the other side of one of its splits stands.
// An item that comes back after its removal takes over the sides of its old number.
const (
	sideTaken  = 1
	sideStayed = 2
)

func apartItem(seq, n uint64) []byte { return append(seqKey(seq), seqKey(n)...) }

func apartStory(id storage.StoryID, n uint64) []byte { return append(id[:], seqKey(n)...) }

// splitSide is the side of an item, or of a story, in a split.
type splitSide struct {
	n    uint64
	side byte
}

// sides lists the splits of an item (its seq) or of a story (its id).
func (b *batch) sides(prefix []byte) (out []splitSide) {
	bucket := b.bucket(bucketApart)
	if bucket.Sequence() == 0 {
		return nil
	}
	c := bucket.Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if len(k) == len(prefix)+8 && len(v) == 1 {
			out = append(out, splitSide{binary.BigEndian.Uint64(k[len(prefix):]), v[0]})
		}
	}
	return out
}

// apart reports whether an item, removed or not, may never stand in a story.
func (b *batch) apart(seq uint64, id storage.StoryID) (bool, error) {
	for _, s := range b.sides(seqKey(seq)) {
		v := b.bucket(bucketApart).Get(apartStory(id, s.n))
		if len(v) == 1 && v[0]&^s.side != 0 {
			return true, nil
		}
	}
	return false, nil
}

// takeSide notes an item's side of a split, and that it stands in a story.
func (b *batch) takeSide(seq uint64, id storage.StoryID, s splitSide) error {
	if err := b.put(bucketApart, apartItem(seq, s.n), []byte{s.side}); err != nil {
		return err
	}
	key, side := apartStory(id, s.n), s.side
	if v := b.bucket(bucketApart).Get(key); len(v) == 1 {
		side |= v[0]
	}
	return b.put(bucketApart, key, []byte{side})
}

// returnApart gives an item that has come back the sides that it had before.
func (b *batch) returnApart(was, seq uint64, id storage.StoryID) error {
	for _, s := range b.sides(seqKey(was)) {
		if err := b.takeSide(seq, id, s); err != nil {
			return err
		}
	}
	return nil
}

// dropApart forgets the splits of a story that is removed.
func (b *batch) dropApart(id storage.StoryID) error {
	for _, s := range b.sides(id[:]) {
		if err := b.delete(bucketApart, apartStory(id, s.n)); err != nil {
			return err
		}
	}
	return nil
}

// apart checks that no story has both sides of a split, and that the stories of
// items know of their splits.
func (c *checker) apart() error {
	last := c.b.bucket(bucketApart).Sequence()
	return c.b.bucket(bucketApart).ForEach(func(k, v []byte) error {
		item, story := len(k) == 16, len(k) == 24
		if !item && !story || len(v) != 1 || v[0] != sideTaken && v[0] != sideStayed {
			c.fault("apart: %x has %x", k, v)
			return nil
		}
		if n := binary.BigEndian.Uint64(k[len(k)-8:]); n == 0 || n > last {
			c.fault("apart: %x is of split %d of %d", k, n, last)
		}
		if story {
			if c.b.bucket(bucketStories).Get(k[:16]) == nil {
				c.fault("apart: story %s is not there", storyID(k))
			}
			return nil
		}
		head, _, ok, err := c.b.item(binary.BigEndian.Uint64(k))
		if err != nil || !ok {
			return err
		}
		if got := c.b.bucket(bucketApart).Get(append(bytes.Clone(head.Story), k[8:]...)); !bytes.Equal(got, v) {
			c.fault("apart: item %x is on side %x, story %s on %x", k[:8], v, head.story(), got)
		}
		return nil
	})
}
