package fold

import (
	"slices"

	"freshet/storage"
)

// Change is how an item differs from what the store has.
type Change uint8

// Changes.
const (
	Unchanged Change = iota
	Changed          // something that readers see, but not the text: link, authors, files ...
	Rewritten        // the headline, the summary or the content
)

// Compare tells how a known item changed. Dates alone are no change: many feeds
// stamp every entry anew with each request.
func Compare(old, item *storage.Item) Change {
	switch {
	case old.Title != item.Title || old.Summary != item.Summary || old.Content != item.Content:
		return Rewritten
	case old.URL != item.URL, old.Image != item.Image, old.Language != item.Language,
		!slices.Equal(old.Authors, item.Authors),
		!slices.Equal(old.Categories, item.Categories),
		!slices.Equal(old.Enclosures, item.Enclosures):
		return Changed
	}
	return Unchanged
}
