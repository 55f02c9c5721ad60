package bolt

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// secret keys the hashes of the indexes. It never leaves the file.
type secret [32]byte

// hash kinds, so that equal bytes of two kinds have different hashes.
const (
	hashGUID byte = iota + 1
	hashURL
	hashText
	hashRemains
)

// hash is 64 bits of a keyed SHA-256. Who does not know the key can aim at no
// other hash, and a chance hit among a million items is one in ten million.
func (s *secret) hash(kind byte, parts ...[]byte) [8]byte {
	buf := make([]byte, 0, 256)
	buf = append(append(buf, s[:]...), kind)
	for _, p := range parts {
		buf = append(binary.AppendUvarint(buf, uint64(len(p))), p...)
	}
	sum := sha256.Sum256(buf)
	return [8]byte(sum[:8])
}

// sourceID is a source's key as the indexes hold it.
func sourceID(key uint64) ([]byte, error) {
	if key > math.MaxUint32 {
		return nil, fmt.Errorf("source key %d: too many sources", key)
	}
	return binary.BigEndian.AppendUint32(nil, uint32(key)), nil
}

func (s *secret) guidKey(source []byte, guid string) string {
	h := s.hash(hashGUID, source, []byte(guid))
	return string(source) + string(h[:])
}

func (s *secret) urlPrefix(canonical string) string {
	h := s.hash(hashURL, []byte(canonical))
	return string(h[:])
}

func (s *secret) textPrefix(k fold.TextKey) string {
	h := s.hash(hashText, k.Body[:], k.Title[:])
	return string(h[:])
}

// seqBytes bounds item numbers to 2^40 in the keys of texts.
const seqBytes = 5

func seqSuffix(seq uint64) string {
	return string(binary.BigEndian.AppendUint64(nil, seq)[8-seqBytes:])
}

func suffixSeq(key string) uint64 {
	var b [8]byte
	copy(b[8-seqBytes:], key[len(key)-seqBytes:])
	return binary.BigEndian.Uint64(b[:])
}

func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

// dateBytes is the size of a date in a key.
const dateBytes = 9

// year1 is the first second that dates in keys tell apart.
const year1 = -62135596800

// dateKey orders as time does, to the nanosecond, from year 1 on.
func dateKey(t time.Time) string {
	s := max(t.Unix()-year1, 0)
	b := binary.BigEndian.AppendUint64(nil, uint64(s))[3:]
	return string(binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond())))
}

func storyDateKey(date time.Time, id storage.StoryID) string {
	return dateKey(date) + string(id[:])
}

func dateKeyID(key string) storage.StoryID {
	return storyID([]byte(key[dateBytes:]))
}

// packUints and unpackUints keep small numbers as varints.
func packUints(ns []uint64) []byte {
	out := make([]byte, 0, 2*len(ns))
	for _, n := range ns {
		out = binary.AppendUvarint(out, n)
	}
	return out
}

func unpackUints[B string | []byte](packed B) []uint64 {
	b := []byte(packed)
	out := make([]uint64, 0, len(b))
	for len(b) > 0 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			return out
		}
		out, b = append(out, n), b[size:]
	}
	return out
}

// storyID is the id in a record or a key; of a damaged one what is left of it,
// which is no story's.
func storyID(b []byte) (id storage.StoryID) {
	copy(id[:], b)
	return id
}
