package storage

import "time"

// Channel tells where a link was shown.
type Channel uint8

// Channels.
const (
	ChannelFeed     Channel = iota + 1 // a feed document
	ChannelTrending                    // a trending feed document
	ChannelDigest                      // a digest document
	ChannelHot                         // a live list: the hot list of a page, or hot.json
	ChannelPage                        // any other place on a page
)

// Verdict tells whether and why a click counts. Values are kept on disk.
type Verdict uint8

// Verdicts.
const (
	VerdictCounted  Verdict = iota + 1
	VerdictMethod           // HEAD: redirected, not counted
	VerdictPrefetch         // a prefetch or a preview
	VerdictBot              // a program that says that it is one
	VerdictFetch            // a browser's request that no person navigated
	VerdictRepeat           // the same visitor and story again
	VerdictPrivacy          // the reader asked not to be counted
)

// Click is one opening of a story. It holds nothing of who clicked.
type Click struct {
	Seq     uint64 // its number in its journal, from 1, without gaps
	At      time.Time
	Story   StoryID
	Feed    uint32 // FeedHash of the feed whose document or page held the link
	Channel Channel
	Rank    uint8   // rank in the list that held the link, from 1; 0 for none
	Weight  float32 // 0 when it does not count
	Verdict Verdict
}

// Count sums the clicks of one story.
type Count struct {
	Clicks uint64 // with a weight above 0
	Raw    uint64 // all that came
	// Hours are the counted clicks over time, oldest first; at most MaxHours,
	// the oldest are dropped first (the sums above stay exact).
	Hours []HourCount
}

// HourCount is the counted clicks of one hour.
type HourCount struct {
	Hour   int64 // hours since 1970-01-01 UTC
	Clicks uint32
}

// MaxHours bounds the history of one story: 14 days.
const MaxHours = 14 * 24

// Promotion is a story's entry into a feed's trending feed. It holds everything
// the entry shows, so that nothing of it changes with the story.
type Promotion struct {
	Feed  string
	Story StoryID
	At    time.Time
	Note  string // one plain sentence of why: first published when and by whom, by how many sources
	Lead  Item   // as it was
	// LeadSighting is Lead's place in Sightings.
	LeadSighting int
	Sightings    []Sighting // as they were
}
