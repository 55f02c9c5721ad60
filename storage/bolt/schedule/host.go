package schedule

// host is what sources share manners with.
type host struct {
	unit
	name    string
	sources []*Entry // heap by due time: the active ones that may be claimed
	members int      // all entries with this host
	spacing int64    // the largest of its sources' own
	start   int64    // when its last poll began
	hold    int64    // not polled before
	busy    *Entry   // being polled; nil for none
}

// manners are what a claim asks for: how far apart the starts of a host's polls
// have to be, in nanoseconds, and how many polls of a service may be under way.
type manners struct {
	spacing int64
	limit   int
}

// firstDue is when the host's first source was due.
func (h *host) firstDue() int64 { return h.sources[0].next }

// readyAt is the time from which a source of the host may be claimed, as far as
// the host itself goes; never when it has none.
func (h *host) readyAt(m manners) int64 {
	if len(h.sources) == 0 {
		return never
	}
	at := max(h.firstDue(), h.hold, h.spaced(m))
	if h.busy != nil {
		at = max(at, h.busy.until)
	}
	return at
}

// spaced is the time from which the start of a poll is far enough from the last.
func (h *host) spaced(m manners) int64 {
	if h.start == 0 {
		return 0
	}
	return h.start + max(m.spacing, h.spacing)
}

// occupied makes an entry the one that is polled; nil for none.
func (h *host) occupied(e *Entry) {
	if h.group != nil && h.busy != nil {
		h.group.vacate(h)
	}
	h.busy = e
	if h.group != nil && e != nil {
		h.group.occupy(h)
	}
}

// lease sets the end of an entry's lease.
func (e *Entry) lease(until int64) {
	busy := e.host.busy == e
	if busy {
		e.host.occupied(nil)
	}
	e.until = until
	if busy {
		e.host.occupied(e)
	}
}

// started notes when the host's last poll began.
func (h *host) started(at int64) {
	before := h.start
	h.start = at
	if s := h.group; s != nil && at < before && s.start == before {
		s.restart()
	} else if s != nil {
		s.start = max(s.start, at)
	}
}

// join makes an entry a member of the named host.
func (t *Table) join(e *Entry, name string) {
	h := t.hosts[name]
	if h == nil {
		h = &host{name: name, unit: newUnit()}
		h.host = h
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
		h.occupied(nil)
	}
	h.members--
	t.place(h)
}

// forget drops the hosts without members, and their spacing with them.
func (t *Table) forget() {
	for name, h := range t.hosts {
		if h.members == 0 {
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
