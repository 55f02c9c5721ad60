package dedup

import (
	"strconv"
	"unicode/utf8"
)

// Numbers in Han characters: 三十五 is 35, 二〇二六 is 2026, 1.2万 is 12000. They are
// brought to digits, so that a copy that writes its numbers another way is still
// known by them.

// numeral reports whether a character, made simple, is a digit or unit.
func numeral(r rune) bool {
	_, digit := hanDigit(r)
	return digit || hanUnit(r) > 0
}

func hanDigit(r rune) (int64, bool) {
	switch r {
	case '零', '〇':
		return 0, true
	case '一':
		return 1, true
	case '二', '两':
		return 2, true
	case '三':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

func hanUnit(r rune) int64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 1e4
	case '亿':
		return 1e8
	}
	return 0
}

// maxNumerals bounds the characters of one number.
const maxNumerals = 16

// numerals replaces the numbers in Han characters among the tokens by what digits
// would have been.
func (s *scanner) numerals() {
	out, text := s.tokens[:0], s.spare[:0]
	from := uint32(0)
	for i := 0; i < len(s.tokens); {
		t := s.tokens[i]
		digits, n := s.numberAt(i, from)
		if n == 0 {
			text = append(text, s.text[from:t.end]...)
			from, t.end = t.end, uint32(len(text))
			out = append(out, t)
			i++
			continue
		}
		from = s.tokens[i+n-1].end
		text = append(text, digits...)
		out = append(out, token{hash: hashOf([]byte(digits)), end: uint32(len(text)), kind: number})
		i += n
	}
	s.tokens, s.text, s.spare = out, text, s.text
}

// numberAt reads the number that begins with a token whose bytes begin at from: its
// digits, and of how many tokens it is; 0 when there is none.
func (s *scanner) numberAt(i int, from uint32) (string, int) {
	t := &s.tokens[i]
	if t.kind == number {
		return s.scaled(i, from)
	}
	if !t.numer || !s.more(i+1) {
		return "", 0
	}
	var runes [maxNumerals]rune
	n := 0
	for at := from; n == 0 || s.more(i+n); n++ {
		if n == maxNumerals {
			return "", 0
		}
		runes[n], _ = utf8.DecodeRune(s.text[at:])
		at = s.tokens[i+n].end
	}
	v, ok := hanNumber(runes[:n])
	if !ok {
		return "", 0
	}
	return strconv.FormatInt(v, 10), n
}

// more reports whether a token goes on with a number of numerals.
func (s *scanner) more(i int) bool {
	return i < len(s.tokens) && s.tokens[i].numer && !s.tokens[i].apart
}

// scaled reads a number in digits that units follow: 1.2万.
func (s *scanner) scaled(i int, from uint32) (string, int) {
	n, scale := 1, int64(1)
	at := s.tokens[i].end
	for ; n < 4 && s.more(i+n); n++ {
		r, _ := utf8.DecodeRune(s.text[at:])
		unit := hanUnit(r)
		if unit < 1000 {
			return "", 0
		}
		scale, at = scale*unit, s.tokens[i+n].end
	}
	if n == 1 || scale > 1e12 {
		return "", 0
	}
	v, err := strconv.ParseFloat(string(s.text[from:s.tokens[i].end]), 64)
	if err != nil || v < 0 || v > 1e6 {
		return "", 0
	}
	digits := strconv.FormatInt(int64(v*float64(scale)+0.5), 10)
	return digits, n
}

// hanNumber reads a number in Han characters: digits in a row (four at least: a
// year), or digits with units.
func hanNumber(runes []rune) (int64, bool) {
	var total, part, digit int64
	units, digits := 0, 0
	for _, r := range runes {
		if d, ok := hanDigit(r); ok {
			if digits > 0 && units == 0 {
				digit = digit*10 + d
			} else {
				digit = d
			}
			digits++
			continue
		}
		u := hanUnit(r)
		units++
		switch {
		case u >= 1e4:
			if total+part+digit == 0 {
				return 0, false // 万一: in case
			}
			total, part, digit = (total+part+digit)*u, 0, 0
		case digit == 0:
			part += u
		default:
			part, digit = part+digit*u, 0
		}
		if total > 1e15 || part > 1e15 {
			return 0, false
		}
	}
	if units == 0 {
		return digit, digits >= 4 && digits <= 9
	}
	return total + part + digit, true
}
