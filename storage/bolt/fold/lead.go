package fold

import (
	"net/url"
	"strings"

	"freshet/storage"
)

// Rank is how fit a sighting is to lead its story; more is better.
type Rank uint8

// The link's host outweighs the text: a copy, however full, never beats the
// source whose own page it is.
const (
	rankFull Rank = 1 << iota // the full text, not only a summary
	rankSite                  // the link is on the host that the feed calls its site
	rankHost                  // the link is on the host that serves the feed
)

// RankOf ranks an item of a source with this feed address, whose document names
// this site. A site is a claim, the feed's host a fact: on another's link the
// claim loses.
func RankOf(it *storage.Item, feed, site string) Rank {
	var r Rank
	if it.Content != "" {
		r |= rankFull
	}
	host := hostOf(it.URL)
	switch host {
	case "":
	case hostOf(feed):
		r |= rankHost
	case hostOf(site):
		r |= rankSite
	}
	return r
}

// Lead chooses the sighting that leads: the present one, unless another is
// clearly better; among equals the earliest.
func Lead(ranks []Rank, present int) int {
	best := present
	for i, r := range ranks {
		if r > ranks[best] {
			best = i
		}
	}
	return best
}

// hostOf is the host of an address without "www.", lower case; empty when there
// is none.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
