package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"
)

// recordVersion stands in front of every record: the first byte tells a later
// version how to read it.
const recordVersion = 1

// Limits of what is read back from the file.
const (
	maxRecordBytes = 16 << 20 // of one record, unpacked
	compressFrom   = 128      // bytes; below, packing gains nothing
)

// errRecord is a record that cannot be read: the file is damaged.
var errRecord = errors.New("record is damaged")

var (
	encMode = mustMode(cbor.EncOptions{}.EncMode())
	// Validators and guids are kept byte for byte, and not all of them are UTF-8.
	decMode = mustMode(cbor.DecOptions{MaxArrayElements: 1 << 20, UTF8: cbor.UTF8DecodeInvalid}.DecMode())
)

// mustMode is for modes made of constants: an error is a mistake in this file.
func mustMode[M any](m M, err error) M {
	if err != nil {
		panic(err)
	}
	return m
}

// packers are shared: both are safe for concurrent use and start no goroutine.
// The fastest level halves an item in some 15 µs; the next one costs a third more
// for 3 % of the bytes.
var packers = sync.OnceValue(func() packer {
	enc := mustMode(zstd.NewWriter(nil,
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false),
		zstd.WithSingleSegment(true), zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true)))
	dec := mustMode(zstd.NewReader(nil, zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxRecordBytes)))
	return packer{enc, dec}
})

type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// Kinds of packed bytes: the first byte of each.
const (
	packedRaw  = 0
	packedZstd = 1
)

// packBytes compresses raw when that is worth it.
func packBytes(raw []byte) []byte {
	if len(raw) >= compressFrom {
		out := packers().enc.EncodeAll(raw, append(make([]byte, 0, len(raw)), packedZstd))
		if len(out) < len(raw) {
			return out
		}
	}
	return append([]byte{packedRaw}, raw...)
}

// unpackBytes is the reverse of packBytes. What it returns may share b's memory.
func unpackBytes(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, errRecord
	}
	switch b[0] {
	case packedRaw:
		return b[1:], nil
	case packedZstd:
		raw, err := packers().dec.DecodeAll(b[1:], nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errRecord, err)
		}
		return raw, nil
	}
	return nil, fmt.Errorf("%w: packing %d", errRecord, b[0])
}

// encode makes a record of a head and what follows it.
func encode(head any, rest []byte) ([]byte, error) {
	h, err := encMode.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", head, err)
	}
	out := make([]byte, 0, 1+binary.MaxVarintLen32+len(h)+len(rest))
	out = append(out, recordVersion)
	out = binary.AppendUvarint(out, uint64(len(h)))
	out = append(out, h...)
	return append(out, rest...), nil
}

// decode reads the head of a record and returns what follows it, in the record's
// memory.
func decode(record []byte, head any) ([]byte, error) {
	h, rest, ok := split(record)
	if !ok {
		return nil, fmt.Errorf("%T: %w", head, errRecord)
	}
	if err := decMode.Unmarshal(h, head); err != nil {
		return nil, fmt.Errorf("%T: %w: %w", head, errRecord, err)
	}
	return rest, nil
}

// split cuts a record into its head and what follows it.
func split(record []byte) (head, rest []byte, ok bool) {
	if len(record) == 0 || record[0] != recordVersion {
		return nil, nil, false
	}
	n, size := binary.Uvarint(record[1:])
	if size <= 0 || n > uint64(len(record)-1-size) {
		return nil, nil, false
	}
	rest = record[1+size:]
	return rest[:n], rest[n:], true
}

// when is a time in a record. S counts seconds since 1970, but one more from
// there on, so that 0 is free for no time.
type when struct {
	_ struct{} `cbor:",toarray"`
	S int64
	N uint32
}

func toWhen(t time.Time) when {
	if t.IsZero() {
		return when{}
	}
	s := t.Unix()
	if s >= 0 {
		s++
	}
	return when{S: s, N: uint32(t.Nanosecond())}
}

func (w when) time() time.Time {
	switch {
	case w.S == 0:
		return time.Time{}
	case w.S > 0:
		return time.Unix(w.S-1, int64(w.N)).UTC()
	}
	return time.Unix(w.S, int64(w.N)).UTC()
}

// IsZero lets the encoder leave the zero time out.
func (w when) IsZero() bool { return w.S == 0 }
