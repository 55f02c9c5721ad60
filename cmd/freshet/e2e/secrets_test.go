package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	scripted "freshet/aggregator/origin"
)

// secret is a part of all secrets of these tests.
const secret = "c4n4ry"

// secretsConfig has a secret of every kind, with sources that work and sources
// that fail in all ways.
const secretsConfig = `
base_url: %BASE%
listen: "%LISTEN%"
admin: "%ADMIN%"
store: {path: "%STORE%"}
poll: {every: 200ms, min: 1ms, spacing: 0, private_networks: true, no_proxy: [127.0.0.1], proxy: "http://proxy:${S}common@PROXY"}
sources:
  - {name: userinfo, url: "http://anna:${S}userinfo@ORIGIN/userinfo"}
  - {name: basic, url: "http://ORIGIN/basic", auth: {basic: {user: anna, password: file:password}}}
  - {name: bearer, url: "http://ORIGIN/bearer", auth: {bearer: "${S}bearer"}}
  - {name: header, url: "http://ORIGIN/header", headers: {X-Key: "${S}header", Cookie: "id=${S}cookie"}}
  - {name: query, url: "http://ORIGIN/query?token=${S}query&page=1"}
  - {name: proxied, url: "http://proxied.example/feed?token=${S}query", proxy: "http://own:${S}own@PROXY"}
  - {name: common, url: "http://common.example/feed"}
  - {name: moved, url: "http://me:${S}userinfo@ORIGIN/moved?token=${S}query"}
  - {name: unauthorized, url: "http://me:${S}userinfo@ORIGIN/401?token=${S}query", headers: {X-Key: "${S}header"}}
  - {name: loop, url: "http://ORIGIN/loop?token=${S}query", auth: {bearer: "${S}bearer"}}
  - {name: cut, url: "http://ORIGIN/cut?token=${S}query", auth: {bearer: "${S}bearer"}}
  - {name: page, url: "http://ORIGIN/page?token=${S}query", auth: {bearer: "${S}bearer"}}
  - {name: noise, url: "http://ORIGIN/noise?token=${S}query", auth: {bearer: "${S}bearer"}}
  - {name: refused, url: "http://CLOSED/feed?token=${S}query", auth: {bearer: "${S}bearer"}}
  - {name: no-tls, url: "https://ORIGIN/feed?token=${S}query", auth: {bearer: "${S}bearer"}}
  - {name: no-proxy, url: "http://a.example/feed?token=${S}query", proxy: "http://own:${S}own@CLOSED"}
  - {name: no-socks, url: "http://b.example/feed?token=${S}query", proxy: "socks5h://own:${S}own@CLOSED"}
  - {name: refusing, url: "http://refused.example/feed?token=${S}query", proxy: "http://own:${S}own@PROXY"}
feeds: [{name: all}]
`

// good are the sources of secretsConfig that work.
var good = []string{"userinfo", "basic", "bearer", "header", "query", "proxied", "common", "moved"}

func oneItem(name string) string {
	return rssOf(name, "http://site.example", []entry{{guid: name, link: "http://site.example/" + name, title: "Item of " + name, body: name}})
}

