package clean

import (
	"net/url"
	"strings"

	"freshet/storage"
)

// Link is ref as an absolute http or https address, read against base; empty when
// it is none, or longer than storage.MaxURLBytes. An address that is absolute stays
// as it was published, but for characters that no address may hold, which are
// escaped.
func Link(ref, to string) string { return (&baseURL{s: to}).address(ref, web) }

// baseURL is what relative addresses are read against.
type baseURL struct {
	s    string
	read bool // url is what s says
	url  *url.URL
}

func (b *baseURL) parsed() *url.URL {
	if !b.read {
		b.read = true
		if b.url = parsed(legal(b.s)); b.url != nil && b.url.Opaque != "" {
			b.url = nil
		}
	}
	return b.url
}

// Schemes that an address may have.
func web(scheme string) bool { return scheme == "http" || scheme == "https" }

func linked(scheme string) bool {
	switch scheme {
	case "mailto", "tel", "xmpp", "magnet", "geo", "ftp":
		return true
	}
	return web(scheme)
}

func downloaded(scheme string) bool { return web(scheme) || scheme == "ftp" || scheme == "magnet" }

// address is Link for some schemes.
func (b *baseURL) address(ref string, may func(scheme string) bool) string {
	if plainWeb(ref) {
		return ref
	}
	ref = legal(ref)
	if ref == "" || len(ref) > storage.MaxURLBytes {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		to := b.parsed()
		if to == nil {
			return ""
		}
		u = to.ResolveReference(u)
		ref = u.String()
	}
	scheme := strings.ToLower(u.Scheme)
	if !may(scheme) || len(ref) > storage.MaxURLBytes {
		return ""
	}
	if web(scheme) && (u.Hostname() == "" || strings.ContainsAny(u.Hostname(), "%,;!*'()$&+= ")) {
		return ""
	}
	return ref
}

// plainWeb reports whether an address is absolute and stays as it is: most are, and
// need not be taken apart. It may say no of others.
func plainWeb(ref string) bool {
	rest, ok := strings.CutPrefix(ref, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(ref, "http://"); !ok {
			return false
		}
	}
	n := 0
	for n < len(rest) && (letter(rest[n]) || rest[n] >= '0' && rest[n] <= '9' || rest[n] == '.' || rest[n] == '-') {
		n++
	}
	if n == 0 || len(ref) > storage.MaxURLBytes || n < len(rest) && rest[n] != '/' && rest[n] != '?' {
		return false
	}
	for ; n < len(rest); n++ {
		if c := rest[n]; c >= 0x7F || !legalByte[c] || c == '%' && !escapes(rest[n:]) {
			return false
		}
	}
	return true
}

// legalByte are the ASCII characters that may stand in an address.
var legalByte = func() (t [128]bool) {
	for c := range t {
		t[c] = !illegal(rune(c))
	}
	return t
}()

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
