package date

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// word reads a run of letters and what it means; false for one that makes the date
// unknown.
func (l *lexer) word() bool {
	if l.phrase() || l.zoneInWords() {
		return true
	}
	w := l.letters()
	start := l.pos
	l.pos += len(w)
	if ok, known := l.zoneOrPlace(w, start); known {
		return ok
	}
	switch {
	case w == "w" && l.isoWeek():
		return true
	case w == "tháng":
		return l.numberedMonth()
	case l.hanNumber(w, start):
		return true
	case w == "noon", w == "midnight":
		l.setTime(map[string]int{"noon": 12}[w], 0, 0)
		return true
	}
	if m := monthOf(w); m > 0 && l.setMonth(m, w) {
		return true
	}
	if h, ok := lateHalves[w]; ok && l.last == aTime {
		l.half = h
		return true
	}
	if d, ok := weekdayNames[w]; ok {
		l.weekday = d
	}
	if fillers[w] || weekdays[w] {
		if w == "t" {
			l.last = aWord
		}
		return !l.military(w)
	}
	return l.stranger(w)
}

// monthOf is the month of a name, also of one written without its accents.
func monthOf(w string) int {
	if m, ok := months[w]; ok {
		return m
	}
	return bareMonths[bare(w)]
}

// zoneOrPlace reads a word that is a zone or begins one; known is false when it is
// neither.
func (l *lexer) zoneOrPlace(w string, start int) (ok, known bool) {
	if l.peek(l.pos) == '/' && l.letterAt(l.pos+1) && zoneArea[w] {
		return l.iana(start), true
	}
	if name := posixZone(l.src[start:]); name != "" {
		l.place, l.american = location(name), true
		l.pos, l.last = start+len(name), aZone
		return l.place != nil, true
	}
	if off, ok := zones[w]; ok && (l.timed || l.complete()) {
		if w == "cst" && l.year > 0 { // in a Chinese date it is China's
			return l.setZone(8 * hour), true
		}
		l.american = l.american || american[w]
		return l.setZone(off), true
	}
	if name := places[w]; name != "" && l.last == aTime {
		l.place, l.last = location(name), aZone
		l.american = l.american || american[w]
		return l.place != nil, true
	}
	if l.last == aTime && !l.fixed && !fillers[w] && ianaNames[w] != "" { // Japan, GB
		l.place, l.last = location(w), aZone
		return true, true
	}
	return false, false
}

// military reports whether a single letter stands where a zone stands. RFC 822 has
// the signs of these zones wrong and RFC 5322 section 4.3 says that nobody knows what
// they mean.
func (l *lexer) military(w string) bool {
	hours := w == "h" || w == "u" && l.peek(l.pos) == '.' // Dutch
	return len(w) == 1 && !hours && w != "t" && l.last == aTime && !l.fixed
}

// stranger decides on a word that is not known. Before the date it may be a weekday
// or "published", behind a whole date anything; but behind a time it may be a zone,
// and within a date a month.
func (l *lexer) stranger(w string) bool {
	switch {
	case l.timed && (l.fixed || l.place != nil):
		return l.complete()
	case l.timed:
		return false
	case len(l.nums) == 0 && l.year == 0 && l.month == 0 && l.day == 0:
		l.strange = l.strange || w[0] < utf8.RuneSelf
		return true
	}
	l.trailing = true
	return l.complete()
}

// isoWeek reads what stands behind the W of 2004-W28-4, 2004W284 and 2004-W28 (ISO
// 8601); a week without a day is its Monday.
func (l *lexer) isoWeek() bool {
	if len(l.nums) != 1 || l.nums[0].width != 4 || l.last != aNumber {
		return false
	}
	week, w := l.digitsAt(l.pos)
	day, end := 1, l.pos+w
	switch {
	case w == 3:
		week, day = week/10, week%10
	case w != 2:
		return false
	case l.peek(end) == '-':
		if d, dw := l.digitsAt(end + 1); dw == 1 {
			day, end = d, end+2
		}
	}
	t := time.Date(l.nums[0].value, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	t = t.AddDate(0, 0, (week-1)*7+day-1-(int(t.Weekday())+6)%7)
	if y, got := t.ISOWeek(); y != l.nums[0].value || got != week || day < 1 || day > 7 {
		return false
	}
	l.year, l.month, l.day = t.Year(), int(t.Month()), t.Day()
	l.nums, l.pos = nil, end
	return true
}

// hanNumber reads a number in Chinese digits that a unit follows: 二〇二四年三月二十五日.
func (l *lexer) hanNumber(w string, start int) bool {
	n, tens, digits, end := 0, -1, 0, 0
	for i, r := range w {
		d, ok := hanDigits[r]
		switch {
		case ok:
			n = min(n*10+d, 9999)
			digits++
		case r == '十' && tens < 0 && digits < 2:
			tens, n, digits = max(n, 1)*10, 0, 1
		default:
			end = i
		}
		if end > 0 || !ok && r != '十' {
			break
		}
	}
	if digits == 0 {
		return false
	}
	back := l.pos
	if l.unit(max(tens, 0)+n, start+end) {
		return true
	}
	l.pos = back
	return false
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
	if c := rest[0]; c < utf8.RuneSelf && c != 'a' && c != 'p' {
		return l.pos == 0 && l.eraLetter()
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
	for _, m := range phraseMonths {
		if strings.HasPrefix(rest, m.word) {
			l.pos += len(m.word)
			return l.setMonth(m.month, m.word)
		}
	}
	for _, p := range halves {
		if !strings.HasPrefix(rest, p.word) {
			continue
		}
		if p.word[0] < 0x80 && l.letterAt(l.pos+len(p.word)) {
			continue
		}
		l.setHalf(p.word, p.half)
		l.pos += len(p.word)
		return true
	}
	return false
}

// eraLetter reads the letter of R6.3.5, R6/3/5, R6年.
func (l *lexer) eraLetter() bool {
	from, ok := eraLetters[l.src[:1]]
	_, w := l.digitsAt(1)
	if !ok || w == 0 || w > 2 || !strings.ContainsAny(l.src[1+w:min(len(l.src), 4+w)], "./-年") {
		return false
	}
	l.era, l.pos = from, 1
	return true
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
	if r, _ := utf8.DecodeRuneInString(w); unicode.Is(unicode.Thai, r) {
		l.thai = true
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

// setZone takes the offset of a zone's name. Behind an offset in digits it only
// repeats it; two names that differ make the date unknown.
func (l *lexer) setZone(off int) bool {
	if l.fixed && l.byName && l.offset != off {
		return false
	}
	if !l.fixed {
		l.offset, l.fixed, l.byName = off, true, true
	}
	l.last = aZone
	return true
}

// iana reads the name of a place in the zone database: Europe/Berlin.
func (l *lexer) iana(start int) bool {
	end := start
	for end < len(l.src) && (l.src[end] >= 'a' && l.src[end] <= 'z' || strings.IndexByte("/_-+", l.src[end]) >= 0 ||
		strings.HasPrefix(l.src[start:], "etc/") && l.src[end] >= '0' && l.src[end] <= '9') {
		end++
	}
	l.place = location(l.src[start:end])
	l.pos, l.last = end, aZone
	return l.place != nil
}
