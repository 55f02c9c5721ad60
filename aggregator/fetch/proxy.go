package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/proxy"
)

// proxyPorts are the ports of proxies that do not name theirs, by scheme.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

func checkProxy(p *url.URL) error {
	if proxyPorts[p.Scheme] == "" || p.Hostname() == "" {
		return fail(ClassRequest, "the address of the proxy cannot be used", nil)
	}
	return nil
}

// goBy makes a transport go by a proxy. It is the operator's word that the proxy
// may be connected to, so the guard does not judge it.
func (c *Client) goBy(t *http.Transport, p *url.URL) {
	port := p.Port()
	if port == "" {
		port = proxyPorts[p.Scheme]
	}
	way := &proxyDialer{address: net.JoinHostPort(p.Hostname(), port), connect: c.o.Dial}
	if way.connect == nil {
		way.connect = new(net.Dialer).DialContext
	}
	switch p.Scheme {
	case "socks5", "socks5h":
		socks := way.socks(p.User)
		if p.Scheme == "socks5" {
			t.DialContext = c.dialer.through(socks).dial
			return
		}
		t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			return c.dialer.timed(ctx, func(ctx context.Context) (net.Conn, error) { return socks(ctx, network, address) })
		}
		return
	case "https":
		// TLS to the proxy is our own affair: the transport would use the settings
		// that are for the origin, which may say that no certificate is checked.
		way.secure = &tls.Config{RootCAs: c.o.Roots, ServerName: p.Hostname()}
	}
	t.Proxy = http.ProxyURL(&url.URL{Scheme: "http", User: p.User, Host: way.address})
	t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return c.dialer.timed(ctx, way.dial)
	}
	t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		return proxyAnswer(answer.StatusCode)
	}
}

// proxyAnswer is the error of a proxy that does not do what it is asked.
func proxyAnswer(status int) error {
	sentence := fmt.Sprintf("the proxy answered %d", status)
	if text := http.StatusText(status); text != "" {
		sentence += " " + text
	}
	return fail(ClassProxy, sentence, nil)
}

// proxyDialer connects to a proxy.
type proxyDialer struct {
	address string // host and port
	connect func(ctx context.Context, network, address string) (net.Conn, error)
	secure  *tls.Config // nil for a proxy in the clear
}

func (d *proxyDialer) dial(ctx context.Context) (net.Conn, error) {
	conn, err := d.connect(ctx, "tcp", d.address)
	if err != nil {
		return nil, fail(ClassProxy, "no connection to the proxy", err)
	}
	if d.secure == nil {
		return conn, nil
	}
	secure := tls.Client(conn, d.secure)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fail(ClassProxy, "no safe connection to the proxy", err)
	}
	return secure, nil
}

// Dial and DialContext make it what the SOCKS client builds on.
func (d *proxyDialer) Dial(_, _ string) (net.Conn, error) { return d.dial(context.Background()) }

func (d *proxyDialer) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	return d.dial(ctx)
}

// socks connects to addresses by a SOCKS proxy (RFC 1928, RFC 1929).
func (d *proxyDialer) socks(user *url.Userinfo) func(context.Context, string, string) (net.Conn, error) {
	var auth *proxy.Auth
	if user != nil {
		password, _ := user.Password()
		auth = &proxy.Auth{User: user.Username(), Password: password}
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		client, err := proxy.SOCKS5("tcp", d.address, auth, d)
		if err != nil {
			return nil, fail(ClassProxy, "the proxy cannot be used", err)
		}
		conn, err := client.(proxy.ContextDialer).DialContext(ctx, network, address)
		var own *failure
		if err != nil && !errors.As(err, &own) {
			return nil, fail(ClassProxy, "the proxy did not connect", err)
		}
		return conn, err
	}
}

// noProxy are the targets that no proxy is used for.
type noProxy struct {
	all   bool
	rules []noProxyRule
}

// noProxyRule is one of them: a network, or a host with all below it.
type noProxyRule struct {
	network netip.Prefix // not valid for a host
	host    string       // in small letters, without a dot at its ends
	port    string       // empty for any
}

// parseNoProxy reads a list as the variable NO_PROXY has it. What cannot be read
// matches nothing.
func parseNoProxy(list string) noProxy {
	var n noProxy
	for part := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		part = strings.ToLower(part)
		if part == "*" {
			n.all = true
			continue
		}
		rule := noProxyRule{host: part}
		if host, port, err := net.SplitHostPort(part); err == nil {
			rule.host, rule.port = host, port
		}
		rule.host = strings.Trim(strings.TrimPrefix(rule.host, "*"), ".[]")
		if network, err := netip.ParsePrefix(rule.host); err == nil {
			rule.network = network
		} else if a, err := netip.ParseAddr(rule.host); err == nil {
			rule.network = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		n.rules = append(n.rules, rule)
	}
	return n
}

// covers tells whether a target is asked without a proxy.
func (n noProxy) covers(target *url.URL) bool {
	if n.all {
		return true
	}
	of := originOf(target)
	host := strings.TrimSuffix(of.host, ".")
	a, err := netip.ParseAddr(host)
	literal := err == nil
	for _, rule := range n.rules {
		switch {
		case rule.port != "" && rule.port != of.port:
		case rule.network.IsValid():
			if literal && rule.network.Contains(a.Unmap()) {
				return true
			}
		case rule.host != "" && (host == rule.host || strings.HasSuffix(host, "."+rule.host)):
			return true
		}
	}
	return false
}

// portOf is the port that a target is asked at.
func portOf(target *url.URL) uint16 {
	n, err := strconv.ParseUint(originOf(target).port, 10, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}
