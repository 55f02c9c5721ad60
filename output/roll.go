package output

import (
	"context"
	"strings"

	"freshet/storage"
)

// rollName is what the store knows the roll by: the ledger of the names of all
// feeds that were ever published here, so that one that has ended is told from one
// that never was.
const rollName = "feeds"

// enroll puts names onto the roll and returns it. Several nodes may do that at a
// time; what a crash interrupts is done at the next start.
func enroll(ctx context.Context, store storage.Documents, names []string) (map[string]bool, error) {
	roll := ledger{store, rollName}
	length, err := roll.length(ctx)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, length+len(names))
	next := 0
	put := func(name string) error {
		v, err := roll.line(ctx, next, name)
		if err != nil {
			return err
		}
		known[v] = true
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
	return known, roll.grow(ctx, next)
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
