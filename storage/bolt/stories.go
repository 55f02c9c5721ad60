package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// Story returns one story.
func (s *Store) Story(ctx context.Context, id storage.StoryID) (out storage.Story, err error) {
	names := s.names.Load()
	err = s.view(ctx, "story", func(tx *bbolt.Tx) error {
		out, err = assemble(tx, id, names)
		return err
	})
	return out, err
}

// assemble reads a story with its items.
func assemble(tx *bbolt.Tx, id storage.StoryID, names *names) (storage.Story, error) {
	r, err := readStory(tx, id)
	if err != nil {
		return storage.Story{}, err
	}
	return r.assemble(tx, id, names)
}

func (r *storyRecord) assemble(tx *bbolt.Tx, id storage.StoryID, names *names) (storage.Story, error) {
	seqs := r.seqs()
	if r.Lead < 0 || r.Lead >= len(seqs) {
		return storage.Story{}, fmt.Errorf("story %s: lead %d of %d: %w", id, r.Lead, len(seqs), errRecord)
	}
	out := storage.Story{
		ID: id, LeadSighting: r.Lead, Sightings: make([]storage.Sighting, len(seqs)),
		Date: r.Date.time(), Seen: r.Seen.time(), Updated: r.updated(),
		Changed: storage.Revision(r.Changed),
	}
	for i, seq := range seqs {
		head, body, ok, err := readItem(tx, seq)
		if err == nil && !ok {
			err = fmt.Errorf("item %d is missing: %w", seq, errRecord)
		}
		if err != nil {
			return storage.Story{}, fmt.Errorf("story %s: %w", id, err)
		}
		it, err := unpackItem(body, &head)
		if err != nil {
			return storage.Story{}, fmt.Errorf("story %s: item %d: %w", id, seq, err)
		}
		out.Sightings[i] = head.sighting(seq, it, names.byKey[head.Source])
		if i == r.Lead {
			out.Lead = *it
		}
	}
	return out, nil
}

// allStep is how many stories All reads in one transaction.
const allStep = 64

// All yields every story in the order of ids.
func (s *Store) All(ctx context.Context) iter.Seq2[storage.Story, error] {
	return func(yield func(storage.Story, error) bool) {
		var after []byte
		for {
			step, err := s.storiesAfter(ctx, after)
			for _, st := range step {
				if !yield(st, nil) {
					return
				}
			}
			if err != nil {
				yield(storage.Story{}, err)
				return
			}
			if len(step) == 0 {
				return
			}
			id := step[len(step)-1].ID
			after = id[:]
		}
	}
}

// storiesAfter reads the next stories in the order of ids.
func (s *Store) storiesAfter(ctx context.Context, after []byte) (out []storage.Story, err error) {
	names := s.names.Load()
	err = s.view(ctx, "all stories", func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketStories).Cursor()
		k, _ := c.Seek(after)
		if k != nil && bytes.Equal(k, after) {
			k, _ = c.Next()
		}
		for ; k != nil && len(out) < allStep; k, _ = c.Next() {
			st, err := assemble(tx, storyID(k), names)
			if err != nil {
				return err
			}
			out = append(out, st)
		}
		return nil
	})
	return out, err
}

// Newest returns the stories that a query selects, newest first.
func (s *Store) Newest(ctx context.Context, q storage.Query) (out []storage.Story, err error) {
	if q.Limit < 1 || q.Limit > storage.MaxQuery {
		return nil, fmt.Errorf("newest: limit %d: must be from 1 to %d", q.Limit, storage.MaxQuery)
	}
	names := s.names.Load()
	want := wanted(q.Sources, names)
	// The part in memory is taken before the transaction begins: what moves to the
	// file in between is then found twice and not missed.
	mem := s.shown.Load().mem[dates]
	err = s.view(ctx, "newest", func(tx *bbolt.Tx) error {
		for key, val := range newestFirst(tx, mem, q.After) {
			if !q.Since.IsZero() && key[:dateBytes] < dateKey(q.Since) || len(out) == q.Limit {
				return nil
			}
			if !want.matches(val) {
				continue
			}
			st, err := assemble(tx, dateKeyID(key), names)
			if errors.Is(err, storage.ErrNotFound) {
				continue // removed since mem was taken
			}
			if err != nil {
				return err
			}
			out = append(out, st)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
