package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	// maxLookups bounds the names that are resolved at the same time.
	maxLookups = 32
	// maxAddresses bounds the addresses of a host that are tried.
	maxAddresses = 8
)

// dialer connects to hosts whose every address the guard lets through.
type dialer struct {
	guard   *guard
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	lookups chan struct{}
	timeout time.Duration
	connect func(ctx context.Context, network, address string) (net.Conn, error)
}

func newDialer(g *guard, o Options) *dialer {
	d := &dialer{guard: g, resolve: o.Resolve, lookups: make(chan struct{}, maxLookups), timeout: o.Connect, connect: o.Dial}
	if d.connect == nil {
		d.connect = (&net.Dialer{Control: d.control}).DialContext
	}
	return d
}

// through is the dialer with another way to connect to what it has let through.
func (d *dialer) through(connect func(context.Context, string, string) (net.Conn, error)) *dialer {
	other := *d
	other.connect = connect
	return &other
}

// control checks the address that is really dialled, whatever led to it.
func (d *dialer) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return blocked("address %.80q cannot be read", address)
	}
	return d.guard.check(ap)
}

// dial is the transport's DialContext: resolve once, check all, connect to one
// of what was checked.
func (d *dialer) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fail(ClassRequest, "the address cannot be read", nil)
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, fail(ClassRequest, "the port cannot be read", nil)
	}
	if err := d.guard.port(uint16(port)); err != nil {
		return nil, err
	}
	return d.timed(ctx, func(ctx context.Context) (net.Conn, error) {
		addrs, err := d.addresses(ctx, host, uint16(port))
		if err != nil {
			return nil, err
		}
		return d.race(ctx, addrs, uint16(port))
	})
}

// timed connects within the limit of time.
func (d *dialer) timed(ctx context.Context, connect func(context.Context) (net.Conn, error)) (net.Conn, error) {
	tooLong := fail(ClassTimeout, "no connection within "+d.timeout.String(), nil)
	ctx, cancel := context.WithTimeoutCause(ctx, d.timeout, tooLong)
	defer cancel()
	conn, err := connect(ctx)
	var own *failure
	if err != nil && !errors.As(err, &own) && errors.Is(context.Cause(ctx), tooLong) {
		return nil, tooLong
	}
	return conn, err
}

// addresses resolves a host. When any of its addresses is forbidden the host is
// refused: mixing in a private one is how rebinding begins.
func (d *dialer) addresses(ctx context.Context, host string, port uint16) ([]netip.Addr, error) {
	addrs, err := d.guard.known(host, port)
	if err != nil {
		return nil, err
	}
	if addrs == nil {
		if addrs, err = d.lookup(ctx, host); err != nil {
			return nil, err
		}
	}
	for _, a := range addrs {
		if err := d.guard.check(netip.AddrPortFrom(a, port)); err != nil {
			return nil, err
		}
	}
	if len(addrs) == 0 {
		return nil, fail(ClassDNSNone, "the name has no address", nil)
	}
	return addrs[:min(len(addrs), maxAddresses)], nil
}

// local tells the names that mean this machine and are asked of no resolver
// (RFC 6761 section 6.3).
func local(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func (d *dialer) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	slow := fail(ClassDNSTimeout, "the name servers did not answer", nil)
	select {
	case d.lookups <- struct{}{}:
		defer func() { <-d.lookups }()
	case <-ctx.Done():
		return nil, slow
	}
	addrs, err := d.resolve(ctx, host)
	if err != nil && ctx.Err() != nil {
		return nil, slow
	}
	return addrs, err
}
