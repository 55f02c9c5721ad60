package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"freshet/storage"
)

// Limits of what is told of a correction.
const (
	maxCorrections = 3  // numbers that are named
	maxNumberBytes = 24 // of a number; longer ones are codes
)

// sameWords is the least part of the words of two texts that must be the same for
// changed numbers to be a correction and not another text.
const sameWords = 0.9

// Correction tells, as a plain phrase, which numbers changed in a text that stayed the
// same otherwise; empty when none did. A number is known again by the words around it.
// Hours (12:30) are no numbers: live reports are stamped anew with every sentence.
func Correction(old, item *storage.Item) string {
	a, b := readText(old), readText(item)
	if !a.like(b) {
		return ""
	}
	var out []string
	for _, n := range b.numbers {
		was, ok := a.at[n.key]
		if !ok || was == n.text || was == "" || b.at[n.key] == "" {
			continue
		}
		out = append(out, was+" is now "+n.text)
		if len(out) == maxCorrections {
			break
		}
	}
	return strings.Join(out, ", ")
}

// wording is a text as correcting sees it.
type wording struct {
	words   map[string]int
	count   int
	numbers []placed
	at      map[string]string // numbers by the words around them; empty for several in one place
}

// placed is a number between words.
type placed struct{ text, key string }

// like reports whether nearly all words are the same.
func (w *wording) like(o *wording) bool {
	both := 0
	for word, n := range w.words {
		both += min(n, o.words[word])
	}
	all := w.count + o.count - both
	return all > 0 && float64(both) >= sameWords*float64(all)
}

// readText reads headline and text of an item.
func readText(it *storage.Item) *wording {
	w := &wording{words: map[string]int{}, at: map[string]string{}}
	text := it.Content
	if text == "" {
		text = it.Summary
	}
	for _, part := range []string{it.Headline(), text} {
		w.read(part)
	}
	return w
}

// read adds a part, of which tags are no words.
func (w *wording) read(html string) {
	var before [2]string
	open := -1 // the number whose following word has not come
	word := func(s string) {
		w.words[s]++
		w.count++
		if open >= 0 {
			w.place(open, s)
			open = -1
		}
		before[0], before[1] = before[1], s
	}
	for len(html) > 0 {
		if html[0] == '<' {
			_, rest, _ := strings.Cut(html, ">")
			html = rest
			continue
		}
		s, number, n := nextWord(html)
		html = html[n:]
		switch {
		case s == "":
		case number:
			if open >= 0 {
				w.place(open, "")
			}
			open = len(w.numbers)
			w.numbers = append(w.numbers, placed{s, before[0] + " " + before[1] + " "})
		default:
			word(s)
		}
	}
	if open >= 0 {
		w.place(open, "")
	}
}

// place closes the surroundings of a number.
func (w *wording) place(i int, next string) {
	n := &w.numbers[i]
	n.key += next
	if was, ok := w.at[n.key]; ok && was != n.text {
		w.at[n.key] = ""
		return
	}
	w.at[n.key] = n.text
}

// nextWord cuts a word, a number or one rune of something else off a text; hours are
// something else.
func nextWord(s string) (word string, number bool, n int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r >= '0' && r <= '9':
		for n < len(s) && (isDigit(s[n]) || n+1 < len(s) && (s[n] == '.' || s[n] == ',' || s[n] == ':') && isDigit(s[n+1])) {
			n++
		}
		if n > maxNumberBytes || strings.Contains(s[:n], ":") {
			return "", false, n
		}
		return s[:n], true, n
	case unicode.Is(unicode.Han, r):
		return s[:size], false, size
	case unicode.IsLetter(r):
		for n < len(s) {
			r, size := utf8.DecodeRuneInString(s[n:])
			if !unicode.IsLetter(r) || unicode.Is(unicode.Han, r) {
				break
			}
			n += size
		}
		return strings.ToLower(s[:n]), false, n
	}
	return "", false, size
}
