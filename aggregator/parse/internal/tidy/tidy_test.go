package tidy

import (
	"errors"
	"strings"
	"testing"
)

// tidied reads an item's content, or a whole document, and returns what is
// written inside the root.
func tidied(t *testing.T, doc string) string {
	t.Helper()
	d, err := XML(doc, "https://t.example/dir/feed")
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	out := string(d.XML())
	_, out, _ = strings.Cut(out, "\n")
	out = strings.TrimSuffix(strings.TrimSuffix(out, "</feed>\n"), "</channel></rss>\n")
	return strings.TrimSuffix(out, "\n")
}

// items of RSS, and what is written of them.
var inRSS = []struct{ name, in, want string }{
	{"text", `<title>a</title>`, `<title>a</title>`},
	{"blanks", "<title>\n a \n</title>", "<title>\n a \n</title>"},
	{"empty", `<title></title><title> </title><description/>`, ``},
	{"the first counts", `<title>a</title><title>b</title>`, `<title>a</title>`},
	{"the first with a text", `<title/><title>b</title>`, `<title>b</title>`},
	{"case", `<TITLE>a</Title><PubDate>2024-03-05</PUBDATE>`, `<title>a</title><pubDate>2024-03-05T00:00:00Z</pubDate>`},
	{"unknown", `<foo>x<title>no</title></foo><title>a</title>`, `<title>a</title>`},
	{"unknown, empty", `<foo/><title>a</title>`, `<title>a</title>`},
	{"unknown, open", `<foo><title>a</title>`, ``},
	{"references", `<title>&lt;b&gt; &amp;amp; &#233; &eacute; &nbsp;.</title>`, "<title><![CDATA[<b> &amp; é é \u00a0.]]></title>"},
	{"no references", `<title>a & b &c; &; &#; &#x; AT&T</title>`, `<title><![CDATA[a & b &c; &; &#; &#x; AT&T]]></title>`},
	{"forbidden characters", `<title>a&#0;&#8;&#x1f;&#xD800;&#xFFFF;b</title>`, `<title><![CDATA[ab]]></title>`},
	{"windows-1252 by number", `<title>&#145;a&#146;</title>`, `<title><![CDATA[‘a’]]></title>`},
	{"signs", `<title>a < b > c <3</title>`, `<title><![CDATA[a < b > c <3]]></title>`},
	{"CDATA", `<title><![CDATA[a &amp; <b>]]></title>`, `<title><![CDATA[a &amp; <b>]]></title>`},
	{"CDATA beside text", `<title>&lt;<![CDATA[&lt;]]></title>`, `<title><![CDATA[<&lt;]]></title>`},
	{"the end of CDATA", `<title>&lt;]]></title>`, `<title><![CDATA[<]]]]><![CDATA[>]]></title>`},
	{"markup", `<description>a <b>b</b><br/><i/></description>`, `<description><![CDATA[a <b>b</b><br/><i></i>]]></description>`},
	{"markup and references", `<description>&amp; <b>x &lt; y</b></description>`, `<description><![CDATA[&amp; <b>x &lt; y</b>]]></description>`},
	{"open markup", `<description>a <p> b</description>`, `<description><![CDATA[a <p> b]]></description>`},
	{"stray end", `<description>a</b></description>`, `<description><![CDATA[a</b>]]></description>`},
	{"no end", `<title>a<link>http://x/</link>`, `<title>a</title><link>http://x/</link>`},
	{"no end of an address", `<link>http://x/<title>a</title>`, `<link>http://x/</link><title>a</title>`},
	{"no end of a date", "<pubDate>2024-03-05\n<title>a</title>", `<pubDate>2024-03-05T00:00:00Z</pubDate><title>a</title>`},
	{"bad date", `<pubDate>soon</pubDate>`, ``},
	{"bad date, good date", `<pubDate>soon</pubDate><pubDate>2024-03-05</pubDate>`, `<pubDate>2024-03-05T00:00:00Z</pubDate>`},
	{"comments", `<title>a<!-- <b> --- -->b</title><!-- <title>no</title> -->`, `<title>ab</title>`},
	{"instructions", `<?php echo "<title>no</title>" ?><title>a</title>`, `<title>a</title>`},
	{"attributes", `<guid isPermaLink="false" foo="bar">a</guid>`, `<guid isPermaLink="false">a</guid>`},
	{"no quotes", `<guid isPermaLink=false>a</guid>`, `<guid isPermaLink="false">a</guid>`},
	{"one quote", `<guid isPermaLink="false>a</guid><link>b</link>`, `<guid isPermaLink="false">a</guid><link>b</link>`},
	{"no blanks", `<enclosure url="a"length='1'type="b/c"/>`, `<enclosure url="a" length="1" type="b/c"></enclosure>`},
	{"attribute signs", `<enclosure url="a?b&c=&lt;&quot;"/>`, `<enclosure url="a?b&amp;c=&lt;&#34;"></enclosure>`},
	{"address as text", `<enclosure> a.mp3 </enclosure><enclosure></enclosure>`, `<enclosure url="a.mp3"></enclosure>`},
	{"link of Atom", `<link href="a" rel="self"/>`, `<atom:link href="a" rel="self"></atom:link>`},
	{"known prefix", `<dc:creator>a</dc:creator>`, `<dc:creator>a</dc:creator>`},
	{"other prefix", `<q:creator xmlns:q="http://purl.org/dc/elements/1.1/">a</q:creator>`, `<dc:creator>a</dc:creator>`},
	{"strange namespace", `<dc:creator xmlns:dc="urn:mine">a</dc:creator>`, `<dc:creator>a</dc:creator>`},
	{"unknown prefix", `<z:title>a</z:title>`, ``},
	{"default namespace inside", `<title xmlns="http://www.w3.org/2005/Atom">a</title>`, `<atom:title>a</atom:title>`},
	{"person", `<author>a@b.example (A)</author>`, `<x:author><name>a@b.example (A)</name></x:author>`},
	{"person in parts", `<author><name>A</name><x/></author>`, `<x:author><name>A</name></x:author>`},
	{"wrapped", `<categories><category>a</category></categories>`, `<category>a</category>`},
	{"id untouched", `<guid>HTTP://A/%7e b</guid>`, `<guid>HTTP://A/%7e b</guid>`},
}

