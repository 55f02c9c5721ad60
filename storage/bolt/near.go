package bolt

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
	"freshet/storage/dedup/window"
)

// Bounds of the window in which near copies are looked for.
const (
	windowFor   = 30 * 24 * time.Hour
	windowItems = 1_000_000
	// pruneSigs bounds the records that one commit removes of what fell out.
	pruneSigs = 512
)

// sigHead is what stands before the signature of an item in sigs: source, link,
// story, when it was first seen (seconds since 1970), whether it made a story.
const sigHead = 4 + 8 + 16 + 4 + 1

// sigRecord is an item as the window's search needs it.
type sigRecord struct {
	source uint64
	url    [8]byte
	story  storage.StoryID
	seen   uint32
	fresh  bool
}

func (r *sigRecord) append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(r.source))
	dst = append(append(dst, r.url[:]...), r.story[:]...)
	dst = binary.BigEndian.AppendUint32(dst, r.seen)
	if r.fresh {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// readSig reads a record; the rest is the signature's.
func readSig(v []byte) (r sigRecord, rest []byte, err error) {
	if len(v) < sigHead {
		return r, nil, fmt.Errorf("signature record: %w", errRecord)
	}
	r.source = uint64(binary.BigEndian.Uint32(v))
	copy(r.url[:], v[4:])
	copy(r.story[:], v[12:])
	r.seen, r.fresh = binary.BigEndian.Uint32(v[28:]), v[32] != 0
	return r, v[sigHead:], nil
}

// windowBackend is the part of a transaction that the window reads.
type windowBackend struct{ tx *bbolt.Tx }

// Segments implements window.Backend.
func (w windowBackend) Segments() (out []window.Segment, err error) {
	c := w.tx.Bucket(bucketSegments).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		out = append(out, window.Segment{First: binary.BigEndian.Uint64(k), Blob: v})
	}
	return out, nil
}

// Signatures implements window.Backend.
func (w windowBackend) Signatures(from, to uint64, yield func(uint64, *dedup.Signature, bool) bool) error {
	var sig dedup.Signature
	c := w.tx.Bucket(bucketSigs).Cursor()
	for k, v := c.Seek(seqKey(from)); k != nil; k, v = c.Next() {
		seq := binary.BigEndian.Uint64(k)
		if seq > to {
			return nil
		}
		r, rest, err := readSig(v)
		if err == nil {
			err = sig.ReadRecord(rest)
		}
		if err != nil {
			return fmt.Errorf("item %d: %w", seq, err)
		}
		if !yield(seq, &sig, r.fresh) {
			return nil
		}
	}
	return nil
}

// near is the window as of this batch.
func (b *batch) near() (*window.Step, error) {
	if b.step == nil {
		step, err := b.s.w.window.Begin(windowBackend{b.tx})
		if err != nil {
			return nil, err
		}
		b.step = step
	}
	return b.step, nil
}

// putSig keeps the signature of a new item and adds it to the window.
func (b *batch) putSig(seq uint64, r sigRecord, it *storage.Item) error {
	step, err := b.near()
	if err != nil {
		return err
	}
	r.url = b.urlHash(it)
	if err := b.put(bucketSigs, seqKey(seq), dedup.AppendRecord(r.append(nil), &it.Signature)); err != nil {
		return err
	}
	b.nearAt = max(b.nearAt, r.seen)
	return step.Add(seq, &it.Signature, r.fresh)
}

// urlHash is the hash of a link that stands for one page; zero for none.
func (b *batch) urlHash(it *storage.Item) (h [8]byte) {
	if fold.PageURL(it.Canonical) {
		copy(h[:], b.s.key.urlPrefix(it.Canonical))
	}
	return h
}

// changeSig writes anew what is kept of an item that has changed, or is in another
// story. What the window has posted of it stays.
func (b *batch) changeSig(seq uint64, change func(*sigRecord), it *storage.Item) error {
	v := b.bucket(bucketSigs).Get(seqKey(seq))
	if v == nil {
		return nil // it fell out of the window
	}
	r, rest, err := readSig(v)
	if err != nil {
		return fmt.Errorf("item %d: %w", seq, err)
	}
	change(&r)
	out := r.append(make([]byte, 0, len(v)))
	if it != nil {
		out = dedup.AppendRecord(out, &it.Signature)
	} else {
		out = append(out, rest...)
	}
	return b.put(bucketSigs, seqKey(seq), out)
}

