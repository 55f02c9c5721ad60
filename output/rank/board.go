package rank

import (
	"math"
	"slices"
	"time"
	"unique"

	"freshet/storage"
)

// MaxStories bounds a Board. When a story would pass it, the lowest sixteenth is
// dropped at once: far behind any list, since keys rise with time. It holds the
// stories of some days of thousands of sources in about 15 MB.
const MaxStories = 1 << 16

// Board is the ranking of stories by one window. Events may come in any order:
// as long as no story is dropped or forgotten, the same events make the same
// Board.
type Board struct {
	window  Window
	limit   int
	stories map[storage.StoryID]*story
	order   heap
}

// New makes an empty Board. What the window leaves at 0 is taken from Day.
func New(w Window) *Board {
	return &Board{window: w.orDay(), limit: MaxStories, stories: make(map[storage.StoryID]*story)}
}

// Len is the number of stories that the Board knows, those without a source too.
func (b *Board) Len() int { return len(b.order) }

// Carry notes that a source carries a story: at is when it was first seen there.
// A source is one vote for a story; carrying it again changes nothing, unless
// the time is earlier than the one that is known.
func (b *Board) Carry(id storage.StoryID, source string, at time.Time) {
	s := b.story(id)
	if s.carry(unique.Make(source), offset(at), int64(b.window.HalfLife)) {
		b.rekey(s)
	}
}

// Only takes back the votes of all sources but those given: what they carried has
// turned out to be another story. When none would be left, all stay.
func (b *Board) Only(id storage.StoryID, sources map[string]bool) {
	if s := b.stories[id]; s != nil && s.only(sources, int64(b.window.HalfLife)) {
		b.rekey(s)
	}
}

// Click notes a click. One that is not counted, or whose weight is not a number
// above 0, changes nothing. A story that no source carries yet keeps its clicks,
// but no list shows it.
func (b *Board) Click(id storage.StoryID, at time.Time, weight float64, counted bool) {
	if !counted || !(weight > 0) || math.IsInf(weight, 1) {
		return
	}
	s := b.story(id)
	s.click(offset(at), weight, int64(b.window.HalfLife))
	b.rekey(s)
}

// Forget drops a story and all that is known of it.
func (b *Board) Forget(id storage.StoryID) {
	s := b.stories[id]
	if s == nil {
		return
	}
	b.order.remove(s.pos)
	delete(b.stories, id)
}

// story finds a story, or makes one that is not in the order yet.
func (b *Board) story(id storage.StoryID) *story {
	if s := b.stories[id]; s != nil {
		return s
	}
	s := &story{id: id, pos: -1}
	b.stories[id] = s
	return s
}

// rekey puts a story to its place after an event.
func (b *Board) rekey(s *story) {
	key := b.key(s)
	if s.pos >= 0 {
		b.order.fix(s.pos, key)
		return
	}
	b.order.push(slot{key, s})
	if len(b.order) > b.limit {
		b.shrink()
	}
}

// key is what orders stories: their score at the landmark. The score at any
// other time is the key less a number that is the same for all.
func (b *Board) key(s *story) float64 {
	return s.interest(0, int64(b.window.HalfLife)) + float64(s.seen)/float64(b.window.Novelty)
}

// shrink drops the lowest stories. A sorted slice is a heap already.
func (b *Board) shrink() {
	slices.SortFunc(b.order, func(x, y slot) int {
		if x.before(y) {
			return -1
		}
		return 1
	})
	keep := b.limit - b.limit/16
	for _, x := range b.order[keep:] {
		delete(b.stories, x.s.id)
	}
	clear(b.order[keep:])
	b.order = b.order[:keep]
	for i, x := range b.order {
		x.s.pos = i
	}
}
