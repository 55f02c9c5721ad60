package fetch

import (
	"net/url"
	"strings"
)

// parseAddress reads the address of a source. The userinfo is taken out: it is
// sent as a header, and shown nowhere. Errors do not repeat the address.
func parseAddress(raw string) (*url.URL, *url.Userinfo, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// The parser's error repeats what it could not read.
		return nil, nil, fail(ClassRequest, "the address cannot be read", nil)
	}
	if !fetchable(u) {
		return nil, nil, fail(ClassRequest, "the address is not one of http or https with a host", nil)
	}
	user := u.User
	tidy(u)
	return u, user, nil
}

func fetchable(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.Opaque == ""
}

// tidy makes an address what is sent: no userinfo, no fragment, and in the query
// nothing that a request line cannot hold. All other bytes stay as they are.
func tidy(u *url.URL) {
	u.User = nil
	u.Fragment, u.RawFragment = "", ""
	u.RawQuery = sendable(u.RawQuery)
}

// sendable percent-encodes spaces and bytes beyond ASCII; the URL parser lets
// them through in a query.
func sendable(query string) string {
	const hex = "0123456789ABCDEF"
	clean := func(r rune) bool { return r > ' ' && r < 0x7f }
	if strings.IndexFunc(query, func(r rune) bool { return !clean(r) }) < 0 {
		return query
	}
	var b strings.Builder
	for _, c := range []byte(query) {
		if clean(rune(c)) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// webOrigin is the scheme, host and port of an address, by which secrets are kept
// apart (RFC 6454 section 4).
type webOrigin struct{ scheme, host, port string }

func originOf(u *url.URL) webOrigin {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return webOrigin{u.Scheme, strings.ToLower(u.Hostname()), port}
}

// SameOrigin tells whether two addresses share scheme, host and port, so that
// what is secret to one may be sent to the other.
func SameOrigin(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	return errX == nil && errY == nil && originOf(x) == originOf(y)
}

// shown is what may be shown of an address: its query and userinfo may be
// secret.
func shown(u *url.URL) string {
	if u == nil {
		return "the address"
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}
