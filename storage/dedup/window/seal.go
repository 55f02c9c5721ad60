package window

import (
	"bytes"
	"slices"
)

// fanout is how many segments of one tier are merged into one of the next, and
// topTier is the last: the tiers hold sealItems, 8 and 64 times as many. One segment
// of the top is a quarter of a million items, the step in which a full window ages.
const (
	fanout  = 8
	topTier = 2
)

// tier is the tier of a segment by the number of its items.
func (w *Window) tier(items int) int {
	t := 0
	for size := w.full * fanout; t < topTier && items >= size; size *= fanout {
		t++
	}
	return t
}

// Seal ends a step: it returns what must be written. Mostly that is nothing; when the
// tail is full, or segments have expired, it is a segment of all the tail, with which
// as many of the latest segments are merged as are due. The records of the items added
// must be with the backend by then.
//
// A tail is sealed with every expiry, so that what was posted of its items never
// depends on a segment that a restart would not find.
func (s *Step) Seal() (Changes, error) {
	var c Changes
	for i := range s.expired {
		g := &s.expired[i]
		c.Delete = append(c.Delete, g.first)
		s.dropped = append(s.dropped, bytes.Clone(g.list))
		c.Before = g.last + 1
	}
	t := &s.w.tail
	if len(t.seqs) == 0 || len(t.seqs) < s.w.full && len(s.expired) == 0 {
		return c, nil
	}
	group := s.segs[s.mergeFrom():]
	g, err := s.join(group)
	if err != nil {
		return Changes{}, err
	}
	for i := range group {
		if group[i].first != g.First {
			c.Delete = append(c.Delete, group[i].first)
		}
		s.dropped = append(s.dropped, bytes.Clone(group[i].list))
	}
	c.Put = append(c.Put, g)
	s.sealed = true
	return c, nil
}

// mergeFrom is the place of the first segment that is merged with the tail: whenever
// the latest segments of a tier, with what comes out of the tier below, make a fanout.
func (s *Step) mergeFrom() int {
	seqs := s.w.tail.seqs
	from, items, last := len(s.segs), len(seqs), seqs[len(seqs)-1]
	for tier := range topTier {
		if s.w.tier(items) > tier {
			continue
		}
		at, sum := from, items
		for at > 0 && s.w.tier(s.segs[at-1].items) <= tier && last-s.segs[at-1].first < maxSpan {
			at--
			sum += s.segs[at].items
		}
		if 1+from-at < fanout {
			break
		}
		from, items = at, sum
	}
	return from
}

// join makes one segment of several and the tail after them.
func (s *Step) join(group []segment) (Segment, error) {
	blob, err := s.w.tail.seal()
	if err != nil {
		return Segment{}, err
	}
	if len(group) > 0 {
		latest, err := parse(blob)
		if err != nil {
			return Segment{}, err
		}
		if blob, err = merge(append(slices.Clone(group), latest)); err != nil {
			return Segment{}, err
		}
	}
	made, err := parse(blob)
	if err != nil {
		return Segment{}, err
	}
	if s.grown, err = s.list(group, &made); err != nil {
		return Segment{}, err
	}
	return Segment{First: made.first, Blob: finish(blob, s.grown)}, nil
}

// list makes the list of counts of a new segment.
func (s *Step) list(group []segment, made *segment) ([]byte, error) {
	if len(group) == 0 || s.w.tier(made.items) < topTier {
		return recount(s.b, made.first, made.last)
	}
	latest, err := recount(s.b, s.w.tail.seqs[0], made.last)
	if err != nil {
		return nil, err
	}
	lists := [][]byte{latest}
	for i := range group {
		lists = append(lists, group[i].list)
	}
	return sum(lists)
}
