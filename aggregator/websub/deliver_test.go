package websub_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/websub"
	"freshet/aggregator/websub/hubtest"
	"freshet/storage"
)

// post pushes a document with a signature header; empty for none.
func (w *world) post(signature, body string) int {
	w.t.Helper()
	head := http.Header{"Content-Type": {"application/rss+xml"}}
	if signature != "" {
		head.Set("X-Hub-Signature", signature)
	}
	code, err := w.hub.Post(w.t.Context(), w.kept().callback(w), head, []byte(body))
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// TestA12_7_Signatures: what is signed with any method is taken; what is not, or
// badly, is answered alike and ignored.
func TestA12_7_Signatures(t *testing.T) {
	for _, method := range []string{"sha1", "sha256", "sha384", "sha512"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			w := build(t, plan{hub: hubtest.Options{Method: method}})
			w.run()
			w.active()
			w.publish(w.origin.document(item{guid: "1", title: method}))
			w.titles(method)
			w.counted("freshet_websub_deliveries_total", "read", 1)
		})
	}
}

func TestA12_7_BadSignatures(t *testing.T) {
	w := build(t, plan{minHash: "sha256"})
	w.run()
	w.active()
	secret := string(w.kept().Secret)
	body := w.origin.document(item{guid: "1", title: "Forged"})
	bad := []string{
		"", "sha256=", "sha256=00", "nonsense", "md5=00",
		hubtest.Sign("sha256", secret+"x", []byte(body)),
		hubtest.Sign("sha256", secret, []byte(body+" ")),
		hubtest.Sign("sha256", "", []byte(body)),
		hubtest.Sign("sha256", secret, []byte(body))[:70],
		hubtest.Sign("sha1", secret, []byte(body)), // too weak for min_hash
	}
	good := w.post(hubtest.Sign("sha384", secret, []byte(w.origin.document())), w.origin.document())
	for _, signature := range bad {
		if code := w.post(signature, body); code != good || code/100 != 2 {
			t.Errorf("%q: %d, a good one has %d", signature, code, good)
		}
	}
	w.counted("freshet_websub_deliveries_total", "bad signature", float64(len(bad)))
	w.publish(w.origin.document(item{guid: "2", title: "True"}))
	w.titles("True")
	w.eventually("counted", func() error {
		if st, _ := w.sub.Status("news"); st.Pushed != 1 {
			return fmt.Errorf("%+v", st)
		}
		return nil
	})
	if strings.Count(w.log.String(), "delivery of a hub ignored") != 1 {
		t.Errorf("a stranger fills the log:\n%s", w.log)
	}
}

// What is not signed is taken from hubs without TLS, when the source has none
// either; else it only brings a poll about.
func TestA12_7_Unsigned(t *testing.T) {
	w := build(t, plan{plain: true})
	w.run()
	w.active()
	w.publish(w.origin.document(item{guid: "1", title: "One"}))
	w.titles("One")
	w.settings.Sources = []websub.Source{{Name: "news", URL: strings.Replace(w.feed, "http:", "https:", 1)}}
	w.sub.Apply(t.Context(), w.settings)
	w.publish(w.origin.document(item{guid: "2", title: "Two"}))
	w.counted("freshet_websub_deliveries_total", "ping", 1)
	w.titles("One")
}

// TestA12_8_PathAlone: what a delivery says of its topic, in its head or its body,
// does not matter.
func TestA12_8_PathAlone(t *testing.T) {
	w := build(t, plan{})
	other := aggregator.Source{Spec: storage.SourceSpec{Name: "other", URL: w.feed + "?other", Host: "other"}}
	w.apply(aggregator.Source{Spec: storage.SourceSpec{Name: "news", URL: w.feed, Host: "origin"}}, other)
	w.run()
	w.active()
	w.eventually("both", func() error {
		if st, _ := w.sub.Status("other"); st.State != storage.SubscriptionActive {
			return fmt.Errorf("%+v", st)
		}
		return nil
	})
	list, err := w.store.Subscriptions(t.Context())
	if err != nil || len(list) != 2 || list[0].Source != "news" {
		t.Fatalf("%+v %v", list, err)
	}
	body := strings.ReplaceAll(w.origin.document(item{guid: "1", title: "One"}), w.feed, w.feed+"?other")
	head := http.Header{
		"Link":            {`<` + w.feed + `?other>; rel="self"`, `<https://else.example/>; rel="hub"`},
		"X-Hub-Signature": {hubtest.Sign("sha256", string(list[0].Secret), []byte(body))},
	}
	if code, err := w.hub.Post(t.Context(), w.base+"/websub/"+list[0].Token, head, []byte(body)); code/100 != 2 || err != nil {
		t.Fatalf("%d %v", code, err)
	}
	w.titles("One")
	for story, err := range w.store.All(t.Context()) {
		if err != nil || len(story.Sightings) != 1 || story.Sightings[0].Source != "news" {
			t.Errorf("%+v %v", story.Sightings, err)
		}
	}
}

