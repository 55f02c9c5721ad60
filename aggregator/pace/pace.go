package pace

import (
	"time"

	"freshet/storage"
)

// Bounds that hold whatever the operator wishes. A source's asking can hold us
// back so long and no longer; some answers ask for a longer pause than any wish.
const (
	// DefaultEvery and DefaultMax stand in for wishes that are not given.
	DefaultEvery = time.Hour
	DefaultMax   = 24 * time.Hour

	// MaxHint caps max-age, ttl and sy:updatePeriod: values of a year and more
	// are common and not meant.
	MaxHint = 24 * time.Hour
	// MaxRetryAfter caps Retry-After.
	MaxRetryAfter = 48 * time.Hour
	// MaxBackoff caps the pause after failures in a row.
	MaxBackoff = 24 * time.Hour

	// MinTooMany is the pause after a 429 that does not say how long.
	MinTooMany = time.Hour
	// MinForbidden is the pause after a 403: someone may have blocked us on
	// purpose.
	MinForbidden = 4 * time.Hour
	// MinGone is the pause after a 410 until a second one settles it.
	MinGone = 24 * time.Hour
)

// Facts are what a plan is made from.
type Facts struct {
	Now  time.Time // when the poll ended
	Name string    // of the source; spreads polls that would fall together
	// State is the source's state after this poll, as Record left it.
	State storage.SourceState
	// RetryAfter is what the answer asked for; zero when it did not.
	RetryAfter time.Duration
	// Every is the operator's wish, Min and Max its bounds. A wish beyond a bound
	// moves the bound. Zero Every and Max stand for the defaults above.
	Every, Min, Max time.Duration
	// FailedClass is the class of this poll's failure; empty when it succeeded.
	FailedClass string
	// Status is the HTTP status of the answer; zero when there was none.
	Status int
	// HostFailures counts the sources of the host in a row, this one included,
	// that got no answer at all from it, not even a bad one. HostBusy counts those
	// that it has told to wait with a 503, this one included.
	HostFailures, HostBusy int
	// Backup is the time between two polls that is enough while a hub pushes what
	// is new; zero when none does. Like a hint it only makes polls rarer.
	Backup time.Duration
	// Recent are dates of the newest items, in any order; nil stands for
	// State.Arrivals.
	Recent []time.Time
}

// Plan says when to come back.
type Plan struct {
	At time.Time // not before this
	// HoldHost is when the source's host may be asked for anything again; zero
	// when the host is not held.
	HoldHost time.Time
	// Why are the reasons as plain phrases, the first the base, the others what
	// has moved it.
	Why []string
}

// Next plans the next poll. It is never earlier than what the source asked for
// (each wish of the source within its cap), and never later than Max after Now
// but for three things: a pause that an answer demands, hours and days that the
// source excludes, and a jitter of up to a tenth that spreads polls and only
// ever lengthens.
func Next(f Facts) Plan {
	w := wishesOf(f)
	var p Plan
	var d time.Duration
	if f.FailedClass == "" && !f.State.Gone {
		d = p.success(f, w)
	} else {
		d = p.failure(f, w)
	}
	later := jitter(f.Name, f.Now, d)
	if later >= time.Second {
		p.because("jitter " + span(later))
	}
	p.At = f.Now.Add(d + later)
	p.At = p.skip(f.Name, p.At, f.State.Hints)
	return p
}

// wishes are the operator's, made consistent.
type wishes struct{ every, min, max time.Duration }

func wishesOf(f Facts) wishes {
	w := wishes{every: f.Every, min: max(f.Min, 0), max: f.Max}
	if w.every <= 0 {
		w.every = max(DefaultEvery, w.min)
	}
	if w.max <= 0 {
		w.max = DefaultMax
	}
	w.min = min(w.min, w.every)
	w.max = max(w.max, w.every)
	return w
}

// success is the interval after a poll that went well.
func (p *Plan) success(f Facts, w wishes) time.Duration {
	d, why := rhythm(f, w)
	p.because(why)
	if f.State.Gap && d/2 >= w.min && d/2 >= rhythmFrom {
		d /= 2
		p.because("entries were missed: twice as often")
	}
	d = p.hints(d, w, f.State.Hints)
	d = p.atLeast(d, min(f.Backup, w.max), "its hub pushes, polled as a backup every ")
	return p.atLeast(d, min(f.RetryAfter, MaxRetryAfter), "retry-after ")
}

// hints raises an interval to what the feed and its origin ask for, up to the
// operator's bound.
func (p *Plan) hints(d time.Duration, w wishes, h storage.Hints) time.Duration {
	bound := func(hint time.Duration) time.Duration { return min(hint, MaxHint, w.max) }
	d = p.atLeast(d, bound(h.MaxAge), "max-age ")
	d = p.atLeast(d, bound(h.TTL), "ttl ")
	return p.atLeast(d, bound(h.Update), "sy:update ")
}

// atLeast raises d to a floor, and says so when it did.
func (p *Plan) atLeast(d, floor time.Duration, why string) time.Duration {
	if floor <= d {
		return d
	}
	p.because(why + span(floor))
	return floor
}

func (p *Plan) because(why string) { p.Why = append(p.Why, why) }
