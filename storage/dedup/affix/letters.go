package affix

import (
	"slices"
	"strings"
	"unicode"
)

// ideograph tells of a script without blanks, in which a word may end anywhere.
func ideograph(r rune) bool {
	if r >= 0x4E00 && r <= 0x9FFF {
		return true // nearly all
	}
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー'
}

// joined tells whether a cut between two runes would be in the middle of a word or a
// number.
func joined(a, b rune) bool {
	inWord := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !ideograph(r)
	}
	return inWord(a) && inWord(b)
}

func dash(r rune) bool { return r == '-' || r >= 0x2010 && r <= 0x2015 }

// separates tells of the signs that set a tag or keyword off what follows it.
func separates(r rune) bool {
	return dash(r) || strings.ContainsRune(":|_·•»›>/~!,、。，)]】〕》」』}", r)
}

// dated are the characters that numbers, dates and counts of issues are written with.
const dated = "年月日号號期第周回话話集版星时時分一二三四五六七八九十百千零〇年월일호회"

// calendar are words that say no more than a number does.
var calendar = strings.Fields(`january february march april june july august september october november december
	monday tuesday wednesday thursday friday saturday sunday sept week weekly issue part episode number
	alpha beta final stable version release januar februar märz april mai juni juli oktober dezember
	janvier février mars avril juin juillet août septembre octobre novembre décembre`)

// amount is what a folded string says besides numbers, versions and dates: the words
// and their letters, and the characters of scripts that write a syllable with one.
func amount(key []rune) (words, letters, signs int) {
	for i := 0; i < len(key); {
		end := i + 1
		switch r := key[i]; {
		case ideograph(r) || unicode.Is(unicode.Hangul, r):
			if !strings.ContainsRune(dated, r) {
				signs++
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			digits := unicode.IsDigit(r)
			for end < len(key) && joined(key[end-1], key[end]) && !unicode.Is(unicode.Hangul, key[end]) {
				digits = digits || unicode.IsDigit(key[end])
				end++
			}
			if !digits && !slices.Contains(calendar, string(key[i:end])) {
				words, letters = words+1, letters+end-i
			}
		}
		i = end
	}
	return words, letters, signs
}

// worth tells whether a rest can stand as a headline.
func worth(key []rune) bool {
	_, letters, signs := amount(key)
	return letters+2*signs >= 4
}

// rich tells whether a rest says something: three words. The name of a town or a
// product alone tells of a series (weather, prices), whose name belongs to it.
func rich(key []rune) bool {
	words, _, signs := amount(key)
	return 2*words+signs >= 6
}