// gated is a store that lets deliveries wait.
type gated struct {
	storage.Store
	in   chan struct{} // told of each
	open chan struct{} // closed to let them pass
}

func (g *gated) Deliver(ctx context.Context, name string, at time.Time, items []storage.Item) (storage.Finished, error) {
	g.in <- struct{}{}
	<-g.open
	return g.Store.Deliver(ctx, name, at, items)
}

// TestA12_9_AnswersFirst: a hub is answered before what it pushed is read. What
// was answered so is read to the end, when the process is stopped too.
func TestA12_9_AnswersFirst(t *testing.T) {
	gate := &gated{in: make(chan struct{}, 1000), open: make(chan struct{})}
	w := build(t, plan{store: func(s storage.Store) storage.Store { gate.Store = s; return gate }})
	stop := w.run()
	w.active()
	var want []string
	for i := range 5 {
		title := fmt.Sprintf("Story %d", i)
		want = append(want, title)
		w.publish(w.origin.document(item{guid: title, title: title}))
	}
	<-gate.in // reading has begun, and goes no further
	if got := w.stories(); len(got) > 0 {
		t.Errorf("%q before the store let them in", got)
	}
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	w.eventually("nothing more is taken", func() error {
		body := w.origin.document()
		if code := w.post(hubtest.Sign("sha256", string(w.kept().Secret), []byte(body)), body); code != http.StatusServiceUnavailable {
			return fmt.Errorf("answered %d", code)
		}
		return nil
	})
	select {
	case <-stopped:
		t.Error("stopped before what was taken is read")
	default:
	}
	close(gate.open)
	<-stopped
	w.titles(want...)
}

// TestA12_9_Unknown: a callback that is not, or no more, is gone. No answer sends
// elsewhere.
func TestA12_9_Unknown(t *testing.T) {
	w := build(t, plan{})
	w.run()
	callback := w.active()
	for _, address := range []string{
		w.base + "/websub/x", callback + "x", callback + "/", callback[:len(callback)-9], w.base + "/websub/", w.base + "/websub//" + w.kept().Token,
	} {
		code, err := w.hub.Post(t.Context(), address, http.Header{}, []byte("x"))
		if code != http.StatusGone || err != nil {
			t.Errorf("%s: %d %v", address, code, err)
		}
	}
	w.counted("freshet_websub_deliveries_total", "unknown", 6)
}

// endless is a body of zeros.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	clear(p[:n])
	e.left -= int64(n)
	return n, nil
}

// A delivery has a limit, whether it says its length or not.
func TestA12_9_Limit(t *testing.T) {
	w := build(t, plan{})
	w.run()
	callback := w.active()
	for _, length := range []int64{-1, websub.MaxPushBytes + 1} {
		req, err := http.NewRequest("POST", callback, &endless{left: websub.MaxPushBytes + 1})
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = length
		transport := &http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: time.Minute}
		if length > 0 {
			req.Header.Set("Expect", "100-continue") // the answer comes before the body
		}
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("length %d: %d", length, resp.StatusCode)
		}
	}
	w.counted("freshet_websub_deliveries_total", "too large", 2)
	// The room that they took is there again.
	w.publish(w.origin.document(item{guid: "1", title: "One"}))
	w.titles("One")
}

// A delivery that comes again, or after a later one, makes nothing twice.
func TestA12_9_Replays(t *testing.T) {
	now := time.Now()
	w := build(t, plan{})
	w.run()
	w.active()
	first := w.origin.document(item{guid: "1", title: "One", published: now.Add(-time.Minute)})
	second := w.origin.document(item{guid: "2", title: "Two", published: now}, item{guid: "1", title: "One", published: now.Add(-time.Minute)})
	for i, body := range []string{second, first, second, first, first} {
		w.publish(body)
		w.counted("freshet_websub_deliveries_total", "read", float64(i+1))
	}
	w.titles("One", "Two")
	if n := w.state().Items; n != 2 {
		t.Errorf("%d items", n)
	}
}

