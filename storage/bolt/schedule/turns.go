package schedule

// turns are the units of the table: which of them waits, and which is next.

// place puts a host among those that wait, and its service with it.
func (t *Table) place(h *host) {
	at := h.readyAt(t.manners)
	if h.group == nil {
		t.top.wait(&h.unit, at)
		return
	}
	h.group.wait(&h.unit, at)
	t.placeService(h.group)
}

// placeService puts a service among the units that wait: until its gate opens,
// and one of its hosts has its time.
func (t *Table) placeService(s *service) {
	at := s.gate(t.manners)
	if s.first(ready) == nil {
		next := s.first(waiting)
		if next == nil {
			t.top.wait(&s.unit, never)
			return
		}
		at = max(at, next.at)
	}
	t.top.wait(&s.unit, at)
}

// advance makes ready what has waited long enough.
func (t *Table) advance(now int64) {
	for u := t.top.first(waiting); u != nil && u.at <= now; u = t.top.first(waiting) {
		t.top.remove(waiting, u)
		if u.host != nil {
			u.due = u.host.firstDue()
			t.top.push(ready, u)
			continue
		}
		t.advanceService(u.group, now)
	}
}

// advanceService makes a service ready whose gate is open, for its host that is
// due for the longest. It goes on waiting for the next host besides.
func (t *Table) advanceService(s *service, now int64) {
	for u := s.first(waiting); u != nil && u.at <= now; u = s.first(waiting) {
		s.remove(waiting, u)
		u.due = u.host.firstDue()
		s.push(ready, u)
	}
	t.top.remove(ready, &s.unit)
	if u := s.first(ready); u != nil {
		s.due = u.due
		t.top.push(ready, &s.unit)
	}
	if u := s.first(waiting); u != nil {
		s.at = u.at
		t.top.push(waiting, &s.unit)
	}
}

// next is the host whose turn it is; nil when there is none at this time.
func (t *Table) next(now int64) *host {
	for {
		t.advance(now)
		u := t.top.first(ready)
		if u == nil {
			return nil
		}
		h, gate := u.host, int64(0)
		if h == nil {
			h, gate = u.group.first(ready).host, u.group.gate(t.manners)
		}
		// What became ready at a later now than this one goes back.
		if gate <= now && h.readyAt(t.manners) <= now {
			return h
		}
		t.place(h)
	}
}

// nextAt is the time from which there is a next host; never for none. The units
// that are ready were all found so at a time that has passed: one of them stands
// for all, however many there are.
func (t *Table) nextAt() int64 {
	at := int64(never)
	if u := t.top.first(waiting); u != nil {
		at = u.at
	}
	switch u := t.top.first(ready); {
	case u == nil:
	case u.host != nil:
		at = min(at, u.host.readyAt(t.manners))
	default:
		at = min(at, max(u.group.gate(t.manners), u.group.first(ready).host.readyAt(t.manners)))
	}
	return at
}
