package websub_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"freshet/aggregator/websub"
	"freshet/aggregator/websub/hubtest"
	"freshet/storage"
)

const day = 24 * time.Hour

// bubble runs a test of a world without a network, in simulated time.
func bubble(t *testing.T, p plan, test func(*world)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p.bubble, p.dir = true, dir
		test(build(t, p))
	})
}

// after lets time pass, and what it brings happen.
func after(d time.Duration) {
	<-time.After(d) // simulated
	synctest.Wait()
}

// status is how the source's subscription is.
func (w *world) status() websub.Status {
	st, _ := w.sub.Status("news")
	return st
}

// subscribed begins, and waits until the hub pushes.
func (w *world) subscribed() {
	w.t.Helper()
	w.run()
	after(time.Minute)
	if st := w.status(); st.State != storage.SubscriptionActive {
		w.t.Fatalf("%+v\n%s", st, w.log)
	}
}

// TestA12_6_Renewal: a lease is renewed at some 80 %, over and over, each time
// with a new secret; what is signed with the one before is still taken.
func TestA12_6_Renewal(t *testing.T) {
	bubble(t, plan{lease: 10 * time.Hour}, func(w *world) {
		w.subscribed()
		for i := range 3 {
			before := w.kept()
			granted := w.status().Until
			after(time.Until(granted.Add(-150 * time.Minute)))
			if n := len(w.hub.Requests()); n != i+1 {
				w.t.Fatalf("%d requests before 75 %% of lease %d", n, i)
			}
			after(time.Hour) // to 85 %
			if n := len(w.hub.Requests()); n != i+2 {
				w.t.Fatalf("%d requests after 85 %% of lease %d", n, i)
			}
			now := w.kept()
			if now.Token != before.Token || string(now.Secret) == string(before.Secret) || !w.status().Until.After(granted) {
				w.t.Errorf("renewed: %+v, was %+v", now, before)
			}
			for j, secret := range []string{string(before.Secret), string(now.Secret)} {
				title := fmt.Sprintf("Signed in lease %d with %d", i, j)
				body := w.origin.document(item{guid: title, title: title})
				w.post(hubtest.Sign("sha256", secret, []byte(body)), body)
				synctest.Wait()
				if !slices.Contains(w.stories(), title) {
					w.t.Errorf("%s: not taken", title)
				}
			}
		}
	})
}

// While a renewal is under way, nothing that the hub signs with the secret that
// it has is refused.
func TestA12_6_RenewalUnderWay(t *testing.T) {
	var quiet atomic.Bool
	options := hubtest.Options{Answer: func(hubtest.Request) hubtest.Answer {
		return hubtest.Answer{Status: http.StatusAccepted, Silent: quiet.Load()}
	}}
	bubble(t, plan{hub: options, lease: 10 * time.Hour}, func(w *world) {
		w.subscribed()
		first := string(w.kept().Secret)
		quiet.Store(true)
		after(9 * time.Hour)
		if n := len(w.hub.Requests()); n < 2 || string(w.kept().Secret) == first {
			w.t.Fatalf("%d requests", n)
		}
		body := w.origin.document(item{guid: "1", title: "One"})
		w.post(hubtest.Sign("sha256", first, []byte(body)), body)
		w.titles("One")
		// The hub never verifies: the lease ends, and the source is polled.
		after(2 * time.Hour)
		if st := w.status(); st.State != storage.SubscriptionPending || w.sub.Backup("news") != 0 {
			w.t.Errorf("%+v", st)
		}
	})
}

// TestA12_6_RenewalFails: a hub that is down when the lease ends is tried some
// times; then the source is polled as usual, and the hub is asked again.
func TestA12_6_RenewalFails(t *testing.T) {
	var down atomic.Bool
	options := hubtest.Options{Answer: func(hubtest.Request) hubtest.Answer {
		if down.Load() {
			return hubtest.Answer{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"60"}}}
		}
		return hubtest.Answer{Status: http.StatusAccepted}
	}}
	bubble(t, plan{hub: options, lease: 20 * time.Hour}, func(w *world) {
		w.subscribed()
		w.publish(w.origin.document(item{guid: "1", title: "One"}))
		after(time.Minute)
		if w.sub.Backup("news") != websub.BackupEvery {
			w.t.Fatal("not trusted")
		}
		down.Store(true)
		after(time.Until(w.status().Until) - time.Minute)
		if st := w.status(); st.State != storage.SubscriptionActive || !strings.Contains(st.Error, "503") {
			w.t.Errorf("%+v", st)
		}
		asked := len(w.hub.Requests()) - 1
		if asked < 3 || asked > 50 {
			w.t.Errorf("%d requests for a renewal", asked)
		}
		polls := len(w.origin.visits())
		after(5 * time.Hour)
		if st := w.status(); st.State != storage.SubscriptionPending {
			w.t.Errorf("%+v", st)
		}
		if n := len(w.origin.visits()) - polls; n < 4 {
			w.t.Errorf("%d polls in five hours", n)
		}
		down.Store(false)
		after(day)
		if st := w.status(); st.State != storage.SubscriptionActive {
			w.t.Errorf("%+v", st)
		}
	})
}

