package page

import (
	"io"
	"strings"
	"time"
)

// About is the view of the page that tells readers what is counted and sources
// who polls them and how to be removed. It is what the User-Agent points to.
type About struct {
	Site      Site
	UserAgent string // as sent to sources
	Contact   string // the operator's mail address or page; empty for none
	Every     time.Duration
	Min       time.Duration // least time between two polls of a source
	Spacing   time.Duration // least time between two requests to one host
	Keep      time.Duration // how long stories and their clicks are kept; 0 for no limit
}

// ContactLink is the contact as a link, empty when it is none or is this page.
func (a *About) ContactLink() string {
	c := strings.TrimSpace(a.Contact)
	switch {
	case c == "" || c == a.Site.BaseURL+"/about":
		return ""
	case link(c) != "" && !strings.HasPrefix(c, "/"):
		return c
	case strings.Count(c, "@") == 1 && !strings.ContainsAny(c, " /?&:<>\""):
		return "mailto:" + c
	}
	return ""
}

// About writes the page about the server.
func (p *Pages) About(w io.Writer, v About) error {
	return p.write(w, &v.Site, head{
		Page:        "about",
		Title:       "About",
		Description: "What " + v.Site.Title + " is, how it reads its sources, how to be removed, and what it counts.",
	}, &v)
}

// Error is the view of a page that says that something did not work.
type Error struct {
	Site   Site
	Status int    // HTTP status
	Title  string // what happened, in a few words; empty says that it did not work
	Text   string // what the reader can do; plain, without causes
}

// NotFound writes the page for an address where nothing is.
func (p *Pages) NotFound(w io.Writer, site Site) error {
	return p.Error(w, Error{
		Site:   site,
		Status: 404,
		Title:  "Nothing is here",
		Text:   "The address may be mistyped, or the story is older than what is kept here.",
	})
}

// Gone writes the page for a feed that was published here and no longer is.
func (p *Pages) Gone(w io.Writer, site Site) error {
	return p.Error(w, Error{
		Site:   site,
		Status: 410,
		Title:  "This feed has ended",
		Text:   "It was published here and no longer is. Please take it out of your feed reader.",
	})
}

// Error writes a page that says what did not work.
func (p *Pages) Error(w io.Writer, v Error) error {
	if v.Title == "" {
		v.Title = "That did not work"
	}
	return p.write(w, &v.Site, head{Page: "error", Title: v.Title, Description: v.Title, NoIndex: true}, &v)
}
