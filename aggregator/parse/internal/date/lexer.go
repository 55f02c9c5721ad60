package date

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// number is a number of the date part: a year, a month, a day or all of them.
type number struct {
	value, width int
	before       byte // the sign directly before it, or 0
	marked       bool // a CJK unit has already said what it is
}

// lexer cuts a folded date into its parts.
type lexer struct {
	src string
	pos int

	nums             []number
	year, month, day int // as CJK units or a month's name said; 0 for unknown
	era              int // what a year of an era is counted from
	weekday          int // as an English name said, Sunday 1; 0 for unknown
	named            bool
	monthAfter       int  // how many numbers stood before the month's name
	weekdayLike      bool // the month's name may as well be a weekday

	hour, min, sec, nsec int
	timed                bool
	half                 int // am 1, pm 2
	offset               int // seconds east of UTC
	fixed                bool
	place                *time.Location // an IANA zone

	last kind
}

// kind is what the last part was, since a sign means different things after a
// time and after a number.
type kind uint8

const (
	nothing kind = iota
	aNumber
	aTime
	aZone
	aWord
)

// run reads the whole text; it reports false at the first part it does not
// understand.
func (l *lexer) run() bool {
	for l.pos < len(l.src) {
		r, size := utf8.DecodeRuneInString(l.src[l.pos:])
		ok := true
		switch {
		case r >= '0' && r <= '9':
			ok = l.number()
		case r == '+' || r == '-':
			ok = l.sign(byte(r))
		case r == '(':
			l.comment()
		case unicode.IsLetter(r) || unicode.IsMark(r):
			ok = l.word()
		default:
			l.pos += size
		}
		if !ok {
			return false
		}
	}
	return true
}

// comment passes over what stands in round brackets: a weekday, or a zone's
// name that only repeats the offset. A zone that stands only there counts.
func (l *lexer) comment() {
	end := strings.IndexByte(l.src[l.pos:], ')')
	if end < 0 {
		l.pos = len(l.src)
		return
	}
	text := strings.TrimSpace(l.src[l.pos+1 : l.pos+end])
	l.pos += end + 1
	if off, ok := zones[text]; ok && l.timed && !l.fixed {
		l.offset, l.fixed, l.last = off, true, aZone
	}
}

// digitsAt reads a run of digits; width 0 means that there is none. A run of
// more than 9 digits has its width but no value.
func (l *lexer) digitsAt(at int) (value, width int) {
	for at+width < len(l.src) && l.src[at+width] >= '0' && l.src[at+width] <= '9' {
		if width < 9 {
			value = value*10 + int(l.src[at+width]-'0')
		}
		width++
	}
	return value, width
}

func (l *lexer) peek(at int) byte {
	if at < len(l.src) {
		return l.src[at]
	}
	return 0
}

// number reads a number and what it belongs to.
func (l *lexer) number() bool {
	var before byte
	if l.pos > 0 {
		before = l.src[l.pos-1]
	}
	value, width := l.digitsAt(l.pos)
	next := l.pos + width
	switch {
	case l.unit(value, next):
		return true
	case !l.timed && width <= 2 && l.clock(value, next):
		return true
	case !l.timed && (width == 2 || width == 4 || width == 6) && before == 't' && l.last == aWord:
		return l.compact(value, width, next)
	case width > 8 || len(l.nums) >= 4:
		return false
	}
	l.nums = append(l.nums, number{value: value, width: width, before: before})
	l.pos, l.last = next, aNumber
	l.ordinal()
	return true
}

// ordinal passes over the ending of 1st, 2nd, 3rd, 4th.
func (l *lexer) ordinal() {
	for _, end := range [...]string{"st", "nd", "rd", "th", "er", "º", "ª"} {
		if strings.HasPrefix(l.src[l.pos:], end) && !l.letterAt(l.pos+len(end)) {
			l.pos += len(end)
			return
		}
	}
}

func (l *lexer) letterAt(at int) bool {
	if at >= len(l.src) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(l.src[at:])
	return unicode.IsLetter(r)
}
