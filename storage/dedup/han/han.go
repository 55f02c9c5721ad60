// Package han folds traditional Chinese characters to their simplified forms, so
// that a text and its copy in the other script compare as equal. It is for
// comparison only, never for what is shown: it goes one character at a time, so it
// gives 著名 as 着名.
//
// That is harmless as long as both sides of a comparison go through it, and so it
// needs no knowledge of the language: Japanese and Korean texts go through it, too,
// and only have to come out the same each time. Japan's own simplified forms (図, 広)
// are left alone: a Japanese text is not a copy of a Chinese one.
//
// The table is made from the Unicode Han Database (UAX #38, Unihan_Variants) by
// freshet/storage/dedup/han/gen, which says how it decides where there is a choice.
package han

import (
	_ "embed"
	"unicode/utf8"
)

// The characters that have another form lie in the block of unified ideographs and
// its extension A. The rare ones beyond (extensions B and up) are left as they are.
const (
	first = 0x3400
	last  = 0x9FFF
)

// pairs is a traditional character and its simplified form, one pair after another,
// with white space between pairs.
//
//go:embed table.txt
var pairs string

// simple is the simplified form of each character from first to last. It is spread
// out once since it is asked for every character of every text.
var simple = spread(pairs)

// Simple is the simplified form of a traditional Chinese character, and any other
// character itself. Simple(Simple(r)) == Simple(r).
func Simple(r rune) rune {
	if i := uint32(r) - first; i < uint32(len(simple)) {
		return rune(simple[i])
	}
	return r
}

// spread makes the table of all characters from the pairs.
func spread(pairs string) (table [last - first + 1]uint16) {
	for i := range table {
		table[i] = uint16(first + i)
	}
	for len(pairs) > 0 {
		from, n := utf8.DecodeRuneInString(pairs)
		pairs = pairs[n:]
		if from < first {
			continue // white space
		}
		to, n := utf8.DecodeRuneInString(pairs)
		pairs = pairs[n:]
		table[from-first] = uint16(to)
	}
	return table
}
