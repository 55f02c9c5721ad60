package render

import (
	"strconv"
	"time"

	"github.com/gorilla/feeds"
)

// Atom writes a feed as Atom 1.0 (RFC 4287).
func Atom(f Feed) ([]byte, error) {
	return new(Press).Lay(f).Atom(f.Self, f.Updated)
}

type atomDoc struct {
	feeds.AtomFeed
	Lang      string     `xml:"xml:lang,attr,omitempty"`
	NSMedia   string     `xml:"xmlns:media,attr"`
	Generator string     `xml:"generator,omitempty"`
	Links     []atomLink `xml:"link"`
	Entries   []byte     `xml:",innerxml"`
}

// FeedXml makes the document one that gorilla/feeds can write.
func (d *atomDoc) FeedXml() any { return d }

// atomLink is a link in Atom, and in RSS under a prefix.
type atomLink struct {
	Href   string `xml:"href,attr"`
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr,omitempty"`
	Length string `xml:"length,attr,omitempty"`
}

type atomEntry struct {
	feeds.AtomEntry
	Lang       string             `xml:"xml:lang,attr,omitempty"`
	Title      atomLine           `xml:"title"`
	Links      []atomLink         `xml:"link"`
	Authors    []feeds.AtomPerson `xml:"author"`
	Categories []atomCategory     `xml:"category"`
	Summary    *atomText          `xml:"summary"`
	Content    *atomText          `xml:"content"`
	Source     *atomSource        `xml:"source"`
	Thumbnail  *mediaFile         `xml:"media:thumbnail"`
}

type atomLine struct {
	Type string `xml:"type,attr"`
	Text string `xml:",innerxml"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",cdata"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomSource struct {
	ID      string     `xml:"id"`
	Title   atomLine   `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
}

// atomHead is the document around entries, which are written already.
func atomHead(f Feed, entries []byte) *atomDoc {
	d := &atomDoc{Lang: language(f.Language), NSMedia: nsMedia, Generator: line(f.Generator)}
	d.AtomFeed = feeds.AtomFeed{
		Xmlns:    nsAtom,
		Title:    or(line(f.Title), "Untitled feed"),
		Subtitle: line(f.Description),
		Id:       iri(f.ID, f.Self),
		Updated:  atomTime(f.Updated),
	}
	d.Links = headLinks(f, TypeAtom, true)
	d.Entries = entries
	return d
}

// headLinks are the links of a document: to itself, to its page unless the
// format has an element of its own for that, and to its hub.
func headLinks(f Feed, mime string, page bool) []atomLink {
	links := []atomLink{{Href: Link(f.Self), Rel: "self", Type: mime}}
	if page {
		links = append(links, atomLink{Href: Link(f.Site), Rel: "alternate", Type: "text/html"})
	}
	if hub := Link(f.Hub); hub != "" {
		links = append(links, atomLink{Href: hub, Rel: "hub"})
	}
	return links
}

// entryOf is one entry, from a ready one.
func entryOf(e Entry) *atomEntry {
	a := &atomEntry{
		Lang:  e.Language,
		Title: plainLine(e.Title),
		Links: atomLinks(e),
	}
	if !e.Own {
		a.Source = &atomSource{
			ID:      or(e.Source.ID, e.ID),
			Title:   plainLine(e.Source.Title),
			Updated: atomTime(e.Source.Updated),
			Links:   sourceLinks(e.Source),
		}
	}
	a.Id, a.Updated = e.ID, atomTime(e.Updated)
	if !e.Published.IsZero() {
		a.Published = atomTime(e.Published)
	}
	for _, p := range e.Authors {
		a.Authors = append(a.Authors, feeds.AtomPerson{Name: p.Name, Uri: p.URL, Email: p.Email})
	}
	for _, c := range e.Categories {
		a.Categories = append(a.Categories, atomCategory{c})
	}
	if e.Summary != "" {
		a.Summary = &atomText{"html", e.Summary}
	}
	if e.Content != "" {
		a.Content = &atomText{"html", e.Content}
	}
	if e.Image != "" {
		a.Thumbnail = &mediaFile{URL: e.Image}
	}
	return a
}

// atomLinks are the redirect as the one alternate, the original beside it, and
// the files.
func atomLinks(e Entry) []atomLink {
	links := []atomLink{{Href: e.Link, Rel: "alternate", Type: "text/html"}}
	if e.External != "" {
		links = append(links, atomLink{Href: e.External, Rel: "via"})
	}
	for _, f := range e.Enclosures {
		l := atomLink{Href: f.URL, Rel: "enclosure", Type: f.Type}
		if f.Length > 0 {
			l.Length = strconv.FormatInt(f.Length, 10)
		}
		links = append(links, l)
	}
	return links
}

func sourceLinks(s SourceInfo) []atomLink {
	var links []atomLink
	if s.URL != "" {
		links = append(links, atomLink{Href: s.URL, Rel: "self"})
	}
	if s.Link != "" {
		links = append(links, atomLink{Href: s.Link, Rel: "alternate", Type: "text/html"})
	}
	return links
}

func plainLine(s string) atomLine {
	return atomLine{"text", hexEscaper.Replace(s)}
}

// atomTime is a date of RFC 4287 section 3.3; what has none is at the epoch,
// since the element may not be left out.
func atomTime(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format("2006-01-02T15:04:05.999999Z")
}
