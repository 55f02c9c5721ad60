package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/origin"
)

// httpProxy makes an origin a proxy that passes on what it gets, wherever it
// should go, to one address.
func httpProxy(o *origin.Origin, to string) {
	o.Handle("", func(_ int, r *origin.Request) origin.Answer {
		return origin.Answer{func(c *origin.Conn) error {
			far, err := net.Dial("tcp", to)
			if err != nil {
				return err
			}
			defer far.Close()
			if r.Method == "CONNECT" {
				io.WriteString(c, "HTTP/1.1 200 Connected\r\n\r\n")
			} else {
				far.Write(r.Head)
			}
			return join(c, far)
		}}
	})
}

// join copies both ways until one end closes.
func join(a, b net.Conn) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(b, a)
		b.Close()
	}()
	io.Copy(a, b)
	a.Close()
	<-done
	return io.EOF
}

// socksProxy is a SOCKS5 server (RFC 1928) that wants a user and a password
// (RFC 1929), and connects all to one address.
type socksProxy struct {
	address string
	mu      sync.Mutex
	asked   []string // the targets
	users   []string
}

func startSocks(t *testing.T, to string) *socksProxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &socksProxy{address: l.Addr().String()}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { defer conn.Close(); s.serve(conn, to) })
		}
	})
	t.Cleanup(func() { l.Close(); running.Wait() })
	return s
}

func (s *socksProxy) serve(conn net.Conn, to string) {
	read := func(n int) []byte {
		b := make([]byte, n)
		io.ReadFull(conn, b)
		return b
	}
	read(int(read(2)[1]))
	conn.Write([]byte{5, 2})
	user := string(read(int(read(2)[1])))
	password := string(read(int(read(1)[0])))
	conn.Write([]byte{1, 0})
	host := ""
	switch read(4)[3] {
	case 1:
		host = netip.AddrFrom4([4]byte(read(4))).String()
	case 3:
		host = string(read(int(read(1)[0])))
	}
	read(2)
	s.mu.Lock()
	s.asked, s.users = append(s.asked, host), append(s.users, user+":"+password)
	s.mu.Unlock()
	conn.Write(binary.BigEndian.AppendUint16([]byte{5, 0, 0, 1, 127, 0, 0, 1}, 9))
	far, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer far.Close()
	join(conn, far)
}

// behind starts an origin over TLS or not, and a client that trusts it and takes
// no private address, so that only a proxy leads to it.
func behind(t *testing.T, secure bool) (*origin.Origin, *Client) {
	cert, parsed := certificate(t, time.Now().Add(time.Hour), "a.example", "127.0.0.1")
	var config *tls.Config
	if secure {
		config = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	o := listen(t, config)
	o.Handle("", origin.Always(append(origin.Reply(200, feed), origin.Hangup())))
	c := New(Options{Resolve: origin.Resolve, Roots: x509.NewCertPool()})
	c.o.Roots.AddCert(parsed)
	t.Cleanup(c.CloseIdle)
	return o, c
}

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestA5_12_HTTPProxy(t *testing.T) {
	o, c := behind(t, false)
	p := listen(t, nil)
	httpProxy(p, o.Address())
	res := get(t, c, Request{URL: "http://a.example/feed?x", Proxy: mustURL(t, "http://me:pass@"+p.Address())})
	if string(res.Body) != feed || res.URL != "http://a.example/feed?x" {
		t.Errorf("%+v", res)
	}
	at := only(t, p)
	if at.Target != "http://a.example/feed?x" || lineOf(at, "Proxy-Authorization") != "Basic bWU6cGFzcw==" || lineOf(at, "Host") != "a.example" {
		t.Errorf("the proxy was sent %q", at.Head)
	}
}

func TestA5_12_TunnelForTLS(t *testing.T) {
	o, c := behind(t, true)
	p := listen(t, nil)
	httpProxy(p, o.Address())
	get(t, c, Request{URL: "https://a.example/feed", Proxy: mustURL(t, "http://me:pass@"+p.Address())})
	at, end := only(t, p), only(t, o)
	if at.Method != "CONNECT" || at.Target != "a.example:443" || lineOf(at, "Proxy-Authorization") == "" {
		t.Errorf("the proxy was sent %q", at.Head)
	}
	if lineOf(end, "Proxy-Authorization") != "" || strings.Contains(string(at.Head), "/feed") {
		t.Errorf("the proxy was sent %q, the origin %q", at.Head, end.Head)
	}
}

func TestA5_12_ProxyOverTLS(t *testing.T) {
	o, c := behind(t, false)
	cert, parsed := certificate(t, time.Now().Add(time.Hour), "proxy.example")
	c.o.Roots.AddCert(parsed)
	p := listen(t, &tls.Config{Certificates: []tls.Certificate{cert}})
	httpProxy(p, o.Address())
	_, port, _ := net.SplitHostPort(p.Address())
	c.o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != "proxy.example:"+port {
			t.Errorf("dialled %s", address)
		}
		return new(net.Dialer).DialContext(ctx, network, p.Address())
	}
	r := Request{URL: "http://a.example/", Proxy: mustURL(t, "https://me:pass@proxy.example:"+port)}
	get(t, c, r)
	if at := only(t, p); at.Target != "http://a.example/" || lineOf(at, "Proxy-Authorization") == "" {
		t.Errorf("the proxy was sent %q", at.Head)
	}
	// Leave to skip the check of the origin's certificate is none for the proxy.
	c.o.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, p.Address())
	}
	r.Proxy, r.InsecureTLS = mustURL(t, "https://me:pass@other.example:"+port), true
	p.Forget()
	if refuses(t, c, r, ClassProxy); p.Count() != 0 {
		t.Error("an unknown proxy was sent credentials")
	}
}

