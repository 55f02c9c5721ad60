package date

import (
	"strings"
	"time"
)

// time puts the parts together; false when they make no date.
func (l *lexer) time() (time.Time, bool) {
	if l.weekdayLike && l.monthAfter == 0 && len(l.nums) >= 3 {
		l.named, l.month = false, 0 // mar, 16/05/2022: a Tuesday
	}
	y, m, d, ok := l.date()
	if y > 2400 && y < 2700 {
		y -= 543 // the Thai calendar
	}
	if !ok || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return time.Time{}, false
	}
	h, ok := l.hourOf()
	if l.doubtful {
		return time.Time{}, false
	}
	over := h > 24 || l.min > 59 || l.sec > 60 || h == 24 && (l.min > 0 || l.sec > 0)
	if !ok || over && (l.named || l.half != wholeDay || len(l.nums) != 3 || l.nums[0].width != 4) {
		return time.Time{}, false // only ISO 8601 comes from programs that count past the end
	}
	loc := time.UTC
	if l.place != nil && !l.fixed {
		loc = l.place
	}
	t := time.Date(y, time.Month(m), d, h, l.min, l.sec, l.nsec, loc)
	t = t.Add(-time.Duration(l.offset) * time.Second).UTC()
	return t, inRange(t)
}

func daysIn(y, m int) int {
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// date finds the year, the month and the day.
func (l *lexer) date() (y, m, d int, ok bool) {
	switch {
	case l.year > 0 && l.month > 0:
		return l.year, l.month, max(l.day, 1), len(l.nums) == 0 && l.year >= 1000
	case l.month > 0: // named, or 3月 in a date that is else a western one
		return l.namedDate()
	}
	switch len(l.nums) {
	case 1:
		return l.oneNumber()
	case 2:
		return l.twoNumbers()
	case 3:
		return l.threeNumbers()
	}
	return 0, 0, 0, false
}

// namedDate reads a day and a year around a month's name.
func (l *lexer) namedDate() (y, m, d int, ok bool) {
	m = l.month
	switch len(l.nums) {
	case 1:
		if l.nums[0].width == 4 {
			return l.nums[0].value, m, max(l.day, 1), true
		}
		if l.day > 0 {
			return fullYear(l.nums[0].value), m, l.day, true
		}
	case 2:
		a, b := l.nums[0], l.nums[1]
		switch {
		case a.width >= 3 || a.value > 31:
			return yearOf(a), m, b.value, b.width <= 2
		default:
			return yearOf(b), m, a.value, a.width <= 2
		}
	}
	return 0, 0, 0, false
}

// oneNumber reads 20240305, the ordinal 2024065, 200403 and a bare year, and their
// forms with a short year: 240305, 24065; behind a hyphen 2403 and 24 (ISO 8601 as
// it once was), but not --03-05, which has no year. Behind a word that is not known, a
// short number may be anything.
func (l *lexer) oneNumber() (y, m, d int, ok bool) {
	n := l.nums[0]
	v, short := n.value, n.before == '-'
	switch {
	case l.yearless(), l.strange && n.width < 8:
		return 0, 0, 0, false
	case n.width == 8:
		return v / 10000, v / 100 % 100, v % 100, true
	case n.width == 7:
		return ordinalDate(v/1000, v%1000)
	case n.width == 6 && v/100 >= 1900 && v/100 < 2100 && v%100 <= 12:
		return v / 100, v % 100, 1, true
	case n.width == 6:
		return fullYear(v / 10000), v / 100 % 100, v % 100, true
	case n.width == 5:
		return ordinalDate(fullYear(v/1000), v%1000)
	case n.width == 4 && short:
		return fullYear(v / 100), v % 100, 1, !l.timed
	case n.width == 2 && short:
		return fullYear(v), 1, 1, !l.timed
	case n.width == 4:
		return v, 1, 1, !l.timed && v >= 1000
	}
	return 0, 0, 0, false
}

// twoNumbers reads 2024-03 and the ordinal 2024-065, and with a short year -24-03
// and 24-065 (ISO 8601).
func (l *lexer) twoNumbers() (y, m, d int, ok bool) {
	a, b := l.nums[0], l.nums[1]
	year := yearOf(a)
	switch {
	case l.yearless():
		return 0, 0, 0, false
	case a.width != 4 && a.width != 2 || l.timed && b.width != 3:
		return 0, 0, 0, false
	case b.width == 3:
		return ordinalDate(year, b.value)
	case a.width == 2 && a.before != '-':
		return 0, 0, 0, false
	}
	return year, b.value, 1, true
}

// yearless reports --03-05 and ---05 (ISO 8601): a day of any year.
func (l *lexer) yearless() bool { return strings.HasPrefix(l.src, "--") }

func ordinalDate(year, day int) (y, m, d int, ok bool) {
	if day < 1 || day > 366 {
		return 0, 0, 0, false
	}
	t := time.Date(year, 1, day, 0, 0, 0, 0, time.UTC)
	return t.Year(), int(t.Month()), t.Day(), t.Year() == year
}

// threeNumbers tells day, month and year by their widths and what separates
// them. 03/05/2024 is the 3rd of May, as most of the world writes it; see monthFirst
// for when it is the 5th of March. 25/03 and 03/25 can be read in one way only.
func (l *lexer) threeNumbers() (y, m, d int, ok bool) {
	a, b, c := l.nums[0], l.nums[1], l.nums[2]
	sep := b.before
	switch {
	case a.width >= 3 || a.value > 31:
		return yearOf(a), b.value, c.value, true
	case c.width >= 3 || c.value > 31 || sep == '.' && c.width == 2:
		if a.value <= 12 && (b.value > 12 || sep == '/' && l.monthFirst(yearOf(c), a.value, b.value)) {
			return yearOf(c), a.value, b.value, true
		}
		return yearOf(c), b.value, a.value, true
	case sep == '-':
		return yearOf(a), b.value, c.value, true
	case sep == '/' && l.american, sep == '/' && b.value > 12:
		return yearOf(c), a.value, b.value, true
	}
	return 0, 0, 0, false
}

// monthFirst reports whether a date with slashes is American: the weekday is that of
// this reading and not of the other one; or there is am or pm, or a zone of North
// America.
func (l *lexer) monthFirst(y, a, b int) bool {
	is := func(m, d int) bool {
		return int(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Weekday())+1 == l.weekday
	}
	if l.weekday != 0 && is(a, b) != is(b, a) {
		return is(a, b)
	}
	return l.american
}

// yearOf completes a year; a third digit counts from 1900 (RFC 5322, 4.3).
func yearOf(n number) int {
	switch n.width {
	case 1, 2:
		return fullYear(n.value)
	case 3:
		return 1900 + n.value
	}
	return n.value
}
