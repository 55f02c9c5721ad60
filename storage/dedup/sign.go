package dedup

import (
	"crypto/sha256"
	"hash"
	"hash/fnv"
	"slices"
	"sync"
)

// Sign makes the signature of an item from its headline and the plain text of
// its body (without the headline). A cryptographic hash stands for the texts,
// since equal hashes fold stories: a hostile feed must not be able to collide
// with another's.
func Sign(title, text string) Signature {
	var s Signature
	body, n := digest(text)
	s.BodyTokens = n
	if n > 0 {
		s.Body = body
	}
	if t, n := digest(title); n > 0 {
		s.Title = t
	}
	s.Words, s.Numbers = titleTokens(title)
	return s
}

// digest hashes the tokens of a text and counts them.
func digest(text string) (sum [16]byte, n int) {
	d := digesters.Get().(*digester)
	defer digesters.Put(d)
	d.hash.Reset()
	buf := d.buf[:0]
	for tok := range tokens(text) {
		if len(buf)+len(tok.text)+1 > cap(buf) {
			d.hash.Write(buf)
			buf = buf[:0]
		}
		buf = append(append(buf, tok.text...), 0x1f)
		n++
	}
	d.hash.Write(buf)
	copy(sum[:], d.hash.Sum(buf[:0]))
	return sum, n
}

// digester is what one digest needs, kept for the next.
type digester struct {
	hash hash.Hash
	buf  [4096]byte
}

var digesters = sync.Pool{New: func() any { return &digester{hash: sha256.New()} }}

// titleTokens are the sorted hashes of a headline's words and numbers.
func titleTokens(title string) (words, numbers []uint32) {
	for tok := range tokens(title) {
		if len(words)+len(numbers) == MaxTitleTokens {
			break
		}
		h := fnv.New32a()
		h.Write(tok.text)
		if tok.number {
			numbers = append(numbers, h.Sum32())
		} else {
			words = append(words, h.Sum32())
		}
	}
	return set(words), set(numbers)
}

// set sorts hashes and drops repeats.
func set(hashes []uint32) []uint32 {
	slices.Sort(hashes)
	return slices.Compact(hashes)
}