func TestItemOfRSS(t *testing.T) {
	for _, c := range inRSS {
		got := tidied(t, `<rss version="2.0"><channel><title>t</title><item>`+c.in+`</item></channel></rss>`)
		if want := `<title>t</title><item>` + c.want + `</item>`; got != want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.in, got, want)
		}
	}
}

// entries of Atom: what is written of them, and the type of their content.
var inAtom = []struct{ name, in, want, typ string }{
	{"text", `<content>a &lt;b&gt;</content>`, `<content><![CDATA[a <b>]]></content>`, "text"},
	{"html", `<content type="html">&lt;b&gt;</content>`, `<content><![CDATA[<b>]]></content>`, "html"},
	{"media type", `<content type="text/html; charset=x">&lt;b&gt;</content>`, `<content><![CDATA[<b>]]></content>`, "html"},
	{"plain media type", `<content type="text/x-mine">a</content>`, `<content>a</content>`, "text"},
	{"xhtml", `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a &lt; <b>b</b></div></content>`, `<content><![CDATA[a &lt; <b>b</b>]]></content>`, "xhtml"},
	{"xhtml with a prefix", `<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>a</x:p></x:div></content>`, `<content><![CDATA[<p>a</p>]]></content>`, "xhtml"},
	{"xhtml with h", `<content type="xhtml"><h:div><h:p>a</h:p></h:div></content>`, `<content><![CDATA[<p>a</p>]]></content>`, "xhtml"},
	{"CDATA in xhtml", `<content type="xhtml"><div><![CDATA[<b>]]></div></content>`, `<content><![CDATA[&lt;b&gt;]]></content>`, "xhtml"},
	{"html that is not escaped", `<content type="html"><b>x</b></content>`, `<content><![CDATA[<b>x</b>]]></content>`, "html"},
	{"escaped in inline", `<content type="html"><p>&lt;b&gt;x&lt;/b&gt;</p></content>`, `<content><![CDATA[<p><b>x</b></p>]]></content>`, "html"},
	{"base64", `<content type="text/html" mode="base64"> PGI+ </content>`, `<content><![CDATA[<b>]]></content>`, "html"},
	{"octets", `<content type="application/octet-stream">PGI+</content>`, `<content><![CDATA[<b>]]></content>`, "html"},
	{"octets of a picture", `<content type="application/octet-stream">iVBORw0KGgoAAAAN</content>`, ``, ""},
	{"bad base64", `<content type="text/html" mode="base64">?</content>`, ``, ""},
	{"picture", `<content type="image/png">iVBOR</content>`, ``, ""},
	{"RSS's content", `<content:encoded>&lt;b&gt;</content:encoded>`, `<content><![CDATA[<b>]]></content>`, "html"},
}

