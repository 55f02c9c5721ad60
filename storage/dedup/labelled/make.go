package labelled

import (
	"container/heap"
	"fmt"
	"iter"
	"slices"
	"time"
)

// Options say what Make makes.
type Options struct {
	Seed     uint64
	Stories  int     // stories with copies, besides the natural texts
	Families int     // families of look-alikes
	Extreme  float64 // the share of copies changed beyond what is expected to be found
	Texts    []Text  // natural texts, each told once; families among them stay families
	Held     bool    // look-alikes from the templates kept for tests, not from the others
	Span     time.Duration
}

// start is when the first item comes.
var start = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

// Make makes items in the order in which they arrive: about 3.5 a story and 4 a
// family. Nothing but the copies that are still to come is kept, so that any
// number can be made. Without a Span they spread over 30 days.
func Make(o Options) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		m := newMaker(o)
		for m.next < m.total {
			m.tellOne()
			if !m.flush(m.now(), yield) {
				return
			}
		}
		m.flush(start.AddDate(100, 0, 0), yield)
	}
}

// maker makes items.
type maker struct {
	draw
	Options
	vocs        map[string]*vocabulary
	plan        []Text // natural texts in the order in which they are told
	families    []*familyTemplate
	next, total int
	ids         int
	coming      arrivals
	stray       []Text // some of the last stories: paragraphs to be inserted elsewhere
}

func newMaker(o Options) *maker {
	if o.Span == 0 {
		o.Span = 30 * 24 * time.Hour
	}
	m := &maker{draw: newDraw(o.Seed, 1), Options: o, vocs: map[string]*vocabulary{}}
	m.plan = slices.Clone(o.Texts)
	m.Shuffle(len(m.plan), func(i, j int) { m.plan[i], m.plan[j] = m.plan[j], m.plan[i] })
	m.families = familyTemplates(o.Held)
	m.total = o.Stories + o.Families + len(m.plan)
	return m
}

// now is when the next story comes.
func (m *maker) now() time.Time {
	return start.Add(time.Duration(float64(m.Span) * float64(m.next) / float64(m.total)))
}

// voc is the vocabulary of a language; one without a grammar borrows the English.
func (m *maker) voc(lang string) *vocabulary {
	if v, ok := m.vocs[lang]; ok {
		return v
	}
	g, ok := grammars()[lang]
	if !ok {
		g = grammars()["en"]
	}
	v := newVocabulary(newDraw(m.Seed, 100+uint64(len(m.vocs))), g)
	v.learn(lang, m.Texts)
	m.vocs[lang] = v
	return v
}

// tellOne tells a natural text, a family or a story of the grammar.
func (m *maker) tellOne() {
	left := m.total - m.next
	at := m.now()
	m.next++
	switch k := m.IntN(left); {
	case k < len(m.plan):
		text := m.plan[0]
		m.plan = m.plan[1:]
		m.publish(text, at, m.naturalCopies(text))
	case k < len(m.plan)+m.Families:
		m.Families--
		m.tellFamily(one(m.draw, m.families), at)
	default:
		lang := m.language()
		text := newTeller(m.draw, m.voc(lang), at).story()
		m.publish(text, at, m.copies())
	}
}

// language draws one: most are English, Chinese or Japanese.
func (m *maker) language() string {
	if m.chance(0.85) {
		return languages[m.IntN(3)]
	}
	return languages[3+m.IntN(len(languages)-3)]
}

// copies is how many copies a story has: many have none, few have many.
func (m *maker) copies() int {
	if m.chance(0.3) {
		return 0
	}
	return min(12, 1+int(m.ExpFloat64()*2.6))
}

func (m *maker) naturalCopies(t Text) int {
	if t.Family != "" && m.chance(0.6) {
		return 0
	}
	return m.copies()
}

// publish lets a story come, and copies of it.
func (m *maker) publish(text Text, at time.Time, copies int) {
	base := Item{ID: m.id(), Tags: []string{"base"}, Lang: text.Lang, Feed: feedName(m.draw, text.Lang)}
	base.Cluster = "c" + base.ID
	if text.Family != "" {
		base.Tags, base.Fam = []string{"neg:" + text.Family}, text.Family
	}
	base.URL = articleURL(m.draw, base.Feed)
	base.GUID = base.URL
	base.Title, base.HTML = text.Title, text.html()
	base.Published, base.Arrived = at, at
	m.come(base)
	for range copies {
		m.copy(&base, text, at)
	}
	m.keepStray(text)
}

func (m *maker) copy(base *Item, text Text, at time.Time) {
	c := &copier{draw: m.draw, voc: m.voc(text.Lang), base: base, fixed: text.fixed, text: text.clone(), other: func() string { return m.strayParagraph(text.Lang) }}
	item, delay := c.make(c.choose(m.Extreme))
	item.ID = m.id()
	item.Arrived = at.Add(delay + time.Minute)
	m.come(item)
}

// maxStray bounds the stories whose paragraphs may stray into others.
const maxStray = 64

func (m *maker) keepStray(t Text) {
	if len(m.stray) < maxStray {
		m.stray = append(m.stray, t)
		return
	}
	m.stray[m.IntN(maxStray)] = t
}

// strayParagraph is one of another article in the language; empty when there is
// none.
func (m *maker) strayParagraph(lang string) string {
	for range 20 {
		if len(m.stray) == 0 {
			break
		}
		if t := one(m.draw, m.stray); t.Lang == lang {
			return one(m.draw, t.Paragraphs)
		}
	}
	return newTeller(m.draw, m.voc(lang), start).paragraph(2)
}

func (m *maker) id() string {
	m.ids++
	return fmt.Sprintf("i%07d", m.ids)
}

// come puts an item in the queue of those to arrive.
func (m *maker) come(item Item) { heap.Push(&m.coming, item) }

// flush yields what has arrived by a time.
func (m *maker) flush(by time.Time, yield func(Item) bool) bool {
	for len(m.coming) > 0 && !m.coming[0].Arrived.After(by) {
		if !yield(heap.Pop(&m.coming).(Item)) {
			return false
		}
	}
	return true
}

// arrivals is a heap of items by arrival; the id breaks ties.
type arrivals []Item

func (a arrivals) Len() int { return len(a) }
func (a arrivals) Less(i, j int) bool {
	if c := a[i].Arrived.Compare(a[j].Arrived); c != 0 {
		return c < 0
	}
	return a[i].ID < a[j].ID
}
func (a arrivals) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *arrivals) Push(x any)   { *a = append(*a, x.(Item)) }
func (a *arrivals) Pop() any {
	last := len(*a) - 1
	item := (*a)[last]
	*a = (*a)[:last]
	return item
}
