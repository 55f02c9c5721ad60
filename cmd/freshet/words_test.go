package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/parse"
)

// shells are a document of each format, with a place for elements of the feed and
// one for elements of its item.
var shells = []struct{ name, text string }{
	{"rss 0.90", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"%s><channel>%s</channel><item>%s</item></rdf:RDF>`},
	{"rss 0.91 of Netscape", `<!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"%s><channel>%s<item>%s</item></channel></rss>`},
	{"rss 0.91 of UserLand", `<rss version="0.91"%s><channel>%s<item>%s</item></channel></rss>`},
	{"rss 0.92", `<rss version="0.92"%s><channel>%s<item>%s</item></channel></rss>`},
	{"rss 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"%s><channel>%s</channel><item>%s</item></rdf:RDF>`},
	{"rss 2.0", `<rss version="2.0"%s><channel>%s<item>%s</item></channel></rss>`},
	{"rss 2.0 in a namespace", `<rss version="2.0" xmlns="http://blogs.law.harvard.edu/tech/rss"%s><channel>%s<item>%s</item></channel></rss>`},
	{"atom 0.3", `<feed version="0.3" xmlns="http://purl.org/atom/ns#"%s>%s<entry>%s</entry></feed>`},
	{"atom 1.0", `<feed xmlns="http://www.w3.org/2005/Atom"%s>%s<entry>%s</entry></feed>`},
}

const spaces = ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dc10="http://purl.org/dc/elements/1.0/" xmlns:dct="http://purl.org/dc/terms/"` +
	` xmlns:a="http://www.w3.org/2005/Atom" xmlns:a03="http://purl.org/atom/ns#" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"` +
	` xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:x="http://www.w3.org/1999/xhtml"` +
	` xmlns:cc="http://web.resource.org/cc/" xmlns:licence="http://backend.userland.com/creativeCommonsRssModule" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"` +
	` xmlns:sub="http://purl.org/rss/1.0/modules/subscription/" xmlns:rss2="http://backend.userland.com/rss2" xmlns:rss1="http://purl.org/rss/1.0/" xmlns:gp="http://www.google.com/schemas/play-podcasts/1.0"`

// words say a field in a feed or an item of every format: the field, what must
// stand there, and the ways of saying it.
var words = []struct {
	field string
	value any
	in    string // "feed", "item", or both
	ways  []string
}{
	{"title", "Some <b>& more", "feed item", []string{
		`<a:title>Some &lt;b>&amp; more</a:title>`,
	}},
	{"title", "Some words", "feed item", []string{
		`<title>Some words</title>`, `<title><![CDATA[Some words]]></title>`,
		`<dc:title>Some words</dc:title>`, `<dc10:title>Some words</dc10:title>`, `<dct:title>Some words</dct:title>`,
		`<a:title>Some words</a:title>`, `<a03:title>Some words</a03:title>`,
		`<a:title type="html">Some &lt;b>words&lt;/b></a:title>`,
		`<a:title type="xhtml"><x:div>Some <x:b>words</x:b></x:div></a:title>`,
		`<a03:title mode="escaped" type="text/html">Some &lt;b>words&lt;/b></a03:title>`,
		`<a03:title mode="base64">U29tZSB3b3Jkcw==</a03:title>`,
		`<itunes:title>Some words</itunes:title>`, `<media:title>Some words</media:title>`,
		`<rss1:title>Some words</rss1:title>`,
		`<media:group><media:title>Some words</media:title></media:group>`,
	}},
	{"description", "Some words", "feed", []string{
		`<description>Some words</description>`,
		`<subtitle>Some words</subtitle>`, `<tagline>Some words</tagline>`,
		`<dc:description>Some words</dc:description>`, `<dc10:description>Some words</dc10:description>`, `<dct:abstract>Some words</dct:abstract>`,
		`<a:subtitle>Some words</a:subtitle>`, `<a03:tagline>Some words</a03:tagline>`,
		`<a:subtitle type="html">Some &lt;b>words&lt;/b></a:subtitle>`,
		`<a:subtitle type="xhtml"><x:div>Some <x:b>words</x:b></x:div></a:subtitle>`,
		`<itunes:summary>Some words</itunes:summary>`, `<itunes:subtitle>Some words</itunes:subtitle>`,
		`<gp:description>Some words</gp:description>`,
		`<media:description>Some words</media:description>`, `<summary>Some words</summary>`, `<info>Some words</info>`,
		`<abstract>Some words</abstract>`, `<content>Some words</content>`, `<content:encoded>Some words</content:encoded>`,
		`<body>Some words</body>`, `<x:body>Some words</x:body>`, `<fullitem>Some words</fullitem>`,
	}},
	{"summary", "Some words", "item", []string{
		`<description>Some words</description>`, `<summary>Some words</summary>`, `<abstract>Some words</abstract>`,
		`<dc:description>Some words</dc:description>`, `<dc10:description>Some words</dc10:description>`, `<dct:abstract>Some words</dct:abstract>`,
		`<a:summary>Some words</a:summary>`, `<a03:summary>Some words</a03:summary>`,
		`<itunes:summary>Some words</itunes:summary>`, `<itunes:subtitle>Some words</itunes:subtitle>`,
		`<gp:description>Some words</gp:description>`,
		`<media:description>Some words</media:description>`,
		`<media:group><media:description>Some words</media:description></media:group>`,
		`<media:content url="http://a.example/x.mp4"><media:description>Some words</media:description></media:content>`,
	}},
	{"content", "Some <b>words</b>", "item", []string{
		`<content:encoded>Some &lt;b>words&lt;/b></content:encoded>`, `<content:encoded><![CDATA[Some <b>words</b>]]></content:encoded>`,
		`<a:content type="html">Some &lt;b>words&lt;/b></a:content>`, `<a03:content type="text/html" mode="escaped">Some &lt;b>words&lt;/b></a03:content>`,
		`<a:content type="xhtml"><x:div>Some <x:b>words</x:b></x:div></a:content>`,
		`<a03:content type="application/xhtml+xml"><x:div>Some <x:b>words</x:b></x:div></a03:content>`,
		`<a03:content type="text/html" mode="base64">U29tZSA8Yj53b3JkczwvYj4=</a03:content>`,
		`<x:body>Some <x:b>words</x:b></x:body>`, `<x:div>Some <x:b>words</x:b></x:div>`,
		`<body>Some &lt;b>words&lt;/b></body>`, `<fullitem>Some &lt;b>words&lt;/b></fullitem>`,
		`<body xmlns="http://www.w3.org/1999/xhtml">Some <b>words</b></body>`,
	}},
	{"link", "http://a.example/b?c=1&d", "feed", []string{
		`<link>http://a.example/b?c=1&amp;d</link>`, `<link><![CDATA[http://a.example/b?c=1&d]]></link>`,
		`<link href="http://a.example/b?c=1&amp;d"/>`, `<link rel="alternate" href="http://a.example/b?c=1&amp;d"/>`,
		`<a:link href="http://a.example/b?c=1&amp;d"/>`, `<a03:link rel="alternate" type="text/html" href="http://a.example/b?c=1&amp;d"/>`,
		`<a:link rel="self" href="http://a.example/self"/><a:link rel="alternate" href="http://a.example/b?c=1&amp;d"/>`,
		`<rss1:link>http://a.example/b?c=1&amp;d</rss1:link>`,
	}},
	{"url", "http://a.example/b?c=1&d", "item", []string{
		`<link>http://a.example/b?c=1&amp;d</link>`, `<link><![CDATA[http://a.example/b?c=1&d]]></link>`,
		`<link href="http://a.example/b?c=1&amp;d"/>`, `<link rel="alternate" href="http://a.example/b?c=1&amp;d"/>`,
		`<a:link href="http://a.example/b?c=1&amp;d"/>`, `<a03:link rel="alternate" type="text/html" href="http://a.example/b?c=1&amp;d"/>`,
		`<a:link rel="enclosure" href="http://a.example/self"/><a:link rel="alternate" href="http://a.example/b?c=1&amp;d"/>`,
		`<guid>http://a.example/b?c=1&amp;d</guid>`, `<guid isPermaLink="true">http://a.example/b?c=1&amp;d</guid>`,
		`<rss1:link>http://a.example/b?c=1&amp;d</rss1:link>`,
	}},
	{"language", "en-GB", "feed", []string{
		`<language>en-GB</language>`, `<dc:language>en-GB</dc:language>`, `<dc10:language>en-GB</dc10:language>`, `<dct:language>en-GB</dct:language>`,
	}},
	{"rights", "Mine & yours", "feed", []string{
		`<copyright>Mine &amp; yours</copyright>`, `<rights>Mine &amp; yours</rights>`,
		`<dc:rights>Mine &amp; yours</dc:rights>`, `<dc10:rights>Mine &amp; yours</dc10:rights>`, `<dct:rights>Mine &amp; yours</dct:rights>`,
		`<a:rights>Mine &amp; yours</a:rights>`, `<a03:copyright>Mine &amp; yours</a03:copyright>`,
		`<a:rights type="html">Mine &lt;b>&amp;amp;&lt;/b> yours</a:rights>`,
		`<media:copyright>Mine &amp; yours</media:copyright>`,
	}},
	{"rights", "http://a.example/licence", "feed", []string{
		`<licence:license>http://a.example/licence</licence:license>`, `<cc:license rdf:resource="http://a.example/licence"/>`,
		`<a:link rel="license" href="http://a.example/licence"/>`, `<dct:license>http://a.example/licence</dct:license>`,
	}},
	{"authors.0.name", "Ann Example", "feed item", []string{
		`<author>Ann Example</author>`, `<author><name>Ann Example</name></author>`, `<creator>Ann Example</creator>`,
		`<dc:creator>Ann Example</dc:creator>`, `<dc10:creator>Ann Example</dc10:creator>`, `<dct:creator>Ann Example</dct:creator>`, `<dc:author>Ann Example</dc:author>`,
		`<a:author><a:name>Ann Example</a:name></a:author>`, `<a03:author><a03:name>Ann Example</a03:name></a03:author>`,
		`<itunes:author>Ann Example</itunes:author>`, `<gp:author>Ann Example</gp:author>`,
		`<itunes:owner><itunes:name>Ann Example</itunes:name><itunes:email>a@a.example</itunes:email></itunes:owner>`,
		`<managingEditor>Ann Example</managingEditor>`, `<editor>Ann Example</editor>`,
		`<contributor><name>Ann Example</name></contributor>`,
		`<dc:contributor>Ann Example</dc:contributor>`, `<dc10:contributor>Ann Example</dc10:contributor>`, `<dct:contributor>Ann Example</dct:contributor>`,
		`<a:contributor><a:name>Ann Example</a:name></a:contributor>`, `<a03:contributor><a03:name>Ann Example</a03:name></a03:contributor>`,
		`<media:credit role="author">Ann Example</media:credit>`,
		`<author><email>a@a.example</email><name>Ann Example</name></author>`,
		`<author>a@a.example (Ann Example)</author>`, `<author>Ann Example &lt;a@a.example></author>`,
	}},
	{"authors.0.name", "Ann Example", "feed", []string{
		`<webMaster>Ann Example</webMaster>`, `<dc:publisher>Ann Example</dc:publisher>`, `<dc10:publisher>Ann Example</dc10:publisher>`,
	}},
	{"authors.0.email", "a@a.example", "feed item", []string{
		`<author>a@a.example</author>`, `<author><email>a@a.example</email></author>`, `<dc:creator>Ann (a@a.example)</dc:creator>`,
		`<a:author><a:email>a@a.example</a:email></a:author>`, `<author>a@a.example (Ann Example)</author>`,
		`<managingEditor>a@a.example (Ann Example)</managingEditor>`,
	}},
	{"authors.0.url", "http://a.example/ann", "feed item", []string{
		`<author><uri>http://a.example/ann</uri></author>`, `<author><name>A</name><url>http://a.example/ann</url></author>`, `<a:author><a:name>A</a:name><a:uri>http://a.example/ann</a:uri></a:author>`,
		`<a03:author><a03:name>A</a03:name><a03:url>http://a.example/ann</a03:url></a03:author>`,
		`<author><name>A</name><homepage>http://a.example/ann</homepage></author>`,
	}},
	{"categories.0", "Some words", "feed item", []string{
		`<category>Some words</category>`, `<category domain="http://a.example/">Some words</category>`,
		`<category term="x" label="Some words"/>`, `<category term="Some words"/>`, `<category term="Some words" scheme="http://a.example/"/>`,
		`<category label="Some words"/>`, `<subject>Some words</subject>`,
		`<dc:subject>Some words</dc:subject>`, `<dc10:subject>Some words</dc10:subject>`, `<dct:subject>Some words</dct:subject>`,
		`<a:category term="x" label="Some words"/>`, `<a:category term="Some words"/>`, `<a03:category term="Some words"/>`,
		`<itunes:category text="Some words"/>`, `<itunes:keywords>Some words, others</itunes:keywords>`,
		`<media:category>Some words</media:category>`, `<media:keywords>Some words, others</media:keywords>`,
		`<keywords>Some words, others</keywords>`, `<gp:category text="Some words"/>`,
	}},
	{"categories.1", "others", "feed item", []string{
		`<category>Some words</category><category>others</category>`,
		`<dc:subject>Some words</dc:subject><dc:subject>others</dc:subject>`, `<itunes:keywords>Some words, others</itunes:keywords>`,
		`<media:keywords>Some words, others</media:keywords>`, `<keywords>Some words,others</keywords>`,
		`<itunes:category text="Some words"><itunes:category text="others"/></itunes:category>`,
		`<a:category term="Some words"/><a:category term="others"/>`,
	}},
	{"published", "2003-12-31T10:14:55Z", "feed item", []string{
		`<pubDate>Wed, 31 Dec 2003 10:14:55 GMT</pubDate>`,
		`<published>2003-12-31T10:14:55Z</published>`, `<issued>2003-12-31T10:14:55Z</issued>`,
		`<a:published>2003-12-31T10:14:55Z</a:published>`, `<a03:issued>2003-12-31T10:14:55Z</a03:issued>`,
		`<dct:issued>2003-12-31T10:14:55Z</dct:issued>`, `<dct:created>2003-12-31T10:14:55Z</dct:created>`, `<created>2003-12-31T10:14:55Z</created>`,
		`<a03:created>2003-12-31T10:14:55Z</a03:created>`,
		`<dct:available>2003-12-31T10:14:55Z</dct:available>`,
		`<pubDate>Wed, 31 Dec 2003 10:14:55 GMT</pubDate><dc:date>2004-12-31T10:14:55Z</dc:date>`,
	}},
	{"updated", "2003-12-31T10:14:55Z", "feed item", []string{
		`<lastBuildDate>Wed, 31 Dec 2003 10:14:55 GMT</lastBuildDate>`,
		`<updated>2003-12-31T10:14:55Z</updated>`, `<modified>2003-12-31T10:14:55Z</modified>`,
		`<dc:date>2003-12-31T10:14:55Z</dc:date>`, `<dc10:date>2003-12-31T10:14:55Z</dc10:date>`, `<dct:date>2003-12-31T10:14:55Z</dct:date>`,
		`<a:updated>2003-12-31T10:14:55Z</a:updated>`, `<a03:modified>2003-12-31T10:14:55Z</a03:modified>`,
		`<dct:modified>2003-12-31T10:14:55Z</dct:modified>`, `<date>2003-12-31T10:14:55Z</date>`, `<lastmodified>2003-12-31T10:14:55Z</lastmodified>`,
	}},
	{"published", "2003-12-31T10:14:55Z", "item", []string{
		`<dc:date>2003-12-31T10:14:55Z</dc:date>`, `<dc10:date>2003-12-31T10:14:55Z</dc10:date>`,
		`<a:updated>2003-12-31T10:14:55Z</a:updated>`, `<a03:modified>2003-12-31T10:14:55Z</a03:modified>`,
	}},
	{"image", "http://a.example/p.png", "feed item", []string{
		`<itunes:image href="http://a.example/p.png"/>`, `<gp:image href="http://a.example/p.png"/>`,
		`<image><url>http://a.example/p.png</url></image>`, `<image><title>I</title><url>http://a.example/p.png</url><link>http://a.example/</link></image>`,
		`<media:thumbnail url="http://a.example/p.png"/>`, `<media:content url="http://a.example/p.png" type="image/png"/>`,
		`<media:content url="http://a.example/p.png" medium="image"/>`,
		`<image url="http://a.example/p.png"/>`, `<image href="http://a.example/p.png"/>`, `<image>http://a.example/p.png</image>`,
	}},
	{"image", "http://a.example/p.png", "feed", []string{
		`<logo>http://a.example/p.png</logo>`, `<a:logo>http://a.example/p.png</a:logo>`, `<a:icon>http://a.example/p.png</a:icon>`, `<icon>http://a.example/p.png</icon>`,
	}},
	{"id", "tag:a.example,2003:x Y", "feed item", []string{
		`<id>tag:a.example,2003:x Y</id>`, `<a:id>tag:a.example,2003:x Y</a:id>`, `<a03:id>tag:a.example,2003:x Y</a03:id>`,
		`<guid>tag:a.example,2003:x Y</guid>`, `<guid isPermaLink="false">tag:a.example,2003:x Y</guid>`,
		`<dc:identifier>tag:a.example,2003:x Y</dc:identifier>`, `<dc10:identifier>tag:a.example,2003:x Y</dc10:identifier>`, `<dct:identifier>tag:a.example,2003:x Y</dct:identifier>`,
	}},
	{"generator", "Some words", "feed", []string{
		`<generator>Some words</generator>`, `<a:generator>Some words</a:generator>`, `<a03:generator url="http://a.example/">Some words</a03:generator>`,
		`<generator uri="http://a.example/" version="1">Some words</generator>`,
	}},
	{"enclosures.0.url", "http://a.example/s.mp3", "item", []string{
		`<enclosure url="http://a.example/s.mp3" length="1" type="audio/mpeg"/>`, `<enclosure href="http://a.example/s.mp3"/>`,
		`<a:link rel="enclosure" href="http://a.example/s.mp3" type="audio/mpeg" length="1"/>`, `<link rel="enclosure" href="http://a.example/s.mp3"/>`,
		`<a03:link rel="enclosure" href="http://a.example/s.mp3"/>`,
		`<media:content url="http://a.example/s.mp3" fileSize="1" type="audio/mpeg"/>`, `<media:group><media:content url="http://a.example/s.mp3"/></media:group>`,
	}},
	{"enclosures.0.type", "audio/mpeg", "item", []string{
		`<enclosure url="http://a.example/s.mp3" length="1" type="audio/mpeg"/>`,
		`<a:link rel="enclosure" href="http://a.example/s.mp3" type="audio/mpeg" length="1"/>`,
		`<media:content url="http://a.example/s.mp3" fileSize="1" type="audio/mpeg"/>`,
	}},
}

// TestWords holds each way of saying something against each format.
func TestWords(t *testing.T) {
	for _, s := range shells {
		for _, w := range words {
			for level := range strings.FieldsSeq(w.in) {
				for _, way := range w.ways {
					t.Run(fmt.Sprintf("%s/%s/%s/%s", s.name, level, w.field, way), func(t *testing.T) {
						checkWord(t, s.text, level, way, w.field, w.value)
					})
				}
			}
		}
	}
}

// checkWord puts a way of saying something into a document, and a title where
// nothing is said.
func checkWord(t *testing.T, shell, level, way, field string, value any) {
	t.Parallel()
	feed, item, path := `<title>Other</title>`, way, "items.0."+field
	if level == "feed" {
		feed, item, path = way, feed, "feed."+field
	}
	doc := fmt.Sprintf(shell, spaces, feed, item)
	out, err := parsedLines(t, parse.Input{Body: []byte(doc), URL: caseAddress})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(value, at(decodeLines(t, out), path)); diff != "" {
		t.Errorf("%s (-want +got):\n%s\n%s", path, diff, out)
	}
}
