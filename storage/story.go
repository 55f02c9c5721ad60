package storage

import (
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"freshet/storage/dedup"
)

// StoryID names a story for ever. It is a ULID: 48 bits of the time the story
// was first seen, in milliseconds, and 80 random bits, so that ids sort by
// arrival and no source can make two stories collide.
type StoryID [16]byte

// String is the id's text: 26 characters of Crockford's base 32.
func (id StoryID) String() string { return ulid.ULID(id).String() }

// Time is when the story was first seen, to the millisecond.
func (id StoryID) Time() time.Time { return ulid.ULID(id).Timestamp().UTC() }

// ParseStoryID reads the text of an id, in either case.
func ParseStoryID(s string) (StoryID, error) {
	id, err := ulid.ParseStrict(s)
	if err != nil {
		return StoryID{}, fmt.Errorf("story id %.40q: %w", s, err)
	}
	return StoryID(id), nil
}

// Story is what readers get: the items that tell the same thing.
type Story struct {
	ID   StoryID
	Lead Item // the best item in full
	// LeadSighting is Lead's place in Sightings.
	LeadSighting int
	// Sightings are all items of the story in the order in which they came.
	Sightings []Sighting

	// Date sorts the story in every feed. It is the Date of its first item, and never
	// changes. Of an item whose date is doubted it is when the item was first seen, in
	// whole seconds.
	Date time.Time
	// Seen is when we first saw the story.
	Seen time.Time
	// Updated is when the text of the lead last changed for readers; Date until
	// then, and never before Date.
	Updated time.Time
	// Changed is the revision of the store that last touched the story.
	Changed Revision
}

// Sighting is an item as a story keeps it.
type Sighting struct {
	Source    string // the source's name in the config, or its last name when it is gone from there
	GUID      string
	URL       string
	Title     string // as this source published it
	Published time.Time
	Updated   time.Time
	Seen      time.Time // when we first saw the item
	Revised   time.Time // when its text last changed; zero when it never did
	Revisions int       // how often its text changed
	// Number is the store's number of the item. It names the sighting for ever.
	Number uint64
	// Score is how strong the evidence was by which the item was joined: the logit
	// of the chance that it is a copy. 0 for the first.
	Score float64
	// Reasons tell why it was joined, as plain phrases, the strongest first, at most
	// MaxReasons; empty for the first.
	Reasons []string
	// Injected is what its source puts into headlines and was cut off this one.
	Injected string
	// Farm says that Injected is an advertisement: it stands in the text, too, or in
	// headlines of other sources.
	Farm bool
	// Doubt tells why Published is not believed and decides no order; empty when it
	// is.
	Doubt string
	// Corrected is when numbers last changed in a text that stayed the same
	// otherwise, and Correction which, as a plain phrase. Zero and empty when none
	// did.
	Corrected  time.Time
	Correction string
}

// Told is when the source told it: when it says so and that is believed, but never
// later than it was seen there; else when it was seen.
func (s *Sighting) Told() time.Time {
	if s.Doubt != "" || s.Published.IsZero() || s.Published.After(s.Seen) {
		return s.Seen
	}
	return s.Published
}

// MaxReasons bounds the reasons that a sighting keeps.
const MaxReasons = dedup.MaxReasons

// Revision numbers the states of a store. It rises by at least one with each
// commit that readers could see, and never falls, not even over a restart.
type Revision uint64

// Cursor is a place in the order of stories: newest Date first, then the larger
// id first. The zero Cursor is before the newest story.
type Cursor struct {
	Date time.Time
	ID   StoryID
}

// Query selects stories, newest first.
type Query struct {
	// Sources are names; a story matches when any of its sightings is of one of
	// them. Nil matches every story.
	Sources []string
	After   Cursor    // only stories that come after this place
	Since   time.Time // only stories with a Date not before this; zero for no bound
	Limit   int       // at most this many; required, at most MaxQuery
}

// MaxQuery bounds the stories of one answer.
const MaxQuery = 1000