func TestA5_12_SOCKS(t *testing.T) {
	for _, secure := range []bool{false, true} {
		o, c := behind(t, secure)
		s := startSocks(t, o.Address())
		scheme := map[bool]string{false: "http", true: "https"}[secure]
		for _, kind := range []string{"socks5", "socks5h"} {
			get(t, c, Request{URL: scheme + "://a.example/feed", Proxy: mustURL(t, kind+"://me:pass@"+s.address)})
		}
		resolved, _ := origin.Resolve(t.Context(), "a.example")
		s.mu.Lock()
		if diff := cmp.Diff([]string{resolved[0].String(), "a.example"}, s.asked); diff != "" {
			t.Errorf("targets (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"me:pass", "me:pass"}, s.users); diff != "" {
			t.Errorf("users (-want +got):\n%s", diff)
		}
		s.mu.Unlock()
		if at := o.Requests(); len(at) != 2 || lineOf(at[0], "Proxy-Authorization") != "" {
			t.Errorf("the origin was sent %s", heads(at))
		}
	}
}

// A redirect leads out of the reach of credentials, and each hop asks anew
// whether it goes by the proxy.
func TestA5_12_EachHopIsJudged(t *testing.T) {
	away := listen(t, nil)
	away.Handle("", origin.Always(origin.Reply(200, feed)))
	p := listen(t, nil)
	p.Handle("a.example/feed", origin.Always(origin.Reply(302, "", "Location", away.URL("/x"))))
	c := client(t, func(o *Options) { o.NoProxy = "b.example, 127.0.0.0/8" })
	get(t, c, Request{URL: "http://a.example/feed", Proxy: mustURL(t, "http://me:pass@"+p.Address())})
	at := only(t, away)
	if at.Target != "/x" || lineOf(at, "Proxy-Authorization") != "" || lineOf(only(t, p), "Proxy-Authorization") == "" {
		t.Errorf("sent %q", at.Head)
	}
}

func TestA5_12_TargetIsChecked(t *testing.T) {
	p := listen(t, nil)
	p.Handle("", origin.Always(origin.Reply(200, feed)))
	p.Handle("a.example/to", origin.Always(origin.Reply(302, "", "Location", "http://10.0.0.1/")))
	c := New(Options{Resolve: func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
	}})
	t.Cleanup(c.CloseIdle)
	for _, kind := range []string{"http", "https", "socks5", "socks5h"} {
		proxy := mustURL(t, kind+"://"+p.Address())
		for _, target := range []string{"http://127.0.0.1/", "https://[::1]/", "http://localhost/", "http://2130706433/", "http://127.1/",
			"http://169.254.169.254/", "http://a.example:25/", "http://ⓛocalhost/", "http://[::ffff:10.0.0.1]/"} {
			refuses(t, c, Request{URL: target, Proxy: proxy}, ClassBlocked)
		}
	}
	// With socks5 names are resolved here, and so they are checked.
	refuses(t, c, Request{URL: "http://a.example/", Proxy: mustURL(t, "socks5://"+p.Address())}, ClassBlocked)
	if p.Count() != 0 {
		t.Errorf("the proxy was asked: %s", heads(p.Requests()))
	}
	refuses(t, c, Request{URL: "http://a.example/to", Proxy: mustURL(t, "http://"+p.Address())}, ClassBlocked)
	if only(t, p).Path != "/to" {
		t.Errorf("the proxy was asked: %s", heads(p.Requests()))
	}
}

