package labelled

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sizes of a language's vocabulary: how often a word is met must fall as in a real
// language when 800,000 items are made of it.
const (
	nounCount = 30000
	verbCount = 5000
	adjCount  = 6000
	advCount  = 400
)

// vocabulary is the words of a language as one seed has them: those of its grammar,
// and a long tail of made-up ones.
type vocabulary struct {
	*grammar
	nouns, verbs, adjs, advs []string            // the common ones first
	alts                     map[string][]string // what a rewriter puts for a word
	others                   []string            // what it puts for a word without alts
}

// enoughWords is how many words natural texts must have to be spun with each other's.
const enoughWords = 200

// learn takes the words of natural texts of the language for what a rewriter puts in
// the place of a word: a language is spun with words of its own.
func (v *vocabulary) learn(lang string, texts []Text) {
	seen := map[string]bool{}
	var words []string
	for i := range texts {
		if texts[i].Lang != lang {
			continue
		}
		for _, p := range pieces(texts[i].plain()) {
			if w := strings.ToLower(p.text); p.kind == word && len([]rune(w)) > 3 && !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
	}
	if len(words) >= enoughWords {
		v.others = words
	}
}

func newVocabulary(d draw, g *grammar) *vocabulary {
	v := &vocabulary{grammar: g, alts: map[string][]string{}}
	v.nouns = v.list(d, "noun", nounCount)
	v.verbs = v.list(d, "verb", verbCount)
	v.adjs = v.list(d, "adj", adjCount)
	v.advs = v.list(d, "adv", advCount)
	v.others = v.nouns
	return v
}

// list is the words of a class: the grammar's, shuffled, and made-up ones behind.
func (v *vocabulary) list(d draw, class string, n int) []string {
	out := make([]string, 0, n)
	for _, group := range v.words[class] {
		out = append(out, group...)
		for i, w := range group {
			if len(group) > 1 {
				v.alts[w] = append(append([]string{}, group[:i]...), group[i+1:]...)
			}
		}
	}
	d.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for len(out) < n {
		out = append(out, v.invent(d))
	}
	return out
}

// invent makes up a word.
func (v *vocabulary) invent(d draw) string {
	switch v.lang {
	case "zh":
		return v.charWord(d, 2)
	case "ja":
		if d.chance(0.25) {
			return kataWord(d, d.between(3, 5))
		}
		return v.charWord(d, 2)
	case "ko":
		return v.syllables(d, d.between(1, 2)) + one(d, v.lists["ending"])
	}
	return v.syllables(d, d.between(1, 3)) + one(d, v.lists["ending"])
}

// charWord is n characters, the common ones more often.
func (v *vocabulary) charWord(d draw, n int) string {
	out := make([]rune, n)
	for i := range out {
		// A mild slope: characters of a language differ less than its words do.
		out[i] = v.chars[int(float64(len(v.chars))*d.Float64()*d.Float64())]
	}
	return string(out)
}

func (v *vocabulary) syllables(d draw, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(one(d, v.lists["syllable"]))
	}
	return b.String()
}

var kataChars = []rune("アイウエオカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモヤユヨラリルレロワンガギグゴザジズゼダデドバビブベボパピプポ")

func kataWord(d draw, n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = one(d, kataChars)
	}
	return string(out)
}

// person makes up a name.
func (v *vocabulary) person(d draw) string {
	switch v.lang {
	case "zh":
		return one(d, v.lists["surname"]) + v.charWord(d, d.between(1, 2))
	case "ja":
		return one(d, v.lists["surname"]) + v.charWord(d, d.between(1, 2))
	case "ko":
		return one(d, v.lists["surname"]) + v.syllables(d, 2)
	}
	return one(d, v.lists["given"]) + " " + title(v.syllables(d, d.between(2, 3)))
}

// place makes up a town.
func (v *vocabulary) place(d draw) string {
	switch v.lang {
	case "zh", "ja":
		return v.charWord(d, 2) + one(d, v.lists["placetail"])
	case "ko":
		return v.syllables(d, 2) + one(d, v.lists["placetail"])
	}
	return title(v.syllables(d, d.between(1, 2)) + one(d, v.lists["placetail"]))
}

// org makes up a company or an institution.
func (v *vocabulary) org(d draw) string {
	switch v.lang {
	case "zh":
		if d.chance(0.2) {
			return latinName(d)
		}
		return v.charWord(d, 2) + one(d, v.lists["orgtail"])
	case "ja":
		if d.chance(0.3) {
			return kataWord(d, d.between(3, 4)) + one(d, v.lists["orgtail"])
		}
		return v.charWord(d, 2) + one(d, v.lists["orgtail"])
	case "ko":
		return v.syllables(d, 2) + one(d, v.lists["orgtail"])
	}
	return title(v.syllables(d, 2)) + " " + one(d, v.lists["orgtail"])
}

// latinName is a name as programs and brands have it in every language.
func latinName(d draw) string {
	return title(one(d, grammars()["en"].lists["syllable"]) + one(d, grammars()["es"].lists["syllable"]) + one(d, grammars()["en"].lists["syllable"]))
}

// title begins a word with a capital.
func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
