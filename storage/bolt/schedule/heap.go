package schedule

// unit is what takes turns: a host, or the hosts of a service together. It may be
// in both heaps of its queue.
type unit struct {
	at    int64 // when to look at it again, while it waits
	due   int64 // since when its first source is due, while it is ready
	place [2]int
	host  *host    // the host that it is; nil for a service
	group *service // the service that it is, or that its host belongs to; nil for none
}

// Heaps of a queue: the places of a unit.
const (
	waiting = iota
	ready
)

// absent is the place of a unit in a heap that it is not in.
const absent = -1

func newUnit() unit { return unit{place: [2]int{absent, absent}} }

// queue is units in two heaps: those that wait, by the time at which to look at
// them, and those that are ready, by how long they are due.
type queue struct{ heaps [2][]*unit }

// first is the first unit of a heap; nil when there is none.
func (q *queue) first(which int) *unit {
	if len(q.heaps[which]) == 0 {
		return nil
	}
	return q.heaps[which][0]
}

func (u *unit) key(which int) int64 {
	if which == waiting {
		return u.at
	}
	return u.due
}

func (q *queue) before(which, i, j int) bool {
	h := q.heaps[which]
	return h[i].key(which) < h[j].key(which)
}

func (q *queue) push(which int, u *unit) {
	i := len(q.heaps[which])
	u.place[which] = i
	q.heaps[which] = append(q.heaps[which], u)
	q.up(which, i)
}

// remove takes a unit out of a heap, if it is there.
func (q *queue) remove(which int, u *unit) {
	i := u.place[which]
	if i == absent {
		return
	}
	last := len(q.heaps[which]) - 1
	q.swap(which, i, last)
	q.heaps[which][last] = nil
	q.heaps[which] = q.heaps[which][:last]
	u.place[which] = absent
	if i < last {
		q.down(which, q.up(which, i))
	}
}

// wait moves a unit to those that wait, from wherever it is; at never it is in no
// heap.
func (q *queue) wait(u *unit, at int64) {
	q.remove(ready, u)
	q.remove(waiting, u)
	if u.at = at; at < never {
		q.push(waiting, u)
	}
}

func (q *queue) swap(which, i, j int) {
	h := q.heaps[which]
	h[i], h[j] = h[j], h[i]
	h[i].place[which], h[j].place[which] = i, j
}

func (q *queue) up(which, i int) int {
	for i > 0 && q.before(which, i, (i-1)/2) {
		q.swap(which, i, (i-1)/2)
		i = (i - 1) / 2
	}
	return i
}

func (q *queue) down(which, i int) int {
	for {
		c := 2*i + 1
		if c >= len(q.heaps[which]) {
			return i
		}
		if c+1 < len(q.heaps[which]) && q.before(which, c+1, c) {
			c++
		}
		if !q.before(which, c, i) {
			return i
		}
		q.swap(which, i, c)
		i = c
	}
}
