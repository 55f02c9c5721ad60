package rank

import (
	"bytes"
	"iter"
)

// slot is a story in the heap. The key is here, not in the story, so that
// comparing two touches no other memory.
type slot struct {
	key float64
	s   *story
}

// before says whether a ranks above b. Of two equal ones the younger id does, so
// that the order is total.
func (a slot) before(b slot) bool {
	if a.key != b.key {
		return a.key > b.key
	}
	return bytes.Compare(a.s.id[:], b.s.id[:]) > 0
}

// heap is a binary heap with the best story at 0. Each story knows its place.
type heap []slot

func (h heap) put(i int, x slot) {
	h[i] = x
	x.s.pos = i
}

// push adds a story.
func (h *heap) push(x slot) {
	*h = append(*h, x)
	h.up(len(*h)-1, x)
}

// fix gives the story at a place another key.
func (h heap) fix(i int, key float64) {
	x := slot{key, h[i].s}
	if i > 0 && x.before(h[(i-1)/2]) {
		h.up(i, x)
		return
	}
	h.down(i, x)
}

// remove takes the story at a place out.
func (h *heap) remove(i int) {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = slot{}
	*h = old[:len(old)-1]
	if i == len(*h) {
		return
	}
	h.put(i, last)
	h.fix(i, last.key)
}

// up lets x, which belongs at i or above, rise.
func (h heap) up(i int, x slot) {
	for i > 0 {
		parent := (i - 1) / 2
		if !x.before(h[parent]) {
			break
		}
		h.put(i, h[parent])
		i = parent
	}
	h.put(i, x)
}

// down lets x, which belongs at i or below, sink.
func (h heap) down(i int, x slot) {
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(x) {
			break
		}
		h.put(i, h[child])
		i = child
	}
	h.put(i, x)
}

// best yields the stories from the best on. It leaves the heap as it is and
// touches about twice as many stories as it yields: the next best is always one
// below those that were yielded.
func (h heap) best() iter.Seq[*story] {
	return func(yield func(*story) bool) {
		var next frontier
		next.push(h, 0)
		for len(next) > 0 {
			at := next.pop()
			if !yield(at.s) {
				return
			}
			next.push(h, 2*at.s.pos+1)
			next.push(h, 2*at.s.pos+2)
		}
	}
}

// frontier is a heap of some stories of a heap, the best first.
type frontier []slot

// push adds the story at a place of h, unless that is behind the end.
func (f *frontier) push(h heap, place int) {
	if place >= len(h) {
		return
	}
	x, i := h[place], len(*f)
	*f = append(*f, x)
	for list := *f; i > 0 && x.before(list[(i-1)/2]); i = (i - 1) / 2 {
		list[i], list[(i-1)/2] = list[(i-1)/2], x
	}
}

// pop takes the best story out.
func (f *frontier) pop() slot {
	list := *f
	top, x := list[0], list[len(list)-1]
	list = list[:len(list)-1]
	*f = list
	for i := 0; ; {
		child := 2*i + 1
		if child+1 < len(list) && list[child+1].before(list[child]) {
			child++
		}
		if child >= len(list) || !list[child].before(x) {
			if i < len(list) {
				list[i] = x
			}
			return top
		}
		list[i] = list[child]
		i = child
	}
}
