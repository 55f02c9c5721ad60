package aggregator

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"freshet/aggregator/fetch"
)

// moods are what polls have found out about hosts, beyond what each source's
// state says: that none of a host's sources is answered, or that several are told
// to wait. They are not kept: after a restart each host is asked once more.
type moods struct {
	mu     sync.Mutex
	byHost map[string]*mood
}

type mood struct {
	dead map[string]bool      // sources in a row that got no answer; each once a hold
	fail int                  // how many those were, over all holds
	busy map[string]time.Time // sources that were told to wait, and until when
}

// mood is that of a host; the caller holds the lock.
func (m *moods) of(host string) *mood {
	if m.byHost == nil {
		m.byHost = map[string]*mood{}
	}
	if m.byHost[host] == nil {
		m.byHost[host] = &mood{dead: map[string]bool{}, busy: map[string]time.Time{}}
	}
	return m.byHost[host]
}

// answered notes that a host has answered a source, whatever it said.
func (m *moods) answered(host, source string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if h := m.byHost[host]; h != nil {
		clear(h.dead)
		h.fail = 0
		delete(h.busy, source)
		if len(h.busy) == 0 {
			delete(m.byHost, host)
		}
	}
}

// silent notes that a source got no answer from its host, and returns how many
// probes in a row got none. A source that asks again and again counts once until
// another one has found the same: its trouble may be its own.
func (m *moods) silent(host, source string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.of(host)
	if len(h.dead) == 1 && h.dead[source] {
		return 1
	}
	h.dead[source] = true
	h.fail++
	return h.fail
}

// told notes that a source was told to wait until a time, and returns how many of
// its host are waiting so. A host in a private network is one of the operator's
// own, often a program that makes feeds of many sites: its feeds stand each for
// themselves.
func (m *moods) told(host, source string, now, until time.Time) int {
	if private(host) {
		return 1
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.of(host)
	h.busy[source] = until
	for name, t := range h.busy {
		if !t.After(now) {
			delete(h.busy, name)
		}
	}
	return len(h.busy)
}

// private tells whether a host is named as only a private network names one.
func private(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast()
	}
	return !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
}

// unanswered are the classes of failures in which a host gave no sign of life.
func unanswered(class string) bool {
	switch class {
	case fetch.ClassDNS, fetch.ClassDNSNone, fetch.ClassDNSTimeout, fetch.ClassTCP, fetch.ClassTLS, fetch.ClassTimeout:
		return true
	}
	return false
}
