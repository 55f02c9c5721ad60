package date

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // so that a place means the same on every machine
)

// clock reads a time of day whose hour has just been read: 14:30, 14:30:05.25,
// 14h30, 2pm, 14.30.05 after a date.
func (l *lexer) clock(hour, next int) bool {
	sep := l.peek(next)
	if l.french(hour, next) {
		return true
	}
	if l.dotted(next) {
		sep = ':'
	}
	if sep != ':' {
		return l.bareHour(hour, next)
	}
	minute, w := l.digitsAt(next + 1)
	if w == 0 || w > 2 {
		return false
	}
	l.setTime(hour, minute, 0)
	l.pos = next + 1 + w
	l.seconds(l.src[next])
	return true
}

// french reads 14h, 14h30, 14 h 30, 14h30m05s and 14 Uhr 30.
func (l *lexer) french(hour, next int) bool {
	at := l.skip(next)
	word := "h"
	if strings.HasPrefix(l.src[at:], "uhr") {
		word = "uhr"
	}
	if !strings.HasPrefix(l.src[at:], word) || l.letterAt(at+len(word)) || at > next && !l.complete() {
		return false
	}
	l.setTime(hour, 0, 0)
	l.pos = at + len(word)
	end := l.skip(l.pos)
	if m, w := l.digitsAt(end); w == 2 && (end == l.pos || at > next) {
		l.min, l.pos = m, end+w
		l.after("m")
		if s, w := l.digitsAt(l.pos); w == 2 && l.peek(l.pos+w) == 's' {
			l.sec, l.pos = s, l.pos+w+1
		}
	}
	return true
}

// after passes over a word, if it stands here.
func (l *lexer) after(word string) {
	if end := l.pos + len(word); strings.HasPrefix(l.src[l.pos:], word) && !l.letterAt(end) {
		l.pos = end
	}
}

// skip is the next place that is not blank.
func (l *lexer) skip(at int) int {
	for l.peek(at) == ' ' {
		at++
	}
	return at
}

// spaced reads 14 30 00 and 14-30-00 behind a whole date or a T, as names of files
// have it.
func (l *lexer) spaced(hour, width, next int) bool {
	sep := l.peek(next)
	m, mw := l.digitsAt(next + 1)
	s, sw := l.digitsAt(next + 4)
	if width != 2 || mw != 2 || sw != 2 || sep != ' ' && sep != '-' || l.peek(next+3) != sep {
		return false
	}
	l.setTime(hour, m, s)
	l.pos = next + 6
	return true
}

// dotted tells 14.30.05 from 14.3.2005: three numbers of two digits when the
// date is already there.
func (l *lexer) dotted(next int) bool {
	if l.peek(next) != '.' {
		return false
	}
	if l.pos == 0 || l.src[l.pos-1] != ' ' && l.src[l.pos-1] != 't' {
		return false
	}
	_, w := l.digitsAt(next + 1)
	return w == 2 && l.complete()
}

// complete reports whether the date part has its day, month and year.
func (l *lexer) complete() bool {
	if l.year > 0 && l.month > 0 && l.day > 0 {
		return true
	}
	n := len(l.nums)
	if l.month > 0 {
		n++
	}
	if l.day > 0 {
		n++
	}
	return n >= 3 || len(l.nums) == 1 && l.nums[0].width == 8
}

// bareHour reads "3 pm", "3pm".
func (l *lexer) bareHour(hour, next int) bool {
	at := l.skip(next)
	for _, p := range halves[:latinHalves] {
		end := at + len(p.word)
		if strings.HasPrefix(l.src[at:], p.word) && !l.letterAt(end) && !l.clockAt(end) {
			l.setTime(hour, 0, 0)
			l.setHalf(p.word, p.half)
			l.pos = end
			return true
		}
	}
	return false
}

// setHalf takes a half of the day. Who writes it in English writes the month first.
func (l *lexer) setHalf(word string, h half) {
	if h != wholeDay {
		l.half = h
	}
	switch word {
	case "am", "pm", "a.m.", "p.m.":
		l.american = true
	}
}

