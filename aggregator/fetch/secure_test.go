package fetch

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"freshet/aggregator/origin"
)

// selfSigned starts a TLS origin whose certificate nobody signed, for a host.
func selfSigned(t *testing.T, host string, until time.Time) *origin.Origin {
	cert, _ := certificate(t, until, host)
	o := listen(t, &tls.Config{Certificates: []tls.Certificate{cert}})
	o.Handle("", origin.Always(origin.Reply(200, feed)))
	return o
}

func TestA6_9_InsecureTLS(t *testing.T) {
	later := time.Now().Add(time.Hour)
	for name, o := range map[string]*origin.Origin{
		"self-signed": selfSigned(t, "127.0.0.1", later),
		"wrong host":  selfSigned(t, "b.example", later),
		"expired":     selfSigned(t, "127.0.0.1", time.Now().Add(-time.Minute)),
	} {
		c := client(t)
		get(t, c, Request{URL: o.URL("/"), InsecureTLS: true})
		// The leave is the request's, whatever connections there are.
		if refuses(t, c, Request{URL: o.URL("/")}, ClassTLS); o.Count() != 1 {
			t.Errorf("%s: %d requests", name, o.Count())
		}
	}
}

// Leave to skip the check is for the source's own origin, not for where it leads.
func TestA6_9_InsecureTLSEndsAtTheOrigin(t *testing.T) {
	later := time.Now().Add(time.Hour)
	away, home := selfSigned(t, "127.0.0.1", later), selfSigned(t, "127.0.0.1", later)
	home.Handle("/feed", origin.Always(origin.Reply(302, "", "Location", away.URL("/"))))
	if refuses(t, client(t), Request{URL: home.URL("/feed"), InsecureTLS: true}, ClassTLS); away.Count() != 0 {
		t.Error("the other origin was asked")
	}
}

func TestA6_9_NeverAgainInTheClear(t *testing.T) {
	var mu sync.Mutex
	var dialled []string
	o := selfSigned(t, "127.0.0.1", time.Now().Add(time.Hour))
	c := client(t, func(opt *Options) {
		opt.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			mu.Lock()
			dialled = append(dialled, address)
			mu.Unlock()
			return new(net.Dialer).DialContext(ctx, network, address)
		}
	})
	refuses(t, c, Request{URL: o.URL("/")}, ClassTLS)
	if len(dialled) != 1 || dialled[0] != o.Address() {
		t.Errorf("dialled %q", dialled)
	}
}

func TestA6_9_AuthorityOfTheOperator(t *testing.T) {
	cert, parsed := certificate(t, time.Now().Add(time.Hour), "a.example")
	o := listen(t, &tls.Config{Certificates: []tls.Certificate{cert}})
	o.Handle("", origin.Always(origin.Reply(200, feed)))
	_, port, _ := net.SplitHostPort(o.Address())
	r := Request{URL: "https://a.example:" + port + "/"}
	refuses(t, client(t, addresses("127.0.0.1")), r, ClassTLS)
	get(t, client(t, addresses("127.0.0.1"), trust(parsed)), r)
}

func TestA6_6_Allow(t *testing.T) {
	o, other := listen(t, nil), listen(t, nil)
	for _, each := range []*origin.Origin{o, other} {
		each.Handle("", origin.Always(origin.Reply(200, feed)))
	}
	c := New(Options{Allow: []netip.AddrPort{netip.MustParseAddrPort(o.Address())}})
	t.Cleanup(c.CloseIdle)
	_, port, _ := net.SplitHostPort(o.Address())
	get(t, c, Request{URL: o.URL("/")})
	get(t, c, Request{URL: "http://localhost:" + port + "/"})
	o.Handle("", origin.Always(origin.Reply(302, "", "Location", other.URL("/"))))
	for _, url := range []string{
		other.URL("/"), o.URL("/"), "http://127.0.0.2:" + port + "/", "http://[::1]:" + port + "/", "http://10.0.0.1:" + port + "/",
		"http://127.0.0.1/", "http://localhost/",
	} {
		refuses(t, c, Request{URL: url}, ClassBlocked)
	}
	if other.Count() != 0 {
		t.Error("what is not allowed was asked")
	}
}

// An address that is named with its port needs no leave for the port, nor for
// being one that is never asked otherwise.
func TestA6_6_AllowIsExact(t *testing.T) {
	g := newGuard(false, []netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:25"), netip.MustParseAddrPort("[::1]:80")})
	for text, want := range map[string]bool{
		"10.0.0.1:25": true, "[::ffff:10.0.0.1]:25": true, "[::1]:80": true, "[::1%lo]:80": true, "8.8.8.8:80": true,
		"10.0.0.1:26": false, "10.0.0.1:80": false, "10.0.0.2:25": false, "8.8.8.8:25": false, "[::1]:443": false,
	} {
		if got := g.check(netip.MustParseAddrPort(text)) == nil; got != want {
			t.Errorf("%s: allowed %v", text, got)
		}
	}
}

func TestA6_7_NAT64(t *testing.T) {
	for _, private := range []bool{false, true} {
		g := newGuard(private, nil)
		for text, want := range map[string]bool{
			"64:ff9b::8.8.8.8": true, "64:ff9b::93.184.216.34": true,
			"64:ff9b::127.0.0.1": private, "64:ff9b::10.0.0.1": private, "64:ff9b::192.168.1.1": private,
			"64:ff9b::169.254.169.254": false, "64:ff9b::100.100.100.200": false, "64:ff9b::0.0.0.0": false,
			"64:ff9b:1::8.8.8.8": false, "64:ff9b:0:0:1::8.8.8.8": false,
		} {
			if got := g.address(netip.MustParseAddr(text)) == nil; got != want {
				t.Errorf("%s, private networks %v: allowed %v", text, private, got)
			}
		}
	}
}

// Names are resolved a few at a time, however many hosts are asked.
func TestA6_10_LookupsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := 0, 0
		count := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			now += by
			most = max(most, now)
		}
		o := origin.Pipes(nil)
		defer o.Close()
		o.Handle("", origin.Always(append(origin.Reply(200, feed), origin.Hangup())))
		c := New(Options{Dial: o.Dial, Resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
			count(1)
			defer count(-1)
			<-time.After(time.Second)
			return origin.Resolve(ctx, host)
		}})
		defer c.CloseIdle()
		var all sync.WaitGroup
		for i := range 3 * maxLookups {
			all.Go(func() {
				get(t, c, Request{URL: "http://h" + strings.Repeat("x", i%60) + string(rune('a'+i/60)) + ".example/"})
			})
		}
		all.Wait()
		if most != maxLookups {
			t.Errorf("%d at a time", most)
		}
	})
}

func TestA7_1_LimitOfASource(t *testing.T) {
	body := strings.Repeat(feed, 100)
	o, c := inMemory(t, small)
	for path, answer := range map[string]origin.Answer{
		"/length": origin.Reply(200, body),
		"/closed": {origin.Raw("HTTP/1.1 200 OK\r\n\r\n" + body), origin.Hangup()},
		"/zstd":   origin.Reply(200, packed(t, "zstd", body), "Content-Encoding", "zstd"),
	} {
		o.Handle(path, origin.Always(answer))
		r := Request{URL: "http://a.example" + path}
		refuses(t, c, r, ClassLimit)
		r.MaxBytes = int64(len(body))
		get(t, c, r)
		r.MaxBytes--
		refuses(t, c, r, ClassLimit)
	}
}
