package pace

import (
	"net/url"
	"strings"
	"time"

	"freshet/storage"
)

// A permanent redirect is believed when so many good polls in a row, over so
// long, ended at the same address: captive portals, parked domains and mistakes
// do not last.
const (
	MoveSeen = 5
	MoveSpan = 7 * 24 * time.Hour
)

// watched is the move as it stands after a good poll (RFC 9110 sections 15.4.2
// and 15.4.9).
func watched(m storage.Move, r Result) storage.Move {
	switch {
	case r.Permanent == "" && m.URL != "" && r.Asked == m.URL:
		return m // the new address was asked itself, and is good
	case r.Permanent == "":
		return storage.Move{}
	case r.Permanent == m.URL:
		m.Seen++
		return m
	}
	return storage.Move{URL: r.Permanent, Since: r.At, Seen: 1}
}

// Moved says whether a source is to be polled at its Move's address instead of
// the configured one. The same address under https needs no waiting.
func Moved(configured string, s storage.SourceState) bool {
	m := s.Move
	if m.URL == "" || m.Seen < 1 {
		return false
	}
	return upgrade(configured, m.URL) ||
		m.Seen >= MoveSeen && s.LastSuccess.Sub(m.Since) >= MoveSpan
}

// Address is where to poll: the configured address, or where it has moved. When
// the last poll failed it is the configured one again, so that a move that goes
// bad is undone by itself. Where the two differ in origin, the source's secret
// headers must not be sent.
func Address(configured string, s storage.SourceState) string {
	if s.Failures == 0 && Moved(configured, s) {
		return s.Move.URL
	}
	return configured
}

// upgrade tells whether two addresses differ in nothing but https for http.
func upgrade(from, to string) bool {
	a, errA := url.Parse(from)
	b, errB := url.Parse(to)
	if errA != nil || errB != nil || a.Scheme != "http" || b.Scheme != "https" {
		return false
	}
	return strings.EqualFold(a.Hostname(), b.Hostname()) &&
		defaultPort(a) && defaultPort(b) && a.RequestURI() == b.RequestURI()
}

func defaultPort(u *url.URL) bool {
	return u.Port() == "" || u.Scheme == "http" && u.Port() == "80" ||
		u.Scheme == "https" && u.Port() == "443"
}