// secretsOrigin answers the sources of secretsConfig; it is their proxy as well.
func secretsOrigin(t *testing.T) *scripted.Origin {
	o, err := scripted.Listen(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	for _, name := range []string{"userinfo", "basic", "bearer", "header", "query"} {
		o.Handle("/"+name, scripted.Honest(func(int) scripted.Document {
			return scripted.Document{Body: oneItem(name), ETag: `"` + name + `"`}
		}))
	}
	o.Handle("proxied.example/feed", scripted.Always(scripted.Reply(200, oneItem("proxied"))))
	o.Handle("common.example/feed", scripted.Always(scripted.Reply(200, oneItem("common"))))
	o.Handle("refused.example/feed", scripted.Always(scripted.Reply(407, "")))
	to := func(path string) scripted.Script {
		return func(_ int, r *scripted.Request) scripted.Answer {
			_, query, _ := strings.Cut(r.Target, "?")
			return scripted.Reply(301, "", "Location", path+"?"+query)
		}
	}
	o.Handle("/moved", to("/moved-to"))
	o.Handle("/moved-to", scripted.Always(scripted.Reply(200, oneItem("moved"))))
	o.Handle("/loop", to("/loop-2"))
	o.Handle("/loop-2", to("/loop"))
	o.Handle("/401", scripted.Always(scripted.Reply(401, "", "WWW-Authenticate", "Bearer")))
	o.Handle("/cut", scripted.Always(scripted.Answer{scripted.Raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>"), scripted.Hangup()}))
	o.Handle("/page", scripted.Always(scripted.Reply(200, "<!DOCTYPE html><title>Log in</title>", "Content-Type", "text/html")))
	o.Handle("/noise", scripted.Always(scripted.Answer{scripted.Raw("220 ready\r\n\r\n"), scripted.Hangup()}))
	return o
}

// secretsSite is a site with that config, and its origin.
func secretsSite(t *testing.T) (*site, *scripted.Origin) {
	t.Setenv("S", secret)
	o := secretsOrigin(t)
	s := newSite(t, strings.NewReplacer("ORIGIN", o.Address(), "PROXY", o.Address(), "CLOSED", freeAddress(t)).Replace(secretsConfig))
	setPassword(t, s, secret+"basic")
	return s, o
}

func setPassword(t *testing.T, s *site, password string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, "password"), []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// debug has the daemon log all that it can.
var debug = []string{"sh", "-c", `exec "$@" --log-level debug`, "sh"}

// asked waits until sources have been polled, the good ones with success.
func (s *site) asked(t *testing.T) {
	t.Helper()
	eventually(t, "all sources asked", func() error {
		st, err := s.status(t)
		if err != nil {
			return err
		}
		for _, src := range st.Sources {
			if src.LastPoll == nil {
				return fmt.Errorf("%s was not asked", src.Name)
			}
		}
		for _, name := range good {
			for _, src := range st.Sources {
				if src.Name == name && src.LastSuccess == nil {
					t.Fatalf("%s: %s", name, src.Error)
				}
			}
		}
		return nil
	})
}

func basicOf(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// shows fails when a text holds a secret, as it is or as a header has it.
func shows(t *testing.T, what, text string) {
	t.Helper()
	for _, bad := range []string{secret, basicOf("anna", secret+"basic")[6:], basicOf("anna", secret+"userinfo")[6:],
		basicOf("me", secret+"userinfo")[6:], basicOf("own", secret+"own")[6:], basicOf("proxy", secret+"common")[6:]} {
		if i := strings.Index(text, bad); i >= 0 {
			t.Errorf("%s shows a secret: …%s…", what, text[max(0, i-150):min(len(text), i+80)])
		}
	}
}

// What is secret reaches whom it is meant for, and is in nothing that freshet
// writes.
func TestA5_10_SecretsAreShownNowhere(t *testing.T) {
	s, o := secretsSite(t)
	p := s.start(t, debug...)
	s.asked(t)
	pages := []string{"/", "/about", "/sources", "/sources.opml", "/feeds.opml", "/feeds/all", "/feeds/all.rss", "/feeds/all.atom",
		"/feeds/all.json", "/feeds/all/hot.json", "/feeds/all/trending.rss"}
	eventually(t, "the items", func() error {
		body, err := fetch(s.base + "/feeds/all.rss")
		if err == nil && strings.Count(string(body), "<item>") != len(good) {
			err = fmt.Errorf("not all: %s", body)
		}
		return err
	})
	for _, page := range pages {
		body, err := fetch(s.base + page)
		if err != nil {
			t.Fatal(err)
		}
		shows(t, page, string(body))
	}
	for _, question := range []string{"/metrics", "/-/status", "/-/export"} {
		body, err := s.ask(t, "GET", question)
		if err != nil {
			t.Fatal(err)
		}
		shows(t, question, string(body))
	}
	for _, args := range [][]string{{"status"}, {"status", "--why", "query"}, {"status", "--why", "moved"}, {"export"}, {"export", "--stories"}, {"check"}, {"check", "--poll"}} {
		cmd := exec.Command(program, append(args, "-c", s.config)...)
		out, _ := cmd.CombinedOutput() // check --poll fails, as sources do
		if len(out) == 0 {
			t.Errorf("%q says nothing", args)
		}
		shows(t, strings.Join(args, " "), string(out))
	}
	reachesItsOrigin(t, o)

	// A reload that fails, one that changes every secret, and the end.
	text, err := os.ReadFile(s.config)
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, string(text)+"\nwrong: ${S}wrong\n")
	p.hup(t, "reload refused")
	s.write(t, strings.ReplaceAll(string(text), "${S}", "${S}new"))
	p.hup(t, `"reloaded"`)
	p.stop(t)
	shows(t, "the log", p.log.String())
	if !strings.Contains(p.log.String(), `"level":"DEBUG"`) {
		t.Error("the log is not the whole one")
	}
}

// reachesItsOrigin expects each secret where it belongs, and in no name that
// freshet gives itself.
func reachesItsOrigin(t *testing.T, o *scripted.Origin) {
	t.Helper()
	got := map[string]scripted.Request{}
	for _, r := range o.Requests() {
		if r.Method == "" {
			continue // TLS where there is none
		}
		got[r.Path] = r
		if r.Host == "proxied.example" || r.Host == "common.example" {
			got[r.Host] = r
		}
		if agent := r.Header.Get("User-Agent"); strings.Contains(agent, secret) || strings.Contains(agent, "@") || !strings.HasPrefix(agent, "freshet/") {
			t.Errorf("User-Agent %q", agent)
		}
	}
	for _, want := range []struct{ at, header, value string }{
		{"/userinfo", "Authorization", basicOf("anna", secret+"userinfo")},
		{"/basic", "Authorization", basicOf("anna", secret+"basic")},
		{"/bearer", "Authorization", "Bearer " + secret + "bearer"},
		{"/header", "X-Key", secret + "header"},
		{"/header", "Cookie", "id=" + secret + "cookie"},
		{"proxied.example", "Proxy-Authorization", basicOf("own", secret+"own")},
		{"common.example", "Proxy-Authorization", basicOf("proxy", secret+"common")},
	} {
		if value := got[want.at].Header.Get(want.header); value != want.value {
			t.Errorf("%s was sent %s %q, want %q", want.at, want.header, value, want.value)
		}
	}
	if target := got["/query"].Target; target != "/query?token="+secret+"query&page=1" {
		t.Errorf("asked for %s", target)
	}
}

// A secret that is changed in its file counts from the reload on: the next
// request has it, and is unconditional once.
func TestA5_11_SecretIsRotated(t *testing.T) {
	s, o := secretsSite(t)
	p := s.start(t)
	s.asked(t)
	basic := func() (all []scripted.Request) {
		for _, r := range o.Requests() {
			if r.Path == "/basic" {
				all = append(all, r)
			}
		}
		return all
	}
	eventually(t, "a conditional request", func() error {
		if all := basic(); all[len(all)-1].Header.Get("If-None-Match") == "" {
			return fmt.Errorf("none of %d", len(all))
		}
		return nil
	})
	setPassword(t, s, secret+"rotated")
	p.hup(t, `"reloaded"`)
	rotated := func() (conditions []string) {
		for _, r := range basic() {
			if r.Header.Get("Authorization") == basicOf("anna", secret+"rotated") {
				conditions = append(conditions, r.Header.Get("If-None-Match"))
			} else if conditions != nil {
				t.Fatal("the old secret was sent again")
			}
		}
		return conditions
	}
	eventually(t, "requests with the new secret", func() error {
		if n := len(rotated()); n < 3 {
			return fmt.Errorf("%d requests", n)
		}
		return nil
	})
	if got := rotated(); got[0] != "" || got[1] != `"basic"` || got[2] != `"basic"` {
		t.Errorf("conditions %q", got)
	}
	shows(t, "the log", p.log.String())
}

// What a secret should be and is not is told at once, and nobody is asked.
func TestA5_9_SecretThatIsNotThere(t *testing.T) {
	s, o := secretsSite(t)
	t.Setenv("S", "")
	os.Unsetenv("S")
	out, err := exec.Command(program, "serve", "-c", s.config).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the variable S is not set") {
		t.Errorf("%v: %s", err, out)
	}
	if o.Count() != 0 {
		t.Errorf("%d requests", o.Count())
	}
}
