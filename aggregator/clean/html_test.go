package clean

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/clean/cleantest"
	"freshet/aggregator/parse"
	"freshet/storage"
)

const base = "https://site.example/news/feed.xml"

func TestHTML(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"plain", "Rain at last", "Rain at last"},
		{"entities", "Fish &amp; chips &lt;3 &nbsp;", "Fish &amp; chips &lt;3"},
		{"link", `<p>See <a href="/a?x=1&amp;y=2">it</a></p>`, `<p>See <a href="https://site.example/a?x=1&amp;y=2">it</a></p>`},
		{"link beside", `<a href="b.html#c">b</a>`, `<a href="https://site.example/news/b.html#c">b</a>`},
		{"link without scheme", `<a href="//other.example/x">x</a>`, `<a href="https://other.example/x">x</a>`},
		{"mail", `<a href="mailto:a@b.example">m</a>`, `<a href="mailto:a@b.example">m</a>`},
		{"script link", `<a href="javascript:alert(1)">x</a>`, `<a>x</a>`},
		{"script link in disguise", "<a href=\" java\tscript:alert(1)\">x</a>", `<a>x</a>`},
		{"script", `a<script>alert("<b>")</script>b`, `ab`},
		{"style", `<style>p{color:red}</style><p style="color:red">x</p>`, `<p>x</p>`},
		{"handlers", `<img src="a.png" onerror="x()" onload=y() alt="A">`, `<img src="https://site.example/news/a.png" alt="A">`},
		{"pixel", `x<img src="https://t.example/p.gif" width="1" height="1">`, `x`},
		{"late image", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/big.jpg">`, `<img src="https://site.example/big.jpg">`},
		{"image without address", `<img alt="gone">x`, `x`},
		{"image in its address", `<img src="data:image/png;base64,iVBORw0KGgo=">`, `<img src="data:image/png;base64,iVBORw0KGgo=">`},
		{"drawing in its address", `<img src="data:image/svg+xml;base64,PHN2Zz4=">`, ``},
		{"set", `<img srcset="a.png 1x, /b.png 2x" src=c.png>`, `<img srcset="https://site.example/news/a.png 1x, https://site.example/b.png 2x" src="https://site.example/news/c.png">`},
		{"frame", `<iframe src="https://video.example/embed/1"></iframe>after`, `<a href="https://video.example/embed/1">video.example</a>after`},
		{"nested drop", `<svg><svg><a href="x">y</a></svg></svg>z`, `z`},
		{"unclosed", `<div><b>bold<p>para`, `<div><b>bold<p>para</p></b></div>`},
		{"frame closed in its tag", `<p>a<iframe src="https://v.example/1"/></p><p>b</p>`, `<p>a<a href="https://v.example/1">v.example</a></p><p>b</p>`},
		{"script closed in its tag", `a<script src="x.js"/>b<b>c</b>`, `ab<b>c</b>`},
		{"frame without end", `<iframe src="https://v.example/1"><p>b</p>`, `<a href="https://v.example/1">v.example</a><p>b</p>`},
		{"crossed", `<b><i>x</b>y</i>`, `<b><i>x</i></b>y`},
		{"stray end", `</div>x</p>`, `x`},
		{"paragraphs", `<p>one<p>two<ul><li>a<li>b</ul>`, `<p>one</p><p>two</p><ul><li>a</li><li>b</li></ul>`},
		{"table", `<table><tr><td>1<td>2<tr><td>3</table>`, `<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>`},
		{"unknown", `<foo:bar>x</foo:bar><blink>y</blink>`, `xy`},
		{"form", `<form action="/x"><input name=a>send<button>b</button></form>`, `sendb`},
		{"comment", `a<!-- b --><![CDATA[c]]>d`, `ad`},
		{"controls", "a\x00\x08b\u0085c", "ab\u0085c"},
		{"quotes", `<p title='"a"'>it's "so"</p>`, `<p title="&#34;a&#34;">it's "so"</p>`},
		{"video", `<video src="/v.mp4"></video>`, `<video src="https://site.example/v.mp4" controls=""></video>`},
		{"less than", `1 < 2 & 3`, `1 &lt; 2 &amp; 3`},
		{"noscript", `<noscript><img src="https://x.example/1.png"></noscript>t`, `t`},
		{"directions", `<p dir="rtl" lang="ar" class="x" id="y">م</p>`, `<p dir="rtl" lang="ar">م</p>`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := HTML(c.in, parse.TypeHTML, base)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if again := HTML(got, parse.TypeHTML, base); again != got {
				t.Errorf("cleaned twice:\n%s\n%s", got, again)
			}
		})
	}
}

