package prose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"freshet/cmd/freshet/world/chance"
)

// expand fills the slots and takes the choices of a sentence. What it draws
// depends on the article and the sentence only, not on what was drawn before.
func (w *writer) expand(sentence string) string {
	key := w.key.With(sentence)
	return w.slots(key, choices(key, sentence))
}

// choices replaces each [a|b] by one of its parts.
func choices(key chance.Key, s string) string {
	for i := 0; ; i++ {
		start := strings.IndexByte(s, '[')
		if start < 0 {
			return s
		}
		end := start + strings.IndexByte(s[start:], ']')
		parts := strings.Split(s[start+1:end], "|")
		s = s[:start] + parts[key.With("choice").At(i).N(len(parts))] + s[end+1:]
	}
}

func (w *writer) slots(key chance.Key, s string) string {
	var b strings.Builder
	for i := 0; ; i++ {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		b.WriteString(w.slot(key.With("slot").At(i), slot))
		s = after
	}
}

// slot is what stands for one name: a given word, a number of this place or of
// the event, or a word of the kind.
func (w *writer) slot(here chance.Key, name string) string {
	if v, ok := w.set[name]; ok {
		return v
	}
	if strings.HasPrefix(name, "#") {
		return w.number(here, name[1:])
	}
	if b, ok := w.event.numbers[name]; ok {
		return w.number(w.key.With("number "+name), b)
	}
	return w.word(name)
}

// word is the turn-th of a shuffle of the kind's words, so that {place} and
// {place2} differ. A kind smaller than the turn goes round.
func (w *writer) word(name string) string {
	kind, turn := kindOf(name)
	words := slices.Clone(w.g.words[kind])
	if given, ok := w.set[kind]; ok { // the others differ from a given first one too
		words = slices.DeleteFunc(words, func(s string) bool { return s == given })
	}
	key := w.key.With("word " + kind)
	for i := 0; ; i++ {
		j := key.At(i).N(len(words))
		if i == turn-1 || len(words) == 1 {
			return words[j]
		}
		words = slices.Delete(words, j, j+1)
	}
}

// kindOf reads place2 as the second of the kind place.
func kindOf(slot string) (kind string, turn int) {
	if n := len(slot) - 1; n > 0 && slot[n] >= '1' && slot[n] <= '9' {
		return slot[:n], int(slot[n] - '0')
	}
	return slot, 1
}

// number draws from a range; with a point in it, it has one decimal.
func (w *writer) number(key chance.Key, within string) string {
	low, high, decimal, err := bounds(within)
	if err != nil { // the grammar was checked when it was read
		panic(err)
	}
	x := low + key.N(high-low+1)
	if !decimal {
		return strconv.Itoa(x)
	}
	point := "."
	if w.g.comma {
		point = ","
	}
	return strconv.Itoa(x/10) + point + strconv.Itoa(x%10)
}

// bounds reads 2-90 or 1.5-9; the latter in tenths.
func bounds(s string) (low, high int, decimal bool, err error) {
	from, to, ok := strings.Cut(s, "-")
	a, errA := strconv.ParseFloat(from, 64)
	b, errB := strconv.ParseFloat(to, 64)
	if !ok || errA != nil || errB != nil || a > b {
		return 0, 0, false, fmt.Errorf("range %q is not like 2-90", s)
	}
	if decimal = strings.Contains(s, "."); decimal {
		return int(a*10 + 0.5), int(b*10 + 0.5), true, nil
	}
	return int(a), int(b), false, nil
}
