package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// WebSub is how sources' hubs may push what is new. It is off while there is no
// callback.
type WebSub struct {
	// Callback is the address under which hubs reach the public listener, without
	// a slash at the end; nil turns WebSub off.
	Callback *url.URL
	Lease    time.Duration // asked of hubs
	MinHash  string        // the weakest signature that is believed: sha1, sha256, sha384 or sha512
}

// Bounds of a lease that is asked for.
const (
	minLease = time.Hour
	maxLease = 14 * day
)

// hashes are the methods of signatures, the weakest first (WebSub section 7.1).
var hashes = []string{"sha1", "sha256", "sha384", "sha512"}

// websub reads how hubs may push.
func (l *loader) websub(n *yaml.Node, w *WebSub) {
	known := l.fields(n, "websub", map[string]func(*yaml.Node){
		"callback": func(n *yaml.Node) { w.Callback = l.callback(n) },
		"lease": func(n *yaml.Node) {
			if d, ok := l.duration(n, "websub.lease", 0); !ok {
				return
			} else if w.Lease = d; d < minLease || d > maxLease {
				l.fail(n, "from "+showDuration(minLease)+" to "+showDuration(maxLease), "websub.lease is out of range: %s", shown(follow(n)))
			}
		},
		"min_hash": func(n *yaml.Node) {
			s, ok := l.text(n, "websub.min_hash", MaxTextBytes)
			if !ok {
				return
			}
			if w.MinHash = s; !slices.Contains(hashes, s) {
				l.fail(n, suggest(s, hashes), "websub.min_hash is unknown: %s", shown(follow(n)))
			}
		},
	})
	if known && !hasField(n, "callback") {
		l.fail(n, "write callback: https://news.example.org, the address where hubs reach freshet; without websub it is off",
			"websub has no callback")
	}
}

// hasField tells whether a mapping names a field.
func hasField(n *yaml.Node, name string) bool {
	n = follow(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if follow(n.Content[i]).Value == name {
			return true
		}
	}
	return false
}

// callback reads the address that hubs are given. What they push there is as
// good as what is polled, so nobody between may read or change it; on this
// machine there is nobody between.
func (l *loader) callback(n *yaml.Node) *url.URL {
	const hint = "write https://host, or https://host/path"
	s, ok := l.text(n, "websub.callback", MaxURLBytes)
	if !ok {
		return nil
	}
	s, problem := checkAddress(s)
	if problem != nil {
		l.fail(n, problem.hint, "websub.callback is no address for hubs: %s", problem.msg)
		return nil
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		l.fail(n, hint, `websub.callback is no address for hubs: it has a "?" or a "#"`)
		return nil
	case !strings.EqualFold(u.Scheme, "https") && !isLoopback(u.Hostname()):
		l.fail(n, "write https://; http is for loopback addresses", "websub.callback is open to eavesdroppers: its scheme is http")
		return nil
	}
	return trimSlash(u)
}

// isLoopback tells whether a host is this machine, whatever a resolver says.
func isLoopback(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// sameWebSub tells whether two configs ask hubs for the same.
func sameWebSub(a, b WebSub) bool {
	return showWebSub(a) == showWebSub(b)
}

func showWebSub(w WebSub) string {
	if w.Callback == nil {
		return "off"
	}
	return "{callback: " + w.Callback.String() + ", lease: " + showDuration(w.Lease) + ", min_hash: " + w.MinHash + "}"
}
