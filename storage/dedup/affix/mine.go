package affix

import (
	"slices"
	"strings"
	"unicode"
)

// Mine finds the affixes of a source in its last headlines: strings of at least
// MinRunes runes that stand in at least three of them and in a quarter of all, with as
// many different continuations; the longest first. Title is the source's own.
//
// Nothing is cut in a word or a number, so an affix ends where a separator or a blank
// is, or between two characters of Chinese or Japanese. The weaker its end, the more
// headlines must have it:
//
//   - a separator, as tags and names of sites have: a quarter;
//   - a few more runes and then a separator: a quarter of all, half when the affix is
//     as short as a person's name, and three quarters of those that begin with it;
//   - nothing, in Chinese or Japanese: four runes, five headlines and half of all;
//   - a blank, in other scripts: five headlines and six in ten, each of which goes on
//     as a headline begins.
//
// Work is bounded by MaxHeadlines squared times MaxHeadlineBytes.
func Mine(headlines []string, title string) []Affix {
	lines := read(headlines)
	var affixes []Affix
	for _, a := range slices.Concat(prefixes(lines), suffixes(lines)) {
		if a, ok := judge(a, lines); ok {
			a.Own = own(a, title)
			affixes = append(affixes, a)
		}
	}
	slices.SortStableFunc(affixes, func(a, b Affix) int {
		if n := len(b.key) - len(a.key); n != 0 {
			return n
		}
		return slices.Compare(a.key, b.key)
	})
	return withoutTrunks(affixes, lines)
}

// withoutTrunks drops the keywords that are the beginning of a longer one and stand
// in few headlines else: they may be honest names.
func withoutTrunks(affixes []Affix, lines []line) (kept []Affix) {
	for _, a := range affixes {
		grown := slices.ContainsFunc(kept, func(b Affix) bool {
			return b.Keyword && len(b.key) > len(a.key) && slices.Equal(b.key[:len(a.key)], a.key)
		})
		if !a.Keyword || !grown || alone(a, kept, lines) >= enough(len(lines)) {
			kept = append(kept, a)
		}
	}
	return kept
}

// alone counts the headlines that an affix cuts and no longer one.
func alone(a Affix, longer []Affix, lines []line) (n int) {
	for _, l := range lines {
		if _, ok := a.cut(l); !ok {
			continue
		}
		if _, _, also := cutLongest(l, longer, false); !also {
			n++
		}
	}
	return n
}

// enough is how many of a source's headlines make an affix.
func enough(headlines int) int { return max(3, (headlines+3)/4) }

// read folds the last headlines; the same one twice counts once.
func read(headlines []string) []line {
	headlines = headlines[max(0, len(headlines)-MaxHeadlines):]
	var lines []line
	seen := map[string]bool{}
	for _, h := range headlines {
		if len(h) > MaxHeadlineBytes {
			h = h[:MaxHeadlineBytes]
		}
		l := newLine(strings.ToValidUTF8(h, ""))
		if k := string(l.key); k != "" && !seen[k] {
			seen[k] = true
			lines = append(lines, l)
		}
	}
	return lines
}

// shared are the strings with which at least two headlines begin, and after which
// they differ: the inner nodes of their prefix tree, which are the common prefixes
// of neighbours in sorted order.
func shared(keys [][]rune) (out [][]rune) {
	slices.SortFunc(keys, slices.Compare)
	seen := map[string]bool{}
	for i := 1; i < len(keys); i++ {
		a, b := keys[i-1], keys[i]
		n := 0
		for n < min(len(a), len(b)) && a[n] == b[n] {
			n++
		}
		if n >= MinRunes && !seen[string(a[:n])] {
			seen[string(a[:n])] = true
			out = append(out, a[:n])
		}
	}
	return out
}

// prefixes are the strings before headlines that end where one may be cut.
func prefixes(lines []line) []Affix {
	keys := make([][]rune, len(lines))
	for i, l := range lines {
		keys[i] = l.key
	}
	found := set{}
	for _, key := range shared(keys) {
		found.add(lastEnd(key, func(i int) bool { return ideograph(key[i]) }), Affix{Keyword: true})
		found.add(lastEnd(key, func(i int) bool { return endsTag(key, i) }), Affix{})
		found.add(lastEnd(key, func(i int) bool { return key[i] == ' ' }), Affix{Keyword: true})
	}
	return found.affixes
}

// lastEnd is key up to the last rune of which ok holds, and the blanks after it.
func lastEnd(key []rune, ok func(i int) bool) []rune {
	for i := len(key) - 1; i >= 0; i-- {
		if !ok(i) {
			continue
		}
		end := i + 1
		for end < len(key) && key[end] == ' ' && !ideograph(key[i]) {
			end++
		}
		return key[:end]
	}
	return nil
}

// endsTag tells whether a tag or a name before a headline may end with key[i]: not
// with the colon of 10:30 nor the hyphen of Covid-19.
func endsTag(key []rune, i int) bool {
	r := key[i]
	after := func() rune {
		if i+1 < len(key) {
			return key[i+1]
		}
		return 0
	}()
	switch {
	case r == ',' || r == '、' || r == '。' || r == '，' || r == '!' || r == '/':
		return false
	case r == '-':
		return i > 0 && key[i-1] == ' ' && after == ' '
	case r == ':' || r == '_' || r == '~':
		return after == ' ' || i > 0 && ideograph(key[i-1])
	}
	return separates(r)
}

