package labelled

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// copier makes one copy of an item.
type copier struct {
	draw
	voc     *vocabulary
	base    *Item
	fixed   []string      // names of the story
	other   func() string // a paragraph of another article
	text    Text          // the copy's headline and body
	item    Item          // the copy's dress
	delay   time.Duration // how long after the base it comes
	changes []change
}

// change is one way in which copies differ.
type change struct {
	name    string
	apply   func(*copier)
	extreme bool // only made when asked for: beyond what is expected to be found
}

// changes are all ways, those of the dress last: what a feed, a guid and a link
// are does not hang on the text.
var changes = []change{
	{"para_delete", (*copier).deleteParagraphs, false},
	{"para_insert", (*copier).insertParagraph, false},
	{"reorder", (*copier).reorder, false},
	{"summary200", (*copier).summarise, false},
	{"update2", (*copier).update, false},
	{"spin05", func(c *copier) { c.spin(0.05) }, false},
	{"spin10", func(c *copier) { c.spin(0.10) }, false},
	{"spin20", func(c *copier) { c.spin(0.20) }, false},
	{"spin30", func(c *copier) { c.spin(0.30) }, false},
	{"farm", (*copier).farm, false},
	{"spin45", func(c *copier) { c.spin(0.45) }, true},
	{"spin60", func(c *copier) { c.spin(0.60) }, true},
	{"numfmt", (*copier).reformatNumbers, true},
	{"namevar", (*copier).respellNames, true},
	{"farmhard", (*copier).farmHard, true},
	{"title_rewrite", (*copier).rewriteTitle, false},
	{"title_prefix", (*copier).prefixTitle, false},
	{"title_suffix", (*copier).suffixTitle, false},
	{"punct_width", (*copier).dressPunctuation, false},
	{"trad", (*copier).traditional, false},
	{"boiler", (*copier).boilerplate, false},
	{"url_track", (*copier).trackURL, false},
	{"url_variant", (*copier).varyURL, false},
	{"guid_change", (*copier).changeGUID, false},
	{"repub", (*copier).republish, false},
	{"lying_date", (*copier).lie, false},
}

// fits tells whether a change makes sense for a text.
func (c *copier) fits(name string) bool {
	switch name {
	case "trad":
		return c.voc.lang == "zh" && traditionalChars(c.text.plain()) >= 5
	case "para_delete", "reorder":
		return len(c.text.Paragraphs) >= 3
	case "summary200":
		return len([]rune(c.text.plain())) >= 350
	case "spin45", "spin60", "farmhard", "farm", "spin30":
		return len(c.text.plain()) >= 250
	case "para_insert":
		return len(c.text.plain()) >= 250
	case "punct_width":
		return c.voc.lang == "zh" || c.voc.lang == "ja" || c.voc.lang == "en"
	case "numfmt":
		return strings.ContainsAny(c.text.plain(), "0123456789")
	case "namevar":
		return len(c.fixed) > 0
	}
	return true
}

// exclusive are changes that would undo what another one is named for.
var exclusive = [][]string{
	{"spin05", "spin10", "spin20", "spin30", "spin45", "spin60", "farm", "farmhard"},
	{"summary200", "para_delete", "reorder", "para_insert", "farm", "farmhard", "spin45", "spin60"},
	{"url_track", "url_variant"},
	{"title_prefix", "title_rewrite", "farm", "farmhard", "update2"},
	{"lying_date", "repub", "farm", "farmhard"},
}

func compatible(a, b string) bool {
	return a != b && !slices.ContainsFunc(exclusive, func(group []string) bool {
		return slices.Contains(group, a) && slices.Contains(group, b)
	})
}

// choose draws changes for a copy: one in 60 of 100 cases, else two to four.
func (c *copier) choose(extreme float64) []change {
	want := 1
	if c.chance(0.4) {
		want = c.between(2, 4)
	}
	hard := c.chance(extreme)
	var chosen []change
	for tries := 0; len(chosen) < want && tries < 60; tries++ {
		next := one(c.draw, changes)
		if next.extreme != (hard && len(chosen) == 0) || !c.fits(next.name) {
			continue
		}
		if slices.ContainsFunc(chosen, func(o change) bool { return !compatible(o.name, next.name) }) {
			continue
		}
		chosen = append(chosen, next)
	}
	if len(chosen) == 0 {
		chosen = []change{changes[len(changes)-3]} // guid_change always fits
	}
	slices.SortFunc(chosen, func(a, b change) int { return place(a) - place(b) })
	return chosen
}

