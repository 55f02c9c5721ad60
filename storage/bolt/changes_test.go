package bolt

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"freshet/storage"
)

func numbered(n int) (id storage.StoryID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

// TestChanges compares the ring with the full list of what changed.
func TestChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChanges()
		const start = 5
		c.reset(start)
		all := map[storage.Revision][]storage.StoryID{}
		last, forgot := storage.Revision(start), storage.Revision(start)
		for range rapid.IntRange(1, 20).Draw(t, "revisions") {
			last++
			for range rapid.IntRange(0, 4).Draw(t, "changes") {
				all[last] = append(all[last], numbered(rapid.IntRange(1, 9).Draw(t, "story")))
			}
			forget := rapid.IntRange(0, 9).Draw(t, "forget") == 0
			if forget {
				forgot = last
			}
			c.add(last, all[last], forget)
		}
		for since := range last + 2 {
			got, upTo, err := c.since(since)
			if since < forgot {
				if !errors.Is(err, storage.ErrTooOld) {
					t.Fatalf("since %d: %v, want ErrTooOld", since, err)
				}
				continue
			}
			var want []storage.StoryID
			for r := since + 1; r <= last; r++ {
				want = append(want, all[r]...)
			}
			sort := func(a, b storage.StoryID) int { return slices.Compare(a[:], b[:]) }
			slices.SortFunc(want, sort)
			slices.SortFunc(got, sort)
			if err != nil || upTo != last || !slices.Equal(got, slices.Compact(want)) {
				t.Fatalf("since %d: %v up to %d, %v; want %v", since, got, upTo, err, want)
			}
		}
	})
}

// TestChangesFull fills the ring: what it no longer has is said to be too old,
// and a revision is listed whole or not at all.
func TestChangesFull(t *testing.T) {
	t.Parallel()
	c := newChanges()
	const each = 1000
	n := 0
	for r := storage.Revision(1); r <= 200; r++ {
		var ids []storage.StoryID
		for range each {
			n++
			ids = append(ids, numbered(n))
		}
		c.add(r, ids, false)
	}
	const there = maxChanges / each // whole revisions
	for since := range storage.Revision(201) {
		ids, _, err := c.since(since)
		switch want := int(200-since) * each; {
		case since < 200-there:
			if !errors.Is(err, storage.ErrTooOld) {
				t.Fatalf("since %d: %d changes, %v; want ErrTooOld", since, len(ids), err)
			}
		case err != nil || len(ids) != want:
			t.Fatalf("since %d: %d changes, %v; want %d", since, len(ids), err, want)
		}
	}
}
