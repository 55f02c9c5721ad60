package clean

import (
	"net/url"
	"slices"
	"strings"

	"freshet/storage"
)

// Link is ref as an absolute http or https address, read against base; empty when
// it is none, or longer than storage.MaxURLBytes. An address that is absolute stays
// as it was published, but for characters that no address may hold, which are
// escaped.
func Link(ref, base string) string { return address(ref, base, "http", "https") }

// address is Link for some schemes.
func address(ref, base string, schemes ...string) string {
	ref = legal(ref)
	if ref == "" || len(ref) > storage.MaxURLBytes {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		b := parsed(legal(base))
		if b == nil || b.Opaque != "" {
			return ""
		}
		u = b.ResolveReference(u)
		ref = u.String()
	}
	scheme := strings.ToLower(u.Scheme)
	if !slices.Contains(schemes, scheme) || len(ref) > storage.MaxURLBytes {
		return ""
	}
	if strings.HasPrefix(scheme, "http") && (u.Hostname() == "" || strings.ContainsAny(u.Hostname(), "%,;!*'()$&+= ")) {
		return ""
	}
	return ref
}

// legal drops what browsers drop from an address (blanks around it, line ends and
// tabs inside: WHATWG URL, basic URL parser) and escapes what may not stand in one:
// blanks, quotes, controls, a percent sign that escapes nothing. Letters of any
// script stay.
func legal(s string) string {
	s = strings.TrimFunc(characters(s), func(r rune) bool { return r <= ' ' || r == 0xA0 || r == 0x3000 })
	if strings.IndexFunc(s, illegal) < 0 && !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r == '%' && !escapes(s[i:]):
			b.WriteString("%25")
		case illegal(r):
			escape(&b, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func illegal(r rune) bool {
	return r <= ' ' || r == 0x7F || strings.ContainsRune("\"<>\\^`{|}", r) || r >= 0x80 && r <= 0xA0
}

const upperhex = "0123456789ABCDEF"

func escape(b *strings.Builder, r rune) {
	for _, c := range []byte(string(r)) {
		b.WriteByte('%')
		b.WriteByte(upperhex[c>>4])
		b.WriteByte(upperhex[c&15])
	}
}

// escapes reports whether s begins with a percent sign and two hexadecimal digits.
func escapes(s string) bool { return len(s) >= 3 && hex(s[1]) && hex(s[2]) }

func hex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
