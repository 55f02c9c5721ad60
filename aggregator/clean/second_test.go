package clean

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"freshet/aggregator/clean/cleantest"
)

// second is the list of what may stand, told to another sanitiser.
var second = sync.OnceValue(secondPolicy)

func secondPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for _, e := range cleantest.Elements() {
		p.AllowElements(e)
		p.AllowNoAttrs().OnElements(e)
	}
	word := regexp.MustCompile(`^[a-zA-Z0-9/+._-]{1,64}$`)
	number := regexp.MustCompile(`^[0-9]{1,5}%?$`)
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?i)(ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z0-9-]{1,35}$`)).Globally()
	p.AllowAttrs("title").Globally()
	p.AllowAttrs("href").OnElements("a", "area")
	p.AllowAttrs("src").OnElements("img", "video", "audio", "source", "track")
	p.AllowAttrs("srcset", "sizes", "media").OnElements("img", "source")
	p.AllowAttrs("poster").OnElements("video")
	p.AllowAttrs("alt").OnElements("img", "area")
	p.AllowAttrs("width", "height").Matching(number).OnElements("img", "video", "td", "th", "col")
	p.AllowAttrs("controls").OnElements("video", "audio")
	p.AllowAttrs("type").Matching(word).OnElements("source", "track", "ol")
	p.AllowAttrs("kind", "srclang").Matching(word).OnElements("track")
	p.AllowAttrs("label").OnElements("track")
	p.AllowAttrs("colspan", "rowspan").Matching(number).OnElements("td", "th")
	p.AllowAttrs("span").Matching(number).OnElements("col", "colgroup")
	p.AllowAttrs("scope").OnElements("th")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(?i)(left|right|center|justify|char)$`)).OnElements("td", "th", "tr", "p", "div", "img", "table")
	p.AllowAttrs("start", "value").Matching(regexp.MustCompile(`^-?[0-9]{1,9}$`)).OnElements("ol", "li", "data")
	p.AllowAttrs("reversed").OnElements("ol")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("datetime").Matching(regexp.MustCompile(`^[0-9TZPYMWDHS:+. -]{1,40}$`)).OnElements("time", "del", "ins")
	p.AllowAttrs("cite").OnElements("blockquote", "q", "del", "ins")
	p.AllowAttrs("display", "mathvariant", "stretchy", "fence", "separator", "accent").Matching(word).Globally()
	p.RequireParseableURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "tel", "xmpp", "magnet", "geo", "ftp")
	p.AllowDataURIImages()
	return p
}

// shape is the tags of a text with the names of their attributes.
func shape(s string) (out []string) {
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t := z.Token()
			for _, a := range t.Attr {
				t.Data += " " + a.Key
			}
			out = append(out, t.Data)
		case html.CommentToken, html.DoctypeToken:
			out = append(out, "a comment")
		}
	}
}

// checkSecond fails when the other sanitiser finds something to take away.
func checkSecond(t *testing.T, in, got string) {
	t.Helper()
	if diff := cmp.Diff(shape(got), shape(second().Sanitize(got))); diff != "" {
		t.Errorf("%q: of %q bluemonday takes away:\n%s", in, got, diff)
	}
}