func place(ch change) int {
	return slices.IndexFunc(changes, func(o change) bool { return o.name == ch.name })
}

// make makes the copy: on another site, unless a change keeps the link.
func (c *copier) make(chosen []change) (Item, time.Duration) {
	c.item = Item{Base: c.base.ID, Cluster: c.base.Cluster, Fam: c.base.Fam, Lang: c.base.Lang}
	c.item.Feed = feedName(c.draw, c.voc.lang)
	for c.item.Feed == c.base.Feed {
		c.item.Feed = feedName(c.draw, c.voc.lang)
	}
	c.item.URL = articleURL(c.draw, c.item.Feed)
	c.item.GUID = c.item.URL
	c.delay = time.Duration(c.ExpFloat64() * float64(5*time.Hour))
	c.item.Published = c.base.Published.Add(c.delay)
	c.changes = chosen
	for _, ch := range chosen {
		ch.apply(c)
		c.item.Tags = append(c.item.Tags, ch.name)
	}
	c.item.Title, c.item.HTML = c.text.Title, c.text.html()
	return c.item, c.delay
}

func (c *copier) spin(rate float64) {
	s := newSpinner(c.draw, c.voc, rate, c.fixed)
	for i, p := range c.text.Paragraphs {
		c.text.Paragraphs[i] = s.text(p)
	}
	c.text.Title = s.text(c.text.Title)
}

// deleteParagraphs leaves out 20 to 45 % of them.
func (c *copier) deleteParagraphs() {
	n := len(c.text.Paragraphs)
	gone := max(1, int(float64(n)*(0.2+0.25*c.Float64())))
	for range gone {
		i := c.IntN(len(c.text.Paragraphs))
		c.text.Paragraphs = slices.Delete(c.text.Paragraphs, i, i+1)
	}
}

func (c *copier) insertParagraph() {
	if p := c.other(); p != "" {
		c.text.Paragraphs = slices.Insert(c.text.Paragraphs, c.between(1, len(c.text.Paragraphs)), p)
	}
}

// reorder moves paragraphs about.
func (c *copier) reorder() {
	ps := c.text.Paragraphs
	before := slices.Clone(ps)
	for tries := 0; slices.Equal(before, ps) && tries < 10; tries++ {
		c.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
	}
}

// summarise keeps the beginning, some 200 characters, up to a word's end.
func (c *copier) summarise() {
	text := []rune(strings.ReplaceAll(c.text.plain(), "\n", " "))
	cut := min(len(text), c.between(170, 240))
	for spaced(c.voc.lang) && cut > 100 && cut < len(text) && text[cut] != ' ' {
		cut--
	}
	end := "…"
	if c.chance(0.3) {
		end = " [...]"
	}
	c.text.Paragraphs = []string{string(text[:cut]) + end}
}

// update is a second version: what is new stands in front or behind.
func (c *copier) update() {
	t := newTeller(c.draw, c.voc, c.base.Arrived)
	more := t.fill(one(c.draw, c.voc.more))
	if c.chance(0.3) {
		more += " " + t.fill(one(c.draw, c.voc.more))
	}
	if c.chance(0.5) {
		c.text.Paragraphs = append(c.text.Paragraphs, more)
	} else {
		c.text.Paragraphs = slices.Insert(c.text.Paragraphs, 0, more)
	}
	c.text.Title = one(c.draw, c.voc.lists["update"]) + c.text.Title
}

// farm is what pages made for advertisements do to a text.
func (c *copier) farm() {
	c.farmed(0.2+0.1*c.Float64(), one(c.draw, c.voc.lists["spam"]))
}

