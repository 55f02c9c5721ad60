package config

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// listen reads the address of the public listener.
func (l *loader) listen(n *yaml.Node) string {
	const hint = `write ":8080" or "127.0.0.1:8080", in quotes`
	n = follow(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!int" {
		l.fail(n, hint, "listen is no address: this is %s", kindOf(n))
		return defaultListen
	}
	s, ok := l.text(n, "listen", MaxTextBytes)
	if !ok {
		return defaultListen
	}
	if _, port, err := net.SplitHostPort(s); err != nil || !isPort(port, 0) {
		l.fail(n, hint, "listen is no address: %s", shown(n))
		return defaultListen
	}
	return s
}

// portOf is the port of a checked address.
func portOf(listen string) string {
	_, port, _ := net.SplitHostPort(listen)
	return port
}

// admin reads the address of the admin listener. Whoever reaches it rules
// freshet, so it must not be reachable from outside the machine.
func (l *loader) admin(n *yaml.Node) string {
	const hint = "write unix:freshet.sock, or a loopback address such as 127.0.0.1:8081"
	s, ok := l.text(n, "admin", MaxTextBytes)
	if !ok {
		return defaultAdmin
	}
	if path, isUnix := strings.CutPrefix(s, "unix:"); isUnix {
		if path == "" || len(path) > maxSocketPath {
			l.fail(n, "from 1 to "+strconv.Itoa(maxSocketPath)+" bytes", "admin has a bad path: %s", shown(follow(n)))
		}
		return s
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || !isPort(port, 0) {
		l.fail(n, hint, "admin is no address: %s", shown(follow(n)))
		return defaultAdmin
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		l.fail(n, hint, "admin is open to other machines: %s", shown(follow(n)))
	}
	return s
}

// maxSocketPath is what the system allows for the path of a socket (unix(7)).
const maxSocketPath = 107

// proxies reads the networks of trusted proxies.
func (l *loader) proxies(n *yaml.Node) []netip.Prefix {
	var out []netip.Prefix
	l.list(n, "trusted_proxies", MaxProxies, func(item *yaml.Node) {
		s, ok := l.text(item, "a trusted proxy", MaxTextBytes)
		if !ok {
			return
		}
		prefix, err := parseNetwork(s)
		if err != nil {
			l.fail(item, "write 10.0.0.0/8, ::1/128 or one address", "%s is no network", shown(follow(item)))
			return
		}
		out = append(out, prefix)
	})
	return out
}

// parseNetwork reads a network in CIDR form (RFC 4632 section 3.1), or one
// address.
func parseNetwork(s string) (netip.Prefix, error) {
	if !strings.Contains(s, "/") {
		ip, err := netip.ParseAddr(s)
		if err != nil {
			return netip.Prefix{}, err
		}
		return ip.WithZone("").Prefix(ip.BitLen())
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err
}

// store reads where everything is kept.
func (l *loader) store(n *yaml.Node) Store {
	var s Store
	var path, postgres *yaml.Node
	if n != nil {
		l.fields(n, "store", map[string]func(*yaml.Node){
			"path": func(n *yaml.Node) { path = n; s.Path = l.filePath(n, "store.path") },
			"postgres": func(n *yaml.Node) {
				postgres = n
				s.Postgres, _ = l.secret(n, "store.postgres", MaxURLBytes)
			},
			"journal": func(n *yaml.Node) { s.Journal = l.filePath(n, "store.journal") },
		})
	}
	if path != nil && postgres != nil {
		l.fail(postgres, "remove one of them", "store has both a path and postgres")
	}
	if path == nil && postgres == nil {
		s.Path = defaultPath
	}
	if s.Journal == "" {
		s.Journal = defaultJournal
		if s.Path != "" {
			s.Journal = s.Path + ".clicks"
		}
	}
	return s
}

// filePath reads the name of a file.
func (l *loader) filePath(n *yaml.Node, what string) string {
	s, ok := l.text(n, what, MaxTextBytes)
	if ok && strings.TrimSpace(s) == "" {
		l.fail(n, "name a file", "%s is empty", what)
	}
	return s
}

// keep reads the bounds of what is kept.
func (l *loader) keep(n *yaml.Node, k *Keep) {
	l.fields(n, "keep", map[string]func(*yaml.Node){
		"days": func(n *yaml.Node) {
			if days, ok := l.integer(n, "keep.days", 0, maxDays); ok {
				k.For = time.Duration(days) * day
			}
		},
		"bytes": func(n *yaml.Node) {
			if v, ok := l.size(n, "keep.bytes"); ok {
				k.Bytes = v
			}
		},
	})
}

// windows are the half-lives that the ranking knows, by name.
var windows = []string{"hour", "day", "week"}

// rank reads how the trending view is computed.
func (l *loader) rank(n *yaml.Node, r *Rank) {
	l.fields(n, "rank", map[string]func(*yaml.Node){
		"window": func(n *yaml.Node) {
			if w := l.choice(n, "rank.window", windows); w != "" {
				r.Window = w
			}
		},
		"scale": func(n *yaml.Node) {
			if v, ok := l.number(n, "rank.scale", 1, maxScale); ok {
				r.Scale = v
			}
		},
	})
}

// contact reads the address in the User-Agent, by which those who are polled
// reach the operator.
func (l *loader) contact(n *yaml.Node) string {
	s, ok := l.text(n, "poll.contact", MaxTextBytes)
	if !ok {
		return ""
	}
	if to, isMail := strings.CutPrefix(s, "mailto:"); isMail && strings.Contains(to, "@") {
		return s
	}
	if _, err := url.Parse(s); err == nil {
		if s, problem := checkAddress(s); problem == nil {
			return s
		}
	}
	l.fail(n, "write https://host/path or mailto:name@host", "poll.contact is no address: %s", shown(follow(n)))
	return ""
}
