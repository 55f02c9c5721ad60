package config

import (
	"encoding/base64"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func basic(userAndPassword string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(userAndPassword))
}

// goodFetch is the config of testdata that has every field of fetching.
func goodFetch(t *testing.T) *Config {
	cfg, err := parseFile(t, "testdata/good/fetch.yml")
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestA5_9_WhatUnlocks(t *testing.T) {
	want := map[string]string{
		"basic": basic("anna:hunter2"), "bearer": "Bearer hunter2.token~", "token": basic("hunter2:"), "inside": basic("anna:hunter2"),
	}
	for _, src := range goodFetch(t).Sources {
		if got := src.Auth.Reveal(); got != want[src.Name] {
			t.Errorf("%s: %q, want %q", src.Name, got, want[src.Name])
		}
		if strings.Contains(src.URL, "hunter2") {
			t.Errorf("%s: the url is %s", src.Name, src.URL)
		}
	}
}

// A user in an address is moved out of it, byte for byte of the rest.
func TestA5_8_UserinfoIsMoved(t *testing.T) {
	tests := []struct{ address, bare, auth string }{
		{"https://anna:hunter2@a.example/feed", "https://a.example/feed", basic("anna:hunter2")},
		{" https://anna:p%40ss%3A@A.example:8443/%7e?b=@&a#x@y ", "https://A.example:8443/%7e?b=@&a#x@y", basic("anna:p@ss:")},
		{"https://anna@a.example", "https://a.example", basic("anna:")},
		{"https://anna:@a.example?x", "https://a.example?x", basic("anna:")},
		{"https://a.example/@feed", "https://a.example/@feed", ""},
		{"https://a.example/?q=b@c", "https://a.example/?q=b@c", ""},
		{"https://anna@/feed", "https://anna@/feed", ""},
		{"https://anna:%zz@a.example/", "https://anna:%zz@a.example/", ""},
	}
	for _, tt := range tests {
		bare, auth := moveUserinfo(tt.address)
		if bare != tt.bare || auth.Reveal() != tt.auth {
			t.Errorf("%q: %q with %q, want %q with %q", tt.address, bare, auth.Reveal(), tt.bare, tt.auth)
		}
	}
}

// The addresses of an OPML file may hold users too.
func TestUserinfoOfOPML(t *testing.T) {
	cfg, err := parseFile(t, "testdata/opml-users.yml")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, src := range cfg.Sources {
		got[src.URL] = src.Auth.Reveal()
	}
	want := map[string]string{"https://a.example/feed": basic("anna:hunter2"), "https://b.example/feed": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestA5_12_ProxyOfASource(t *testing.T) {
	cfg := goodFetch(t)
	want := map[string]string{
		"basic": "", "bearer": "socks5h://me:hunter2@proxy.example",
		"token": "http://anna:hunter2@proxy.example:3128", "inside": "http://anna:hunter2@proxy.example:3128",
	}
	for i := range cfg.Sources {
		src := &cfg.Sources[i]
		got := ""
		if u := cfg.ProxyOf(src); u != nil {
			got = u.String()
		}
		if got != want[src.Name] {
			t.Errorf("%s: %q, want %q", src.Name, got, want[src.Name])
		}
	}
	if cfg.Poll.NoProxy != "localhost,10.0.0.0/8,.example.net,a.example:81" {
		t.Errorf("no_proxy %q", cfg.Poll.NoProxy)
	}
}

func TestA5_12_NoProxyOfTheEnvironment(t *testing.T) {
	const text = "poll: {proxy: \"http://p.example\"%s}\nsources: [{name: a, url: \"https://a.example/\"}]"
	env := func(pairs ...string) func(string) (string, bool) {
		return func(name string) (string, bool) {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1], true
				}
			}
			return "", false
		}
	}
	for _, tt := range []struct {
		more string
		env  func(string) (string, bool)
		want string
	}{
		{"", env(), ""},
		{"", env("NO_PROXY", "x.example, y"), "x.example, y"},
		{"", env("NO_PROXY", "", "no_proxy", "y"), "y"},
		{", no_proxy: [b.example]", env("NO_PROXY", "x"), "b.example"},
		{", no_proxy: []", env("NO_PROXY", "x"), ""},
	} {
		cfg, err := Parse("c.yml", []byte(strings.Replace(text, "%s", tt.more, 1)), t.TempDir(), tt.env)
		if err != nil {
			t.Fatal(err)
		}
		if cfg.Poll.NoProxy != tt.want {
			t.Errorf("%q: %q, want %q", tt.more, cfg.Poll.NoProxy, tt.want)
		}
	}
}

