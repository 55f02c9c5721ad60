package aggregator

import "sync"

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
	if old := m.at[name]; old != "" && old != address { // it has come back
		delete(m.by, old)
		delete(m.at, name)
	}
	if address == src.Spec.URL {
		return ""
	}
	if other := s.byAddress[address]; other != "" && other != name {
		return other
	}
	if other := m.by[address]; other != "" && other != name && s.byName[other] != nil {
		return other
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
