package websub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"freshet/aggregator/fetch"
	"freshet/storage"
)

// ask makes a request to a hub, and returns how long the hub's host wants to be
// left alone.
func (s *Subscriber) ask(ctx context.Context, e *entry, what action) time.Duration {
	set := s.current.Load()
	if set.off() {
		return 0
	}
	if what == unsubscribe {
		return s.part(ctx, set, e)
	}
	if err := s.sameFeed(ctx, set, e); err != nil {
		if ctx.Err() == nil {
			s.fail(ctx, e, sentence(err.Error()), http.StatusConflict, 0)
		}
		return 0
	}
	now := time.Now()
	var key []byte
	if safe(e.now().Hub) {
		key = secret()
	}
	if !s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) {
		still, _ := due(&sub)
		return asking(sub, key, now), still == subscribe
	}) {
		return 0
	}
	sub := e.now()
	form := set.form(sub, "subscribe")
	form.Set("hub.lease_seconds", strconv.Itoa(int(set.Lease/time.Second)))
	if len(sub.Secret) > 0 {
		form.Set("hub.secret", string(sub.Secret))
	}
	reply, err := set.Fetch.Post(ctx, sub.Hub, form)
	return s.answered(ctx, e, reply, err)
}

// form is what every request to a hub says (WebSub section 5.1).
func (s *settings) form(sub *storage.Subscription, mode string) url.Values {
	return url.Values{
		"hub.mode":     {mode},
		"hub.topic":    {sub.Topic},
		"hub.callback": {s.callback(sub.Token)},
	}
}

// answered takes a hub's answer to a request to subscribe. It counts only while
// the hub has not verified yet: some verify before they answer.
func (s *Subscriber) answered(ctx context.Context, e *entry, reply *fetch.Reply, err error) time.Duration {
	if err != nil {
		if ctx.Err() == nil { // else the next start asks again
			s.fail(ctx, e, "the hub did not answer: "+plain(err), 0, 0)
		}
		return 0
	}
	if reply.Status == http.StatusAccepted {
		s.metrics.request("accepted")
		return 0
	}
	why := fmt.Sprintf("the hub answered %d", reply.Status)
	if text := sentence(reply.Text); text != "" {
		why += ": " + text
	}
	s.fail(ctx, e, why, reply.Status, reply.RetryAfter)
	if reply.Status == http.StatusTooManyRequests || reply.Status == http.StatusServiceUnavailable {
		return min(reply.RetryAfter, RetryRefused)
	}
	return 0
}

// plain is what an error of a request says to people.
func plain(err error) string {
	var bad *fetch.Error
	if errors.As(err, &bad) {
		return bad.Sentence
	}
	return err.Error()
}

// fail notes that a request was not taken.
func (s *Subscriber) fail(ctx context.Context, e *entry, why string, code int, wait time.Duration) {
	s.metrics.request("refused")
	e.mu.Lock()
	e.failures++
	failures := e.failures
	e.mu.Unlock()
	now := time.Now()
	if s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) {
		open := sub.State == storage.SubscriptionActive || sub.State == storage.SubscriptionPending
		waiting := !sub.Asked.IsZero() || sub.State == storage.SubscriptionPending
		return refused(sub, why, code, failures, wait, now), open && waiting
	}) {
		sub := e.now()
		s.log.Warn("hub does not take the subscription", "source", sub.Source, "hub", shown(sub.Hub), "why", why, "again", sub.Renew.UTC().Format(time.RFC3339))
	}
}

// part tells a hub that a subscription ends. Once is enough: what it then pushes
// is refused as gone.
func (s *Subscriber) part(ctx context.Context, set *settings, e *entry) time.Duration {
	now := time.Now()
	if !s.change(ctx, e, func(sub storage.Subscription) (storage.Subscription, bool) {
		sub.Asked, sub.Renew = now, now.Add(farewell)
		return sub, true
	}) {
		return 0
	}
	sub := e.now()
	reply, err := set.Fetch.Post(ctx, sub.Hub, set.form(sub, "unsubscribe"))
	switch {
	case err != nil:
		s.metrics.request("refused")
		s.log.Debug("hub not told that a subscription ends", "source", sub.Source, "hub", shown(sub.Hub), "error", err)
	case reply.Status != http.StatusAccepted:
		s.metrics.request("refused")
		s.log.Debug("hub does not end a subscription", "source", sub.Source, "hub", shown(sub.Hub), "status", reply.Status)
	default:
		s.metrics.request("accepted")
	}
	return 0
}

// shown is what may be shown of an address: its query may be secret.
func shown(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}
