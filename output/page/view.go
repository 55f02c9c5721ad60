package page

import (
	"strings"
	"time"
)

// Site is what every page shows of the server.
type Site struct {
	Title   string // name of the site
	BaseURL string // public address, without a slash at the end; links on the server keep its path
	Now     time.Time
	Version string // of freshet
	Sources int    // how many are read
	Failing int    // how many of them are failing or gone
	NoIndex bool   // ask search engines to stay away
}

// here is the address of a place on the server for a link on the server: without
// scheme and host, so that a page that was reached by another name stays there.
func (s *Site) here(place string) string {
	_, rest, found := strings.Cut(s.BaseURL, "://")
	if !found {
		return place
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return strings.TrimRight(rest[i:], "/") + place
	}
	return place
}

// there is the public address of a place on the server.
func (s *Site) there(place string) string {
	if link(s.BaseURL) == "" {
		return place
	}
	return s.BaseURL + place
}

// FeedLink is a feed to subscribe to. Its addresses follow from its name.
type FeedLink struct {
	Name        string // as the config names it
	Title       string
	Description string
	Stories     int // shown when above 0
}

// Row is one story in a list.
type Row struct {
	Title     string
	Lang      string    // BCP 47 as the source claims it; may be empty
	Link      string    // the counted redirect
	StoryURL  string    // the story's page
	Source    string    // title of the lead's source
	Published time.Time // as the source claims; zero when it claims nothing
	Seen      time.Time // when the story was first seen here
	Sightings int       // sources that carry it
	Summary   string    // a sentence or two; may be empty
	Clicks    string    // by Clicks; empty for too few to show
}

// Date is what a list shows and groups by: when the story was published, but
// never later than it was seen; when that is unknown, when it was seen.
func (r Row) Date() time.Time {
	if r.Published.IsZero() || !r.Seen.IsZero() && r.Published.After(r.Seen) {
		return r.Seen
	}
	return r.Published
}

// HotRow is one story of the hot list.
type HotRow struct {
	Row
	Rank int      // from 1
	Why  []string // the reasons of its rank, in words
	// Hours are its counted clicks hour by hour, oldest first, for a small curve.
	// None is drawn when they sum up to less than MinCurve.
	Hours []uint32
}

// Day is a part of a list by date.
type Day struct {
	Date time.Time // any time of that day
	Rows []Row
}

// Days groups rows that are sorted by date into the days of the pages' time zone.
func (p *Pages) Days(rows []Row) []Day {
	var days []Day
	last := ""
	for i := range rows {
		date := rows[i].Date().In(p.loc)
		if key := date.Format(time.DateOnly); len(days) == 0 || key != last {
			days, last = append(days, Day{Date: date}), key
		}
		d := &days[len(days)-1]
		d.Rows = append(d.Rows, rows[i])
	}
	return days
}
