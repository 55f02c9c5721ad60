// Package affix finds what a source puts before or after its headlines: the name of
// the site, a tag (【速報】, BREAKING:), or an advertisement that a machine put there.
// All of them are cut for comparison, and for readers where enough is left.
//
// A store keeps the last MaxHeadlines raw headlines of a source. A poll that brings
// new ones calls Mine on all of them, with the title of the source, and Strip on each
// new headline; the raw headline is kept, too. What Strip names as injected marks a
// farm when other sources have it as well (unless Own or Honest), and when Inside finds it in
// running text. Affixes are a function of the headlines, so they need not be kept.
package affix

import (
	"slices"
	"strings"
	"unicode"

	"freshet/storage/dedup/han"
)

// Limits.
const (
	MaxHeadlines     = 64  // the last of a source; those before are not looked at
	MaxHeadlineBytes = 512 // of each; what follows is not looked at by Mine
	MinRunes         = 3   // of an affix
	MaxJunk          = 8   // runes between a keyword and the separator after it
)

// Affix is a string that stands before or after many headlines of one source.
type Affix struct {
	// Text is the affix as one headline has it, separators and blanks included.
	Text string
	// Suffix: it stands after the headline, not before it.
	Suffix bool
	// Junk: other words follow up to the next separator, at most MaxJunk runes, and
	// go with it (彩虹乐园官方网址, 彩虹乐园下载). Without that separator it is no affix.
	Junk bool
	// Keyword: no separator of its own sets it off. Tags and names of sites have one;
	// what is strung before headlines without is most likely an advertisement.
	Keyword bool
	// Own: it is the title of the source itself, and so no sign of a farm.
	Own bool

	key []rune // Text, folded
}

// Name is the affix without separators, in the form in which those of several
// sources are compared: lower case, narrow, simplified characters.
func (a Affix) Name() string { return name(a.key) }

func name(key []rune) string {
	return strings.TrimFunc(string(key), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Strip cuts the affixes off a headline. Of several the longest is cut, at most two
// before the headline and two after. A series name stays where the rest would be only
// a number, a version, a date, or less than four letters or two characters of Chinese,
// Japanese or Korean. Injected is the Name of the first affix cut; empty, with the
// headline as it was, when none was.
func Strip(headline string, affixes []Affix) (shown, injected string) {
	l := newLine(headline)
	for _, suffix := range []bool{false, true} {
		for range 2 {
			rest, by, ok := cutLongest(l, affixes, suffix)
			if !ok {
				break
			}
			if injected == "" {
				injected = by.Name()
			}
			l = rest
		}
	}
	if injected == "" {
		return headline, ""
	}
	return string(l.raw), injected
}

func cutLongest(l line, affixes []Affix, suffix bool) (rest line, by Affix, ok bool) {
	for _, a := range affixes {
		if a.Suffix != suffix || ok && len(a.key) <= len(by.key) {
			continue
		}
		if r, cut := a.cut(l); cut && worth(r.key) {
			rest, by, ok = r, a, true
		}
	}
	return rest, by, ok
}

// Inside tells whether an advertisement among the affixes stands in a running text,
// as machines put it there. Tags and names of sites stand in honest texts, too, and
// do not count.
func Inside(text string, affixes []Affix) bool {
	var key string
	for _, a := range affixes {
		n := a.Name()
		if !a.Keyword || a.Own || len([]rune(n)) < MinRunes {
			continue
		}
		if key == "" {
			key = strings.Map(fold, text)
		}
		if holds(key, n) {
			return true
		}
	}
	return false
}

// holds tells whether name stands in text and is no part of a longer word.
func holds(text, name string) bool {
	n := []rune(name)
	for {
		before, after, found := strings.Cut(text, name)
		if !found {
			return false
		}
		b, a := []rune(lastRunes(before)), []rune(firstRunes(after))
		if (len(b) == 0 || !joined(b[len(b)-1], n[0])) && (len(a) == 0 || !joined(n[len(n)-1], a[0])) {
			return true
		}
		text = after
	}
}

// lastRunes and firstRunes keep the rune beside a find, and a few bytes more.
func lastRunes(s string) string  { return s[max(0, len(s)-4):] }
func firstRunes(s string) string { return s[:min(len(s), 4)] }

// line is a headline and its folded form, rune by rune.
type line struct{ raw, key []rune }

func newLine(s string) line {
	raw := []rune(strings.TrimSpace(s))
	key := make([]rune, len(raw))
	for i, r := range raw {
		key[i] = fold(r)
	}
	return line{raw, key}
}

func (l line) slice(from, to int) line { return line{l.raw[from:to], l.key[from:to]} }

// trim drops blanks and separators that were left at the ends by a cut: before the
// rest after a prefix, behind it before a suffix.
func (l line) trim(front bool) line {
	from, to := 0, len(l.key)
	for front && from < to && (l.key[from] == ' ' || separates(l.key[from])) {
		from++
	}
	for !front && from < to && (l.key[to-1] == ' ' || dash(l.key[to-1]) || strings.ContainsRune("|_·•:", l.key[to-1])) {
		to--
	}
	return l.slice(from, to)
}

// cut is the headline without the affix.
func (a Affix) cut(l line) (rest line, ok bool) {
	n := len(a.key)
	if len(l.key) <= n {
		return line{}, false
	}
	if a.Suffix {
		at := len(l.key) - n
		return l.slice(0, at).trim(false), slices.Equal(l.key[at:], a.key)
	}
	if n = a.before(l.key); n == 0 {
		return line{}, false
	}
	rest = l.slice(n, len(l.key))
	if a.Junk {
		end := slices.IndexFunc(rest.key, func(r rune) bool { return r == ' ' || separates(r) })
		if end < 0 || end > MaxJunk {
			return line{}, false
		}
		rest = rest.slice(end, len(rest.key))
	}
	return rest.trim(true), true
}

// before is how many runes of a headline are the affix it begins with; 0 for none. A
// keyword may have up to maxInserted runes put into it (彩虹国际乐园).
func (a Affix) before(key []rune) int {
	n, same := len(a.key), 0
	for same < min(n, len(key)) && key[same] == a.key[same] {
		same++
	}
	if same == n {
		return n
	}
	for more := 1; a.Junk && same >= 2 && more <= maxInserted && n+more <= len(key); more++ {
		if slices.Equal(key[same+more:n+more], a.key[same:]) {
			return n + more
		}
	}
	return 0
}

// maxInserted bounds the runes that a keyword may have put into it.
const maxInserted = 2

// fold gives the letters that differ in case, width or script only as one.
func fold(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFEE0
	case unicode.IsSpace(r):
		return ' '
	}
	return unicode.ToLower(han.Simple(r))
}
