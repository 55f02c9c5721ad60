package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

func TestA6_1_A6_7_GuardAddresses(t *testing.T) {
	const (
		never   = "never"
		private = "private networks only"
		always  = "always"
	)
	tests := map[string]string{
		"93.184.216.34": always, "8.8.8.8": always, "1.1.1.1": always, "172.15.0.1": always, "172.32.0.1": always,
		"2606:4700::1": always, "2a00:1450:4001::1": always,
		"64:ff9b::8.8.8.8": always, "::ffff:8.8.8.8": always,

		"127.0.0.1": private, "127.255.0.9": private, "10.1.2.3": private, "172.16.0.1": private,
		"172.31.255.255": private, "192.168.1.1": private, "100.64.0.1": private, "::1": private,
		"::1%lo": private, "fc00::1": private, "fd12:3456::1": private, "::ffff:127.0.0.1": private,
		"::ffff:10.0.0.1": private, "64:ff9b::127.0.0.1": private, "64:ff9b::10.0.0.1": private,

		"0.0.0.0": never, "0.1.2.3": never, "169.254.1.1": never, "169.254.169.254": never,
		"100.100.100.200": never, "fd00:ec2::254": never, "::ffff:169.254.169.254": never,
		"64:ff9b::169.254.169.254": never, "192.0.0.1": never, "192.0.0.170": never, "192.0.2.1": never, "192.88.99.1": never,
		"198.18.0.1": never, "198.19.255.255": never, "198.51.100.1": never, "203.0.113.1": never,
		"224.0.0.1": never, "239.1.1.1": never, "240.0.0.1": never, "255.255.255.255": never,
		"::": never, "::2": never, "::127.0.0.1": never, "::8.8.8.8": never, "::ffff:0:127.0.0.1": never,
		"64:ff9b:1::1": never, "100::1": never, "2001::1": never, "2001:10::1": never, "2001:20::1": never,
		"2001:db8::1": never, "2002:7f00:1::1": never, "2002:808:808::1": never, "3fff::1": never, "5f00::1": never,
		"fe80::1": never, "fe80::1%eth0": never, "febf::1": never, "fec0::1": never, "ff02::1": never, "ff0e::1": never,
		"2606:4700::5efe:127.0.0.1": never, "2606:4700::200:5efe:8.8.8.8": never, "fd00::5efe:10.0.0.1": never,
	}
	open, closed := newGuard(true, nil), newGuard(false, nil)
	for text, want := range tests {
		a := netip.MustParseAddr(text)
		if got := closed.address(a) == nil; got != (want == always) {
			t.Errorf("%s: allowed %v, want %s", text, got, want)
		}
		if got := open.address(a) == nil; got != (want != never) {
			t.Errorf("%s with private networks: allowed %v, want %s", text, got, want)
		}
	}
}

func TestA6_8_GuardPorts(t *testing.T) {
	g := newGuard(true, nil)
	for port, want := range map[uint16]bool{80: true, 443: true, 1024: true, 8080: true, 8443: true, 65535: true,
		0: false, 22: false, 25: false, 81: false, 1023: false, 6379: false, 11211: false} {
		if got := g.port(port) == nil; got != want {
			t.Errorf("port %d: allowed %v", port, got)
		}
	}
}

// addresses is a resolver with one answer.
func addresses(list ...string) func(*Options) {
	return func(o *Options) {
		o.Resolve = func(context.Context, string) ([]netip.Addr, error) {
			var all []netip.Addr
			for _, a := range list {
				all = append(all, netip.MustParseAddr(a))
			}
			return all, nil
		}
	}
}

func TestA6_1_A6_2_A6_5_A6_8_HostsThatAreRefused(t *testing.T) {
	closed := func(o *Options) { o.PrivateNetworks = false }
	tests := []struct {
		name, url string
		options   []func(*Options)
	}{
		{"loopback", "http://127.0.0.1:9/", []func(*Options){closed}},
		{"loopback, IPv6", "http://[::1]/", []func(*Options){closed}},
		{"zone", "http://[::1%25lo]/", []func(*Options){closed}},
		{"resolves to loopback", "http://a.example/", []func(*Options){closed, addresses("127.0.0.1")}},
		{"one of two is private", "http://a.example/", []func(*Options){closed, addresses("93.184.216.34", "10.0.0.1")}},
		{"one of two is metadata", "http://a.example/", []func(*Options){addresses("127.0.0.1", "169.254.169.254")}},
		{"localhost with a dot", "http://localhost./", []func(*Options){closed}},
		{"localhost in circles", "http://ⓛocalhost/", []func(*Options){closed}},
		{"one number", "http://2130706433/", nil},
		{"hexadecimal", "http://0x7f.1/", nil},
		{"octal", "http://017700000001/", nil},
		{"short", "http://127.1/", nil},
		{"short with a dot", "http://127.1./", nil},
		{"too many parts", "http://1.2.3.4.5/", nil},
		{"wide digits", "http://１２７.１/", nil},
		{"leading zero", "http://127.0.0.01/", nil},
		{"mail port", "http://127.0.0.1:25/", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refuses(t, client(t, tt.options...), Request{URL: tt.url}, ClassBlocked)
		})
	}
}

// The address that is dialled is checked once more, whoever chose it.
func TestA6_3_ControlChecksWhatIsDialled(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := newDialer(newGuard(false, nil), Options{})
	conn, err := d.connect(t.Context(), "tcp", l.Addr().String())
	var own *failure
	if !errors.As(err, &own) || own.class != ClassBlocked {
		t.Fatalf("connection %v, error %v", conn, err)
	}
}

// A name is resolved once a connection; a second answer has no effect.
func TestA6_3_NameIsResolvedOnce(t *testing.T) {
	s := serve(t, answer(200, "<rss/>"))
	n := 0
	c := client(t, func(o *Options) {
		o.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
			if n++; n > 1 {
				return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
			}
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
	})
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for range 2 {
		get(t, c, Request{URL: "http://rebind.example:" + port})
	}
	if n != 1 {
		t.Errorf("resolved %d times", n)
	}
}

// Of several addresses the first that answers is used, in either family.
func TestDeadAddressesAreSkipped(t *testing.T) {
	s := serve(t, answer(200, "ok"))
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for _, list := range [][]string{{"127.0.0.2", "127.0.0.1"}, {"::1", "127.0.0.1"}, {"127.0.0.1", "::1"}} {
		// Nothing listens at the other addresses, as the server has only one.
		res := get(t, client(t, addresses(list...)), Request{URL: "http://a.example:" + port})
		if string(res.Body) != "ok" {
			t.Errorf("%q: body %q", list, res.Body)
		}
	}
	e := refuses(t, client(t, addresses("127.0.0.2", "::1")), Request{URL: "http://a.example:" + port}, ClassTCP)
	if !strings.Contains(e.Sentence, "refused") && !strings.Contains(e.Sentence, "no way") {
		t.Errorf("sentence %q", e.Sentence)
	}
}

// What replaces the transport replaces the guard.
func TestTransportOfATest(t *testing.T) {
	c := New(Options{Transport: tripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
	})})
	if res := get(t, c, Request{URL: "http://10.0.0.1/"}); res.Status != 200 {
		t.Errorf("status %d", res.Status)
	}
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
