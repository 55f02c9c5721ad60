package dedup

import (
	"iter"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTokenBytes bounds one token: what is longer is cut into several, so that a
// text without blanks costs no more than another.
const maxTokenBytes = 128

// token is one CJK character, one word or one number. A word with a digit in it
// (v1.2, CVE2024) is a number: it is what tells template texts apart.
type token struct {
	text   []byte // valid until the next token
	number bool
}

// tokens yields the tokens of a text in order: compatibility forms folded
// (NFKC), lower case, punctuation dropped. In numbers the thousands comma is
// dropped and the point kept.
func tokens(text string) iter.Seq[token] {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	return func(yield func(token) bool) {
		var cur []byte
		number := false
		emit := func() bool {
			if len(cur) == 0 {
				return true
			}
			t := token{text: cur, number: number}
			ok := yield(t)
			cur, number = cur[:0], false
			return ok
		}
		var word [maxTokenBytes]byte
		for i := 0; i < len(text); {
			if len(cur) == 0 {
				if n, digits := plainWord(&word, text[i:]); n > 0 {
					if !yield(token{text: word[:n], number: digits}) {
						return
					}
					i += n
					continue
				}
			}
			if c := text[i]; c < utf8.RuneSelf && plainByte[c] == 0 && c != '.' && c != ',' {
				i++
				if !emit() {
					return
				}
				continue
			}
			r, size := utf8.DecodeRuneInString(text[i:])
			i += size
			switch {
			case ideograph(r):
				if !emit() {
					return
				}
				cur = utf8.AppendRune(cur, r)
				if !emit() {
					return
				}
			case unicode.IsDigit(r):
				number = true
				cur = utf8.AppendRune(cur, r)
			case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
				cur = utf8.AppendRune(cur, unicode.ToLower(r))
			case insideNumber(text, r, cur, i):
				if r == '.' {
					cur = append(cur, '.')
				}
			default:
				if !emit() {
					return
				}
			}
			if len(cur) >= maxTokenBytes && !emit() {
				return
			}
		}
		emit()
	}
}

// plainWord writes the word that s begins with in lower case, when it is one of
// ASCII that nothing can go on: most are, and go fast. It returns its length, 0 for
// another, and whether there are digits in it.
func plainWord(word *[maxTokenBytes]byte, s string) (n int, digits bool) {
	for n < len(s) {
		c := plainByte[s[n]]
		if c == 0 {
			break
		}
		if n == maxTokenBytes-1 {
			return 0, false
		}
		digits = digits || c <= '9'
		word[n] = c
		n++
	}
	if n < len(s) && (s[n] >= utf8.RuneSelf || n > 0 && (s[n] == '.' || s[n] == ',') && isDigit(word[n-1]) && n+1 < len(s) && isDigit(s[n+1])) {
		return 0, false
	}
	return n, digits
}

// plainByte is each ASCII letter in lower case, each digit, and 0 for all else.
var plainByte = func() (t [256]byte) {
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

// insideNumber reports whether r is a point or comma between two digits.
func insideNumber(text string, r rune, cur []byte, next int) bool {
	if r != '.' && r != ',' || len(cur) == 0 || next >= len(text) {
		return false
	}
	return isDigit(cur[len(cur)-1]) && isDigit(text[next])
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// ideograph reports whether a character is a token of its own: Chinese and
// Japanese are written without blanks.
func ideograph(r rune) bool {
	if r < 0x2E80 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
