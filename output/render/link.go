package render

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// Link is an absolute web address in the characters that RFC 3986 allows, or
// empty when s is none.
func Link(s string) string {
	s = unbroken.Replace(strings.TrimSpace(scrub(s)))
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if plainURL(s) {
		return s
	}
	if host, err := idna.Lookup.ToASCII(u.Host); err == nil {
		u.Host = host
	}
	return quote(u.String())
}

// unbroken drops what browsers drop from the middle of a link (WHATWG URL
// section 4.4).
var unbroken = strings.NewReplacer("\n", "", "\t", "")

// Public is a link without what may unlock it, which is nobody's business: user
// and password are dropped, and of the parameters of its query those that are
// named like secrets have "..." for a value.
func Public(s string) string {
	s = Link(s)
	u, err := url.Parse(s)
	if err != nil || u.User == nil && u.RawQuery == "" {
		return s
	}
	query := hidden(u.RawQuery)
	if u.User == nil && query == u.RawQuery {
		return s
	}
	u.User, u.RawQuery = nil, query
	return u.String()
}

// hidden is a query without the values of secrets; all else stays byte for byte.
func hidden(query string) string {
	fields := strings.Split(query, "&")
	for i, field := range fields {
		name, value, found := strings.Cut(field, "=")
		if found && value != "" && secretName(name) {
			fields[i] = name + "=..."
		}
	}
	return strings.Join(fields, "&")
}

// secretName tells whether a parameter is named like one that holds a secret: a
// feed's address is often all that guards it.
func secretName(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	for _, part := range []string{"token", "secret", "passw", "credential", "signature", "jwt", "session"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	switch name {
	case "pass", "pwd", "pw", "auth", "sig", "sid":
		return true
	}
	return strings.HasSuffix(name, "key")
}

// plainURL tells whether every byte may stand in a URI as it is.
func plainURL(s string) bool {
	for i := range len(s) {
		if !uriByte(s[i]) {
			return false
		}
	}
	return true
}

func uriByte(c byte) bool {
	return c > 0x20 && c < 0x7F && !strings.ContainsRune("<>\"{}|\\^`", rune(c))
}

// quote writes what may not stand in a URI as percent-encoded bytes.
func quote(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; uriByte(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// iri is an absolute IRI (RFC 4287 section 4.2.6), or fallback when s is none.
func iri(s, fallback string) string {
	s = strings.TrimSpace(scrub(s))
	if u, err := url.Parse(s); err != nil || u.Scheme == "" {
		return fallback
	}
	return quote(s)
}

// address is an e-mail address as Atom's schema has it, or empty.
func address(s string) string {
	if s = line(s); emailShape.MatchString(s) {
		return s
	}
	return ""
}

var emailShape = regexp.MustCompile(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// language is a tag in the shape of BCP 47, or empty.
func language(s string) string {
	s = strings.ReplaceAll(line(s), "_", "-")
	if languageShape.MatchString(s) {
		return s
	}
	return ""
}

var languageShape = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// mediaType is a type/subtype in the shape of RFC 6838, or the one that says
// nothing.
func mediaType(s string) string {
	s, _, _ = strings.Cut(line(s), ";")
	if s = strings.ToLower(strings.TrimSpace(s)); mediaShape.MatchString(s) {
		return s
	}
	return "application/octet-stream"
}

var mediaShape = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$`)
