package config

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

const authHint = `write auth: {basic: {user: anna, password: "${PASSWORD}"}}, or auth: {bearer: "${TOKEN}"}`

// auth reads what unlocks a source, as the value of the header Authorization.
func (l *loader) auth(n *yaml.Node) Secret {
	var basic, bearer *yaml.Node
	var value Secret
	if !l.fields(n, "auth", map[string]func(*yaml.Node){
		"basic":  func(n *yaml.Node) { basic = n; value = l.basic(n) },
		"bearer": func(n *yaml.Node) { bearer = n; value = l.bearer(n) },
	}) {
		return Secret{}
	}
	switch {
	case basic != nil && bearer != nil:
		l.fail(bearer, "remove one of them", "auth has both basic and bearer")
	case basic == nil && bearer == nil && len(follow(n).Content) == 0:
		l.fail(n, authHint, "auth has neither basic nor bearer")
	}
	return value
}

// basic reads a user and a password (RFC 7617). A password may be missing: some
// services take a token for the user and nothing for the password.
func (l *loader) basic(n *yaml.Node) Secret {
	var user, password Secret
	var named *yaml.Node
	good := true
	if !l.fields(n, "auth.basic", map[string]func(*yaml.Node){
		"user":     func(n *yaml.Node) { named = n; user, good = l.secret(n, "auth.basic.user", MaxHeaderBytes/4) },
		"password": func(n *yaml.Node) { password, _ = l.secret(n, "auth.basic.password", MaxHeaderBytes/4) },
	}) {
		return Secret{}
	}
	switch {
	case named == nil:
		l.fail(n, authHint, "auth.basic has no user")
	case good && strings.Contains(user.Reveal(), ":"):
		l.fail(named, "what stands behind it is the password", `auth.basic.user holds a ":"`)
	}
	return basicAuth(user.Reveal(), password.Reveal())
}

func basicAuth(user, password string) Secret {
	return NewSecret("Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// bearer reads a token (RFC 6750 section 2.1).
func (l *loader) bearer(n *yaml.Node) Secret {
	token, ok := l.secret(n, "auth.bearer", MaxHeaderBytes)
	if !ok {
		return Secret{}
	}
	if strings.ContainsFunc(token.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }) {
		l.fail(n, `write the token alone, without "Bearer"`, "auth.bearer is no token: it holds a blank or a letter that is not ASCII")
		return Secret{}
	}
	return NewSecret("Bearer " + token.Reveal())
}

// moveUserinfo takes the user and the password out of an address, as the value of
// the header Authorization; zero when it has none.
func moveUserinfo(address string) (bare string, auth Secret) {
	s := strings.TrimSpace(address)
	u, err := url.Parse(s)
	if err != nil || u.User == nil || u.Hostname() == "" {
		return address, Secret{}
	}
	start := strings.Index(s, "://") + len("://")
	end := len(s)
	if i := strings.IndexAny(s[start:], "/?#"); i >= 0 {
		end = start + i
	}
	at := start + strings.LastIndexByte(s[start:end], '@') + 1
	password, _ := u.User.Password()
	return s[:start] + s[at:], basicAuth(u.User.Username(), password)
}

// shownAddress is an address without what variables put into its query, which is
// a token more often than not; empty when they put nothing there. Written is the
// address as it stands in the config.
func shownAddress(written, address string) string {
	bare, query, found := strings.Cut(address, "?")
	if !found || !strings.Contains(written, "${") {
		return ""
	}
	if strings.Count(written, "?") != strings.Count(address, "?") {
		return bare // a variable brought the query along
	}
	_, shown, _ := strings.Cut(strings.TrimSpace(written), "?")
	shown = variables.ReplaceAllStringFunc(shown, func(v string) string {
		if strings.HasPrefix(v, "$$") {
			return v[1:]
		}
		return ""
	})
	if shown == query {
		return ""
	}
	return bare + "?" + shown
}

// variables are the places of variables in a text, and of what stands for the
// two characters themselves.
var variables = regexp.MustCompile(`\$\$\{|\$\{[^}]*\}`)

// Public is the address of a source as it may be shown.
func (s *Source) Public() string {
	if s.Shown != "" {
		return s.Shown
	}
	return s.URL
}

// unlock puts together what unlocks a source, which must be said in one place
// only.
func (l *loader) unlock(src *Source, address, auth *yaml.Node, inAddress Secret) {
	const header = "Authorization"
	_, named := src.Headers[header]
	switch {
	case auth != nil && !inAddress.IsZero():
		l.fail(auth, "remove one of them", "the source has auth, and a user in its url")
	case auth != nil && named:
		l.fail(auth, "remove one of them", "the source has auth, and the header %s", header)
	case !inAddress.IsZero() && named:
		l.fail(address, "remove one of them", "the source has a user in its url, and the header %s", header)
	case !inAddress.IsZero():
		src.Auth = inAddress
	}
}

// userAgent reads what a source calls freshet instead of its own name (RFC 9110
// section 10.1.5).
func (l *loader) userAgent(n *yaml.Node) string {
	s, ok := l.text(n, "user_agent", MaxUserAgent)
	if !ok {
		return ""
	}
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		l.fail(n, `for example "freshet/1 (+https://news.example.org/about)"`, "user_agent is empty, or holds a letter that is not ASCII")
		return ""
	}
	return s
}