func TestA6_6_Allow(t *testing.T) {
	want := []string{"127.0.0.1:9001", "[::1]:80", "10.0.0.1:8080"}
	var got []string
	for _, a := range goodFetch(t).Poll.Allow {
		got = append(got, a.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSpacingOf(t *testing.T) {
	cfg := goodFetch(t)
	for address, want := range map[string]time.Duration{
		"https://reddit.com/.rss": 2 * time.Minute, "https://old.Reddit.com./.rss": 2 * time.Minute, "https://notreddit.com/": 0,
		"https://bücher.example/": 10 * time.Second, "https://xn--bcher-kva.example:81/": 10 * time.Second,
		"https://example/": 0, "http://192.0.2.1/": 0, "http://[2001:db8::1]:80/": time.Second,
	} {
		if got := cfg.SpacingOf(&Source{URL: address}); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	if got := cfg.SpacingOf(&Source{URL: "https://reddit.com/", Spacing: time.Hour}); got != time.Hour {
		t.Errorf("of a source that waits longer: %v", got)
	}
	if got := cfg.SpacingOf(&Source{URL: "https://reddit.com/", Spacing: time.Second}); got != 2*time.Minute {
		t.Errorf("of a source that would not wait: %v", got)
	}
	small, err := parseFile(t, "testdata/good/small.yml")
	if err != nil {
		t.Fatal(err)
	}
	if got := small.SpacingOf(&Source{URL: "https://www.reddit.com/r/golang/.rss"}); got != 65*time.Second {
		t.Errorf("of a known host: %v", got)
	}
}

// Whatever of fetching changes is told by a reload, and no secret with it.
func TestDiffOfFetching(t *testing.T) {
	base := goodFetch(t)
	if got := Diff(base, goodFetch(t)); got != nil {
		t.Errorf("a config differs from itself: %v", got)
	}
	changes := map[string]func(*Config){
		"poll.proxy: changed":    func(c *Config) { c.Poll.Proxy = NewSecret("http://x:hunter3@y") },
		"poll.no_proxy: changed": func(c *Config) { c.Poll.NoProxy = "" },
		"poll.ca_file: changed":  func(c *Config) { c.Poll.CA += "\n" },
		"poll.allow: [127.0.0.1:1], was [127.0.0.1:9001 [::1]:80 10.0.0.1:8080]": func(c *Config) {
			c.Poll.Allow = []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:1")}
		},
		"poll.hosts: {a: 1s}, was {192.0.2.1: 0s, 2001:db8::1: 1s, reddit.com: 2m, xn--bcher-kva.example: 10s}": func(c *Config) {
			c.Poll.Hosts = map[string]time.Duration{"a": time.Second}
		},
		"source basic: auth changed":         func(c *Config) { c.Sources[0].Auth = NewSecret("Basic hunter3") },
		"source basic: user_agent changed":   func(c *Config) { c.Sources[0].UserAgent = "" },
		"source basic: proxy changed":        func(c *Config) { c.Sources[0].Proxy = Secret{} },
		"source basic: insecure_tls changed": func(c *Config) { c.Sources[0].InsecureTLS = false },
		"source basic: max_bytes changed":    func(c *Config) { c.Sources[0].MaxBytes++ },
		"source basic: delta changed":        func(c *Config) { c.Sources[0].Delta = false },
		"source basic: full_text changed":    func(c *Config) { c.Sources[0].FullText = false },
		"source basic: archives changed":     func(c *Config) { c.Sources[0].Archives++ },
		"source basic: spacing changed":      func(c *Config) { c.Sources[0].Spacing++ },
	}
	for want, change := range changes {
		changed := goodFetch(t)
		change(changed)
		got := Diff(base, changed)
		if len(got) != 1 || got[0].String() != want {
			t.Errorf("%v, want %s", got, want)
		}
		if must := NeedsRestart(base, changed); must != nil {
			t.Errorf("%s needs a restart: %v", want, must)
		}
	}
}

// What a variable puts into a query is not shown.
func TestA5_10_AddressAsItMayBeShown(t *testing.T) {
	env := func(name string) (string, bool) {
		v, ok := map[string]string{"T": "hunter2", "URL": "https://a.example/feed?key=hunter2", "HOST": "a.example"}[name]
		return v, ok
	}
	tests := []struct{ written, shown string }{
		{"https://a.example/feed?x=1", "https://a.example/feed?x=1"},
		{"https://a.example/feed?key=${T}&x=1", "https://a.example/feed?key=&x=1"},
		{" https://me:${T}@${HOST}/feed?x=1&key=${T} ", "https://a.example/feed?x=1&key="},
		{"https://${HOST}/feed?x=1", "https://a.example/feed?x=1"},
		{"https://a.example/feed?x=$${T}", "https://a.example/feed?x=${T}"},
		{"https://a.example/feed?x=$${T}&y=${T}", "https://a.example/feed?x=${T}&y="},
		{"${URL}", "https://a.example/feed"},
		{"${URL}&x=?", "https://a.example/feed"},
		{"https://${HOST}/feed", "https://a.example/feed"},
	}
	for _, tt := range tests {
		cfg, err := Parse("c.yml", []byte("sources: [{name: a, url: \""+tt.written+"\"}]"), t.TempDir(), env)
		if err != nil {
			t.Fatal(err)
		}
		if got := cfg.Sources[0].Public(); got != tt.shown {
			t.Errorf("%s: %s, want %s", tt.written, got, tt.shown)
		}
	}
}
