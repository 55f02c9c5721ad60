package bolt

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// stampBytes is the size of a stamp: the document's hash and a date.
const stampBytes = 32 + dateBytes

// Stamp is the time a published document last changed.
func (s *Store) Stamp(ctx context.Context, document string, hash [32]byte, now time.Time) (at time.Time, err error) {
	same := false
	read := func(tx *bbolt.Tx) error {
		last, lastHash, ok, err := readStamp(tx, document)
		same, at = ok && lastHash == hash, last
		return err
	}
	// A document that did not change, by far the most frequent, costs no write.
	if err := s.view(ctx, "stamp", read); err != nil || same {
		return at, err
	}
	f := &fact{do: func(b *batch) error {
		if err := read(b.tx); err != nil || same {
			return err
		}
		at = nextStamp(at, now)
		return b.put(bucketStamps, []byte(document), append(hash[:], dateKey(at)...))
	}}
	if err := s.submit(ctx, "stamp", f); err != nil {
		return time.Time{}, err
	}
	return at, nil
}

// nextStamp is the time of a change: now in whole seconds, but after the last.
func nextStamp(last, now time.Time) time.Time {
	now = now.UTC().Truncate(time.Second)
	if !last.IsZero() && !now.After(last) {
		return last.Add(time.Second)
	}
	return now
}

func readStamp(tx *bbolt.Tx, document string) (at time.Time, hash [32]byte, ok bool, err error) {
	v := tx.Bucket(bucketStamps).Get([]byte(document))
	if v == nil {
		return at, hash, false, nil
	}
	if len(v) != stampBytes {
		return at, hash, false, fmt.Errorf("stamp of %q: %w", document, errRecord)
	}
	copy(hash[:], v)
	return keyDate(v[32:]), hash, true, nil
}

// Mint returns the value kept under name, which is proposed when there was none.
func (s *Store) Mint(ctx context.Context, name string, proposed []byte) (value []byte, err error) {
	read := func(tx *bbolt.Tx) error {
		value = bytes.Clone(tx.Bucket(bucketMinted).Get([]byte(name)))
		return nil
	}
	if err := s.view(ctx, "mint", read); err != nil || value != nil {
		return value, err
	}
	kept := append([]byte{}, proposed...)
	f := &fact{do: func(b *batch) error {
		if _ = read(b.tx); value != nil {
			return nil
		}
		value = bytes.Clone(kept)
		return b.put(bucketMinted, []byte(name), kept)
	}}
	if err := s.submit(ctx, "mint", f); err != nil {
		return nil, err
	}
	return value, nil
}
