package prose

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed text
var files embed.FS

// anyTopic is the topic whose sentences fit every article.
const anyTopic = "any"

// grammar is one language.
type grammar struct {
	comma, tight bool
	words        map[string][]string
	spins        [][2]string
	topics       map[string]*topic
}

// topic is what is written about in one way.
type topic struct {
	label  string
	events []*event
	pool   []string
}

// event is a kind of thing that happens.
type event struct {
	headlines []string
	numbers   map[string]string // name to range
	lead      string
	sentences []string
}

// load reads every grammar once. The files are part of the program and a test
// reads them all, so a mistake in one is a panic.
var load = sync.OnceValue(func() map[string]*grammar {
	entries, err := files.ReadDir("text")
	if err != nil {
		panic(fmt.Errorf("grammars: %w", err))
	}
	all := map[string]*grammar{}
	for _, e := range entries {
		data, err := files.ReadFile("text/" + e.Name())
		if err != nil {
			panic(fmt.Errorf("grammars: %w", err))
		}
		g, err := parse(string(data))
		if err != nil {
			panic(fmt.Errorf("grammar %s: %w", e.Name(), err))
		}
		all[strings.TrimSuffix(e.Name(), ".txt")] = g
	}
	return all
})

// parse reads one grammar.
func parse(text string) (*grammar, error) {
	r := reader{g: &grammar{words: map[string][]string{}, topics: map[string]*topic{}}}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		mark, rest, _ := strings.Cut(line, " ")
		if err := r.line(mark, strings.TrimSpace(rest)); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return r.g, r.g.check()
}

// reader is a grammar being read.
type reader struct {
	g     *grammar
	topic *topic
	event *event
}

func (r *reader) line(mark, rest string) error {
	switch mark {
	case "!", "=", "~", "@":
		return r.head(mark, rest)
	}
	if r.topic == nil {
		return fmt.Errorf("%q before any topic", mark)
	}
	switch mark {
	case "+":
		r.topic.pool = append(r.topic.pool, rest)
		return nil
	case ">>":
		r.event = &event{headlines: []string{rest}, numbers: map[string]string{}}
		r.topic.events = append(r.topic.events, r.event)
		return nil
	}
	if r.event == nil {
		return fmt.Errorf("%q before any event", mark)
	}
	return r.event.line(mark, rest)
}

// head reads what stands outside of topics.
func (r *reader) head(mark, rest string) error {
	name, value, _ := strings.Cut(rest, ":")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch mark {
	case "!":
		r.g.comma = r.g.comma || rest == "comma"
		r.g.tight = r.g.tight || rest == "tight"
	case "=":
		r.g.words[name] = append(r.g.words[name], split(value)...)
	case "~":
		r.g.spins = append(r.g.spins, [2]string{name, value})
	case "@":
		r.event = nil
		r.topic = &topic{label: value}
		r.g.topics[name] = r.topic
	}
	return nil
}

func (e *event) line(mark, rest string) error {
	switch mark {
	case ">":
		e.headlines = append(e.headlines, rest)
	case ":":
		for _, pair := range strings.Fields(rest) {
			name, bounds, _ := strings.Cut(pair, "=")
			e.numbers[name] = bounds
		}
	case "*":
		e.lead = rest
	case "-":
		e.sentences = append(e.sentences, rest)
	default:
		return fmt.Errorf("unknown mark %q", mark)
	}
	return nil
}

// check tells whether everything that is named is there.
func (g *grammar) check() error {
	for name, t := range g.topics {
		if err := g.known(nil, t.pool...); err != nil {
			return fmt.Errorf("topic %s: %w", name, err)
		}
		for _, e := range t.events {
			if e.lead == "" {
				return fmt.Errorf("topic %s: no lead: %s", name, e.headlines[0])
			}
			if err := g.known(e, slices.Concat(e.headlines, e.sentences, []string{e.lead})...); err != nil {
				return fmt.Errorf("topic %s: %w", name, err)
			}
		}
	}
	return nil
}

// known tells whether each slot of the sentences has words or a number.
func (g *grammar) known(e *event, sentences ...string) error {
	for _, s := range sentences {
		if strings.Count(s, "[") != strings.Count(s, "]") || strings.Count(s, "{") != strings.Count(s, "}") {
			return fmt.Errorf("unbalanced: %s", s)
		}
		for _, part := range strings.Split(s, "{")[1:] {
			slot, _, _ := strings.Cut(part, "}")
			if !g.has(e, slot) {
				return fmt.Errorf("nothing for {%s} in: %s", slot, s)
			}
		}
	}
	return nil
}

func (g *grammar) has(e *event, slot string) bool {
	if strings.HasPrefix(slot, "#") {
		_, _, _, err := bounds(slot[1:])
		return err == nil
	}
	if e != nil {
		if b, ok := e.numbers[slot]; ok {
			_, _, _, err := bounds(b)
			return err == nil
		}
	}
	kind, turn := kindOf(slot)
	return len(g.words[kind]) >= turn
}

// split reads a list of words.
func split(s string) []string {
	var words []string
	for w := range strings.SplitSeq(s, "|") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}
