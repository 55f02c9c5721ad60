package charsets

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Clean drops the characters that XML 1.0 forbids (section 2.2), makes line ends
// plain (2.11), and reads the C1 controls, which no text means, as the
// windows-1252 characters that they were before someone decoded them wrongly.
func Clean(s string) string {
	at := firstUnclean(s)
	if !utf8.ValidString(s[:at]) {
		at = 0
	}
	clean, _ := cleanFrom(s, at)
	return clean
}

// cleanValid is Clean of what is known to be UTF-8. It also counts the characters
// that it drops.
func cleanValid(s string) (clean string, dropped int) { return cleanFrom(s, firstUnclean(s)) }

// cleanFrom is Clean of a text that is clean up to a place.
func cleanFrom(s string, at int) (clean string, dropped int) {
	if at == len(s) {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:at])
	for i := at; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case r == utf8.RuneError && size == 1, forbidden(r):
			dropped++
		case r >= 0x80 && r <= 0x9F:
			if c := windows1252(byte(r)); c != r {
				b.WriteRune(c)
			}
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String(), dropped
}

// forbidden reports the characters that XML 1.0 has no place for, DEL included,
// which it allows and nobody means.
func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' || r == 0x7F || r == 0xFFFE || r == 0xFFFF ||
		r >= 0xD800 && r <= 0xDFFF || r == 0xFEFF
}

// firstUnclean finds the first place that Clean must look at, but for what is not
// UTF-8; the end for none.
func firstUnclean(s string) int {
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) && plain(s[i:i+8]) {
			i += 8
		}
		if i == len(s) {
			break
		}
		c := s[i]
		switch {
		case c >= 0x20 && c < 0x7F, c == '\n', c == '\t':
		case c < 0x20 || c == 0x7F:
			return i
		case c == 0xC2:
			if i+1 < len(s) && s[i+1] < 0xA0 {
				return i
			}
		case c == 0xEF:
			if i+1 < len(s) && (s[i+1] == 0xBF || s[i+1] == 0xBB) && unclean(s[i:]) {
				return i
			}
		}
	}
	return len(s)
}

// plain reports whether eight bytes are ASCII without any control, looking at all
// of them at once. It may say no where they are.
func plain(s string) bool {
	const each = 0x0101010101010101
	w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	const high = each * 0x80
	return (w|(w-each*0x20)|(w+each))&high == 0 // above ASCII, below a blank, DEL
}

func unclean(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return forbidden(r)
}

// windows1252 is the character of one byte; the byte itself where the charset
// has none.
func windows1252(b byte) rune {
	r := charmap.Windows1252.DecodeByte(b)
	if r == utf8.RuneError {
		return rune(b)
	}
	return r
}
