package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"unicode"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"freshet/storage/dedup/affix"
)

// Limits of what is kept of a source's habits.
const (
	maxHabitLines = affix.MaxHeadlines
	maxHabitBytes = 256 // of one headline
	maxHabitNames = 16
	// maxFarms bounds the other sources of which the headlines are marked when a
	// string turns out to be theirs, too.
	maxFarms = 8
)

// habits are what a source does to its headlines: the last of them, as published, and
// what Mine found in them.
type habits struct {
	lines []habitLine
	names []string // of affixes that are not the source's own title
	sum   uint64   // of all affixes: tells when there are others
}

type habitLine struct {
	seq   uint64
	title string
}

const habitsVersion = 1

func (h *habits) encode() []byte {
	b := append(make([]byte, 0, 64*(1+len(h.lines))), habitsVersion)
	b = binary.AppendUvarint(b, uint64(len(h.lines)))
	for _, l := range h.lines {
		b = putRaw(binary.AppendUvarint(b, l.seq), l.title)
	}
	return binary.LittleEndian.AppendUint64(putTexts(b, h.names), h.sum)
}

func decodeHabits(record []byte) (h habits, err error) {
	if len(record) == 0 {
		return h, nil
	}
	w := newWire(record[1:])
	if record[0] != habitsVersion {
		w.fail()
	}
	h.lines = make([]habitLine, w.count(2), maxHabitLines+1)
	for i := range h.lines {
		h.lines[i] = habitLine{w.uint(), w.string()}
	}
	h.names, h.sum = w.strings(), w.fixed64()
	if w.bad {
		return h, fmt.Errorf("habits: %w", errRecord)
	}
	return h, nil
}

func (b *batch) habits(source uint64) (habits, error) {
	return decodeHabits(b.bucket(bucketHabits).Get(sourceKey(source)))
}

// add notes a headline of an item, in the place of its last one.
func (h *habits) add(seq uint64, title string) {
	title = cutHeadline(title)
	if i := slices.IndexFunc(h.lines, func(l habitLine) bool { return l.seq == seq }); i >= 0 {
		h.lines[i].title = title
		return
	}
	if len(h.lines) >= maxHabitLines {
		h.lines = slices.Delete(h.lines, 0, len(h.lines)-maxHabitLines+1)
	}
	h.lines = append(h.lines, habitLine{seq, title})
}

// has reports whether a headline is among the last.
func (h *habits) has(title string) bool {
	title = cutHeadline(title)
	return slices.ContainsFunc(h.lines, func(l habitLine) bool { return l.title == title })
}

func cutHeadline(title string) string {
	if len(title) <= maxHabitBytes {
		return title
	}
	n := maxHabitBytes
	for n > 0 && !utf8.RuneStart(title[n]) {
		n--
	}
	return title[:n]
}

// mine finds the affixes of the source with the headlines that have come. Most polls
// bring one that is like no other: then there is nothing to look for.
func (h *habits) mine(fresh []string, title string) []affix.Affix {
	lines := make([]string, 0, len(h.lines)+len(fresh))
	for _, l := range h.lines {
		lines = append(lines, l.title)
	}
	for _, s := range fresh {
		lines = append(lines, cutHeadline(s))
	}
	lines = lines[max(0, len(lines)-maxHabitLines):]
	if len(h.names) == 0 && !alike(lines) {
		return nil
	}
	return affix.Mine(lines, title)
}

// minAlike is the least number of headlines that begin or end alike for an affix to be
// among them, and aliked the part of all.
const (
	minAlike = 3
	aliked   = 4
)

// alike reports whether so many headlines begin, or end, with the same letter that
// there may be an affix.
func alike(lines []string) bool {
	var first, last [256]int
	need := max(minAlike, len(lines)/aliked)
	for _, s := range lines {
		a, z := edges(s)
		if a == utf8.RuneError {
			continue
		}
		first[byte(a)]++
		last[byte(z)]++
		if first[byte(a)] >= need || last[byte(z)] >= need {
			return true
		}
	}
	return false
}