// suffixes are the strings after headlines that begin where one may be cut.
func suffixes(lines []line) []Affix {
	keys := make([][]rune, len(lines))
	for i, l := range lines {
		keys[i] = slices.Clone(l.key)
		slices.Reverse(keys[i])
	}
	found := set{}
	for _, key := range shared(keys) {
		key = slices.Clone(key)
		slices.Reverse(key)
		for i := range key {
			if beginsTag(key, i) {
				for i > 0 && key[i-1] == ' ' {
					i--
				}
				found.add(key[i:], Affix{Suffix: true})
				break
			}
		}
	}
	return found.affixes
}

// beginsTag tells whether the name of a site or a remark after a headline may begin
// with key[i].
func beginsTag(key []rune, i int) bool {
	r, last := key[i], key[len(key)-1]
	switch {
	case strings.ContainsRune("([【〔{", r):
		return strings.ContainsRune(")]】〕}", last)
	case dash(r) && i+1 < len(key):
		return key[i+1] == ' ' && i > 0 && key[i-1] == ' ' || ideograph(key[i+1]) || r > 0x2011 && key[i+1] == ' '
	}
	return strings.ContainsRune("|_·•»›«", r)
}

// set gathers candidates, each string once: the first kind it was found as.
type set struct {
	affixes []Affix
	seen    map[string]bool
}

func (s *set) add(key []rune, a Affix) {
	id := string(key)
	if len(key) < MinRunes || s.seen[id] {
		return
	}
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	s.seen[id] = true
	a.key = key
	s.affixes = append(s.affixes, a)
}

// judge tells whether a candidate stands in enough headlines, and as what.
func judge(a Affix, lines []line) (Affix, bool) {
	words, letters, signs := amount(a.key)
	if letters+signs == 0 {
		return a, false
	}
	quarter := enough(len(lines))
	half := max(5, (len(lines)+1)/2)
	last := a.key[len(a.key)-1]
	switch {
	case !a.Keyword:
		return tally(a, lines, quarter, 0)
	case ideograph(last):
		junk := a
		junk.Junk = true
		need := quarter
		if len(a.key) < 4 {
			need = max(need, half)
		}
		if signs < MinRunes {
			return a, false
		}
		if found, ok := tally(junk, lines, need, 0.75); ok {
			return found, true
		}
		return glued(a, lines, half)
	default:
		if letters+2*signs < 4 || words > 0 && common(a.key) {
			return a, false
		}
		return tally(a, lines, max(5, (6*len(lines)+9)/10), 0.99)
	}
}

// glued judges what is strung before headlines with nothing between.
func glued(a Affix, lines []line, half int) (Affix, bool) {
	if len(a.key) < MinRunes+1 {
		return a, false
	}
	return tally(a, lines, half, 0)
}

// tally counts the different rests that a candidate leaves. It must leave need of
// them, and part of the headlines that begin with it must be among those; and half of
// the rests must say something, or it is the name of a series.
func tally(a Affix, lines []line, need int, part float64) (Affix, bool) {
	rests := map[string]bool{}
	all, cut, full := 0, 0, 0
	for _, l := range lines {
		if !a.Suffix && len(l.key) >= len(a.key) && slices.Equal(l.key[:len(a.key)], a.key) {
			all++
		}
		rest, ok := a.cut(l)
		if !ok || !worth(rest.key) || a.Keyword && !a.Junk && !begins(rest) {
			continue
		}
		if cut++; a.Text == "" {
			a.Text = text(a, l) // still empty when runes were put into the keyword
		}
		if k := string(rest.key); !rests[k] {
			rests[k] = true
			if rich(rest.key) {
				full++
			}
		}
	}
	return a, len(rests) >= need && float64(cut) >= part*float64(all) && 2*full >= len(rests)
}

// text is the affix as the headline writes it; empty when it writes it with other
// runes in it.
func text(a Affix, l line) string {
	if a.Suffix {
		return string(l.raw[len(l.raw)-len(a.key):])
	}
	if !slices.Equal(l.key[:len(a.key)], a.key) {
		return ""
	}
	return string(l.raw[:len(a.key)])
}

// begins tells whether a rest begins as a headline does: not with a small letter.
func begins(l line) bool { return !unicode.IsLower(l.raw[0]) }

// function are words that headlines begin with, of their own accord.
var function = strings.Fields(`the a an of to in on at for from with by and or how what why who when where which is are was
	this that these new my your our their his her its you we it here le la les un une des der die das ein eine wie was
	el los las por como der i w na в на и как что почему`)

// common tells whether an affix is words of the language rather than a name.
func common(key []rune) bool {
	return slices.ContainsFunc(strings.Fields(string(key)), func(w string) bool { return slices.Contains(function, w) })
}

// own tells whether an affix is the title of its source, or a part of one.
func own(a Affix, title string) bool {
	t, n := name(newLine(title).key), a.Name()
	return n != "" && t != "" && (holds(t, n) || holds(n, t))
}
