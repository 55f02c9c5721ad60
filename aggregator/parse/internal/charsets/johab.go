package charsets

import "unicode/utf8"

// johab reads Johab (KS X 1001, annex 3): a syllable of Hangul is a bit and three
// letters of five bits; what else KS X 1001 has is moved from where EUC-KR has it.
func johab(b []byte) string {
	out := make([]byte, 0, len(b)+len(b)/2)
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c < utf8.RuneSelf:
			out = append(out, c)
		case i+1 == len(b):
			out = utf8.AppendRune(out, utf8.RuneError)
		default:
			out = append(out, johabPair(c, b[i+1])...)
			i++
		}
	}
	return string(out)
}

// johabPair reads one character of two bytes.
func johabPair(c, d byte) string {
	if c >= 0xD9 && c <= 0xF9 && c != 0xDF && (d >= 0x31 && d <= 0x7E || d >= 0x91 && d <= 0xFE) {
		row, cell := 2*(int(c)-0xD9), int(d)-0x31
		if c >= 0xE0 {
			row = 2*int(c) - 0x197
		}
		if d >= 0x91 {
			cell = int(d) - 0x43
		}
		row, cell = row+cell/94, cell%94
		return convert("euc-kr", []byte{byte(0xA1 + row), byte(0xA1 + cell)})
	}
	code := int(c)<<8 | int(d)
	first, vowel, last := johabFirst(code>>10&31), johabVowel(code>>5&31), johabLast(code&31)
	switch {
	case first >= 0 && vowel >= 0 && last >= 0:
		return string(rune(0xAC00 + (first*21+vowel)*28 + last))
	case first >= 0 && vowel == filler && last == 0: // a letter alone
		return string([]rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")[first])
	case first == filler && vowel >= 0 && last == 0:
		return string(rune('ㅏ' + vowel))
	case first == filler && vowel == filler && last > 0:
		return string([]rune("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")[last-1])
	}
	return string(utf8.RuneError)
}

// filler stands where a syllable lacks a letter, noLetter for bits that mean none.
const (
	filler   = -1
	noLetter = -2
)

func johabFirst(n int) int {
	switch {
	case n == 1:
		return filler
	case n >= 2 && n <= 20:
		return n - 2
	}
	return noLetter
}

func johabVowel(n int) int {
	switch {
	case n == 2:
		return filler
	case n >= 3 && n <= 7:
		return n - 3
	case n >= 10 && n <= 15:
		return n - 5
	case n >= 18 && n <= 23:
		return n - 7
	case n >= 26 && n <= 29:
		return n - 9
	}
	return noLetter
}

func johabLast(n int) int {
	switch {
	case n >= 1 && n <= 17:
		return n - 1
	case n >= 19 && n <= 29:
		return n - 2
	}
	return noLetter
}
