package window

import (
	"encoding/binary"
	"slices"
)

// builder writes a blob, but for its list of counts. The seqs and the postings come in
// order.
type builder struct {
	blob  []byte
	g     segment // a view of blob
	items int
	posts int
}

// newBuilder has room for just this much.
func newBuilder(first, last uint64, items, stories, postings int) (*builder, error) {
	dirBits, offBits := shape(items, postings)
	size := headerSize + 4*(items+1<<dirBits+1+postings)
	b := &builder{blob: make([]byte, size)}
	b.blob[0], b.blob[1], b.blob[2] = blobVersion, byte(dirBits), byte(offBits)
	binary.LittleEndian.PutUint64(b.blob[8:], first)
	binary.LittleEndian.PutUint64(b.blob[16:], last)
	binary.LittleEndian.PutUint32(b.blob[24:], uint32(items))
	binary.LittleEndian.PutUint32(b.blob[28:], uint32(stories))
	binary.LittleEndian.PutUint32(b.blob[32:], uint32(postings))
	var err error
	b.g, err = parse(b.blob)
	return b, err
}

func (b *builder) seq(seq uint64) {
	store(b.g.seqs, b.items, uint32(seq-b.g.first))
	b.items++
}

func (b *builder) post(key, item uint32) {
	bucket := int(key >> (32 - b.g.dirBits))
	store(b.g.dir, bucket+1, load(b.g.dir, uint32(bucket+1))+1)
	store(b.g.posts, b.posts, b.g.low(key)<<b.g.offBits|item)
	b.posts++
}

// done turns the sizes of the buckets into where they begin.
func (b *builder) done() []byte {
	at := uint32(0)
	for i := range 1<<b.g.dirBits + 1 {
		at += load(b.g.dir, uint32(i))
		store(b.g.dir, i, at)
	}
	return b.blob
}

func store(words []byte, i int, v uint32) { binary.LittleEndian.PutUint32(words[4*i:], v) }

// finish puts the list of counts behind a blob, and the sum over it.
func finish(blob, list []byte) []byte {
	blob = append(blob, list...)
	binary.LittleEndian.PutUint32(blob[36:], uint32(len(list)))
	binary.LittleEndian.PutUint32(blob[4:], checksum(blob))
	return blob
}

// seal makes a blob of the tail.
func (t *tail) seal() ([]byte, error) {
	b, err := newBuilder(t.seqs[0], t.seqs[len(t.seqs)-1], len(t.seqs), t.stories, len(t.posts))
	if err != nil {
		return nil, err
	}
	for _, seq := range t.seqs {
		b.seq(seq)
	}
	sorted := make([]uint64, len(t.posts))
	for i, p := range t.posts {
		sorted[i] = uint64(p.key)<<32 | uint64(p.item)
	}
	slices.Sort(sorted)
	for _, p := range sorted {
		b.post(uint32(p>>32), uint32(p))
	}
	return b.done(), nil
}

// merge makes one blob of segments that follow one another.
func merge(parts []segment) ([]byte, error) {
	var items, stories, postings int
	cursors := make([]cursor, len(parts))
	for i := range parts {
		cursors[i] = cursor{g: &parts[i], base: uint32(items)}
		items, stories, postings = items+parts[i].items, stories+parts[i].stories, postings+parts[i].postings
	}
	b, err := newBuilder(parts[0].first, parts[len(parts)-1].last, items, stories, postings)
	if err != nil {
		return nil, err
	}
	for i := range parts {
		for off := range parts[i].items {
			seq, _ := parts[i].seq(uint32(off))
			b.seq(seq)
		}
		if err := cursors[i].next(); err != nil {
			return nil, err
		}
	}
	for range postings {
		least := &cursors[0]
		for i := range cursors[1:] {
			if c := &cursors[1+i]; c.key < least.key {
				least = c
			}
		}
		b.post(uint32(least.key), least.item)
		if err := least.next(); err != nil {
			return nil, err
		}
	}
	return b.done(), nil
}

// cursor reads the postings of a segment in order.
type cursor struct {
	g      *segment
	base   uint32 // the place of the segment's first item in the merged one
	bucket uint32
	at, to uint32
	key    uint64 // of the posting at hand; noKey after the last
	item   uint32
}

const noKey = 1 << 32

func (c *cursor) next() error {
	g := c.g
	for c.at == c.to {
		if int(c.to) == g.postings {
			c.key = noKey
			return nil
		}
		if c.bucket == 1<<g.dirBits {
			return ErrDamaged
		}
		from, to, err := g.bucket(c.bucket)
		if err != nil || from != c.at {
			return ErrDamaged
		}
		c.to = to
		c.bucket++
	}
	p := load(g.posts, c.at)
	key := uint64(c.bucket-1)<<(32-g.dirBits) | uint64(p>>g.offBits)
	off := p & (1<<g.offBits - 1)
	if key < c.key || key >= noKey || int(off) >= g.items {
		return ErrDamaged
	}
	c.at++
	c.key, c.item = key, c.base+off
	return nil
}
