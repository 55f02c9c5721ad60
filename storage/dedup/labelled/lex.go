package labelled

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a piece of text is to those who rewrite it.
type kind uint8

const (
	gap    kind = iota // blanks and punctuation
	word               // a run of letters of an alphabet
	name               // a word that begins with a capital inside of a sentence
	number             // a run with a digit in it
	han                // a run of Chinese characters
	kana               // a run of hiragana
	kata               // a run of katakana
)

// piece is a part of a text; the pieces of a text joined are the text.
type piece struct {
	text string
	kind kind
}

// runeKind is the kind of the run that a character belongs to.
func runeKind(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		if r >= '0' && r <= '9' {
			return number
		}
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return word
		}
		return gap
	case unicode.Is(unicode.Han, r):
		return han
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return kata
	case unicode.Is(unicode.Hiragana, r):
		return kana
	case unicode.IsDigit(r):
		return number
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return word
	}
	return gap
}

// pieces cuts a text into runs of one kind each.
func pieces(text string) []piece {
	var out []piece
	start, last, opens := 0, gap, true
	end := func(i int) {
		if i == start {
			return
		}
		p := piece{text: text[start:i], kind: last}
		if p.kind == word && !opens && capital(p.text) {
			p.kind = name
		}
		if p.kind == gap {
			opens = strings.ContainsAny(p.text, ".!?\n。！？：“\"«„")
		} else {
			opens = false
		}
		out = append(out, p)
		start = i
	}
	for i, r := range text {
		k := runeKind(r)
		k = joined(k, last, text[i:])
		if k != last || i == 0 {
			end(i)
			last = k
		}
	}
	end(len(text))
	return out
}

// joined is the kind a character has behind one of kind last: the dot of 3.5
// belongs to the number, and so does the v of v1.2.
func joined(k, last kind, rest string) kind {
	switch {
	case last == number && k == word:
		return number
	case last == number && (rest[0] == '.' || rest[0] == ',') && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		return number
	case k == word && len(rest) > 1 && (rest[0] == 'v' || rest[0] == 'V') && rest[1] >= '0' && rest[1] <= '9' && last == gap:
		return number
	}
	return k
}

// capital tells whether a word begins with a capital letter.
func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// join puts pieces together again.
func join(ps []piece) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.text)
	}
	return b.String()
}

// sentences cuts a paragraph behind its full stops.
func sentences(text string) []string {
	var out []string
	start := 0
	text = strings.ToValidUTF8(text, "\uFFFD")
	for i, r := range text {
		after := min(len(text), i+utf8.RuneLen(r))
		switch r {
		case '。', '！', '？':
		case '.', '!', '?':
			if after < len(text) && text[after] != ' ' {
				continue
			}
		default:
			continue
		}
		if after < len(text) && text[after] == ' ' {
			after++
		}
		out = append(out, text[start:after])
		start = after
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// spaced tells whether a language puts blanks between its words.
func spaced(lang string) bool { return lang != "zh" && lang != "ja" }
