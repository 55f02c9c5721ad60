package pace

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"freshet/storage"
)

// anyFacts draws facts, sane and insane ones.
func anyFacts(t *rapid.T) Facts {
	dur := func(name string, most time.Duration) time.Duration {
		return time.Duration(rapid.Int64Range(-int64(time.Second), int64(most)).Draw(t, name))
	}
	f := Facts{
		Now:         now.Add(dur("now", 400*day)),
		Name:        rapid.StringN(0, 8, -1).Draw(t, "source"),
		RetryAfter:  dur("retry", 100*day),
		Every:       dur("every", 3*day),
		Min:         dur("min", day),
		Max:         dur("max", 9*day),
		Backup:      dur("backup", 3*day),
		FailedClass: rapid.SampledFrom([]string{"", "", "dns", "status", "blocked"}).Draw(t, "class"),
	}
	f.State.Hints = storage.Hints{
		MaxAge: dur("max-age", 400*day), TTL: dur("ttl", 3*day), Update: dur("update", 3*day),
	}
	for range rapid.IntRange(0, storage.MaxArrivals).Draw(t, "items") {
		f.State.Arrivals = append(f.State.Arrivals, f.Now.Add(-dur("age", 60*day)))
	}
	if f.FailedClass != "" {
		f.State.Failures = rapid.IntRange(0, 1_000_000).Draw(t, "failures")
		f.Status = rapid.SampledFrom([]int{0, 403, 404, 410, 429, 503}).Draw(t, "status")
	}
	return f
}

// floor is the earliest time that the documents of the package allow.
func floor(f Facts, w wishes) time.Duration {
	d := min(w.min, w.every)
	for _, hint := range []time.Duration{f.State.Hints.MaxAge, f.State.Hints.TTL, f.State.Hints.Update} {
		d = max(d, min(hint, day, w.max))
	}
	d = max(d, min(f.RetryAfter, 2*day))
	if f.FailedClass == "" {
		d = max(d, min(f.Backup, w.max))
		return d
	}
	d = max(d, w.every)
	switch f.Status {
	case 403:
		d = max(d, 4*hour)
	case 410:
		d = max(d, day)
	case 429:
		if f.RetryAfter <= 0 {
			d = max(d, 2*w.every, hour)
		}
	}
	return d
}

func TestNextKeepsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		w := wishesOf(f)
		p := Next(f)
		got := p.At.Sub(f.Now)
		least := floor(f, w)
		if got < least {
			t.Fatalf("polled after %v, not before %v: %q", got, least, p.Why)
		}
		if most := max(w.max, least); got > most+most/jitterShare {
			t.Fatalf("polled after %v, at most %v: %q", got, most, p.Why)
		}
		if len(p.Why) == 0 {
			t.Fatal("no reason")
		}
		if p.HoldHost.IsZero() != (f.Status != 429) || p.HoldHost.After(p.At) {
			t.Fatalf("held until %v, polled at %v", p.HoldHost, p.At)
		}
	})
}

func TestSkippedHoursAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		plain := Next(f).At
		f.State.Hints.SkipHours = rapid.Uint32().Draw(t, "hours")
		f.State.Hints.SkipDays = rapid.Uint8().Draw(t, "days")
		got := Next(f).At
		hours, days := f.State.Hints.SkipHours&allHours, f.State.Hints.SkipDays&allDays
		if hours != allHours && hours>>got.UTC().Hour()&1 == 1 {
			t.Fatalf("polled at %v, against hours %b", got, hours)
		}
		if days != allDays && days>>got.UTC().Weekday()&1 == 1 {
			t.Fatalf("polled at %v, against days %b", got, days)
		}
		if got.Before(plain) || got.After(plain.Add(7*day)) {
			t.Fatalf("moved from %v to %v", plain, got)
		}
	})
}

func TestOffset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		length := time.Duration(rapid.Int64Range(-5, int64(30*day)).Draw(t, "span"))
		got := Offset(name, length)
		if got < 0 || got >= max(length, 1) {
			t.Fatalf("offset %v in %v", got, length)
		}
		if again := Offset(name, length); again != got {
			t.Fatalf("offset %v, then %v", got, again)
		}
	})
}
