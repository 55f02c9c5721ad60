// Package discover finds the feeds that a page offers. It is pure.
package discover

import (
	"mime"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of a page: what lies behind them is not looked at.
const (
	MaxBytes = 2 << 20
	MaxFeeds = 32
)

// Feed is a feed that a page offers.
type Feed struct {
	URL   string // absolute, http or https
	Title string // as the page gives it; may be empty
	Type  string // media type without parameters
}

// Link is a link of a page, in its head or in the header of its answer.
type Link struct{ URL, Rel, Type, Title string }

// types are the media types of feeds, best first: what has more to say of its
// entries comes before what has less. A page may give feeds other types that XML
// and JSON have; then the name must speak for it.
var types = []string{"application/atom+xml", "application/rss+xml", "application/feed+json", "application/rdf+xml"}

// vague are types that feeds have too.
var vague = []string{"application/xml", "text/xml", "application/json", "text/rss+xml", "application/x-rss+xml"}

// Offered are the feeds that a page offers by links (RSS Autodiscovery): those of
// its header first, then those of its head, in their order; feeds of comments last.
// address is where the page is.
func Offered(page []byte, address string, header []Link) []Feed {
	base, err := url.Parse(address)
	if err != nil {
		return nil
	}
	links, href := inPage(page[:min(len(page), MaxBytes)])
	links = slices.Concat(header, links)
	if u, err := base.Parse(href); err == nil && href != "" && isWeb(u) {
		base = u
	}
	var out []Feed
	for _, l := range links {
		f, ok := l.feed(base)
		if ok && len(out) < MaxFeeds && !slices.ContainsFunc(out, func(o Feed) bool { return o.URL == f.URL }) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Feed) int { return rank(a) - rank(b) })
	return out
}

// feed is the feed that a link offers.
func (l Link) feed(base *url.URL) (Feed, bool) {
	kind, _, err := mime.ParseMediaType(l.Type)
	if err != nil {
		kind = strings.ToLower(strings.TrimSpace(l.Type))
	}
	rels := strings.Fields(strings.ToLower(l.Rel))
	offers := slices.Contains(rels, "alternate") && (slices.Contains(types, kind) || slices.Contains(vague, kind)) ||
		slices.Contains(rels, "feed") && kind != "text/html"
	if !offers || slices.Contains(rels, "stylesheet") {
		return Feed{}, false
	}
	ref := strings.TrimSpace(l.URL)
	if rest, ok := strings.CutPrefix(ref, "feed://"); ok {
		ref = "http://" + rest
	}
	u, err := base.Parse(ref)
	if err != nil || !isWeb(u) || ref == "" {
		return Feed{}, false
	}
	u.Fragment = ""
	return Feed{URL: u.String(), Title: strings.Join(strings.Fields(l.Title), " "), Type: kind}, true
}

func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

// rank orders what is offered: feeds of comments and what only may be a feed come
// last.
func rank(f Feed) int {
	r := 0
	if slices.Contains(vague, f.Type) {
		r++
	}
	for _, s := range []string{f.Title, f.URL} {
		if s = strings.ToLower(s); strings.Contains(s, "comment") || strings.Contains(s, "kommentar") || strings.Contains(s, "评论") {
			return r + 2
		}
	}
	return r
}

// inPage reads the links of a page and its base.
func inPage(page []byte) (links []Link, base string) {
	z := html.NewTokenizer(strings.NewReader(string(page)))
	z.SetMaxBuf(MaxBytes)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return links, base
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch atom.Lookup(name) {
			case atom.Link, atom.A:
				if l := attributes(z, more); l.Rel != "" && len(links) < 4*MaxFeeds {
					links = append(links, l)
				}
			case atom.Base:
				if l := attributes(z, more); base == "" {
					base = l.URL
				}
			}
		}
	}
}

func attributes(z *html.Tokenizer, more bool) Link {
	var l Link
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "href":
			l.URL = string(value)
		case "rel":
			l.Rel = string(value)
		case "type":
			l.Type = string(value)
		case "title":
			l.Title = string(value)
		}
	}
	return l
}

// places are where sites keep feeds that their pages do not mention, most usual
// first.
var places = []string{"/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json"}

// Places are the addresses at which the site of a page may have a feed, for when
// the page offers none.
func Places(address string) []string {
	u, err := url.Parse(address)
	if err != nil || !isWeb(u) {
		return nil
	}
	var out []string
	for _, p := range places {
		out = append(out, u.Scheme+"://"+u.Host+p)
	}
	return out
}
