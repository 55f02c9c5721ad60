package render

import (
	"time"

	"freshet/storage"
)

// Media types of the documents (RFC 4287 section 7.1, JSON Feed 1.1, OPML 2.0).
const (
	TypeRSS  = "application/rss+xml"
	TypeAtom = "application/atom+xml"
	TypeJSON = "application/feed+json"
	TypeOPML = "text/x-opml"
)

// Feed is a document to be: its head and its entries in the order to show.
type Feed struct {
	Self        string // absolute URL of this document
	Site        string // absolute URL of the page that shows the same
	ID          string // absolute IRI, minted once
	Title       string // plain text
	Description string // plain text; the title stands in when it is empty
	Language    string // BCP 47, or empty
	Generator   string // name of the program
	Hub         string // WebSub hub, or empty
	// Updated is when the document last changed. It is what RSS calls
	// lastBuildDate.
	Updated time.Time
	Entries []Entry
}

// Entry is one story as a document shows it.
type Entry struct {
	ID       string // absolute IRI, minted once, unique in the document
	Link     string // where a reader goes: the counted redirect, absolute
	Title    string // plain text
	Summary  string // sanitised HTML
	Content  string // sanitised HTML
	External string // the lead's own link; may be empty
	// Published and Updated are shown in whole seconds.
	Published  time.Time
	Updated    time.Time
	Authors    []storage.Person
	Categories []string
	Enclosures []storage.Enclosure
	Image      string // absolute URL
	Language   string // BCP 47, or empty
	Story      string // id of the story, as pages use it
	Source     SourceInfo
	Sightings  []Sighting
	// Note is one plain sentence that is set before the text, or empty.
	Note string
	// Own says that the entry is the server's word and no story: it has authors, but
	// no source and no sightings.
	Own bool

	// Rank, Score, Why and Clicks are shown by HotJSON only.
	Rank   int
	Score  float64
	Why    []Why
	Clicks int // rounded; 0 is not shown
}

// SourceInfo is the feed that an entry was taken from (RFC 4287 section
// 4.2.11). It must not follow what the source says of itself from poll to poll:
// whatever moves here makes readers take an old entry for a changed one.
type SourceInfo struct {
	Name    string // in the config
	Title   string // plain text; Name stands in when it is empty
	URL     string // of the feed
	Link    string // of the site
	ID      string // of the feed; URL stands in when it is empty
	Updated time.Time
}

// Sighting is an item of the story, as its source published it.
type Sighting struct {
	Source    string // name in the config
	URL       string
	Title     string
	Published time.Time
}

// Why is one term of a score. The values of an entry sum up to its score.
type Why struct {
	Term  string  `json:"term"`
	Text  string  `json:"text"`
	Value float64 `json:"value"`
}

// Outline is one feed in an OPML list.
type Outline struct {
	Title   string
	XMLURL  string
	HTMLURL string
	Tags    []string
}
