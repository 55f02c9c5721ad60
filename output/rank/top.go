package rank

import (
	"time"

	"freshet/storage"
)

// Entry is one place of a list.
type Entry struct {
	Story storage.StoryID
	Rank  int // from 1
	// Score is the sum of the values in Why. One more is twice the interest; 0 is
	// one source that carried the story just now.
	Score float64
	Why   []Why
	// Sources is how many sources carry the story.
	Sources int
	// Clicks is how many of its clicks the Board has counted. It is exact: who
	// shows it must not show counts below MinShown.
	Clicks int
}

// MaxPerSource is how many stories of one source a list of the front may hold.
const MaxPerSource = 3

// Top lists the n best stories for which in is true (nil takes all), best first,
// with their scores at now. It asks in for one story after the other in the
// order of rank, each once, and takes every story it agrees to, so that in may
// count what it let through, as Spread does. Stories that no source carries are
// passed over.
func (b *Board) Top(now time.Time, n int, in func(storage.StoryID) bool) []Entry {
	if n <= 0 {
		return nil
	}
	at := offset(now)
	var top []Entry
	for s := range b.order.best() {
		if len(s.votes) == 0 || (in != nil && !in(s.id)) {
			continue
		}
		top = append(top, b.entry(s, at, len(top)+1))
		if len(top) == n {
			break
		}
	}
	return top
}

// entry explains a story at a time.
func (b *Board) entry(s *story, at int64, rank int) Entry {
	e := Entry{Story: s.id, Rank: rank, Why: b.why(s, at), Sources: len(s.votes), Clicks: s.clicks}
	for _, w := range e.Why {
		e.Score += w.Value
	}
	return e
}

// Spread makes a filter for one call of Top that lets at most limit stories of
// one lead source through, the best ones. Nil in takes all; stories whose lead
// is unknown ("") are not limited.
func Spread(in func(storage.StoryID) bool, lead func(storage.StoryID) string, limit int) func(storage.StoryID) bool {
	shown := make(map[string]int)
	return func(id storage.StoryID) bool {
		if in != nil && !in(id) {
			return false
		}
		source := lead(id)
		if source == "" {
			return true
		}
		shown[source]++
		return shown[source] <= limit
	}
}
