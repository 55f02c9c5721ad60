package config

import (
	"crypto/x509"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
	"golang.org/x/net/idna"
)

// allow reads addresses with ports that sources may be at, whatever they are.
func (l *loader) allow(n *yaml.Node) []netip.AddrPort {
	var all []netip.AddrPort
	l.list(n, "poll.allow", MaxAllow, func(item *yaml.Node) {
		s, ok := l.text(item, "an allowed address", MaxTextBytes)
		if !ok {
			return
		}
		a, err := netip.ParseAddrPort(strings.TrimSpace(s))
		if err != nil || a.Port() == 0 || a.Addr().Zone() != "" {
			l.fail(item, `write "127.0.0.1:9001" or "[::1]:9001", in quotes; for all private addresses there is private_networks`,
				"%s is not one address with its port", shown(follow(item)))
			return
		}
		all = append(all, netip.AddrPortFrom(a.Addr().Unmap(), a.Port()))
	})
	return all
}

// hosts reads the spacing of single hosts.
func (l *loader) hosts(n *yaml.Node, into map[string]time.Duration) {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		l.fail(n, "write hosts: {reddit.com: 65s}", "poll.hosts wants fields, this is %s", kindOf(n))
		return
	}
	if count := len(n.Content) / 2; count > MaxHosts {
		l.failLimit(n, MaxHosts, "hosts", "poll.hosts has %d hosts", count)
		return
	}
	seen := map[string]place{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := follow(n.Content[i]), n.Content[i+1]
		host := hostName(key.Value)
		other, twice := seen[host]
		switch {
		case key.Kind != yaml.ScalarNode || host == "":
			l.fail(key, "write a host such as reddit.com: it stands for all hosts below it too", "%s is no host", shown(key))
		case twice:
			l.fail(key, "the other is at "+other.seenFrom(l.file), "the host %s is given twice", host)
		case isNull(value):
			l.fail(key, "give one, or remove the line", "%s has no value", quoted(key.Value))
		default:
			seen[host] = l.placeOf(key)
			if d, ok := l.duration(value, "the spacing of "+host, 0); ok {
				into[host] = d
			}
		}
	}
}

// hostName is a host as hosts are compared; empty when it is none.
func hostName(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "."))
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.String()
	}
	ascii, err := idna.Lookup.ToASCII(s)
	if err != nil || s == "" || strings.ContainsAny(s, ":/@ ") {
		return ""
	}
	return ascii
}

// SpacingOf is the least time between two requests to the host of a source, as
// the config says of that host or of the nearest one above it, and of the source;
// the longer counts. It is zero when nothing is said, and it never shortens
// poll.spacing.
func (c *Config) SpacingOf(src *Source) time.Duration {
	u, err := url.Parse(src.URL)
	if err != nil {
		return src.Spacing
	}
	for host := hostName(u.Hostname()); host != ""; _, host, _ = strings.Cut(host, ".") {
		if d, ok := c.Poll.Hosts[host]; ok {
			return max(src.Spacing, d)
		}
	}
	return src.Spacing
}

// caFile reads the certificates of authorities that are trusted beside the
// system's.
func (l *loader) caFile(n *yaml.Node) (path, pem string) {
	path = l.filePath(n, "poll.ca_file")
	if strings.TrimSpace(path) == "" {
		return "", "" // said already
	}
	body, err := readFile(l.path(path), MaxCABytes)
	if err != nil {
		l.fail(n, relativeHint, "the file of poll.ca_file %v", err)
		return "", ""
	}
	if !x509.NewCertPool().AppendCertsFromPEM(body) {
		l.fail(n, `it should hold "-----BEGIN CERTIFICATE-----"`, "the file of poll.ca_file holds no certificate in PEM form")
		return "", ""
	}
	return path, string(body)
}
