package clean

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"freshet/aggregator/parse"
)

// hostile is markup that makes some reader run a script, load a page, take over
// the look of the whole or tell someone that it was read: by tags, attributes,
// addresses, and by ways to hide them.
var hostile = []string{
	// Elements, in every spelling.
	`<script>alert(1)</script>`, `<SCRIPT SRC=http://evil.example/x.js></SCRIPT>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
	`<script/xss src="http://evil.example/x.js"></script>`, `<<script>alert(1);//<</script>`, `<script>a`, `<script src=//evil.example/j`,
	`<script><!-- </script> --><img src=x onerror=alert(1)>`, "<script\x00>alert(1)</script>", "<scr\x00ipt>alert(1)</scr\x00ipt>",
	`</script><script>alert(1)</script>`, `<!--<script>--><script>alert(1)</script>`, `<![CDATA[<script>alert(1)</script>]]>`,
	`<style>@import 'http://evil.example/x.css';</style>`, `<style>body{background:url(javascript:alert(1))}</style>`,
	`<style><img src="</style><img src=x onerror=alert(1)//">`, `<link rel=stylesheet href=http://evil.example/x.css>`,
	`<meta http-equiv="refresh" content="0;url=javascript:alert(1)">`, `<base href="javascript:alert(1);//">`, `<base href=http://evil.example/>`,
	`<iframe src="javascript:alert(1)"></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<iframe src=http://evil.example/ <`,
	`<object data="javascript:alert(1)"></object>`, `<object type=text/x-scriptlet data=http://evil.example/>`, `<embed src="http://evil.example/x.swf" allowscriptaccess=always>`,
	`<applet code=x archive=http://evil.example/>`, `<frameset><frame src="javascript:alert(1)"></frameset>`, `<layer src=http://evil.example/x>`, `<ilayer src=x>`,
	`<bgsound src="javascript:alert(1)">`, `<form action="javascript:alert(1)"><input type=submit><button formaction="javascript:alert(1)">x</button></form>`,
	`<isindex type=image src=1 onerror=alert(1)>`, `<input type=image src=x onerror=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<keygen autofocus onfocus=alert(1)>`,
	`<marquee onstart=alert(1)>x</marquee>`, `<details open ontoggle=alert(1)>x</details>`, `<video><source onerror=alert(1)></video>`, `<audio src=x onerror=alert(1)>`,
	`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`, `<svg><animate onbegin=alert(1) attributeName=x>`,
	`<svg><style><img src=x onerror=alert(1)></style></svg>`, `<svg><desc><![CDATA[</desc><script>alert(1)</script>]]></svg>`, `<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`, `<math href="javascript:alert(1)">x</math>`,
	`<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<noembed><p title="</noembed><img src=x onerror=alert(1)>">`, `<noframes><p title="</noframes><img src=x onerror=alert(1)>">`,
	`<textarea><p title="</textarea><img src=x onerror=alert(1)>">`, `<title><p title="</title><img src=x onerror=alert(1)>">`, `<xmp><p title="</xmp><img src=x onerror=alert(1)>">`,
	`<template><script>alert(1)</script></template>`, `<plaintext><script>alert(1)</script>`, `<listing>&lt;img src=x onerror=alert(1)&gt;</listing>`, `<select><style></select><script>alert(1)</script>`,
	`<xml id=x><i><b>&lt;img src=1 onerror=alert(1)&gt;</b></i></xml>`, `<xss style="x:expression(alert(1))">`, `<custom-element onclick=alert(1) is=x>y</custom-element>`, `<portal src=http://evil.example/>`, `<slot name=x onslotchange=alert(1)>`,
	`<dialog open>x</dialog>`, `<comment><img src="</comment><img src=x onerror=alert(1)//">`, `<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`, `<html:script>alert(1)</html:script>`,
	`<?xml-stylesheet href="javascript:alert(1)"?>`, `<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;`, `<?import namespace=t implementation="#default#time2">`, `<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,
	// Attributes.
	`<p onclick="alert(1)">x</p>`, `<p ONCLICK=alert(1)>x</p>`, `<p/onclick=alert(1)>x</p>`, "<p\nonclick\n=\nalert(1)>x</p>", "<p\x0bonclick=alert(1)>x</p>", "<p\x0conclick=alert(1)>x</p>",
	`<p title="x"onclick=alert(1)>x</p>`, `<p title='x'onclick='alert(1)'>x</p>`, `<p """><img src=x onerror=alert(1)>">`, `<img """><script>alert(1)</script>">`, `<p title=">" onclick=alert(1)>x</p>`,
	`<a href="http://a.example/" onmouseover=alert(1)>x</a>`, "<img src=`x` onerror=`alert(1)`>", `<img src="x` + "`" + ` onerror=alert(1)">`, `<p style="background:url(javascript:alert(1))">x</p>`, `<p style="position:fixed;top:0;left:0;width:100%">x</p>`,
	`<p style="behavior:url(http://evil.example/x.htc)">x</p>`, `<p style="-moz-binding:url(http://evil.example/x#y)">x</p>`, `<p style="width:expression(alert(1))">x</p>`, `<p id=location name=cookie>x</p>`, `<a name=body id=forms>x</a>`,
	`<p class="header">x</p>`, `<a target=_top href=http://a.example/>x</a>`, `<a ping=http://evil.example/ href=http://a.example/>x</a>`, `<img lowsrc="javascript:alert(1)" dynsrc="javascript:alert(1)" src=http://a.example/x>`, `<table background="javascript:alert(1)"><td background="javascript:alert(1)">x</table>`,
	`<p data-x="y" aria-label=z contenteditable accesskey=x tabindex=1 draggable=true>x</p>`, `<img usemap="javascript:alert(1)" longdesc="javascript:alert(1)" src=http://a.example/x>`, `<a attributionsrc=http://evil.example/ href=http://a.example/>x</a>`,
	`<video poster="javascript:alert(1)" src="http://a.example/v" autoplay></video>`, `<blockquote cite="javascript:alert(1)">x</blockquote>`, `<p xml:base="javascript:alert(1)"><a href="x">y</a></p>`, `<a xlink:href="javascript:alert(1)" href="http://a.example/">x</a>`,
	`<div itemscope itemref=x popover anchor=y is=z nonce=1 part=q>x</div>`, `<button popovertarget=x onbeforetoggle=alert(1)>x</button>`, `<p onclick=&#97;lert(1)>x</p>`, `<p &#111;nclick=alert(1)>x</p>`,
	// Addresses.
	`<a href="javascript:alert(1)">x</a>`, `<a href="JaVaScRiPt:alert(1)">x</a>`, `<a href="java&#x09;script:alert(1)">x</a>`, `<a href="java&NewLine;script:alert(1)">x</a>`, `<a href="javascript&colon;alert(1)">x</a>`, `<a href="&#106;avascript:alert(1)">x</a>`,
	`<a href="&#0000106avascript:alert(1)">x</a>`, "<a href=\"\x01javascript:alert(1)\">x</a>", "<a href=\" \u00a0javascript:alert(1)\">x</a>", "<a href=\"\u2028javascript:alert(1)\">x</a>", `<a href="&#14; javascript:alert(1)">x</a>`, `<a href='javascript:alert("x")'>x</a>`,
	`<a href="vbscript:msgbox(1)">x</a>`, `<a href="livescript:x">x</a>`, `<a href="mocha:x">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>`, `<a href="feed:javascript:alert(1)">x</a>`,
	`<a href="view-source:javascript:alert(1)">x</a>`, `<a href="jar:http://evil.example/x!/y">x</a>`, `<a href="file:///etc/passwd">x</a>`, `<a href="blob:http://a.example/x">x</a>`, `<a href="about:blank">x</a>`, `<a href="ms-its:mhtml:file://x">x</a>`, `<a href="intent://x#Intent;end">x</a>`,
	`<img src="javascript:alert(1)">`, `<img src="data:image/svg+xml,<svg onload=alert(1)>">`, `<img src="data:image/svg+xml;base64,PHN2Zz4=">`, `<img src=" data:text/html,x">`, `<img src="data:IMAGE/SVG+xml;base64,PHN2Zz4=">`, `<img src="data:image/gif,x" data-src="javascript:alert(1)">`, `<img data-src="javascript:alert(1)">`,
	`<img srcset="javascript:alert(1) 1x, data:text/html,x 2x">`, `<picture><source srcset="javascript:alert(1)"></picture>`, `<video src="data:text/html,x"></video>`, `<source src="javascript:alert(1)">`, `<track src="javascript:alert(1)">`, `<map><area href="javascript:alert(1)"></map>`,
	`<a href="//javascript:alert(1)">x</a>`, `<a href="javascript://a.example/%0aalert(1)">x</a>`, `<a href="http://a.example/&quot; onclick=&quot;alert(1)">x</a>`, `<a href="http://a.example/"><a href="javascript:alert(1)">x</a></a>`, `<a href=javascript:alert(1)>x`, `<a href="\x6aavascript:alert(1)">x</a>`, `<a href="java` + "\u00ad" + `script:alert(1)">x</a>`,
	// Escaped, and cut.
	`&lt;script&gt;alert(1)&lt;/script&gt;`, `&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;`, `%3Cscript%3Ealert(1)%3C/script%3E`, `+ADw-script+AD4-alert(1)+ADw-/script+AD4-`, "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
	`<img src=x onerror=alert(1)`, `<img src="http://a.example/x`, `<p title="`, `<a href="javascript:alert(1)`, `<`, `</`, `<!`, `<!-`, `<!--`, `<!-->x<script>alert(1)</script>`, `<!--->x<img src=x onerror=alert(1)>`, `<!-- --!><img src=x onerror=alert(1)>`, `<? ><img src=x onerror=alert(1)>`, `</ ><img src=x onerror=alert(1)>`, `<//><img src=x onerror=alert(1)>`,
	// Ends that belong to the page around it.
	`</div></div></body></html><script>alert(1)</script>`, `</td></tr></table><p>x`, `</p></article></main>x`, `<table><tr><td></table></table>x`, `<body onload=alert(1) background=http://evil.example/>x</body>`, `<html onclick=alert(1)>x</html>`, `<head><script>alert(1)</script></head>x`,
}

