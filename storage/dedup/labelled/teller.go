package labelled

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// facts are what one story is about: what all copies of it say.
type facts struct {
	people, orgs, places []string
	figs                 []string
	topic                []string // nouns of its own, most of them rare
}

// teller tells one story, or one item of a family.
type teller struct {
	draw
	*vocabulary
	facts
	kept   map[string]string // what slots of this item hold
	family map[string]string // what slots of its family hold
	when   time.Time         // what dates are near
}

// newTeller makes up the facts of a story.
func newTeller(d draw, v *vocabulary, when time.Time) *teller {
	t := &teller{draw: d, vocabulary: v, kept: map[string]string{}, family: map[string]string{}, when: when}
	for range d.between(1, 3) {
		t.people = append(t.people, v.person(d))
	}
	for range d.between(1, 2) {
		t.orgs = append(t.orgs, v.org(d))
		t.places = append(t.places, v.place(d))
	}
	for range d.between(2, 6) {
		t.figs = append(t.figs, t.figure())
	}
	for range d.between(4, 10) {
		t.topic = append(t.topic, v.nouns[d.IntN(len(v.nouns))])
	}
	return t
}

// figure draws a number as texts have them: small ones and round ones are common.
func (t *teller) figure() string {
	switch t.IntN(6) {
	case 0, 1:
		return strconv.Itoa(t.between(2, 40))
	case 2:
		return strconv.Itoa(t.between(4, 99) * 10)
	case 3:
		return strconv.Itoa(t.between(100, 999))
	case 4:
		return fmt.Sprintf("%d.%d", t.between(1, 99), t.between(1, 9))
	}
	n := t.between(1000, 98000)
	if t.lang == "en" {
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	return strconv.Itoa(n)
}

// thing is what a slot of a kind holds.
func (t *teller) thing(kind, args string) string {
	switch kind {
	case "noun", "verb", "adj", "adv":
		return t.term(kind)
	case "who":
		if t.chance(0.5) {
			return one(t.draw, t.people)
		}
		return one(t.draw, t.orgs)
	case "person":
		return one(t.draw, t.people)
	case "org":
		return one(t.draw, t.orgs)
	case "place":
		return one(t.draw, t.places)
	case "newperson":
		return t.vocabulary.person(t.draw)
	case "neworg":
		return t.vocabulary.org(t.draw)
	case "newplace":
		return t.vocabulary.place(t.draw)
	case "brand":
		return latinName(t.draw)
	case "pick":
		return one(t.draw, strings.Split(args, "|"))
	case "sent":
		return t.fill(one(t.draw, t.sentences))
	case "para":
		return t.paragraph(t.between(2, 4))
	case "day", "month", "unit", "site", "spam":
		return one(t.draw, t.lists[kind])
	}
	return t.measure(kind, args)
}

// term draws a word: a story's own nouns come again and again in it.
func (t *teller) term(kind string) string {
	list := t.nouns
	switch kind {
	case "noun":
		if t.chance(0.45) {
			return one(t.draw, t.topic)
		}
	case "verb":
		list = t.verbs
	case "adj":
		list = t.adjs
	default:
		list = t.advs
	}
	return list[t.zipf(len(list))]
}

// measure draws numbers, dates and the like.
func (t *teller) measure(kind, args string) string {
	switch kind {
	case "fig":
		if t.chance(0.75) {
			return one(t.draw, t.figs)
		}
		return t.figure()
	case "money":
		return fmt.Sprintf(one(t.draw, t.lists["money"]), t.between(2, 960))
	case "pct":
		return fmt.Sprintf("%d.%d%%", t.between(0, 89), t.between(1, 9))
	case "year":
		return strconv.Itoa(t.between(1968, 2027))
	case "clock":
		return fmt.Sprintf("%d:%02d", t.between(6, 22), t.between(0, 59))
	case "n":
		return strconv.Itoa(t.between(bounds(args)))
	case "dec": // tenths
		n := t.between(bounds(args))
		return fmt.Sprintf("%d.%d", n/10, abs(n%10))
	case "ver":
		return fmt.Sprintf("%d.%d.%d", t.between(0, 9), t.between(0, 30), t.between(0, 12))
	case "hash":
		return t.hex(12) + t.hex(12)
	case "date":
		return t.date(t.when)
	case "weekday":
		return t.lists["day"][(int(t.when.Weekday())+6)%7]
	case "thisyear":
		return strconv.Itoa(t.when.Year())
	}
	panic("no such slot: " + kind + " " + args) // a mistake in a grammar's file
}

func abs(n int) int { return max(n, -n) }

// bounds reads "lo hi".
func bounds(args string) (lo, hi int) {
	if _, err := fmt.Sscan(args, &lo, &hi); err != nil {
		panic("bounds of a slot: " + args) // a mistake in a grammar's file
	}
	return lo, hi
}

// date writes a day as the language does.
func (t *teller) date(at time.Time) string {
	month := t.lists["month"][at.Month()-1]
	switch t.lang {
	case "zh", "ja":
		return fmt.Sprintf("%d年%s%d日", at.Year(), month, at.Day())
	case "ko":
		return fmt.Sprintf("%d년 %s %d일", at.Year(), month, at.Day())
	case "de":
		return fmt.Sprintf("%d. %s %d", at.Day(), month, at.Year())
	}
	return fmt.Sprintf("%d %s %d", at.Day(), month, at.Year())
}

// paragraph tells n sentences.
func (t *teller) paragraph(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 && spaced(t.lang) {
			b.WriteByte(' ')
		}
		b.WriteString(t.fill(one(t.draw, t.sentences)))
	}
	return b.String()
}

// story tells a whole story; few are a flash of two or three sentences.
func (t *teller) story() Text {
	text := Text{Lang: t.lang, Title: t.fill(one(t.draw, t.headlines)), fixed: slices.Concat(t.people, t.orgs, t.places)}
	if t.chance(0.1) {
		text.Paragraphs = []string{t.paragraph(t.between(2, 3))}
		return text
	}
	for range t.between(2, 7) {
		text.Paragraphs = append(text.Paragraphs, t.paragraph(t.between(1, 4)))
	}
	return text
}
