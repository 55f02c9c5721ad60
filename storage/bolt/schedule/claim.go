package schedule

import (
	"time"
)

// Taken is a claim that was made.
type Taken struct {
	Entry  *Entry
	Serial uint64
	Until  time.Time
}

// Claim hands out up to limit due sources, longest due first, each with the
// right to poll until the lease ends.
func (t *Table) Claim(now time.Time, limit int, lease, spacing time.Duration) []Taken {
	t.respace(spacing)
	at := pack(now)
	for len(t.waiting.hosts) > 0 && t.waiting.hosts[0].at <= at {
		h := t.waiting.hosts[0]
		t.waiting.remove(h)
		t.ready.push(h)
	}
	var out []Taken
	for len(out) < limit && len(t.ready.hosts) > 0 {
		h := t.ready.hosts[0]
		// A host that became ready at a later now than this one goes back.
		if h.readyAt(t.spacing) > at {
			t.place(h)
			continue
		}
		out = append(out, t.take(h, now, lease))
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
	e.serial, e.until, e.before = t.serial, pack(until), h.start
	h.busy, h.start = e, pack(now)
	t.place(h)
	return Taken{Entry: e, Serial: e.serial, Until: until}
}

// respace takes note of another spacing.
func (t *Table) respace(spacing time.Duration) {
	if int64(spacing) == t.spacing {
		return
	}
	t.spacing = int64(spacing)
	for _, h := range t.hosts {
		t.place(h)
	}
}

// NextDue is the time from which Claim may hand out a source; zero when there is
// nothing to wait for. The hosts that are ready were all found so at a time that
// has passed: one of them stands for all, however many there are.
func (t *Table) NextDue(spacing time.Duration) time.Time {
	t.respace(spacing)
	at := int64(never)
	if len(t.waiting.hosts) > 0 {
		at = t.waiting.hosts[0].at
	}
	if len(t.ready.hosts) > 0 {
		at = min(at, t.ready.hosts[0].readyAt(t.spacing))
	}
	if at == never {
		return time.Time{}
	}
	return unpack(at)
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
		e.until = never
	}
	t.dequeue(e)
}

// Abandon undoes Begin: the Finish has failed. The lease is given anew from now
// on, since its end was forgotten.
func (t *Table) Abandon(e *Entry, until time.Time) {
	e.finishing = false
	e.until = pack(until)
	t.enqueue(e)
}

// Finish ends the entry's claim and sets when it is due again.
func (t *Table) Finish(e *Entry, next, hold time.Time, gone bool) {
	e.finishing, e.serial, e.until = false, 0, 0
	e.next, e.Gone = pack(next), gone
	h := e.host
	if h.busy == e {
		h.busy = nil
	}
	h.hold = max(h.hold, pack(hold))
	t.enqueue(e)
}

// Release ends the entry's claim as if it had not been made.
func (t *Table) Release(e *Entry) {
	e.serial, e.until = 0, 0
	h := e.host
	if h.busy == e {
		h.busy, h.start = nil, e.before
	}
	t.enqueue(e)
}

// Still reports whether a Finish that began may go on: the claim has not ended
// meanwhile.
func (t *Table) Still(key, serial uint64) bool {
	e := t.byKey[key]
	return e != nil && e.finishing && e.serial == serial
}
