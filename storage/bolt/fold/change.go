package fold

import (
	"slices"
	"strings"
	"time"

	"freshet/storage"
)

// Change is how an item differs from what the store has.
type Change uint8

// Changes.
const (
	Unchanged Change = iota
	Redated          // readers see the same, but a date that could not be is corrected
	Changed          // something that readers see, but not the text: link, authors, files ...
	Rewritten        // the headline, the summary or the content
)

// SameReading reports whether readers see the same text of two items.
func SameReading(a, b *storage.Item) bool {
	return a.Title == b.Title && sameText(a.Summary, b.Summary) && sameText(a.Content, b.Content)
}

// Compare tells how a known item changed, as published. Dates alone are no change: many feeds
// stamp every entry anew with each request. Neither is another link to the same
// page, nor what differs only in the queries of the links in a text: that is how
// readers are counted and advertisements are turned.
func Compare(old, item *storage.Item) Change {
	switch {
	case old.Headline() != item.Headline() || !sameText(old.Summary, item.Summary) || !sameText(old.Content, item.Content):
		return Rewritten
	case !sameLink(old, item), old.Image != item.Image, old.Language != item.Language,
		!slices.Equal(old.Authors, item.Authors),
		!slices.Equal(old.Categories, item.Categories),
		!slices.Equal(old.Enclosures, item.Enclosures):
		return Changed
	}
	return Unchanged
}

func sameLink(old, item *storage.Item) bool {
	return old.URL == item.URL || old.Canonical != "" && old.Canonical == item.Canonical
}

// sameText compares two texts of sanitised HTML without the queries of their
// links.
func sameText(a, b string) bool {
	if a == b {
		return true
	}
	for {
		partA, restA, moreA := cutQuery(a)
		partB, restB, moreB := cutQuery(b)
		if partA != partB || moreA != moreB {
			return false
		}
		if !moreA {
			return true
		}
		a, b = restA, restB
	}
}

// cutQuery cuts a text around the query of its next link: what stands before it,
// and what stands behind it.
func cutQuery(s string) (part, rest string, ok bool) {
	for from := 0; ; {
		i := strings.Index(s[from:], `="http`)
		if i < 0 {
			return s, "", false
		}
		start := from + i + len(`="`)
		n := strings.IndexByte(s[start:], '"')
		if n < 0 {
			return s, "", false
		}
		if q := strings.IndexByte(s[start:start+n], '?'); q >= 0 {
			return s[:start+q], s[start+n:], true
		}
		from = start + n
	}
}

// slack is how far a clock may be ahead of ours.
const slack = 10 * time.Minute

// Stale reports whether what came is older than what the store has, by the
// source's own word: a copy of the document that a distant cache kept. A stored
// update is believed only if it did not lie in the future when it came, at the time
// given: else a slip of the pen would end all updates.
func Stale(old, item *storage.Item, came time.Time) bool {
	return !item.Updated.IsZero() && item.Updated.Before(old.Updated) && !old.Updated.After(came.Add(slack))
}

// Corrects reports whether an item that is the same otherwise has a date that may
// be, at a time, where the stored one lay in the future when the item was first
// seen.
func Corrects(old, item *storage.Item, seen, now time.Time) bool {
	return old.Published.After(seen) && !item.Published.IsZero() && !item.Published.After(now) &&
		!item.Published.Equal(old.Published)
}
