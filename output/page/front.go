package page

import (
	"fmt"
	"io"
)

// What it takes to call a list trending: below, its order says little of what
// readers want. Who clicked is not kept, so that visitors cannot be counted; but
// one visitor counts once on one story, so that the clicks of one story are of as
// many visitors.
const (
	MinTrendingClicks = 20 // on all stories of the list
	MinTrendingMost   = 5  // on the one of them that was opened most
)

// Trending tells whether the counted clicks of a window on a list's stories, and
// those on the one that was opened most, are enough to call the list trending.
func Trending(clicks, most int) bool {
	return clicks >= MinTrendingClicks && most >= MinTrendingMost
}

// Few says why a list is not called trending.
func (f *Front) Few() string {
	when := ""
	if f.Window != "" {
		when = " in the last " + f.Window
	}
	return fmt.Sprintf("Fewer than %d clicks%s on these stories, or fewer than %d on one of them", MinTrendingClicks, when, MinTrendingMost)
}

// Front is the view of the front page.
type Front struct {
	Site     Site
	Feeds    []FeedLink
	Hot      []HotRow
	Trending bool   // by Trending; else the list is called most covered
	Window   string // hour, day or week: what the hot list looks back on
	Days     []Day  // the newest stories, by Pages.Days
	Older    string // address of the page that goes on; empty for none
}

// Heading is the honest name of the hot list.
func (f *Front) Heading() string {
	if f.Trending {
		return "Trending"
	}
	return "Most covered"
}

// Front writes the front page.
func (p *Pages) Front(w io.Writer, v Front) error {
	return p.write(w, &v.Site, head{
		Page:        "front",
		Description: v.Heading() + " and newest stories from " + count(v.Site.Sources, "source", "sources") + ".",
		Feeds:       v.Feeds,
	}, &v)
}

// Feed is the view of a feed's page.
type Feed struct {
	Site  Site
	Feed  FeedLink
	Days  []Day // the newest stories, by Pages.Days
	Older string
	// Sources are the titles of the sources whose stories it takes.
	Sources []string
	// Trending and Digest tell whether the feed has such documents beside it.
	Trending, Digest bool
}

// Feed writes the page of one feed.
func (p *Pages) Feed(w io.Writer, v Feed) error {
	description := v.Feed.Description
	if description == "" {
		description = "Newest stories of " + v.Feed.Title + ", and how to subscribe."
	}
	return p.write(w, &v.Site, head{
		Page:        "feed",
		Title:       v.Feed.Title,
		Description: description,
		Feeds:       []FeedLink{v.Feed},
	}, &v)
}
