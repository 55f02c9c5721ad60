package fetch

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/origin"
)

func TestLinks(t *testing.T) {
	base, err := url.Parse("https://a.example/blog/feed?x=1")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		lines []string
		want  []Link
	}{
		{"none", nil, nil},
		{"one", []string{`<https://hub.example/>; rel="hub"`}, []Link{{"https://hub.example/", "hub", ""}}},
		{"token, type, spaces", []string{`  <feed> ;REL=Self ; type = "Application/Atom+xml"`}, []Link{{"https://a.example/blog/feed", "self", "application/atom+xml"}}},
		{"two in a line", []string{`</a>; rel=hub, </b>; rel=self`}, []Link{{"https://a.example/a", "hub", ""}, {"https://a.example/b", "self", ""}}},
		{"two lines", []string{`</a>; rel=hub`, `</b>; rel=self`}, []Link{{"https://a.example/a", "hub", ""}, {"https://a.example/b", "self", ""}}},
		{"two relations", []string{`</a>; rel="next  Archives"`}, []Link{{"https://a.example/a", "next", ""}, {"https://a.example/a", "archives", ""}}},
		{"commas and semicolons in quotes", []string{`</a,b;c>; title="x, <y>; rel=z \" ,"; rel=hub`}, []Link{{"https://a.example/a,b;c", "hub", ""}}},
		{"first rel counts", []string{`</a>; rel=hub; rel=self`}, []Link{{"https://a.example/a", "hub", ""}}},
		{"escaped", []string{`</a>; rel="h\ub"`}, []Link{{"https://a.example/a", "hub", ""}}},
		{"own context", []string{`</a>; anchor=""; rel=hub, </b>; rel=hub; anchor="?x=1"`}, []Link{{"https://a.example/a", "hub", ""}, {"https://a.example/b", "hub", ""}}},
		{"other context", []string{`</a>; anchor="/other"; rel=hub, </b>; anchor="%zz"; rel=hub`}, nil},
		{"no relation", []string{`</a>; title=x`, `</b>`}, nil},
		{"empty target is the answer itself", []string{`<>; rel=self`}, []Link{{"https://a.example/blog/feed?x=1", "self", ""}}},
		{"no brackets, then one", []string{`https://x.example/; rel=hub, </b>; rel=hub`}, []Link{{"https://a.example/b", "hub", ""}}},
		{"never closed", []string{`<https://x.example/; rel=hub`}, nil},
		{"nowhere to go", []string{`<gopher://x/>; rel=hub, <mailto:x@y>; rel=hub, <http://[>; rel=hub, <http://>; rel=hub`}, nil},
		{"userinfo", []string{`<https://me:pass@x.example/>; rel=hub`}, nil},
		{"commas", []string{",, ,", ""}, nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, links(tt.lines, base)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	many := links([]string{strings.Repeat("</a>;rel=x,", 100)}, base)
	long := links([]string{"</a>;rel=x", "</b>;rel=x;title=" + strings.Repeat("a", maxLinkBytes)}, base)
	if len(many) != MaxLinks || len(long) != 1 {
		t.Errorf("%d links of 100, %d of a long header", len(many), len(long))
	}
}

// What an answer says beside its body.
func TestHeadOfAnAnswer(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	o, c := inMemory(t, func(opt *Options) { opt.Now = func() time.Time { return now } })
	o.Handle("/redirect", origin.Always(origin.Reply(302, "", "Location", "http://b.example/feed")))
	o.Handle("b.example/feed", origin.Always(origin.Reply(200, feed, "Date", "Wed, 04 Mar 2026 10:00:00 GMT",
		"Vary", "Accept", "Vary", "User-Agent", "Link", `</hub>; rel=hub`, "Expires", "Wed, 04 Mar 2026 11:00:00 GMT")))
	o.Handle("/plain", origin.Always(origin.Reply(200, feed, "Date", "", "Retry-After", "Wed, 04 Mar 2026 13:00:00 GMT")))
	res := get(t, c, Request{URL: "http://a.example/redirect"})
	if !res.Date.Equal(now.Add(-2*time.Hour)) || res.Vary != "Accept, User-Agent" || !res.At.Equal(now) || res.Hints.MaxAge != time.Hour {
		t.Errorf("%+v", res)
	}
	if diff := cmp.Diff([]Link{{"http://b.example/hub", "hub", ""}}, res.Links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	res = get(t, c, Request{URL: "http://a.example/plain"})
	if !res.Date.IsZero() || res.Vary != "" || res.Links != nil || res.RetryAfter != time.Hour {
		t.Errorf("%+v", res)
	}
}

func FuzzLinks(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", <b>; rel="a b"; type=x; anchor="#"`)
	f.Add(`</a,b>; title="x, <y>\" ,"; rel=hub`)
	f.Add(`<`)
	base, err := url.Parse("https://a.example/blog/feed")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string) {
		found := links([]string{line, line}, base)
		if len(found) > MaxLinks {
			t.Errorf("%d links", len(found))
		}
		for _, l := range found {
			u, err := url.Parse(l.URL)
			if err != nil || !fetchable(u) || l.Rel == "" || u.User != nil {
				t.Errorf("%+v: %v", l, err)
			}
		}
	})
}
