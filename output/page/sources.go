package page

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"freshet/output/health"
	"freshet/output/render"
	"freshet/storage"
)

// State is the health of a source in a word.
type State string

// States, in the order in which a page lists them: what needs a look first.
const (
	Failing State = "failing" // the last poll failed
	Gone    State = "gone"    // the origin said that the feed is gone for good; it is not polled
	Doubted State = "doubted" // what the origin says is not believed
	Moved   State = "moved"   // for good: polled at another address than the config has
	Twin    State = "twin"    // the same feed as another source, which is polled for both
	Silent  State = "silent"  // answers, but has had nothing new for longer than its rhythm lets expect
	Waiting State = "waiting" // not polled yet
	OK      State = "OK"
)

var states = []State{Failing, Gone, Doubted, Moved, Twin, Silent, Waiting, OK}

// SourceRow is one source of the health page. Its addresses are as render.Public
// has them.
type SourceRow struct {
	Key   uint64 // for links to the row
	Name  string // as the config names it
	Title string // for people; the name when empty
	URL   string // of the feed
	Whole bool   // URL hides nothing: it may be followed
	Link  string // of its site; may be empty
	State State
	Since time.Time // when the state began; may be zero

	Error    string // one sentence; empty unless failing, gone or doubted
	Class    string // of the failure
	Failures int    // in a row
	MovedTo  string // where it has moved for good
	SameAs   string // name of its twin
	Watched  Watched
	Hub      string // host of the hub that its feed names; may be empty

	Items       int
	Newest      time.Time // of its items
	LastSuccess time.Time // zero for never
	Next        time.Time // zero when it is not polled
	Polling     bool      // right now
	Why         []string  // the reasons of Next
}

// Watched is a permanent redirect that is not believed yet; the zero value is none.
type Watched struct {
	URL   string
	Seen  int // polls in a row that ended there
	Since time.Time
}

// Needed is after how many such polls it can be believed.
func (Watched) Needed() int { return health.MoveSeen }

// SourceRowOf is the row of a source; its title is the one of its document. Shown is
// its address as it may be shown.
func SourceRowOf(s *storage.SourceStatus, shown string, now time.Time) SourceRow {
	r := SourceRow{
		Key: s.Source.Key, Name: s.Source.Name, Title: s.State.Document.Title, URL: render.Public(shown),
		Link: s.State.Document.Link, State: OK,
		Items: s.Items, Newest: health.Newest(&s.State), LastSuccess: s.State.LastSuccess,
		Next: s.Next, Polling: s.Claimed, Why: s.State.Why,
	}
	r.Whole = r.URL == s.Source.URL
	if s.State.LastSuccess.IsZero() {
		r.State = Waiting
	}
	if hubs := s.State.Document.Hubs; len(hubs) > 0 {
		r.Hub = host(hubs[0])
	}
	for _, c := range health.Of(s, shown, now) {
		r.suffers(&c)
	}
	if m := s.State.Move; m.URL != "" && r.MovedTo == "" {
		r.Watched = Watched{health.MovedTo(s, shown), m.Seen, m.Since}
	}
	switch {
	case s.State.Gone:
		r.Next = time.Time{}
	case !s.State.FailingSince.IsZero(): // for a day or not
		r.State, r.Since = Failing, s.State.FailingSince
		r.Error, r.Class, r.Failures = s.State.Error, s.State.Class, s.State.Failures
	}
	return r
}

// suffers puts a condition into the row; the state is that of the one that is
// listed first.
func (r *SourceRow) suffers(c *health.Condition) {
	state := State(c.Kind)
	if slices.Index(states, state) < slices.Index(states, r.State) {
		r.State, r.Since = state, c.Since
	}
	switch c.Kind {
	case health.Gone, health.Doubted:
		r.Error = c.Detail
	case health.Moved:
		r.MovedTo = c.Other
	case health.Twin:
		r.SameAs = c.Other
	}
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
	case Doubted:
		return "may be another feed now"
	case Moved:
		return "has a new address"
	case Twin:
		return "same feed as another"
	case Silent:
		return "nothing new for long"
	case Waiting:
		return "not polled yet"
	}
	return "answering"
}

// HealthName is the name of the feed of the sources' health. No feed of a config can
// have it, since no name begins with a dash.
const HealthName = "-sources"

var healthFeed = FeedLink{Name: HealthName, Title: "Health of the sources"}

// Feed is the feed of what the page shows.
func (*Sources) Feed() FeedLink { return healthFeed }

// Sources writes the page of the sources' health.
func (p *Pages) Sources(w io.Writer, v Sources) error {
	return p.write(w, &v.Site, head{
		Page:        "sources",
		Title:       "Sources",
		Description: "Health of all " + count(len(v.Rows), "source", "sources") + " that " + v.Site.Title + " reads.",
		Feeds:       []FeedLink{healthFeed},
	}, &v)
}