var safeElements, mathElements = map[string]bool{}, map[string]bool{}

func init() {
	for w := range strings.FieldsSeq(`p div section article header footer aside main hgroup address h1 h2 h3 h4 h5 h6 hr br wbr pre blockquote center
		ul ol li dl dt dd figure figcaption details summary b i u s em strong small big sub sup mark del ins strike tt abbr acronym cite code dfn kbd samp var q span
		time data bdi bdo ruby rb rt rp rtc table caption colgroup col thead tbody tfoot tr th td picture a img video audio source track map area`) {
		safeElements[w] = true
	}
	for w := range strings.FieldsSeq(`math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder mover
		munderover mmultiscripts mprescripts mtable mtr mtd semantics`) {
		mathElements[w] = true
	}
}

// unsafe says what is wrong with a text as a browser reads it; empty for nothing.
func unsafe(t *testing.T, s string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	found := ""
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.CommentNode || n.Type == html.DoctypeNode {
			found = "a comment or doctype " + n.Data
		}
		if n.Type == html.ElementNode {
			if n.Namespace == "" && !safeElements[n.Data] || n.Namespace != "" && (n.Namespace != "math" || !mathElements[n.Data]) {
				found = "the element " + n.Data
			}
			for _, a := range n.Attr {
				if why := unsafeAttribute(n.Data, a); why != "" {
					found = why
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return found
}

func unsafeAttribute(element string, a html.Attribute) string {
	switch a.Key {
	case "href", "src", "poster", "cite":
		scheme, rest, _ := strings.Cut(a.Val, ":")
		switch strings.ToLower(scheme) {
		case "http", "https", "mailto", "tel", "xmpp", "magnet", "geo", "ftp":
			return ""
		case "data":
			if element == "img" && strings.HasPrefix(rest, "image/") && !strings.Contains(strings.ToLower(rest), "svg") {
				return ""
			}
		}
		return "the address " + a.Val
	case "srcset":
		for one := range strings.SplitSeq(a.Val, ", ") {
			if !strings.HasPrefix(one, "http://") && !strings.HasPrefix(one, "https://") {
				return "the address " + one
			}
		}
		return ""
	case "alt", "title", "dir", "lang", "width", "height", "controls", "type", "kind", "srclang", "colspan", "rowspan", "span",
		"align", "start", "value", "reversed", "open", "datetime", "sizes", "media", "label", "scope",
		"display", "mathvariant", "stretchy", "fence", "separator", "accent":
		return ""
	}
	return "the attribute " + a.Key + "=" + a.Val
}

// Whatever comes, alone or with a text around it, as HTML or as plain text, what is
// left is safe, and stays the same when it is cleaned again.
func TestHostile(t *testing.T) {
	for _, in := range hostile {
		for _, around := range [...][2]string{{"", ""}, {"<p>before ", " after</p>"}, {"<table><tr><td>", "</td></tr></table>"}, {"<!-- ", " -->"}, {`<img alt="`, `">`}, {"<pre>\n", "</pre>"}, {"<select>", "</select>"}, {"<svg>", "</svg>"}, {"<math>", "</math>"}} {
			for _, kind := range [...]parse.TextType{parse.TypeHTML, parse.TypeXHTML, parse.TypeText} {
				s := around[0] + in + around[1]
				got := HTML(s, kind, base)
				if why := unsafe(t, got); why != "" {
					t.Errorf("%s as %s: %s is left in %s", s, kind, why, got)
				}
				checkSecond(t, s, got)
				if again := HTML(got, parse.TypeHTML, base); kind != parse.TypeText && again != got {
					t.Errorf("%s: cleaned twice:\n%s\n%s", s, got, again)
				}
			}
		}
	}
}

// Every element that may stay does.
func TestSafeElements(t *testing.T) {
	for e := range safeElements {
		got := HTML("<"+e+" src=/x href=/x>x</"+e+">", parse.TypeHTML, base)
		if !strings.Contains(got, "<"+e) {
			t.Errorf("%s is gone", e)
		}
		if again := HTML(got, parse.TypeHTML, base); again != got || unsafe(t, got) != "" {
			t.Errorf("%s: cleaned twice:\n%s\n%s", e, got, again)
		}
	}
}

// Two at a time: what one opens another may close.
func TestHostilePairs(t *testing.T) {
	for i, a := range hostile {
		for j := i % 5; j < len(hostile); j += 5 {
			s := a + hostile[j]
			if why := unsafe(t, HTML(s, parse.TypeHTML, base)); why != "" {
				t.Errorf("%s: %s is left", s, why)
			}
		}
	}
}

// Lines of text hold no markup: none that a page would run when it escapes them,
// and no tag that was markup before.
func TestHostileLines(t *testing.T) {
	for _, in := range hostile {
		it := Item(&parse.Feed{}, &parse.Item{
			ID: "1", Title: in, TitleType: parse.TypeHTML, URL: in, Image: in, Language: in,
		}, base)
		if it.URL != "" && !strings.HasPrefix(it.URL, "http") || strings.ContainsAny(it.URL+it.Image, "<>\"") || it.Language != "" {
			t.Errorf("%s: addresses %q, %q, language %q", in, it.URL, it.Image, it.Language)
		}
		if strings.Contains(in, "&lt;") || strings.Contains(in, "&amp;") || !strings.Contains(in, "<s") {
			continue // escaped: a title that shows a tag
		}
		low := strings.ToLower(it.Title)
		for _, bad := range []string{"<script", "<style", "<svg"} {
			if strings.Contains(low, bad) {
				t.Errorf("%s: the title is %q", in, it.Title)
			}
		}
	}
}