// edges are the first and the last letter or digit of a headline, lower case.
func edges(s string) (first, last rune) {
	first, last = utf8.RuneError, utf8.RuneError
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			first = unicode.ToLower(r)
			break
		}
	}
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return first, unicode.ToLower(r)
		}
		s = s[:len(s)-n]
	}
	return first, last
}

// namesOf are the names of the affixes that may be an advertisement: not the title of
// the source, no tag that many newsrooms use.
func namesOf(affixes []affix.Affix) []string {
	var out []string
	for _, a := range affixes {
		if n := a.Name(); n != "" && !a.Own && !a.Honest() && !slices.Contains(out, n) && len(out) < maxHabitNames {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// sumAffixes tells affixes from others; 0 for none.
func sumAffixes(affixes []affix.Affix) uint64 {
	var keys []string
	for _, a := range affixes {
		keys = append(keys, fmt.Sprint(a.Suffix, a.Junk, a.Name()))
	}
	if len(keys) == 0 {
		return 0
	}
	slices.Sort(keys)
	h := fnv.New64a()
	for _, k := range keys {
		h.Write(append([]byte(k), 0))
	}
	return h.Sum64()
}

// farms are the names of affixes, by source and the other way round. The records of
// habits bring them back after a start.
type farms struct {
	bySource map[uint64][]string
	byName   map[string][]uint64
}

func newFarms() farms {
	return farms{bySource: map[uint64][]string{}, byName: map[string][]uint64{}}
}

// loadFarms reads the names of all sources.
func loadFarms(tx *bbolt.Tx) (farms, error) {
	f := newFarms()
	err := tx.Bucket(bucketHabits).ForEach(func(k, v []byte) error {
		h, err := decodeHabits(v)
		if err != nil {
			return fmt.Errorf("source %x: %w", k, err)
		}
		f.set(binary.BigEndian.Uint64(k), h.names)
		return nil
	})
	return f, err
}

// set makes names those of a source.
func (f *farms) set(source uint64, names []string) {
	for _, n := range f.bySource[source] {
		if rest := slices.DeleteFunc(f.byName[n], func(s uint64) bool { return s == source }); len(rest) > 0 {
			f.byName[n] = rest
		} else {
			delete(f.byName, n)
		}
	}
	if len(names) == 0 {
		delete(f.bySource, source)
		return
	}
	f.bySource[source] = names
	for _, n := range names {
		f.byName[n] = append(f.byName[n], source)
	}
}

// withName lists the sources other than this one that have a name, as of this batch,
// and are published from elsewhere: feeds of one site share its name.
func (b *batch) withName(name string, source uint64) []uint64 {
	sites := b.s.names.Load().sites
	var out []uint64
	add := func(other uint64) {
		if other != source && sites[other] != sites[source] && !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	for _, other := range b.s.w.farms.byName[name] {
		if _, changed := b.mined[other]; !changed {
			add(other)
		}
	}
	for other, names := range b.mined {
		if slices.Contains(names, name) {
			add(other)
		}
	}
	slices.Sort(out)
	return out
}

// habits checks that what is known in memory of the habits of sources is what the
// file has.
func (c *checker) habits() error {
	file, err := loadFarms(c.b.tx)
	if err != nil {
		return err
	}
	for source, names := range file.bySource {
		if got := c.b.s.w.farms.bySource[source]; !slices.Equal(got, names) {
			c.fault("habits: source %d puts %q into headlines, in memory %q", source, names, got)
		}
	}
	if a, b := len(file.bySource), len(c.b.s.w.farms.bySource); a != b {
		c.fault("habits: %d sources, in memory %d", a, b)
	}
	return nil
}

// putHabits writes the habits of a source.
func (b *batch) putHabits(source uint64, h *habits) error {
	if b.mined == nil {
		b.mined = map[uint64][]string{}
	}
	b.mined[source] = h.names
	return b.put(bucketHabits, sourceKey(source), h.encode())
}
