package page

import (
	"io"
	"time"

	"freshet/storage"
)

// Story is the view of a story's page.
type Story struct {
	Site Site
	// Lead is the story as lists show it; its Summary is the excerpt.
	Lead      Row
	Authors   []string
	Updated   time.Time // when the lead's text last changed; zero when it never did
	External  string    // the lead's own link: only its host is shown
	Feeds     []FeedLink
	Sightings []Sighting // in the order in which they came
	Hours     []storage.HourCount

	Rank  int     // its place in the hot list; 0 when it is not in it
	Score float64 // the sum of the reasons' values
	Why   []Why
}

// Why is one reason of a score.
type Why struct {
	Text  string
	Value float64
}

// Sighting is an item of the story as one source published it.
type Sighting struct {
	Source     string // title of the source
	SourceLink string // its site; may be empty
	Title      string // as published
	Lang       string
	Link       string // to the item; may be empty
	Lead       bool   // the story shows this one
	Published  time.Time
	Seen       time.Time
	Revised    time.Time // when its text last changed; zero when it never did
	Revisions  int
	Reasons    []string // why it was joined; empty for the first
	Sure       string   // how sure that is, by Sure; empty for the first
	Injected   string   // what was cut off the headline; empty for nothing
	Farm       bool     // Injected stands in the text or in headlines of other sources, too
	Doubt      string   // why Published is not believed; empty when it is
	Corrected  time.Time
	Correction string // which numbers were corrected; empty for none
}

// Sure is how sure a join is, in words, by the logit of the chance that it is right:
// it is very sure from 999 in 1,000 on, and sure from 99 in 100. Certain is what needs
// no guess, since link or text are the same.
func Sure(score float64, reasons int) string {
	switch {
	case reasons == 0:
		return ""
	case score == 0: // nothing was weighed
		return "certain"
	case score >= 6.9:
		return "very sure"
	case score >= 4.6:
		return "sure"
	}
	return "fairly sure"
}

// Corrections are those of a story's sightings that were corrected.
func (s *Story) Corrections() (list []Sighting) {
	for _, g := range s.Sightings {
		if g.Correction != "" {
			list = append(list, g)
		}
	}
	return list
}

// Story writes the page of one story.
func (p *Pages) Story(w io.Writer, v Story) error {
	return p.write(w, &v.Site, head{
		Page:        "story",
		Title:       title(v.Lead.Title),
		Description: v.Lead.Summary,
	}, &v)
}
