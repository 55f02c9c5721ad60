package config

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"
)

// sourcesHint shows what a source looks like.
const sourcesHint = `write sources: and below it - {name: go-blog, url: "https://go.dev/blog/feed.atom"}`

// Load reads and checks a config file. An error is of type Errors and holds every
// mistake; the Config is then nil.
func Load(path string) (*Config, error) {
	data, err := readFile(path, MaxConfigBytes)
	if err != nil {
		return nil, Errors{{File: path, Msg: "the config " + err.Error()}}
	}
	return Parse(path, data, filepath.Dir(path), os.LookupEnv)
}

// Parse reads and checks a config. Name is what messages call the file, dir is
// what the paths of secrets and OPML files are relative to, getenv looks up the
// variables of the environment. An error is as that of Load. It reads no file but
// those that the config names.
func Parse(name string, data []byte, dir string, getenv func(string) (string, bool)) (*Config, error) {
	l := &loader{file: name, dir: dir, data: data, getenv: getenv, rules: map[string]*Rule{}}
	cfg := l.config(l.document())
	if len(l.errs) > 0 {
		return nil, ordered(name, l.errs)
	}
	return cfg, nil
}

// config reads the whole. Sources come before feeds, whatever the file's order,
// since feeds name them.
func (l *loader) config(root *yaml.Node) *Config {
	if root == nil {
		return nil
	}
	cfg := &Config{
		Listen: defaultListen,
		Admin:  defaultAdmin,
		WebSub: WebSub{Lease: defaultLease, MinHash: defaultMinHash},
		Keep:   Keep{For: defaultDays * day, Bytes: defaultBytes},
		Rank:   Rank{Window: defaultWindow, Scale: defaultScale},
	}
	var base, store, poll, sources, feeds *yaml.Node
	into := func(to **yaml.Node) func(*yaml.Node) { return func(n *yaml.Node) { *to = n } }
	if !l.fields(root, "the config", map[string]func(*yaml.Node){
		"base_url":        into(&base),
		"title":           func(n *yaml.Node) { cfg.Title, _ = l.text(n, "title", MaxTextBytes) },
		"listen":          func(n *yaml.Node) { cfg.Listen = l.listen(n) },
		"store":           into(&store),
		"admin":           func(n *yaml.Node) { cfg.Admin = l.admin(n) },
		"trusted_proxies": func(n *yaml.Node) { cfg.TrustedProxies = l.proxies(n) },
		"poll":            into(&poll),
		"websub":          func(n *yaml.Node) { l.websub(n, &cfg.WebSub) },
		"keep":            func(n *yaml.Node) { l.keep(n, &cfg.Keep) },
		"rank":            func(n *yaml.Node) { l.rank(n, &cfg.Rank) },
		"sources":         into(&sources),
		"feeds":           into(&feeds),
	}) {
		return nil
	}
	cfg.BaseURL = l.baseURL(base, cfg.Listen)
	cfg.Store = l.store(store)
	cfg.Poll = l.poll(poll, cfg.BaseURL)
	known := l.sources(root, sources, cfg)
	cfg.Feeds = l.feeds(feeds, known)
	return cfg
}

// baseURL is the public address: as given, else the listener's on this machine.
func (l *loader) baseURL(n *yaml.Node, listen string) *url.URL {
	fallback := &url.URL{Scheme: "http", Host: "localhost:" + portOf(listen)}
	if n == nil {
		return fallback
	}
	s, ok := l.text(n, "base_url", MaxURLBytes)
	if !ok {
		return fallback
	}
	s, problem := checkAddress(s)
	if problem != nil {
		l.fail(n, problem.hint, "base_url is no public address: %s", problem.msg)
		return fallback
	}
	u, err := url.Parse(s)
	if err != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		l.fail(n, "write https://host, or https://host/path", "base_url is no public address: it has a \"?\" or a \"#\"")
		return fallback
	}
	return trimSlash(u)
}

// trimSlash drops slashes at the end, so that paths can be appended.
func trimSlash(u *url.URL) *url.URL {
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u
}
