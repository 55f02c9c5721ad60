package aggregator

import (
	"errors"
	"strings"
	"time"

	"freshet/aggregator/clean"
	"freshet/aggregator/fetch"
	"freshet/aggregator/pace"
	"freshet/storage"
)

// outcome is what the store keeps of a poll.
func (a *Aggregator) outcome(v *visit, now time.Time) storage.Outcome {
	if v.twin != "" {
		return v.left(now)
	}
	result := pace.Result{
		Started: v.started, At: now, Asked: v.asked, Class: v.class, Status: v.status, New: len(v.items) > 0,
	}
	state := v.state
	if v.err != nil {
		result.Error = sentence(v.err)
	} else {
		result.Permanent, result.MaxAge = v.permanent(&a.moves), v.resp.Hints.MaxAge
		state = v.kept(now)
	}
	state = pace.Record(state, result)
	facts := v.facts(state, now)
	v.host(&a.moods, &facts)
	plan := pace.Next(facts)
	state.Why = plan.Why
	for _, why := range []string{v.ask.Why, v.note, v.unchecked()} {
		if why != "" {
			state.Why = append(state.Why, why)
		}
	}
	state.Archive = v.archive
	out := storage.Outcome{
		At: now, State: state, Next: plan.At, HoldHost: plan.HoldHost, Items: v.items, Present: v.present,
	}
	v.takeBack(&out)
	return out
}

// takeBack puts in what the document says is gone. One that is cut, or that is not
// the feed itself, says nothing by what it lacks.
func (v *visit) takeBack(out *storage.Outcome) {
	if v.feed == nil {
		return
	}
	for _, d := range v.feed.History.Deleted {
		out.Deleted = append(out.Deleted, storage.Deletion{GUID: clean.ID(d.GUID), When: d.When})
	}
	out.Complete = v.feed.History.Complete && !v.feed.History.Archive && !v.feed.Cut && !v.resp.Delta && len(v.present) > 0
}

// unchecked reminds of a check that the operator has turned off.
func (v *visit) unchecked() string {
	if v.src.InsecureTLS {
		return "its certificate is not checked (insecure_tls)"
	}
	return ""
}

// left is the outcome for a source whose feed is another's too: that one polls it
// for both.
func (v *visit) left(now time.Time) storage.Outcome {
	state := v.state
	v.note = "is the same feed as " + v.twin + ", which is polled for both"
	state.Why = []string{v.note}
	return storage.Outcome{At: now, State: state, Next: now.Add(v.settings.Poll.most())}
}

// most is the longest pause that the operator wishes.
func (p Poll) most() time.Duration {
	if p.Max > 0 {
		return p.Max
	}
	return pace.DefaultMax
}

// facts are those of the plan, but for the host's.
func (v *visit) facts(state storage.SourceState, now time.Time) pace.Facts {
	poll := v.settings.Poll
	every := v.src.Every
	if every == 0 {
		every = poll.Every
	}
	return pace.Facts{
		Now: now, Name: v.src.Spec.Name, State: state, RetryAfter: v.retryAfter,
		Every: every, Min: poll.Min, Max: poll.Max, FailedClass: v.class, Status: v.status,
		Backup: v.backup,
	}
}

// host puts in what polls of the same host have found.
func (v *visit) host(m *moods, f *pace.Facts) {
	host, name := v.src.Spec.Host, v.src.Spec.Name
	switch {
	case v.err == nil, v.status != 0:
		m.answered(host, name)
	case unanswered(v.class):
		f.HostFailures = m.silent(host, name)
	}
	if v.status == busyStatus && v.retryAfter > 0 {
		f.HostBusy = m.told(host, name, f.Now, f.Now.Add(min(v.retryAfter, pace.MaxRetryAfter)))
	}
}

const busyStatus = 503

// permanent is where the feed has moved to for good, as far as one poll can tell.
// A redirect that the sources of many hosts get is not believed.
func (v *visit) permanent(m *moves) string {
	to := v.resp.Permanent
	if to == "" && v.asked == v.src.Spec.URL {
		// What the feed itself says is watched as a redirect is: it must say so for
		// as long, and the other address must be good (PROTOCOL A4.14).
		to = v.state.Document.Moved
		if v.feed != nil {
			to = clean.Link(v.feed.History.Moved, v.resp.URL)
		}
		if to == v.asked {
			to = ""
		}
	}
	if !m.note(v.src.Spec.Name, v.src.Spec.Host, to) {
		v.note = "redirected for good to where feeds of other hosts are too: not believed"
		return ""
	}
	return to
}

// sentence says in plain words why a poll failed; the log has the cause.
func sentence(err error) string {
	var bad *fetch.Error
	if errors.As(err, &bad) {
		return bad.Sentence
	}
	return strings.TrimPrefix(err.Error(), "parse: ")
}

// kept is the state with what a good answer said.
func (v *visit) kept(now time.Time) storage.SourceState {
	state := v.state
	state.Validators = v.resp.Validators
	state.Validators.Profile = v.src.profile()
	state.Document = linked(state.Document, v.resp.Links)
	if v.resp.NotModified {
		return state
	}
	state.LastFull = now
	state.Same = pace.Repeats(state.Same, v.known, v.ask, v.resp.Validators)
	if v.feed == nil {
		return state
	}
	state.Body, state.Entries, state.Gap = v.body, v.entries, v.gap
	state.Document = linked(clean.Document(v.feed, v.resp.URL), v.resp.Links)
	state.Document.Moved = clean.Link(v.feed.History.Moved, v.resp.URL)
	maxAge := state.Hints.MaxAge
	state.Hints = v.feed.Hints
	state.Hints.MaxAge = maxAge
	state.Arrivals = pace.Arrivals(state.Arrivals, v.arrivals(now), now)
	return state
}

// arrivals are the dates of the items that came. Those that have none, or one that
// is still to come, have all come at once: they are one arrival, and those of the
// first document are none, since it had them for who knows how long.
func (v *visit) arrivals(now time.Time) []time.Time {
	dates := make([]time.Time, 0, len(v.items))
	once := !v.state.LastFull.IsZero()
	for i := range v.items {
		date := v.items[i].Date(now)
		if date.Equal(now) {
			if !once {
				continue
			}
			once = false
		}
		dates = append(dates, date)
	}
	return dates
}
