package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ten has ten mistakes, each at a place of its own.
const ten = `base_url: ftp://news.example.org
listne: ":8080"
admin: 0.0.0.0:9000
poll: {every: soon}
keep: {bytes: many}
rank: {window: year}
sources:
  - {name: one, url: "https://a.example/feed"}
  - {name: one, url: "https://b.example/feed"}
  - {name: three, url: "not a url"}
  - {name: four, url: "https://d.example/feed", headers: {Authorization: "${NOT_SET}"}}
feeds:
  - {name: all, tags: [nobody]}
`

func none(string) (string, bool) { return "", false }

func TestAllMistakesAtOnce(t *testing.T) {
	_, err := Parse("ten.yml", []byte(ten), t.TempDir(), none)
	var bad Errors
	if !errors.As(err, &bad) {
		t.Fatalf("%v is no Errors", err)
	}
	var lines []int
	for _, e := range bad {
		lines = append(lines, e.Line)
		if e.Column == 0 || e.Msg == "" || e.File != "ten.yml" {
			t.Errorf("incomplete: %+v", e)
		}
	}
	if d := cmp.Diff([]int{1, 2, 3, 4, 5, 6, 9, 10, 11, 13}, lines); d != "" {
		t.Errorf("%s\n%v", d, err)
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	yaml := `sources: [{name: a, url: "https://a.example/f", headers: {Authorization: "Bearer ${TOKEN}"}}]`
	cfg, err := Parse("c.yml", []byte(yaml), t.TempDir(), func(string) (string, bool) { return "canary", true })
	if err != nil {
		t.Fatal(err)
	}
	secret := cfg.Sources[0].Headers["Authorization"]
	if got := secret.Reveal(); got != "Bearer canary" {
		t.Errorf("revealed %q", got)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if out := fmt.Sprintf(verb, cfg.Sources[0]); strings.Contains(out, "canary") {
			t.Errorf("%s prints the secret: %s", verb, out)
		}
	}
}

func TestImportedLinesAreConfig(t *testing.T) {
	opml := `<opml version="2.0"><body><outline text="News"><outline text="First" xmlUrl="https://a.example/feed"/></outline>
<outline text="第二" xmlUrl="https://b.example/feed"/></body></opml>`
	outlines, err := ReadOPML(strings.NewReader(opml))
	if err != nil {
		t.Fatal(err)
	}
	lines := SourceLines(outlines, func(string) bool { return false })
	cfg, err := Parse("c.yml", append([]byte("sources:\n"), lines...), t.TempDir(), none)
	if err != nil {
		t.Fatalf("%v\n%s", err, lines)
	}
	var got []string
	for _, s := range cfg.Sources {
		got = append(got, s.URL)
	}
	if d := cmp.Diff([]string{"https://a.example/feed", "https://b.example/feed"}, got); d != "" {
		t.Error(d)
	}
}

func TestRules(t *testing.T) {
	rule, err := CompileRule(`title contains "sponsored" or "ad" in categories`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		facts Facts
		want  bool
	}{
		{Facts{Title: "a sponsored post"}, true},
		{Facts{Categories: []string{"ad"}}, true},
		{Facts{Title: "news"}, false},
	} {
		got, err := rule.Match(c.facts)
		if err != nil || got != c.want {
			t.Errorf("%+v: %v, %v", c.facts, got, err)
		}
	}
	if _, err := CompileRule(`title + 1`); err == nil {
		t.Error("a rule of another type compiles")
	}
}
