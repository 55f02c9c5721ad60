package cleantest

import (
	"fmt"
	"strings"
)

// Handlers are the attributes that run a script when something happens: of HTML, of
// SVG and its animations, of touch and pointer events, of one vendor or another.
var Handlers = strings.Fields(`onabort onactivate onafterprint onafterupdate onanimationcancel onanimationend onanimationiteration
	onanimationstart onauxclick onbeforeactivate onbeforecopy onbeforecut onbeforedeactivate onbeforeeditfocus onbeforeinput
	onbeforematch onbeforepaste onbeforeprint onbeforescriptexecute onbeforetoggle onbeforeunload onbeforeupdate onbegin onblur
	onbounce oncancel oncanplay oncanplaythrough oncellchange onchange onclick onclose oncommand oncontentvisibilityautostatechange
	oncontextlost oncontextmenu oncontextrestored oncontrolselect oncopy oncuechange oncut ondataavailable ondatasetchanged
	ondatasetcomplete ondblclick ondeactivate ondrag ondragend ondragenter ondragexit ondragleave ondragover ondragstart ondrop
	ondurationchange onemptied onend onended onerror onerrorupdate onfilterchange onfinish onfocus onfocusin onfocusout onformdata
	onfullscreenchange ongotpointercapture onhashchange onhelp oninput oninvalid onkeydown onkeypress onkeyup onlanguagechange
	onlayoutcomplete onload onloadeddata onloadedmetadata onloadend onloadstart onlosecapture onlostpointercapture onmessage
	onmessageerror onmousedown onmouseenter onmouseleave onmousemove onmouseout onmouseover onmouseup onmousewheel onmove onmoveend
	onmovestart onmozfullscreenchange onoffline ononline onpagehide onpageshow onpaste onpause onplay onplaying onpointercancel
	onpointerdown onpointerenter onpointerleave onpointermove onpointerout onpointerover onpointerrawupdate onpointerup onpopstate
	onprogress onpropertychange onratechange onreadystatechange onrejectionhandled onrepeat onreset onresize onresizeend
	onresizestart onrowenter onrowexit onrowsdelete onrowsinserted onscroll onscrollend onsearch onsecuritypolicyviolation onseeked
	onseeking onselect onselectionchange onselectstart onshow onslotchange onsnapchanged onstalled onstart onstop onstorage onsubmit
	onsuspend onsynchrestored ontimeupdate ontoggle ontouchcancel ontouchend ontouchmove ontouchstart ontransitioncancel
	ontransitionend ontransitionrun ontransitionstart onunhandledrejection onunload onurlflip onvolumechange onwaiting
	onwebkitanimationend onwheel seekSegmentTime FSCommand`)

// addressed are tags whose address an attribute has, with %s for it.
var addressed = []string{
	`<a href=%s>safe</a>`, `<a href="http://a.example/" ping=%s>safe</a>`, `<map><area href=%s></map>safe`, `<img src=%s>safe`, `<img src="http://a.example/" lowsrc=%s>safe`,
	`<img srcset=%s>safe`, `<img usemap=%s src="http://a.example/">safe`, `<img longdesc=%s src="http://a.example/">safe`, `<video src=%s></video>safe`, `<video poster=%s></video>safe`,
	`<audio src=%s></audio>safe`, `<picture><source srcset=%s></picture>safe`, `<video><track src=%s></video>safe`, `<blockquote cite=%s>safe</blockquote>`, `<q cite=%s>safe</q>`,
	`<del cite=%s>safe</del>`, `<ins cite=%s>safe</ins>`, `<table background=%s><tr><td background=%s>safe</td></tr></table>`, `<body background=%s>safe</body>`, `<base href=%s>safe`,
	`<link rel=stylesheet href=%s>safe`, `<meta http-equiv=refresh content="0;url=x" url=%s>safe`, `<iframe src=%s></iframe>safe`, `<embed src=%s>safe`, `<object data=%s></object>safe`, `<object classid=%s codebase=%s></object>safe`,
	`<applet code=%s archive=%s></applet>safe`, `<form action=%s>safe</form>`, `<button formaction=%s>safe</button>`, `<input type=image src=%s>safe`, `<script src=%s></script>safe`, `<html manifest=%s>safe</html>`,
	`<svg><a xlink:href=%s>x</a><use href=%s /><image href=%s /></svg>safe`, `<math href=%s><mi xlink:href=%s>x</mi></math>safe`, `<p style="background:url(x)" data=%s>safe</p>`, `<layer src=%s></layer>safe`, `<bgsound src=%s>safe`,
	`<p dynsrc=%s>safe</p>`, `<img data-src=%s>safe`, `<a xml:base=%s href="http://a.example/">safe</a>`, `<frameset><frame src=%s></frameset>safe`, `<isindex action=%s>safe`, `<div profile=%s>safe</div>`, `<portal src=%s></portal>safe`,
}

