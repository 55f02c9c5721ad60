package schedule

import "time"

// Rewind moves all times back: the clock by which they were set was.
func (t *Table) Rewind(by time.Duration) {
	back := func(at int64) int64 {
		if at == 0 || at >= never-1 { // no time, or none that comes
			return at
		}
		return max(at-int64(by), 1)
	}
	for _, e := range t.byKey {
		e.next, e.until, e.before, e.hurry = back(e.next), back(e.until), back(e.before), back(e.hurry)
	}
	for _, h := range t.hosts {
		h.start, h.hold = back(h.start), back(h.hold)
	}
	t.Settle() // what services know is read anew from their hosts
}
