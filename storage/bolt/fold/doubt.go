package fold

import (
	"fmt"
	"strings"
	"time"

	"freshet/storage"
)

// Dates that lie decide no order: an item that is doubted stands where it was first
// seen. The rules look at what a source cannot pretend, what it showed before and what
// its texts know.

// Late is how much older than the last good poll an entry must claim to be, to be
// doubted for not having been there then. Drafts and moderated texts come a day or two
// late.
const Late = 48 * time.Hour

// day is the slack between a date and a day that a link names: days begin at another
// hour elsewhere.
const day = 24 * time.Hour

// Seen is what is known of the polls of an item's source.
type Seen struct {
	At time.Time // when the item came
	// Last is the last good poll before, of which all entries are known; zero when
	// there was none, or when entries may have been missed since.
	Last time.Time
}

// Doubt tells why an item's date of publication is not believed; empty when it is.
func Doubt(it *storage.Item, s Seen) string {
	if it.Published.IsZero() || it.Published.After(s.At) {
		return "" // such a date decides no order anyway
	}
	if !s.Last.IsZero() && it.Published.Before(s.Last.Add(-Late)) {
		return fmt.Sprintf("dated %s, but not there on %s", it.Published.UTC().Format(time.DateOnly), s.Last.UTC().Format(time.DateOnly))
	}
	said := it.Published
	if it.Updated.After(said) {
		said = it.Updated
	}
	for _, text := range []string{it.Content, it.Summary} {
		if d := latestDay(text, s.At.Add(day)); d.After(said.Add(day)) {
			return fmt.Sprintf("dated %s, but it links to what is of %s", it.Published.UTC().Format(time.DateOnly), d.Format(time.DateOnly))
		}
	}
	return ""
}

// Twice tells why the date of an item is not believed that its source has under
// another date, with the same headline and text; empty when it is.
func Twice(it, other *storage.Item) string {
	a, b := &it.Signature, &other.Signature
	if !sameTitle(a, b) || a.Body != b.Body || it.Published.IsZero() || other.Published.IsZero() {
		return ""
	}
	if d := it.Published.Sub(other.Published); d < day && d > -day {
		return ""
	}
	return "the same stands there dated " + other.Published.UTC().Format(time.DateOnly)
}

// latestDay is the latest day that a link of a text names, as /2025/03/07/ or
// 2025-03-07, and that is not after a time; zero when there is none.
func latestDay(html string, not time.Time) (latest time.Time) {
	for {
		_, rest, ok := strings.Cut(html, `="http`)
		if !ok {
			return latest
		}
		link, after, ok := strings.Cut(rest, `"`)
		if !ok {
			return latest
		}
		html = after
		for i := 0; i+10 <= len(link); i++ {
			if d, ok := dayAt(link, i); ok && d.After(latest) && !d.After(not) {
				latest = d
			}
		}
	}
}

// dayAt reads a day at a place of a link.
func dayAt(s string, i int) (time.Time, bool) {
	sep := s[i+4]
	if sep != '/' && sep != '-' || s[i+7] != sep || i > 0 && isDigit(s[i-1]) || i+10 < len(s) && isDigit(s[i+10]) {
		return time.Time{}, false
	}
	d, err := time.Parse(time.DateOnly, s[i:i+4]+"-"+s[i+5:i+7]+"-"+s[i+8:i+10])
	return d, err == nil && d.Year() >= 1990
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
