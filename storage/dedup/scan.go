package dedup

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"freshet/storage/dedup/han"
)

// maxTokenBytes bounds one token: what is longer is cut into several, so that a
// text without blanks costs no more than another.
const maxTokenBytes = 128

// token is one character of a script that is written without blanks, one word or
// one number. A word with a digit in it (v1.2, CVE2024) is a number: it is what
// tells template texts apart.
type token struct {
	hash  uint64
	end   uint32 // of its bytes in scanner.text
	kind  kind
	upper bool // a word that begins with a capital, not at the start of a sentence
	kana  bool // one katakana
	numer bool // a Han numeral, see numerals.go
	apart bool // something that is in no token stands before it
}

type kind uint8

const (
	char kind = iota
	word
	number
)

// scanner cuts a text into tokens. What it holds is used again for the next text.
type scanner struct {
	text    []byte  // the bytes of all tokens, one after another
	spare   []byte  // for text to be made anew
	tokens  []token // in order
	letters [ScriptCount]uint32

	hashes, chosen []uint32 // of shingles and tokens, to sort

	start    int // of the present token in text
	digits   bool
	first    bool // the present token began with a capital
	sentence bool // nothing of the sentence came yet
	apart    bool // of the next token
}

func (s *scanner) reset() {
	s.text, s.tokens, s.letters = s.text[:0], s.tokens[:0], [ScriptCount]uint32{}
	s.begin()
}

// begin readies the scanner for another text behind what it has.
func (s *scanner) begin() {
	s.start, s.digits, s.first, s.sentence, s.apart = len(s.text), false, false, true, true
}

// scan adds the tokens of a text: compatibility forms folded (NFKC), lower case,
// traditional Chinese made simple, punctuation dropped. Of numbers only the value
// counts: no thousands separators, no zeros in front, no v of a version.
func (s *scanner) scan(text string) {
	s.begin()
	from, tokens, letters := len(s.text), len(s.tokens), s.letters
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			i = s.ascii(text, i)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if wide := r - 0xFEE0; wide > ' ' && wide < 0x7F { // full width forms
			s.wide(byte(wide), text, i+size)
			i += size
			continue
		}
		if s.ideograph(r) {
			i += size
			continue
		}
		if exotic(r) {
			s.text, s.tokens, s.letters = s.text[:from], s.tokens[:tokens], letters
			s.begin()
			s.rare(text)
			return
		}
		s.letter(r)
		i += size
	}
	s.emit()
}

// rare is scan for a text that may have to be folded (NFKC) first, as a whole: marks
// are composed with the letter before them.
func (s *scanner) rare(text string) {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i = s.ascii(text, i)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if !s.ideograph(r) {
			s.letter(r)
		}
	}
	s.emit()
}

// exotic reports whether a character may have to be composed or folded: all but
// the letters and marks of the scripts that are written most.
func exotic(r rune) bool {
	switch {
	case r < 0xC0: // of those, ordinals, superscripts and fractions
		return r > 0xA0 && r != '«' && r != '·' && r != '»'
	case r < 0x132, r >= 0x400 && r < 0x483, r >= 0x48A && r < 0x530:
		return false
	case r >= 0x2010 && r <= 0x2022, r >= 0x3001 && r <= 0x3030, r >= 0x30FB && r <= 0x30FE:
		return false
	case r >= 0xAC00 && r <= 0xD7A3:
		return false
	}
	return true
}

// ascii takes what begins at i: a run of one token's characters, or one that ends
// a token. It returns the place behind.
func (s *scanner) ascii(text string, i int) int {
	c := text[i]
	p := plain[c]
	if p == 0 {
		s.mark(c, text, i+1)
		return i + 1
	}
	if len(s.text) == s.start {
		s.first = c >= 'A' && c <= 'Z' && !s.sentence
	}
	begin := i
	for {
		if p <= '9' {
			s.digits = true
		}
		s.text = append(s.text, p)
		i++
		if i == len(text) || len(s.text)-s.start >= maxTokenBytes {
			break
		}
		if p = plain[text[i]]; p == 0 {
			break
		}
	}
	s.letters[latin] += uint32(i - begin)
	if len(s.text)-s.start >= maxTokenBytes {
		s.emit()
	}
	return i
}

// wide takes the full width form of an ASCII character; next is the place behind.
func (s *scanner) wide(c byte, text string, next int) {
	p := plain[c]
	if p == 0 {
		s.mark(c, text, next)
		return
	}
	if len(s.text) == s.start {
		s.first = c >= 'A' && c <= 'Z' && !s.sentence
	}
	s.digits = s.digits || p <= '9'
	s.text = append(s.text, p)
	s.letters[latin]++
	if len(s.text)-s.start >= maxTokenBytes {
		s.emit()
	}
}

// mark takes a character that is in no word: it ends the token, unless it stands
// inside of a number.
func (s *scanner) mark(c byte, text string, next int) {
	if (c == '.' || c == ',') && len(s.text) > s.start && isDigit(s.text[len(s.text)-1]) {
		if n := digitsAt(text, next); n > 0 {
			s.inside(c, n)
			return
		}
	}
	s.emit()
	s.apart = true
	if c == '.' || c == '!' || c == '?' || c == ':' || c == '"' || c == '\n' {
		s.sentence = true
	}
}

