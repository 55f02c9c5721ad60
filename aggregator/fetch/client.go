package fetch

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/netip"
	"time"

	"freshet/storage"
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

// rateWindow is how often the rate of a body is looked at.
const rateWindow = 10 * time.Second

// Idle connections are kept for sources that share a host, not for the next poll.
const (
	idleConns        = 128
	idleConnsPerHost = 2
	idleTimeout      = 90 * time.Second
	tlsSessions      = 512
)

// Options of a Client. The zero value of each stands for its default.
type Options struct {
	// UserAgent gives the User-Agent of each request; it may change while the
	// client lives, as the count of subscribers does. Default "freshet".
	UserAgent func() string
	// PrivateNetworks allows addresses on loopback and private networks.
	PrivateNetworks bool

	MaxBytes       int64
	MaxHeaderBytes int64
	Connect        time.Duration
	Headers        time.Duration
	Total          time.Duration
	MinRate        int64

	// Resolve looks up the addresses of a host name; default is the system's way.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Transport replaces connecting whole, and with it the guard of addresses, so
	// that tests can have origins without a network.
	Transport http.RoundTripper
}

// Client makes Gets. It may be used by several goroutines. It uses no proxy: a
// proxy would connect to addresses that we could not check.
type Client struct {
	o    Options
	rt   http.RoundTripper
	idle func()
	pool pools
}

// New makes a Client.
func New(o Options) *Client {
	o.MaxBytes = or(o.MaxBytes, MaxBytes)
	o.MaxHeaderBytes = or(o.MaxHeaderBytes, MaxHeaderBytes)
	o.Connect = or(o.Connect, ConnectTimeout)
	o.Headers = or(o.Headers, HeaderTimeout)
	o.Total = or(o.Total, TotalTimeout)
	o.MinRate = or(o.MinRate, MinRate)
	if o.UserAgent == nil {
		o.UserAgent = func() string { return "freshet" }
	}
	c := &Client{o: o, rt: o.Transport, idle: func() {}}
	if c.rt == nil {
		t := transport(o)
		c.rt, c.idle = t, t.CloseIdleConnections
	}
	return c
}

func or[T int64 | time.Duration](value, standard T) T {
	if value > 0 {
		return value
	}
	return standard
}

func transport(o Options) *http.Transport {
	d := newDialer(newGuard(o.PrivateNetworks), o)
	return &http.Transport{
		DialContext:            d.dial,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // the transport inflates without a limit
		TLSClientConfig:        &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(tlsSessions)},
		TLSHandshakeTimeout:    o.Connect,
		ResponseHeaderTimeout:  o.Headers,
		MaxResponseHeaderBytes: o.MaxHeaderBytes,
		MaxIdleConns:           idleConns,
		MaxIdleConnsPerHost:    idleConnsPerHost,
		IdleConnTimeout:        idleTimeout,
	}
}

// CloseIdle closes the connections that are not in use.
func (c *Client) CloseIdle() { c.idle() }

// Request is what to ask for.
type Request struct {
	URL string // http or https
	// Validators are those of an earlier answer. They are sent only to the address
	// that gave them, be it URL or one that URL redirects to.
	Validators storage.Validators
	// Headers are added to the request, secrets among them. They are sent to the
	// origin of URL only, and not again once a redirect has left it.
	Headers map[string]string
}

// Response is a good answer: 200 (or 203), or 304 to what was asked with
// validators.
type Response struct {
	Status      int
	NotModified bool // the answer was 304; there is no body
	// URL is the address that answered, after redirects; relative links resolve
	// against it. Userinfo and fragment are taken out.
	URL string
	// Body is decoded; nil when NotModified.
	Body []byte
	// Wire counts the bytes of the body as they came.
	Wire        int64
	ContentType string
	// Validators are those to ask with next time: of a 200 its own, of a 304 those
	// that were sent, with what the answer replaced.
	Validators storage.Validators
	Hints      ResponseHints
	RetryAfter time.Duration // zero when not asked for
	// Permanent is where the first redirects led that were all permanent (301,
	// 308); empty when the first answer was no such redirect.
	Permanent string
	At        time.Time // when the head of the answer came
}

// ResponseHints are what the head of an answer says of its freshness.
type ResponseHints struct {
	// MaxAge is how much longer the answer is fresh: Cache-Control max-age, or
	// Expires less Date, less Age. Zero when it says nothing, or that it is not.
	MaxAge time.Duration
}
