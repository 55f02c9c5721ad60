package world

import (
	"strings"
	"testing"

	"freshet/config"
)

func noEnv(string) (string, bool) { return "", false }

func TestTheConfigIsAccepted(t *testing.T) {
	for _, n := range []int{1, 7, len(table)} {
		w, err := New(Options{Seed: 1, Start: start, Speed: 60, Sources: n})
		if err != nil {
			t.Fatal(err)
		}
		c, err := config.Parse("demo.yml", w.ConfigYAML("http://127.0.0.1:8080", "127.0.0.1:8080", "/var/demo/freshet.db"), ".", noEnv)
		if err != nil {
			t.Fatalf("with %d sources: %v", n, err)
		}
		if len(c.Sources) != n || len(c.Feeds) != len(w.Feeds()) {
			t.Errorf("%d sources and %d feeds of %d and %d", len(c.Sources), len(c.Feeds), n, len(w.Feeds()))
		}
		if !c.Poll.PrivateNetworks || c.Poll.Spacing != 0 || c.Rank.Scale != 60 || len(c.TrustedProxies) == 0 {
			t.Errorf("poll %+v, rank %+v, proxies %v", c.Poll, c.Rank, c.TrustedProxies)
		}
		if c.Admin != "unix:/var/demo/freshet.sock" {
			t.Errorf("admin %s", c.Admin)
		}
	}
}

func TestEveryFeedSelectsSources(t *testing.T) {
	w, err := New(Options{Seed: 1, Start: start})
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("demo.yml", w.ConfigYAML("http://localhost:8080", ":8080", "freshet.db"), ".", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Feeds {
		if len(c.FeedSources(f)) < 4 {
			t.Errorf("feed %s has sources %v", f.Name, c.FeedSources(f))
		}
	}
}

func TestALongPathHasNoSocket(t *testing.T) {
	w, err := New(Options{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	yaml := string(w.ConfigYAML("http://localhost", ":80", "/"+strings.Repeat("long/", 30)+"freshet.db"))
	if !strings.Contains(yaml, `admin: "127.0.0.1:0"`) {
		t.Errorf("config:\n%.300s", yaml)
	}
}
