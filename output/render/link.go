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

// withoutUser is a link without a name and password, which are nobody's
// business.
func withoutUser(s string) string {
	s = Link(s)
	if u, err := url.Parse(s); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	}
	return s
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
