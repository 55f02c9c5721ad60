package websub

import (
	"time"

	"freshet/storage"
)

const (
	// Grace is how much later than its date an item may be pushed: one that a poll
	// finds first, younger than this, is no miss.
	Grace = 15 * time.Minute
	// MaxMissed is how many items a hub may miss in a lease until its source is
	// polled as if there were no hub.
	MaxMissed = 2
	// BackupEvery is the time between two polls of a source whose hub proves
	// itself.
	BackupEvery = 24 * time.Hour
)

// Poll is what a poll tells of its source.
type Poll struct {
	Source   string
	Failed   bool             // then only At holds
	URL      string           // that answered
	Document storage.Document // what the feed says of itself; its hubs may come from the answer's head
	Before   time.Time        // start of the poll before this one; zero for none
	At       time.Time        // end of this one
	New      int              // items that nobody had brought before
	Dates    []time.Time      // of the items that were read, as published; zero for unknown
}

// trusted tells whether a hub proves itself: it has pushed something well signed,
// and has not missed much.
func trusted(s *storage.Subscription) bool {
	return s.State == storage.SubscriptionActive && s.Pushed > 0 && s.Missed < MaxMissed
}

// pushed counts a delivery.
func pushed(s storage.Subscription, now time.Time) storage.Subscription {
	s.LastPush = now
	s.Pushed++
	return s
}

// missed counts the items that a poll brought and the hub should have: those new
// to the store, less as many as may be excused. Which of the items that were read
// are the new ones is not known, so the doubt is the hub's.
func missed(p Poll, since time.Time) int {
	excused := 0
	for _, date := range p.Dates {
		if t := appeared(date, p); t.Before(since) || p.At.Sub(t) <= Grace {
			excused++
		}
	}
	return max(0, p.New-excused)
}

// appeared is when an item came into its feed, as far as a poll can tell: at its
// date, but not before the last poll, which did not see it. When the date does
// not say, it is the middle of the time between.
func appeared(date time.Time, p Poll) time.Time {
	switch {
	case p.Before.IsZero():
		return time.Time{}
	case date.IsZero() || date.Before(p.Before) || date.After(p.At):
		return p.Before.Add(p.At.Sub(p.Before) / 2)
	}
	return date
}
