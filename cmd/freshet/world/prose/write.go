package prose

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"freshet/cmd/freshet/world/chance"
)

// traditional is the language that is written by converting another.
const traditional, simplified = "zh-Hant", "zh"

// Brief says what to write.
type Brief struct {
	Lang  string     // one of Languages
	Topic string     // one of Topics
	Key   chance.Key // which of all articles
	// Set gives slots fixed words, such as a version number.
	Set map[string]string
}

// Article is a written text, plain.
type Article struct {
	Titles     []string // several headlines of the same article, the main one first
	Paragraphs []string // the first is the lead
	Spare      []string // sentences about the topic that the article does not have
	Author     string
	Label      string // the topic in the article's language
}

// Languages are those that can be written, in alphabetical order.
func Languages() []string {
	names := append(slices.Collect(maps.Keys(load())), traditional)
	slices.Sort(names)
	return names
}

// Topics are what can be written about in a language, in alphabetical order.
func Topics(lang string) []string {
	g := load()[base(lang)]
	if g == nil {
		return nil
	}
	var names []string
	for name, t := range g.topics {
		if len(t.events) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Write writes the article of a brief. A language or topic that does not exist
// is an error.
func Write(b Brief) (Article, error) {
	g := load()[base(b.Lang)]
	if g == nil {
		return Article{}, fmt.Errorf("prose: no language %q", b.Lang)
	}
	t := g.topics[b.Topic]
	if t == nil || len(t.events) == 0 {
		return Article{}, fmt.Errorf("prose: no topic %q in %q", b.Topic, b.Lang)
	}
	w := writer{g: g, key: b.Key, set: b.Set, event: t.events[b.Key.With("event").N(len(t.events))]}
	a := Article{Titles: w.titles(), Author: w.expand("{person9}"), Label: t.label}
	pool := w.some("pool", t.pool, len(t.pool))
	used := min(3+w.key.With("length").N(3), len(pool))
	a.Paragraphs = w.paragraphs(pool[:used])
	a.Spare = each(pool[used:], w.expand)
	if b.Lang == traditional {
		a = a.traditional()
	}
	return a, nil
}

// Stray is a paragraph of another article of the topic, for copies that carry
// what does not belong to them.
func Stray(lang, topic string, k chance.Key) string {
	a, err := Write(Brief{Lang: lang, Topic: topic, Key: k})
	if err != nil {
		return ""
	}
	return a.Paragraphs[len(a.Paragraphs)/2]
}

func base(lang string) string {
	if lang == traditional {
		return simplified
	}
	return lang
}

// writer writes one article.
type writer struct {
	g     *grammar
	key   chance.Key
	set   map[string]string
	event *event
}

// titles turns the headlines so that any of them can be the main one.
func (w *writer) titles() []string {
	n := len(w.event.headlines)
	first := w.key.With("headline").N(n)
	out := make([]string, n)
	for i := range n {
		out[i] = capital(w.expand(w.event.headlines[(first+i)%n]))
	}
	return out
}

// paragraphs are the lead, what belongs to the event, what belongs to the topic
// and one or two general sentences, in groups of two or three.
func (w *writer) paragraphs(pool []string) []string {
	out := []string{w.expand(w.event.lead)}
	sentences := slices.Concat(w.event.sentences, pool)
	if anyone := w.g.topics[anyTopic]; anyone != nil && len(pool) > 0 {
		sentences = append(sentences, w.some("any", anyone.pool, 1+w.key.With("end").N(2))...)
	}
	join := " "
	if w.g.tight {
		join = ""
	}
	for i := 0; len(sentences) > 0; i++ {
		n := min(2+w.key.With("group").At(i).N(2), len(sentences))
		group := make([]string, n)
		for j, s := range sentences[:n] {
			group[j] = w.expand(s)
		}
		out = append(out, strings.Join(group, join))
		sentences = sentences[n:]
	}
	return out
}

// capital begins a text with a capital letter, where its script has them.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// some picks n different sentences.
func (w *writer) some(what string, from []string, n int) []string {
	from = slices.Clone(from)
	key := w.key.With(what)
	var out []string
	for i := 0; i < n && len(from) > 0; i++ {
		j := key.At(i).N(len(from))
		out = append(out, from[j])
		from = slices.Delete(from, j, j+1)
	}
	return out
}
