package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const before = `
listen: ":8080"
store: {path: a.db}
poll: {every: 30m}
sources:
  - {name: a, url: "https://a.example/feed?key=hunter2", headers: {X-Key: hunter2}}
  - {name: b, url: "https://b.example/feed", tags: [x], copies: fold}
  - {name: c, url: "https://c.example/feed", drop: 'title == "x"'}
feeds:
  - {name: all}
  - {name: gone}
`

const after2 = `
base_url: https://news.example.org
listen: ":9090"
store: {path: b.db}
admin: 127.0.0.1:8081
trusted_proxies: [127.0.0.1]
poll: {every: 1h}
websub: {callback: "https://news.example.org/", lease: 10d}
keep: {days: 1}
rank: {window: week}
sources:
  - {name: a, url: "https://a.example/other?key=hunter3", headers: {X-Key: hunter3}}
  - {name: c, url: "https://c.example/feed", drop: 'title == "y"', title: C, every: 2h, copies: own}
  - {name: d, url: "https://d.example/feed", tags: [x]}
feeds:
  - {name: all, limit: 5, sources: [a], copies: keep}
  - {name: new}
`

func parse(t *testing.T, text string) *Config {
	t.Helper()
	cfg, err := Parse("c.yml", []byte(text), t.TempDir(), getenv)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestDiff(t *testing.T) {
	old, changed := parse(t, before), parse(t, after2)
	if got := Diff(old, parse(t, before)); got != nil {
		t.Errorf("a config differs from itself: %v", got)
	}
	if got := NeedsRestart(old, parse(t, before)); got != nil {
		t.Errorf("%v", got)
	}
	var lines []string
	for _, c := range Diff(old, changed) {
		lines = append(lines, c.String())
	}
	want := []string{
		"base_url: https://news.example.org, was http://localhost:8080",
		"listen: :9090, was :8080",
		"store: changed",
		"admin: 127.0.0.1:8081, was unix:freshet.sock",
		"trusted_proxies: [127.0.0.1/32], was []",
		"poll: {every: 1h, min: 5m, max: 1d, spacing: 2s, private_networks: false, workers: 128, contact: https://news.example.org/about}, " +
			"was {every: 30m, min: 5m, max: 1d, spacing: 2s, private_networks: false, workers: 128, contact: http://localhost:8080/about}",
		"websub: {callback: https://news.example.org, lease: 10d, min_hash: sha1}, was off",
		"keep: {days: 1, bytes: 20000000000}, was {days: 90, bytes: 20000000000}",
		"rank: {window: week, scale: 1}, was {window: day, scale: 1}",
		"source a: url https://a.example/other?…, was https://a.example/feed?…; headers changed",
		"source b: removed",
		"source c: title, drop, every, copies changed",
		"source d: added",
		"feed all: sources, limit, copies changed",
		"feed gone: removed",
		"feed new: added",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(strings.Join(lines, "\n"), "hunter") {
		t.Error("a secret is shown")
	}
	if diff := cmp.Diff([]string{"base_url", "listen", "store", "admin"}, NeedsRestart(old, changed)); diff != "" {
		t.Error(diff)
	}
}
