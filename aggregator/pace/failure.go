package pace

import (
	"fmt"
	"time"
)

// classBlocked is the class of a source whose address is one we never ask: it
// is a mistake in the config or an attack, not a trouble that passes.
const classBlocked = "blocked"

// Statuses with a pause of their own (RFC 9110 section 15, RFC 6585 section 4).
const (
	statusForbidden = 403
	statusGone      = 410
	statusTooMany   = 429
	statusBusy      = 503
)

// hostAtLeast is how many sources of a host must find it dead or busy before the
// others are kept from asking. One alone may have trouble of its own.
const hostAtLeast = 2

// failure is the interval after a poll that failed: it doubles with each failure
// in a row and never ends. What the feed asked for when it was well still holds.
func (p *Plan) failure(f Facts, w wishes) time.Duration {
	if f.State.Gone {
		p.because("gone: not polled until it is enabled again")
		return max(MaxBackoff, w.max)
	}
	failures := max(f.State.Failures, 1)
	p.because(count(failures))
	limit := max(min(w.max, MaxBackoff), w.every)
	d := doubled(w.every, failures, limit)
	if f.FailedClass == classBlocked {
		p.because("address is not allowed")
		d = limit
	}
	d = p.hints(d, w, f.State.Hints)
	return p.answer(d, f, w)
}

// answer raises the pause to what the status of the answer demands.
func (p *Plan) answer(d time.Duration, f Facts, w wishes) time.Duration {
	retry := min(f.RetryAfter, MaxRetryAfter)
	d = p.atLeast(d, retry, "retry-after ")
	switch f.Status {
	case statusTooMany:
		// RFC 6585 section 4; the limit is nearly always the host's, not the feed's.
		hold := retry
		if hold <= 0 {
			hold = max(2*w.every, MinTooMany)
		}
		d = p.atLeast(d, hold, "too many requests: ")
		p.hold(f.Now, hold, "")
	case statusForbidden:
		d = p.atLeast(d, MinForbidden, "forbidden: ")
	case statusGone:
		d = p.atLeast(d, MinGone, "gone: asked once more after ")
	case statusBusy:
		if retry > 0 && f.HostBusy >= hostAtLeast {
			p.hold(f.Now, retry, "several of its sources are told to wait: ")
		}
	case 0:
		if f.HostFailures >= hostAtLeast {
			p.hold(f.Now, doubled(w.every, f.HostFailures-hostAtLeast, MaxBackoff), "none of its sources is answered: ")
		}
	}
	return d
}

// hold keeps the host's other sources from asking: one finds out for all.
func (p *Plan) hold(now time.Time, d time.Duration, why string) {
	p.HoldHost = now.Add(d)
	p.because(why + "host held for " + span(d))
}

// doubled is base doubled n times, up to limit.
func doubled(base time.Duration, n int, limit time.Duration) time.Duration {
	for range n {
		if base >= limit {
			break
		}
		base *= 2
	}
	return min(base, limit)
}

func count(failures int) string {
	if failures == 1 {
		return "failed once"
	}
	return fmt.Sprintf("%d failures in a row", failures)
}
