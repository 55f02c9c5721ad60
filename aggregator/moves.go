package aggregator

import (
	"context"
	"sync"

	"freshet/storage"
)

// movedHosts is how many hosts may redirect to one address for good before none
// of them is believed: so do captive portals, parked domains and the pages of a
// registrar, not feeds.
const movedHosts = 3

// moves are the permanent redirects of all sources side by side, to see what no
// source's state shows. They are not kept: each poll sees its redirect anew.
type moves struct {
	mu sync.Mutex
	to map[string]map[string]string // by target: the sources, each with its host
	of map[string]string            // by source: its target
	by map[string]string            // by address: the moved source that polls it
	at map[string]string            // the other way round
	// left are the sources that another one polls for, by that one.
	left map[string]map[string]bool
}

// note takes down where a source is redirected to for good, "" for nowhere, and
// reports whether the target can be believed.
func (m *moves) note(source, host, target string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.of[source]; old != "" && old != target {
		delete(m.to[old], source)
		if len(m.to[old]) == 0 {
			delete(m.to, old)
		}
		delete(m.of, source)
	}
	if target == "" {
		return true
	}
	if m.to == nil {
		m.to, m.of = map[string]map[string]string{}, map[string]string{}
	}
	if m.to[target] == nil {
		m.to[target] = map[string]string{}
	}
	m.to[target][source], m.of[source] = host, target
	hosts := map[string]bool{}
	for _, h := range m.to[target] {
		hosts[h] = true
	}
	return len(hosts) < movedHosts
}

// twin is the other source that polls the address where a source has moved to;
// "" when there is none, and then it is this one from now on.
func (m *moves) twin(s *settings, src *Source, address string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	name := src.Spec.Name
	for by, names := range m.left { // few sources are left to others
		if delete(names, name); len(names) == 0 {
			delete(m.left, by)
		}
	}
	if old := m.at[name]; old != "" && old != address { // it has come back
		delete(m.by, old)
		delete(m.at, name)
	}
	if address == src.Spec.URL {
		return ""
	}
	for _, other := range []string{s.byAddress[address], m.by[address]} {
		if other != "" && other != name && s.byName[other] != nil {
			m.leave(name, other)
			return other
		}
	}
	if m.by == nil {
		m.by, m.at = map[string]string{}, map[string]string{}
	}
	m.by[address], m.at[name] = name, address
	return ""
}

// has tells whether a source polls an address that it has moved to.
func (m *moves) has(source string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at[source] != ""
}

// leave notes that a source is polled by another one.
func (m *moves) leave(name, to string) {
	if m.left == nil {
		m.left = map[string]map[string]bool{}
	}
	if m.left[to] == nil {
		m.left[to] = map[string]bool{}
	}
	m.left[to][name] = true
}

// twins are the sources that a source polls for, too.
func (m *moves) twins(source string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for name := range m.left[source] {
		out = append(out, name)
	}
	return out
}

// share gives what a poll found to the sources that have the same feed: one fetch
// for all, and none of the lists that they are in lacks anything. It comes before
// Finish: when the process ends in between, the poll is made again.
func (a *Aggregator) share(ctx context.Context, v *visit, out storage.Outcome) {
	if len(out.Items) == 0 {
		return
	}
	for _, twin := range a.moves.twins(v.src.Spec.Name) {
		if _, err := a.store.Deliver(ctx, twin, out.At, out.Items); err != nil && ctx.Err() == nil {
			a.log.Error("not shared with the source of the same feed", "source", twin, "error", err)
		}
	}
}
