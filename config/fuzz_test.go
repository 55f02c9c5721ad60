package config

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func seed(f *testing.F, pattern string) {
	f.Helper()
	for _, path := range files(f, pattern) {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// FuzzParse: whatever the file holds, the answer is a whole config or mistakes
// with places, in one line each.
func FuzzParse(f *testing.F) {
	seed(f, "testdata/*/*.yml")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := Parse("c.yml", data, dir, getenv)
		if err == nil {
			checkConfig(t, cfg)
			return
		}
		var bad Errors
		if cfg != nil || !errors.As(err, &bad) || len(bad) == 0 {
			t.Fatalf("%v, %v", cfg, err)
		}
		for _, e := range bad {
			if e.Line < 1 && len(bad) <= MaxErrors || e.Msg == "" || !utf8.ValidString(e.Error()) || strings.ContainsAny(e.Error(), "\n\x00") {
				t.Fatalf("%#v", e)
			}
		}
	})
}

// checkConfig proves what the rest of the program relies on.
func checkConfig(t *testing.T, cfg *Config) {
	names, addresses := map[string]bool{}, map[string]bool{}
	for _, s := range cfg.Sources {
		if problem, _ := nameProblem(s.Name); problem != "" || names[s.Name] || addresses[sameAddress(s.URL)] {
			t.Fatalf("source %+v", s)
		}
		if _, problem := checkAddress(s.URL); problem != nil || len(s.Tags) > MaxTags {
			t.Fatalf("source %+v", s)
		}
		names[s.Name], addresses[sameAddress(s.URL)] = true, true
	}
	if len(cfg.Sources) == 0 || len(cfg.Feeds) == 0 || cfg.BaseURL == nil || strings.HasSuffix(cfg.BaseURL.String(), "/") {
		t.Fatalf("%+v", cfg)
	}
	if p := cfg.Poll; p.Min > p.Every || p.Every > p.Max || p.Workers < 1 || cfg.Rank.Scale < 1 {
		t.Fatalf("%+v", cfg)
	}
	for _, feed := range cfg.Feeds {
		if problem, _ := feedNameProblem(feed.Name); problem != "" || feed.Limit < 1 || feed.Limit > MaxFeedLimit {
			t.Fatalf("feed %+v", feed)
		}
		for _, name := range cfg.FeedSources(feed) {
			if !names[name] {
				t.Fatalf("feed %s has the unknown source %q", feed.Name, name)
			}
		}
	}
}

// FuzzReadOPML: whatever the file holds, import makes a config of it that loads.
func FuzzReadOPML(f *testing.F) {
	seed(f, "testdata/*.opml")
	seed(f, "testdata/good/*.opml")
	f.Add([]byte("<?xml version='1.0' encoding='gbk'?><opml><outline text='\xc4\xe3' xmlUrl='http://a/'/></opml>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := ReadOPML(bytes.NewReader(data))
		if err != nil {
			var bad *OPMLError
			if !errors.As(err, &bad) || found != nil {
				t.Fatalf("%v", err)
			}
			return
		}
		text := SourceLines(found, func(string) bool { return false })
		if !bytes.Contains(text, []byte("- {")) {
			return // nothing that could be a source
		}
		if _, err := Parse("lines.yml", append([]byte("sources:\n"), text...), "", nil); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}
