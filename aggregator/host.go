//go:build unfinished

package aggregator

import (
	"net/url"
	"strings"
)

// FeedHost is what two sources share when their polls must not meet: the host
// name or address, whatever the port.
func FeedHost(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}

// sameOrigin tells whether two addresses share scheme, host and port: only then
// may the secrets of one be sent to the other.
func sameOrigin(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	return errX == nil && errY == nil && strings.EqualFold(x.Scheme, y.Scheme) && strings.EqualFold(x.Host, y.Host)
}
