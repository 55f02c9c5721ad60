package clean

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// Canonical is a link without what does not say which page it is: the scheme, the
// names that servers give to the same site (www., m., amp.), default ports, the
// place inside the page, parameters of trackers and their order, the ends of AMP
// pages, a slash at the end. It is for comparing only. Empty when the link is
// none.
func Canonical(link string) string {
	u := parsed(link)
	if u == nil || u.Host == "" {
		return ""
	}
	host := canonicalHost(u)
	if host == "" {
		return ""
	}
	out := "https://" + host + canonicalPath(u.EscapedPath())
	if q := canonicalQuery(u.RawQuery); q != "" {
		out += "?" + q
	}
	if strings.HasPrefix(u.Fragment, "!") { // a page of its own, by its script's convention
		out += "#" + u.EscapedFragment()
	}
	return out
}

// canonicalHost is the host in lower case ASCII, without what servers put before
// the name of a site.
func canonicalHost(u *url.URL) string {
	host := strings.TrimRight(strings.ToLower(u.Hostname()), ".")
	if !plainHost(host) {
		if ascii, err := idna.Lookup.ToASCII(host); err == nil {
			host = ascii
		}
		if _, err := netip.ParseAddr(host); err == nil {
			return bracketed(host) + port(u)
		}
	}
	for {
		label, rest, ok := strings.Cut(host, ".")
		if !ok || !strings.Contains(rest, ".") || !slices.Contains([]string{"www", "m", "mobile", "amp"}, label) {
			break
		}
		host = rest
	}
	return host + port(u)
}

// plainHost reports whether a host in lower case is a name that stays as it is: of
// letters and digits of ASCII, without an encoded label, and no IP address. It may
// say no of others.
func plainHost(host string) bool {
	for i := range len(host) {
		if c := host[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.') {
			return false
		}
	}
	return host != "" && letter(host[len(host)-1])
}

// bracketed is an IP address as it stands in a link (RFC 3986 section 3.2.2).
func bracketed(ip string) string {
	if strings.Contains(ip, ":") {
		return "[" + ip + "]"
	}
	return ip
}

// port is the port of a link with its colon, unless it is a default one.
func port(u *url.URL) string {
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		return ":" + p
	}
	return ""
}

// canonicalPath is a path with its escapes in one form, without AMP's ends and the
// slash at the end.
func canonicalPath(path string) string {
	path = "/" + strings.Trim(escaped(path), "/")
	for {
		short := strings.TrimSuffix(strings.TrimSuffix(path, "/amp"), ".amp")
		if page, ok := strings.CutSuffix(short, ".amp.html"); ok {
			short = page + ".html"
		}
		short = strings.TrimRight(short, "/")
		if short == path {
			break
		}
		path = short
	}
	if path == "" {
		return "/"
	}
	return path
}

// escaped is a path whose escapes are upper case and stand only where they must
// (RFC 3986 section 6.2.2).
func escaped(path string) string {
	if !strings.Contains(path, "%") {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c != '%' || !escapes(path[i:]) {
			b.WriteByte(c)
			continue
		}
		v := unhex(path[i+1])<<4 | unhex(path[i+2])
		i += 2
		if unreserved(v) {
			b.WriteByte(v)
			continue
		}
		b.Write([]byte{'%', upperhex[v>>4], upperhex[v&15]})
	}
	return b.String()
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// canonicalQuery is a query without trackers' parameters, in order.
func canonicalQuery(query string) string {
	if query == "" {
		return ""
	}
	params := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		name, value, _ := strings.Cut(p, "=")
		return p == "" || tracks(strings.ToLower(name), strings.ToLower(value))
	})
	for i, p := range params {
		params[i] = escaped(p)
	}
	slices.Sort(params)
	return strings.Join(params, "&")
}

// trackers are parameters that say where a reader came from, and not which page it
// is.
var trackers = map[string]bool{
	"fbclid": true, "gclid": true, "dclid": true, "gbraid": true, "wbraid": true, "gclsrc": true,
	"msclkid": true, "yclid": true, "twclid": true, "ttclid": true, "igshid": true, "igsh": true, "li_fat_id": true,
	"mc_cid": true, "mc_eid": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true, "vero_id": true,
	"spm": true, "scm": true, "from": true, "ref": true, "ref_src": true, "ref_url": true, "referrer": true, "amp": true,
	"xtor": true, "cmpid": true, "ncid": true, "wt_mc": true, "wt.mc_id": true, "at_medium": true, "at_campaign": true,
	"_ga": true, "_gl": true, "ito": true, "icid": true, "smid": true, "sr_share": true, "share_token": true,
}

// fromFeed are the values of "source" and the like that say "from a feed".
var fromFeed = map[string]bool{"rss": true, "feed": true, "atom": true}

func tracks(name, value string) bool {
	switch {
	case trackers[name], strings.HasPrefix(name, "utm_"), strings.HasPrefix(name, "pk_"), strings.HasPrefix(name, "mtm_"):
		return true
	case name == "source" || name == "src" || name == "cmp" || name == "rss" || name == "feed":
		return fromFeed[value]
	case name == "outputtype":
		return value == "amp"
	}
	return false
}
