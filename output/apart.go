package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"freshet/storage"
)

// telling is what one entry of a feed shows: a story by its lead or, in a feed that
// keeps copies apart, one of its sightings.
//
// The entry of a sighting has the same id for ever, whoever leads the story: that of
// a sighting which began its story is the story's own, as in a feed that folds; that
// of one which joined is the story's with the sighting's number behind it. So no id
// ever passes from one text to another, and a feed that is switched shows nobody a
// known entry again.
type telling struct {
	storage.Story        // with the sighting's item as its lead, and its dates
	sighting      uint64 // number of the sighting; 0 for the lead, whichever that is
	joined        bool   // the sighting did not begin the story
}

// errMoving is the error of a story that changed each time it was read.
var errMoving = errors.New("the story changes while it is read")

// tellings are what a feed shows of a story that it may take, in the order of its
// sightings.
func (f *feed) tellings(ctx context.Context, store storage.Stories, st *storage.Story) ([]telling, error) {
	if !f.Apart {
		if !f.has(st) {
			return nil, nil
		}
		return []telling{{Story: *st}}, nil
	}
	items, err := f.sighted(ctx, store, st)
	if err != nil {
		return nil, err
	}
	var out []telling
	for i := range items {
		g := &st.Sightings[i]
		if f.sources != nil && !f.sources[g.Source] {
			continue
		}
		t := telling{Story: *st, sighting: g.Number, joined: i > 0 || len(g.Reasons) > 0}
		t.Lead, t.LeadSighting = items[i], i
		if t.joined {
			t.Date, t.Seen = g.Told(), g.Seen
		}
		t.Updated = later(t.Date, g.Revised)
		if f.Match == nil || f.Match(&t.Story) {
			out = append(out, t)
		}
	}
	return out, nil
}

// sighted are all items of a story in the order of its sightings. The story is read
// anew when it has changed meanwhile; it may be gone then.
func (f *feed) sighted(ctx context.Context, store storage.Stories, st *storage.Story) ([]storage.Item, error) {
	for range 3 {
		if len(st.Sightings) == 1 {
			return []storage.Item{st.Lead}, nil
		}
		items, err := store.Sighted(ctx, st.ID)
		if errors.Is(err, storage.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("items of story %s: %w", st.ID, err)
		}
		same := func(it storage.Item, g storage.Sighting) bool { return it.GUID == g.GUID && it.URL == g.URL }
		if slices.EqualFunc(items, st.Sightings, same) {
			return items, nil
		}
		fresh, err := store.Story(ctx, st.ID)
		if errors.Is(err, storage.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", st.ID, err)
		}
		*st = fresh
	}
	return nil, fmt.Errorf("story %s: %w", st.ID, errMoving)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// newestFirst sorts tellings as feeds show them. Those of a feed that folds are
// sorted already.
func newestFirst(list []telling) {
	slices.SortStableFunc(list, func(a, b telling) int {
		return cmp.Or(b.Date.Compare(a.Date), slices.Compare(b.ID[:], a.ID[:]), cmp.Compare(b.sighting, a.sighting))
	})
}

// within is how many of a feed's tellings, newest first, are in its document: its
// limit, and all that are within MinSpan of the newest, MaxLimit at most.
func (f *feed) within(list []telling) int {
	n := 0
	for n < min(len(list), MaxLimit) && (n < f.Limit || list[0].Date.Sub(list[n].Date) <= MinSpan) {
		n++
	}
	return n
}
