package render

import (
	"strconv"

	"github.com/gorilla/feeds"

	"freshet/storage"
)

// Namespaces of the extensions that RSS borrows. All are known to the W3C
// validator.
const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsMedia   = "http://search.yahoo.com/mrss/"
)

// rssTime is the date of RFC 822 with a year of four digits and the one zone name
// that every reader knows.
const rssTime = "Mon, 02 Jan 2006 15:04:05 GMT"

// RSS writes a feed as RSS 2.0, in the manner of the RSS Advisory Board's
// profile.
func RSS(f Feed) ([]byte, error) {
	return new(Press).Lay(f).RSS(f.Self, f.Updated)
}

type rssDoc struct {
	feeds.RssFeedXml
	NSAtom  string     `xml:"xmlns:atom,attr"`
	NSDC    string     `xml:"xmlns:dc,attr"`
	NSMedia string     `xml:"xmlns:media,attr"`
	Channel rssChannel `xml:"channel"`
}

// FeedXml makes the document one that gorilla/feeds can write.
func (d *rssDoc) FeedXml() any { return d }

type rssChannel struct {
	feeds.RssFeed
	Links []atomLink `xml:"atom:link"`
	Items []byte     `xml:",innerxml"`
}

type rssItem struct {
	feeds.RssItem
	Title       inner       `xml:"title"`
	Description *cdata      `xml:"description"`
	Creators    []string    `xml:"dc:creator"`
	Categories  []string    `xml:"category"`
	Language    string      `xml:"dc:language,omitempty"`
	Source      *rssSource  `xml:"source"`
	Updated     string      `xml:"atom:updated,omitempty"`
	Via         *atomLink   `xml:"atom:link"`
	Thumbnail   *mediaFile  `xml:"media:thumbnail"`
	Group       *mediaGroup `xml:"media:group"`
}

// inner is text that is escaped already.
type inner struct {
	Text string `xml:",innerxml"`
}

type cdata struct {
	Text string `xml:",cdata"`
}

type rssSource struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

type mediaFile struct {
	URL    string `xml:"url,attr"`
	Type   string `xml:"type,attr,omitempty"`
	Length string `xml:"fileSize,attr,omitempty"`
}

type mediaGroup struct {
	Files []mediaFile `xml:"media:content"`
}

// rssHead is the document around items, which are written already.
func rssHead(f Feed, items []byte) *rssDoc {
	d := &rssDoc{NSAtom: nsAtom, NSDC: nsDC, NSMedia: nsMedia}
	d.Version, d.ContentNamespace = "2.0", nsContent
	d.Channel.RssFeed = feeds.RssFeed{
		Title:       or(line(f.Title), "Untitled feed"),
		Link:        Link(f.Site),
		Description: or(line(f.Description), line(f.Title), "Untitled feed"),
		Language:    language(f.Language),
		Generator:   line(f.Generator),
	}
	if !f.Updated.IsZero() {
		d.Channel.LastBuildDate = whole(f.Updated).Format(rssTime)
	}
	d.Channel.Links = headLinks(f, TypeRSS, false)
	d.Channel.Items = items
	return d
}

// rssEntry is one item, from a ready entry.
func rssEntry(e Entry) *rssItem {
	it := &rssItem{
		Title:      inner{hexEscaper.Replace(e.Title)},
		Categories: e.Categories,
		Language:   e.Language,
		Updated:    atomTime(e.Updated),
	}
	it.Link = e.Link
	it.Guid = &feeds.RssGuid{Id: e.ID, IsPermaLink: "false"}
	if !e.Published.IsZero() {
		it.PubDate = e.Published.Format(rssTime)
	}
	it.Description, it.Content = rssBodies(e)
	for _, p := range e.Authors {
		it.Creators = append(it.Creators, p.Name)
	}
	if e.Source.URL != "" {
		it.Source = &rssSource{URL: e.Source.URL, Title: e.Source.Title}
	}
	if e.External != "" {
		it.Via = &atomLink{Href: e.External, Rel: "via"}
	}
	if e.Image != "" {
		it.Thumbnail = &mediaFile{URL: e.Image}
	}
	it.Enclosure, it.Group = rssFiles(e.Enclosures)
	return it
}

// rssBodies are the short text and, when there is a longer one, that too.
func rssBodies(e Entry) (*cdata, *feeds.RssContent) {
	switch {
	case e.Content == "":
		return nil, nil
	case e.Summary == "":
		return &cdata{e.Content}, nil
	}
	return &cdata{e.Summary}, &feeds.RssContent{Content: e.Content}
}

// rssFiles puts the first file where RSS has room for one, and all of them into
// a group when there are more.
func rssFiles(in []storage.Enclosure) (*feeds.RssEnclosure, *mediaGroup) {
	if len(in) == 0 {
		return nil, nil
	}
	first := &feeds.RssEnclosure{
		Url: in[0].URL, Type: in[0].Type, Length: strconv.FormatInt(in[0].Length, 10),
	}
	if len(in) == 1 {
		return first, nil
	}
	group := &mediaGroup{}
	for _, f := range in {
		m := mediaFile{URL: f.URL, Type: f.Type}
		if f.Length > 0 {
			m.Length = strconv.FormatInt(f.Length, 10)
		}
		group.Files = append(group.Files, m)
	}
	return first, group
}

// or is the first text that is not empty.
func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
