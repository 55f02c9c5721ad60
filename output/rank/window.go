package rank

import "time"

// Window sets the pace of a Board.
type Window struct {
	// HalfLife is the time in which a vote or a click loses half its worth.
	HalfLife time.Duration
	// Novelty is the age that costs a story half its interest.
	Novelty time.Duration
}

// The windows that are offered. Their values were measured on simulated readers;
// Day is the default.
var (
	Hour = Window{HalfLife: 90 * time.Minute, Novelty: 2 * time.Hour}
	Day  = Window{HalfLife: 6 * time.Hour, Novelty: 9 * time.Hour}
	Week = Window{HalfLife: 36 * time.Hour, Novelty: 60 * time.Hour}
)

// Named returns the window that people call hour, day or week.
func Named(name string) (Window, bool) {
	switch name {
	case "hour":
		return Hour, true
	case "day":
		return Day, true
	case "week":
		return Week, true
	}
	return Window{}, false
}

// Scaled returns the window for a clock that runs n times as fast, for demos and
// tests. An n that is not above 0 changes nothing.
func (w Window) Scaled(n float64) Window {
	return Window{HalfLife: scaled(w.HalfLife, n), Novelty: scaled(w.Novelty, n)}
}

// scaled divides a duration, but never to nothing.
func scaled(d time.Duration, n float64) time.Duration {
	if !(n > 0) || d <= 0 {
		return d
	}
	return max(time.Duration(float64(d)/n), 1)
}

// orDay replaces what is not set by the values of Day, so that the Board never
// divides by nothing.
func (w Window) orDay() Window {
	if w.HalfLife <= 0 {
		w.HalfLife = Day.HalfLife
	}
	if w.Novelty <= 0 {
		w.Novelty = Day.Novelty
	}
	return w
}

// landmark is the time from which the Board counts. Any time would do: it moves
// all keys alike. It is fixed, so that every Board of the same events has the
// same keys, and it is near, so that keys keep their digits: in a hundred years
// a key of the Hour window is still exact to 1e-10.
var landmark = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// maxSpan bounds the times that the Board tells apart; what lies further from
// the landmark is taken to be there. It keeps differences of times in range.
const maxSpan = 100 * 366 * 24 * time.Hour

// offset is the nanoseconds from the landmark to a time.
func offset(t time.Time) int64 {
	return int64(min(max(t.Sub(landmark), -maxSpan), maxSpan))
}
