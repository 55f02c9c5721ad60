package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// Split makes a sighting a story of its own.
func (s *Store) Split(context.Context, storage.StoryID, uint64, time.Time) (storage.StoryID, error) {
	return storage.StoryID{}, errors.ErrUnsupported
}

// Sighted reads all items of a story.
func (s *Store) Sighted(ctx context.Context, id storage.StoryID) (items []storage.Item, err error) {
	err = s.view(ctx, fmt.Sprintf("items of story %s", id), func(tx *bbolt.Tx) error {
		r, err := readStory(tx, id)
		if err != nil {
			return err
		}
		for _, seq := range r.seqs() {
			head, body, ok, err := readItem(tx, seq)
			if err != nil || !ok {
				return errors.Join(err, fmt.Errorf("item %d: %w", seq, storage.ErrNotFound))
			}
			it, err := unpackItem(body, &head)
			if err != nil {
				return fmt.Errorf("item %d: %w", seq, err)
			}
			items = append(items, *it)
		}
		return nil
	})
	return items, err
}
