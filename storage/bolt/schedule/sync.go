package schedule

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"freshet/storage"
)

// Spread is how far apart new sources come due, by a hash of their names, so
// that the first polls are not one burst.
const Spread = 5 * time.Second

// Step is what Sync does to one source.
type Step struct {
	Entry *Entry // nil for a new source
	Spec  storage.SourceSpec
	// Key of a new source; the owner sets it.
	Key uint64
	// New, Back, Renamed, Moved and Removed say what happens. Removed stands
	// alone; a step with none of them only changes the host, the service or the spacing.
	New, Back, Renamed, Moved, Removed bool
}

// Plan lists what has to change to make specs the set of active sources. A
// source is known by its name, else by its URL.
func (t *Table) Plan(specs []storage.SourceSpec) ([]Step, error) {
	taken := map[*Entry]bool{}
	seen := map[string]bool{}
	for _, s := range specs {
		if s.Name == "" || s.URL == "" || seen[s.Name] {
			return nil, fmt.Errorf("source %q (%.200q): needs a name of its own and a URL", s.Name, s.URL)
		}
		seen[s.Name] = true
		if e := t.byName[s.Name]; e != nil {
			taken[e] = true
		}
	}
	byURL := t.byURL()
	var steps []Step
	for _, s := range specs {
		e := t.byName[s.Name]
		if e == nil {
			e = firstFree(byURL[s.URL], taken)
		}
		if e != nil {
			taken[e] = true
		}
		if st, ok := step(e, s); ok {
			steps = append(steps, st)
		}
	}
	return append(steps, t.removed(taken)...), nil
}

// byURL lists the entries of each URL: the active ones first, then by key.
func (t *Table) byURL() map[string][]*Entry {
	out := make(map[string][]*Entry, len(t.byKey))
	for _, e := range t.byKey {
		out[e.URL] = append(out[e.URL], e)
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b *Entry) int {
			if a.Active != b.Active {
				if a.Active {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.Key, b.Key)
		})
	}
	return out
}

func firstFree(list []*Entry, taken map[*Entry]bool) *Entry {
	for _, e := range list {
		if !taken[e] {
			return e
		}
	}
	return nil
}

// step compares an entry with its spec; false when nothing changes.
func step(e *Entry, s storage.SourceSpec) (Step, bool) {
	if e == nil {
		return Step{Spec: s, New: true}, true
	}
	st := Step{Entry: e, Spec: s, Back: !e.Active, Renamed: e.Name != s.Name, Moved: e.URL != s.URL}
	return st, st.Back || e.SourceSpec != s
}

func (t *Table) removed(taken map[*Entry]bool) []Step {
	var steps []Step
	for _, e := range t.byKey {
		if e.Active && !taken[e] {
			steps = append(steps, Step{Entry: e, Spec: e.SourceSpec, Removed: true})
		}
	}
	slices.SortFunc(steps, func(a, b Step) int { return cmp.Compare(a.Entry.Key, b.Entry.Key) })
	return steps
}

// NextAfter is when the source is due after the step.
func (s Step) NextAfter(now time.Time) time.Time {
	switch {
	case s.New:
		sum := sha256.Sum256([]byte(s.Spec.Name))
		return now.Add(time.Duration(binary.BigEndian.Uint64(sum[:]) % uint64(Spread)))
	case s.Moved:
		return now
	}
	return s.Entry.Next()
}

// Count adds a step to what Sync reports.
func (s Step) Count(n *storage.Synced) {
	for _, c := range []struct {
		did bool
		n   *int
	}{{s.New, &n.New}, {s.Back, &n.Back}, {s.Renamed, &n.Renamed}, {s.Moved, &n.Moved}, {s.Removed, &n.Removed}} {
		if c.did {
			*c.n++
		}
	}
}

// Apply does the steps of a plan. A claim of a source that moved ends: its poll
// reads an address, or burdens a host, that is not the source's any more.
func (t *Table) Apply(now time.Time, steps []Step) {
	if len(steps) == 0 {
		return
	}
	for _, s := range steps {
		if s.Entry != nil && s.Renamed {
			delete(t.byName, s.Entry.Name)
		}
	}
	for _, s := range steps {
		t.apply(now, s)
	}
	t.forget()
	t.Settle()
}

func (t *Table) apply(now time.Time, s Step) {
	e, next := s.Entry, s.NextAfter(now)
	if e == nil {
		t.Add(Known{Source: storage.Source{SourceSpec: s.Spec, Key: s.Key}, Active: true, Next: next})
		return
	}
	rehosted := e.SourceSpec.Host != s.Spec.Host
	if s.Moved || rehosted {
		if e.host.busy == e {
			e.host.occupied(nil)
		}
		e.serial, e.until, e.finishing = 0, 0, false
	}
	if s.Moved {
		e.Gone = false
	}
	if rehosted {
		t.leave(e)
		t.join(e, s.Spec.Host)
	}
	e.SourceSpec, e.Active, e.next = s.Spec, !s.Removed, pack(next)
	t.byName[e.Name] = e
	t.enqueue(e)
}
