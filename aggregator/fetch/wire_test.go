package fetch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/clean"
	"freshet/aggregator/origin"
	"freshet/aggregator/parse"
	"freshet/storage"
)

// plainLines are what a plain request is, line by line, but for its first and its host.
var plainLines = []string{
	"Accept-Encoding: gzip, br, zstd",
	"Accept: application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, " +
		"application/xml;q=0.9, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1",
}

// sent asks once and returns the lines that were sent.
func sent(t *testing.T, r Request, change ...func(*Options)) []string {
	t.Helper()
	o, c := inMemory(t, change...)
	o.Handle("", origin.Always(origin.Reply(200, feed)))
	get(t, c, r)
	return lines(only(t, o))
}

func TestA5_1_UserAgent(t *testing.T) {
	const agent = "freshet/1.2 (+https://news.example.org/about; 1 subscribers)"
	got := sent(t, Request{URL: "http://a.example/feed"}, func(o *Options) { o.UserAgent = func() string { return agent } })
	want := append(append([]string{"GET /feed HTTP/1.1"}, plainLines...), "Host: a.example", "User-Agent: "+agent)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestA5_1_UserAgentOfASource(t *testing.T) {
	got := sent(t, Request{URL: "http://a.example/feed", UserAgent: "other/2"})
	if diff := cmp.Diff("User-Agent: other/2", got[len(got)-1]); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	c := New(Options{})
	refuses(t, c, Request{URL: "http://a.example/", UserAgent: "a\r\nX-Bad: b"}, ClassRequest)
}

func TestA5_2_NoLibrarysName(t *testing.T) {
	got := strings.Join(sent(t, Request{URL: "http://a.example/feed"}), "\n")
	if !strings.Contains(got, "User-Agent: freshet\n") && !strings.HasSuffix(got, "User-Agent: freshet") ||
		strings.Contains(got, "Go-http") || strings.Contains(got, "Mozilla") {
		t.Errorf("sent %q", got)
	}
}

// Nothing that an origin says comes back to it: no cookie, along a redirect or
// later, and no word of where we came from.
func TestA5_4_A5_5_NoCookieNoReferer(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("/feed", origin.Always(origin.Reply(302, "", "Location", "/to?x", "Set-Cookie", "a=b; Path=/")))
	o.Handle("/to", origin.Always(origin.Reply(302, "", "Location", "http://b.example/end", "Set-Cookie", "c=d")))
	o.Handle("b.example/end", origin.Always(origin.Reply(200, feed, "Set-Cookie", "e=f")))
	for range 2 {
		get(t, c, Request{URL: "http://a.example/feed?token=1"})
	}
	all := o.Requests()
	if len(all) != 6 {
		t.Fatalf("%d requests", len(all))
	}
	for _, r := range all {
		for _, name := range []string{"Cookie", "Referer", "Origin", "DNT", "Sec-GPC", "From"} {
			if value := lineOf(r, name); value != "" {
				t.Errorf("sent %s: %s", name, value)
			}
		}
		if len(lines(r)) != 1+len(plainLines)+2 {
			t.Errorf("sent %q", r.Head)
		}
	}
}

func TestA5_6_FeedTypesFirst(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("", origin.Always(origin.Reply(200, feed)))
	get(t, c, Request{URL: "http://a.example/feed"})
	types := strings.Split(lineOf(only(t, o), "Accept"), ", ")
	for _, feedType := range []string{"application/atom+xml", "application/rss+xml", "application/feed+json"} {
		if !strings.Contains(strings.Join(types[:3], " "), feedType) {
			t.Errorf("%s is not among the first of %q", feedType, types)
		}
	}
	if last := types[len(types)-1]; last != "*/*;q=0.1" {
		t.Errorf("the last is %q", last)
	}
}

// What is named is decoded, and no other coding is.
func TestA5_7_CodingsThatAreNamed(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("", func(n int, r *origin.Request) origin.Answer {
		coding := strings.TrimPrefix(r.Path, "/")
		return origin.Reply(200, packed(t, coding, feed), "Content-Encoding", coding)
	})
	get(t, c, Request{URL: "http://a.example/gzip"})
	named := strings.Split(lineOf(only(t, o), "Accept-Encoding"), ", ")
	for _, coding := range named {
		if res := get(t, c, Request{URL: "http://a.example/" + coding}); string(res.Body) != feed {
			t.Errorf("%s: %q", coding, res.Body)
		}
	}
	if diff := cmp.Diff([]string{"gzip", "br", "zstd"}, named); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
	for _, coding := range []string{"deflate", "compress", "bzip2", "x-br"} {
		o.Handle("", origin.Always(origin.Reply(200, feed, "Content-Encoding", coding)))
		refuses(t, c, Request{URL: "http://a.example/"}, ClassProtocol)
	}
}

func TestA5_8_InternationalHost(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("", origin.Always(origin.Reply(200, feed)))
	get(t, c, Request{URL: "http://bücher.example/%7eA?b=2&a=1&?"})
	if r := only(t, o); lineOf(r, "Host") != "xn--bcher-kva.example" || r.Target != "/%7eA?b=2&a=1&?" {
		t.Errorf("sent %q", r.Head)
	}
}

// One Get is one request: nothing else is looked for, at this address or another.
func TestA2_18_A5_13_NothingElseIsAsked(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("", origin.Always(origin.Reply(200, feed, "Content-Type", "text/html")))
	get(t, c, Request{URL: "http://a.example/feed"})
	if r := only(t, o); r.Method != "GET" || r.Target != "/feed" {
		t.Errorf("sent %q", r.Head)
	}
}

func TestA1_16_SameRequestEveryTime(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("", origin.Always(origin.Reply(200, feed, "ETag", `"a"`)))
	r := Request{URL: "http://a.example/Feed?b&a=%7e"}
	for range 3 {
		r.Validators = get(t, c, r).Validators
	}
	all := o.Requests()
	if diff := cmp.Diff(lines(all[1]), lines(all[2])); diff != "" {
		t.Errorf("another request (-second +third):\n%s", diff)
	}
	for _, name := range []string{"Cache-Control", "Pragma"} {
		if lineOf(all[2], name) != "" {
			t.Errorf("sent %q", all[2].Head)
		}
	}
}

// The address that answered is the base of what the feed links to.
func TestA4_12_LinksResolveAgainstTheLast(t *testing.T) {
	const body = `<rss version="2.0"><channel><title>t</title><link>/</link><item><guid>1</guid><title>i</title><link>posts/1</link></item></channel></rss>`
	o, c := inMemory(t)
	o.Handle("a.example/feed", origin.Always(origin.Reply(301, "", "Location", "//b.example/blog/feed")))
	o.Handle("b.example/blog/feed", origin.Always(origin.Reply(200, body)))
	res := get(t, c, Request{URL: "http://a.example/feed"})
	if res.URL != "http://b.example/blog/feed" {
		t.Errorf("answered by %s", res.URL)
	}
	parsed, err := parse.Items(parse.Input{Body: res.Body, URL: res.URL, Seen: func(uint64) (uint64, bool) { return 0, false }})
	if err != nil {
		t.Fatal(err)
	}
	if got := clean.Item(parsed, &parsed.Items[0], res.URL).URL; got != "http://b.example/posts/1" {
		t.Errorf("the item links to %s", got)
	}
}

// Scheme, host and port make an origin: what is secret to one is not sent to what
// differs in one of them, nor again after a way back.
func TestA4_11_OriginByPort(t *testing.T) {
	for _, target := range []string{"http://a.example:8080/x", "http://b.example/x", "http://b.example/back"} {
		o, c := inMemory(t)
		o.Handle("a.example/feed", origin.Always(origin.Reply(307, "", "Location", target)))
		o.Handle("/back", origin.Always(origin.Reply(302, "", "Location", "http://a.example/again")))
		o.Handle("", origin.Always(origin.Reply(200, feed)))
		v := storage.Validators{URL: "http://a.example/feed", ETag: `"a"`, LastModified: "Mon"}
		get(t, c, Request{URL: v.URL, Validators: v, Delta: true, Headers: map[string]string{"Authorization": "Bearer x", "X-Api-Key": "k", "Cookie": "a=b"}})
		all := o.Requests()
		if len(lines(all[0])) != 1+len(plainLines)+2+6 {
			t.Errorf("the first was sent %q", all[0].Head)
		}
		for _, r := range all[1:] {
			if len(lines(r)) != 1+len(plainLines)+2 {
				t.Errorf("%s: sent %q", target, r.Head)
			}
		}
	}
}

func TestA6_4_EachHopIsChecked(t *testing.T) {
	for _, target := range []string{"http://10.0.0.1/", "http://[::1]/", "http://localhost/", "http://169.254.169.254/", "http://a.example:22/"} {
		o, c := inMemory(t)
		o.Handle("/feed", origin.Always(origin.Reply(302, "", "Location", "/second")))
		o.Handle("/second", origin.Always(origin.Reply(302, "", "Location", target)))
		refuses(t, c, Request{URL: "http://a.example/feed"}, ClassBlocked)
		if o.Count() != 2 {
			t.Errorf("%s: %d requests", target, o.Count())
		}
	}
}