func TestEntryOfAtom(t *testing.T) {
	for _, c := range inAtom {
		doc := `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>` + c.in + `</entry></feed>`
		if got, want := tidied(t, doc), `<entry><id>1</id>`+c.want+`</entry>`; got != want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.in, got, want)
		}
		d, _ := XML(doc, "")
		if got := d.Items[0].Forms[Content].Type; got != c.typ {
			t.Errorf("%s: type %q, want %q", c.name, got, c.typ)
		}
	}
}

// roots of feeds: format and version.
var roots = []struct {
	in      string
	format  Format
	version string
	items   int
}{
	{`<rss version="2.0"><channel><item/></channel></rss>`, RSS, "2.0", 1},
	{`<rss><channel><item/></channel></rss>`, RSS, "", 1},
	{`<rss version='"'><channel><title>t</title></channel></rss>`, RSS, "", 0},
	{`<RSS VERSION=0.91><CHANNEL><ITEM></ITEM></CHANNEL></RSS>`, RSS, "0.91", 1},
	{`<channel><item/><item/></channel>`, RSS, "", 2},
	{`<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel/><item/></rdf:RDF>`, RSS, "1.0", 1},
	{`<rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/"><item/></rdf:RDF>`, RSS, "0.90", 1},
	{`<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title></feed>`, Atom, "1.0", 0},
	{`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry/></feed>`, Atom, "0.3", 1},
	{`<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry/></a:feed>`, Atom, "1.0", 1},
	{`<entry xmlns="http://www.w3.org/2005/Atom"/>`, Atom, "1.0", 1},
	{`<item><title>a</title></item><item/>`, RSS, "", 2},
	{`junk > <?xml version="1.0"?> <rss><channel><item/></channel></rss> junk`, RSS, "", 1},
	{`<br>warning<rss version="2.0"><channel><item/></channel></rss>`, RSS, "2.0", 1},
	{`<html><body><rss version="2.0"><channel><item/></channel></rss></body></html>`, RSS, "2.0", 1},
	{`<rs><channel><item/></channel></rs>`, RSS, "", 1},
	{`<fed xmlns="http://www.w3.org/2005/Atom"><entry/></fed>`, Atom, "1.0", 1},
	{`<title>t</title><entry/><entry/>`, Atom, "", 2},
	{`<rss xmlns:x=http://x.example/><channel><item/></channel></rss>`, RSS, "", 1},
}

func TestRoots(t *testing.T) {
	for _, c := range roots {
		d, err := XML(c.in, "")
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if d.Format != c.format || d.Version != c.version || len(d.Items) != c.items || d.Cut {
			t.Errorf("%s: format %d %q, %d items, cut %v", c.in, d.Format, d.Version, len(d.Items), d.Cut)
		}
	}
}

