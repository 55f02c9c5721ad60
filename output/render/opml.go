package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// OPML writes a list of feeds as OPML 2.0, in the order given. Addresses are
// written as Public has them.
func OPML(title string, feeds []Outline) ([]byte, error) {
	doc := opmlDoc{Version: "2.0", Title: or(line(title), "Feeds")}
	for _, f := range feeds {
		doc.Outlines = append(doc.Outlines, outlineOf(f))
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("render OPML %.80q: %w", title, err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

type opmlDoc struct {
	XMLName  xml.Name      `xml:"opml"`
	Version  string        `xml:"version,attr"`
	Title    string        `xml:"head>title"`
	Outlines []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Type     string `xml:"type,attr"`
	Text     string `xml:"text,attr"`
	Title    string `xml:"title,attr"`
	XMLURL   string `xml:"xmlUrl,attr"`
	HTMLURL  string `xml:"htmlUrl,attr,omitempty"`
	Category string `xml:"category,attr,omitempty"`
}

func outlineOf(f Outline) opmlOutline {
	xmlURL := Public(f.XMLURL)
	title := or(line(f.Title), xmlURL)
	return opmlOutline{
		Type: "rss", Text: title, Title: title,
		XMLURL: xmlURL, HTMLURL: Public(f.HTMLURL),
		Category: strings.Join(lines(f.Tags), ","),
	}
}
