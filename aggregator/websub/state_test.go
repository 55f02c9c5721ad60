package websub

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"freshet/storage"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// pending is a subscription that was just made.
func pending() storage.Subscription {
	return storage.Subscription{
		Token: "token", Source: "a", Hub: "https://hub.example/", Topic: "https://a.example/feed",
		State: storage.SubscriptionPending, Renew: now,
	}
}

// active is one that was asked for and verified, for a lease of ten days.
func active() storage.Subscription {
	return verified(asking(pending(), []byte("first"), now), 10*day, now)
}

// expectDue fails the test unless that is what is to be done, and when.
func expectDue(t *testing.T, s storage.Subscription, want action, at time.Time) {
	t.Helper()
	if what, when := due(&s); what != want || !when.Equal(at) {
		t.Errorf("due: %d at %v, want %d at %v", what, when, want, at)
	}
}

func TestFirstRequest(t *testing.T) {
	s := pending()
	expectDue(t, s, subscribe, now)
	s = asking(s, []byte("first"), now)
	expectDue(t, s, nothing, time.Time{}) // the hub verifies, or a poll sees that it did not
	if s.Renew != now.Add(Patience) || string(s.Secret) != "first" || s.OldSecret != nil {
		t.Errorf("%+v", s)
	}
	s = verified(s, 10*day, now)
	if s.State != storage.SubscriptionActive || !s.Asked.IsZero() || s.Until != now.Add(10*day) {
		t.Errorf("%+v", s)
	}
	expectDue(t, s, subscribe, s.Renew)
}

// A renewal comes at some 80 % of the lease, each at a time of its own.
func TestRenewalTime(t *testing.T) {
	seen := map[time.Duration]bool{}
	for _, token := range strings.Split("abcdefghijklmnopqrst", "") {
		d := renewal(token, 10*day)
		if d < 10*day*75/100 || d > 10*day*85/100 {
			t.Errorf("renewal after %v of 10 days", d)
		}
		seen[d.Round(time.Minute)] = true
	}
	if len(seen) < 15 {
		t.Errorf("%d times for 20 subscriptions", len(seen))
	}
	// A hub that grants seconds is not asked every second.
	s := verified(asking(pending(), nil, now), 5*time.Second, now)
	expectDue(t, s, lapse, now.Add(5*time.Second))
	s = verified(asking(pending(), nil, now), 10*time.Minute, now)
	if what, at := due(&s); what != subscribe || at.Sub(now) < minRenew || at.After(s.Until) {
		t.Errorf("%d %v", what, at.Sub(now))
	}
}

func TestLease(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"864000": 10 * day, " 60 ": time.Minute, "1": time.Second,
		"": 7 * day, "0": 7 * day, "-1": 7 * day, "soon": 7 * day, "1e9": 7 * day, "3600.5": 7 * day,
		"1209601": MaxLease, "315360000": MaxLease, "99999999999999999999999": MaxLease,
	} {
		if got := leaseOf(text, 7*day); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if got := leaseOf("", 30*day); got != MaxLease {
		t.Errorf("%v", got)
	}
}

// Whatever becomes of a renewal, the secret that the hub has is one of the two.
func TestSecretsOfRenewals(t *testing.T) {
	s := active()
	renewing := asking(s, []byte("second"), now)
	if string(renewing.Secret) != "second" || string(renewing.OldSecret) != "first" || renewing.State != storage.SubscriptionActive {
		t.Errorf("%q %q %s", renewing.Secret, renewing.OldSecret, renewing.State)
	}
	repeated := asking(renewing, []byte("third"), now.Add(Patience))
	if string(repeated.Secret) != "second" || string(repeated.OldSecret) != "first" {
		t.Errorf("repeated: %q %q", repeated.Secret, repeated.OldSecret)
	}
	failed := refused(renewing, "no", 500, 1, 0, now)
	next := asking(failed, []byte("third"), now)
	if string(next.Secret) != "third" || string(next.OldSecret) != "first" {
		t.Errorf("after a failure: %q %q", next.Secret, next.OldSecret)
	}
	done := verified(next, 10*day, now)
	if string(done.Secret) != "third" || string(done.OldSecret) != "first" {
		t.Errorf("renewed: %q %q", done.Secret, done.OldSecret)
	}
}

