package page

import (
	"regexp"
	"unicode"
)

// tag is a language tag (RFC 5646) as far as a browser looks at it.
var tag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$`)

// maxGuess bounds the letters that language looks at.
const maxGuess = 200

// language is the language to mark a text with, so that browsers take fonts of
// the right script and screen readers the right voice. Feeds often claim the
// language of the software that made them, so a claim that the script
// contradicts gives way to a guess; what is unknown is the empty tag, which keeps
// the page's own language off the text.
func language(text, claimed string) string {
	if !tag.MatchString(claimed) {
		claimed = ""
	}
	guess := guessEastAsian(text)
	if guess == "" || claimed != "" && writesHan(claimed, guess) {
		return claimed
	}
	return guess
}

// guessEastAsian tells Japanese by kana and Korean by hangul; what has only Han
// characters, and not just one or two in a foreign sentence, is Chinese.
func guessEastAsian(text string) string {
	var han, letters int
	for _, r := range text {
		if letters == maxGuess {
			break
		}
		switch {
		case r < 0x1100: // before the first hangul: no need to look into tables
			if unicode.IsLetter(r) {
				letters++
			}
			continue
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			return "ja"
		case unicode.Is(unicode.Hangul, r):
			return "ko"
		case unicode.Is(unicode.Han, r):
			han++
		}
		letters++
	}
	if han > 0 && 5*han >= letters {
		return "zh"
	}
	return ""
}

// writesHan tells whether a language is written in the script of a guess.
func writesHan(claimed, guess string) bool {
	switch lower(claimed) {
	case "zh", "yue", "wuu", "nan", "hak", "lzh", "cmn", "gan":
		return guess == "zh"
	case "ja":
		return guess == "ja" || guess == "zh" // a headline may have no kana
	case "ko":
		return guess == "ko" || guess == "zh"
	}
	return false
}

// lower is the primary part of a tag in lower case.
func lower(tag string) string {
	var b [3]byte
	n := 0
	for n < len(tag) && n < len(b) && tag[n] != '-' {
		b[n] = tag[n] | 0x20
		n++
	}
	return string(b[:n])
}