// TestA12_6_StrangeLeases: whatever a hub grants, it is asked again in time and
// not all the time.
func TestA12_6_StrangeLeases(t *testing.T) {
	for _, tt := range []struct {
		grant    string
		from, to time.Duration // until the next request
	}{
		{"", 7 * time.Hour, 9 * time.Hour}, {"0", 7 * time.Hour, 9 * time.Hour}, {"-5", 7 * time.Hour, 9 * time.Hour}, {"soon", 7 * time.Hour, 9 * time.Hour},
		{"3600", 45 * time.Minute, 51 * time.Minute}, {"100", time.Minute, 95 * time.Second},
		{"31536000", 10 * day, 0}, {"99999999999999999999", 10 * day, 0},
	} {
		t.Run(tt.grant, func(t *testing.T) {
			bubble(t, plan{hub: silent(), every: 40 * day, lease: 10 * time.Hour}, func(w *world) {
				w.run()
				after(time.Minute)
				q := query(w.feed, "hub.lease_seconds", tt.grant)
				if tt.grant == "" {
					q.Del("hub.lease_seconds")
				}
				if code, _, err := w.hub.Call(w.asked().Callback, q); code != 200 || err != nil {
					w.t.Fatalf("%d %v", code, err)
				}
				granted := time.Now()
				if lease := w.status().Until.Sub(granted); lease > websub.MaxLease || lease <= 0 {
					w.t.Errorf("a lease of %v", lease)
				}
				if tt.to == 0 {
					if wait := w.status().Renew.Sub(granted); wait < tt.from {
						w.t.Errorf("renewed after %v", wait)
					}
					return
				}
				after(tt.to)
				requests := w.hub.Requests()
				if len(requests) < 2 || requests[1].At.Sub(granted) < tt.from {
					w.t.Errorf("%d requests", len(requests))
				}
			})
		})
	}
}

// TestA12_11_ThinPing: what holds nothing to read brings one conditional poll
// about, however often it comes, and no two within a minute.
func TestA12_11_ThinPing(t *testing.T) {
	bodies := []string{"", "ping", "<html><body>new things</body></html>", `<rss version="2.0"><channel><title>News</title></channel></rss>`, "{}"}
	bubble(t, plan{every: 4 * day}, func(w *world) {
		w.subscribed()
		after(time.Hour)
		if n := len(w.origin.visits()); n != 1 {
			w.t.Fatalf("%d polls", n)
		}
		w.origin.put(item{guid: "1", title: "One"})
		for _, body := range bodies {
			w.post(hubtest.Sign("sha256", string(w.kept().Secret), []byte(body)), body)
			after(time.Second)
		}
		w.counted("freshet_websub_deliveries_total", "ping", float64(len(bodies)))
		visits := w.origin.visits()
		if len(visits) != 2 || time.Since(visits[1]) > 10*time.Second {
			w.t.Fatalf("polled at %v", visits)
		}
		if got := w.origin.asked[1].Get("If-None-Match"); got == "" {
			w.t.Error("not conditional")
		}
		w.titles("One")
		for range 600 { // ten minutes of pings
			w.post(hubtest.Sign("sha256", string(w.kept().Secret), nil), "")
			after(time.Second)
		}
		visits = w.origin.visits()
		for i, at := range visits[2:] {
			if gap := at.Sub(visits[i+1]); gap < time.Minute {
				w.t.Errorf("polls %v apart", gap)
			}
		}
		if n := len(visits); n < 10 || n > 14 {
			w.t.Errorf("%d polls", n)
		}
		// The schedule goes on as it was.
		after(time.Hour)
		if n := len(w.origin.visits()); n > len(visits)+1 {
			w.t.Errorf("%d polls without pings", n-len(visits))
		}
	})
}