// addresses run a script or show what another made as if it were the text's.
var addresses = []string{
	`"javascript:alert(1)"`, `'javascript:alert(1)'`, `javascript:alert(1)`, `"JaVaScRiPt:alert(1)"`, `" javascript:alert(1)"`, "\"java\tscript:alert(1)\"", "\"java\nscript:alert(1)\"", "\"java\r\nscript:alert(1)\"",
	`"java&#9;script:alert(1)"`, `"java&#x0A;script:alert(1)"`, `"java&NewLine;script&Tab;:alert(1)"`, `"javascript&colon;alert(1)"`, `"&#106;&#97;&#118;&#97;script:alert(1)"`, `"&#x6a&#x61vascript:alert(1)"`, `"&#0000106avascript:alert(1)"`,
	"\"\x01javascript:alert(1)\"", "\"java\x00script:alert(1)\"", `"&#1;javascript:alert(1)"`, "\"\u00a0javascript:alert(1)\"", "\"\u3000javascript:alert(1)\"", "\"java\u200bscript:alert(1)\"", `"javascript://a.example/%0aalert(1)"`,
	`"vbscript:msgbox(1)"`, `"livescript:x"`, `"mocha:x"`, `"data:text/html,<script>alert(1)</script>"`, `"data:text/html;base64,PHNjcmlwdD4="`, `"DATA:image/svg+xml;base64,PHN2Zz4="`, `"data:image/svg+xml,%3Csvg onload=alert(1)%3E"`, `"data:,x"`,
	`"feed:javascript:alert(1)"`, `"view-source:javascript:x"`, `"jar:http://a.example/!/x"`, `"file:///etc/passwd"`, `"blob:http://a.example/1"`, `"filesystem:http://a.example/x"`, `"about:blank"`, `"ms-its:x"`, `"mhtml:file://x"`, `"intent://x#Intent;end"`,
	`"res://x"`, `"wyciwyg://x"`, `"chrome://x"`, `"x-unknown:y"`, `"javascript:alert(1) 1x, javascript:alert(2) 2x"`, `"//javascript:alert(1)"`, "`javascript:alert(1)`",
}

// styles take over the look of a page, load something or run a script.
var styles = []string{
	`width:expression(alert(1))`, `width:e/**/xpression(alert(1))`, `width:\65xpression(alert(1))`, `-moz-binding:url(http://a.example/x.xml#y)`, `behavior:url(http://a.example/x.htc)`, `behaviour:url(x)`,
	`background:url(javascript:alert(1))`, `background-image:url(&quot;http://a.example/pixel&quot;)`, `background:u\72l(javascript:alert(1))`, `position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999`, `position:absolute;left:-9999px`,
	`@import 'http://a.example/x.css'`, `content:url(x)`, `list-style-image:url(x)`, `cursor:url(x)`, `-o-link:'javascript:alert(1)'`, `font-family:x;}</style><script>alert(1)</script>`, `color:red`, `any:thing`,
}

// Attributes are fragments with each handler, each way to hide an attribute, each
// address in each attribute that browsers follow, and styles. All end in the word
// safe, which is to stay.
func Attributes() (out []string) {
	for i, h := range Handlers {
		out = append(out,
			fmt.Sprintf([...]string{`<p %s="alert(1)">safe</p>`, `<img src="http://a.example/x.png" %s="alert(1)" />safe`, `<a href="http://a.example/" %s=alert(1)>safe</a>`, `<b %s='alert(1)'>safe</b>`}[i%4], h),
			fmt.Sprintf([...]string{"<p/%s\n=\nalert(1)>safe</p>", "<img src=x:y\t%s=alert(1)>safe", `<svg %s=alert(1)>x</svg>safe`, `<math><mi %s=alert(1)>x</mi></math>safe`}[i%4], strings.ToUpper(h)))
	}
	for i, tag := range addressed {
		for j, a := range addresses {
			if (i+j)%3 == 0 || i < 5 || j < 3 {
				out = append(out, strings.ReplaceAll(tag, "%s", a))
			}
		}
	}
	for i, s := range styles {
		out = append(out, fmt.Sprintf([...]string{`<p style="%s">safe</p>`, `<span STYLE="%s">safe</span>`, `<a href="http://a.example/" style="%s">safe</a>`}[i%3], s), "<style>p{"+s+"}</style>safe")
	}
	return out
}
