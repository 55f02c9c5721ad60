package fetch

import (
	"net/url"
	"strings"
)

// Limits of Link headers. What is beyond them is not read: a feed may say the
// same in its body.
const (
	MaxLinks     = 32
	maxLinkBytes = 16 << 10
)

// Link is one relation of a Link header (RFC 8288 section 3).
type Link struct {
	URL  string // absolute, http or https
	Rel  string // one relation, in small letters
	Type string // of what it leads to; empty when not told
}

// links reads Link headers. A link of several relations becomes several. Those
// of another context than the answer itself are left out, as are those that lead
// nowhere we could go.
func links(lines []string, base *url.URL) []Link {
	var found []Link
	left := maxLinkBytes
	for _, line := range lines {
		if left -= len(line); left < 0 {
			return found
		}
		for line != "" && len(found) < MaxLinks {
			var target string
			var params map[string]string
			if target, params, line = cutLink(line); params == nil {
				continue
			}
			found = appendLinks(found, target, params, base)
		}
	}
	return found
}

func appendLinks(found []Link, target string, params map[string]string, base *url.URL) []Link {
	ref, err := url.Parse(target)
	if err != nil {
		return found
	}
	u := base.ResolveReference(ref)
	if !fetchable(u) || u.User != nil || !ofAnswer(params, base) {
		return found
	}
	tidy(u)
	for rel := range strings.FieldsSeq(strings.ToLower(params["rel"])) {
		if len(found) < MaxLinks {
			found = append(found, Link{URL: u.String(), Rel: rel, Type: strings.ToLower(params["type"])})
		}
	}
	return found
}

// ofAnswer tells whether a link's context is the answer: it has no anchor, or one
// that is the address of the answer (section 3.2).
func ofAnswer(params map[string]string, base *url.URL) bool {
	anchor, ok := params["anchor"]
	if !ok {
		return true
	}
	ref, err := url.Parse(anchor)
	if err != nil {
		return false
	}
	return base.ResolveReference(ref).String() == base.String()
}

// cutLink cuts a link off a line: its target, its parameters, and what follows
// its comma. The parameters are nil when it is none. Of a parameter that is there
// twice the first counts (section 3.3, 3.4.1).
func cutLink(line string) (target string, params map[string]string, rest string) {
	line = strings.TrimLeft(line, " \t,")
	if !strings.HasPrefix(line, "<") {
		_, rest = cutUnquoted(line, ',')
		return "", nil, rest
	}
	target, line, found := strings.Cut(line[1:], ">")
	if !found {
		return "", nil, ""
	}
	part, rest := cutUnquoted(line, ',')
	params = map[string]string{}
	for part != "" {
		var param string
		param, part = cutUnquoted(part, ';')
		name, value, _ := strings.Cut(param, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := params[name]; name != "" && !twice {
			params[name] = unquoted(strings.TrimSpace(value))
		}
	}
	return strings.TrimSpace(target), params, rest
}

// unquoted is the value of a token or of a quoted string (RFC 9110 section 5.6.4).
func unquoted(s string) string {
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	s = strings.TrimSuffix(s[1:], `"`)
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
