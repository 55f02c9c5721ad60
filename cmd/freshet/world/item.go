package world

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"freshet/cmd/freshet/world/chance"
	"freshet/cmd/freshet/world/prose"
)

// Item is one entry as one source publishes it at some time.
type Item struct {
	Story  string // the same for a story and all its copies
	Source string
	Kind   Kind
	// Exact tells that the item shares the original's link, or its headline and
	// text to the letter, so that folding it needs no guess.
	Exact bool
	At    time.Time // when it appeared

	GUID, Link, Title string
	Paragraphs        []string // plain text
	Author, Label     string
	Published         time.Time // as claimed; zero for no claim
	Updated           time.Time // as claimed; zero when it was not edited
	Revision          int       // how often it was edited

	id string // the item's own, shared with nothing
}

// When habits show, in world time.
const (
	flipAfter = 6 * time.Hour // FlipsGUIDs: from then on all guids are others
	editAfter = 3 * time.Hour // Edits: after publication
)

// item writes an event down as its source shows it at a world time.
func (w *World) item(e event, offset time.Duration) Item {
	s, origin := &w.sources[e.ref.publisher()], &w.sources[e.ref.source]
	key := w.key(e.ref)
	a, err := prose.Write(prose.Brief{Lang: origin.Lang, Topic: e.topic, Key: key.With("text"), Set: w.words(e)})
	if err != nil { // the table was checked against the grammars by a test
		panic(fmt.Errorf("source %s: %w", origin.Name, err))
	}
	at := w.clock(e.at)
	it := Item{Story: e.ref.original().String(), Source: s.Name, Kind: e.kind, At: at, id: e.ref.String(),
		Link: w.link(e.ref, e.topic, a.Titles[0]), Title: a.Titles[0], Paragraphs: a.Paragraphs,
		Author: a.Author, Label: a.Label, Published: at}
	it.Exact = exact(e.kind, origin)
	if e.kind == Original {
		w.edit(&it, e, offset, a.Spare)
	} else {
		w.copy(&it, e, a)
	}
	w.date(&it, e)
	it.GUID = w.guid(&it, s, offset)
	return it
}

// exact tells whether a copy of a kind is one to the letter.
func exact(k Kind, origin *Source) bool {
	switch k {
	case Original, Tracked, Variant:
		return true
	case Reprint:
		return !origin.Habits.Has(Edits) && origin.Fault != Dirty
	}
	return false
}

// edit changes the stories of sources that edit: half of them get a line more, and
// in the others those that correct find a wrong number.
func (w *World) edit(it *Item, e event, offset time.Duration, spare []string) {
	s := &w.sources[e.ref.source]
	if !s.Habits.Has(Edits) || offset < e.at+editAfter {
		return
	}
	changed := it.Paragraphs
	switch other := w.key(e.ref).With("edit").Hit(.5); {
	case other && s.Habits.Has(Corrects):
		changed = corrected(it.Paragraphs)
	case !other && len(spare) > 0:
		changed = append(it.Paragraphs[:len(it.Paragraphs):len(it.Paragraphs)], spare[0])
	}
	if slices.Equal(changed, it.Paragraphs) {
		return
	}
	it.Paragraphs, it.Updated, it.Revision = changed, w.clock(e.at+editAfter), 1
}

// figure is a number of two or three digits that stands alone.
var figure = regexp.MustCompile(`(^| )[1-9][0-9]{1,2}( |$)`)

// corrected is a text whose last figure is another.
func corrected(paragraphs []string) []string {
	out := slices.Clone(paragraphs)
	for i := len(out) - 1; i >= 0; i-- {
		at := figure.FindStringIndex(out[i])
		if at == nil {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(out[i][at[0]:at[1]]))
		if err != nil { // the expression lets digits pass only
			panic(err)
		}
		out[i] = out[i][:at[0]] + strings.Replace(out[i][at[0]:at[1]], strconv.Itoa(n), strconv.Itoa(n+7), 1) + out[i][at[1]:]
		break
	}
	return out
}

// date makes the item's claims of when it was published.
func (w *World) date(it *Item, e event) {
	key, day := w.key(e.ref).With("date "+it.id), 24*time.Hour
	switch h := w.sources[e.ref.publisher()].Habits; {
	case h.Has(NoDates):
		it.Published, it.Updated = time.Time{}, time.Time{}
	case h.Has(FutureDates):
		it.Published = it.At.Add(time.Duration(3+key.N(300)) * day)
	case h.Has(BackDates):
		it.Published = it.At.Add(-time.Duration(20+key.N(220)) * day)
	}
}

// guid is the item's id as the source writes it: its link, a tag (RFC 4151), or
// a word of its own.
func (w *World) guid(it *Item, s *Source, offset time.Duration) string {
	k := chance.Of(w.seed).With(s.Name)
	switch {
	case s.Habits.Has(FlipsGUIDs) && offset >= flipAfter:
		return "urn:" + s.Name + ":v2:" + it.id
	case s.Format == "rss 1.0":
		return it.Link
	case strings.HasPrefix(s.Format, "atom"):
		return "tag:" + s.site() + ",2020:" + it.id
	case it.Kind != Tracked && it.Kind != Variant && k.With("permalink").Hit(.5):
		return it.Link
	}
	return it.id + "@" + s.Name
}
