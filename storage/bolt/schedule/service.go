package schedule

import (
	"cmp"
	"slices"
	"strings"
)

// service is what several hosts share a budget by. There is none for a single
// host: its own manners are enough.
type service struct {
	unit
	queue
	members []*host
	spacing int64 // the largest of its sources' own
	start   int64 // the last of its hosts' starts
	// busy are its hosts that are polled now, by the end of their leases; some may
	// have ended.
	busy []*host
}

// gate is the time from which one more poll of the service may start.
func (s *service) gate(m manners) int64 {
	at := s.spaced(m)
	if n := len(s.busy); m.limit > 0 && n >= m.limit {
		at = max(at, s.busy[n-m.limit].busy.until)
	}
	return at
}

// spaced is the time from which the start of a poll is far enough from the last.
func (s *service) spaced(m manners) int64 {
	if s.start == 0 {
		return 0
	}
	return s.start + max(m.spacing, s.spacing)
}

// occupy and vacate keep the list of busy hosts. The end of a host's lease may
// only change in between.
func (s *service) occupy(h *host) {
	i, _ := slices.BinarySearchFunc(s.busy, h, byLease)
	s.busy = slices.Insert(s.busy, i, h)
}

func (s *service) vacate(h *host) {
	if i, ok := slices.BinarySearchFunc(s.busy, h, byLease); ok {
		s.busy = slices.Delete(s.busy, i, i+1)
	}
}

func byLease(a, b *host) int {
	return cmp.Or(cmp.Compare(a.busy.until, b.busy.until), strings.Compare(a.name, b.name))
}

// restart finds the last of the hosts' starts again, after a claim was undone.
func (s *service) restart() {
	s.start = 0
	for _, h := range s.members {
		s.start = max(s.start, h.start)
	}
}

// Settle reads from the sources which hosts share a service, and how far apart
// polls have to be. It is to be called after Add; Apply does it itself.
func (t *Table) Settle() {
	names := t.hostNames()
	groups := map[string]*service{}
	for _, h := range t.hosts {
		if name := names[h]; name != "" {
			s := groups[name]
			if s == nil {
				s = &service{unit: newUnit()}
				s.group = s
				groups[name] = s
			}
			s.members = append(s.members, h)
		}
	}
	t.top = queue{}
	for _, h := range t.hosts {
		h.unit = newUnit()
		h.host = h
		if s := groups[names[h]]; s != nil && len(s.members) > 1 {
			s.adopt(h)
		}
	}
	for _, h := range t.hosts {
		t.place(h)
	}
}

// hostNames gives each host the largest spacing of its active sources, and lists
// the services of the hosts that have one: the first by name, should the sources
// of a host not agree.
func (t *Table) hostNames() map[*host]string {
	for _, h := range t.hosts {
		h.spacing = 0
	}
	names := map[*host]string{}
	for _, e := range t.byKey {
		if !e.Active {
			continue
		}
		e.host.spacing = max(e.host.spacing, int64(e.Spacing))
		if name := names[e.host]; e.Service != "" && (name == "" || e.Service < name) {
			names[e.host] = e.Service
		}
	}
	return names
}

// adopt makes a host one of the service's.
func (s *service) adopt(h *host) {
	h.group = s
	s.spacing = max(s.spacing, h.spacing)
	s.start = max(s.start, h.start)
	if h.busy != nil {
		s.occupy(h)
	}
}
