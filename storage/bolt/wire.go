package bolt

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf8"
)

// The records that a poll reads and writes are made by hand: by reflection they
// would cost more than the poll. Numbers are varints, texts have their length in
// front, a time is a when of two varints, and no time is one zero byte.

// putRaw appends bytes that only identify: they are kept as they are.
func putRaw(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// putText appends a text that people see, with U+FFFD for what is not UTF-8.
func putText(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return putRaw(b, s)
}

func putTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = putText(b, s)
	}
	return b
}

func putInt(b []byte, n int) []byte { return binary.AppendVarint(b, int64(n)) }

func putBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

func putTime(b []byte, t time.Time) []byte {
	w := toWhen(t)
	b = binary.AppendVarint(b, w.S)
	if w.S == 0 {
		return b
	}
	return binary.AppendUvarint(b, uint64(w.N))
}

// wire reads what the functions above have written. After something that cannot
// be, bad is set and everything that is read is empty.
type wire struct {
	b    []byte
	pos  int
	text string // of b from base on, so that all texts of a record share one allocation
	base int
	bad  bool
}

// newWire reads texts, too.
func newWire(b []byte) wire { return wire{b: b, text: string(b)} }

// rest is what has not been read.
func (w *wire) rest() []byte { return w.b[w.pos:] }

// skip passes over n bytes and reports whether there were so many.
func (w *wire) skip(n uint64) bool {
	if n > uint64(len(w.b)-w.pos) {
		w.fail()
		return false
	}
	w.pos += int(n)
	return true
}

func (w *wire) fail() { w.pos, w.bad = len(w.b), true }

func (w *wire) uint() uint64 {
	if w.pos < len(w.b) && w.b[w.pos] < 0x80 {
		w.pos++
		return uint64(w.b[w.pos-1])
	}
	n, size := binary.Uvarint(w.b[w.pos:])
	if size <= 0 {
		w.fail()
		return 0
	}
	w.pos += size
	return n
}

func (w *wire) int64() int64 {
	n := w.uint()
	return int64(n>>1) ^ -int64(n&1)
}

func (w *wire) int() int { return int(w.int64()) }

func (w *wire) duration() time.Duration { return time.Duration(w.int64()) }

func (w *wire) bool() bool { return w.uint() != 0 }

func (w *wire) string() string {
	n := w.uint()
	from := w.pos - w.base
	if n == 0 || !w.skip(n) {
		return ""
	}
	return w.text[from : w.pos-w.base]
}

// count reads how many of something follow, each of which takes at least size
// bytes.
func (w *wire) count(size int) int {
	n := w.uint()
	if n > uint64(len(w.b)-w.pos)/uint64(size) {
		w.fail()
		return 0
	}
	return int(n)
}

func (w *wire) strings() []string {
	n := w.count(1)
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = w.string()
	}
	return out
}

func (w *wire) time() time.Time {
	at := when{S: w.int64()}
	if at.S == 0 {
		return time.Time{}
	}
	at.N = uint32(w.uint())
	return at.time()
}

// fixed64 reads eight bytes.
func (w *wire) fixed64() uint64 {
	from := w.pos
	if !w.skip(8) {
		return 0
	}
	return binary.LittleEndian.Uint64(w.b[from:])
}
