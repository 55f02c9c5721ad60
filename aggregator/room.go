package aggregator

import (
	"sync"
	"time"
)

// maxNoRoom bounds the pause of a source while the store has no room.
const maxNoRoom = time.Minute

// room tells whether the store has room. While it has none nothing that is polled
// can be kept, and a source that is due would be asked again and again for
// nothing: each then pauses for as long as the trouble lasts already, within
// bounds, or until something could be kept.
type room struct {
	mu    sync.Mutex
	since time.Time     // when there was none at first; zero while there is
	back  chan struct{} // closed when there is some again
}

// lack notes that there is none, and reports whether that is new, how long to
// pause, and what ends the pause early.
func (r *room) lack(now time.Time) (first bool, pause time.Duration, back <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if first = r.since.IsZero(); first {
		r.since, r.back = now, make(chan struct{})
	}
	return first, min(max(now.Sub(r.since), claimRetry), maxNoRoom), r.back
}

// have notes that something was kept, and reports whether that is new.
func (r *room) have() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.since.IsZero() {
		return false
	}
	r.since = time.Time{}
	close(r.back)
	return true
}
