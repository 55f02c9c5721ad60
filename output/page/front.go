package page

import "io"

// What it takes to call a list trending: below, its order says little of what
// readers want.
const (
	MinTrendingClicks   = 20
	MinTrendingVisitors = 5
)

// Trending tells whether the counted clicks of a window, and the visitors they
// came from, are enough to call its list trending.
func Trending(clicks, visitors int) bool {
	return clicks >= MinTrendingClicks && visitors >= MinTrendingVisitors
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
