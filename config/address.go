package config

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// addressProblem says what is wrong with an address, with a hint. Neither holds
// the address, which may hold a secret.
type addressProblem struct{ msg, hint string }

// checkAddress reads a web address. Its blanks at the ends are trimmed and an
// international host is written in ASCII (RFC 5891 section 4.4); all other bytes
// are left as they are.
func checkAddress(raw string) (string, *addressProblem) {
	s := strings.TrimSpace(raw)
	u, problem := parseAddress(s)
	if problem != nil {
		return "", problem
	}
	host := u.Hostname()
	if isASCII(host) {
		return s, nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return "", &addressProblem{"its host is no name", "write the host as browsers show it"}
	}
	return strings.Replace(s, host, ascii, 1), nil
}

func parseAddress(s string) (*url.URL, *addressProblem) {
	if s == "" {
		return nil, &addressProblem{"it is empty", "write https://host/path"}
	}
	if len(s) > MaxURLBytes {
		return nil, &addressProblem{"it has " + strconv.Itoa(len(s)) + " bytes", "at most " + strconv.Itoa(MaxURLBytes) + " are allowed"}
	}
	u, err := url.Parse(s)
	if err != nil {
		if !strings.Contains(s, "://") {
			return nil, &addressProblem{"it has no scheme", "write https://host/path"}
		}
		var bad *url.Error
		if errors.As(err, &bad) {
			err = bad.Err
		}
		return nil, &addressProblem{withoutQuotes(err.Error()), "write https://host/path"}
	}
	return u, parsedProblem(u)
}

// withoutQuotes drops what an error quotes of an address: it may be a password.
func withoutQuotes(msg string) string {
	if i := strings.IndexByte(msg, '"'); i > 0 {
		return strings.TrimRight(msg[:i], " :")
	}
	return msg
}

// parsedProblem checks the parts of an address.
func parsedProblem(u *url.URL) *addressProblem {
	switch scheme := strings.ToLower(u.Scheme); {
	case scheme == "feed":
		return &addressProblem{"its scheme is feed", "write https:// instead"}
	case scheme == "" || strings.Contains(scheme, ".") || u.Opaque != "" && isPort(u.Opaque[:1], 0): // host:port is read as a scheme
		return &addressProblem{"it has no scheme", "write https://host/path"}
	case scheme != "http" && scheme != "https":
		return &addressProblem{"its scheme is " + u.Scheme, "only http and https are read"}
	case u.User != nil:
		return &addressProblem{"it holds a user name or a password",
			"take it out; for the url of a source write " + strings.TrimPrefix(authHint, "write ")}
	case u.Hostname() == "":
		return &addressProblem{"it has no host", "write https://host/path"}
	}
	if p := u.Port(); p != "" && !isPort(p, 1) {
		return &addressProblem{"its port is no port", "from 1 to 65535"}
	}
	return nil
}

func isPort(s string, low int) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= low && n <= 65535
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// sameAddress is the form in which the addresses of sources are compared (RFC 3986
// section 6.2.2 and 6.2.3): scheme and host in small letters, no default port, no
// fragment.
func sameAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
	if p := u.Port(); p != "" && !(scheme == "http" && p == "80") && !(scheme == "https" && p == "443") {
		host += ":" + p
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	key := scheme + "://" + host + path
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	return key
}

// hostOf is the host of an address in ASCII and small letters; empty when it has
// none.
func hostOf(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		host = u.Hostname()
	}
	return strings.ToLower(host)
}

// bareAddress is an address without what may be a secret: its user and its query.
func bareAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "an address"
	}
	bare := u.Scheme + "://" + u.Host + u.EscapedPath()
	if u.RawQuery != "" {
		bare += "?…"
	}
	return bare
}
