package output

import (
	"sync"
	"time"

	"freshet/output/shelf"
)

const (
	// memoTTL is how long a page is shown as it was made, to everyone.
	memoTTL = time.Second
	// maxMemo bounds the pages that are kept; beyond it all are dropped.
	maxMemo = 1024
)

// memo keeps what was made a moment ago, so that a crowd at one page costs one
// making of it.
type memo struct {
	mu   sync.Mutex
	made map[string]*memoized
}

// memoized is one page; its lock is held while it is made.
type memoized struct {
	mu  sync.Mutex
	doc *shelf.Document
	at  time.Time
}

func newMemo() *memo { return &memo{made: make(map[string]*memoized)} }

// get returns what was made under a name, or makes it. What cannot be made anew
// is served as it was.
func (m *memo) get(name string, ttl time.Duration, do func() (*shelf.Document, error)) (*shelf.Document, error) {
	p := m.place(name)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.doc != nil && time.Since(p.at) < ttl {
		return p.doc, nil
	}
	doc, err := do()
	if err != nil {
		if p.doc != nil && !isNotFound(err) {
			return p.doc, nil
		}
		return nil, err
	}
	p.doc, p.at = doc, time.Now()
	return doc, nil
}

func (m *memo) place(name string) *memoized {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.made[name]
	if p == nil {
		if len(m.made) >= maxMemo {
			clear(m.made)
		}
		p = &memoized{}
		m.made[name] = p
	}
	return p
}

// clear drops everything.
func (m *memo) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.made)
}
