package websub

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"

	"freshet/aggregator/fetch"
)

// Settings are what a reload swaps.
type Settings struct {
	// Callback is the address under which hubs reach ServeHTTP, without a slash at
	// the end; nil turns the subscriber off.
	Callback *url.URL
	Lease    time.Duration // asked of hubs; zero for MaxLease
	MinHash  string        // weakest method of signatures that is believed; empty for any
	Spacing  time.Duration // least time between two requests to one hub's host
	Sources  []Source      // those that are polled
	Fetch    *fetch.Client
}

// Source is a source as the config names it.
type Source struct {
	Name string
	URL  string
}

// settings are Settings made ready for look-ups.
type settings struct {
	Settings
	urls map[string]string // of the sources, by name
	base string            // Callback as text
	mark string            // of Callback, in each token
}

func ready(s Settings) *settings {
	out := &settings{Settings: s, urls: make(map[string]string, len(s.Sources))}
	for _, src := range s.Sources {
		out.urls[src.Name] = src.URL
	}
	if out.Lease <= 0 {
		out.Lease = MaxLease
	}
	if s.Callback != nil {
		out.base = s.Callback.String()
		sum := sha256.Sum256([]byte(out.base))
		out.mark = "-" + hex.EncodeToString(sum[:4])
	}
	return out
}

func (s *settings) off() bool { return s.Callback == nil }

// token is an unguessable name for a subscription (WebSub section 8.2). It ends in
// a mark of the callback's address, so that subscriptions to a former address are
// known: what their hubs push does not arrive any more.
func (s *settings) token() string { return rand.Text() + rand.Text() + s.mark }

// ours tells whether a token was made for the present callback.
func (s *settings) ours(token string) bool { return !s.off() && strings.HasSuffix(token, s.mark) }

// secret is a new one; a hub takes less than 200 bytes (WebSub section 5.1).
func secret() []byte { return []byte(rand.Text() + rand.Text()) }

// folder is the part of the callback's path that all callbacks share.
const folder = "/websub/"

// callback is the address that a hub is given.
func (s *settings) callback(token string) string { return s.base + folder + token }

// tokenOf is the token in the path of a request. The path of the callback may
// stand before it, or have been taken off by a proxy.
func (s *settings) tokenOf(path string) (string, bool) {
	if !s.off() {
		path = strings.TrimPrefix(path, s.Callback.Path)
	}
	return strings.CutPrefix(path, folder)
}
