package websub

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"freshet/storage"
)

// maxChallenge bounds hub.challenge: it is repeated to who sends it.
const maxChallenge = 4 << 10

// Handles tells whether a path is one of callbacks.
func (s *Subscriber) Handles(path string) bool {
	_, ok := s.current.Load().tokenOf(path)
	return ok
}

// ServeHTTP answers hubs: GET verifies what we want (WebSub section 5.3), POST
// delivers (section 7). It never redirects. The path alone says which subscription
// is meant.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	e := s.named(r.URL.Path)
	switch r.Method {
	case http.MethodGet:
		s.verify(w, r, e)
	case http.MethodPost:
		s.take(w, r, e)
	default:
		h.Set("Allow", "GET, POST")
		say(w, http.StatusMethodNotAllowed, "Hubs send GET and POST.\n")
	}
}

// named is the subscription of a path, or nil.
func (s *Subscriber) named(path string) *entry {
	set := s.current.Load()
	token, _ := set.tokenOf(path)
	if !set.ours(token) {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byToken[token]
}

func say(w http.ResponseWriter, code int, text string) {
	w.WriteHeader(code)
	io.WriteString(w, text)
}

// verify answers a hub that asks whether we want what it was asked for. Anything
// that we do not want is not found.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request, e *entry) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if e == nil || err != nil || q.Get("hub.topic") != e.now().Topic {
		s.metrics.verification("unwanted")
		say(w, http.StatusNotFound, "There is no such subscription.\n")
		return
	}
	challenge := q.Get("hub.challenge")
	good := challenge != "" && len(challenge) <= maxChallenge
	wanted := false
	switch q.Get("hub.mode") {
	case "subscribe":
		wanted, err = good, nil
		if wanted {
			wanted, err = s.agree(r.Context(), e, q.Get("hub.lease_seconds"))
		}
	case "unsubscribe":
		sub := e.now()
		wanted = good && sub.State == storage.SubscriptionLeaving && !sub.Asked.IsZero()
	case "denied":
		challenge = ""
		wanted, err = s.deny(r.Context(), e, q.Get("hub.reason"))
	}
	switch {
	case err != nil:
		s.log.Error("verification of a hub not kept", "source", e.now().Source, "error", err)
		say(w, http.StatusServiceUnavailable, "Not now.\n")
	case !wanted:
		s.metrics.verification("unwanted")
		say(w, http.StatusNotFound, "There is no such request.\n")
	default:
		s.metrics.verification("confirmed")
		say(w, http.StatusOK, challenge)
	}
}

// agree takes a lease, when it was asked for and not verified before. A hub whose
// answer was lost asks once more.
func (s *Subscriber) agree(ctx context.Context, e *entry, seconds string) (bool, error) {
	now := time.Now()
	lease := leaseOf(seconds, s.current.Load().Lease)
	e.mu.Lock()
	first := e.now().State != storage.SubscriptionActive
	repeated := !first && now.Sub(e.agreed) < again
	e.mu.Unlock()
	changed, err := e.change(ctx, s.store, func(sub storage.Subscription) (storage.Subscription, bool) {
		open := sub.State == storage.SubscriptionPending || sub.State == storage.SubscriptionActive
		return verified(sub, lease, now), open && !sub.Asked.IsZero()
	})
	if !changed {
		return repeated && err == nil, err
	}
	e.mu.Lock()
	e.agreed, e.failures = now, 0
	if first {
		e.since = now
	}
	e.mu.Unlock()
	if first {
		s.log.Info("hub will push", "source", e.now().Source, "hub", shown(e.now().Hub), "until", e.now().Until.UTC().Format(time.RFC3339))
	}
	s.nudge()
	return true, nil
}

// deny takes a hub's no, at first or after a yes.
func (s *Subscriber) deny(ctx context.Context, e *entry, reason string) (bool, error) {
	before := e.now()
	now := time.Now()
	changed, err := e.change(ctx, s.store, func(sub storage.Subscription) (storage.Subscription, bool) {
		asked := sub.State == storage.SubscriptionPending && (!sub.Asked.IsZero() || !sub.Until.IsZero())
		return denied(sub, reason, now), asked || sub.State == storage.SubscriptionActive
	})
	if !changed {
		return before.State == storage.SubscriptionDenied && err == nil, err
	}
	s.log.Warn("hub denies a subscription", "source", before.Source, "hub", shown(before.Hub), "why", e.now().Error)
	if trusted(before) {
		s.hurry(before.Source)
	}
	return true, nil
}
