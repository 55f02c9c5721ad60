package websub_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/websub/hubtest"
	"freshet/storage"
)

// TestA12_1_Discovery: the hub and the topic are looked for in the head of the
// answer first, then in the feed, of any format; of several hubs one with TLS is
// taken.
func TestA12_1_Discovery(t *testing.T) {
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a</id><title>News</title><updated>2026-01-01T00:00:00Z</updated>
		<link rel="hub" href="%HUB%"/><link rel="self" href="%FEED%?atom"/></feed>`
	const json = `{"version":"https://jsonfeed.org/version/1.1","title":"News","feed_url":"%FEED%?json",
		"hubs":[{"type":"other","url":"https://no.example/"},{"type":"WebSub","url":"%HUB%"}],"items":[]}`
	link := func(values ...string) http.Header { return http.Header{"Link": values} }
	tests := []struct {
		name   string
		origin origin
		topic  string // behind the feed's address
	}{
		{"head only", origin{noHub: true, self: "-", head: link(`<%HUB%>; rel="hub"`, `<%FEED%?head>; rel=self`)}, "?head"},
		{"head in one line", origin{noHub: true, self: "-", head: link(`<%HUB%>; rel=hub, <%FEED%?head>; rel="self alternate"`)}, "?head"},
		{"head before feed", origin{hubs: []string{"https://wrong.example/"}, head: link(`<%HUB%>; rel=hub`, `<%FEED%?head>; rel=self`)}, "?head"},
		{"head without self", origin{hubs: []string{"https://wrong.example/"}, head: link(`<%HUB%>; rel=hub`)}, ""},
		{"head without hub", origin{head: link(`<%FEED%?head>; rel=self`, `<https://wrong.example/>; rel=hubs`)}, ""},
		{"atom:link in RSS", origin{}, ""},
		{"Atom", origin{raw: atom}, "?atom"},
		{"JSON Feed", origin{raw: json}, "?json"},
		{"no self", origin{self: "-"}, ""},
		{"https before http", origin{noHub: true, head: link(`<http://wrong.example/>; rel=hub`, `<%HUB%>; rel=hub`)}, ""},
	}
	for i := range tests {
		tt := &tests[i]
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := build(t, plan{origin: &tt.origin})
			w.run()
			w.active()
			requests := w.hub.Requests()
			if len(requests) != 1 || requests[0].Topic != w.feed+tt.topic {
				t.Errorf("%d requests, topic %q, want %q", len(requests), requests[0].Topic, w.feed+tt.topic)
			}
		})
	}
}

// A feed without a hub is nobody's subscriber.
func TestA12_1_NoHub(t *testing.T) {
	w := build(t, plan{origin: &origin{noHub: true, items: []item{{guid: "1", title: "One"}}}})
	w.run()
	w.titles("One")
	if st, ok := w.sub.Status("news"); ok || len(w.hub.Requests()) != 0 {
		t.Errorf("%+v", st)
	}
}

// TestA12_2_Request: what a hub is asked with.
func TestA12_2_Request(t *testing.T) {
	w := build(t, plan{})
	w.run()
	callback := w.active()
	r := w.hub.Requests()[0]
	if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.Method != "POST" {
		t.Errorf("%s %v", r.Method, r.Header)
	}
	if n := len(r.Secret); n < 32 || n >= 200 {
		t.Errorf("a secret of %d bytes", n)
	}
	want := url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {w.feed}, "hub.callback": {callback},
		"hub.lease_seconds": {"864000"}, "hub.secret": {r.Secret},
	}
	if diff := cmp.Diff(want, r.Form); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{w.log.String(), fmt.Sprintf("%+v", w.sub.Tallies())} {
		if strings.Contains(text, r.Secret) || strings.Contains(text, w.kept().Token) {
			t.Error("a secret is shown")
		}
	}
}

// A secret is for hubs with TLS only.
func TestA12_2_NoSecretInTheClear(t *testing.T) {
	w := build(t, plan{plain: true})
	w.run()
	w.active()
	if r := w.hub.Requests()[0]; r.Form.Has("hub.secret") || len(w.kept().Secret) != 0 {
		t.Error("a secret was sent in the clear")
	}
}

