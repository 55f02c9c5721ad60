package world

import (
	"slices"
	"strconv"
	"strings"
)

// Source is one feed of the world: what it writes about, how, and what is wrong
// with it.
type Source struct {
	Name   string   // as in the config
	Title  string   // as the feed says
	Lang   string   // BCP 47
	Topics []string // of its own stories, and of those it copies
	Format string   // rss 0.91, rss 1.0, rss 2.0, atom 0.3, atom 1.0 or json 1.1
	// Charset is the IANA name of the body's encoding; empty: UTF-8.
	Charset string
	Says    Says
	Rate    float64 // own stories in a world hour
	Carries float64 // share of others' stories in its language and topics that it copies
	Kinds   []Kind  // how it copies
	Habits  Habit
	Fault   Fault
}

// Says tells where a document names its charset.
type Says uint8

// Places of a charset's name.
const (
	SaysBoth     Says = iota // header and XML declaration
	SaysHeader               // header only
	SaysProlog               // XML declaration only
	SaysConflict             // the header is right, the XML declaration says utf-8
)

// Habit is a set of peculiarities.
type Habit uint32

// Habits.
const (
	NoDates      Habit = 1 << iota // its items have no dates
	FutureDates                    // its items are dated days to a year ahead
	BackDates                      // its items are dated weeks to months back
	FlipsGUIDs                     // after flipAfter all its guids are others
	Edits                          // it changes its stories after some hours
	NoValidators                   // neither ETag nor Last-Modified, and a body that always differs
	Gzip                           // compresses when it may
	CacheControl                   // says for how long its answer is fresh
	TTL                            // rss ttl, or the syndication module of RSS 1.0
	SkipHours                      // rss skipHours
	Podcast                        // its items have an enclosure
	Corrects                       // half of what it edits are wrong numbers
)

// Has reports whether all of want are in h.
func (h Habit) Has(want Habit) bool { return h&want == want }

// Fault is what is broken about a source.
type Fault string

// Faults.
const (
	Sound     Fault = ""
	Truncated Fault = "truncated" // the document ends in the middle
	Dirty     Fault = "dirty"     // control characters, bare ampersands, undeclared entities
	Failing   Fault = "500"       // always answers 500
	Missing   Fault = "404"       // answers 404 for some hours
	Slow      Fault = "slow"      // sends its body in small pieces
	NotAFeed  Fault = "html"      // answers with a page
	Moved     Fault = "301"       // moved for good to another host
	Gone      Fault = "410"       // is gone for good after some hours
	Busy      Fault = "429"       // refuses now and then, and says for how long
)

// Kind is how an item came to its source.
type Kind string

// Kinds of items. An item of one of the first four is the original or an exact
// copy: the same link but for what does not identify it, or the same text.
const (
	Original Kind = "original"
	Tracked  Kind = "tracked"  // the original's link with tracking parameters
	Variant  Kind = "variant"  // the original's link with another scheme or host variant
	Reprint  Kind = "reprint"  // an own link, the same headline and text
	Retitled Kind = "retitled" // an own link, another headline, a line added
	Brief    Kind = "brief"    // an own link, only the beginning
	Script   Kind = "script"   // an own link, the other Chinese script
	Farm     Kind = "farm"     // an own link, advertising before the headline, spun text, a stray paragraph
)

// Tags are what the config calls a source: its language and its topics.
func (s *Source) Tags() []string {
	tags := []string{strings.ToLower(s.Lang)}
	if s.Lang == "zh-Hant" {
		tags = append(tags, "zh")
	}
	return append(tags, s.Topics...)
}

// site is the host name of the source's pages. Browsers take names under
// localhost for this machine (RFC 6761, section 6.3).
func (s *Source) site() string { return s.Name + ".localhost" }

// file is the last part of the feed's path.
func (s *Source) file() string {
	switch {
	case strings.HasPrefix(s.Format, "atom"):
		return "atom.xml"
	case strings.HasPrefix(s.Format, "json"):
		return "feed.json"
	case s.Format == "rss 1.0":
		return "index.rdf"
	}
	return "rss.xml"
}

// copies tells whether s could carry a story of another source: in its language,
// or from simplified to traditional Chinese.
func (s *Source) copies(from *Source, topic string) bool {
	return s.Carries > 0 && slices.Contains(s.Topics, topic) && (s.Lang == from.Lang || s.Lang == from.Lang+"-Hant")
}

// family is what languages share that can copy from each other.
func family(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	return base
}

// address is the loopback address of the i-th source of the table.
func address(i int) string { return "127.0.0." + strconv.Itoa(i+1) }

// FeedURL is where a source's feed is. It is meant for after Listen; before, it
// lacks the port.
func (w *World) FeedURL(name string) string {
	i := w.find(name)
	if i < 0 {
		return ""
	}
	return "http://" + w.host(i) + "/" + name + "/" + w.sources[i].file()
}

// host is where the i-th source is asked: its own address, or the only one.
func (w *World) host(i int) string {
	if len(w.listeners) == 1 {
		return w.listeners[0].Addr().String()
	}
	return address(i) + w.port
}
