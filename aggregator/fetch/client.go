package fetch

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
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

// maxRoutes bounds the transports that are kept beside the common one. The one
// that was not used for longest makes room for the next.
const maxRoutes = 64

// Client makes Gets. It may be used by several goroutines.
type Client struct {
	o      Options
	guard  *guard
	dialer *dialer
	bypass noProxy
	rt     http.RoundTripper // for what has no proxy and no leave to skip the check of certificates
	pool   pools
	crowds crowds

	mu     sync.Mutex
	routes []*routed // the last used last
}

// route is what connections must share to be shared.
type route struct {
	proxy    string // its address, with what it is unlocked by
	insecure bool
}

type routed struct {
	route
	transport *http.Transport
}

// New makes a Client.
func New(o Options) *Client {
	o = o.filled()
	g := newGuard(o.PrivateNetworks, o.Allow)
	c := &Client{o: o, guard: g, dialer: newDialer(g, o), bypass: parseNoProxy(o.NoProxy), rt: o.Transport}
	if c.rt == nil {
		c.rt = c.transport(nil, false)
	}
	return c
}

// transport makes one for a proxy, nil for none, that checks certificates or not.
func (c *Client) transport(proxy *url.URL, insecure bool) *http.Transport {
	t := &http.Transport{
		DialContext:        c.dialer.dial,
		ForceAttemptHTTP2:  true,
		DisableCompression: true, // the transport inflates without a limit
		TLSClientConfig: &tls.Config{
			ClientSessionCache: tls.NewLRUClientSessionCache(tlsSessions),
			RootCAs:            c.o.Roots,
			InsecureSkipVerify: insecure,
		},
		TLSHandshakeTimeout:    c.o.Connect,
		ResponseHeaderTimeout:  c.o.Headers,
		MaxResponseHeaderBytes: c.o.MaxHeaderBytes,
		MaxIdleConns:           idleConns,
		MaxIdleConnsPerHost:    idleConnsPerHost,
		IdleConnTimeout:        idleTimeout,
	}
	if proxy != nil {
		c.goBy(t, proxy)
	}
	return t
}

// transportFor is the transport of a way's next request. Leave to skip the check
// of certificates holds at the source's own origin only.
func (c *Client) transportFor(w *way) (http.RoundTripper, error) {
	proxy, insecure := w.req.Proxy, w.req.InsecureTLS && w.home
	if proxy == nil {
		proxy = c.o.Proxy
	}
	if proxy != nil && (w.req.Direct || c.bypass.covers(w.at)) {
		proxy = nil
	}
	w.proxied = proxy != nil
	if proxy == nil && !insecure || c.o.Transport != nil {
		return c.rt, nil
	}
	r := route{insecure: insecure}
	if proxy != nil {
		if err := checkProxy(proxy); err != nil {
			return nil, err
		}
		if err := c.guard.target(w.at); err != nil {
			return nil, err
		}
		r.proxy = proxy.String()
	}
	return c.routed(r, proxy), nil
}

// routed is the kept transport of a route, or a new one.
func (c *Client) routed(r route, proxy *url.URL) *http.Transport {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.routes, func(have *routed) bool { return have.route == r })
	var found *routed
	if i >= 0 {
		found = c.routes[i]
		c.routes = slices.Delete(c.routes, i, i+1)
	} else {
		found = &routed{r, c.transport(proxy, r.insecure)}
		if len(c.routes) >= maxRoutes {
			c.routes[0].transport.CloseIdleConnections()
			c.routes = slices.Delete(c.routes, 0, 1)
		}
	}
	c.routes = append(c.routes, found)
	return found.transport
}

// CloseIdle closes the connections that are not in use.
func (c *Client) CloseIdle() {
	if t, ok := c.rt.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.routes {
		r.transport.CloseIdleConnections()
	}
}
