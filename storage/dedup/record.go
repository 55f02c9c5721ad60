package dedup

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrRecord is a record that is no signature.
var ErrRecord = errors.New("signature is damaged")

// recordHead is the fixed part of a record: body, title, scripts, tokens, shingles
// and the lengths of the lists.
const recordHead = 16 + 16 + ScriptCount + 4 + 4 + lists

// lists are how many lists of hashes a signature has.
const lists = 6

func (s *Signature) lists() [lists]*[]uint32 {
	return [lists]*[]uint32{&s.Words, &s.Numbers, &s.Sketch, &s.Lead, &s.Figures, &s.Anchors}
}

// AppendRecord lays a signature out as bytes, some 500 for an article.
func AppendRecord(dst []byte, s *Signature) []byte {
	dst = append(append(append(dst, s.Body[:]...), s.Title[:]...), s.Scripts[:]...)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(s.BodyTokens))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(s.Shingles))
	for _, list := range s.lists() {
		dst = append(dst, byte(len(*list)))
	}
	for _, list := range s.lists() {
		for _, h := range *list {
			dst = binary.LittleEndian.AppendUint32(dst, h)
		}
	}
	return dst
}

// ReadRecord reads what AppendRecord made. It uses the memory of the signature's
// lists again, and keeps nothing of b. The error is ErrRecord.
func (s *Signature) ReadRecord(b []byte) error {
	if len(b) < recordHead {
		return fmt.Errorf("%d bytes: %w", len(b), ErrRecord)
	}
	copy(s.Body[:], b)
	copy(s.Title[:], b[16:])
	copy(s.Scripts[:], b[32:])
	head := b[32+ScriptCount:]
	s.BodyTokens = int(binary.LittleEndian.Uint32(head))
	s.Shingles = int(binary.LittleEndian.Uint32(head[4:]))
	lengths, rest := head[8:8+lists], b[recordHead:]
	for i, list := range s.lists() {
		n := int(lengths[i])
		if len(rest) < 4*n {
			return fmt.Errorf("list %d: %w", i, ErrRecord)
		}
		*list = slices.Grow((*list)[:0], n)
		for k := range n {
			*list = append(*list, binary.LittleEndian.Uint32(rest[4*k:]))
		}
		rest = rest[4*n:]
	}
	if len(rest) > 0 {
		return fmt.Errorf("%d bytes too many: %w", len(rest), ErrRecord)
	}
	return nil
}
