// Package hubtest is a hub for tests. It does what the WebSub recommendation asks
// of hubs: it takes requests, verifies their intent, keeps leases, and distributes
// content with signatures. What a hub must not do it does only when it is told to.
package hubtest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Request is a request to subscribe or to end it, as it came.
type Request struct {
	At       time.Time
	Method   string
	Header   http.Header
	Form     url.Values
	Mode     string
	Callback string
	Topic    string
	Secret   string
}

// Answer is what a hub says to a request.
type Answer struct {
	Status int
	Header http.Header
	Text   string
	Silent bool // do not verify, although the status is 202
}

// Options of a Hub.
type Options struct {
	Client *http.Client  // by which callbacks are reached; default http.DefaultClient
	Lease  time.Duration // granted; zero for as long as asked
	Method string        // of signatures; default sha256
	// Answer says what to answer to a request; default 202.
	Answer func(Request) Answer
}

// Hub is a hub. It is an http.Handler at one address.
type Hub struct {
	opt     Options
	running sync.WaitGroup

	mu       sync.Mutex
	requests []Request
	known    map[subscriber]subscription
}

// subscriber names a subscription (WebSub section 5.1: the pair of both).
type subscriber struct{ topic, callback string }

type subscription struct {
	secret string
	until  time.Time
}

// New makes a hub without subscriptions.
func New(opt Options) *Hub {
	if opt.Client == nil {
		opt.Client = http.DefaultClient
	}
	if opt.Method == "" {
		opt.Method = "sha256"
	}
	if opt.Answer == nil {
		opt.Answer = func(Request) Answer { return Answer{Status: http.StatusAccepted} }
	}
	return &Hub{opt: opt, known: map[subscriber]subscription{}}
}

// Close waits for verifications under way.
func (h *Hub) Close() { h.running.Wait() }

// ServeHTTP takes a request (section 5.1), and verifies it after the answer.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	form, bad := url.ParseQuery(string(body))
	if err != nil || bad != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		http.Error(w, "this is no request to a hub", http.StatusBadRequest)
		return
	}
	req := Request{
		At: time.Now(), Method: r.Method, Header: r.Header, Form: form, Mode: form.Get("hub.mode"),
		Callback: form.Get("hub.callback"), Topic: form.Get("hub.topic"), Secret: form.Get("hub.secret"),
	}
	h.mu.Lock()
	h.requests = append(h.requests, req)
	h.mu.Unlock()
	answer := h.opt.Answer(req)
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Status)
	io.WriteString(w, answer.Text)
	if answer.Status == http.StatusAccepted && !answer.Silent {
		h.running.Go(func() { h.Verify(req) })
	}
}

// Requests are all so far.
func (h *Hub) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Request(nil), h.requests...)
}

// lease is what is granted to a request.
func (h *Hub) lease(r Request) time.Duration {
	if h.opt.Lease > 0 {
		return h.opt.Lease
	}
	n, _ := strconv.Atoi(r.Form.Get("hub.lease_seconds"))
	return time.Duration(n) * time.Second
}

// Verify asks a subscriber whether a request is its own (section 5.3), and does
// what was asked when it is. It reports whether it was.
func (h *Hub) Verify(r Request) bool {
	challenge := rand.Text()
	lease := h.lease(r)
	q := url.Values{"hub.mode": {r.Mode}, "hub.topic": {r.Topic}, "hub.challenge": {challenge}}
	if r.Mode == "subscribe" {
		q.Set("hub.lease_seconds", strconv.Itoa(int(lease/time.Second)))
	}
	code, body, err := h.Call(r.Callback, q)
	if err != nil || code/100 != 2 || body != challenge {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	key := subscriber{r.Topic, r.Callback}
	if r.Mode == "unsubscribe" {
		delete(h.known, key)
		return true
	}
	h.known[key] = subscription{secret: r.Secret, until: time.Now().Add(lease)}
	return true
}

// Call makes a GET at a callback with parameters.
func (h *Hub) Call(callback string, q url.Values) (code int, body string, err error) {
	join := "?"
	if strings.Contains(callback, "?") {
		join = "&"
	}
	resp, err := h.opt.Client.Get(callback + join + q.Encode())
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// Deny tells a subscriber that its subscription is not, or no more, to be
// (section 5.2).
func (h *Hub) Deny(callback, topic, reason string) (code int, err error) {
	h.mu.Lock()
	delete(h.known, subscriber{topic, callback})
	h.mu.Unlock()
	code, _, err = h.Call(callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {reason}})
	return code, err
}

// Callbacks are those to which a topic is pushed now.
func (h *Hub) Callbacks(topic string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []string
	for key, sub := range h.known {
		if key.topic == topic && time.Now().Before(sub.until) {
			list = append(list, key.callback)
		}
	}
	return list
}

// Publish distributes content to the subscribers of a topic (section 7), and
// returns what each answered.
func (h *Hub) Publish(ctx context.Context, hubURL, topic, contentType string, body []byte) ([]int, error) {
	var codes []int
	for _, callback := range h.Callbacks(topic) {
		h.mu.Lock()
		secret := h.known[subscriber{topic, callback}].secret
		h.mu.Unlock()
		head := http.Header{
			"Content-Type": {contentType},
			"Link":         {fmt.Sprintf("<%s>; rel=\"hub\"", hubURL), fmt.Sprintf("<%s>; rel=\"self\"", topic)},
		}
		if secret != "" {
			head.Set("X-Hub-Signature", Sign(h.opt.Method, secret, body))
		}
		code, err := h.Post(ctx, callback, head, body)
		if err != nil {
			return codes, err
		}
		codes = append(codes, code)
		if code == http.StatusGone {
			h.mu.Lock()
			delete(h.known, subscriber{topic, callback})
			h.mu.Unlock()
		}
	}
	return codes, nil
}

// Post sends a body to a callback as it is.
func (h *Hub) Post(ctx context.Context, callback string, head http.Header, body []byte) (code int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, callback, strings.NewReader(string(body)))
	if err != nil {
		return 0, err
	}
	req.Header = head
	resp, err := h.opt.Client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

// Secret is what the hub signs with for a callback.
func (h *Hub) Secret(topic, callback string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.known[subscriber{topic, callback}].secret
}

// Sign makes the value of X-Hub-Signature (section 7.1).
func Sign(method, secret string, body []byte) string {
	mac := hmac.New(map[string]func() hash.Hash{
		"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
	}[method], []byte(secret))
	mac.Write(body)
	return method + "=" + hex.EncodeToString(mac.Sum(nil))
}
