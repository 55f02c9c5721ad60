package date

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	if in, ok := strings.CutPrefix(s, "/Date("); ok { // JSON of .NET; an offset behind the number says nothing
		return digits(strings.TrimRight(strings.SplitN(in, "+", 2)[0], ")/"))
	}
	if t, ok := unixFraction(s); ok {
		return t, true
	}
	l := lexer{src: withoutClutter(fold(s))}
	if !l.run() {
		return time.Time{}, false
	}
	return l.time()
}

// unixFraction reads Unix seconds with a fraction, which is dropped, or with a power
// of ten, as JSON writes large numbers.
func unixFraction(s string) (time.Time, bool) {
	whole, part, _ := strings.Cut(s, ".")
	switch {
	case strings.Trim(whole, "0123456789") != "":
	case (len(whole) == 9 || len(whole) == 10) && strings.Trim(part, "0123456789") == "":
		return digits(whole)
	case strings.ContainsAny(part, "eE") && strings.Trim(part, "0123456789eE+") == "":
		if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 1e8 && f < 1e19 {
			return digits(strconv.FormatFloat(f, 'f', 0, 64))
		}
	}
	return time.Time{}, false
}

// withoutClutter drops what programs write around a date: the monotonic clock of
// Go's time.String, the empty time of a column of dates that one of times follows; and
// makes the date of a camera (EXIF, 2024:03:05 14:30:00) one
// that is written with hyphens.
func withoutClutter(s string) string {
	if i := strings.Index(s, " m="); i > 0 {
		s = s[:i]
	}
	s = strings.Replace(s, " 00:00:00.0 ", " ", 1)
	if len(s) >= 10 && s[4] == ':' && s[7] == ':' && strings.Trim(s[:4]+s[5:7]+s[8:10], "0123456789") == "" {
		s = s[:4] + "-" + s[5:7] + "-" + s[8:]
	}
	return s
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
	if _, off := t.Zone(); off > maxOffset || off < -maxOffset {
		return t, false
	}
	return t.UTC(), err == nil && inRange(t)
}

// digits reads dates that are one number: Unix time by its length, or a date
// without separators.
func digits(s string) (time.Time, bool) {
	n := int64(0)
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || len(s) > 19 {
			return time.Time{}, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	if n < 0 {
		return time.Time{}, false // more than 63 bits
	}
	switch len(s) {
	case 9, 10:
		return time.Unix(n, 0).UTC(), true
	case 13:
		return time.UnixMilli(n).UTC(), true
	case 16:
		return time.UnixMicro(n).UTC(), true
	case 19:
		return time.Unix(0, n).UTC(), true
	case 14:
		t, err := time.Parse("20060102150405", s)
		return t, err == nil
	case 12:
		t, err := time.Parse("200601021504", s)
		return t, err == nil
	}
	return time.Time{}, false
}

// fold makes the text lower case, blanks of all kinds one kind, full-width and other
// digits and signs plain, and drops what is not seen: marks of direction, joiners.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.ToLower(strings.Map(foldRune, norm.NFC.String(s)))
		}
	}
	b := []byte(s)
	for i, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			b[i] = c + 'a' - 'A'
		case c < ' ':
			b[i] = ' '
		}
	}
	return string(b)
}

func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r < ' ' {
			return ' '
		}
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.Is(unicode.Nd, r):
		return '0' + digitOf(r)
	case r == 0x2212 || r >= 0x2010 && r <= 0x2015:
		return '-'
	case r == 'İ': // whose lower case would be two characters
		return 'i'
	}
	return r
}

// bare is a word without accents, as it is often written: fevrier, subat.
func bare(w string) string {
	for i := range len(w) {
		if w[i] < utf8.RuneSelf {
			continue
		}
		return norm.NFC.String(strings.Map(func(r rune) rune {
			switch {
			case r >= 0x300 && r <= 0x36F:
				return -1
			case r == 'ı':
				return 'i'
			case r == 'ł':
				return 'l'
			}
			return r
		}, norm.NFD.String(w)))
	}
	return w
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
