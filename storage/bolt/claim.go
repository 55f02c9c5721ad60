package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/schedule"
)

// known is the source as the schedule takes it.
func known(key uint64, h *sourceHead, p *pollHead) schedule.Known {
	return schedule.Known{
		Source: storage.Source{SourceSpec: h.Spec, Key: key}, Active: h.Active, Items: h.Items,
		Gone: p.Gone, Next: p.Next, Start: p.Start, Hold: p.Hold,
	}
}

// headOf and pollHeadOf are the reverse. The caller holds mu.
func headOf(e *schedule.Entry) sourceHead {
	return sourceHead{Spec: e.SourceSpec, Active: e.Active, Items: e.Items}
}

func pollHeadOf(e *schedule.Entry) pollHead {
	return pollHead{Next: e.Next(), Start: e.Start(), Hold: e.Hold(), Gone: e.Gone}
}

func sourceKey(key uint64) []byte { return binary.BigEndian.AppendUint64(nil, key) }

// lively runs f with the schedule while the store is open.
func (s *Store) lively(ctx context.Context, call string, f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.open(ctx, call); err != nil {
		return err
	}
	return wrap(call, f())
}

// Claim hands out due sources. It writes nothing: a claim that a crash loses is a
// poll that is made again.
func (s *Store) Claim(ctx context.Context, req storage.ClaimRequest) (out []storage.Claim, err error) {
	err = s.lively(ctx, "claim", func() error {
		taken := s.table.Claim(req)
		if len(taken) == 0 {
			return nil
		}
		out, err = s.claims(taken)
		if err != nil {
			for _, t := range taken {
				s.table.Release(t.Entry)
			}
		}
		return err
	})
	return out, err
}

// claims reads the states of claimed sources.
func (s *Store) claims(taken []schedule.Taken) ([]storage.Claim, error) {
	out := make([]storage.Claim, len(taken))
	err := s.db.View(func(tx *bbolt.Tx) error {
		r := recordsOf(tx)
		for i, t := range taken {
			c := &out[i]
			c.Source, c.Until, c.Serial = t.Entry.Source, t.Until, t.Serial
			if err := r.read(t.Entry, &c.State); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// NextDue is the time from which Claim may hand out a source.
func (s *Store) NextDue(ctx context.Context, spacing time.Duration) (due time.Time, err error) {
	err = s.lively(ctx, "next due", func() error {
		due = s.table.NextDue(spacing)
		return nil
	})
	return due, err
}

// Hurry makes a source due. Like the state of a poll without items it is held in
// memory for a while.
func (s *Store) Hurry(ctx context.Context, name string, at time.Time) (from time.Time, err error) {
	err = s.lively(ctx, "hurry", func() error {
		e := s.table.Named(name)
		switch {
		case e == nil:
			return fmt.Errorf("source %q: %w", name, storage.ErrNotFound)
		case e.Gone:
			return fmt.Errorf("source %q: %w", name, storage.ErrGone)
		}
		from = s.table.Hurry(e, at)
		s.held[e.Key] = struct{}{}
		return nil
	})
	return from, err
}

// Rewind moves all times of the schedule back.
func (s *Store) Rewind(ctx context.Context, by time.Duration) error {
	return s.lively(ctx, "rewind", func() error {
		s.table.Rewind(by)
		for _, e := range s.table.Entries() {
			s.held[e.Key] = struct{}{}
		}
		return nil
	})
}

// Release ends a claim without a poll. It returns storage.ErrLeaseLost when the
// claim is not the source's present one.
func (s *Store) Release(ctx context.Context, c storage.Claim) error {
	return s.lively(ctx, "release", func() error {
		e := s.table.Holds(c.Source.Key, c.Serial)
		if e == nil {
			return fmt.Errorf("source %q: %w", c.Source.Name, storage.ErrLeaseLost)
		}
		s.table.Release(e)
		return nil
	})
}

// sourcesStep is how many states Sources reads in one transaction.
const sourcesStep = 256

// Sources lists all sources by name.
func (s *Store) Sources(ctx context.Context) ([]storage.SourceStatus, error) {
	var entries []*schedule.Entry
	err := s.lively(ctx, "sources", func() error {
		entries = s.table.Entries()
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]storage.SourceStatus, 0, len(entries))
	for len(entries) > 0 {
		n := min(len(entries), sourcesStep)
		err := s.lively(ctx, "sources", func() error {
			return s.db.View(func(tx *bbolt.Tx) error {
				r := recordsOf(tx)
				for _, e := range entries[:n] {
					out = append(out, status(e))
					if err := r.read(e, &out[len(out)-1].State); err != nil {
						return err
					}
				}
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
		entries = entries[n:]
	}
	return out, nil
}

// status is a source as the schedule knows it.
func status(e *schedule.Entry) storage.SourceStatus {
	return storage.SourceStatus{
		Source: e.Source, Next: e.Next(), Active: e.Active, Items: e.Items, Claimed: e.Claimed(),
	}
}