func TestA5_12_ProxyFails(t *testing.T) {
	p := listen(t, nil)
	p.Handle("", origin.Always(origin.Reply(407, "", "Proxy-Authenticate", "Basic")))
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	c := New(Options{})
	t.Cleanup(c.CloseIdle)
	for _, target := range []string{"http://a.example/", "https://a.example/"} {
		e := refuses(t, c, Request{URL: target, Proxy: mustURL(t, "http://me:"+canary+"@"+p.Address())}, ClassProxy)
		if e.Sentence != "the proxy answered 407 Proxy Authentication Required" {
			t.Errorf("%q", e.Sentence)
		}
		for _, kind := range []string{"http", "https", "socks5h"} {
			e := refuses(t, c, Request{URL: target, Proxy: mustURL(t, kind+"://me:"+canary+"@"+closed.Addr().String())}, ClassProxy)
			for err := error(e); err != nil; err = errors.Unwrap(err) {
				if strings.Contains(err.Error(), canary) {
					t.Errorf("a secret is shown: %v", err)
				}
			}
		}
	}
	refuses(t, c, Request{URL: "http://a.example/", Proxy: mustURL(t, "ftp://proxy.example")}, ClassRequest)
	// An origin that plays the proxy is not one.
	refuses(t, client(t), Request{URL: p.URL("/")}, ClassStatus)
}

func TestA5_12_NoProxy(t *testing.T) {
	tests := []struct {
		list string
		yes  []string
		no   []string
	}{
		{"", nil, []string{"http://a.example/", "http://127.0.0.1/"}},
		{"*", []string{"http://a.example/", "https://10.0.0.1/"}, nil},
		{"a.example", []string{"http://A.example/", "http://b.a.example:81/", "https://a.example./"}, []string{"http://xa.example/", "http://example/"}},
		{".a.example, *.b.example", []string{"http://x.a.example/", "http://x.b.example/"}, []string{"http://c.example/"}},
		{"a.example:81,b.example:443", []string{"http://a.example:81/", "https://b.example/"}, []string{"http://a.example/", "http://b.example/"}},
		{"10.0.0.0/8 192.168.1.1", []string{"http://10.1.2.3/", "http://192.168.1.1:9/", "http://[::ffff:10.0.0.1]/"}, []string{"http://11.0.0.1/", "http://10.example/"}},
		{"[::1]:81,fd00::/8,[2001:db8::1]", []string{"http://[::1]:81/", "http://[fd12::1]/", "http://[2001:db8::1]/"}, []string{"http://[::1]/"}},
		{",, :80, 10.0.0.0/99", nil, []string{"http://a.example/", "http://10.0.0.1/"}},
	}
	for _, tt := range tests {
		n := parseNoProxy(tt.list)
		for _, u := range tt.yes {
			if !n.covers(mustURL(t, u)) {
				t.Errorf("%q does not cover %s", tt.list, u)
			}
		}
		for _, u := range tt.no {
			if n.covers(mustURL(t, u)) {
				t.Errorf("%q covers %s", tt.list, u)
			}
		}
	}
}

// Transports are kept for their routes, and no more than maxRoutes of them.
func TestRoutesAreBounded(t *testing.T) {
	o, c := behind(t, true)
	p := listen(t, nil)
	httpProxy(p, o.Address())
	one := c.routed(route{proxy: "http://a"}, mustURL(t, "http://a"))
	for i := range 3 * maxRoutes {
		u := mustURL(t, "http://u"+strings.Repeat("x", i)+"@"+p.Address())
		if i < 5 {
			get(t, c, Request{URL: "https://a.example/", Proxy: u})
		} else {
			c.routed(route{proxy: u.String()}, u)
		}
		if again := c.routed(route{proxy: "http://a"}, mustURL(t, "http://a")); again != one {
			t.Fatal("a transport that is in use was thrown away")
		}
	}
	if len(c.routes) != maxRoutes {
		t.Errorf("%d transports", len(c.routes))
	}
	if insecure := c.routed(route{proxy: "http://a", insecure: true}, mustURL(t, "http://a")); insecure == one {
		t.Error("one transport that checks certificates and does not")
	}
}

// The proxy of the Options is for Posts, and for Gets that do not say how to go.
func TestA5_12_CommonProxy(t *testing.T) {
	p, own := listen(t, nil), listen(t, nil)
	for _, each := range []*origin.Origin{p, own} {
		each.Handle("", origin.Always(origin.Reply(200, feed)))
	}
	c := client(t, func(o *Options) { o.Proxy = mustURL(t, "http://me:pass@"+p.Address()) })
	get(t, c, Request{URL: "http://a.example/feed"})
	if _, err := c.Post(t.Context(), "http://hub.example/", someForm); err != nil {
		t.Fatal(err)
	}
	get(t, c, Request{URL: "http://a.example/feed", Proxy: mustURL(t, "http://"+own.Address())})
	get(t, c, Request{URL: own.URL("/direct"), Direct: true})
	var got []string
	for _, r := range append(p.Requests(), own.Requests()...) {
		got = append(got, r.Method+" "+r.Target+" "+lineOf(r, "Proxy-Authorization"))
	}
	want := []string{"GET http://a.example/feed Basic bWU6cGFzcw==", "POST http://hub.example/ Basic bWU6cGFzcw==", "GET http://a.example/feed ", "GET /direct "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}
