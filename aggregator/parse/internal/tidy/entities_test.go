package tidy

import (
	"fmt"
	"strings"
	"testing"
)

// Entities that a document declares itself, in a title, and what it comes to.
func TestEntities(t *testing.T) {
	for _, c := range []struct{ name, declared, title, want string }{
		{"plain", `<!ENTITY who "World">`, "Hello &who;!", "Hello World!"},
		{"single quotes", `<!ENTITY who 'World "1"'>`, "&who;", `World "1"`},
		{"blanks", "<!ENTITY\n\twho  \"World\" >", "&who;", "World"},
		{"twice", `<!ENTITY a "1"><!ENTITY b "2">`, "&a;&b;&a;", "121"},
		{"the first counts", `<!ENTITY a "1"><!ENTITY a "2">`, "&a;", "1"},
		{"a character", `<!ENTITY a "&#233;&#38;amp;">`, "&a;", "é&"},
		{"a name of HTML inside", `<!ENTITY a "x &eacute; y">`, "&a;", "x é y"},
		{"a name of HTML", `<!ENTITY copy "me">`, "&copy;", "me"},
		{"a name of XML", `<!ENTITY lt "&#38;#60;"><!ENTITY amp "and">`, "&lt;&amp;", "<&"},
		{"another entity inside", `<!ENTITY a "b"><!ENTITY c "&a;&a;">`, "&c;", "&c;"},
		{"itself inside", `<!ENTITY a "&a;">`, "&a;", "&a;"},
		{"outside", `<!ENTITY a SYSTEM "file:///etc/hostname">`, "&a;", "&a;"},
		{"public", `<!ENTITY a PUBLIC "-//A" "http://a.example/">`, "&a;", "&a;"},
		{"parameter", `<!ENTITY % a "b">`, "&a; %a;", "&a; %a;"},
		{"not declared", `<!ENTITY a "b">`, "&b; & c", "&b; & c"},
		{"in a section", `<!ENTITY a "b">`, "<![CDATA[&a;]]>&a;", "&a;b"},
		{"at the end", `<!ENTITY a "b">`, "x &a", "x &a"},
		{"too long", `<!ENTITY a "` + strings.Repeat("b", maxEntity+1) + `">`, "&a;", "&a;"},
		{"no end", `<!ENTITY a "b`, "&a;", "&a;"},
	} {
		doc := "<!DOCTYPE rss [" + c.declared + "]><rss><channel><item><title>" + c.title + "</title></item></channel></rss>"
		d, err := XML(doc, "")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := strings.NewReplacer("<item><title>", "", "</title></item>\n", "", openCDATA, "", closeCDATA, "").Replace(string(d.body))
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What entities add to a document has a bound.
func TestEntitiesBounded(t *testing.T) {
	var b strings.Builder
	for i := range 2 * maxEntities {
		fmt.Fprintf(&b, `<!ENTITY a%d "%s">`, i, strings.Repeat("x", maxEntity))
	}
	if n := len(declared(b.String())); n != maxEntities {
		t.Errorf("%d entities", n)
	}
	doc := "<!DOCTYPE rss [" + b.String() + "]><rss><channel><item><title>" + strings.Repeat("&a1;", 10_000) + "</title></item></channel></rss>"
	d, err := XML(doc, "")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.body); n > maxExpansion+maxEntity+50_000 || !strings.HasSuffix(string(d.body), "&a1;]]></title></item>\n") {
		t.Errorf("%d bytes", n)
	}
}
