package bolt

import (
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
	head := sourceHead{}
	var state []byte
	if e := st.Entry; e != nil {
		head = headOf(e)
		old, err := stateBytes(b.tx, e)
		if err != nil {
			return err
		}
		state = append([]byte(nil), old...)
		st.Key = e.Key
	} else {
		key, err := b.bucket(bucketSources).NextSequence()
		if err != nil {
			return err
		}
		st.Key = key
	}
	head.Name, head.URL, head.Host = st.Spec.Name, st.Spec.URL, st.Spec.Host
	head.Active, head.Next = !st.Removed, toWhen(st.NextAfter(now))
	if st.Moved {
		head.Gone = false
		moved, err := forgetAddress(state)
		if err != nil {
			return err
		}
		state = moved
	}
	v, err := encode(&head, state)
	if err != nil {
		return err
	}
	return b.put(bucketSources, sourceKey(st.Key), v)
}

// forgetAddress drops from a state what belongs to the source's old address.
func forgetAddress(b []byte) ([]byte, error) {
	st, err := decodeState(b)
	if err != nil {
		return nil, err
	}
	st.Validators, st.Body, st.Entries = storage.Validators{}, [16]byte{}, nil
	st.Gone, st.Move = false, storage.Move{}
	return encodeState(&st)
}
