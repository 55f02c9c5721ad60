package world

import (
	"maps"
	"net/http"
	"time"
)

// Traffic is how a source was asked. Times are of the world's clock.
type Traffic struct {
	Requests    int
	Conditional int         // with If-None-Match or If-Modified-Since
	Statuses    map[int]int // answers by status
	Bytes       int64       // of bodies
	Most        int         // requests under way at once, at most
	// Closest is the shortest time between the starts of two requests; 0 until
	// there were two.
	Closest   time.Duration
	Last      time.Time // start of the last request
	UserAgent string    // of the last request
}

// meter counts a source's traffic. The world's lock guards it.
type meter struct {
	Traffic
	open int
}

// Traffic returns a copy of all counters by source name. A moved source's new
// address is counted apart, under its name with "/moved" after it.
func (w *World) Traffic() map[string]Traffic {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]Traffic{}
	for name, m := range w.traffic {
		t := m.Traffic
		t.Statuses = maps.Clone(t.Statuses)
		out[name] = t
	}
	return out
}

// count wraps a request's answer; the returned function is called when it ended.
func (w *World) count(name string, rw http.ResponseWriter, r *http.Request) (*counted, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.traffic[name]
	if m == nil {
		m = &meter{Traffic: Traffic{Statuses: map[int]int{}}}
		w.traffic[name] = m
	}
	m.start(w.now(), r)
	c := &counted{ResponseWriter: rw}
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		m.open--
		m.Bytes += c.bytes
		m.Statuses[c.status]++
	}
}

func (m *meter) start(now time.Time, r *http.Request) {
	if m.Requests > 0 {
		if gap := now.Sub(m.Last); m.Requests == 1 || gap < m.Closest {
			m.Closest = gap
		}
	}
	m.Requests++
	m.open++
	m.Most = max(m.Most, m.open)
	m.Last, m.UserAgent = now, r.UserAgent()
	if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "" {
		m.Conditional++
	}
}

// counted is a ResponseWriter that remembers the status and counts the body.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counted) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the real writer.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }
