package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"freshet/aggregator/clean/cleantest"
	"freshet/aggregator/parse"
)

// place is a kind of feed with a fragment of markup in all its texts.
type place struct {
	name string
	// live says that the fragment is markup there, and not a text that shows it.
	live  bool
	build func(fragment string) string
}

var places = []place{
	{"rss escaped", true, func(s string) string { return rss(escapeXML(s)) }},
	{"rss cdata", true, func(s string) string {
		return rss("<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>")
	}},
	{"rss inline", true, rss},
	{"rss xhtml", true, func(s string) string {
		return `<rss version="2.0" xmlns:xhtml="http://www.w3.org/1999/xhtml"><channel><title>T</title><item><guid>1</guid><xhtml:body>` + s + `</xhtml:body></item>` +
			`<item><guid>2</guid><body xmlns="http://www.w3.org/1999/xhtml">` + s + `</body></item><item><guid>3</guid><fullitem>` + escapeXML(s) + `</fullitem></item></channel></rss>`
	}},
	{"rss 1.0", true, func(s string) string { return rdf(escapeXML(s)) }},
	{"atom html", true, func(s string) string { return atom(`type="html"`, escapeXML(s)) }},
	{"atom cdata", true, func(s string) string {
		return atom(`type="html"`, "<![CDATA["+strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>")+"]]>")
	}},
	{"atom xhtml", true, func(s string) string {
		return atom(`type="xhtml"`, `<div xmlns="http://www.w3.org/1999/xhtml">`+s+`</div>`)
	}},
	{"atom xhtml, prefix", true, func(s string) string {
		return atom(`type="xhtml"`, `<h:div xmlns:h="http://www.w3.org/1999/xhtml">`+strings.NewReplacer("</", "</h:", "<", "<h:").Replace(s)+`</h:div>`)
	}},
	{"atom text", false, func(s string) string { return atom(`type="text"`, escapeXML(s)) }},
	{"atom without a type", false, func(s string) string { return atom(``, escapeXML(s)) }},
	{"atom media type", true, func(s string) string { return atom(`type="text/html"`, escapeXML(s)) }},
	{"atom 0.3 escaped", true, func(s string) string { return atom03(`type="text/html" mode="escaped"`, escapeXML(s)) }},
	{"atom 0.3 xml", true, func(s string) string {
		return atom03(`type="application/xhtml+xml" mode="xml"`, `<div xmlns="http://www.w3.org/1999/xhtml">`+s+`</div>`)
	}},
	{"atom 0.3 base64", true, func(s string) string {
		return atom03(`type="text/html" mode="base64"`, base64.StdEncoding.EncodeToString([]byte(s)))
	}},
	{"json", false, jsonFeed},
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func rss(x string) string {
	return strings.ReplaceAll(`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"><channel><link>http://a.example/</link>
<item><guid>1</guid><title>@</title></item><item><guid>2</guid><description>@</description></item><item><guid>3</guid><content:encoded>@</content:encoded></item>
<item><guid>4</guid><dc:description>@</dc:description></item><item><guid>5</guid><itunes:summary>@</itunes:summary></item><item><guid>6</guid><author>@</author></item>
<item><guid>7</guid><category>@</category></item><item><guid>8</guid><dc:creator>@</dc:creator><dc:title>@</dc:title></item><item><guid>9</guid><itunes:subtitle>@</itunes:subtitle></item>
<item><guid>10</guid><media:group><media:title type="html">@</media:title><media:description type="html">@</media:description></media:group></item><item><guid>11</guid><link>@</link><enclosure url="x" type="y"/></item>
<item><guid>12</guid><title>t</title><comments>@</comments><source url="x">@</source><itunes:author>@</itunes:author></item>
<title>@</title><description>@</description><copyright>@</copyright><category>@</category><managingEditor>@</managingEditor><generator>@</generator><language>@</language>
<image><url>@</url><title>@</title></image></channel></rss>`, "@", x)
}

