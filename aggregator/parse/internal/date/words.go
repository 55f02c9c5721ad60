package date

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word reads a run of letters and what it means. An unknown word is fatal,
// unless it stands before everything else, where a weekday stands.
func (l *lexer) word() bool {
	if l.phrase() {
		return true
	}
	w := l.letters()
	start := l.pos
	l.pos += len(w)
	if l.peek(l.pos) == '/' && l.letterAt(l.pos+1) && zoneArea[w] {
		return l.iana(start)
	}
	if name := posixZone(l.src[start:]); name != "" {
		l.place = location(name)
		l.pos, l.last = start+len(name), aZone
		return l.place != nil
	}
	if w == "tháng" {
		return l.numberedMonth()
	}
	if m, ok := months[w]; ok && l.setMonth(m, w) {
		return true
	}
	if off, ok := zones[w]; ok && (l.timed || l.complete()) {
		l.setZone(off)
		return true
	}
	if name, ok := places[w]; ok && l.last == aTime {
		l.place, l.last = location(name), aZone
		return true
	}
	if d, ok := weekdayNames[w]; ok {
		l.weekday = d
	}
	if fillers[w] || weekdays[w] {
		if w == "t" {
			l.last = aWord
		}
		return true
	}
	return len(l.nums) == 0 && !l.timed && l.year == 0
}

// numberedMonth reads the number behind the Vietnamese word for month.
func (l *lexer) numberedMonth() bool {
	for l.peek(l.pos) == ' ' {
		l.pos++
	}
	m, width := l.digitsAt(l.pos)
	if width == 0 || width > 2 {
		return false
	}
	l.pos += width
	return l.setMonth(m, "tháng")
}

// phrase reads the words that are known by how they begin: the halves of a day
// and the CJK weekdays, which run together with what follows.
func (l *lexer) phrase() bool {
	rest := l.src[l.pos:]
	if c := rest[0]; c < 0x80 && c != 'a' && c != 'p' {
		return false
	}
	for _, e := range eras {
		if strings.HasPrefix(rest, e.word) {
			l.era = e.from
			l.pos += len(e.word)
			if after, ok := strings.CutPrefix(l.src[l.pos:], "元年"); ok {
				l.year, l.pos = l.era+1, len(l.src)-len(after)
			}
			return true
		}
	}
	for _, p := range halves {
		if !strings.HasPrefix(rest, p.word) {
			continue
		}
		if p.word[0] < 0x80 && l.letterAt(l.pos+len(p.word)) {
			continue
		}
		if p.half != 0 {
			l.half = p.half
		}
		l.pos += len(p.word)
		return true
	}
	return false
}

// letters is the run of letters at the present place.
func (l *lexer) letters() string {
	end := l.pos
	for end < len(l.src) {
		r, size := utf8.DecodeRuneInString(l.src[end:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		end += size
	}
	return l.src[l.pos:end]
}

// setMonth takes a month's name. "mar" before all numbers may be a weekday of
// the Romance languages: a later name overrules it.
func (l *lexer) setMonth(m int, w string) bool {
	like := w == "mar"
	if l.named {
		switch {
		case l.weekdayLike && !like, l.weekdayLike && like && l.monthAfter == 0:
		case like || m == l.month:
			return true
		default:
			return false
		}
	}
	l.month, l.named, l.weekdayLike, l.monthAfter = m, true, like, len(l.nums)
	l.last = aWord
	return true
}

// posixZone finds the zones of the database that hold a digit.
func posixZone(s string) string {
	for _, name := range [...]string{"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"} {
		if len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) {
			return name
		}
	}
	return ""
}

func (l *lexer) setZone(off int) {
	if !l.fixed {
		l.offset, l.fixed = off, true
	}
	l.last = aZone
}

// iana reads the name of a place in the zone database: Europe/Berlin.
func (l *lexer) iana(start int) bool {
	end := start
	for end < len(l.src) {
		c := l.src[end]
		if c != '/' && c != '_' && c != '-' && (c < 'a' || c > 'z') {
			break
		}
		end++
	}
	name := []byte(l.src[start:end])
	if s := string(name); s == "etc/gmt" || s == "etc/utc" {
		l.pos = end
		l.setZone(0)
		return true
	}
	inWord := false
	for i, c := range name {
		if isLower(c) && !inWord {
			name[i] = c - ('a' - 'A')
		}
		inWord = isLower(c)
	}
	l.place = location(string(name))
	l.pos, l.last = end, aZone
	return l.place != nil
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
