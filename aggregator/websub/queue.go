package websub

import "sync"

// Limits of what hubs push.
const (
	// MaxPushBytes bounds one delivery.
	MaxPushBytes = 15 << 20
	// maxQueued bounds the deliveries that wait to be read, and maxQueuedBytes them
	// together with those that are coming in or being read.
	maxQueued      = 1024
	maxQueuedBytes = 4 * MaxPushBytes
)

// push is a delivery that was taken.
type push struct {
	e           *entry
	contentType string
	body        []byte
	room        int // of the queue's bytes that it holds
}

// queue holds deliveries between the answer to the hub and their reading.
type queue struct {
	mu     sync.Mutex
	some   sync.Cond
	list   []push
	room   int // bytes that may still be taken
	closed bool
}

func newQueue() *queue {
	q := &queue{room: maxQueuedBytes}
	q.some.L = &q.mu
	return q
}

// reserve takes room for a body; it reports false when there is none.
func (q *queue) reserve(n int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.room < n || len(q.list) >= maxQueued {
		return false
	}
	q.room -= n
	return true
}

// release gives room back.
func (q *queue) release(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.room += n
}

// put appends a delivery, for whose body there is room; it reports false, and
// gives the room back, when it is not taken.
func (q *queue) put(p push) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.list) >= maxQueued {
		q.room += p.room
		return false
	}
	q.list = append(q.list, p)
	q.some.Signal()
	return true
}

// next waits for the oldest delivery; it reports false when the queue is closed
// and empty.
func (q *queue) next() (push, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.list) == 0 && !q.closed {
		q.some.Wait()
	}
	if len(q.list) == 0 {
		return push{}, false
	}
	p := q.list[0]
	q.list[0] = push{}
	q.list = q.list[1:]
	return p, true
}

// close lets nothing more in.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.some.Broadcast()
}

// shut tells whether the queue is closed.
func (q *queue) shut() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}
