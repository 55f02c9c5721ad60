package fetch

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// privatePrefixes are what Options.PrivateNetworks allows: loopback, private use
// (RFC 1918, RFC 4193) and shared address space (RFC 6598), where overlay
// networks live.
var (
	privateV4 = prefixes("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
	privateV6 = prefixes("::1/128", "fc00::/7")
)

// metadata are addresses inside privatePrefixes at which clouds hand out their
// machines' credentials. They are never asked, unless the operator names them
// with their port.
var metadata = []netip.Addr{
	netip.MustParseAddr("100.100.100.200"),
	netip.MustParseAddr("fd00:ec2::254"),
}

// nat64 translates to the IPv4 address in its last four bytes (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// badPorts above 1023 are of services that have nothing to do with feeds and
// that take a line of HTTP for a command or break on it.
var badPorts = []uint16{
	1099, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2379, 2380, 3306, 3389, 3659, 4045, 4190,
	5060, 5061, 5432, 5672, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 9042, 9200, 9300,
	10080, 10250, 11211, 27017,
}

// guard decides which addresses may be connected to.
type guard struct {
	ssrf  *ssrf.Guardian
	allow []netip.AddrPort
}

// newGuard makes a guard on top of the IANA special-purpose registries, which
// ssrf knows: of IPv6 only global unicast is let through.
func newGuard(private bool, allow []netip.AddrPort) *guard {
	options := []ssrf.Option{ssrf.WithAnyPort(), ssrf.WithAnyNetwork()}
	if private {
		options = append(options, ssrf.WithAllowedV4Prefixes(privateV4...), ssrf.WithAllowedV6Prefixes(privateV6...))
	}
	return &guard{ssrf: ssrf.New(options...), allow: allow}
}

// check returns an error unless an address may be connected to at its port.
func (g *guard) check(to netip.AddrPort) error {
	to = netip.AddrPortFrom(to.Addr().WithZone("").Unmap(), to.Port())
	if slices.Contains(g.allow, to) {
		return nil
	}
	if err := feedPort(to.Port()); err != nil {
		return err
	}
	return g.address(to.Addr())
}

// target checks what the address of a feed shows by itself: its port, and its
// host when that is an address or a name with a fixed meaning. It is all there is
// to check where a proxy resolves the names.
func (g *guard) target(u *url.URL) error {
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		host = u.Hostname()
	}
	port := portOf(u)
	if err := g.port(port); err != nil {
		return err
	}
	addrs, err := g.known(host, port)
	if err != nil {
		return err
	}
	for _, a := range addrs {
		if err := g.check(netip.AddrPortFrom(a, port)); err != nil {
			return err
		}
	}
	return nil
}

// known are the addresses of a host that is an address itself or means this
// machine; nil for a name that a resolver must be asked for.
func (g *guard) known(host string, port uint16) ([]netip.Addr, error) {
	if literal, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{literal}, nil
	}
	if !local(host) {
		return nil, g.name(host)
	}
	all := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	for _, a := range all {
		if slices.Contains(g.allow, netip.AddrPortFrom(a, port)) {
			return []netip.Addr{a}, nil // the operator has named one of the two
		}
	}
	return all, nil
}

// address returns an error unless an address may be connected to.
func (g *guard) address(a netip.Addr) error {
	a = a.WithZone("").Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if slices.Contains(metadata, a) || isatap(a) {
		return blocked("address %s is reserved", a)
	}
	if err := g.ssrf.SafeAddr(a); err != nil {
		return blocked("address %s is not a public one", a)
	}
	return nil
}

// isatap tells addresses that tunnel to the IPv4 address inside (RFC 5214
// section 6.1); they can lie in any prefix.
func isatap(a netip.Addr) bool {
	if !a.Is6() {
		return false
	}
	b := a.As16()
	return b[8]&^0x02 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}

// port returns an error unless there may be an address that can be connected to
// at a port.
func (g *guard) port(port uint16) error {
	if slices.ContainsFunc(g.allow, func(a netip.AddrPort) bool { return a.Port() == port }) {
		return nil
	}
	return feedPort(port)
}

// feedPort returns an error unless feeds may be asked for at a port: 80, 443, and
// from 1024 on what belongs to no known other service.
func feedPort(port uint16) error {
	if port == 80 || port == 443 || port >= 1024 && !slices.Contains(badPorts, port) {
		return nil
	}
	return blocked("port %d is not one for feeds", port)
}

// name returns an error for host names that some resolvers read as IPv4
// addresses in disguise, such as 2130706433, 0x7f.1 and 127.1. No top-level
// domain is numeric.
func (g *guard) name(host string) error {
	last := strings.TrimSuffix(host, ".")
	last = last[strings.LastIndexByte(last, '.')+1:]
	if _, err := strconv.ParseUint(last, 0, 64); err == nil || digits(last) {
		return blocked("host %.80q is neither a name nor a plain address", host)
	}
	return nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func blocked(format string, args ...any) error {
	return fail(ClassBlocked, fmt.Sprintf(format, args...), nil)
}

func prefixes(list ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, p := range list {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}
