package health

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"freshet/output/render"
	"freshet/storage"
)

// Kind is what is the matter with a source.
type Kind string

// Kinds of conditions. They are parts of published ids: none is ever renamed.
const (
	Failing Kind = "failing" // for FailingAfter or more
	Gone    Kind = "gone"    // 410 twice
	Moved   Kind = "moved"   // for good, see HasMoved
	Silent  Kind = "silent"  // nothing new for longer than Patience
	Doubted Kind = "doubted" // what its origin says is not believed
	Twin    Kind = "twin"    // leads to the same feed as another source
)

// FailingAfter is how long polls must have failed before it is worth telling:
// most failures are over by then.
const FailingAfter = 24 * time.Hour

// Condition is one thing that is the matter with one source.
type Condition struct {
	Kind   Kind   `json:"kind"`
	Source uint64 `json:"source"` // storage.Source.Key
	Name   string `json:"name"`   // in the config
	// Mark tells this time from others at which the same was the matter with the
	// source: the start, or what the condition is about.
	Mark string `json:"mark"`
	// Since is when it began; zero when the state does not tell.
	Since time.Time `json:"since,omitzero"`
	// Class and Detail are of a failure, Address is the configured one, Other the one
	// where it has moved, or the name of the other source. Addresses are as
	// render.Public has them.
	Class   string `json:"class,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Address string `json:"address,omitempty"`
	Other   string `json:"other,omitempty"`
}

// ID is the condition's part of a published id: the same after a restart and on
// every node.
func (c *Condition) ID() string {
	return strconv.FormatUint(c.Source, 10) + "/" + string(c.Kind) + "/" + c.Mark
}

// Of is all that is the matter with a source that the config names. Shown is its
// address as it may be shown.
func Of(s *storage.SourceStatus, shown string, now time.Time) []Condition {
	var found []Condition
	add := func(kind Kind, since time.Time, mark string) *Condition {
		found = append(found, Condition{
			Kind: kind, Source: s.Source.Key, Name: s.Source.Name, Mark: mark, Since: since.UTC(),
			Address: render.Public(shown),
		})
		return &found[len(found)-1]
	}
	state := &s.State
	switch {
	case state.Gone:
		add(Gone, state.FailingSince, moment(state.FailingSince)).Detail = state.Error
		return found
	case !state.FailingSince.IsZero() && now.Sub(state.FailingSince) >= FailingAfter:
		c := add(Failing, state.FailingSince, moment(state.FailingSince))
		c.Class, c.Detail = state.Class, state.Error
	case IsSilent(state, now):
		add(Silent, Newest(state), moment(Newest(state)))
	}
	if HasMoved(s.Source.URL, state) {
		add(Moved, state.Move.Since, hashed(state.Move.URL)).Other = MovedTo(s, shown)
	}
	for _, why := range state.Why {
		if name, found := twinOf(why); found {
			add(Twin, time.Time{}, hashed(name)).Other = name
		}
		if mark := doubts(why); mark != "" {
			add(Doubted, time.Time{}, mark).Detail = why
		}
	}
	return found
}

// Notes that a poll leaves among the reasons of the next one. The aggregator
// writes them; TestNotes of the daemon holds both sides together.
const (
	parked     = "redirected for good to where feeds of other hosts are too"
	takenOver  = "title, site and all entries have changed at once"
	twinBefore = "is the same feed as "
	twinAfter  = ", which is polled for both"
)

// Marks of what is not believed.
const (
	markRedirect = "redirect"
	markTakeover = "takeover"
)

// doubts is the mark of a reason that says that an origin is not believed; empty for
// any other.
func doubts(why string) string {
	switch {
	case strings.HasPrefix(why, parked):
		return markRedirect
	case strings.HasPrefix(why, takenOver):
		return markTakeover
	}
	return ""
}

// twinOf is the name of the source that a reason says is the same feed.
func twinOf(why string) (string, bool) {
	rest, found := strings.CutPrefix(why, twinBefore)
	if !found {
		return "", false
	}
	return strings.CutSuffix(rest, twinAfter)
}

// Over tells whether a condition has come to a good end that is worth telling, by
// the state of its source now.
func (c *Condition) Over(s *storage.SourceState) bool {
	if s.Gone || !s.FailingSince.IsZero() {
		return false
	}
	switch c.Kind {
	case Failing, Gone:
		return s.LastSuccess.After(c.Since)
	case Silent:
		return Newest(s).After(c.Since)
	}
	return false
}

// Limits of silence.
const (
	// MinSilence is the least time without anything new that is called silence.
	MinSilence = 60 * 24 * time.Hour
	// UsualSilence stands for a source of whose rhythm too little is known.
	UsualSilence = 90 * 24 * time.Hour
	// MaxSilence is silence in any rhythm.
	MaxSilence = 2 * 365 * 24 * time.Hour
	// minGaps is how many pauses make a rhythm.
	minGaps = 3
)

// Patience is how long a source may have nothing new before it is called silent:
// twice the longest pause between its newest items, within the limits. Arrivals are
// those of storage.SourceState.
func Patience(arrivals []time.Time) time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(arrivals); i++ {
		gaps = append(gaps, arrivals[i-1].Sub(arrivals[i]))
	}
	if len(gaps) < minGaps {
		return UsualSilence
	}
	return min(max(2*slices.Max(gaps), MinSilence), MaxSilence)
}

// IsSilent tells whether a source has had nothing new for longer than its
// Patience.
func IsSilent(s *storage.SourceState, now time.Time) bool {
	newest := Newest(s)
	return !newest.IsZero() && now.Sub(newest) > Patience(s.Arrivals)
}

// Newest is when a source last had something new: by its own dates when it gives
// them, since a first poll finds old items as new.
func Newest(s *storage.SourceState) time.Time {
	if len(s.Arrivals) > 0 && s.Arrivals[0].Before(s.LastNew) {
		return s.Arrivals[0]
	}
	return s.LastNew
}

// A permanent redirect counts as a move for good after so many good polls in a row
// over so long. The aggregator decides by the same numbers; TestMoves of the daemon
// holds both sides together.
const (
	MoveSeen = 5
	MoveSpan = 7 * 24 * time.Hour
)

// HasMoved tells whether a source is polled at another address than the configured
// one, while it answers there.
func HasMoved(configured string, s *storage.SourceState) bool {
	m := &s.Move
	if m.URL == "" || m.Seen < 1 {
		return false
	}
	return Upgrade(configured, m.URL) || m.Seen >= MoveSeen && s.LastSuccess.Sub(m.Since) >= MoveSpan
}

// MovedTo is the address of a source's move as it may be shown: when a part of the
// source's own address may not, the query of the other one is left out too, since a
// redirect takes secrets along.
func MovedTo(s *storage.SourceStatus, shown string) string {
	to := render.Public(s.State.Move.URL)
	if shown != s.Source.URL {
		to, _, _ = strings.Cut(to, "?")
	}
	return to
}

// Upgrade tells whether two addresses differ in nothing but https for http.
func Upgrade(from, to string) bool {
	a, errA := url.Parse(from)
	b, errB := url.Parse(to)
	if errA != nil || errB != nil || a.Scheme != "http" || b.Scheme != "https" {
		return false
	}
	return strings.EqualFold(a.Hostname(), b.Hostname()) && a.RequestURI() == b.RequestURI() &&
		(a.Port() == "" || a.Port() == "80") && (b.Port() == "" || b.Port() == "443")
}

// moment is a time as a mark.
func moment(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// hashed is a text as a mark, which tells nothing of it.
func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
