package bolt

import (
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// Items returns the items that are kept of an active source, by guid.
func (s *Store) Items(ctx context.Context, name string, ids []string) (map[string]storage.Item, error) {
	call := fmt.Sprintf("items of %q", name)
	s.mu.Lock()
	entry := s.table.Named(name)
	s.mu.Unlock()
	if entry == nil {
		return nil, fmt.Errorf("%s: %w", call, storage.ErrNotFound)
	}
	source, err := sourceID(entry.Key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", call, err)
	}
	out := map[string]storage.Item{}
	// The part in memory is taken before the transaction begins, see Newest.
	mem := s.shown.Load().mem
	err = s.view(ctx, call, func(tx *bbolt.Tx) error {
		for _, guid := range ids {
			it, err := s.itemOf(tx, &mem, source, guid)
			if err != nil {
				return err
			}
			if it != nil {
				out[guid] = *it
			}
		}
		return nil
	})
	return out, err
}

// itemOf reads the item of a source that has or had a guid; nil when there is none,
// or only its tombstone.
func (s *Store) itemOf(tx *bbolt.Tx, mem *memory, source []byte, guid string) (*storage.Item, error) {
	key := s.key.guidKey(source, guid)
	v, ok := mem[guids].Get(key)
	if !ok {
		v = string(tx.Bucket(bucketGUIDs).Get([]byte(key)))
	}
	if v == "" {
		return nil, nil
	}
	head, body, ok, err := readItem(tx, firstUint(v))
	if err != nil || !ok {
		return nil, err
	}
	return unpackItem(body, &head)
}