// A hub may send to another one with 307 and 308, and with nothing else.
func TestA12_2_Redirects(t *testing.T) {
	for _, code := range []int{301, 302, 303, 307, 308} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			w := build(t, plan{plain: true})
			first := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				http.Redirect(rw, r, w.hubURL+"other", code)
			}))
			t.Cleanup(first.Close)
			w.origin.change(func() { w.origin.hubs = []string{first.URL} })
			w.run()
			if code >= 307 {
				w.active()
				return
			}
			w.refused(fmt.Sprintf("the hub answered %d", code))
			if n := len(w.hub.Requests()); n != 0 {
				t.Errorf("%d requests where the redirect led", n)
			}
		})
	}
}

// refused waits until a request was turned down with these words.
func (w *world) refused(words string) {
	w.t.Helper()
	w.eventually("refused", func() error {
		st, _ := w.sub.Status("news")
		if st.State != storage.SubscriptionPending || !strings.HasPrefix(st.Error, words) {
			return fmt.Errorf("%+v", st)
		}
		return nil
	})
	if w.sub.Backup("news") != 0 {
		w.t.Error("the source is polled as if its hub pushed")
	}
}

// Anything but 202 leaves the source to polling.
func TestA12_2_OtherCodes(t *testing.T) {
	for _, code := range []int{200, 204, 400, 404, 410, 429, 500, 503} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			w := build(t, plan{hub: hubtest.Options{Answer: func(hubtest.Request) hubtest.Answer {
				return hubtest.Answer{Status: code, Text: "not\r\nyou"}
			}}})
			w.run()
			text := ": not you"
			if code == 204 {
				text = ""
			}
			w.refused(fmt.Sprintf("the hub answered %d%s", code, text))
			// What it verifies after all is not wanted any more.
			if r := w.hub.Requests()[0]; w.hub.Verify(r) {
				t.Error("verified after a refusal")
			}
		})
	}
}

// Some hubs verify before they answer: the request must be known by then.
func TestA12_2_VerifiedBeforeTheAnswer(t *testing.T) {
	var w *world
	w = build(t, plan{hub: hubtest.Options{Answer: func(r hubtest.Request) hubtest.Answer {
		if !w.hub.Verify(r) {
			t.Error("not verified")
		}
		return hubtest.Answer{Status: http.StatusNoContent}
	}}})
	w.run()
	w.active()
}

// TestA12_3_Callbacks: each subscription has an address of its own that cannot be
// guessed.
func TestA12_3_Callbacks(t *testing.T) {
	w := build(t, plan{})
	sources := w.many(20)
	w.apply(sources...)
	w.run()
	w.eventually("asked for all", func() error {
		if n := len(w.hub.Callbacks(w.feed)); n < len(sources) {
			return fmt.Errorf("%d callbacks", n)
		}
		return nil
	})
	seen := map[string]bool{}
	for _, callback := range w.hub.Callbacks(w.feed) {
		seen[callback] = true
	}
	for callback := range seen {
		token, ok := strings.CutPrefix(callback, w.base+"/websub/")
		secret, _, _ := strings.Cut(token, "-")
		// Letters and digits of base 32: five bits each.
		if !ok || len(secret)*5 < 128 || strings.Contains(callback, "s1-") {
			t.Errorf("callback %s", callback)
		}
	}
	if len(seen) < 20 {
		t.Errorf("%d callbacks for %d subscriptions", len(seen), len(sources))
	}
}

// TestA12_13_Leaves: a source that leaves the config is told to its hub, which
// may verify; after that what it pushes is gone.
func TestA12_13_Leaves(t *testing.T) {
	w := build(t, plan{})
	w.run()
	callback := w.active()
	w.apply()
	w.eventually("unsubscribed", func() error {
		if left := w.hub.Callbacks(w.feed); len(left) > 0 {
			return fmt.Errorf("%q", left)
		}
		return nil
	})
	requests := w.hub.Requests()
	if last := requests[len(requests)-1]; last.Mode != "unsubscribe" || last.Callback != callback || last.Topic != w.feed || last.Form.Has("hub.secret") {
		t.Errorf("%v", last.Form)
	}
	if code, err := w.hub.Post(t.Context(), callback, http.Header{}, []byte("x")); code != http.StatusGone || err != nil {
		t.Errorf("pushed: %d %v", code, err)
	}
	if _, ok := w.sub.Status("news"); ok {
		t.Error("still there")
	}
}

