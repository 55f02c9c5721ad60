package schedule

import (
	"time"

	"freshet/storage"
)

// Taken is a claim that was made.
type Taken struct {
	Entry  *Entry
	Serial uint64
	Until  time.Time
}

// Claim hands out due sources, longest due first, each with the right to poll
// until the lease ends.
func (t *Table) Claim(req storage.ClaimRequest) []Taken {
	t.behave(manners{spacing: int64(req.Spacing), limit: req.ServiceLimit})
	at := pack(req.Now)
	var out []Taken
	for len(out) < req.Limit {
		h := t.next(at)
		if h == nil {
			break
		}
		out = append(out, t.take(h, req.Now, req.Lease))
	}
	return out
}

// take claims the first source of a host.
func (t *Table) take(h *host, now time.Time, lease time.Duration) Taken {
	e := h.sources[0]
	t.serial++
	if t.serial == 0 {
		t.serial = 1
	}
	until := now.Add(lease)
	h.occupied(nil)
	e.serial, e.until, e.before, e.hurry, e.Pushed = t.serial, pack(until), h.start, 0, 0
	h.occupied(e)
	h.started(pack(now))
	t.place(h)
	return Taken{Entry: e, Serial: e.serial, Until: until}
}

// behave takes note of other manners.
func (t *Table) behave(m manners) {
	if m == t.manners {
		return
	}
	t.manners = m
	for _, h := range t.hosts {
		t.place(h)
	}
}

// NextDue is the time from which Claim may hand out a source, with the limit of
// the last one; zero when there is nothing to wait for.
func (t *Table) NextDue(spacing time.Duration) time.Time {
	t.behave(manners{spacing: int64(spacing), limit: t.manners.limit})
	at := t.nextAt()
	if at == never {
		return time.Time{}
	}
	return unpack(max(at, 1)) // long ago, but not for ever
}

// Named returns the active source of this name, or nil.
func (t *Table) Named(name string) *Entry {
	if e := t.byName[name]; e != nil && e.Active {
		return e
	}
	return nil
}

// Hurry makes an entry due no later than at, after the claim that is under way if
// there is one. It returns the time from which it may be polled: polls that are
// under way by then can only delay it.
func (t *Table) Hurry(e *Entry, at time.Time) time.Time {
	e.next = min(e.next, pack(at))
	if e.serial != 0 {
		e.hurry = max(pack(at), 1)
	}
	t.enqueue(e)
	h := e.host
	from := max(e.next, h.hold, h.spaced(t.manners))
	if h.group != nil {
		from = max(from, h.group.spaced(t.manners))
	}
	return unpack(from)
}

// Holds returns the entry when the claim is its present one, and no Finish of it
// is under way; else nil.
func (t *Table) Holds(key, serial uint64) *Entry {
	e := t.byKey[key]
	if e == nil || e.serial == 0 || e.serial != serial || e.finishing {
		return nil
	}
	return e
}

// Begin keeps an entry from being claimed while its Finish is being written.
func (t *Table) Begin(e *Entry) {
	e.finishing = true
	if e.host.busy == e {
		e.lease(never)
	}
	t.dequeue(e)
}

// Abandon undoes Begin: the Finish has failed. The lease is given anew from now
// on, since its end was forgotten.
func (t *Table) Abandon(e *Entry, until time.Time) {
	e.finishing = false
	e.lease(pack(until))
	t.enqueue(e)
}

// After is when an entry is due once a poll says next: sooner when somebody was
// in a hurry meanwhile.
func (e *Entry) After(next time.Time) time.Time {
	if e.hurry != 0 && e.hurry < pack(next) {
		return unpack(e.hurry)
	}
	return next
}

// Finish ends the entry's claim and sets when it is due again.
func (t *Table) Finish(e *Entry, next, hold time.Time, gone bool) {
	h := e.host
	if h.busy == e {
		h.occupied(nil)
	}
	e.next, e.Gone = pack(e.After(next)), gone
	e.finishing, e.serial, e.until, e.hurry = false, 0, 0, 0
	h.hold = max(h.hold, pack(hold))
	t.enqueue(e)
}

// Release ends the entry's claim as if it had not been made.
func (t *Table) Release(e *Entry) {
	h := e.host
	if h.busy == e {
		h.occupied(nil)
		h.started(e.before)
	}
	e.serial, e.until = 0, 0
	t.enqueue(e)
}

// Still reports whether a Finish that began may go on: the claim has not ended
// meanwhile.
func (t *Table) Still(key, serial uint64) bool {
	e := t.byKey[key]
	return e != nil && e.finishing && e.serial == serial
}
