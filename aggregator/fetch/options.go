package fetch

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// Limits that stand when Options gives none.
const (
	MaxBytes       = 15 << 20         // of a body, decoded
	MaxHeaderBytes = 64 << 10         // of the head of an answer
	MaxHops        = 5                // redirects in one Get
	ConnectTimeout = 10 * time.Second // name, connection; and as long again for TLS
	HeaderTimeout  = 20 * time.Second // from the request to the head of the answer
	TotalTimeout   = 60 * time.Second // for all hops and the body
	MinRate        = 256              // bytes a second that a body must bring
)

// Options of a Client. The zero value of each stands for its default.
type Options struct {
	// UserAgent gives the User-Agent of each request; it may change while the
	// client lives, as the count of subscribers does. Default "freshet".
	UserAgent func() string
	// PrivateNetworks allows addresses on loopback and private networks.
	PrivateNetworks bool
	// Allow are addresses with ports that may be connected to whatever they are.
	Allow []netip.AddrPort
	// Proxy is what Posts go by, and Gets that say nothing of their own; nil to
	// connect directly. See Request.
	Proxy *url.URL
	// NoProxy are the targets that are asked directly although there is
	// a proxy, as the variable NO_PROXY lists them: hosts with all below them,
	// addresses and networks, each with a port or without, or "*" for all.
	NoProxy string
	// Roots are the authorities that certificates may be signed by; default are the
	// system's.
	Roots *x509.CertPool

	MaxBytes       int64 // of a body, decoded
	MaxHeaderBytes int64
	Connect        time.Duration
	Headers        time.Duration
	Total          time.Duration
	MinRate        int64

	// Resolve looks up the addresses of a host name; default is the system's way.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to an address that was resolved and let through, in the stead of
	// the system; so tests can have origins without a network and keep all else.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Transport replaces connecting whole, and with it the guard of addresses and
	// proxies.
	Transport http.RoundTripper
	// Now is the clock by which hints and Retry-After are read; default time.Now.
	Now func() time.Time
}

// filled is the options with the defaults.
func (o Options) filled() Options {
	o.MaxBytes = or(o.MaxBytes, MaxBytes)
	o.MaxHeaderBytes = or(o.MaxHeaderBytes, MaxHeaderBytes)
	o.Connect = or(o.Connect, ConnectTimeout)
	o.Headers = or(o.Headers, HeaderTimeout)
	o.Total = or(o.Total, TotalTimeout)
	o.MinRate = or(o.MinRate, MinRate)
	if o.UserAgent == nil {
		o.UserAgent = func() string { return "freshet" }
	}
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func or[T int64 | time.Duration](value, standard T) T {
	if value > 0 {
		return value
	}
	return standard
}
