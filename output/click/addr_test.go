package click

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestClientAddr(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	tests := []struct {
		name      string
		peer      string
		forwarded []string
		trusted   []netip.Prefix
		want      string // "" for none
	}{
		{"no proxy", "203.0.113.9:1234", nil, trusted, "203.0.113.9"},
		{"a peer's word is not believed", "203.0.113.9:1234", []string{"198.51.100.1"}, trusted, "203.0.113.9"},
		{"nobody is trusted", "127.0.0.1:1234", []string{"198.51.100.1"}, nil, "127.0.0.1"},
		{"one proxy", "127.0.0.1:1234", []string{"198.51.100.1"}, trusted, "198.51.100.1"},
		{"what the client made up is left of it", "127.0.0.1:1", []string{"1.2.3.4, 10.1.1.1, 198.51.100.1"}, trusted, "198.51.100.1"},
		{"two proxies", "127.0.0.1:1", []string{"1.2.3.4, 198.51.100.1,10.0.0.7"}, trusted, "198.51.100.1"},
		{"two headers", "127.0.0.1:1", []string{"198.51.100.1", " 10.0.0.7 , 10.0.0.8"}, trusted, "198.51.100.1"},
		{"all are trusted", "127.0.0.1:1", []string{"10.0.0.9, 10.0.0.7"}, trusted, "10.0.0.9"},
		{"a proxy that said nothing", "127.0.0.1:1", nil, trusted, "127.0.0.1"},
		{"empty entries", "127.0.0.1:1", []string{"198.51.100.1,, ", ""}, trusted, "198.51.100.1"},
		{"an entry that is no address", "127.0.0.1:1", []string{"198.51.100.1, unknown, 10.0.0.7"}, trusted, "10.0.0.7"},
		{"ports and brackets", "[fd00::1]:1", []string{"[2001:db8::5]:443, 10.0.0.7:80, [fd00::2]"}, trusted, "2001:db8::5"},
		{"IPv4 in IPv6", "[::ffff:127.0.0.1]:1", []string{"::ffff:198.51.100.1"}, trusted, "198.51.100.1"},
		{"a zone", "[fe80::1%eth0]:1", nil, trusted, "fe80::1"},
		{"a peer without a port", "198.51.100.1", nil, trusted, "198.51.100.1"},
		{"a unix socket", "@", []string{"198.51.100.1"}, trusted, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: tt.peer, Header: http.Header{"X-Forwarded-For": tt.forwarded}}
			var want netip.Addr
			if tt.want != "" {
				want = netip.MustParseAddr(tt.want)
			}
			if got := ClientAddr(r, tt.trusted); got != want {
				t.Errorf("ClientAddr = %v, want %v", got, want)
			}
		})
	}
}

func FuzzClientAddr(f *testing.F) {
	f.Add("127.0.0.1:1", "1.2.3.4, [::1]:80,,x")
	f.Add("[::1]:1", "[")
	trusted := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		got := ClientAddr(r, trusted)
		if got.Is4In6() || got.Zone() != "" {
			t.Errorf("%v is not plain", got)
		}
		if direct := ClientAddr(&http.Request{RemoteAddr: peer}, nil); !trusts(trusted, direct) && got != direct {
			t.Errorf("%v, but the peer is %v and not trusted", got, direct)
		}
	})
}
