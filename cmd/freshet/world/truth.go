package world

import (
	"cmp"
	"slices"
	"time"
)

// Story is a story of the world with all who published it.
type Story struct {
	ID      string // as Item.Story
	Lang    string
	Topic   string
	Title   string  // the original's
	Quality float64 // how much readers want it, around 1
	Items   []Item  // in the order in which they appeared
}

// Published are the items that a source's document holds at a time of the clock,
// newest first. An unknown source holds none.
func (w *World) Published(source string, at time.Time) []Item {
	i := w.find(source)
	if i < 0 {
		return nil
	}
	offset := w.offset(at)
	var out []Item
	for _, e := range w.feed(i, offset) {
		out = append(out, w.item(e, offset))
	}
	return out
}

// maxStretch bounds the items of one source in Truth.
const maxStretch = 10_000

// Truth lists the stories of which an item appeared after from and not after to,
// oldest first, with those items. It does not ask whether a source's faults let
// anyone read them.
func (w *World) Truth(from, to time.Time) []Story {
	since, until := w.offset(from), w.offset(to)
	stories := map[string]*Story{}
	for i := range w.sources {
		for _, e := range w.published(i, since, until, maxStretch) {
			it := w.item(e, until)
			s := stories[it.Story]
			if s == nil {
				origin := e
				origin.ref, origin.kind = e.ref.original(), Original
				s = &Story{ID: it.Story, Lang: w.sources[e.ref.source].Lang, Topic: e.topic,
					Quality: w.quality(e.ref), Title: w.item(origin, until).Title}
				stories[it.Story] = s
			}
			s.Items = append(s.Items, it)
		}
	}
	out := make([]Story, 0, len(stories))
	for _, s := range stories {
		slices.SortFunc(s.Items, func(a, b Item) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.id, b.id)) })
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Story) int {
		return cmp.Or(a.Items[0].At.Compare(b.Items[0].At), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Taste is how much readers want the story that a link belongs to, around 1; 1
// for links that are not of this world. It is made for ReaderOptions.Taste.
func (w *World) Taste(link string) float64 {
	id, ok := refOf(link)
	if !ok || id.source >= len(w.sources) {
		return 1
	}
	return w.quality(id)
}