func (c *copier) farmed(rate float64, keyword string) {
	c.spin(rate)
	c.insertParagraph()
	i := c.IntN(len(c.text.Paragraphs))
	ss := sentences(c.text.Paragraphs[i])
	ss = slices.Insert(ss, c.IntN(len(ss)+1), keyword+" ")
	c.text.Paragraphs[i] = strings.Join(ss, "")
	c.text.Title = keyword + one(c.draw, []string{" ", " - ", "|", ": "}) + c.text.Title
	c.lie()
}

func (c *copier) farmHard() {
	c.reformatNumbers()
	c.respellNames()
	c.reorder()
	c.fixed = nil // what is left of the names is for the spinner, too
	c.farmed(0.4, one(c.draw, c.voc.lists["spam"]))
}

func (c *copier) prefixTitle() {
	c.text.Title = one(c.draw, c.voc.lists["spam"]) + one(c.draw, []string{" ", " ", ": ", " | "}) + c.text.Title
}

func (c *copier) suffixTitle() {
	c.text.Title += one(c.draw, []string{" - ", " | ", "_", " — "}) + one(c.draw, c.voc.lists["site"])
}

// rewriteTitle takes another headline: made of the text's first sentence, or the
// words of the old one in another order.
func (c *copier) rewriteTitle() {
	first := strings.TrimSpace(sentences(c.text.Paragraphs[0])[0])
	if runes := []rune(first); len(runes) > 20 {
		c.text.Title = string(runes[:min(len(runes), c.between(20, 60))])
	}
	c.text.Title = newSpinner(c.draw, c.voc, 0.25, c.fixed).text(c.text.Title)
}

func (c *copier) boilerplate() {
	t := newTeller(c.draw, c.voc, c.base.Arrived)
	line := t.fill(one(c.draw, c.voc.boiler))
	if c.chance(0.5) {
		line += " " + c.item.Feed
	}
	if c.chance(0.25) {
		c.text.Paragraphs = slices.Insert(c.text.Paragraphs, 0, line)
		return
	}
	c.text.Paragraphs = append(c.text.Paragraphs, line)
	if c.chance(0.4) {
		c.text.Paragraphs = append(c.text.Paragraphs, t.fill(one(c.draw, c.voc.boiler)))
	}
}

func (c *copier) trackURL() {
	mark := one(c.draw, []string{"utm_source=rss&utm_medium=feed", "fbclid=IwAR" + c.hex(12), "utm_campaign=" + c.hex(6), "from=feed", "spm=a" + c.hex(6), "gclid=" + c.hex(14)})
	c.item.URL = c.base.URL + "?" + mark
	c.item.GUID = c.item.URL
}

// varyURL is the same page by another door.
func (c *copier) varyURL() {
	rest := strings.TrimPrefix(c.base.URL, "https://")
	c.item.URL = one(c.draw, []string{"http://" + rest, "https://www." + rest, "https://m." + rest, "https://amp." + rest, c.base.URL + "/"})
	c.item.GUID = c.item.URL
}

// quiet are changes that a feed makes to its own items. Who rewrites more than
// that is another.
var quiet = []string{"guid_change", "url_track", "url_variant", "punct_width", "update2", "lying_date", "repub"}

// changeGUID is a feed that gives its item another guid, as after a move, or another
// feed that passes on an item with its link under a guid of its own.
func (c *copier) changeGUID() {
	if !c.chosen("url_track") && !c.chosen("url_variant") {
		c.item.URL = c.base.URL
	}
	if !slices.ContainsFunc(c.changes, func(ch change) bool { return !slices.Contains(quiet, ch.name) }) {
		c.item.Feed = c.base.Feed
	}
	c.item.GUID = fmt.Sprintf("tag:%s,2026:%s", c.item.Feed, c.hex(10))
}

// chosen tells whether a change is among those of the copy.
func (c *copier) chosen(name string) bool {
	return slices.ContainsFunc(c.changes, func(ch change) bool { return ch.name == name })
}

// republish comes again days later, dated anew.
func (c *copier) republish() {
	c.delay = time.Duration(c.between(3*24, 17*24)) * time.Hour
	c.item.Published = c.base.Published.Add(c.delay)
}

// lie claims a date long gone.
func (c *copier) lie() {
	c.item.Published = c.base.Published.Add(-time.Duration(c.between(10*24, 400*24)) * time.Hour)
}
