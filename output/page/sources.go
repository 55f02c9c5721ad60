package page

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"freshet/storage"
)

// State is the health of a source in a word.
type State string

// States, in the order in which a page lists them: what needs a look first.
const (
	Failing State = "failing" // the last poll failed
	Gone    State = "gone"    // the origin said that the feed is gone for good; it is not polled
	Moved   State = "moved"   // the origin says that the feed lives elsewhere
	Silent  State = "silent"  // answers, but has had nothing new for SilentAfter
	Waiting State = "waiting" // not polled yet
	OK      State = "OK"
)

var states = []State{Failing, Gone, Moved, Silent, Waiting, OK}

// SilentAfter is how long a source may have nothing new before it is called
// silent.
const SilentAfter = 90 * 24 * time.Hour

// StateOf is the health of a source at a time.
func StateOf(s *storage.SourceStatus, now time.Time) State {
	switch newest := newestOf(&s.State); {
	case s.State.Gone:
		return Gone
	case !s.State.FailingSince.IsZero():
		return Failing
	case s.State.LastSuccess.IsZero():
		return Waiting
	case s.State.Move.URL != "":
		return Moved
	case !newest.IsZero() && now.Sub(newest) > SilentAfter:
		return Silent
	}
	return OK
}

// newestOf is when a source last had something new: by its own dates when it
// gives them, since a first poll finds old items as new.
func newestOf(s *storage.SourceState) time.Time {
	if len(s.Arrivals) > 0 && s.Arrivals[0].Before(s.LastNew) {
		return s.Arrivals[0]
	}
	return s.LastNew
}

// SourceRow is one source of the health page.
type SourceRow struct {
	Name  string // as the config names it
	Title string // for people; the name when empty
	URL   string // of the feed
	Link  string // of its site; may be empty
	State State
	Since time.Time // when the state began, for failing and moved; may be zero

	Error    string // one sentence; empty unless failing or gone
	MovedTo  string
	Failures int // in a row

	Items       int
	Newest      time.Time // of its items
	LastSuccess time.Time // zero for never
	Next        time.Time // zero when it is not polled
	Polling     bool      // right now
	Why         []string  // the reasons of Next
}

// SourceRowOf is the row of a source; its title is the one of its document, its
// address the one that may be shown. A user and password in it are left out. When
// it hides a part of the address that is polled, the query of where the source has
// moved to is hidden too.
func SourceRowOf(s *storage.SourceStatus, address string, now time.Time) SourceRow {
	r := SourceRow{
		Name: s.Source.Name, Title: s.State.Document.Title, URL: withoutUser(address),
		Link: s.State.Document.Link, State: StateOf(s, now),
		Items: s.Items, Newest: newestOf(&s.State), LastSuccess: s.State.LastSuccess,
		Next: s.Next, Polling: s.Claimed, Why: s.State.Why,
	}
	switch r.State {
	case Failing:
		r.Since, r.Error, r.Failures = s.State.FailingSince, s.State.Error, s.State.Failures
	case Gone:
		r.Since, r.Error, r.Next = s.State.FailingSince, s.State.Error, time.Time{}
	case Moved:
		r.Since, r.MovedTo = s.State.Move.Since, withoutUser(s.State.Move.URL)
		if address != s.Source.URL {
			r.MovedTo, _, _ = strings.Cut(r.MovedTo, "?")
		}
	}
	return r
}

// withoutUser drops user and password from an address: they are secrets.
func withoutUser(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	u.User = nil
	return u.String()
}

// Sources is the view of the page that shows the health of every source.
type Sources struct {
	Site Site
	Rows []SourceRow // in any order
}

// StateCount is how many sources are in a state.
type StateCount struct {
	State State
	N     int
}

// Counts sums the rows by state: the well ones always, others if there are any.
func (s *Sources) Counts() []StateCount {
	n := make(map[State]int)
	for i := range s.Rows {
		n[s.Rows[i].State]++
	}
	counts := []StateCount{{OK, n[OK]}}
	for _, state := range states {
		if state != OK && n[state] > 0 {
			counts = append(counts, StateCount{state, n[state]})
		}
	}
	return counts
}

// SourceGroup is a part of the page.
type SourceGroup struct {
	Title string
	Rows  []SourceRow
}

// Groups are the rows in two parts, those that need a look first, each sorted by
// state and title. Empty parts are left out.
func (s *Sources) Groups() []SourceGroup {
	var look, well []SourceRow
	for _, r := range s.Rows {
		if r.State == OK || r.State == Waiting {
			well = append(well, r)
		} else {
			look = append(look, r)
		}
	}
	var groups []SourceGroup
	for _, g := range []SourceGroup{{"Need a look", look}, {"Well", well}} {
		if len(g.Rows) > 0 {
			slices.SortStableFunc(g.Rows, byState)
			groups = append(groups, g)
		}
	}
	return groups
}

func byState(a, b SourceRow) int {
	return cmp.Or(
		cmp.Compare(slices.Index(states, a.State), slices.Index(states, b.State)),
		cmp.Compare(strings.ToLower(a.Display()), strings.ToLower(b.Display())),
	)
}

// Display is the title, or the name when there is none.
func (r SourceRow) Display() string {
	if t := strings.TrimSpace(r.Title); t != "" {
		return t
	}
	return r.Name
}

// Meaning says a state in a few words, whatever the number of sources.
func (s State) Meaning() string {
	switch s {
	case Failing:
		return "last poll failed"
	case Gone:
		return "removed by its origin"
	case Moved:
		return "has a new address"
	case Silent:
		return "nothing new for " + span(SilentAfter)
	case Waiting:
		return "not polled yet"
	}
	return "answering"
}

// Sources writes the page of the sources' health.
func (p *Pages) Sources(w io.Writer, v Sources) error {
	return p.write(w, &v.Site, head{
		Page:        "sources",
		Title:       "Sources",
		Description: "Health of all " + count(len(v.Rows), "source", "sources") + " that " + v.Site.Title + " reads.",
	}, &v)
}