// TestA12_10_Absence: a delivery may hold only what is new; nothing goes for not
// being in it, and the next poll asks with the validators of the last one.
func TestA12_10_Absence(t *testing.T) {
	o := &origin{items: []item{{guid: "1", title: "One"}, {guid: "2", title: "Two"}}}
	w := build(t, plan{origin: o})
	w.run()
	w.active()
	w.titles("One", "Two")
	before := w.state().State
	w.publish(w.origin.document(item{guid: "3", title: "Three"}))
	w.titles("One", "Two", "Three")
	after := w.state().State
	if after.Validators != before.Validators || after.Body != before.Body || !after.LastFull.Equal(before.LastFull) || len(after.Entries) != len(before.Entries) {
		t.Errorf("validators %+v, were %+v", after.Validators, before.Validators)
	}
	polls := len(w.origin.visits())
	if err := w.agg.Hurry(t.Context(), "news", time.Now()); err != nil {
		t.Fatal(err)
	}
	w.eventually("polled again", func() error {
		if len(w.origin.visits()) <= polls {
			return errors.New("not yet")
		}
		return nil
	})
	w.origin.change(func() {
		if got := w.origin.asked[len(w.origin.asked)-1].Get("If-None-Match"); got != before.Validators.ETag {
			t.Errorf("asked with %q, want %q", got, before.Validators.ETag)
		}
	})
	w.titles("One", "Two", "Three")
}

// What the source's rules do not let pass is not let pass for being pushed; it is
// no ping either.
func TestPushedItemsAreFiltered(t *testing.T) {
	w := build(t, plan{drop: func(it *storage.Item) bool { return strings.Contains(it.Title, "sponsored") }})
	w.run()
	w.active()
	w.publish(w.origin.document(item{guid: "1", title: "sponsored"}))
	w.counted("freshet_websub_deliveries_total", "read", 1)
	w.publish(w.origin.document(item{guid: "2", title: "Two"}, item{guid: "3", title: "sponsored too"}))
	w.titles("Two")
}

// Hubs do not pack what they push; what comes packed is as good as a ping.
func TestPackedDelivery(t *testing.T) {
	w := build(t, plan{})
	w.run()
	callback := w.active()
	body := []byte("packed")
	head := http.Header{"Content-Encoding": {"gzip"}, "X-Hub-Signature": {hubtest.Sign("sha256", string(w.kept().Secret), body)}}
	if code, err := w.hub.Post(t.Context(), callback, head, body); code/100 != 2 || err != nil {
		t.Errorf("%d %v", code, err)
	}
	w.counted("freshet_websub_deliveries_total", "ping", 1)
}

// A callback with a path works with the path, and behind a proxy that takes it
// off.
func TestCallbackWithAPath(t *testing.T) {
	w := build(t, plan{})
	callback := *w.settings.Callback
	callback.Path = "/planet"
	w.settings.Callback = &callback
	w.sub.Apply(t.Context(), w.settings)
	w.run()
	w.active()
	w.publish(w.origin.document(item{guid: "1", title: "One"}))
	w.titles("One")
	token := w.kept().Token
	for _, path := range []string{"/planet/websub/" + token, "/websub/" + token} {
		body := []byte(w.origin.document(item{guid: path, title: path}))
		head := http.Header{"X-Hub-Signature": {hubtest.Sign("sha256", string(w.kept().Secret), body)}}
		if code, err := w.hub.Post(t.Context(), w.base+path, head, body); code/100 != 2 || err != nil {
			t.Errorf("%s: %d %v", path, code, err)
		}
	}
	w.titles("One", "/planet/websub/"+token, "/websub/"+token)
	if !w.sub.Handles("/planet/websub/x") || !w.sub.Handles("/websub/x") || w.sub.Handles("/planet/other") || w.sub.Handles("/websubs/x") {
		t.Error("handles other paths")
	}
	if bytes.Contains([]byte(w.log.String()), w.kept().Secret) {
		t.Error("a secret is in the log")
	}
}
