package output

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"freshet/storage"
)

// rollName is what the store knows the roll by: the names of all feeds that were
// ever published here, so that one that has ended is told from one that never was.
//
// Names are minted under numbers, from 0. How many there are is the date of a
// document of that name, which is the one thing of a store that can rise and be
// read without a change: two seconds after rollStart for each name.
const rollName = "feeds"

var (
	rollStart = time.Unix(0, 0).UTC()
	rollAtEnd [sha256.Size]byte // the document's hash, but while its date is moved
)

// enroll puts names onto the roll and returns it. Several nodes may do that at a
// time; what a crash interrupts is done at the next start.
func enroll(ctx context.Context, store storage.Documents, names []string) (map[string]bool, error) {
	at, err := store.Stamp(ctx, rollName, rollAtEnd, rollStart)
	if err != nil {
		return nil, fmt.Errorf("length of the roll of feeds: %w", err)
	}
	length := int((at.Sub(rollStart) + time.Second) / (2 * time.Second))
	known := make(map[string]bool, length+len(names))
	next := 0
	put := func(name string) error {
		v, err := store.Mint(ctx, fmt.Sprintf("%s/%d", rollName, next), []byte(name))
		if err != nil {
			return fmt.Errorf("roll of feeds: %w", err)
		}
		known[string(v)] = true
		next++
		return nil
	}
	for next < length {
		if err := put(""); err != nil {
			return nil, err
		}
	}
	for _, name := range names {
		for !known[name] {
			if err := put(name); err != nil {
				return nil, err
			}
		}
	}
	if next == length {
		return known, nil
	}
	end := rollStart.Add(time.Duration(2*next-1) * time.Second)
	for _, hash := range [][sha256.Size]byte{sha256.Sum256(fmt.Append(nil, next)), rollAtEnd} {
		if _, err := store.Stamp(ctx, rollName, hash, end); err != nil {
			return nil, fmt.Errorf("length of the roll of feeds: %w", err)
		}
	}
	return known, nil
}

// enroll remembers the feeds of a site for ever.
func (k *keeper) enroll(ctx context.Context, s *site) (map[string]bool, error) {
	names := make([]string, len(s.feeds))
	for i, f := range s.feeds {
		names[i] = f.Name
	}
	return enroll(ctx, k.store, names)
}

// ended tells whether a path is of a feed that was published and no longer is.
func (st *stage) ended(path string) bool {
	rest, found := strings.CutPrefix(path, "/feeds/")
	if !found {
		return false
	}
	over := func(name string) bool { return name != "" && st.served[name] && st.site.byName[name] == nil }
	name, _, nested := strings.Cut(rest, "/")
	if over(name) {
		return true
	}
	for _, format := range formats {
		if base, found := strings.CutSuffix(name, format.ext); found && !nested && over(base) {
			return true
		}
	}
	return false
}