// Neighbours implements fold.Lookup.
func (l *look) Neighbours(it *storage.Item, yield func(fold.Neighbour, dedup.Frequencies)) error {
	step, err := l.b.near()
	if err != nil {
		return err
	}
	if l.found, err = step.Candidates(&it.Signature, l.found[:0]); err != nil {
		return err
	}
	url := l.b.urlHash(it)
	sigs := l.b.bucket(bucketSigs)
	for _, c := range l.found {
		v := sigs.Get(seqKey(c.Seq))
		if v == nil {
			continue // it is gone
		}
		r, rest, err := readSig(v)
		if err == nil {
			err = l.sig.ReadRecord(rest)
		}
		if err != nil {
			return fmt.Errorf("item %d: %w", c.Seq, err)
		}
		yield(fold.Neighbour{
			Source: r.source, Story: r.story, SameURL: url != [8]byte{} && r.url == url, Signature: &l.sig,
		}, step)
	}
	return nil
}

// sealNear writes what has become of the window.
func (b *batch) sealNear() error {
	if b.step == nil || b.nearAt == 0 {
		return nil
	}
	if err := b.expireNear(); err != nil {
		return err
	}
	b.step.Limit(b.s.windowItems)
	changes, err := b.step.Seal()
	if err != nil {
		return err
	}
	for _, first := range changes.Delete {
		if err := b.delete(bucketSegments, seqKey(first)); err != nil {
			return err
		}
	}
	for _, g := range changes.Put {
		if err := b.put(bucketSegments, seqKey(g.First), g.Blob); err != nil {
			return err
		}
	}
	return b.dropSigs()
}

// expireNear lets the oldest segment fall when all of its items are too old. The
// newest one stays whatever its age: a small store looks further back.
func (b *batch) expireNear() error {
	c := b.bucket(bucketSegments).Cursor()
	if k, _ := c.First(); k == nil {
		return nil
	}
	k, _ := c.Next()
	if k == nil {
		return nil
	}
	second := binary.BigEndian.Uint64(k)
	sigs := b.bucket(bucketSigs).Cursor()
	if at, _ := sigs.Seek(seqKey(second)); at == nil {
		return nil
	}
	last, v := sigs.Prev()
	if last != nil {
		r, _, err := readSig(v)
		if err != nil {
			return err
		}
		if time.Duration(b.nearAt-min(r.seen, b.nearAt))*time.Second < windowFor {
			return nil
		}
	}
	b.step.Expire(second)
	return nil
}

// dropSigs removes records before the first segment, a bounded number at a time.
func (b *batch) dropSigs() error {
	k, _ := b.bucket(bucketSegments).Cursor().First()
	if k == nil {
		return nil
	}
	first := binary.BigEndian.Uint64(k)
	var old []uint64
	c := b.bucket(bucketSigs).Cursor()
	for k, _ := c.First(); k != nil && len(old) < pruneSigs; k, _ = c.Next() {
		seq := binary.BigEndian.Uint64(k)
		if seq >= first {
			break
		}
		old = append(old, seq)
	}
	for _, seq := range old {
		if err := b.delete(bucketSigs, seqKey(seq)); err != nil {
			return err
		}
	}
	return nil
}

// unixSeconds is a time as the records of the window have it.
func unixSeconds(t time.Time) uint32 { return uint32(min(max(t.Unix(), 0), math.MaxUint32)) }

// signatures checks that what is kept for the window is of items that are there, in
// the story that they are in.
func (c *checker) signatures() error {
	var sig dedup.Signature
	err := c.b.bucket(bucketSigs).ForEach(func(k, v []byte) error {
		seq := binary.BigEndian.Uint64(k)
		r, rest, err := readSig(v)
		if err != nil {
			return err
		}
		if err := sig.ReadRecord(rest); err != nil {
			c.fault("sigs: item %d: %w", seq, err)
		}
		head, _, ok, err := c.b.item(seq)
		if err != nil {
			return err
		}
		if !ok || head.story() != r.story || head.Source != r.source {
			c.fault("sigs: item %d is not there, or of another story or source", seq)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = window.Load(windowBackend{c.b.tx})
	return err
}
