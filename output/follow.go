package output

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"freshet/storage"
)

// watch wakes the keeper whenever the store has changed. It returns when the
// context ends or the store is closed.
func (k *keeper) watch(ctx context.Context) {
	var rev storage.Revision
	for {
		next, err := k.store.Wait(ctx, rev)
		switch {
		case err == nil:
			rev = next
			k.wake()
			continue
		case ctx.Err() != nil, errors.Is(err, storage.ErrClosed):
			return
		}
		k.log.Error("cannot wait for changes of the store", "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(retryGap):
		}
	}
}

// follow takes in what has changed in the store since it last looked.
func (k *keeper) follow(ctx context.Context, now time.Time) error {
	ids, upto, err := k.store.Changes(ctx, k.since)
	if errors.Is(err, storage.ErrTooOld) {
		return k.catchUp(ctx, now)
	}
	if err != nil {
		return fmt.Errorf("changes since %d: %w", k.since, err)
	}
	for _, id := range ids {
		if err := k.take(ctx, id); err != nil {
			return err
		}
	}
	k.since = upto
	k.metrics.boardSize(k.live.Len())
	return nil
}

// take takes in one story that was made, changed or removed.
func (k *keeper) take(ctx context.Context, id storage.StoryID) error {
	st, err := k.store.Story(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		k.live.Forget(id)
		for _, d := range k.desks {
			d.remove(id)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("story %s: %w", id, err)
	}
	k.live.Note(&st)
	for _, d := range k.desks {
		d.touch(&st)
	}
	if k.silent(&st) {
		// A source has spoken for the first time: its name is wanted before its
		// story is written. Many do at once at first, so that looking must not take
		// more than a part of the time.
		k.lookAt = k.looked.Add(10 * k.lookTook)
	}
	return nil
}

// silent tells whether a source of the story had not spoken when sources were
// looked at.
func (k *keeper) silent(st *storage.Story) bool {
	for i := range st.Sightings {
		if k.unheard[st.Sightings[i].Source] {
			return true
		}
	}
	return false
}

// catchUp reads everything anew, after changes were made faster than they are
// remembered.
func (k *keeper) catchUp(ctx context.Context, now time.Time) error {
	rev, err := k.store.Revision(ctx)
	if err != nil {
		return fmt.Errorf("revision: %w", err)
	}
	seen := make(map[storage.StoryID]bool)
	err = k.recent(ctx, now, func(st *storage.Story) {
		seen[st.ID] = true
		k.live.Note(st)
	})
	if err != nil {
		return err
	}
	for _, id := range k.live.Stories() {
		if seen[id] {
			continue
		}
		if err := k.take(ctx, id); err != nil {
			return err
		}
	}
	k.dirty()
	k.since = rev
	return nil
}

// dirty makes every list be written anew, if it is not the same.
func (k *keeper) dirty() {
	for _, d := range k.desks {
		d.newest.dirty, d.trending.dirty = true, true
	}
}

// look reads what sources call themselves and how they are; when names have
// changed, everything that shows them is written anew.
func (k *keeper) look(ctx context.Context, now time.Time) error {
	known, err := k.store.Sources(ctx)
	if err != nil {
		return fmt.Errorf("sources: %w", err)
	}
	k.looked, k.lookTook = now, time.Since(now)
	fresh := sourcesOf(k.site.Sources, known)
	changed := !maps.Equal(fresh, k.sources)
	k.sources, k.health = fresh, healthOf(known)
	k.unheard = make(map[string]bool)
	for i := range known {
		if known[i].State.LastSuccess.IsZero() {
			k.unheard[known[i].Source.Name] = true
		}
	}
	k.show(k.stage)
	if err := k.tend(ctx, known, now); err != nil {
		return err
	}
	if !changed && k.shelves[sourcesOPML].Load() != nil {
		return nil
	}
	k.dirty()
	return k.writeLists(ctx, now)
}

// change swaps the site whole. Documents of feeds that stay are served as they
// were until they are written anew.
func (k *keeper) change(ctx context.Context, next *site) error {
	now := time.Now()
	var err error
	k.live.Resort(next.sort, func(yield func(*storage.Story) bool) {
		err = k.recent(ctx, now, func(st *storage.Story) { yield(st) })
	})
	if err != nil {
		return fmt.Errorf("apply settings: %w", err)
	}
	served, err := k.enroll(ctx, next)
	if err != nil {
		return fmt.Errorf("apply settings: %w", err)
	}
	k.served = served
	k.setSite(next)
	for _, d := range k.desks {
		if err := k.restore(ctx, d); err != nil {
			return fmt.Errorf("apply settings: %w", err)
		}
	}
	if err := k.look(ctx, now); err != nil {
		return fmt.Errorf("apply settings: %w", err)
	}
	if err := k.writeLists(ctx, now); err != nil {
		return fmt.Errorf("apply settings: %w", err)
	}
	k.write(ctx, now)
	return nil
}
