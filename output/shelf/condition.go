package shelf

import (
	"net/http"
	"strings"
)

// gzipSuffix tells the tag of the compressed bytes from that of the plain ones:
// a strong tag names exact bytes (RFC 9110 section 8.8.3.3).
const gzipSuffix = "-gzip"

// fresh tells whether the client has the document already, and the tag of the
// form that it has. If-None-Match wins over If-Modified-Since, which is not even
// looked at beside it (RFC 9110 section 13.2.2).
func (d *Document) fresh(r *http.Request, etag []string) ([]string, bool) {
	if tags := r.Header["If-None-Match"]; len(tags) > 0 {
		return d.match(tags, etag)
	}
	since := r.Header.Get("If-Modified-Since")
	if since == "" || d.modified.IsZero() {
		return nil, false
	}
	t, err := http.ParseTime(since)
	return etag, err == nil && !d.modified.After(t)
}

// match compares weakly with each tag of a list. It forgives what proxies and
// readers do to tags: a weak prefix, lost quotes, a suffix for the coding. The
// answer carries the tag of what the client has, so that it freshens that.
func (d *Document) match(headers, etag []string) ([]string, bool) {
	for _, list := range headers {
		for list != "" {
			var tag string
			tag, list, _ = strings.Cut(list, ",")
			tag = strings.TrimSpace(tag)
			if tag == "*" {
				return etag, true
			}
			tag, zipped := bare(tag)
			if tag != d.tag {
				continue
			}
			if zipped && d.zipped != nil {
				return d.zipped.etag, true
			}
			return d.plain.etag, true
		}
	}
	return nil, false
}

// bare is a tag without its wrapping, and whether it names the compressed form.
func bare(tag string) (string, bool) {
	if len(tag) > 2 && (tag[0] == 'W' || tag[0] == 'w') && tag[1] == '/' {
		tag = tag[2:]
	}
	tag = strings.Trim(tag, `"`)
	for _, suffix := range [...]string{gzipSuffix, ";gzip"} {
		if t, found := strings.CutSuffix(tag, suffix); found {
			return t, true
		}
	}
	return tag, false
}

// AcceptsGzip tells whether the values of Accept-Encoding ask for gzip: it must
// not be refused, and the plain form must not be liked better (RFC 9110 section
// 12.5.3).
func AcceptsGzip(headers []string) bool {
	if len(headers) == 1 && (headers[0] == "gzip" || strings.HasPrefix(headers[0], "gzip, ")) && !strings.Contains(headers[0], "q=") {
		return true // what nearly all clients send
	}
	gzip, any, plain := -1.0, -1.0, -1.0
	for _, list := range headers {
		for list != "" {
			var item string
			item, list, _ = strings.Cut(list, ",")
			name, q := quality(item)
			switch {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				gzip = q
			case name == "*":
				any = q
			case strings.EqualFold(name, "identity"):
				plain = q
			}
		}
	}
	if gzip < 0 {
		gzip = any
	}
	return gzip > 0 && gzip >= plain
}

// quality is a coding's name and its weight, 1 when none is given. A weight that
// cannot be read refuses, as 0 does.
func quality(item string) (string, float64) {
	name, params, found := strings.Cut(item, ";")
	name = strings.TrimSpace(name)
	if !found {
		return name, 1
	}
	key, value, _ := strings.Cut(strings.TrimSpace(params), "=")
	if !strings.EqualFold(strings.TrimSpace(key), "q") {
		return name, 1
	}
	return name, weight(strings.TrimSpace(value))
}

// weight reads a qvalue: 0 or 1 with at most three digits after the point.
func weight(s string) float64 {
	if len(s) == 0 || len(s) > 5 || s[0] != '0' && s[0] != '1' || len(s) > 1 && s[1] != '.' {
		return 0
	}
	q, unit := float64(s[0]-'0'), 1.0
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		unit /= 10
		q += float64(s[i]-'0') * unit
	}
	return min(q, 1)
}
