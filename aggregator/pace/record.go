package pace

import (
	"cmp"
	"slices"
	"time"

	"freshet/storage"
)

// Result is what one poll came to, as far as the account of failures and moves
// needs it. A poll that was called off by ourselves has no result.
type Result struct {
	Started time.Time // when the poll began
	At      time.Time // when it ended
	Asked   string    // the address that was asked first: what Address gave
	// Class and Error say how the poll failed; an empty Class says that the
	// origin answered with the feed, or 304.
	Class, Error string
	Status       int // HTTP status of the answer; zero when there was none
	// Permanent is where a permanent redirect led; empty when none did.
	Permanent string
	// MaxAge is what the answer said of its freshness.
	MaxAge time.Duration
	// New says that the poll brought an item not seen before.
	New bool
}

// Record returns the state after a poll. It keeps the account of times,
// failures, Gone and Move, and Hints.MaxAge; what was read from the document
// (Validators, Body, Entries, Document, the other Hints, Arrivals) it leaves as
// it comes in. The given state is not changed.
func Record(s storage.SourceState, r Result) storage.SourceState {
	started := r.Started
	if started.IsZero() {
		started = r.At
	}
	if r.Class == "" {
		s = succeeded(s, r)
	} else {
		s = failed(s, r, started)
	}
	s.LastPoll = started
	s.Status = r.Status
	return s
}

func succeeded(s storage.SourceState, r Result) storage.SourceState {
	s.LastSuccess = r.At
	s.FailingSince = time.Time{}
	s.Failures = 0
	s.Class, s.Error = "", ""
	s.Gone = false
	s.Hints.MaxAge = r.MaxAge
	s.Move = watched(s.Move, r)
	if r.New {
		s.LastNew = r.At
	}
	return s
}

func failed(s storage.SourceState, r Result, started time.Time) storage.SourceState {
	// RFC 9110 section 15.5.11: the owners say that it is gone for good. One such
	// answer can be a mistake; a second one a day later is their word.
	if r.Status == statusGone && s.Status == statusGone && s.Failures > 0 &&
		started.Sub(s.LastPoll) >= MinGone {
		s.Gone = true
	}
	if s.Failures == 0 || s.FailingSince.IsZero() {
		s.FailingSince = r.At
	}
	s.Failures++
	s.Class, s.Error = r.Class, r.Error
	return s
}

// Arrivals merges the dates of fresh items into a rhythm: newest first, none
// without a date or after now, at most storage.MaxArrivals.
func Arrivals(known, fresh []time.Time, now time.Time) []time.Time {
	all := make([]time.Time, 0, len(known)+len(fresh))
	for _, dates := range [][]time.Time{known, fresh} {
		for _, t := range dates {
			if !t.IsZero() && !t.After(now) {
				all = append(all, t)
			}
		}
	}
	slices.SortFunc(all, func(a, b time.Time) int { return cmp.Compare(b.UnixNano(), a.UnixNano()) })
	return slices.Clone(all[:min(len(all), storage.MaxArrivals)])
}
