package parse

import (
	"strings"
	"time"

	"freshet/storage"
)

// History is how a document stands in the feed's time. Addresses are as
// published.
type History struct {
	// Complete says that the document is all of the feed (RFC 5005 section 2).
	Complete bool
	// Archive says that the document is an archive (section 4), and Current is then
	// where the feed itself is. Previous is the archive before it.
	Archive           bool
	Current, Previous string
	// Next is the next page of a paged feed (section 3, JSON Feed's next_url).
	Next string
	// Deleted are entries that were taken back (RFC 6721); at most maxDeleted.
	Deleted []storage.Deletion
	// Moved is where the feed says that it has moved to (itunes:new-feed-url).
	Moved string
}

// maxDeleted bounds the deletions that are read of one document.
const maxDeleted = 10_000

// history reads it; links are the feed's links of a relation.
func (x exts) history(links func(rel string) []string) History {
	h := History{
		Complete: len(x.all("fh", "complete")) > 0,
		Archive:  len(x.all("fh", "archive")) > 0,
		Previous: firstOf(links("prev-archive")...),
		Next:     firstOf(links("next")...),
		Current:  firstOf(links("current")...),
		Moved:    x.text("itunes", "new-feed-url"),
	}
	for _, e := range x.all("at", "deleted-entry") {
		if ref := strings.TrimSpace(e.Attrs["ref"]); ref != "" && len(h.Deleted) < maxDeleted {
			when, _ := time.Parse(time.RFC3339, strings.TrimSpace(e.Attrs["when"]))
			h.Deleted = append(h.Deleted, storage.Deletion{GUID: ref, When: when.UTC()})
		}
	}
	return h
}
