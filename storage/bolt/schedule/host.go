package schedule

// host is what sources share manners with.
type host struct {
	name    string
	sources []*Entry // heap by due time: the active ones that may be claimed
	members int      // all entries with this host
	start   int64    // when its last poll began
	hold    int64    // not polled before
	busy    *Entry   // being polled; nil for none

	at    int64 // when it can be claimed from, while it waits
	pos   int   // in its heap; -1 when in none
	queue *hostHeap
}

// due is when the host's first source was due.
func (h *host) due() int64 { return h.sources[0].next }

// readyAt is the time from which a source of the host may be claimed; never when
// it has none.
func (h *host) readyAt(spacing int64) int64 {
	if len(h.sources) == 0 {
		return never
	}
	at := max(h.due(), h.hold)
	if h.start != 0 {
		at = max(at, h.start+spacing)
	}
	if h.busy != nil {
		at = max(at, h.busy.until)
	}
	return at
}

// join makes an entry a member of the named host.
func (t *Table) join(e *Entry, name string) {
	h := t.hosts[name]
	if h == nil {
		h = &host{name: name, pos: -1}
		t.hosts[name] = h
	}
	h.members++
	e.host = h
}

// leave ends an entry's membership of its host.
func (t *Table) leave(e *Entry) {
	h := e.host
	t.dequeue(e)
	if h.busy == e {
		h.busy = nil
	}
	h.members--
	t.place(h)
}

// forget drops the hosts without members, and their spacing with them.
func (t *Table) forget() {
	for name, h := range t.hosts {
		if h.members == 0 {
			h.queue.remove(h)
			delete(t.hosts, name)
		}
	}
}

// enqueue puts an entry among the sources of its host that can be claimed, or
// moves it to its place there when its time has changed.
func (t *Table) enqueue(e *Entry) {
	h := e.host
	if !e.Active || e.Gone || e.finishing {
		t.dequeue(e)
		return
	}
	if e.pos < 0 {
		e.pos = len(h.sources)
		h.sources = append(h.sources, e)
		h.up(e.pos)
	} else {
		h.down(h.up(e.pos))
	}
	t.place(h)
}

// dequeue takes an entry out of its host's heap.
func (t *Table) dequeue(e *Entry) {
	h := e.host
	if e.pos >= 0 {
		i, last := e.pos, len(h.sources)-1
		h.swap(i, last)
		h.sources = h.sources[:last]
		e.pos = -1
		if i < last {
			h.down(h.up(i))
		}
	}
	t.place(h)
}

// place puts a host into the heap of those that wait.
func (t *Table) place(h *host) {
	h.queue.remove(h)
	if h.at = h.readyAt(t.spacing); h.at < never {
		t.waiting.push(h)
	}
}

func (h *host) swap(i, j int) {
	s := h.sources
	s[i], s[j] = s[j], s[i]
	s[i].pos, s[j].pos = i, j
}

// less orders by due time, then by key, so that the order is always the same.
func (h *host) less(i, j int) bool {
	a, b := h.sources[i], h.sources[j]
	return a.next < b.next || a.next == b.next && a.Key < b.Key
}

// up and down restore the heap around one place and return where that entry is.
func (h *host) up(i int) int {
	for i > 0 && h.less(i, (i-1)/2) {
		h.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
	return i
}

func (h *host) down(i int) int {
	for {
		c := 2*i + 1
		if c >= len(h.sources) {
			return i
		}
		if c+1 < len(h.sources) && h.less(c+1, c) {
			c++
		}
		if !h.less(c, i) {
			return i
		}
		h.swap(i, c)
		i = c
	}
}
