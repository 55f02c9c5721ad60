package output

import (
	"context"
	"fmt"
	"time"

	"freshet/output/live"
	"freshet/storage"
)

// horizon is how far back stories and clicks are ranked, by the ranking's clock;
// minHorizon is the least real time.
const (
	horizon    = 14 * 24 * time.Hour
	minHorizon = 6 * time.Hour
)

// begin makes everything that is served, from the store alone: the documents
// first, since readers wait for them.
func (k *keeper) begin(ctx context.Context) error {
	now := time.Now()
	rev, err := k.store.Revision(ctx)
	if err != nil {
		return fmt.Errorf("revision: %w", err)
	}
	k.since = rev
	if k.served, err = k.enroll(ctx, k.site); err != nil {
		return err
	}
	if err := k.look(ctx, now); err != nil {
		return err
	}
	k.lookAt = now.Add(lookGap)
	k.write(ctx, now)
	return k.fold(ctx, now)
}

// fold makes the boards: the stories of late, then their clicks.
func (k *keeper) fold(ctx context.Context, now time.Time) error {
	if err := k.recent(ctx, now, k.live.Note); err != nil {
		return err
	}
	unknown := map[storage.StoryID]bool{}
	for c, err := range k.store.ClickLog(ctx, now.Add(-k.span(horizon, minHorizon))) {
		if err != nil {
			return fmt.Errorf("click log: %w", err)
		}
		if !k.live.Click(c) {
			unknown[c.Story] = true
		}
	}
	for id := range unknown {
		k.note(ctx, id)
	}
	for _, d := range k.desks {
		if err := k.restore(ctx, d); err != nil {
			return err
		}
	}
	k.metrics.boardSize(k.live.Len())
	return nil
}

// recent walks the newest stories back to the horizon, as many as are ranked at
// all.
func (k *keeper) recent(ctx context.Context, now time.Time, do func(*storage.Story)) error {
	q := storage.Query{Since: now.Add(-k.span(horizon, minHorizon)), Limit: storage.MaxQuery}
	for n := 0; n < live.MaxStories; {
		page, err := k.store.Newest(ctx, q)
		if err != nil {
			return fmt.Errorf("recent stories: %w", err)
		}
		for i := range page {
			do(&page[i])
		}
		if n += len(page); len(page) < q.Limit {
			return nil
		}
		q.After = cursor(&page[len(page)-1])
	}
	return nil
}

// cursor is a story's place.
func cursor(st *storage.Story) storage.Cursor { return storage.Cursor{Date: st.Date, ID: st.ID} }

// span is a duration of the ranking's clock in real time.
func (k *keeper) span(d, least time.Duration) time.Duration {
	return max(time.Duration(float64(d)/k.scale), least)
}

// noteAll makes stories known that were clicked.
func (k *keeper) noteAll(ctx context.Context, ids []storage.StoryID) {
	for _, id := range ids {
		k.note(ctx, id)
	}
}

// note makes a story known though it is too old to be among the recent. That it
// cannot be read is no harm: it is gone, or its click is in the store for later.
func (k *keeper) note(ctx context.Context, id storage.StoryID) {
	if st, err := k.store.Story(ctx, id); err == nil {
		k.live.Note(&st)
	}
}
