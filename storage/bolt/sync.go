package bolt

import (
	"bytes"
	"context"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/schedule"
)

// Sync makes specs the set of active sources.
func (s *Store) Sync(ctx context.Context, now time.Time, specs []storage.SourceSpec) (storage.Synced, error) {
	var steps []schedule.Step
	var n storage.Synced
	f := &fact{alone: true, locked: true}
	f.do = func(b *batch) (err error) {
		if steps, err = s.table.Plan(specs); err != nil {
			return err
		}
		n = storage.Synced{}
		for i := range steps {
			if err := b.putStep(&steps[i], now); err != nil {
				return err
			}
			steps[i].Count(&n)
		}
		if n.Renamed > 0 {
			// Each story of the source shows the name.
			b.visible, b.forget = true, true
		}
		return nil
	}
	f.done = func() {
		s.table.Apply(now, steps)
		for _, st := range steps {
			if st.Entry != nil {
				s.dropHeld(st.Entry)
			}
		}
		if len(steps) > 0 {
			s.rename()
		}
	}
	if err := s.submit(ctx, "sync", f); err != nil {
		return storage.Synced{}, err
	}
	return n, nil
}

// putStep writes a source as it will be after a step. The caller holds mu.
func (b *batch) putStep(st *schedule.Step, now time.Time) error {
	var ph pollHead
	var poll, rest []byte
	h := sourceHead{Spec: st.Spec, Active: !st.Removed}
	if e := st.Entry; e != nil {
		old, oldRest, err := leftOf(b.tx, e)
		if err != nil {
			return err
		}
		poll, rest = bytes.Clone(old), bytes.Clone(oldRest)
		st.Key, h.Items, ph = e.Key, e.Items, pollHeadOf(e)
	} else {
		key, err := b.bucket(bucketSources).NextSequence()
		if err != nil {
			return err
		}
		st.Key = key
	}
	ph.Next = st.NextAfter(now)
	if st.Moved {
		ph.Gone = false
		var err error
		if poll, rest, err = forgetAddress(poll, rest); err != nil {
			return err
		}
	}
	if err := b.putSource(st.Key, &h, rest); err != nil {
		return err
	}
	return b.putPoll(st.Key, &ph, poll)
}

// forgetAddress drops from what polls left what belongs to the source's old
// address.
func forgetAddress(poll, rest []byte) ([]byte, []byte, error) {
	var st storage.SourceState
	if err := unpackState(poll, rest, &st); err != nil {
		return nil, nil, err
	}
	if len(poll) == 0 && len(rest) == 0 {
		return nil, nil, nil
	}
	st.Validators, st.Body, st.Entries = storage.Validators{}, [16]byte{}, nil
	st.LastFull, st.Same, st.Gap, st.Archive = time.Time{}, 0, false, ""
	st.Gone, st.Move = false, storage.Move{}
	return packPoll(nil, &st), packRest(nil, &st), nil
}
