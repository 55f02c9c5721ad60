package websub

import (
	"strconv"
	"strings"
	"time"

	"freshet/aggregator/pace"
	"freshet/storage"
)

// Times of a subscription's life.
const (
	// MaxLease caps what a hub grants: a longer promise is asked for again anyway.
	MaxLease = 14 * 24 * time.Hour
	// Patience is how long a hub may take to verify a request.
	Patience = time.Hour
	// RetryRefused is the pause after a hub said no, RetryDenied the one after it
	// said so at the callback, where it also takes back a yes.
	RetryRefused = 24 * time.Hour
	RetryDenied  = 7 * 24 * time.Hour
	// minRenew is the least time between a verification and the next request: a
	// hub that grants seconds is not asked every second.
	minRenew = time.Minute
	// again is how long a hub may repeat a verification that we have answered,
	// since the answer may have been lost.
	again = 10 * time.Minute
	// farewell is how long a hub may take to verify that a subscription ends.
	farewell = time.Hour
)

// firstRetry is the pause after a hub did not answer; it doubles up to
// RetryRefused.
const firstRetry = 15 * time.Minute

// maxReason bounds what a hub says for a reason, in bytes.
const maxReason = 200

// action is what a subscription has to do at a time.
type action int

const (
	nothing     action = iota
	subscribe          // ask the hub, at first or for a renewal
	unsubscribe        // ask the hub to end
	lapse              // the lease has ended without a renewal
	forget             // it is over
)

// due is what a subscription has to do, and the time from which it has: now or
// earlier means at once, zero never. A request that was refused is not in it: it
// is made again when a poll shows that the source still names the hub.
func due(s *storage.Subscription) (action, time.Time) {
	switch s.State {
	case storage.SubscriptionActive:
		if !s.Renew.IsZero() && s.Renew.Before(s.Until) {
			return subscribe, s.Renew
		}
		return lapse, s.Until
	case storage.SubscriptionPending:
		if s.Asked.IsZero() && s.Error == "" {
			return subscribe, s.Renew
		}
	case storage.SubscriptionLeaving:
		if s.Asked.IsZero() {
			return unsubscribe, s.Renew
		}
		return forget, s.Renew
	}
	return nothing, time.Time{}
}

// asking is a subscription whose request is about to be sent: kept before it is,
// since a hub may verify before it answers. A secret that the hub has verified
// stays good beside the new one, until the renewal is verified and beyond, so that
// no delivery is refused between. A request that is repeated keeps its secret.
func asking(s storage.Subscription, secret []byte, now time.Time) storage.Subscription {
	if s.Asked.IsZero() {
		if s.State == storage.SubscriptionActive {
			s.OldSecret = s.Secret
		}
		s.Secret = secret
	}
	s.Asked = now
	s.Renew = now.Add(Patience)
	if s.State != storage.SubscriptionActive {
		s.State, s.Error = storage.SubscriptionPending, ""
	}
	return s
}

// leaving is a subscription that is to end.
func leaving(s storage.Subscription, now time.Time) storage.Subscription {
	s.State, s.Asked, s.Renew, s.Error = storage.SubscriptionLeaving, time.Time{}, now, ""
	return s
}

// refused is a subscription whose request brought no 202 (WebSub section 5.1):
// the source is polled. Failures counts the requests in a row that went so; code
// is zero when there was no answer, and wait is what the answer asked for. A lease
// that is under way is not touched by the failure of its renewal.
func refused(s storage.Subscription, why string, code, failures int, wait time.Duration, now time.Time) storage.Subscription {
	s.Asked = time.Time{}
	s.Error = why
	pause := RetryRefused
	if code == 0 || code == 429 || code >= 500 {
		pause = min(firstRetry<<min(max(failures-1, 0), 10), RetryRefused)
	}
	if s.State == storage.SubscriptionActive {
		// The hub keeps the secret that it has. Within what is left of the lease it is tried some more times.
		s.Secret, s.OldSecret = s.OldSecret, s.Secret
		pause = max(min(pause, s.Until.Sub(now)/4), minRenew)
	}
	s.Renew = now.Add(max(pause, min(wait, RetryRefused)))
	return s
}

// verified is a subscription that the hub has verified for a lease (WebSub
// section 5.3). A hub that was not trusted any more begins anew.
func verified(s storage.Subscription, lease time.Duration, now time.Time) storage.Subscription {
	s.State, s.Error, s.Asked = storage.SubscriptionActive, "", time.Time{}
	s.Until = now.Add(lease)
	s.Renew = now.Add(max(renewal(s.Token, lease), min(minRenew, lease)))
	if s.Missed >= MaxMissed {
		s.Pushed, s.LastPush = 0, time.Time{}
	}
	s.Missed = 0
	return s
}

// renewal is when in a lease it is asked for again: at some 80 %, not all at once.
func renewal(token string, lease time.Duration) time.Duration {
	return lease*3/4 + pace.Offset(token, lease/10)
}

// denied is a subscription that the hub will not have (WebSub section 5.2), be it
// at first or after a yes.
func denied(s storage.Subscription, reason string, now time.Time) storage.Subscription {
	s.State, s.Asked, s.Until = storage.SubscriptionDenied, time.Time{}, time.Time{}
	s.Error = "the hub denies it"
	if reason = sentence(reason); reason != "" {
		s.Error += ": " + reason
	}
	s.Renew = now.Add(RetryDenied)
	return s
}

// lapsed is a subscription whose lease has ended.
func lapsed(s storage.Subscription, now time.Time) storage.Subscription {
	why := "the lease has ended without a renewal"
	if s.Error != "" {
		why += ": " + s.Error
	}
	s.State, s.Asked, s.Error = storage.SubscriptionPending, time.Time{}, sentence(why)
	s.Renew = now
	return s
}

// leaseOf reads hub.lease_seconds. A hub must say it (WebSub section 5.3); from
// one that does not, or says nothing sensible, we take what we asked for.
func leaseOf(text string, asked time.Duration) time.Duration {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	switch {
	case err != nil && strings.Trim(text, "0123456789") == "" && text != "":
		return MaxLease // more digits than a number holds
	case err != nil || n <= 0:
		return min(asked, MaxLease)
	case n > int64(MaxLease/time.Second):
		return MaxLease
	}
	return time.Duration(n) * time.Second
}

// sentence makes a text of a hub fit to be shown: one line, not long.
func sentence(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return r <= ' ' || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029
	}), " ")
	if len(text) <= maxReason {
		return text
	}
	return strings.ToValidUTF8(text[:maxReason], "") + "…"
}
