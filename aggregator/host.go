package aggregator

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
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

// ServiceOf is what hosts share that are one service: the registrable domain, as
// the public suffix list has it. {user}.tumblr.com is one service, {user}.github.io
// are many. Addresses, and names without a domain, are none.
func ServiceOf(host string) string {
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ".") {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}
