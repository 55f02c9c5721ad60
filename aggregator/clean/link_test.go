package clean

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func TestLink(t *testing.T) {
	cases := []struct{ in, want string }{
		{"https://a.example/x?b=c&d=%7e#e", "https://a.example/x?b=c&d=%7e#e"},
		{" \n https://a.example/x\t", "https://a.example/x"},
		{"https://a.example/a b\"c", "https://a.example/a%20b%22c"},
		{"https://a.example/100%", "https://a.example/100%25"},
		{"HTTP://A.example/", "HTTP://A.example/"},
		{"/x", "https://site.example/x"},
		{"x", "https://site.example/news/x"},
		{"?p=1", "https://site.example/news/feed.xml?p=1"},
		{"//b.example", "https://b.example"},
		{"https://例子.example/新闻", "https://例子.example/新闻"},
		{"javascript:alert(1)", ""},
		{"mailto:a@b.example", ""},
		{"http:///nowhere", ""},
		{"http://[::1", ""},
		{"", ""},
		{"https://a.example/" + strings.Repeat("x", storage.MaxURLBytes), ""},
	}
	for _, c := range cases {
		got := Link(c.in, base)
		if got != c.want {
			t.Errorf("Link(%.60q) = %q, want %q", c.in, got, c.want)
		}
		if again := Link(got, base); got != "" && again != got {
			t.Errorf("twice: %q, then %q", got, again)
		}
	}
	if got := Link("/x", ""); got != "" {
		t.Errorf("without a base a relative address is %q", got)
	}
}

func TestCanonical(t *testing.T) {
	same := map[string][]string{
		"https://site.example/a": {
			"http://www.site.example/a/", "https://m.site.example/a?utm_source=x&UTM_medium=y", "https://site.example:443/a#top",
			"https://amp.site.example/a/amp/", "HTTPS://SITE.EXAMPLE/%61?fbclid=1", "https://site.example/a?ref=rss&from=feed&spm=1.2", "https://site.example./a?source=rss", "https://site.example/a.amp",
		},
		"https://site.example/?p=1&q=2": {"http://site.example?q=2&p=1", "http://site.example/?p=1&&q=2&gclid=7"},
		"https://site.example/":         {"http://site.example", "https://www.site.example/?utm_campaign=z"},
		"https://m.example/a":           {"https://m.example/a", "https://www.m.example/a"},
		"https://site.example:8080/a":   {"http://site.example:8080/a"},
		"https://xn--fsqu00a.example/x": {"https://例子.example/x"},
		"https://site.example/x#!a":     {"https://site.example/x#!a"},
		"https://site.example/%E6%96":   {"https://site.example/%e6%96"},
		"https://[2001:db8::1]/a":       {"http://[2001:db8::1]/a"},
		"":                              {"", "mailto:a@b", "/a"},
	}
	for want, links := range same {
		for _, l := range links {
			if got := Canonical(l); got != want {
				t.Errorf("Canonical(%q) = %q, want %q", l, got, want)
			}
		}
		if got := Canonical(want); got != want {
			t.Errorf("Canonical(%q) = %q, not itself", want, got)
		}
	}
	for _, l := range []string{"https://site.example/?source=guide", "https://site.example/?id=7", "https://site.example/camp"} {
		if got := Canonical(l); got != l {
			t.Errorf("Canonical(%q) = %q", l, got)
		}
	}
}

func TestText(t *testing.T) {
	cases := []struct{ in, want string }{
		{"a<br>b<p>c</p>d<b>e</b>", "a b c de"},
		{"x &amp;&lt; y<script>z</script>\n w", "x &< y w"},
		{"<style>a</style>", ""},
		{"plain &eacute;", "plain é"},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, Text(c.in)); diff != "" {
			t.Errorf("%q: %s", c.in, diff)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add("http://www.a.example/%7e/amp?b&utm_x=1#!c")
	f.Add("https://m.m.a.example//amp/amp/.amp?source=rss")
	f.Fuzz(func(t *testing.T, s string) {
		c := Canonical(Link(s, base))
		if again := Canonical(c); again != c {
			t.Errorf("canonical twice: %q, then %q", c, again)
		}
	})
}
