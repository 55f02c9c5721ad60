package storage

import "time"

// SourceSpec is a source as the config names it.
type SourceSpec struct {
	Name string // unique
	URL  string // where the feed is
	// Host is what shares a host's manners: sources with the same Host are never
	// polled two at a time, nor closer than the spacing.
	Host string
	// Service is what shares a budget over its hosts: the registrable domain of
	// Host. The starts of polls of one Service are as far apart as those of one
	// Host, and at most ClaimRequest.ServiceLimit are under way. Empty for none.
	// Sources of one Host should have one Service; else the first by name counts.
	Service string
	// Spacing is the least time between the starts of two polls of the host, when
	// it is more than the common one; of its sources the largest counts.
	Spacing time.Duration
	// Copies is what becomes of items that are copies. A change holds from now on.
	Copies Copies
}

// Copies is what becomes of a source's items that are copies of another's.
type Copies uint8

// Policies of copies.
const (
	// FoldCopies lets copies join their story.
	FoldCopies Copies = iota
	// OwnCopies lets no item of the source stand under another's lead: where it joins
	// a story it takes the lead, and where the lead is of another such source it does
	// not join. Copies of others join its stories.
	OwnCopies
	// KeepCopies makes a story of each item of the source, which no other item joins.
	KeepCopies
)

// Source is a source as the store knows it.
type Source struct {
	SourceSpec
	// Key is stable while the store lives: over a rename, a move to another URL,
	// a removal and a return.
	Key uint64
}

// Validators are what an origin gave to ask again with, as one set (RFC 9110
// section 8.8), byte for byte.
type Validators struct {
	URL          string // the address that gave them
	ETag         string
	LastModified string
	// Profile is a hash of what the request was beside its address: headers that
	// choose or unlock the document, and how it is read. Validators that were given
	// to another one are not sent (RFC 9111 section 4.1).
	Profile uint64
}

// SourceState is what the polls of a source leave for the next one. The
// aggregator makes it, the store keeps it whole; only in texts that people see,
// U+FFFD takes the place of what is not UTF-8.
type SourceState struct {
	Validators Validators
	// Body is a hash of the last body that was read, to know it again.
	Body [16]byte
	// Entries are hashes of the entries of the last document that was read, to
	// know the unseen ones: for each that of its bytes and that of what it says. At
	// most MaxEntries.
	Entries []uint64

	// LastFull is when the origin last sent a whole document; Same counts the
	// documents in a row that repeated the one before with its validators, although
	// the request was conditional.
	LastFull time.Time
	Same     int
	// Gap says that the last document had no entry of the one before: entries may
	// have been missed between them.
	Gap bool
	// Archive is the next page of the feed's archives to read (RFC 5005 section 4);
	// empty when there is none.
	Archive string

	LastPoll     time.Time // start of the last poll
	LastSuccess  time.Time // last time the origin answered with the feed or 304
	LastNew      time.Time // last time an item came that was new
	FailingSince time.Time // zero when the last poll succeeded
	Failures     int       // in a row
	Class        string    // of the last failure: dns, tcp, tls, status, timeout, limit, redirect, blocked, not-a-feed ...
	Error        string    // one sentence; empty when the last poll succeeded
	Status       int       // HTTP status of the last answer; 0 for none
	Gone         bool      // the origin said 410 for good: not polled until the operator says so

	// Move is a permanent redirect that is being watched.
	Move Move
	// Document is what the feed says of itself.
	Document Document
	// Hints are what the feed and its origin ask of pollers.
	Hints Hints
	// Arrivals are the dates of the newest items, newest first; at most
	// MaxArrivals. They are the source's rhythm.
	Arrivals []time.Time
	// Why are the reasons of the next poll's time, as plain phrases.
	Why []string
}

// Limits of SourceState.
const (
	MaxEntries  = 20_000
	MaxArrivals = 16
)

// Move is a permanent redirect as it was seen so far.
type Move struct {
	URL   string
	Since time.Time
	Seen  int // polls in a row that ended there
}

// Document is what a feed says of itself.
type Document struct {
	Format      string // "rss 2.0", "atom 1.0", "json 1.1" ...
	ID          string
	Title       string
	Link        string // of the site
	Description string
	Language    string
	Image       string
	Rights      string
	Authors     []Person
	Updated     time.Time
	Self        string   // the address that the feed gives as its own
	Hubs        []string // WebSub hubs
	Moved       string   // where the feed says that it has moved to
}

// Hints are what a feed and its origin ask of pollers. Durations are zero when
// not given.
type Hints struct {
	MaxAge    time.Duration // Cache-Control max-age less Age, or Expires less Date
	TTL       time.Duration // rss ttl
	Update    time.Duration // sy:updatePeriod / sy:updateFrequency
	SkipHours uint32        // bit h set: not in hour h of GMT
	SkipDays  uint8         // bit d set: not on time.Weekday(d)
}

// SourceStatus is a source with everything known of it.
type SourceStatus struct {
	Source  Source
	State   SourceState
	Next    time.Time // when it is due
	Active  bool      // the config names it
	Items   int       // items kept
	Claimed bool      // being polled now
}

// ClaimRequest asks for due sources.
type ClaimRequest struct {
	Now     time.Time
	Limit   int           // at most this many
	Lease   time.Duration // after this a claim that was not finished may be made again
	Spacing time.Duration // least time between the starts of two polls of one host
	// ServiceLimit bounds the polls of one Service at a time; 0 for no bound.
	ServiceLimit int
}

// Claim is the right to poll a source once. It ends with Finish or Release.
type Claim struct {
	Source Source
	State  SourceState
	Until  time.Time // end of the lease
	Serial uint64    // tells this claim from a later one of the same source
}

// Outcome is what a poll found.
type Outcome struct {
	At    time.Time   // when the poll ended: the first-seen time of its new items
	State SourceState // what to keep for the next poll
	Next  time.Time   // when to poll again
	// HoldHost keeps all sources of the host from being claimed before this
	// time; zero for no hold.
	HoldHost time.Time
	// Items are the entries that were not seen before or have changed, in the
	// order in which they should arrive: oldest first.
	Items []Item
	// Present are the guids of all entries of the document, so that an entry
	// whose guid flipped is told from a new one that shares its link. Nil when
	// the document was not read.
	Present []string
	// Complete says that Present is all that the feed has (RFC 5005 section 2): items
	// of the source that are not in it are deleted, as of At. It says nothing when
	// Present is nil.
	Complete bool
	// Deleted are entries that the source itself took back (RFC 6721). They are
	// taken out after Items were folded, so that a document may both have an entry
	// and take it back. At most MaxEntries.
	Deleted []Deletion
}

// Deletion is a source's word that an entry is gone. It is believed of its own
// entries only, and only when the item was not updated after it. The item leaves
// its story; a story without items is removed, with its promotions and counts.
//
// A deleted item comes back, as a new one, only when its source publishes it with
// an update (or a date, when it tells no updates) after the deletion: after When,
// or after the poll that told of it (RFC 6721 section 3).
type Deletion struct {
	GUID string
	When time.Time // zero when the source does not say
}

// Finished counts what Finish did with an outcome's items.
type Finished struct {
	New     int // items that made a story
	Joined  int // items folded into a story of another sighting
	Revised int // items known before whose text has changed
	Known   int // items known before as they are, or removed by retention or deletion
	Deleted int // items that the source took back, or no longer has
}