func rdf(x string) string {
	return strings.ReplaceAll(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="http://a.example/"><title>@</title><link>http://a.example/</link><description>@</description><dc:rights>@</dc:rights>
<dc:creator>@</dc:creator></channel><item rdf:about="http://a.example/1"><title>@</title><description>@</description><content:encoded>@</content:encoded><dc:creator>@</dc:creator>
<dc:subject>@</dc:subject></item></rdf:RDF>`, "@", x)
}

func atom(typ, x string) string {
	return strings.NewReplacer("@", x, "?", typ).Replace(`<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><link href="http://a.example/"/>
<entry><id>1</id><title ?>@</title></entry><entry><id>2</id><summary ?>@</summary></entry><entry><id>3</id><content ?>@</content></entry><entry><id>4</id><rights ?>@</rights>
<author><name>n</name></author><category term="t"/></entry><title ?>@</title><subtitle ?>@</subtitle><rights ?>@</rights></feed>`)
}

func atom03(typ, x string) string {
	return strings.NewReplacer("@", x, "?", typ).Replace(`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><id>a</id><link rel="alternate" href="http://a.example/"/>
<entry><id>1</id><title ?>@</title></entry><entry><id>2</id><summary ?>@</summary></entry><entry><id>3</id><content ?>@</content></entry>
<title ?>@</title><tagline ?>@</tagline><copyright ?>@</copyright><info ?>@</info></feed>`)
}

func jsonFeed(x string) string {
	x = jsonString(x)
	return strings.ReplaceAll(`{"version":"https://jsonfeed.org/version/1.1","title":@,"description":@,"language":@,"icon":@,"home_page_url":"http://a.example/","authors":[{"name":@,"url":@}],
"items":[{"id":"1","title":@,"summary":@,"content_html":@,"image":@,"authors":[{"name":@,"url":@}],"tags":[@]},{"id":"2","url":@,"content_text":@,"attachments":[{"url":@,"mime_type":@}]}]}`, "@", x)
}

func jsonString(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(b)
}

// TestSanitised puts hostile markup into every text of every kind of feed and judges
// all that the command prints: every fragment of the long list everywhere, those that
// are made in a part of the places each.
func TestSanitised(t *testing.T) {
	made := cleantest.Attributes()
	for i, p := range places {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			for _, fragment := range cleantest.Hostile {
				judgePlace(t, p, fragment)
			}
			for j := i % madeShare; j < len(made); j += madeShare {
				judgePlace(t, p, made[j])
			}
		})
	}
}

// madeShare is in one of how many places a fragment that is made is tried.
const madeShare = 8

// told keeps a broken rule from filling the screen.
var told sync.Map

func judgePlace(t *testing.T, p place, fragment string) {
	document := p.build(fragment)
	out, err := parsedLines(t, parse.Input{Body: []byte(document), URL: caseAddress})
	if err != nil {
		t.Errorf("%s: %v", fragment, err)
		return
	}
	for path, text := range texts("", decodeLines(t, out)) {
		if why := judgeText(p, fragment, path, text); why != "" {
			if _, known := told.LoadOrStore(p.name+path, true); !known {
				t.Errorf("%q: at %s %s is left of %q", fragment, path, why, text)
			}
		}
	}
}

// judgeText says what is wrong with one text of the output.
func judgeText(p place, fragment, path, text string) string {
	switch path[strings.LastIndexByte(path, '.')+1:] {
	case "summary", "content":
		return cleantest.Unsafe(text)
	case "url", "link", "image":
		if text != "" && !strings.HasPrefix(strings.ToLower(text), "http://") && !strings.HasPrefix(strings.ToLower(text), "https://") || strings.ContainsAny(text, "<>\" \n\t") {
			return "an address"
		}
	case "id", "version":
		return "" // to the letter, and our own
	default: // plain text: what was markup is gone, what is shown was escaped once more
		if p.live && !showsMarkup(fragment) {
			return cleantest.Markup(text)
		}
	}
	return ""
}

// showsMarkup reports whether a fragment is HTML that shows a tag as text, or XHTML
// that does: a CDATA section is text there.
func showsMarkup(fragment string) bool {
	return strings.Contains(fragment, "lt;") || strings.Contains(fragment, "CDATA")
}

// texts are all strings of a value, by their paths.
func texts(path string, v any) map[string]string {
	out := map[string]string{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch in := v.(type) {
		case string:
			out[path] = in
		case []any:
			for i, v := range in {
				walk(fmt.Sprintf("%s.%d", path, i), v)
			}
		case map[string]any:
			for key, v := range in {
				walk(path+"."+key, v)
			}
		}
	}
	walk(path, v)
	return out
}
