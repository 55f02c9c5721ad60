package date

import (
	"strings"
	"time"
	_ "time/tzdata" // so that a place means the same on every machine
)

// clock reads a time of day whose hour has just been read: 14:30, 14:30:05.25,
// 14h30, 2pm, 14.30.05 after a date.
func (l *lexer) clock(hour, next int) bool {
	sep := l.peek(next)
	if sep == 'h' && !l.letterAt(next+1) {
		l.setTime(hour, 0, 0)
		l.pos = next + 1
		if m, w := l.digitsAt(next + 1); w == 2 {
			l.min, l.pos = m, next+1+w
		}
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

// dotted tells 14.30.05 from 14.3.2005: three numbers of two digits when the
// date is already there.
func (l *lexer) dotted(next int) bool {
	if l.peek(next) != '.' || len(l.nums) < 2 && !l.named {
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
	n := len(l.nums)
	if l.named {
		n++
	}
	return n >= 3
}

// bareHour reads "3 pm", "3pm", "下午3".
func (l *lexer) bareHour(hour, next int) bool {
	at := next
	for l.peek(at) == ' ' {
		at++
	}
	for _, p := range halves[:latinHalves] {
		end := at + len(p.word)
		if strings.HasPrefix(l.src[at:], p.word) && !l.letterAt(end) && !l.clockAt(end) {
			l.setTime(hour, 0, 0)
			l.half = p.half
			l.pos = end
			return true
		}
	}
	return false
}

// clockAt reports whether a time of day follows: in "03-05 PM 2:30" the 05 is no hour.
func (l *lexer) clockAt(at int) bool {
	for l.peek(at) == ' ' {
		at++
	}
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
	if c := l.peek(l.pos); c != '.' && c != ',' {
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

// unit reads a number that a CJK unit follows: 2024年, 3月, 5日, 14時, 30分, 5秒.
func (l *lexer) unit(value, next int) bool {
	at := next
	for l.peek(at) == ' ' {
		at++
	}
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

// hourOf applies am and pm.
func (l *lexer) hourOf() (int, bool) {
	h := l.hour
	switch {
	case l.half == 0 || h > 12:
		return h, h < 100
	case l.half == 2 && h < 12:
		return h + 12, true
	case l.half == 1 && h == 12:
		return 0, true
	}
	return h, true
}

// location loads an IANA zone. It is known only by its exact name.
func location(name string) *time.Location {
	if len(name) > 40 || strings.Contains(name, ".") {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}
