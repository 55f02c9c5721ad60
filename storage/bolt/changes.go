package bolt

import (
	"context"
	"fmt"
	"sync"

	"freshet/storage"
)

// maxChanges is how many changes are remembered: 24 bytes each.
const maxChanges = 1 << 16

// change is a story that a revision touched.
type change struct {
	revision storage.Revision
	id       storage.StoryID
}

// changes remembers what the newest revisions touched, and wakes who waits for
// the next.
type changes struct {
	mu     sync.Mutex
	ring   []change // oldest at first, wraps around once it is full
	first  int
	known  storage.Revision // what changed after this one is in the ring
	latest storage.Revision
	wake   chan struct{} // closed by the next revision
}

func newChanges() *changes { return &changes{wake: make(chan struct{})} }

// reset begins at a revision, before which nothing is known.
func (c *changes) reset(r storage.Revision) { c.known, c.latest = r, r }

// add notes a revision. With forget, what it touched is not listed, and whoever
// is behind has to read everything.
func (c *changes) add(r storage.Revision, ids []storage.StoryID, forget bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		c.push(change{r, id})
	}
	if forget {
		c.ring, c.first, c.known = nil, 0, r
	}
	c.latest = r
	close(c.wake)
	c.wake = make(chan struct{})
}

func (c *changes) push(ch change) {
	if len(c.ring) < maxChanges {
		c.ring = append(c.ring, ch)
		return
	}
	c.known = max(c.known, c.ring[c.first].revision)
	c.ring[c.first] = ch
	c.first = (c.first + 1) % len(c.ring)
}

// since lists the stories touched after a revision, in the order in which they
// were last touched.
func (c *changes) since(r storage.Revision) ([]storage.StoryID, storage.Revision, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r < c.known {
		return nil, 0, storage.ErrTooOld
	}
	seen := map[storage.StoryID]bool{}
	var out []storage.StoryID
	for i := len(c.ring) - 1; i >= 0; i-- {
		ch := c.ring[(c.first+i)%len(c.ring)]
		if ch.revision <= r {
			break
		}
		if !seen[ch.id] {
			seen[ch.id] = true
			out = append(out, ch.id)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, c.latest, nil
}

// present returns the latest revision and what is closed when it is no longer
// the latest.
func (c *changes) present() (storage.Revision, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest, c.wake
}

// open returns storage.ErrClosed once the store is closed.
func (s *Store) open(ctx context.Context, call string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", call, err)
	}
	select {
	case <-s.closing:
		return fmt.Errorf("%s: %w", call, storage.ErrClosed)
	default:
		return nil
	}
}

// Revision is the present revision.
func (s *Store) Revision(ctx context.Context) (storage.Revision, error) {
	if err := s.open(ctx, "revision"); err != nil {
		return 0, err
	}
	r, _ := s.news.present()
	return r, nil
}

// Wait returns the present revision as soon as it is above since.
func (s *Store) Wait(ctx context.Context, since storage.Revision) (storage.Revision, error) {
	for {
		if err := s.open(ctx, "wait"); err != nil {
			return 0, err
		}
		r, wake := s.news.present()
		if r > since {
			return r, nil
		}
		select {
		case <-wake:
		case <-s.closing:
		case <-ctx.Done():
		}
	}
}

// Changes lists the stories that were made, changed or removed after since.
func (s *Store) Changes(ctx context.Context, since storage.Revision) ([]storage.StoryID, storage.Revision, error) {
	if err := s.open(ctx, "changes"); err != nil {
		return nil, 0, err
	}
	ids, r, err := s.news.since(since)
	if err != nil {
		return nil, 0, fmt.Errorf("changes since %d: %w", since, err)
	}
	return ids, r, nil
}
