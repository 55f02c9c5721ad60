package window

import (
	"hash/maphash"
	"math"
)

// A slot of a table of counts holds what its shard does not say of the mixed hash,
// and the count. Counts from bigCount on stand in a map.
const (
	shardBits = 12
	restBits  = 32 - shardBits
	countBits = 32 - restBits
	restMask  = 1<<restBits - 1
	bigCount  = 1<<countBits - 1
)

// counts maps hashes to counts above zero, at 4 bytes a slot: open addressing with
// linear probing in 4,096 shards, which grow one at a time and by a quarter, so that
// four slots in five are used. The seed keeps those who choose hashes from choosing
// slots.
type counts struct {
	seed   uint32
	shards [1 << shardBits]shard
	big    map[uint32]uint32 // by mixed hash
}

type shard struct {
	slots []uint32
	used  int
}

func newSeed() uint32 { return uint32(maphash.Comparable(maphash.MakeSeed(), 0)) }

// mix spreads a hash over all bits, one to one (finalizer of MurmurHash3, Appleby).
func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

// get is the count of a hash.
func (c *counts) get(h uint32) uint32 { return c.getMixed(mix(h ^ c.seed)) }

func (c *counts) getMixed(m uint32) uint32 {
	s := &c.shards[m>>restBits]
	if s.used == 0 {
		return 0
	}
	i, ok := s.find(m & restMask)
	if !ok {
		return 0
	}
	if n := s.slots[i] & bigCount; n < bigCount {
		return n
	}
	return c.big[m]
}

// add raises the count of a hash by n > 0.
func (c *counts) add(h, n uint32) {
	m := mix(h ^ c.seed)
	s := &c.shards[m>>restBits]
	if (s.used+1)*7 > len(s.slots)*6 {
		s.grow()
	}
	rest := m & restMask
	i, ok := s.find(rest)
	if ok {
		had := c.getMixed(m)
		n = had + min(n, math.MaxUint32-had)
	} else {
		s.used++
	}
	s.slots[i] = rest<<countBits | c.field(m, n)
}

// sub lowers the count of a hash, to zero at least.
func (c *counts) sub(h, n uint32) {
	m := mix(h ^ c.seed)
	s := &c.shards[m>>restBits]
	if s.used == 0 {
		return
	}
	i, ok := s.find(m & restMask)
	if !ok {
		return
	}
	had := c.getMixed(m)
	left := had - min(n, had)
	if had >= bigCount && left < bigCount {
		delete(c.big, m)
	}
	if left == 0 {
		s.remove(i)
		return
	}
	s.slots[i] = m&restMask<<countBits | c.field(m, left)
}

// field is what a slot says of a count; what it cannot say goes to the map.
func (c *counts) field(m, n uint32) uint32 {
	if n < bigCount {
		return n
	}
	if c.big == nil {
		c.big = map[uint32]uint32{}
	}
	c.big[m] = n
	return bigCount
}

// reset forgets all counts and keeps the room.
func (c *counts) reset() {
	for i := range c.shards {
		s := &c.shards[i]
		clear(s.slots)
		s.used = 0
	}
	clear(c.big)
}

// size is the number of hashes and of slots.
func (c *counts) size() (hashes, slots int) {
	for i := range c.shards {
		hashes += c.shards[i].used
		slots += len(c.shards[i].slots)
	}
	return hashes, slots
}

// home is where a hash would stand in an empty shard.
func (s *shard) home(rest uint32) int { return int(uint64(rest) * uint64(len(s.slots)) >> restBits) }

// find is where a hash stands, or the free slot where it would. The shard has one.
func (s *shard) find(rest uint32) (int, bool) {
	slots := s.slots
	for i := s.home(rest); ; {
		v := slots[i]
		if v == 0 {
			return i, false
		}
		if v>>countBits == rest {
			return i, true
		}
		if i++; i == len(slots) {
			i = 0
		}
	}
}

func (s *shard) grow() {
	old := s.slots
	s.slots = make([]uint32, max(8, len(old)+len(old)/4))
	for _, v := range old {
		if v != 0 {
			i, _ := s.find(v >> countBits)
			s.slots[i] = v
		}
	}
}

// remove frees a slot and moves up what stood behind it only because it was taken.
func (s *shard) remove(free int) {
	for i := free; ; {
		if i++; i == len(s.slots) {
			i = 0
		}
		v := s.slots[i]
		if v == 0 {
			break
		}
		home := s.home(v >> countBits)
		reached := home <= free || home > i
		if i < free {
			reached = home <= free && home > i
		}
		if reached {
			s.slots[free] = v
			free = i
		}
	}
	s.slots[free] = 0
	s.used--
}
