package websub_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"freshet/aggregator/websub/hubtest"
	"freshet/storage"
)

// silent is a hub that takes requests and does not verify them by itself.
func silent() hubtest.Options {
	return hubtest.Options{Answer: func(hubtest.Request) hubtest.Answer {
		return hubtest.Answer{Status: http.StatusAccepted, Silent: true}
	}}
}

// asked waits for the first request at the hub.
func (w *world) asked() hubtest.Request {
	w.t.Helper()
	w.eventually("asked", func() error {
		if len(w.hub.Requests()) == 0 {
			return fmt.Errorf("no request")
		}
		return nil
	})
	return w.hub.Requests()[0]
}

// query is a verification; pairs of names and values change it.
func query(topic string, change ...string) url.Values {
	q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"c&<h>"}, "hub.lease_seconds": {"600"}}
	for i := 0; i < len(change); i += 2 {
		if q.Set(change[i], change[i+1]); change[i+1] == "-" {
			q.Del(change[i])
		}
	}
	return q
}

// TestA12_4_Verification: what was asked for is confirmed with the challenge, byte
// for byte and as nothing a browser would run; everything else is not found and
// changes nothing.
func TestA12_4_Verification(t *testing.T) {
	w := build(t, plan{hub: silent()})
	w.run()
	callback := w.asked().Callback
	strange := []struct {
		name string
		q    url.Values
	}{
		{"another topic", query(w.feed + "/")},
		{"no topic", query(w.feed, "hub.topic", "-")},
		{"unasked unsubscribe", query(w.feed, "hub.mode", "unsubscribe")},
		{"another mode", query(w.feed, "hub.mode", "publish")},
		{"mode in capitals", query(w.feed, "hub.mode", "SUBSCRIBE")},
		{"no mode", query(w.feed, "hub.mode", "-")},
		{"no challenge", query(w.feed, "hub.challenge", "-")},
		{"empty challenge", query(w.feed, "hub.challenge", "")},
		{"long challenge", query(w.feed, "hub.challenge", strings.Repeat("c", 10_000))},
		{"nothing", url.Values{}},
	}
	before := w.kept()
	for _, tt := range strange {
		code, body, err := w.hub.Call(callback, tt.q)
		if code != http.StatusNotFound || err != nil || strings.Contains(body, "ccc") {
			t.Errorf("%s: %d %q %v", tt.name, code, body, err)
		}
	}
	for _, other := range []string{w.base + "/websub/", w.base + "/websub/x", callback + "x", callback + "/", callback[:len(callback)-1]} {
		if code, _, err := w.hub.Call(other, query(w.feed)); code != http.StatusNotFound || err != nil {
			t.Errorf("%s: %d %v", other, code, err)
		}
	}
	if after := w.kept(); after.State != before.State || after.Until != before.Until {
		t.Fatalf("%+v became %+v", before, after)
	}
	w.counted("freshet_websub_verifications_total", "unwanted", float64(len(strange)+5))

	resp, err := http.Get(callback + "?" + query(w.feed).Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	h := resp.Header
	if resp.StatusCode != 200 || string(body) != "c&<h>" || err != nil || !strings.HasPrefix(h.Get("Content-Type"), "text/plain") ||
		h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q %v %v", resp.StatusCode, body, h, err)
	}
	w.active()

	// The answer may have been lost: the hub asks once more. Nothing is changed by
	// it, as by all that is not asked for.
	until := w.kept().Until
	if code, _, err := w.hub.Call(callback, query(w.feed, "hub.lease_seconds", "60")); code != 200 || err != nil || !w.kept().Until.Equal(until) {
		t.Errorf("again: %d %v, until %v, was %v", code, err, w.kept().Until, until)
	}
	if code, _, err := w.hub.Call(callback, query(w.feed, "hub.mode", "unsubscribe")); code != 404 || err != nil || w.kept().State != storage.SubscriptionActive {
		t.Errorf("unsubscribed: %d %v", code, err)
	}
}

// Only GET and POST mean something.
func TestA12_4_Methods(t *testing.T) {
	w := build(t, plan{hub: silent()})
	w.run()
	callback := w.asked().Callback
	for _, method := range []string{"HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"} {
		req, err := http.NewRequest(method, callback+"?"+query(w.feed).Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: %d", method, resp.StatusCode)
		}
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	if w.kept().State != storage.SubscriptionPending {
		t.Error("verified")
	}
}

// TestA12_5_Denied: a hub may say no at once, or take back a yes; the source is
// polled.
func TestA12_5_Denied(t *testing.T) {
	w := build(t, plan{hub: silent()})
	w.run()
	r := w.asked()
	if code, err := w.hub.Deny(r.Callback, w.feed+"x", "no"); code != 404 || err != nil || w.kept().State != storage.SubscriptionPending {
		t.Errorf("another topic: %d %v", code, err)
	}
	if code, err := w.hub.Deny(r.Callback, w.feed, "not for you"); code != 200 || err != nil {
		t.Errorf("%d %v", code, err)
	}
	st, _ := w.sub.Status("news")
	if st.State != storage.SubscriptionDenied || st.Error != "the hub denies it: not for you" || w.sub.Backup("news") != 0 {
		t.Errorf("%+v", st)
	}
	if w.hub.Verify(r) {
		t.Error("verified after a no")
	}
	if code, err := w.hub.Post(t.Context(), r.Callback, http.Header{}, []byte("x")); code != http.StatusGone || err != nil {
		t.Errorf("pushed: %d %v", code, err)
	}
}

func TestA12_5_DeniedLater(t *testing.T) {
	w := build(t, plan{})
	w.run()
	callback := w.active()
	w.publish(w.origin.document(item{guid: "1", title: "One"}))
	w.titles("One")
	w.eventually("trusted", func() error {
		if w.sub.Backup("news") == 0 {
			return fmt.Errorf("not yet")
		}
		return nil
	})
	if code, err := w.hub.Deny(callback, w.feed, ""); code != 200 || err != nil {
		t.Errorf("%d %v", code, err)
	}
	if st, _ := w.sub.Status("news"); st.State != storage.SubscriptionDenied || w.sub.Backup("news") != 0 {
		t.Errorf("%+v", st)
	}
	w.counted("freshet_websub_subscriptions", "denied", 1)
	// The source is not left to the backup, a day away.
	w.eventually("polled soon", func() error {
		if next := w.state().Next; next.After(w.state().State.LastPoll.Add(2 * 60e9)) {
			return fmt.Errorf("next poll at %v", next)
		}
		return nil
	})
}
