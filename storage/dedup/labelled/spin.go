package labelled

import "strings"

// spinner rewrites words as machines do that make copies look new: one word of a
// text by one other, everywhere in it, from a dictionary of its own. Numbers and
// names stay.
type spinner struct {
	draw
	voc   *vocabulary
	rate  float64           // the share of words to be replaced
	dict  map[string]string // what stands for what; a word that stays stands for itself
	fixed []string          // names that stay
}

func newSpinner(d draw, v *vocabulary, rate float64, fixed []string) *spinner {
	return &spinner{draw: d, voc: v, rate: rate, dict: map[string]string{}, fixed: fixed}
}

// text rewrites a text.
func (s *spinner) text(in string) string {
	var b strings.Builder
	for in != "" {
		at, length := s.nextFixed(in)
		s.run(&b, in[:at])
		b.WriteString(in[at : at+length])
		in = in[at+length:]
	}
	return b.String()
}

// nextFixed finds the first name that stays; beyond the end when there is none.
func (s *spinner) nextFixed(in string) (at, length int) {
	at = len(in)
	for _, name := range s.fixed {
		if i := strings.Index(in, name); i >= 0 && i < at {
			at, length = i, len(name)
		}
	}
	return at, length
}

func (s *spinner) run(b *strings.Builder, in string) {
	for _, p := range pieces(in) {
		switch p.kind {
		case word:
			b.WriteString(s.word(p.text))
		case han, kata:
			s.characters(b, []rune(p.text), p.kind)
		default:
			b.WriteString(p.text)
		}
	}
}

// eligible is the share of a text's words that are long enough to have synonyms.
const eligible = 0.75

// word is what stands for a word. Short words hold the grammar together and stay.
func (s *spinner) word(w string) string {
	runes := len([]rune(w))
	if runes < 4 && s.voc.lang != "ko" || runes < 2 {
		return w
	}
	lower := strings.ToLower(w)
	other, ok := s.dict[lower]
	if !ok {
		other = lower
		if s.chance(min(1, s.rate/eligible)) {
			other = s.synonym(lower)
		}
		s.dict[lower] = other
	}
	if other == lower {
		return w
	}
	if capital(w) {
		return title(other)
	}
	return other
}

func (s *spinner) synonym(w string) string {
	if alts := s.voc.alts[w]; len(alts) > 0 {
		return one(s.draw, alts)
	}
	return strings.ToLower(s.voc.others[s.zipf(len(s.voc.others))])
}

// characters rewrites a run of Chinese characters or katakana two by two: words
// are not marked in it, and most are of two.
func (s *spinner) characters(b *strings.Builder, run []rune, k kind) {
	rate := s.rate
	if s.voc.lang == "ja" {
		rate *= 1.4 // hiragana, about a third of a text, stays
	}
	for len(run) > 0 {
		n := min(2, len(run))
		if k == kata {
			n = len(run) // a loanword is replaced as a whole
		}
		key := string(run[:n])
		run = run[n:]
		other, ok := s.dict[key]
		if !ok {
			other = key
			if n > 1 && s.chance(min(1, rate)) {
				other = s.likeCharacters([]rune(key), k)
			}
			s.dict[key] = other
		}
		b.WriteString(other)
	}
}

// likeCharacters is a word of the same length that shares a character, or none.
func (s *spinner) likeCharacters(w []rune, k kind) string {
	if k == kata {
		return kataWord(s.draw, len(w))
	}
	if s.voc.chars == nil {
		return string(w)
	}
	other := []rune(s.voc.charWord(s.draw, len(w)))
	if s.chance(0.5) {
		i := s.IntN(len(w))
		other[i] = w[i]
	}
	return string(other)
}
