package websub

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"freshet/storage"
)

// take answers a delivery (WebSub section 7) as soon as it has come in: a hub
// waits for the answer, not for what becomes of it. Who signs wrongly learns
// nothing: the answer is the same, and the body goes.
func (s *Subscriber) take(w http.ResponseWriter, r *http.Request, e *entry) {
	if e == nil || over(e.now()) {
		// The hub may end the subscription for it.
		s.metrics.delivery("unknown")
		say(w, http.StatusGone, "There is no such subscription.\n")
		return
	}
	if s.queue.shut() {
		w.Header().Set("Retry-After", "60")
		say(w, http.StatusServiceUnavailable, "Not now.\n")
		return
	}
	sub := e.now()
	var c *check
	if len(sub.Secret) > 0 {
		c = newCheck(r.Header.Get("X-Hub-Signature"), s.current.Load().MinHash, sub.Secret, sub.OldSecret)
	}
	p, err := s.receive(w, r, c)
	if err != nil {
		s.tooMuch(w, err)
		return
	}
	p.e = e
	s.accept(p, c)
	say(w, http.StatusAccepted, "")
}

// over tells the subscriptions to which nothing is pushed any more, or yet.
func over(s *storage.Subscription) bool {
	return s.State != storage.SubscriptionActive && (s.State != storage.SubscriptionPending || s.Until.IsZero())
}

// tooMuch answers a delivery that could not be received.
func (s *Subscriber) tooMuch(w http.ResponseWriter, err error) {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		s.metrics.delivery("too large")
		say(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("A delivery has at most %d bytes.\n", long.Limit))
		return
	}
	s.metrics.delivery("broken off")
	say(w, http.StatusBadRequest, "The body broke off.\n")
}

// receive reads a body within its limit, and has it checked as it comes. When
// there is no room for it, it is checked only.
func (s *Subscriber) receive(w http.ResponseWriter, r *http.Request, c *check) (push, error) {
	if r.ContentLength > MaxPushBytes {
		return push{}, &http.MaxBytesError{Limit: MaxPushBytes}
	}
	p := push{contentType: r.Header.Get("Content-Type"), room: MaxPushBytes}
	if r.ContentLength >= 0 {
		p.room = int(r.ContentLength)
	}
	in := io.Reader(http.MaxBytesReader(w, r.Body, MaxPushBytes))
	if c != nil {
		in = io.TeeReader(in, c)
	}
	if !s.queue.reserve(p.room) {
		p.room = 0
		_, err := io.Copy(io.Discard, in)
		return p, err
	}
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(p.room + bytes.MinRead)
	}
	if _, err := body.ReadFrom(in); err != nil {
		s.queue.release(p.room)
		return p, err
	}
	s.queue.release(p.room - body.Len())
	p.room, p.body = body.Len(), body.Bytes()
	if coding := strings.TrimSpace(r.Header.Get("Content-Encoding")); coding != "" && !strings.EqualFold(coding, "identity") {
		// Hubs do not do that. It is good for a ping.
		s.queue.release(p.room)
		p.room, p.body = 0, []byte{}
	}
	return p, nil
}

// accept decides what becomes of a delivery that was received: p.body is nil when
// there was no room for it.
func (s *Subscriber) accept(p push, c *check) {
	sub := p.e.now()
	switch {
	case len(sub.Secret) > 0 && (c == nil || !c.good()):
		s.queue.release(p.room)
		s.metrics.delivery("bad signature")
		s.seldom.Do(func() {
			s.log.Warn("delivery of a hub ignored: its signature is missing, wrong or too weak", "source", sub.Source, "hub", shown(sub.Hub))
		})
	case p.body == nil:
		s.metrics.delivery("no room")
		s.hurry(sub.Source)
	case len(sub.Secret) == 0 && !s.open(p.e):
		// Not signed, and the source itself speaks TLS: what anybody between could
		// have written is not taken for the source's word.
		s.queue.release(p.room)
		s.metrics.delivery("ping")
		s.hurry(sub.Source)
	case !s.queue.put(p):
		s.metrics.delivery("no room")
		s.hurry(sub.Source)
	}
}

// open tells whether a source is polled without TLS, so that a push without a
// signature is as good as a poll.
func (s *Subscriber) open(e *entry) bool {
	e.mu.Lock()
	answered := e.poll.URL
	e.mu.Unlock()
	return !safe(s.current.Load().urls[e.now().Source]) && !safe(answered)
}
