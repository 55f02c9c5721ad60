package window

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/bits"
)

// A blob, little endian:
//
//	header    headerSize bytes, see parse
//	seqs      4 bytes an item: how far above the first
//	directory 4 bytes a bucket and one more: where the postings of the bucket begin
//	postings  4 bytes each, ascending
//	list      of counts, see lister
//
// A posting says that an item stands under a key of 32 bits. The top bits of the key
// are the bucket; the lower ones and the place of the item among the items are the
// posting. Since keys are uniform, a bucket holds some 8 to 16 postings, one or two
// cache lines.
const (
	blobVersion  = 1
	headerSize   = 52
	bucketTarget = 16
	maxDirBits   = 28
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// segment is a view of a blob.
type segment struct {
	first, last    uint64
	items, stories int
	dirBits        uint // the bits of a key that say the bucket
	offBits        uint // the bits of a posting that say the item
	postings       int
	seqs, dir      []byte
	posts, list    []byte
	sum            uint32
	blob           []byte
	touched        uint32 // keeps the compiler from leaving out what find touches
}

// shape is the bits of bucket and item for a segment of this size. A posting has
// room for both the item and what the bucket does not say of the key.
func shape(items, postings int) (dirBits, offBits uint) {
	offBits = uint(bits.Len(uint(max(items, 1) - 1)))
	return max(offBits, uint(bits.Len(uint(postings/bucketTarget)))), offBits
}

// parse makes a view of a blob. It checks the lengths but not the content: what is
// read later is checked then.
func parse(blob []byte) (g segment, err error) {
	if len(blob) < headerSize || blob[0] != blobVersion {
		return g, ErrDamaged
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(blob[at:]) }
	g.dirBits, g.offBits = uint(blob[1]), uint(blob[2])
	g.sum = u32(4)
	g.first, g.last = binary.LittleEndian.Uint64(blob[8:]), binary.LittleEndian.Uint64(blob[16:])
	g.items, g.stories, g.postings = int(u32(24)), int(u32(28)), int(u32(32))
	g.blob = blob
	if g.dirBits > maxDirBits || g.offBits > g.dirBits || g.items > 1<<g.offBits ||
		g.items == 0 || g.stories > g.items || g.first > g.last || g.postings > g.items*maxKeys {
		return g, ErrDamaged
	}
	seqs, dir, posts, list := 4*g.items, 4*(1<<g.dirBits+1), 4*g.postings, int(u32(36))
	if len(blob) != headerSize+seqs+dir+posts+list {
		return g, ErrDamaged
	}
	rest := blob[headerSize:]
	g.seqs, rest = rest[:seqs], rest[seqs:]
	g.dir, rest = rest[:dir], rest[dir:]
	g.posts, g.list = rest[:posts], rest[posts:]
	return g, nil
}

// checksum is the sum over all of a blob but the sum itself.
func checksum(blob []byte) uint32 {
	return crc32.Update(crc32.Checksum(blob[:4], castagnoli), castagnoli, blob[8:])
}

// verify checks every byte of a segment.
func (g *segment) verify() error {
	if checksum(g.blob) != g.sum {
		return fmt.Errorf("%w: items %d to %d: wrong sum", ErrDamaged, g.first, g.last)
	}
	return nil
}

// seq is the seq of the item at a place.
func (g *segment) seq(off uint32) (uint64, bool) {
	if int(off) >= g.items {
		return 0, false
	}
	return g.first + uint64(load(g.seqs, off)), true
}

// bucket is where the postings of a bucket begin and end.
func (g *segment) bucket(n uint32) (from, to uint32, err error) {
	from, to = load(g.dir, n), load(g.dir, n+1)
	if from > to || int(to) > g.postings {
		return 0, 0, ErrDamaged
	}
	return from, to, nil
}

func load(words []byte, i uint32) uint32 { return binary.LittleEndian.Uint32(words[4*int(i):]) }

// low are the bits of a key that its bucket does not say.
func (g *segment) low(key uint32) uint32 { return key & uint32(1<<(32-g.dirBits)-1) }

// find adds the postings of keys to hits and lens. All buckets are looked up, and then
// touched at both ends, before any is searched: memory that is asked for at once is
// waited for once, and a search in between would stop the asking.
func (g *segment) find(keys []key, hits []hit, lens *[maxKeys]int) ([]hit, error) {
	var spans [maxKeys][2]uint32
	for i, k := range keys {
		from, to, err := g.bucket(k.hash >> (32 - g.dirBits))
		if err != nil {
			return hits, err
		}
		spans[i] = [2]uint32{from, to}
	}
	for i := range keys {
		if from, to := spans[i][0], spans[i][1]; from < to {
			g.touched ^= load(g.posts, from) ^ load(g.posts, to-1)
		}
	}
	for i, k := range keys {
		from, to := spans[i][0], spans[i][1]
		low := g.low(k.hash)
		for at := g.search(from, to, low<<g.offBits); at < to && lens[i] < MaxPostings; at++ {
			p := load(g.posts, at)
			if p>>g.offBits != low {
				break
			}
			hits = append(hits, newHit(p&(1<<g.offBits-1), k.space))
			lens[i]++
		}
	}
	return hits, nil
}

// search is the first posting of a bucket that is at least want.
func (g *segment) search(from, to, want uint32) uint32 {
	for to-from > bucketTarget {
		if mid := from + (to-from)/2; load(g.posts, mid) < want {
			from = mid + 1
		} else {
			to = mid
		}
	}
	for from < to && load(g.posts, from) < want {
		from++
	}
	return from
}
