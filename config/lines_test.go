package config

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSourceLines(t *testing.T) {
	got := string(SourceLines([]Outline{
		{Title: "The Café", XMLURL: " https://cafe.example/feed "},
		{Title: "Blog", XMLURL: "https://one.example/", Tags: []string{"Tech News", "go", "no"}},
		{Title: "Blog", XMLURL: "https://two.example/?a=${b}"},
		{Title: "阮一峰", XMLURL: "https://www.ruan.example/"},
		{Title: "404", XMLURL: "https://four.example/"},
		{Title: "Taken", XMLURL: "https://taken.example/"},
		{Title: "again", XMLURL: "https://CAFE.example:443/feed", Tags: []string{"x"}},
		{Title: "bad \"one\"\n", XMLURL: "ftp://bad.example/?key=hunter2"},
		{XMLURL: "https://u:hunter2@bad.example/"},
	}, func(name string) bool { return name == "taken" }))
	want := `  # left out, since its address is none: its scheme is ftp: "bad \"one\" ftp://bad.example/?…"
  # left out, since its address is none: it holds a user name or a password: "https://bad.example/"
  - {name: the-cafe, url: "https://cafe.example/feed", title: "The Café", tags: [x]}
  - {name: blog-` + hash("https://one.example/") + `, url: "https://one.example/", title: "Blog", tags: ["Tech News", go, "no"]}
  - {name: blog-` + hash("https://two.example/?a=${b}") + `, url: "https://two.example/?a=$${b}", title: "Blog"}
  - {name: ruan.example-` + hash("https://www.ruan.example/") + `, url: "https://www.ruan.example/", title: "阮一峰"}
  - {name: "404", url: "https://four.example/", title: "404"}
  - {name: taken-` + hash("https://taken.example/") + `, url: "https://taken.example/", title: "Taken"}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func hash(address string) string {
	_, h, _ := strings.Cut(withHash("x", address, 6), "-")
	return h
}

// outlines are what a file could hold, and what none should.
func outlines() *rapid.Generator[[]Outline] {
	address := rapid.OneOf(
		rapid.StringMatching(`https?://[a-c]\.(example|test)/[a-c]?(\?x=\$?\{?[A-Z]\}?)?`),
		rapid.StringMatching(`(feed|ftp)://[a-z]{1,3}/`), rapid.String(),
	)
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(Blog|true|\$\{X\}|新闻|-a|#|: |"|')+`))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Outline {
		return Outline{Title: text.Draw(t, "title"), XMLURL: address.Draw(t, "url"), Tags: rapid.SliceOfN(text, 0, 5).Draw(t, "tags")}
	}), 0, 12)
}

// TestSourceLinesLoad: what import writes is a good config, with every address
// once, and means what the outlines said.
func TestSourceLinesLoad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := append(outlines().Draw(t, "outlines"), Outline{Title: "last", XMLURL: "https://last.example/"})
		text := SourceLines(in, func(name string) bool { return name == "blog" })
		cfg, err := Parse("lines.yml", append([]byte("sources:\n"), text...), "", nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		want := map[string]bool{}
		for _, o := range in {
			if good, problem := sourceOutline(o); problem == "" {
				want[good.XMLURL] = true
			}
		}
		seen := map[string]bool{}
		for _, src := range cfg.Sources {
			if src.Name == "blog" || !want[src.URL] || seen[sameAddress(src.URL)] {
				t.Fatalf("unexpected %+v", src)
			}
			seen[sameAddress(src.URL)] = true
		}
		for address := range want {
			if !seen[sameAddress(address)] {
				t.Fatalf("%s is missing:\n%s", address, text)
			}
		}
	})
}

// TestNamesStay: a name says nothing of the order of a file, so that a source
// keeps its name when others move.
func TestNamesStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []Outline
		seen := map[string]bool{}
		for _, o := range outlines().Draw(t, "outlines") {
			if !seen[o.XMLURL] {
				seen[o.XMLURL] = true
				in = append(in, o)
			}
		}
		free := func(string) bool { return false }
		names := nameOutlines(in, free)
		slices.Reverse(in)
		again := nameOutlines(in, free)
		slices.Reverse(again)
		if !slices.Equal(names, again) {
			t.Fatalf("%q, then %q", names, again)
		}
		for i, n := range names {
			if !nameForm.MatchString(n) || slices.Contains(names[:i], n) {
				t.Fatalf("bad or twice: %q", n)
			}
		}
	})
}
