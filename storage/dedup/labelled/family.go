package labelled

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed families/*.txt
var familyFiles embed.FS

// familyTemplate makes items that look alike and are no copies. Its file is named
// <lang>_<kind>.txt, or <lang>_test_<kind>.txt when kept for tests.
type familyTemplate struct {
	lang, kind string
	title      *template
	paragraphs []*template
	test       bool
	oneFeed    bool // all in one feed
	frontPage  bool // all link to the front page
}

var allFamilies = sync.OnceValue(func() []*familyTemplate {
	names, err := fs.Glob(familyFiles, "families/*.txt")
	if err != nil {
		panic(err) // the pattern is our own
	}
	slices.Sort(names)
	var all []*familyTemplate
	for _, name := range names {
		raw, err := familyFiles.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		all = append(all, parseFamilies(path.Base(name), string(raw))...)
	}
	return all
})

// parseFamilies reads a file of families: each begins with a line "# kind", or
// "# kind feed" when its items come from one feed, "# kind front" when they also
// link to its front page, and is written like a natural text.
func parseFamilies(name, raw string) []*familyTemplate {
	lang, rest, _ := strings.Cut(strings.TrimSuffix(name, ".txt"), "_")
	var out []*familyTemplate
	for block := range strings.SplitSeq("\n"+raw, "\n# ") {
		head, body, ok := strings.Cut(block, "\n")
		if !ok || head == "" {
			continue
		}
		words := strings.Fields(head)
		f := &familyTemplate{lang: lang, kind: words[0], test: rest == "test"}
		f.frontPage = slices.Contains(words, "front")
		f.oneFeed = f.frontPage || slices.Contains(words, "feed")
		text := parseText(name, body)
		f.title = compile(text.Title)
		for _, p := range text.Paragraphs {
			f.paragraphs = append(f.paragraphs, compile(p))
		}
		out = append(out, f)
	}
	return out
}

// familyTemplates are those for tests, or the others.
func familyTemplates(test bool) []*familyTemplate {
	return slices.DeleteFunc(slices.Clone(allFamilies()), func(f *familyTemplate) bool { return f.test != test })
}

// tellFamily makes two to seven items of a family. One in ten has a copy.
func (m *maker) tellFamily(f *familyTemplate, at time.Time) {
	v := m.voc(f.lang)
	family := map[string]string{}
	feed := feedName(m.draw, f.lang)
	fam := "f" + m.id()
	seen := map[string]bool{}
	step := one(m.draw, []time.Duration{20 * time.Minute, 24 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour})
	for i := range m.between(2, 7) {
		t := newTeller(m.draw, v, at.Add(time.Duration(i)*step))
		t.family = family
		text := f.text(t)
		if key := text.Title + text.plain(); seen[key] {
			continue // what is the same in every letter would be a copy
		} else {
			seen[key] = true
		}
		item := Item{ID: m.id(), Fam: fam, Tags: []string{"neg:" + f.kind}, Lang: f.lang, Feed: feed, Title: text.Title, HTML: text.html()}
		item.Cluster = "n" + item.ID
		if !f.oneFeed && m.chance(0.5) {
			item.Feed = feedName(m.draw, f.lang)
		}
		item.URL = articleURL(m.draw, item.Feed)
		item.GUID = item.URL
		if f.frontPage {
			item.URL, item.GUID = "https://"+item.Feed+".example/", fmt.Sprint(i+1)
		}
		item.Arrived = at.Add(time.Duration(i) * step)
		item.Published = item.Arrived
		m.come(item)
		if m.chance(0.1) && len(text.Paragraphs) > 0 && len(text.plain()) > 200 {
			m.copy(&item, text, item.Arrived)
		}
	}
}

// text is one item of the family.
func (f *familyTemplate) text(t *teller) Text {
	text := Text{Lang: f.lang, Title: t.fill(f.title), fixed: slices.Concat(t.people, t.orgs, t.places)}
	for _, p := range f.paragraphs {
		text.Paragraphs = append(text.Paragraphs, t.fill(p))
	}
	return text
}
