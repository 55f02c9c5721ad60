package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/net/http/httpguts"

	"freshet/storage"
)

// Headers of every request. Feed types come first: some origins answer with a
// page to who does not ask for a feed. The encodings are those of decode.
var (
	accept = []string{"application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, " +
		"application/xml;q=0.9, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"}
	acceptEncoding = []string{"gzip, br, zstd"}
	aim            = []string{"feed"}
)

// way is one Get's way along redirects: where it is and what may be sent there.
type way struct {
	req  Request
	user *url.Userinfo // taken out of req.URL

	at      *url.URL // where the next request goes
	address string   // the text of at
	home    bool     // no redirect has left the origin of req.URL

	conditional bool     // the last request carried validators
	delta       bool     // and asked for what is new since then
	proxied     bool     // it goes by a proxy
	steady      bool     // all redirects so far were permanent
	permanent   string   // where they led
	seen        []string // addresses asked before
}

// newWay returns a way even with an error, to tell of it.
func newWay(r Request) (*way, error) {
	w := &way{req: r, home: true, steady: true}
	var err error
	if w.at, w.user, err = parseAddress(r.URL); err != nil {
		return w, err
	}
	w.address = w.at.String()
	if !httpguts.ValidHeaderFieldValue(r.UserAgent) {
		return w, fail(ClassRequest, "the User-Agent cannot be sent", nil)
	}
	for name, value := range r.Headers {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return w, fail(ClassRequest, fmt.Sprintf("the header %.40q cannot be sent", name), nil)
		}
	}
	return w, nil
}

// request makes the request for where the way is now.
func (w *way) request(ctx context.Context, agent string) *http.Request {
	h := make(http.Header, 6+len(w.req.Headers))
	h["Accept"] = accept
	h["Accept-Encoding"] = acceptEncoding
	h["User-Agent"] = []string{agent}
	req := &http.Request{
		Method: http.MethodGet, URL: w.at, Host: w.at.Host, Header: h,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if w.home {
		w.secrets(req)
	}
	w.conditions(h)
	return req.WithContext(ctx)
}

// secrets adds what is meant for the source's own origin.
func (w *way) secrets(req *http.Request) {
	if w.user != nil {
		password, _ := w.user.Password()
		req.SetBasicAuth(w.user.Username(), password)
	}
	for name, value := range w.req.Headers {
		switch name = http.CanonicalHeaderKey(name); name {
		case "Host":
			req.Host = value
		case "Accept-Encoding": // we decode what we ask for, and nothing else
		default:
			req.Header[name] = []string{value}
		}
	}
}

// conditions adds the validators that this very address gave, byte for byte:
// they mean nothing elsewhere (RFC 9110 section 13.1).
func (w *way) conditions(h http.Header) {
	v := w.req.Validators
	w.conditional, w.delta = false, false
	if v.URL != w.address {
		return
	}
	if sound(v.ETag) && !w.req.NoETag {
		h["If-None-Match"] = []string{v.ETag}
		w.conditional = true
		if w.delta = w.req.Delta; w.delta {
			h["A-Im"] = aim
		}
	}
	if sound(v.LastModified) {
		h["If-Modified-Since"] = []string{v.LastModified}
		w.conditional = true
	}
}

// sound tells whether a validator can be sent. Control characters cannot; bytes
// beyond ASCII and missing quotes are the origin's affair.
func sound(value string) bool {
	return value != "" && httpguts.ValidHeaderFieldValue(value)
}

// validators are those to ask with after a good answer. Those of a 200 are one
// set: none of an earlier answer lives on in it. A 304 replaces what it names
// (RFC 9111 section 4.3.4).
func (w *way) validators(answer *http.Response) storage.Validators {
	v := storage.Validators{URL: w.address}
	if answer.StatusCode == http.StatusNotModified {
		v = w.req.Validators
	}
	if tag := answer.Header.Get("Etag"); sound(tag) {
		v.ETag = tag
	}
	if date := answer.Header.Get("Last-Modified"); sound(date) {
		v.LastModified = date
	}
	if v.ETag == "" && v.LastModified == "" {
		return storage.Validators{}
	}
	return v
}

// visited tells whether an address was asked before on this way.
func (w *way) visited(address string) bool {
	return address == w.address || slices.Contains(w.seen, address)
}