// inside takes a point or comma between digits, of which n follow. A comma before
// three digits parts thousands, another one is a decimal point.
func (s *scanner) inside(c byte, n int) {
	if c == ',' && n == 3 {
		return
	}
	s.text = append(s.text, '.')
}

// digitsAt counts the digits at a place of a text, 4 at most.
func digitsAt(text string, i int) (n int) {
	for n < 4 && i < len(text) {
		if isDigit(text[i]) {
			i++
		} else if r, size := utf8.DecodeRuneInString(text[i:]); r >= '０' && r <= '９' {
			i += size
		} else {
			break
		}
		n++
	}
	return n
}

// ideograph takes a character that is a token of its own, and reports whether it
// was one: Chinese, Japanese, Thai and others are written without blanks.
func (s *scanner) ideograph(r rune) bool {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x3134F || r == '〇' || r == '々':
		s.single(han.Simple(r), hanScript)
	case r >= 0x3041 && r <= 0x3096 || r >= 0x30A1 && r <= 0x30FA || r == 'ー':
		s.single(r, kanaScript)
	case r >= 0x0E00 && r <= 0x0EFF || r >= 0x1000 && r <= 0x109F || r >= 0x1780 && r <= 0x17FF:
		s.single(r, otherScript)
	default:
		return false
	}
	return true
}

func (s *scanner) single(r rune, script int) {
	s.emit()
	s.sentence = false
	s.letters[script]++
	s.text = utf8.AppendRune(s.text, r)
	s.start = len(s.text)
	s.tokens = append(s.tokens, token{
		hash: mix(uint64(r)), end: uint32(s.start), kind: char,
		kana: r >= 0x30A1 && r <= 0x30FC, numer: numeral(r), apart: s.apart,
	})
	s.apart = false
}

// letter takes a character beyond ASCII that is no ideograph.
func (s *scanner) letter(r rune) {
	switch {
	case unicode.IsDigit(r):
		s.digits = true
		s.text = append(s.text, '0'+byte(digitOf(r)))
		s.letters[latin]++
	case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
		if len(s.text) == s.start {
			s.first = unicode.IsUpper(r) && !s.sentence
		}
		s.letters[scriptOf(r)]++
		s.text = utf8.AppendRune(s.text, unicode.ToLower(r))
	case r == 0xAD || r >= 0x200B && r <= 0x200F || r == 0xFEFF: // invisible
		return
	default:
		s.emit()
		s.apart = true
		s.sentence = s.sentence || r == '。' || r == '…' || r >= '\u2018' && r <= '\u201f'
		return
	}
	if len(s.text)-s.start >= maxTokenBytes {
		s.emit()
	}
}

// digitOf is the value of a decimal digit: those of a script stand in a row, and 0
// is the first.
func digitOf(r rune) rune {
	for d := r; ; d-- {
		if !unicode.IsDigit(d - 1) {
			return min(r-d, 9)
		}
	}
}

// emit ends the present token.
func (s *scanner) emit() {
	if len(s.text) == s.start {
		return
	}
	t := token{kind: word, upper: s.first}
	if s.digits {
		t.kind = number
		s.text = s.text[:s.start+value(s.text[s.start:])]
	}
	t.hash, t.end = hashOf(s.text[s.start:]), uint32(len(s.text))
	s.tokens = append(s.tokens, t)
	s.start, s.digits, s.first, s.sentence, s.apart = len(s.text), false, false, false, false
}

// value brings a number to the one form that its value has, in place, and returns
// its length.
func value(n []byte) int {
	if len(n) > 1 && n[0] == 'v' && isDigit(n[1]) {
		copy(n, n[1:])
		n = n[:len(n)-1]
	}
	zeros := 0
	for zeros+1 < len(n) && n[zeros] == '0' && isDigit(n[zeros+1]) {
		zeros++
	}
	return copy(n, n[zeros:])
}

// plain is each ASCII letter in lower case, each digit, and 0 for all else.
var plain = func() (t [256]byte) {
	for c := range t[:utf8.RuneSelf] {
		switch b := byte(c); {
		case b >= 'a' && b <= 'z' || isDigit(b):
			t[c] = b
		case b >= 'A' && b <= 'Z':
			t[c] = b | 0x20
		}
	}
	return t
}()

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// Scripts of Signature.Scripts.
const (
	latin = iota
	hanScript
	kanaScript
	hangulScript
	cyrillicScript
	otherScript
)

func scriptOf(r rune) int {
	switch {
	case r < 0x370 || r >= 0x1E00 && r < 0x1F00:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillicScript
	case r >= 0xAC00 && r <= 0xD7A3:
		return hangulScript
	}
	return otherScript
}

// hashOf hashes a token (FNV-1a, finished by mix).
func hashOf(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}

// mix spreads a number over 64 bits (the finisher of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// join hashes a run of tokens, in order.
func join(h, next uint64) uint64 {
	return bits.RotateLeft64(h*0x9e3779b97f4a7c15, 29) ^ next
}
