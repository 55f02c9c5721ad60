package pace

import (
	"encoding/binary"
	"hash/fnv"
	"math/bits"
	"time"
)

// jitterShare is the part of an interval by which it is lengthened at most: one
// jitterShare-th.
const jitterShare = 10

// Offset is a place in span, the same for a name at all times and on all nodes,
// and evenly spread over names. It is at least zero and less than span.
func Offset(name string, span time.Duration) time.Duration {
	return place(hash(name, 0), span)
}

// jitter lengthens an interval by up to a tenth. Half of it is the source's own:
// sources that were once polled together, as after an outage, drift apart
// steadily. The other half is new each time, so that two of the same pace do not
// stay together either.
func jitter(name string, now time.Time, interval time.Duration) time.Duration {
	half := interval / jitterShare / 2
	return place(hash(name, 0), half) + place(hash(name, uint64(now.UnixNano())), half)
}

func place(h uint64, span time.Duration) time.Duration {
	if span <= 0 {
		return 0
	}
	hi, _ := bits.Mul64(h, uint64(span))
	return time.Duration(hi)
}

// hash mixes FNV-1a, whose high bits hardly change from one short name to the
// next, with the finalizer of MurmurHash3, whose bits all do.
func hash(name string, salt uint64) uint64 {
	f := fnv.New64a()
	f.Write([]byte(name))
	f.Write(binary.LittleEndian.AppendUint64(nil, salt))
	h := f.Sum64()
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
