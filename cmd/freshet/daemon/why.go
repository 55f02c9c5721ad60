package daemon

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"freshet/aggregator/pace"
	"freshet/output/health"
	"freshet/storage"
)

// Reasoning is what the next poll of a source follows from, beside its reasons. It
// says which secrets there are, never what they are.
type Reasoning struct {
	Status  int    `json:"status,omitempty"` // HTTP status of the last answer
	Host    string `json:"host,omitempty"`
	Service string `json:"service,omitempty"`
	// Held are the sources of the same host whose polls have made it wait.
	Held []Held `json:"held,omitempty"`

	Asks   Asks        `json:"asks"`
	Rhythm Rhythm      `json:"rhythm"`
	Move   *MoveStatus `json:"move,omitempty"`
	SameAs string      `json:"same_as,omitempty"` // name of the source that is polled for both
	// Archive is the next page of the feed's archives to read.
	Archive string       `json:"archive,omitempty"`
	Hubs    []string     `json:"hubs,omitempty"` // that the feed names
	Push    []PushStatus `json:"push,omitempty"`
}

// Held is a host that nobody may ask for a while.
type Held struct {
	By      string    `json:"by"` // the source whose poll has told
	Because string    `json:"because"`
	Until   time.Time `json:"until"` // give or take the time that the poll took
}

// Asks is with what a source will be asked: which validators there are.
type Asks struct {
	ETag         bool       `json:"etag"`
	LastModified bool       `json:"last_modified"`
	Because      string     `json:"because,omitempty"` // empty for the usual way
	Whole        *time.Time `json:"last_whole,omitempty"`
}

// Rhythm is how a source publishes, as far as its newest items tell.
type Rhythm struct {
	Dates   int        `json:"dates"`
	Newest  *time.Time `json:"newest,omitempty"`
	Typical string     `json:"typical,omitempty"` // median of the pauses
	// Silence is from when on the source is called silent if nothing new comes.
	Silence *time.Time `json:"silent_from,omitempty"`
}

// MoveStatus is a permanent redirect that is watched or believed.
type MoveStatus struct {
	URL    string    `json:"url"`
	Seen   int       `json:"seen"`
	Needed int       `json:"needed"`
	Since  time.Time `json:"since"`
	// Followed says that the source is polled there.
	Followed bool `json:"followed"`
}

// PushStatus is a subscription to a hub. Addresses have no queries.
type PushStatus struct {
	Hub      string     `json:"hub"`
	State    string     `json:"state"`
	Error    string     `json:"error,omitempty"`
	Until    *time.Time `json:"until,omitempty"`
	LastPush *time.Time `json:"last_push,omitempty"`
	Pushed   int        `json:"pushed"`
	Missed   int        `json:"missed"`
}

// reasoning gathers what the next poll of a source follows from; shown is its
// address as it may be shown.
func reasoning(s *storage.SourceStatus, shown string, now time.Time) Reasoning {
	state := &s.State
	r := Reasoning{
		Status: state.Status, Host: s.Source.Host, Service: s.Source.Service,
		Asks: asks(s, now), Rhythm: rhythm(state), Archive: bare(state.Archive),
	}
	if m := state.Move; m.URL != "" {
		r.Move = &MoveStatus{
			URL: health.MovedTo(s, shown), Seen: m.Seen, Needed: pace.MoveSeen, Since: m.Since.UTC(),
			Followed: pace.Address(s.Source.URL, *state) != s.Source.URL,
		}
	}
	for _, c := range health.Of(s, shown, now) {
		if c.Kind == health.Twin {
			r.SameAs = c.Other
		}
	}
	for _, hub := range state.Document.Hubs {
		r.Hubs = append(r.Hubs, bare(hub))
	}
	return r
}

func asks(s *storage.SourceStatus, now time.Time) Asks {
	v := s.State.Validators
	// As if asked in the way of the last time: another one is known when it is.
	next := pace.Conditional(s.Source.Name, s.State, v.Profile, 0, now)
	return Asks{
		ETag:         next.Validators.ETag != "" && !next.NoETag,
		LastModified: next.Validators.LastModified != "",
		Because:      next.Why, Whole: known(s.State.LastFull),
	}
}

func rhythm(s *storage.SourceState) Rhythm {
	r := Rhythm{Dates: len(s.Arrivals)}
	if newest := health.Newest(s); !newest.IsZero() {
		r.Newest, r.Silence = known(newest), known(newest.Add(health.Patience(s.Arrivals)))
	}
	var gaps []time.Duration
	for i := 1; i < len(s.Arrivals); i++ {
		gaps = append(gaps, s.Arrivals[i-1].Sub(s.Arrivals[i]))
	}
	if len(gaps) > 0 {
		slices.Sort(gaps)
		r.Typical = gaps[len(gaps)/2].Round(time.Second).String()
	}
	return r
}

// bare is an address without what may be a secret: its user and its query.
func bare(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}

// holds are the holds of hosts that are not over, by host.
func holds(sources []storage.SourceStatus, now time.Time) map[string][]Held {
	found := map[string][]Held{}
	for i := range sources {
		s := &sources[i]
		for _, why := range s.State.Why {
			until, ok := heldUntil(why, s.State.LastPoll)
			if ok && s.Active && until.After(now) {
				found[s.Source.Host] = append(found[s.Source.Host], Held{s.Source.Name, why, until.UTC()})
			}
		}
	}
	return found
}

// heldUntil reads the reason that says that a host is held, as package pace writes
// it: "host held for 1d2h".
func heldUntil(why string, from time.Time) (time.Time, bool) {
	_, span, found := strings.Cut(why, "host held for ")
	if !found {
		return time.Time{}, false
	}
	var held time.Duration
	if days, rest, found := strings.Cut(span, "d"); found {
		n, err := strconv.Atoi(days)
		if err != nil {
			return time.Time{}, false
		}
		held, span = time.Duration(n)*24*time.Hour, rest
	}
	if span != "" {
		d, err := time.ParseDuration(span)
		if err != nil {
			return time.Time{}, false
		}
		held += d
	}
	return from.Add(held), true
}

// pushes are the subscriptions of each source.
func pushes(subs []storage.Subscription) map[string][]PushStatus {
	found := map[string][]PushStatus{}
	for i := range subs {
		s := &subs[i]
		found[s.Source] = append(found[s.Source], PushStatus{
			Hub: bare(s.Hub), State: string(s.State), Error: s.Error,
			Until: known(s.Until), LastPush: known(s.LastPush), Pushed: s.Pushed, Missed: s.Missed,
		})
	}
	return found
}