func TestNotFeed(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "empty",
		" \n":                           "empty",
		"no markup":                     "without any element",
		"<html><body>x</body></html>":   "HTML page",
		"<!DOCTYPE html><p>x<item>":     "HTML page",
		"<html><feed>x</feed></html>":   "HTML page",
		"<opml><body/></opml>":          "OPML",
		"<urlset><url/></urlset>":       "sitemap",
		"<svg><title>x</title></svg>":   "<svg>",
		"<list><item>x</item></list>":   "<list>",
		"<rss></rss>":                   "holds nothing",
		"<feed><x/></feed>":             "holds nothing",
		"<title>x</title><p>y</p>":      "<title>",
		"<channels><item/></channels>":  "<channels>",
		"<script>'<rss><item>'</script": "<script>",
	} {
		_, err := XML(in, "")
		var no *NotFeed
		if !errors.As(err, &no) || !strings.Contains(no.What, want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

func TestMarks(t *testing.T) {
	d, err := XML(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/b/" xml:lang="en"><id> F %7e </id>
<entry xml:base="c/" xml:lang="de"><id>E</id><source><id>S</id></source><title type="html" xml:base="d/">x</title><content src="e"/></entry>
<entry><id></id><summary>s</summary></entry></feed>`, "https://t.example/dir/feed")
	if err != nil {
		t.Fatal(err)
	}
	if h := d.Head; h.ID != "F %7e" || h.Base != "https://t.example/b/" || h.Lang != "en" {
		t.Errorf("head %+v", h)
	}
	one, two := d.Items[0].Marks, d.Items[1].Marks
	if one.ID != "E" || one.Base != "https://t.example/b/c/" || one.Lang != "de" {
		t.Errorf("first %+v", one)
	}
	if f := one.Forms[Title]; f.Type != "html" || f.Base != "https://t.example/b/c/d/" {
		t.Errorf("title %+v", f)
	}
	if f := one.Forms[Content]; f.Src != "https://t.example/b/c/e" {
		t.Errorf("content %+v", f)
	}
	if two.ID != "" || two.Base != "https://t.example/b/" || two.Lang != "en" || two.Forms[Summary] != (Form{Type: "text"}) {
		t.Errorf("second %+v", two)
	}
}

// What the feed says of itself may stand behind its items, and the first counts.
func TestHeadBehindItems(t *testing.T) {
	got := tidied(t, `<rss version="2.0"><channel><item><title>i</title><guid>1</guid></item><title>a</title>`+
		`<item><title>j</title></item><title>b</title><description>d</description></channel></rss>`)
	want := `<title>a</title><description>d</description><item><title>i</title><guid>1</guid></item>` + "\n" + `<item><title>j</title></item>`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// An item's bytes do not depend on what stands around it.
func TestBytes(t *testing.T) {
	item := `<item><title>a &amp; b</title><guid>1</guid></item>`
	alone, err := XML(`<rss><channel>`+item+`</channel></rss>`, "")
	if err != nil {
		t.Fatal(err)
	}
	among, err := XML(`<rss version="2.0" xmlns:x="urn:x"><channel><title>t</title><item/> `+item+`<item/></channel></rss>`, "")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := string(alone.Bytes(0)), string(among.Bytes(1)); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if got := string(among.ItemXML(1)); !strings.Contains(got, string(alone.Bytes(0))) || strings.Count(got, "<item>") != 1 {
		t.Errorf("one item: %s", got)
	}
}

func TestCut(t *testing.T) {
	for in, items := range map[string]int{
		`<rss><channel><item><guid>1</guid></item><item><guid>2</guid><title>x`:    1,
		`<rss><channel><item><guid>1</guid></item><item><title>x</title>`:          1,
		`<rss><channel><item><guid>1</guid></item><item><guid>2</guid><tit`:        1,
		`<rss><channel><item><guid>1</guid></item>`:                                1,
		`<rss><channel><item><guid>1</guid><link>http://x/<![CDATA[`:               0,
		`<rdf:RDF><channel><title>t</title></channel><item><guid>1</guid></item>`:  1,
		`<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>1</`: 0,
	} {
		d, err := XML(in, "")
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if !d.Cut || len(d.Items) != items {
			t.Errorf("%s: cut %v, %d items, want %d", in, d.Cut, len(d.Items), items)
		}
	}
}
