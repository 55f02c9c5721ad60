package date

// sign reads a plus or a minus: the start of an offset after a time, else only
// what separates numbers.
func (l *lexer) sign(c byte) bool {
	at := l.pos + 1
	if spaced := l.skip(at); spaced > at && (l.last == aTime || l.last == aZone) {
		if _, w := l.digitsAt(spaced); w == 4 && l.peek(spaced+4) != ':' { // + 0100
			at = spaced
		}
	}
	if !l.offsetFits(at) {
		l.pos = at
		return true
	}
	off, end, ok := l.offsetAt(at)
	if !ok {
		return false
	}
	if c == '-' {
		off = -off
	}
	if l.byName && l.offset != 0 && l.offset != off && end-at <= 2 {
		return false // CET-1: what POSIX writes for +0100, or an hour less
	}
	l.offset, l.fixed, l.byName, l.pos, l.last = off, true, false, end, aZone
	return true
}

// offsetFits reports whether digits after a sign are an offset.
func (l *lexer) offsetFits(at int) bool {
	if c := l.peek(at); c < '0' || c > '9' {
		return false
	}
	if l.timed && (l.last == aTime || l.last == aZone) {
		return true
	}
	if l.last == aZone || !l.complete() {
		return l.last == aZone
	}
	// A whole date: 2006-01-02 -0700, 2004-07-13-05:00.
	_, w := l.digitsAt(at)
	return w == 4 || w == 2 && l.peek(at+2) == ':' && l.peek(at+5) != ':' // 2024-03-05-10:30:00
}

// maxOffset is the largest offset there is: +14:00, Kiritimati.
const maxOffset = 14 * 3600

// offsetAt reads hh:mm, hhmm, hmm, hh and h; in seconds.
func (l *lexer) offsetAt(at int) (off, end int, ok bool) {
	v, w := l.digitsAt(at)
	end = at + w
	h, m := v, 0
	switch {
	case w <= 2 && l.peek(end) == '.':
		mm, mw := l.digitsAt(end + 1)
		if m, end = mm, end+1+mw; mw != 2 {
			return 0, 0, false
		}
	case w <= 2 && l.peek(end) == ':':
		mm, mw := l.digitsAt(end + 1)
		if mw == 2 {
			m, end = mm, end+1+mw
			if l.peek(end) == ':' {
				if _, sw := l.digitsAt(end + 1); sw == 2 {
					end += 3
				}
			}
		} else if mw == 0 {
			end++
		} else {
			return 0, 0, false
		}
	case w == 3 && l.src[at] == '0':
		return 0, 0, false // +010 has lost a digit, and nobody knows which
	case w == 3 || w == 4:
		h, m = v/100, v%100
	case w > 4:
		return 0, 0, false
	}
	off = h*3600 + m*60
	return off, end, m < 60 && off <= maxOffset
}

