package prose

import (
	_ "embed"
	"strings"
	"sync"

	"freshet/cmd/freshet/world/chance"
)

//go:embed traditional.txt
var pairs string

// table converts simplified Chinese as our grammar uses it; phrases come before
// single characters.
var table = sync.OnceValue(func() *strings.Replacer {
	var phrases, chars []string
	for pair := range strings.FieldsSeq(pairs) {
		from, to, _ := strings.Cut(pair, "=")
		if len([]rune(from)) > 1 {
			phrases = append(phrases, from, to)
		} else {
			chars = append(chars, from, to)
		}
	}
	return strings.NewReplacer(append(phrases, chars...)...)
})

// Traditional writes simplified Chinese in traditional characters.
func Traditional(s string) string { return table().Replace(s) }

func (a Article) traditional() Article {
	a.Titles, a.Paragraphs = each(a.Titles, Traditional), each(a.Paragraphs, Traditional)
	a.Spare = each(a.Spare, Traditional)
	a.Author, a.Label = Traditional(a.Author), Traditional(a.Label)
	return a
}

// Spin replaces a share of the words that the language's grammar knows another
// word for, as text spinners do. Numbers and names stay.
func Spin(lang, s string, k chance.Key, share float64) string {
	g := load()[base(lang)]
	if g == nil {
		return s
	}
	for i, pair := range g.spins {
		if k.At(i).Hit(share) {
			s = strings.ReplaceAll(s, pair[0], pair[1])
		}
	}
	return s
}

func each(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}