// clockAt reports whether a time of day follows: in "03-05 PM 2:30" the 05 is no hour.
func (l *lexer) clockAt(at int) bool {
	at = l.skip(at)
	_, w := l.digitsAt(at)
	return w > 0 && l.peek(at+w) == ':'
}

// seconds reads what may follow hours and minutes: seconds and a fraction.
func (l *lexer) seconds(sep byte) {
	if l.peek(l.pos) != ':' && (sep != '.' || l.peek(l.pos) != '.') {
		return
	}
	s, w := l.digitsAt(l.pos + 1)
	if w == 0 || w > 2 {
		return
	}
	l.sec = s
	l.pos += 1 + w
	c := l.peek(l.pos)
	if c == ':' { // 14:30:00:00, 14:30:00:123
		if _, w = l.digitsAt(l.pos + 1); w == 2 {
			l.pos += 3
		}
	}
	if c != '.' && c != ',' && (c != ':' || w != 3) {
		return
	}
	f, w := l.digitsAt(l.pos + 1)
	if w == 0 {
		return
	}
	for i := min(w, 9); i < 9; i++ {
		f *= 10
	}
	l.nsec = f
	l.pos += 1 + w
}

func (l *lexer) setTime(h, m, s int) {
	l.hour, l.min, l.sec = h, m, s
	l.timed, l.last = true, aTime
	l.doubtful = l.doubtful || l.trailing // that word may have been "in the evening"
}

// compact reads 14, 1430 and 143005 after a T.
func (l *lexer) compact(value, width, next int) bool {
	switch width {
	case 6:
		l.setTime(value/10000, value/100%100, value%100)
	case 4:
		l.setTime(value/100, value%100, 0)
	default:
		l.setTime(value, 0, 0)
	}
	l.pos = next
	return true
}

// unit reads a number that a CJK unit follows: 2024年, 3月, 5日, 14時, 30分, 5秒; 2時半 is
// half past two.
func (l *lexer) unit(value, next int) bool {
	at := l.skip(next)
	for _, u := range units {
		if !strings.HasPrefix(l.src[at:], u.word) {
			continue
		}
		l.pos = at + len(u.word)
		switch u.part {
		case 'y':
			if l.year = fullYear(value); l.era > 0 {
				l.year = l.era + value
			}
		case 'm':
			l.month = value
		case 'd':
			l.day = value
		case 'h':
			l.setTime(value, 0, 0)
			if strings.HasPrefix(l.src[l.pos:], "半") {
				l.min, l.pos = 30, l.pos+len("半")
			}
		case 'i':
			l.min = value
		case 's':
			l.sec = value
		}
		return true
	}
	return false
}

// fullYear reads a year of two digits as RFC 5322 section 4.3 says.
func fullYear(y int) int {
	switch {
	case y < 50:
		return 2000 + y
	case y < 100:
		return 1900 + y
	}
	return y
}

// hourOf applies the half of the day; false when that leaves open which hour is
// meant.
func (l *lexer) hourOf() (int, bool) {
	h := l.hour
	switch {
	case l.half == wholeDay || h > 12:
		return h, h < 100
	case l.half == am && h == 12:
		return 0, true
	case l.half == pm && h < 12, l.half == midday && h < 6, l.half == night && h > 5 && h < 12:
		return h + 12, true
	case l.half == night && h == 12:
		return 0, false
	}
	return h, true
}

// loaded are the zones that were needed: at most as many as there are names. To load
// one costs more than to read a thousand dates.
var loaded sync.Map

// location is the zone of a name of the zone database, in any case; nil for an
// unknown one.
func location(name string) *time.Location {
	exact, ok := ianaNames[strings.ToLower(name)]
	if !ok {
		return nil
	}
	if loc, ok := loaded.Load(exact); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(exact)
	if err != nil {
		return nil
	}
	loaded.Store(exact, loc)
	return loc
}
