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