// A ping does not make us press an origin that fails.
func TestA12_11_PingWhileFailing(t *testing.T) {
	bubble(t, plan{every: time.Hour}, func(w *world) {
		w.subscribed()
		w.origin.change(func() { w.origin.code = 503 })
		after(70 * time.Minute)
		polls := len(w.origin.visits())
		for range 60 {
			w.post(hubtest.Sign("sha256", string(w.kept().Secret), nil), "")
			after(time.Minute)
		}
		if n := len(w.origin.visits()) - polls; n > 1 {
			w.t.Errorf("%d polls in an hour", n)
		}
	})
}

// TestA12_12_Backup: while a hub proves itself its source is polled once a day;
// after two items that it did not push the source is polled as usual, until a new
// lease and a push.
func TestA12_12_Backup(t *testing.T) {
	bubble(t, plan{every: 2 * time.Hour, lease: 8 * day}, func(w *world) {
		w.subscribed()
		after(day)
		if n := len(w.origin.visits()); n < 9 {
			w.t.Errorf("%d polls a day before the hub has pushed anything", n)
		}
		for i := range 3 { // days
			polls := len(w.origin.visits())
			for j := range 24 {
				it := item{guid: fmt.Sprintf("%d-%d", i, j), title: fmt.Sprintf("Day %d, hour %d", i, j), published: time.Now()}
				w.origin.put(it)
				w.publish(w.origin.document(it))
				after(time.Hour)
			}
			if n := len(w.origin.visits()) - polls; i > 0 && (n < 1 || n > 2) {
				w.t.Errorf("day %d: %d polls", i, n)
			}
		}
		if n := len(w.stories()); n != 72 {
			w.t.Errorf("%d stories", n)
		}
		st := w.status()
		if st.Missed != 0 || st.Pushed != 72 || !st.Trusted {
			w.t.Errorf("%+v", st)
		}
		if why := strings.Join(w.state().State.Why, "; "); !strings.Contains(why, "its hub pushes, polled as a backup every 24h") {
			w.t.Errorf("%q", why)
		}

		// The publisher forgets to tell its hub.
		w.origin.put(item{guid: "m1", title: "Missed one", published: time.Now()}, item{guid: "m2", title: "Missed two", published: time.Now()})
		after(27 * time.Hour)
		if st := w.status(); st.Missed != 2 || st.Trusted || st.State != storage.SubscriptionActive {
			w.t.Errorf("%+v", st)
		}
		w.counted("freshet_websub_missed_total", "", 2)
		polls := len(w.origin.visits())
		after(20 * time.Hour)
		if n := len(w.origin.visits()) - polls; n < 5 {
			w.t.Errorf("%d polls in 20 hours after misses", n)
		}
		if n := len(w.stories()); n != 74 {
			w.t.Errorf("%d stories", n)
		}

		// A new lease is a new chance.
		after(time.Until(w.status().Renew) + time.Hour)
		if st := w.status(); st.Missed != 0 || st.Trusted {
			w.t.Errorf("%+v", st)
		}
		w.publish(w.origin.document(item{guid: "again", title: "Again", published: time.Now()}))
		after(time.Second)
		if !w.status().Trusted {
			w.t.Errorf("%+v", w.status())
		}
		if tallies := w.sub.Tallies(); len(tallies) != 1 || tallies[0] != (websub.Tally{Hub: w.hubURL, Sources: 1, Trusted: 1, Pushed: 1}) {
			w.t.Errorf("%+v", tallies)
		}
	})
}

// An item that a poll finds before the hub has had the time is no miss.
func TestA12_12_Grace(t *testing.T) {
	bubble(t, plan{every: 10 * time.Minute}, func(w *world) {
		w.subscribed()
		for i := range 20 {
			it := item{guid: fmt.Sprint(i), title: fmt.Sprintf("Story %d", i), published: time.Now()}
			w.origin.put(it)
			after(websub.Grace - time.Minute) // a poll comes between
			w.publish(w.origin.document(it))
			after(time.Hour)
		}
		if st := w.status(); st.Missed != 0 || st.Pushed != 20 {
			w.t.Errorf("%+v", st)
		}
	})
}
