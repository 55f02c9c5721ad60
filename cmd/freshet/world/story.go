package world

import (
	"cmp"
	"math"
	"slices"
	"time"

	"freshet/cmd/freshet/world/chance"
)

// What happens in time. Stories are dealt out by slots of one world hour.
const (
	slotLength = time.Hour
	lookBack   = 120            // slots that a feed can reach back
	maxDelay   = 12 * time.Hour // longest time from a story to its copy
	window     = 20             // items in a feed
)

// event is one item to be: which, when and how it came there.
type event struct {
	ref   ref
	at    time.Duration // world time
	topic string
	kind  Kind
}

// key is the chance of everything about a story.
func (w *World) key(r ref) chance.Key {
	return chance.Of(w.seed, uint64(r.source), uint64(r.slot+slotMiddle), uint64(r.k))
}

// quality is how much readers want a story: log-normal around 1.
func (w *World) quality(r ref) float64 {
	return math.Exp(w.key(r.original()).With("quality").Normal())
}

// slot is what a source publishes of its own in one world hour.
func (w *World) slot(source, slot int) []event {
	s := &w.sources[source]
	if s.Topics[0] == "forecast" || s.Topics[0] == "release" {
		return w.series(source, slot)
	}
	n := chance.Of(w.seed, uint64(source), uint64(slot+slotMiddle)).With("count").Count(s.Rate, maxStories)
	out := make([]event, n)
	for k := range n {
		r := ref{source: source, slot: slot, k: k}
		key := w.key(r)
		out[k] = event{ref: r, kind: Original,
			at:    time.Duration(slot)*slotLength + time.Duration(key.With("minute").Unit()*float64(slotLength)),
			topic: s.Topics[key.With("topic").N(len(s.Topics))]}
	}
	return out
}

// copiesOf are the copies of a story that carrier makes: none, one or two.
func (w *World) copiesOf(e event, carrier int) []event {
	c := &w.sources[carrier]
	if carrier == e.ref.source || !c.copies(&w.sources[e.ref.source], e.topic) {
		return nil
	}
	key := w.key(e.ref).With("carry").At(carrier)
	wanted := min(max(w.quality(e.ref), .3), 2.2)
	if !key.Hit(min(c.Carries*wanted, .95)) {
		return nil
	}
	r := e.ref
	r.carrier = carrier + 1
	delay := min(time.Duration(key.With("delay").Exp()*float64(90*time.Minute)), maxDelay/2)
	kind := c.Kinds[key.With("kind").N(len(c.Kinds))]
	if kind == Script && c.Lang == w.sources[e.ref.source].Lang {
		kind = Reprint
	}
	first := event{ref: r, at: e.at + delay, topic: e.topic, kind: kind}
	if kind != Farm || !key.With("again").Hit(.3) {
		return []event{first}
	}
	second := first
	second.ref.again = true
	second.at += min(time.Duration(key.With("later").Exp()*float64(2*time.Hour)), maxDelay/2)
	return []event{first, second}
}

// published are the items of a source at a world time, newest first, at most
// most, none from before since.
func (w *World) published(source int, since, offset time.Duration, most int) []event {
	var out []event
	keep := func(list ...event) {
		for _, e := range list {
			if e.at > since && e.at <= offset {
				out = append(out, e)
			}
		}
	}
	first, last := slotOf(since-maxDelay), slotOf(offset)
	for slot := last; slot >= first; slot-- {
		keep(w.slot(source, slot)...)
		if w.sources[source].Carries == 0 {
			continue
		}
		for other := range w.sources {
			if family(w.sources[other].Lang) != family(w.sources[source].Lang) {
				continue
			}
			for _, e := range w.slot(other, slot) {
				keep(w.copiesOf(e, source)...)
			}
		}
	}
	slices.SortFunc(out, func(a, b event) int {
		return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.ref.String(), a.ref.String()))
	})
	return out[:min(len(out), most)]
}

// feed is what a source's document holds at a world time.
func (w *World) feed(source int, offset time.Duration) []event {
	return w.published(source, offset-lookBack*slotLength, offset, window)
}

func slotOf(offset time.Duration) int { return int(math.Floor(float64(offset) / float64(slotLength))) }
