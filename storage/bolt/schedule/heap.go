package schedule

// hostHeap is a heap of hosts that can be removed from the middle.
type hostHeap struct {
	hosts  []*host
	before func(a, b *host) bool
}

func (q *hostHeap) push(h *host) {
	h.queue, h.pos = q, len(q.hosts)
	q.hosts = append(q.hosts, h)
	q.up(h.pos)
}

// remove takes a host out of the heap it is in; a nil heap holds none.
func (q *hostHeap) remove(h *host) {
	if q == nil || h.pos < 0 {
		return
	}
	i, last := h.pos, len(q.hosts)-1
	q.swap(i, last)
	q.hosts[last] = nil
	q.hosts = q.hosts[:last]
	h.pos, h.queue = -1, nil
	if i < last {
		q.down(q.up(i))
	}
}

func (q *hostHeap) swap(i, j int) {
	q.hosts[i], q.hosts[j] = q.hosts[j], q.hosts[i]
	q.hosts[i].pos, q.hosts[j].pos = i, j
}

func (q *hostHeap) up(i int) int {
	for i > 0 && q.before(q.hosts[i], q.hosts[(i-1)/2]) {
		q.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
	return i
}

func (q *hostHeap) down(i int) int {
	for {
		c := 2*i + 1
		if c >= len(q.hosts) {
			return i
		}
		if c+1 < len(q.hosts) && q.before(q.hosts[c+1], q.hosts[c]) {
			c++
		}
		if !q.before(q.hosts[c], q.hosts[i]) {
			return i
		}
		q.swap(i, c)
		i = c
	}
}
