package labelled

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

//go:embed grammar/*.txt
var grammarFiles embed.FS

// grammar is what a language's file says: its words, and how sentences are made
// of them.
type grammar struct {
	lang      string
	words     map[string][][]string // "noun", "verb", "adj", "adv": groups of words that may stand for one another
	sentences []*template
	headlines []*template
	more      []*template // sentences that an update adds
	boiler    []*template
	lists     map[string][]string // "day", "month", "unit", "spam" and so on
	chars     []rune              // common Chinese characters, for the languages written in them
}

// languages are those with a grammar; the first three are most of what is made.
var languages = []string{"en", "zh", "ja", "de", "fr", "es", "ru", "ko"}

var grammars = sync.OnceValue(func() map[string]*grammar {
	all := map[string]*grammar{}
	for _, lang := range languages {
		text, err := grammarFiles.ReadFile("grammar/" + lang + ".txt")
		if err != nil {
			panic(err) // it is embedded
		}
		all[lang] = parseGrammar(lang, string(text))
	}
	return all
})

// parseGrammar reads sections "[name]" of one thing a line. Lists stand in one
// line, with blanks or, when their members have blanks, bars between them.
func parseGrammar(lang, text string) *grammar {
	g := &grammar{lang: lang, words: map[string][][]string{}, lists: map[string][]string{}}
	section := ""
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		if line == "" {
			continue
		}
		switch section {
		case "noun", "verb", "adj", "adv":
			g.words[section] = append(g.words[section], strings.Fields(line))
		case "sentence":
			g.sentences = append(g.sentences, compile(line))
		case "headline":
			g.headlines = append(g.headlines, compile(line))
		case "more":
			g.more = append(g.more, compileAll(line)...)
		case "boiler":
			g.boiler = append(g.boiler, compileAll(line)...)
		case "surname":
			g.lists[section] = surnames(line)
		case "day", "month", "money", "spam", "site", "update":
			g.lists[section] = strings.Split(line, "|")
		default:
			g.lists[section] = strings.Fields(line)
		}
	}
	g.chars = commonChars(lang)
	return g
}

// surnames are words, or, in Chinese, the characters of one line.
func surnames(line string) []string {
	if strings.Contains(line, " ") {
		return strings.Fields(line)
	}
	return strings.Split(line, "")
}

func compileAll(line string) []*template {
	var out []*template
	for one := range strings.SplitSeq(line, "|") {
		out = append(out, compile(one))
	}
	return out
}

// commonChars are the characters of level 1 of GB 2312 and of JIS X 0208: those
// that a language uses daily, rows 16 on.
func commonChars(lang string) []rune {
	switch lang {
	case "zh":
		return decodeRows(simplifiedchinese.GBK.NewDecoder(), 55)
	case "ja":
		return decodeRows(japanese.EUCJP.NewDecoder(), 46)
	}
	return nil
}

func decodeRows(d *encoding.Decoder, last byte) []rune {
	var raw []byte
	for row := byte(16); row <= last; row++ {
		for cell := byte(1); cell <= 94 && (last != 55 || row != 55 || cell < 90); cell++ {
			raw = append(raw, 0xa0+row, 0xa0+cell)
		}
	}
	text, err := d.Bytes(raw)
	if err != nil {
		panic(fmt.Sprintf("common characters: %v", err)) // the bytes are our own
	}
	return []rune(string(text))
}