// zones are the abbreviations that mean one thing in feeds, in seconds east of
// UTC. RFC 822 section 5 gives the American ones. One that means several things is
// here with the meaning that feeds use, or not at all: AST is in America, not in
// Arabia; BST is British, not of Bangladesh; CST is American, not of China; IST is
// India's, not Israel's or Ireland's. GST and SST are left out; single letters
// but Z are too (see military).
var zones = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "zulu": 0, "uct": 0,
	"est": -5 * hour, "edt": -4 * hour, "cst": -6 * hour, "cdt": -5 * hour,
	"mst": -7 * hour, "mdt": -6 * hour, "pst": -8 * hour, "pdt": -7 * hour,
	"akst": -9 * hour, "akdt": -8 * hour, "hst": -10 * hour, "hast": -10 * hour, "hdt": -9 * hour,
	"ast": -4 * hour, "adt": -3 * hour, "nst": -3*hour - halfHour, "ndt": -2*hour - halfHour,
	"brt": -3 * hour, "brst": -2 * hour, "art": -3 * hour, "clt": -4 * hour, "clst": -3 * hour,
	"cot": -5 * hour, "pet": -5 * hour, "vet": -4 * hour, "uyt": -3 * hour, "bot": -4 * hour,
	"bst": 1 * hour, "ist": 5*hour + halfHour, "west": 1 * hour,
	"cet": 1 * hour, "cest": 2 * hour, "met": 1 * hour, "mest": 2 * hour, "mez": 1 * hour, "mesz": 2 * hour,
	"eet": 2 * hour, "eest": 3 * hour, "msk": 3 * hour, "мск": 3 * hour, "msd": 4 * hour, "trt": 3 * hour,
	"samt": 4 * hour, "yekt": 5 * hour, "omst": 6 * hour, "novt": 7 * hour, "krat": 7 * hour,
	"irkt": 8 * hour, "yakt": 9 * hour, "vlat": 10 * hour, "magt": 11 * hour, "pett": 12 * hour,
	"sast": 2 * hour, "cat": 2 * hour, "eat": 3 * hour, "wat": 1 * hour,
	"idt": 3 * hour, "irst": 3*hour + halfHour, "pkt": 5 * hour, "npt": 5*hour + 45*minute,
	"ict": 7 * hour, "wib": 7 * hour, "wita": 8 * hour, "wit": 9 * hour, "pht": 8 * hour,
	"myt": 8 * hour, "sgt": 8 * hour, "hkt": 8 * hour, "jst": 9 * hour, "kst": 9 * hour,
	"awst": 8 * hour, "acst": 9*hour + halfHour, "acdt": 10*hour + halfHour,
	"aest": 10 * hour, "aedt": 11 * hour, "nzst": 12 * hour, "nzdt": 13 * hour, "chst": 10 * hour,
	"azot": -1 * hour, "cvt": -1 * hour, "gft": -3 * hour, "srt": -3 * hour, "gyt": -4 * hour, "pyt": -4 * hour,
	"fet": 3 * hour, "irdt": 4*hour + halfHour, "aft": 4*hour + halfHour, "azt": 4 * hour, "mut": 4 * hour, "sct": 4 * hour,
	"uzt": 5 * hour, "mvt": 5 * hour, "tmt": 5 * hour, "tjt": 5 * hour, "almt": 6 * hour, "btt": 6 * hour, "kgt": 6 * hour,
	"mmt": 6*hour + halfHour, "hovt": 7 * hour, "ulat": 8 * hour, "bnt": 8 * hour, "hkst": 9 * hour, "tlt": 9 * hour, "pgt": 10 * hour,
	"sakt": 11 * hour, "nct": 11 * hour, "vut": 11 * hour, "fjt": 12 * hour, "chast": 12*hour + 45*minute, "chadt": 13*hour + 45*minute, "tot": 13 * hour,
}

// places are abbreviations of the zone that a place has, with or without summer
// time.
var places = map[string]string{
	"at": "America/Halifax", "et": "America/New_York", "ct": "America/Chicago",
	"mt": "America/Denver", "pt": "America/Los_Angeles",
	"aet": "Australia/Sydney", "nzt": "Pacific/Auckland",
	"北京时间": "Asia/Shanghai", "中国标准时间": "Asia/Shanghai", "香港時間": "Asia/Hong_Kong", "台北標準時間": "Asia/Taipei",
	"日本時間": "Asia/Tokyo", "日本標準時": "Asia/Tokyo", "日本标准时间": "Asia/Tokyo", "東京時間": "Asia/Tokyo", "한국표준시": "Asia/Seoul", "한국시간": "Asia/Seoul",
}

// american are the abbreviations of countries that write the month first.
var american = wordSet("est edt cst cdt mst mdt pst pdt akst akdt hst et ct mt pt")

const (
	minute   = 60
	hour     = 60 * minute
	halfHour = 30 * minute
)

// zoneArea are the first parts of names in the zone database.
var zoneArea = map[string]bool{
	"africa": true, "america": true, "antarctica": true, "arctic": true, "asia": true,
	"atlantic": true, "australia": true, "europe": true, "indian": true, "pacific": true,
	"us": true, "canada": true, "etc": true, "brazil": true, "chile": true, "mexico": true,
}
