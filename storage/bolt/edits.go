package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// Split makes a sighting a story of its own.
func (s *Store) Split(ctx context.Context, id storage.StoryID, sighting uint64, at time.Time) (made storage.StoryID, err error) {
	f := &fact{do: func(b *batch) error {
		made, err = b.split(id, sighting, at)
		return err
	}}
	if err := s.submit(ctx, fmt.Sprintf("split story %s", id), f); err != nil {
		return storage.StoryID{}, err
	}
	return made, nil
}

func (b *batch) split(id storage.StoryID, seq uint64, at time.Time) (made storage.StoryID, err error) {
	r, err := b.story(id)
	if err != nil {
		return made, err
	}
	place := r.place(seq)
	switch {
	case place < 0:
		return made, fmt.Errorf("sighting %d: %w", seq, storage.ErrNotFound)
	case len(r.Ranks) == 1:
		return made, fmt.Errorf("sighting %d: %w", seq, storage.ErrOnly)
	}
	source, rank := r.sources()[place], fold.Rank(r.Ranks[place])
	if err := b.leaveStory(id, seq, at); err != nil {
		return made, err
	}
	if made, err = b.mintID(at); err != nil {
		return made, err
	}
	if err := b.moveOut(made, seq, source, rank, at); err != nil {
		return made, err
	}
	return made, b.keepApart(id, made, seq)
}

// moveOut makes an item that has left its story a new one.
func (b *batch) moveOut(made storage.StoryID, seq, source uint64, rank fold.Rank, at time.Time) error {
	head, body, ok, err := b.item(seq)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("item %d: %w", seq, storage.ErrNotFound))
	}
	it, err := unpackItem(body, &head)
	if err != nil {
		return err
	}
	r := &storyRecord{Date: head.date(it), Seen: toWhen(at)}
	r.add(seq, source, rank)
	head.Story, head.Reasons, head.Score = made[:], nil, 0
	if err := b.putItem(seq, &head, body); err != nil {
		return err
	}
	if err := b.changeSig(seq, func(r *sigRecord) { r.story = made }, nil); err != nil {
		return err
	}
	// The item may be one whose entries rebuild does not make again.
	if err := b.inFile(dates, r.dateKey(made), r.dateValue()); err != nil {
		return err
	}
	b.stories++
	return b.putStory(made, r)
}

// keepApart notes that the item of a story and those of the one that it was taken
// out of never fold again.
func (b *batch) keepApart(stayed, taken storage.StoryID, seq uint64) error {
	r, err := b.story(stayed)
	if err != nil {
		return err
	}
	n, err := b.bucket(bucketApart).NextSequence()
	if err != nil {
		return err
	}
	// Both keep the sides of earlier splits.
	for _, s := range b.sides(seqKey(seq)) {
		if err := b.takeSide(seq, taken, s); err != nil {
			return err
		}
	}
	if err := b.takeSide(seq, taken, splitSide{n, sideTaken}); err != nil {
		return err
	}
	for _, other := range r.seqs() {
		if err := b.takeSide(other, stayed, splitSide{n, sideStayed}); err != nil {
			return err
		}
	}
	return nil
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
