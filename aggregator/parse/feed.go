package parse

import (
	"errors"
	"time"

	"freshet/aggregator/parse/internal/tidy"
	"freshet/storage"
)

// ErrNotFeed says that a document is no feed. The error that wraps it says in a
// plain sentence what the document is.
var ErrNotFeed = errors.New("not a feed")

// LimitError says which limit a document passes.
type LimitError = tidy.LimitError

// Version changes when the same bytes are read as something else, so that who
// keeps what was read knows to read it again.
const Version = "2"

// Input is what a fetch gave.
type Input struct {
	Body        []byte // must not change any more: what is read may share its bytes
	ContentType string // of the response; may be empty
	URL         string // where the document is, after redirects
	// Seen tells which entries an earlier reading gave; nil for none. They are not
	// read again, and are in Entries but not in Items.
	Seen Seen
}

// Feed is a document that was read.
type Feed struct {
	storage.Document
	Version    string // of the format: "2.0", "0.3", "1.1"; empty when not said
	Generator  string
	Published  time.Time
	Categories []string
	Hints      storage.Hints // TTL, Update, SkipHours, SkipDays
	Expired    bool          // JSON Feed: there will be no more items
	History    History       // how the document stands in the feed's time
	Base       string        // xml:base of the whole document, absolute; empty when there is none
	// TitleType, DescriptionType and RightsType say how these are written.
	TitleType, DescriptionType, RightsType TextType

	Items []Item
	// Entries are all entries of the document in its order: the items that were
	// read, and those that were seen before.
	Entries []Entry
	at      []int // in Entries, of each item
	// byline are the authors of the items that name none (RFC 4287 section 4.2.1, JSON
	// Feed 1.1, and what podcasts mean by itunes:author of a channel). Who only
	// publishes the feed or runs its machine is not among them.
	byline []storage.Person

	Charset string // what the bytes were
	// Cut reports that the document ended too early: the items before the cut are
	// here, and one that the cut went through is not, unless it was cut between two
	// of its elements and its id is known.
	Cut bool
	// Repairs are what was wrong with the document, as plain phrases.
	Repairs []string
}

// Item is one entry of a document.
type Item struct {
	// ID is what identifies the item within its feed: as published, byte for byte,
	// never empty. IDFrom says where it was found.
	ID     string
	IDFrom IDSource

	URL       string // as published; may be relative to the base of the item
	Title     string
	TitleType TextType
	Summary   Text
	Content   Text
	// Published is when the item says it was published; when only Updated is given,
	// that. Zero when no date is readable.
	Published  time.Time
	Updated    time.Time
	Authors    []storage.Person
	Categories []string
	Enclosures []storage.Enclosure
	Image      string // URL as published
	Language   string // of the item, else of the feed
	Base       string // xml:base in scope, absolute; empty when there is none

	// Hash is of everything an edit of the item could change, but not of what
	// changes by itself: the time of the last build, the queries of links.
	Hash uint64
}

// IDSource says where an id was found.
type IDSource string

// Sources of ids, best first.
const (
	IDFromGUID    IDSource = "guid" // guid, atom:id, the id of JSON Feed
	IDFromAbout   IDSource = "rdf:about"
	IDFromLink    IDSource = "link"
	IDFromContent IDSource = "content" // a hash of title and content
)

// TextType says how a text is written.
type TextType string

// Types of texts.
const (
	TypeText  TextType = "text"  // as it is: a < is a <
	TypeHTML  TextType = "html"  // HTML source
	TypeXHTML TextType = "xhtml" // HTML source that was inline
)

// Text is a text and how it is written.
type Text struct {
	Value string
	Type  TextType
	Base  string // xml:base of this text, when it differs from that of the item
}
