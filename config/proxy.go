package config

import (
	"net/url"
	"strings"

	"go.yaml.in/yaml/v4"
)

// direct stands in a source for: by no proxy, whatever poll.proxy says.
const direct = "direct"

const proxyHint = "write http://proxy.example:3128, or with https, socks5 or socks5h"

// proxySchemes are those that sources can be fetched by. With socks5 freshet
// resolves names, with the others the proxy does.
var proxySchemes = map[string]bool{"http": true, "https": true, "socks5": true, "socks5h": true}

// proxy reads the address of a proxy, which may hold a user and a password.
func (l *loader) proxy(n *yaml.Node, what, hint string) Secret {
	s, ok := l.secret(n, what, MaxURLBytes)
	if !ok {
		return Secret{}
	}
	u, err := url.Parse(s.Reveal())
	problem := ""
	switch {
	case err != nil || u.Opaque != "" || u.Scheme == "":
		problem = "it cannot be read"
	case !proxySchemes[u.Scheme]:
		problem = "its scheme is " + u.Scheme
	case u.Hostname() == "":
		problem = "it has no host"
	case u.Port() != "" && !isPort(u.Port(), 1):
		problem = "its port is no port"
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		problem = "it has more than a host and a port"
	default:
		u.Path = ""
		return NewSecret(u.String())
	}
	l.fail(n, hint, "%s is no address of a proxy: %s", what, problem)
	return Secret{}
}

// sourceProxy reads the proxy of one source.
func (l *loader) sourceProxy(n *yaml.Node) Secret {
	if follow(n).Value == direct {
		return NewSecret(direct)
	}
	return l.proxy(n, "proxy", proxyHint+"; "+direct+" for none")
}

// noProxy reads the targets that are fetched without a proxy. When the config
// does not name them the variable NO_PROXY does.
func (l *loader) noProxy(n *yaml.Node) string {
	if n == nil {
		return l.environment("NO_PROXY", "no_proxy")
	}
	var targets []string
	l.list(n, "poll.no_proxy", MaxProxies, func(item *yaml.Node) {
		s, ok := l.text(item, "a target without proxy", MaxTextBytes)
		if !ok {
			return
		}
		if s = strings.TrimSpace(s); s == "" || strings.ContainsAny(s, ", @") || strings.Contains(s, "://") {
			l.fail(item, `write a host, an address, or a network such as 10.0.0.0/8; "*" for all`, "%s is no target", shown(follow(item)))
			return
		}
		targets = append(targets, s)
	})
	return strings.Join(targets, ",")
}

// environment is the first variable that is set and not empty.
func (l *loader) environment(names ...string) string {
	for _, name := range names {
		if l.getenv == nil {
			break
		}
		if value, ok := l.getenv(name); ok && value != "" {
			return value
		}
	}
	return ""
}

// ProxyOf is the proxy that a source is fetched by; nil for none.
func (c *Config) ProxyOf(src *Source) *url.URL {
	address := src.Proxy
	if address.IsZero() {
		address = c.Poll.Proxy
	}
	if address.IsZero() || address.Reveal() == direct {
		return nil
	}
	u, err := url.Parse(address.Reveal())
	if err != nil {
		return nil // it was read when the config was checked
	}
	return u
}
