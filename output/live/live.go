package live

import (
	"maps"
	"slices"
	"sync"
	"time"

	"freshet/output/rank"
	"freshet/storage"
)

// MaxStories bounds the stories that are known; the oldest go first.
const MaxStories = rank.MaxStories

// Windows are the names of the rankings, shortest first.
var Windows = []string{"hour", "day", "week"}

// Sorter tells which feeds a story is in.
type Sorter func(*storage.Story) Set

// Live is the present state. Its methods may be called by several goroutines;
// Note and Forget by one at a time, or an older text of a story could replace a
// newer one.
type Live struct {
	limit int

	mu     sync.RWMutex
	sort   Sorter
	known  map[storage.StoryID]known
	boards map[string]*rank.Board
}

// known is what is kept of a story.
type known struct {
	target string // the lead's link
	lead   string // name of the lead's source
	feeds  Set
}

// New makes an empty Live whose clock runs scale times as fast; a scale of 0 is
// taken for 1.
func New(scale float64, sort Sorter) *Live {
	l := &Live{
		limit: MaxStories, sort: sort,
		known: make(map[storage.StoryID]known), boards: make(map[string]*rank.Board, len(Windows)),
	}
	for _, name := range Windows {
		w, _ := rank.Named(name)
		l.boards[name] = rank.New(w.Scaled(scale))
	}
	return l
}

// Note tells of a story that was made or has changed.
func (l *Live) Note(st *storage.Story) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[st.ID] = l.describe(st)
	sources := make(map[string]bool, len(st.Sightings))
	for i := range st.Sightings {
		s := &st.Sightings[i]
		sources[s.Source] = true
		// The backlog of a source that is new here is old, not hot.
		for _, b := range l.boards {
			b.Carry(st.ID, s.Source, s.Told())
		}
	}
	for _, b := range l.boards {
		b.Only(st.ID, sources)
	}
	if len(l.known) > l.limit {
		l.shrink()
	}
}

func (l *Live) describe(st *storage.Story) known {
	k := known{target: st.Lead.URL, feeds: l.sort(st)}
	if i := st.LeadSighting; i >= 0 && i < len(st.Sightings) {
		k.lead = st.Sightings[i].Source
	}
	return k
}

// shrink forgets the oldest sixteenth; ids sort by age.
func (l *Live) shrink() {
	ids := slices.Collect(maps.Keys(l.known))
	slices.SortFunc(ids, func(a, b storage.StoryID) int { return slices.Compare(a[:], b[:]) })
	for _, id := range ids[:len(ids)-l.limit+l.limit/16] {
		l.forget(id)
	}
}

// Forget tells that a story is gone.
func (l *Live) Forget(id storage.StoryID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(id)
}

func (l *Live) forget(id storage.StoryID) {
	delete(l.known, id)
	for _, b := range l.boards {
		b.Forget(id)
	}
}

// Click tells of a click that is in the store. It reports whether the story is
// known; when it is not, a Note shall follow, since a list shows only what it
// knows.
func (l *Live) Click(c storage.Click) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.boards {
		b.Click(c.Story, c.At, float64(c.Weight), c.Verdict == storage.VerdictCounted)
	}
	_, ok := l.known[c.Story]
	return ok
}

// Target is where the link of a story leads, if the story is known.
func (l *Live) Target(id storage.StoryID) (string, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	k, ok := l.known[id]
	return k.target, ok
}

// Any stands for every feed in Top.
const Any = -1

// Top lists the n hottest stories of a feed by one of Windows, at most a few of
// one source.
func (l *Live) Top(window string, feed, n int, now time.Time) []rank.Entry {
	l.mu.RLock()
	defer l.mu.RUnlock()
	board := l.boards[window]
	if board == nil {
		return nil
	}
	in := func(id storage.StoryID) bool {
		k, ok := l.known[id]
		return ok && (feed == Any && k.feeds.Any() || k.feeds.Has(feed))
	}
	lead := func(id storage.StoryID) string { return l.known[id].lead }
	return board.Top(now, n, rank.Spread(in, lead, rank.MaxPerSource))
}

// Stories are the ids of all stories known, in no order.
func (l *Live) Stories() []storage.StoryID {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Collect(maps.Keys(l.known))
}

// Len is the number of stories known.
func (l *Live) Len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.known)
}

// Resort replaces the sorter. Stories are sorted anew from what next yields; a
// story that it does not yield is in no feed until its next Note.
func (l *Live) Resort(sort Sorter, next func(yield func(*storage.Story) bool)) {
	fresh := make(map[storage.StoryID]Set)
	next(func(st *storage.Story) bool {
		fresh[st.ID] = sort(st)
		return true
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sort = sort
	for id, k := range l.known {
		k.feeds = fresh[id]
		l.known[id] = k
	}
}