// A feed that names no hub any more, or another one, leaves the old one; a source
// that comes back subscribes anew.
func TestA12_13_ComesBack(t *testing.T) {
	w := build(t, plan{})
	w.run()
	first := w.active()
	w.apply()
	w.eventually("unsubscribed", func() error {
		if len(w.hub.Requests()) < 2 {
			return fmt.Errorf("not asked")
		}
		return nil
	})
	w.origin.put(item{guid: "1", title: "One"})
	w.apply(aggregator.Source{Spec: storage.SourceSpec{Name: "news", URL: w.feed + "?again", Host: "origin"}})
	if second := w.active(); second == first {
		t.Error("the same callback again")
	}
}

// TestA12_13_HubIsGuarded: hubs pass the same guard as sources.
func TestA12_13_HubIsGuarded(t *testing.T) {
	w := build(t, plan{plain: true})
	u, err := url.Parse(w.feed)
	if err != nil {
		t.Fatal(err)
	}
	guarded := fetch.New(fetch.Options{Allow: []netip.AddrPort{netip.MustParseAddrPort(u.Host)}})
	t.Cleanup(guarded.CloseIdle)
	w.settings.Fetch = guarded
	w.apply(aggregator.Source{Spec: storage.SourceSpec{Name: "news", URL: w.feed, Host: "origin"}})
	w.run()
	w.refused("the hub did not answer: address 127.0.0.1 is not a public one")
	if n := len(w.hub.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// TestA12_14_SelfElsewhere: an address on another host is the topic only when the
// same feed is there. It is looked at once.
func TestA12_14_SelfElsewhere(t *testing.T) {
	const id = `<feed xmlns="http://www.w3.org/2005/Atom"><id>%s</id><title>News</title><updated>2026-01-01T00:00:00Z</updated></feed>`
	tests := []struct {
		name string
		ours string // the document of the source; empty for an RSS feed
		body string // what is elsewhere
		same bool
	}{
		{"the same feed", "", "same", true},
		{"another feed", "", `<rss version="2.0"><channel><title>Other</title><link>https://www.example.com/</link></channel></rss>`, false},
		{"nothing to know it by", "", `<rss version="2.0"><channel><title>News</title></channel></rss>`, false},
		{"no feed", "", "<html>hello</html>", false},
		{"nothing", "", "", false},
		{"the same id", fmt.Sprintf(id, "tag:a"), fmt.Sprintf(id, "tag:a"), true},
		{"another id", fmt.Sprintf(id, "tag:a"), fmt.Sprintf(id, "tag:b"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var looks atomic.Int32
			w := build(t, plan{})
			other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
				looks.Add(1)
				if tt.body == "" {
					rw.WriteHeader(http.StatusNotFound)
				}
				fmt.Fprint(rw, strings.Replace(tt.body, "same", w.origin.document(), 1))
			}))
			t.Cleanup(other.Close)
			topic := strings.Replace(other.URL, "127.0.0.1", "localhost", 1) + "/feed"
			w.origin.change(func() {
				w.origin.self = topic
				if tt.ours != "" {
					w.origin.raw = strings.Replace(tt.ours, "<title>", `<link rel="hub" href="%HUB%"/><link rel="self" href="`+topic+`"/><title>`, 1)
				}
			})
			w.run()
			if !tt.same {
				w.refused("the address that the feed gives as its own")
			} else if w.active(); w.hub.Requests()[0].Topic != topic {
				t.Errorf("topic %s", w.hub.Requests()[0].Topic)
			}
			if n := looks.Load(); n != 1 {
				t.Errorf("looked at %d times", n)
			}
			if !tt.same && len(w.hub.Requests()) != 0 {
				t.Error("the hub was asked")
			}
		})
	}
}
