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
	thai             bool // the month's name is Thai: a short year is of the Buddhist era
	strange          bool // a word before the date is not known
	trailing         bool // a word behind the date is not known
	doubtful         bool // the time of day came behind such a word

	hour, min, sec, nsec int
	timed                bool
	half                 half
	offset               int // seconds east of UTC
	fixed                bool
	byName               bool           // the offset is that of a zone's name
	american             bool           // the zone or am and pm are those of North America
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
			ok = l.comment()
		case r == '<', r == '&':
			l.markup(byte(r))
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

// comment reads what stands in round brackets: a weekday, or a zone's name that
// only repeats the offset. A zone that stands only there counts: 14:30 (GMT+7). What
// looks like a zone there and is not known makes the date unknown.
func (l *lexer) comment() bool {
	text, _, closed := strings.Cut(l.src[l.pos+1:], ")")
	l.pos += 1 + len(text)
	if closed {
		l.pos++
	}
	text = strings.TrimSpace(text)
	if !l.timed || l.fixed || l.place != nil || strings.ContainsRune(text, '(') {
		return true
	}
	in := lexer{src: text, timed: true, last: aTime}
	if in.run() {
		if in.fixed || in.place != nil {
			l.offset, l.fixed, l.byName, l.place, l.american, l.last = in.offset, in.fixed, in.byName, in.place, in.american, aZone
		}
		return true
	}
	return !zoneLike(text)
}

// zoneLike reports whether a text could be a zone that is not known.
func zoneLike(s string) bool {
	for _, end := range [...]string{"time", "时间", "時間", "標準時", "표준시"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 5
}

// maxMarkup bounds a tag or a character reference inside a date.
const maxMarkup = 100

// markup passes over a tag or a character reference that someone left in the date.
func (l *lexer) markup(c byte) {
	end := ">"
	if c == '&' {
		end = ";"
	}
	l.pos++
	inside, _, ok := strings.Cut(l.src[l.pos:min(len(l.src), l.pos+maxMarkup)], end)
	if ok && inside != "" && strings.IndexByte("abcdefghijklmnopqrstuvwxyz/#", inside[0]) >= 0 {
		l.pos += len(inside) + 1
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
	case !l.timed && (l.complete() || before == 't' && l.last == aWord) && l.spaced(value, width, next):
		return true
	case !l.timed && (width == 2 || width == 4 || width == 6) && l.alone(width, before):
		return l.compact(value, width, next)
	case l.zeroOffset(value, width, next):
		return true
	case width > 8 || len(l.nums) >= 4:
		return false
	}
	switch {
	case l.era > 0 && len(l.nums) == 0 && width <= 2: // R6.3.5
		value, width = value+l.era, 4
	case l.thai && len(l.nums) == 1 && width == 2:
		value, width = value+2500, 4
	}
	l.nums = append(l.nums, number{value: value, width: width, before: before})
	l.pos, l.last = next, aNumber
	l.ordinal()
	return true
}

// zeroOffset reads 00 and 0000 where an offset stands: without a sign, only zero is
// certain.
func (l *lexer) zeroOffset(value, width, next int) bool {
	if value != 0 || width != 2 && width != 4 || l.last != aTime || l.fixed || !l.complete() || l.peek(next) == ':' {
		return false
	}
	l.fixed, l.last, l.pos = true, aZone, next
	return true
}

// alone reports whether a number is a time of day without signs: behind a T, behind
// a date without signs (20240305 143000), or the hour behind a whole ISO date.
func (l *lexer) alone(width int, before byte) bool {
	n := len(l.nums)
	switch {
	case before == 't' && l.last == aWord:
		return true
	case n == 1 && l.nums[0].width == 8:
		return width != 2
	}
	return n == 3 && l.nums[0].width == 4 && width == 2 && before == ' ' && !l.named
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
