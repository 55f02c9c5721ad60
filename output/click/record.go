package click

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"time"

	"freshet/storage"
)

// A segment file is a header and records, all of recordBytes, so that a record's
// place follows from its Seq. Numbers are little endian.
//
//	header  0 magic  8 journal's identity  24 first Seq  32 nothing  44 CRC-32C
//	record  0 Seq  8 At  16 Story  32 Feed  36 Weight  40 Channel  41 Rank  42 Verdict  43 nothing  44 CRC-32C
//
// At is in nanoseconds since 1970, which serves until 2262.
const (
	recordBytes = 48
	crcAt       = recordBytes - 4
)

var (
	magic      = [8]byte{'f', 'r', 's', 'h', 'c', 'l', 'k', '1'}
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// header is the start of a segment file.
type header struct {
	id    [16]byte // of the journal
	first uint64   // Seq of the first record
}

func (h header) encode() []byte {
	b := make([]byte, recordBytes)
	copy(b, magic[:])
	copy(b[8:], h.id[:])
	binary.LittleEndian.PutUint64(b[24:], h.first)
	seal(b)
	return b
}

// decodeHeader reports false for what is no header.
func decodeHeader(b []byte) (h header, ok bool) {
	if !sealed(b) || !bytes.Equal(b[:8], magic[:]) || !bytes.Equal(b[32:crcAt], make([]byte, crcAt-32)) {
		return header{}, false
	}
	copy(h.id[:], b[8:])
	h.first = binary.LittleEndian.Uint64(b[24:])
	return h, h.first > 0
}

// appendRecord adds a click's record; number gives it its Seq later.
func appendRecord(b []byte, c *storage.Click) []byte {
	b = append(b, make([]byte, 8)...)
	b = binary.LittleEndian.AppendUint64(b, uint64(c.At.UnixNano()))
	b = append(b, c.Story[:]...)
	b = binary.LittleEndian.AppendUint32(b, c.Feed)
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(c.Weight))
	return append(b, byte(c.Channel), c.Rank, byte(c.Verdict), 0, 0, 0, 0, 0)
}

// number gives the records in b their Seq, one after the other, and seals them.
func number(b []byte, seq uint64) {
	for ; len(b) > 0; b = b[recordBytes:] {
		binary.LittleEndian.PutUint64(b, seq)
		seal(b[:recordBytes])
		seq++
	}
}

// decodeRecord reports false for what is not the record of this Seq.
func decodeRecord(b []byte, seq uint64) (c storage.Click, ok bool) {
	if seq == 0 || !sealed(b) || binary.LittleEndian.Uint64(b) != seq || b[43] != 0 {
		return c, false
	}
	c.Seq = seq
	c.At = time.Unix(0, int64(binary.LittleEndian.Uint64(b[8:]))).UTC()
	c.Story = storage.StoryID(b[16:32])
	c.Feed = binary.LittleEndian.Uint32(b[32:])
	c.Weight = math.Float32frombits(binary.LittleEndian.Uint32(b[36:]))
	c.Channel, c.Rank, c.Verdict = storage.Channel(b[40]), b[41], storage.Verdict(b[42])
	return c, true
}

// seal writes the checksum at the end of a header or record; sealed proves it.
// No run of equal bytes is sealed, zeros neither.
func seal(b []byte)        { binary.LittleEndian.PutUint32(b[crcAt:], checksum(b)) }
func sealed(b []byte) bool { return binary.LittleEndian.Uint32(b[crcAt:]) == checksum(b) }

func checksum(b []byte) uint32 { return crc32.Checksum(b[:crcAt], castagnoli) }
