package date

import (
	"strings"
	"time"
	"unicode"
)

// MaxBytes bounds the text of one date; a longer text is none.
const MaxBytes = 160

// Parse reads one date. It reports false when the text holds none, when a part
// of it is not understood, or when it names a zone that is not known. The time is
// in UTC.
func Parse(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > MaxBytes {
		return time.Time{}, false
	}
	if t, ok := common(s); ok {
		return t, true
	}
	if t, ok := digits(s); ok {
		return t, true
	}
	if whole, part, ok := strings.Cut(s, "."); ok && (len(whole) == 9 || len(whole) == 10) && strings.Trim(part, "0123456789") == "" {
		return digits(whole) // Unix time with a fraction
	}
	l := lexer{src: fold(s)}
	if !l.run() {
		return time.Time{}, false
	}
	return l.time()
}

// common reads the two shapes that nearly all feeds write, without the lexer.
func common(s string) (time.Time, bool) {
	var (
		t   time.Time
		err error
	)
	switch {
	case len(s) >= 20 && s[4] == '-' && s[10] == 'T':
		t, err = time.Parse(time.RFC3339, s)
	case len(s) == 31 && s[3] == ',' && (s[26] == '+' || s[26] == '-'):
		t, err = time.Parse(time.RFC1123Z, s)
	case len(s) == 29 && s[3] == ',' && s[25:] == " GMT":
		t, err = time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", s)
	default:
		return t, false
	}
	return t.UTC(), err == nil && inRange(t)
}

// digits reads dates that are one number: Unix time by its length, or a date
// without separators.
func digits(s string) (time.Time, bool) {
	n := int64(0)
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || len(s) > 18 {
			return time.Time{}, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	switch len(s) {
	case 9, 10:
		return time.Unix(n, 0).UTC(), true
	case 13:
		return time.UnixMilli(n).UTC(), true
	case 16:
		return time.UnixMicro(n).UTC(), true
	case 14:
		t, err := time.Parse("20060102150405", s)
		return t, err == nil
	case 12:
		t, err := time.Parse("200601021504", s)
		return t, err == nil
	}
	return time.Time{}, false
}

// fold makes full-width digits and signs plain and the text lower case.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0xA0 || r == 0x202F || r == 0x2009:
			return ' '
		case unicode.Is(unicode.Nd, r) && r >= 0x80:
			return '0' + digitOf(r)
		case r == 0x2212 || r == 0x2010 || r == 0x2011 || r == 0x2013:
			return '-'
		}
		return r
	}, s))
}

// digitOf is the value of a digit of any script: each has its ten in a row.
func digitOf(r rune) rune {
	n := rune(0)
	for n < 9 && unicode.Is(unicode.Nd, r-1-n) {
		n++
	}
	if r >= 0x1D7CE && r <= 0x1D7FF { // mathematical digits: five sets side by side
		return (r - 0x1D7CE) % 10
	}
	return n
}

func inRange(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }
