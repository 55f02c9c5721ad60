package click

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientAddr is the address that a request came from. X-Forwarded-For is
// believed as far as it was written by trusted proxies: read from the right, the
// first address that is none of theirs is the client. When an entry cannot be
// read, the proxy that wrote it stands for its client. The result is not valid
// when the peer has no IP address, as on a unix socket.
func ClientAddr(r *http.Request, trusted []netip.Prefix) netip.Addr {
	addr := peerAddr(r.RemoteAddr)
	if !trusts(trusted, addr) {
		return addr
	}
	values := r.Header["X-Forwarded-For"]
	for i := len(values) - 1; i >= 0; i-- {
		for rest, more := values[i], true; more; {
			var entry string
			if rest, entry, more = cutLast(rest); strings.TrimSpace(entry) == "" {
				continue
			}
			hop := parseAddr(strings.TrimSpace(entry))
			if !hop.IsValid() {
				return addr
			}
			if addr = hop; !trusts(trusted, addr) {
				return addr
			}
		}
	}
	return addr
}

// cutLast takes the last entry off a list.
func cutLast(list string) (rest, last string, more bool) {
	if i := strings.LastIndexByte(list, ','); i >= 0 {
		return list[:i], list[i+1:], true
	}
	return "", list, false
}

// peerAddr reads an address with its port, as the net package writes it.
func peerAddr(s string) netip.Addr {
	peer, err := netip.ParseAddrPort(s)
	if err != nil {
		return parseAddr(s)
	}
	return plain(peer.Addr())
}

// parseAddr reads an address as proxies write it: bare, in brackets, or with a
// port. What is none is not valid.
func parseAddr(s string) netip.Addr {
	if addr, err := netip.ParseAddr(s); err == nil {
		return plain(addr)
	}
	if peer, err := netip.ParseAddrPort(s); err == nil {
		return plain(peer.Addr())
	}
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		if addr, err := netip.ParseAddr(s[1 : len(s)-1]); err == nil {
			return plain(addr)
		}
	}
	return netip.Addr{}
}

// plain takes off what does not tell hosts apart: an IPv4 address in IPv6 is
// one, a zone is of the machine that saw it.
func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }

// trusts says whether an address is one of the trusted.
func trusts(trusted []netip.Prefix, addr netip.Addr) bool {
	for _, p := range trusted {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// household is what one visitor's addresses have in common: an IPv6 subscriber
// has a /64 and changes addresses in it at will.
func household(addr netip.Addr) netip.Addr {
	addr = plain(addr)
	if !addr.Is6() {
		return addr
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return addr
	}
	return prefix.Addr()
}
