package pace

import (
	"time"
)

// How far the source's own rhythm bends the operator's wish.
const (
	// minDates is how many items tell a rhythm.
	minDates = 3
	// quietStretch bounds how many wished intervals a quiet source is left alone.
	quietStretch = 4
	// silentStretch does so for one that was silent for silentAfter.
	silentStretch = 24
	silentAfter   = 30 * 24 * time.Hour
	// rhythmFrom is the least wish that rhythm bends. Who wishes for polls seconds
	// apart wants them so.
	rhythmFrom = time.Minute
)

// rhythm is the interval by the source's own publishing: about the mean time
// between two of its items, within Min and a few times Every. The time since the
// newest item counts as well, so that a burst that has ended soon stops
// hurrying us, and one new item ends a long silence.
func rhythm(f Facts, w wishes) (time.Duration, string) {
	wished := "every " + span(w.every) + " wished"
	dates := f.Recent
	if dates == nil {
		dates = f.State.Arrivals
	}
	oldest, newest, n := extent(dates, f.Now)
	if n < minDates || w.every < rhythmFrom {
		return w.every, wished
	}
	gap := f.Now.Sub(oldest) / time.Duration(n)
	stretch := min(quietStretch*w.every, w.max)
	if quiet := f.Now.Sub(newest); quiet > silentAfter {
		return min(silentStretch*w.every, w.max), wished + ", silent for " + span(quiet)
	}
	d := min(max(gap, w.min), stretch)
	if d == w.every {
		return d, wished
	}
	return d, wished + ", an item about every " + span(gap)
}

// extent is the oldest and the newest of the dates that are not in the future,
// and how many there are.
func extent(dates []time.Time, now time.Time) (oldest, newest time.Time, n int) {
	for _, t := range dates {
		if t.IsZero() || t.After(now) {
			continue
		}
		if n == 0 || t.Before(oldest) {
			oldest = t
		}
		if n == 0 || t.After(newest) {
			newest = t
		}
		n++
	}
	return oldest, newest, n
}
