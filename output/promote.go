package output

import (
	"context"
	"errors"
	"fmt"
	"time"

	"freshet/output/rank"
	"freshet/storage"
)

// promoteWindow is the ranking that the bar of promotions is made for.
const promoteWindow = "day"

// promote shows each feed's list to its promoter, and keeps what enters.
func (k *keeper) promote(ctx context.Context, now time.Time) {
	for i, d := range k.desks {
		top := k.live.Top(promoteWindow, i, rank.DefaultBar.KeepRank, now)
		for _, id := range d.promoter.Observe(now, top) {
			if err := k.enter(ctx, d, id, now); !k.did(ctx, "promote a story", err) {
				d.promoter.Retract(id)
			}
		}
	}
}

// enter makes the promotion of a story, which holds all that its entry shows.
func (k *keeper) enter(ctx context.Context, d *desk, id storage.StoryID, now time.Time) error {
	st, err := k.store.Story(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return nil // it has gone meanwhile
	}
	if err != nil {
		return fmt.Errorf("story %s: %w", id, err)
	}
	made, err := k.store.Promote(ctx, storage.Promotion{
		Feed: d.feed.Name, Story: id, At: now.UTC().Truncate(time.Second),
		Note: k.sources.note(d.feed, &st, now),
		Lead: st.Lead, LeadSighting: st.LeadSighting, Sightings: st.Sightings,
	})
	if err != nil {
		return fmt.Errorf("promote %s in %q: %w", id, d.feed.Name, err)
	}
	if made {
		d.trending.dirty = true
		k.metrics.promote(d.feed.Name)
		k.log.Info("story became popular", "feed", d.feed.Name, "story", id.String(), "title", st.Lead.Title)
	}
	return nil
}

// restore tells a feed's promoter of the promotions that were made before.
func (k *keeper) restore(ctx context.Context, d *desk) error {
	list, err := k.store.Promotions(ctx, d.feed.Name, storage.MaxQuery)
	if err != nil {
		return fmt.Errorf("promotions of feed %q: %w", d.feed.Name, err)
	}
	for i := range list {
		d.promoter.Restore(list[i].Story, list[i].At)
	}
	return nil
}
