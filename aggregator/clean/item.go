package clean

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"freshet/aggregator/parse"
	"freshet/storage"
	"freshet/storage/dedup"
)

// Item makes an item of a feed fit to be kept. feedURL is where the feed is, after
// redirects. What passes a limit of storage is shortened at a boundary, with a mark
// that shows it; addresses that are no web addresses are dropped.
func Item(feed *parse.Feed, in *parse.Item, feedURL string) storage.Item {
	to := &baseURL{s: itemBase(feed, in, feedURL)}
	it := storage.Item{
		GUID:       ID(in.ID),
		URL:        to.address(in.URL, web),
		Title:      line(Title(in.Title, in.TitleType), storage.MaxTitleBytes),
		Authors:    people(in.Authors, to),
		Categories: names(in.Categories),
		Enclosures: files(in.Enclosures, to),
		Image:      to.address(in.Image, web),
		Language:   language(in.Language),
		Published:  in.Published,
		Updated:    in.Updated,
	}
	from := source{to: to.s, plain: true}
	if feed.Base == "" && in.Base == "" {
		from.page = it.URL
	}
	var plain string
	it.Content, plain = from.body(in.Content)
	from.plain = strings.TrimSpace(plain) == "" // the summary tells, then
	var short string
	if it.Summary, short = from.body(in.Summary); from.plain {
		plain = short
	}
	it.Canonical = Canonical(it.URL)
	it.Signature = dedup.Sign(it.Title, plain)
	return it
}

// body cleans a text of an item.
func (from source) body(t parse.Text) (markup, plain string) {
	if t.Base != "" {
		from.to, from.page = t.Base, ""
	}
	return from.clean(t.Value, t.Type)
}

// Document makes what a feed says of itself fit to be kept.
func Document(feed *parse.Feed, feedURL string) storage.Document {
	d := feed.Document
	to := &baseURL{s: feedBase(feed, feedURL)}
	d.ID = ID(d.ID)
	d.Title = line(Title(d.Title, feed.TitleType), storage.MaxTitleBytes)
	d.Description = line(Title(d.Description, feed.DescriptionType), maxDescriptionBytes)
	d.Rights = line(Title(d.Rights, feed.RightsType), storage.MaxTitleBytes)
	own := first(feed.Base, feedURL)
	d.Link, d.Self = first(Link(d.Link, own), Link(d.ID, "")), Link(d.Self, own)
	d.Image = to.address(d.Image, web)
	d.Language = language(d.Language)
	d.Authors = people(d.Authors, to)
	hubs := make([]string, 0, len(d.Hubs))
	for _, h := range d.Hubs {
		if h = Link(h, own); h != "" && len(hubs) < maxHubs {
			hubs = append(hubs, h)
		}
	}
	d.Hubs = hubs
	return d
}

// Limits of what a feed says of itself.
const (
	maxDescriptionBytes = 16 << 10
	maxHubs             = 8
)

// feedBase is what relative addresses of a feed are relative to: xml:base, the
// feed's link, its address.
func feedBase(feed *parse.Feed, feedURL string) string {
	if feed.Base != "" {
		return feed.Base
	}
	return first(Link(feed.Link, feedURL), feedURL)
}

// itemBase is the same for an item.
func itemBase(feed *parse.Feed, in *parse.Item, feedURL string) string {
	return first(in.Base, feedBase(feed, feedURL))
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// ID is an id as published; one that is too long is replaced by its hash.
func ID(id string) string {
	id = characters(id)
	if len(id) <= storage.MaxGUIDBytes {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// people cleans authors; one of whom nothing is left goes.
func people(in []storage.Person, to *baseURL) []storage.Person {
	out := make([]storage.Person, 0, min(len(in), storage.MaxPeople))
	for _, p := range in {
		p = storage.Person{
			Name:  line(plain(p.Name), maxNameBytes),
			Email: line(plain(p.Email), maxNameBytes),
			URL:   to.address(p.URL, web),
		}
		if p != (storage.Person{}) && len(out) < storage.MaxPeople && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return some(out)
}

// maxNameBytes bounds a name of a person or a category.
const maxNameBytes = 512

// names cleans categories.
func names(in []string) []string {
	out := make([]string, 0, min(len(in), storage.MaxCategories))
	for _, s := range in {
		s = line(plain(s), maxNameBytes)
		if s != "" && len(out) < storage.MaxCategories && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return some(out)
}

// files cleans enclosures. Besides the web's, schemes of downloads are let through.
func files(in []storage.Enclosure, to *baseURL) []storage.Enclosure {
	out := make([]storage.Enclosure, 0, min(len(in), storage.MaxEnclosures))
	for _, e := range in {
		e.URL = to.address(e.URL, downloaded)
		e.Type = line(plain(e.Type), maxNameBytes)
		e.Length = max(e.Length, 0)
		if e.URL != "" && len(out) < storage.MaxEnclosures {
			out = append(out, e)
		}
	}
	return some(out)
}

// some is nil for an empty list, so that a kept item and a read one are equal.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// maxLanguageBytes is the longest tag that BCP 47 (section 4.4.1) asks to be kept.
const maxLanguageBytes = 35

// language is a BCP 47 tag in its usual case, or empty: "zh-cn" is "zh-CN".
func language(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if s == "" || len(s) > maxLanguageBytes {
		return ""
	}
	parts := strings.Split(strings.ToLower(s), "-")
	for i, p := range parts {
		if len(p) < 1 || len(p) > 8 || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return ""
		}
		switch {
		case i > 0 && len(p) == 2 && len(parts[i-1]) > 1:
			parts[i] = strings.ToUpper(p)
		case i > 0 && len(p) == 4 && len(parts[i-1]) > 1 && p[0] > '9':
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	if len(parts[0]) == 1 && parts[0] != "x" && parts[0] != "i" {
		return ""
	}
	return strings.Join(parts, "-")
}

// parsed is an absolute address as net/url reads it, or nil.
func parsed(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() {
		return nil
	}
	return u
}