func TestPlainTextAsHTML(t *testing.T) {
	cases := []struct{ in, want string }{
		{"a <b> & c", "a &lt;b&gt; &amp; c"},
		{"one\r\ntwo\n\n\n three", "<p>one<br>\ntwo</p>\n<p>three</p>"},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, HTML(c.in, parse.TypeText, base)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestLongTextIsCutWithAMark(t *testing.T) {
	cases := map[string]string{
		"text":     strings.Repeat("字", storage.MaxContentBytes/3+10),
		"grows":    strings.Repeat(`"`, storage.MaxContentBytes-1) + "<p>",
		"elements": strings.Repeat("<p>a", storage.MaxContentBytes/4+1),
	}
	for name, in := range cases {
		got := HTML(in, parse.TypeHTML, base)
		if len(got) > storage.MaxContentBytes || !strings.HasSuffix(got, cutMark) {
			t.Errorf("%s: %d bytes, ends in %q", name, len(got), got[len(got)-60:])
		}
		if len(got) < storage.MaxContentBytes/2 {
			t.Errorf("%s: only %d bytes are left", name, len(got))
		}
	}
}

// Markup that nests without end costs no more than it is long.
func TestDepthIsBounded(t *testing.T) {
	got := HTML(strings.Repeat("<div><b>", 5000)+"x", parse.TypeHTML, base)
	if n := strings.Count(got, "<div>") + strings.Count(got, "<b>"); n != maxDepth {
		t.Errorf("%d elements are open, want %d", n, maxDepth)
	}
	if !strings.Contains(got, "x") {
		t.Error("the text is lost")
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<p>a<b>c", `<a href="javascript:x">`, `<img srcset="a 1x,,b 2x">`, "<table><td><a></table>", "<iframe src=//a>", "\xff<svg><p>",
		"<math><mi>x</mi><p></math>", "&#1;&#13;<&amp;lt", "<a title='\r\"&quot'>", "<svg></svg><svg><style></svg></style>", "<!-- --!><script><!--<script></script>",
	} {
		f.Add(s, "https://a.example/b")
	}
	f.Fuzz(func(t *testing.T, s, to string) {
		got, plain := source{to: to, plain: true}.clean(s, parse.TypeHTML)
		if again := HTML(got, parse.TypeHTML, to); again != got {
			t.Errorf("cleaned twice:\n%q\n%q", got, again)
		}
		if why := cleantest.Unsafe(got); why != "" {
			t.Errorf("%s is left in %q", why, got)
		}
		if text := Text(got); text != oneLine(plain) {
			t.Errorf("of %q the text is %q, and was said to be %q", got, text, plain)
		}
		checkSecond(t, s, got)
	})
}

// Any text in any place of an item.
func FuzzItem(f *testing.F) {
	for i, s := range cleantest.Hostile {
		f.Add(s, cleantest.Hostile[(i+7)%len(cleantest.Hostile)], i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, a, b string, plain bool) {
		kind := parse.TypeHTML
		if plain {
			kind = parse.TypeText
		}
		it := Item(&parse.Feed{Base: b}, &parse.Item{
			ID: a, URL: b, Title: a, TitleType: kind, Summary: parse.Text{Value: a, Type: kind}, Content: parse.Text{Value: b, Type: kind, Base: a},
			Authors: []storage.Person{{Name: a, Email: b, URL: a}}, Categories: []string{a, b}, Enclosures: []storage.Enclosure{{URL: a, Type: b}}, Image: a, Language: b,
		}, a)
		for _, body := range []string{it.Summary, it.Content} {
			if why := cleantest.Unsafe(body); why != "" {
				t.Errorf("%s is left in %q", why, body)
			}
		}
		for _, s := range []string{it.GUID, it.Title, it.Summary, it.Content, it.URL, it.Image} {
			if s != characters(s) {
				t.Errorf("%q has what is no character", s)
			}
		}
		for _, u := range []string{it.URL, it.Image} {
			if u != "" && !strings.HasPrefix(strings.ToLower(u), "http") || strings.ContainsAny(u, "<>\" \n") {
				t.Errorf("the address %q", u)
			}
		}
	})
}