// The failure of a renewal leaves the lease, which is tried for again before it
// ends; then the source is polled.
func TestRenewalFails(t *testing.T) {
	s := active()
	at := s.Renew
	requests := 0
	for what := subscribe; what == subscribe; {
		s = refused(asking(s, []byte{byte(requests)}, at), "no", 503, requests+1, 0, at)
		if s.State != storage.SubscriptionActive || s.Error != "no" {
			t.Fatalf("%+v", s)
		}
		requests++
		if requests > 100 {
			t.Fatal("no end of requests")
		}
		if what, at = due(&s); what == subscribe && at.Before(now.Add(time.Duration(requests)*time.Minute)) {
			t.Fatalf("request %d at %v", requests, at)
		}
	}
	if requests < 3 || !at.Equal(s.Until) {
		t.Errorf("%d requests, lapses at %v", requests, at)
	}
	s = lapsed(s, at)
	expectDue(t, s, nothing, time.Time{})
	if s.State != storage.SubscriptionPending || !strings.Contains(s.Error, "no") || trusted(&s) {
		t.Errorf("%+v", s)
	}
	if what, hub := want(at, &s, now, []string{s.Hub}, s.Topic); what != retry || hub != s.Hub {
		t.Errorf("the next poll: %d %s", what, hub)
	}
}

func TestRefused(t *testing.T) {
	asked := asking(pending(), nil, now)
	for _, tt := range []struct {
		code, failures int
		wait, want     time.Duration
	}{
		{400, 1, 0, day}, {404, 5, 0, day}, {200, 1, 0, day}, {301, 1, 0, day},
		{500, 1, 0, 15 * time.Minute}, {0, 1, 0, 15 * time.Minute}, {0, 3, 0, time.Hour}, {503, 50, 0, day},
		{429, 1, 3 * time.Hour, 3 * time.Hour}, {503, 1, 1000 * day, day},
	} {
		s := refused(asked, "no", tt.code, tt.failures, tt.wait, now)
		if got := s.Renew.Sub(now); got != tt.want || s.State != storage.SubscriptionPending || s.Error != "no" || !s.Asked.IsZero() {
			t.Errorf("%d after %d: again after %v, want %v: %+v", tt.code, tt.failures, got, tt.want, s)
		}
	}
}

func TestDenied(t *testing.T) {
	s := denied(active(), "not\x1b[31m for\nyou "+strings.Repeat("ü", 500), now)
	if s.State != storage.SubscriptionDenied || trusted(&s) || s.Renew != now.Add(RetryDenied) {
		t.Errorf("%+v", s)
	}
	if !strings.HasPrefix(s.Error, "the hub denies it: not [31m for you üü") || len(s.Error) > maxReason+50 {
		t.Errorf("%q", s.Error)
	}
	expectDue(t, s, nothing, time.Time{})
}

func TestLeaving(t *testing.T) {
	s := leaving(active(), now)
	expectDue(t, s, unsubscribe, now)
	s.Asked, s.Renew = now, now.Add(farewell)
	expectDue(t, s, forget, now.Add(farewell))
}

// What a hub could not do better it is not blamed for after a new lease.
func TestRenewalClearsTheTally(t *testing.T) {
	s := pushed(pushed(active(), now), now)
	if !trusted(&s) || s.Pushed != 2 || s.LastPush != now {
		t.Fatalf("%+v", s)
	}
	s.Missed = 1
	if again := verified(s, day, now); !trusted(&again) || again.Missed != 0 || again.Pushed != 2 {
		t.Errorf("%+v", again)
	}
	s.Missed = MaxMissed
	if again := verified(s, day, now); trusted(&s) || trusted(&again) || again.Missed != 0 || again.Pushed != 0 {
		t.Errorf("%+v", again)
	}
}

// TestAnyLife takes subscriptions through any steps: what is due is never in a
// circle without time passing, and no secret of the hub's is lost.
func TestAnyLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, at := pending(), now
		var has []byte // the secret that the hub has
		for step := range rapid.IntRange(1, 40).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(3*day)).Draw(t, "passes")))
			before := s
			switch what, when := due(&s); {
			case what == subscribe && !when.After(at):
				s = asking(s, []byte{'s', byte(step)}, at)
				switch rapid.IntRange(0, 3).Draw(t, "hub") {
				case 0:
					s = verified(s, leaseOf(rapid.SampledFrom([]string{"", "1", "600", "864000"}).Draw(t, "lease"), 7*day), at)
					has = s.Secret
				case 1:
					s = refused(s, "no", rapid.SampledFrom([]int{0, 400, 500}).Draw(t, "code"), step, 0, at)
				}
			case what == lapse && !when.After(at):
				s = lapsed(s, at)
				has = nil
			case rapid.IntRange(0, 5).Draw(t, "event") == 0:
				s = denied(s, "", at)
				has = nil
			case stuck(&s) && !at.Before(s.Renew):
				s.State, s.Error, s.Asked, s.Renew = storage.SubscriptionPending, "", time.Time{}, at
				has = nil
			}
			if has != nil && !bytes.Equal(has, s.Secret) && !bytes.Equal(has, s.OldSecret) {
				t.Fatalf("the hub's secret %q is lost: %q %q", has, s.Secret, s.OldSecret)
			}
			if what, when := due(&s); what != nothing && !when.After(at) && cmp.Equal(before, s) && what == subscribe {
				t.Fatalf("step %d: nothing was done: %+v", step, s)
			}
		}
	})
}
