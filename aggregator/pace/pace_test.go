package pace

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// A Wednesday, in the middle of an hour.
var now = time.Date(2026, 3, 4, 12, 34, 56, 0, time.UTC)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// every returns n dates with the same gap, the newest one gap ago.
func every(gap time.Duration, n int) []time.Time {
	var dates []time.Time
	for i := range n {
		dates = append(dates, now.Add(-gap*time.Duration(i+1)))
	}
	return dates
}

// base are usual wishes.
func base(change func(*Facts)) Facts {
	f := Facts{Now: now, Name: "src", Every: 30 * minute, Min: 5 * minute, Max: day}
	change(&f)
	return f
}

func failing(status, failures int, class string) func(*Facts) {
	return func(f *Facts) {
		f.State.Failures, f.FailedClass, f.Status = failures, class, status
	}
}

func TestNext(t *testing.T) {
	tests := []struct {
		name  string
		facts Facts
		want  time.Duration // without jitter
		why   []string
	}{
		{"wish", base(func(f *Facts) {}), 30 * minute, []string{"every 30m wished"}},
		{"no wishes at all", Facts{Now: now}, hour, []string{"every 1h wished"}},
		{"only a minimum", Facts{Now: now, Min: 2 * hour}, 2 * hour, []string{"every 2h wished"}},
		{"wish below the minimum", Facts{Now: now, Every: 2 * time.Second, Min: 5 * minute}, 2 * time.Second, []string{"every 2s wished"}},
		{"wish above the maximum", Facts{Now: now, Every: 48 * hour, Max: day}, 48 * hour, []string{"every 2d wished"}},
		{"busy", base(func(f *Facts) { f.State.Arrivals = every(9*minute, 16) }), 9 * minute, []string{"every 30m wished, an item about every 9m"}},
		{"very busy", base(func(f *Facts) { f.State.Arrivals = every(time.Second, 16) }), 5 * minute, []string{"every 30m wished, an item about every 1s"}},
		{"in rhythm", base(func(f *Facts) { f.State.Arrivals = every(30*minute, 8) }), 30 * minute, []string{"every 30m wished"}},
		{"quiet", base(func(f *Facts) { f.State.Arrivals = every(7*day, 4) }), 2 * hour, []string{"every 30m wished, an item about every 7d"}},
		{"silent", base(func(f *Facts) { f.State.Arrivals = every(40*day, 3) }), 12 * hour, []string{"every 30m wished, silent for 40d"}},
		{"silent, maximum", base(func(f *Facts) { f.State.Arrivals = every(40*day, 3); f.Max = 3 * hour }), 3 * hour, []string{"every 30m wished, silent for 40d"}},
		{"too few dates", base(func(f *Facts) { f.State.Arrivals = every(minute, 2) }), 30 * minute, []string{"every 30m wished"}},
		{"future and missing dates", base(func(f *Facts) { f.Recent = []time.Time{now.Add(hour), {}, now.Add(day), now} }), 30 * minute, []string{"every 30m wished"}},
		{"recent dates win", base(func(f *Facts) { f.State.Arrivals = every(day, 16); f.Recent = every(10*minute, 5) }), 10 * minute, []string{"every 30m wished, an item about every 10m"}},
		{"seconds are meant", base(func(f *Facts) { f.Every = 5 * time.Second; f.State.Arrivals = every(40*day, 16) }), 5 * time.Second, []string{"every 5s wished"}},
		{"max-age", base(func(f *Facts) { f.State.Hints.MaxAge = 2 * hour }), 2 * hour, []string{"every 30m wished", "max-age 2h"}},
		{"max-age below the wish", base(func(f *Facts) { f.State.Hints.MaxAge = minute }), 30 * minute, []string{"every 30m wished"}},
		{"max-age of a year", base(func(f *Facts) { f.Max = 7 * day; f.State.Hints.MaxAge = 365 * day }), day, []string{"every 30m wished", "max-age 24h"}},
		{"hint above the operator's maximum", base(func(f *Facts) { f.Max = hour; f.State.Hints.TTL = 5 * hour }), hour, []string{"every 30m wished", "ttl 1h"}},
		{"hints in seconds", base(func(f *Facts) { f.Every, f.Max = time.Second, 10*time.Second; f.State.Hints.TTL = hour }), 10 * time.Second, []string{"every 1s wished", "ttl 10s"}},
		{"largest hint", base(func(f *Facts) {
			f.State.Hints = storage.Hints{MaxAge: hour, TTL: 2 * hour, Update: 12 * hour}
		}), 12 * hour, []string{"every 30m wished", "max-age 1h", "ttl 2h", "sy:update 12h"}},
		{"wish above all hints", base(func(f *Facts) { f.Every = 48 * hour; f.State.Hints.TTL = 72 * hour }), 48 * hour, []string{"every 2d wished"}},
		{"retry-after on a good answer", base(func(f *Facts) { f.RetryAfter = 3 * hour }), 3 * hour, []string{"every 30m wished", "retry-after 3h"}},

		{"pushed", base(func(f *Facts) { f.Backup = day }), day, []string{"every 30m wished", "its hub pushes, polled as a backup every 24h"}},
		{"pushed, maximum", base(func(f *Facts) { f.Backup = day; f.Max = 3 * hour }), 3 * hour, []string{"every 30m wished", "its hub pushes, polled as a backup every 3h"}},
		{"pushed, rarer anyway", base(func(f *Facts) { f.Backup = day; f.Every = 48 * hour }), 48 * hour, []string{"every 2d wished"}},
		{"pushed, but the poll failed", base(func(f *Facts) { f.Backup = day; failing(500, 1, "status")(f) }), hour, []string{"failed once"}},

		{"one failure", base(failing(500, 1, "status")), hour, []string{"failed once"}},
		{"failure not recorded", base(failing(0, 0, "dns")), hour, []string{"failed once"}},
		{"three failures", base(failing(0, 3, "tcp")), 4 * hour, []string{"3 failures in a row"}},
		{"many failures", base(failing(0, 1000, "tcp")), day, []string{"1000 failures in a row"}},
		{"many failures, short maximum", base(func(f *Facts) { failing(0, 9, "tcp")(f); f.Max = 10 * minute }), 30 * minute, []string{"9 failures in a row"}},
		{"many failures, long maximum", base(func(f *Facts) { failing(0, 99, "tcp")(f); f.Max = 30 * day }), day, []string{"99 failures in a row"}},
		{"failures of a daily source", base(func(f *Facts) { failing(0, 3, "tcp")(f); f.Every = 36 * hour }), 36 * hour, []string{"3 failures in a row"}},
		{"failures in seconds", base(func(f *Facts) { failing(500, 2, "status")(f); f.Every, f.Max = time.Second, 10*time.Second }), 4 * time.Second, []string{"2 failures in a row"}},
		{"failure and a hint", base(func(f *Facts) { failing(500, 1, "status")(f); f.State.Hints.TTL = 5 * hour }), 5 * hour, []string{"failed once", "ttl 5h"}},
		{"rhythm does not hurry failures", base(func(f *Facts) { failing(500, 1, "status")(f); f.State.Arrivals = every(minute, 16) }), hour, []string{"failed once"}},
		{"404", base(failing(404, 1, "status")), hour, []string{"failed once"}},
		{"403", base(failing(403, 1, "status")), 4 * hour, []string{"failed once", "forbidden: 4h"}},
		{"403, later", base(failing(403, 5, "status")), 16 * hour, []string{"5 failures in a row"}},
		{"410", base(failing(410, 1, "status")), day, []string{"failed once", "gone: asked once more after 24h"}},
		{"blocked", base(failing(0, 1, "blocked")), day, []string{"failed once", "address is not allowed"}},
		{"503 with retry-after", base(func(f *Facts) { failing(503, 1, "status")(f); f.RetryAfter = 5 * hour }), 5 * hour, []string{"failed once", "retry-after 5h"}},
		{"503 with a short retry-after", base(func(f *Facts) { failing(503, 1, "status")(f); f.RetryAfter = minute }), hour, []string{"failed once"}},
		{"retry-after of a month", base(func(f *Facts) { failing(503, 1, "status")(f); f.RetryAfter = 30 * day }), 2 * day, []string{"failed once", "retry-after 2d"}},
		{"gone", base(func(f *Facts) { failing(410, 2, "status")(f); f.State.Gone = true }), day, []string{"gone: not polled until it is enabled again"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Next(tt.facts)
			if want := now.Add(tt.want); got.At.Before(want) || got.At.After(want.Add(tt.want/10)) {
				t.Errorf("polled after %v, want %v to a tenth more", got.At.Sub(now), tt.want)
			}
			if diff := cmp.Diff(tt.why, unshaken(got.Why)); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			if !got.HoldHost.IsZero() {
				t.Errorf("host held until %v", got.HoldHost)
			}
		})
	}
}

// unshaken are reasons without the jitter.
func unshaken(why []string) []string {
	return slices.DeleteFunc(slices.Clone(why), func(s string) bool { return strings.HasPrefix(s, "jitter ") })
}

func TestA3_14_DeadAndBusyHostsAreHeld(t *testing.T) {
	tests := []struct {
		name  string
		facts Facts
		hold  time.Duration
	}{
		{"one source without an answer", base(func(f *Facts) { failing(0, 1, "tcp")(f); f.HostFailures = 1 }), 0},
		{"two", base(func(f *Facts) { failing(0, 1, "tcp")(f); f.HostFailures = 2 }), 30 * minute},
		{"three", base(func(f *Facts) { failing(0, 1, "dns")(f); f.HostFailures = 3 }), hour},
		{"a hundred", base(func(f *Facts) { failing(0, 1, "dns")(f); f.HostFailures = 100 }), day},
		{"a bad answer is an answer", base(func(f *Facts) { failing(500, 1, "status")(f); f.HostFailures = 9 }), 0},
		{"A3.4 one source told to wait", base(func(f *Facts) { failing(503, 1, "status")(f); f.RetryAfter, f.HostBusy = 2*hour, 1 }), 0},
		{"A3.4 two", base(func(f *Facts) { failing(503, 1, "status")(f); f.RetryAfter, f.HostBusy = 2*hour, 2 }), 2 * hour},
		{"A3.4 two, not told how long", base(func(f *Facts) { failing(503, 1, "status")(f); f.HostBusy = 2 }), 0},
	}
	for _, tt := range tests {
		got := Next(tt.facts)
		if held := got.HoldHost.Sub(now); held != tt.hold && !(tt.hold == 0 && got.HoldHost.IsZero()) {
			t.Errorf("%s: held for %v, want %v", tt.name, held, tt.hold)
		}
	}
}

func TestA2_23_GapShortensTheInterval(t *testing.T) {
	got := Next(base(func(f *Facts) { f.State.Gap = true }))
	if d := got.At.Sub(now); d < 15*minute || d > 17*minute {
		t.Errorf("polled after %v, want half an hour halved", d)
	}
}

func TestTooManyRequestsHoldsTheHost(t *testing.T) {
	tests := []struct {
		name     string
		facts    Facts
		at, hold time.Duration
		why      []string
	}{
		{"says how long", base(func(f *Facts) { failing(429, 1, "status")(f); f.RetryAfter = 2 * hour }), 2 * hour, 2 * hour, []string{"failed once", "retry-after 2h", "host held for 2h"}},
		{"says too long", base(func(f *Facts) { failing(429, 1, "status")(f); f.RetryAfter = 90 * day }), 2 * day, 2 * day, []string{"failed once", "retry-after 2d", "host held for 2d"}},
		{"does not say", base(func(f *Facts) { failing(429, 1, "status")(f); f.Every = 10 * minute }), hour, hour, []string{"failed once", "too many requests: 1h", "host held for 1h"}},
		{"does not say, rare polls", base(failingEvery(429, 1, 5*hour)), 10 * hour, 10 * hour, []string{"failed once", "host held for 10h"}},
		{"does not say, again", base(failing(429, 4, "status")), 8 * hour, hour, []string{"4 failures in a row", "host held for 1h"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Next(tt.facts)
			if want := now.Add(tt.at); got.At.Before(want) || got.At.After(want.Add(tt.at/10)) {
				t.Errorf("polled after %v, want %v to a tenth more", got.At.Sub(now), tt.at)
			}
			if want := now.Add(tt.hold); !got.HoldHost.Equal(want) {
				t.Errorf("held for %v, want %v", got.HoldHost.Sub(now), tt.hold)
			}
			if diff := cmp.Diff(tt.why, unshaken(got.Why)); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

func failingEvery(status, failures int, wish time.Duration) func(*Facts) {
	return func(f *Facts) { failing(status, failures, "status")(f); f.Every = wish }
}

func TestSkip(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 3, 4, h, m, 0, 0, time.UTC) }
	tests := []struct {
		name  string
		now   time.Time
		hints storage.Hints
		from  time.Time // the next poll is within half an hour of this
	}{
		{"night hours", at(2, 40), storage.Hints{SkipHours: 0b111111}, at(6, 0)},
		{"over midnight", at(22, 45), storage.Hints{SkipHours: 1<<23 | 1}, at(25, 0)},
		{"a day", at(23, 45), storage.Hints{SkipDays: 1 << time.Thursday}, at(48, 0)},
		{"days and hours", at(23, 45), storage.Hints{SkipDays: 1 << time.Thursday, SkipHours: 0b11}, at(50, 0)},
		{"all hours mean none", at(2, 40), storage.Hints{SkipHours: 1<<24 - 1}, at(3, 10)},
		{"all days mean none", at(2, 40), storage.Hints{SkipDays: 1<<7 - 1}, at(3, 10)},
		{"all days, some hours", at(2, 40), storage.Hints{SkipDays: 1<<7 - 1, SkipHours: 1 << 3}, at(4, 0)},
		{"bits beyond the day", at(2, 40), storage.Hints{SkipHours: 1 << 30}, at(3, 10)},
		{"an allowed hour", at(9, 0), storage.Hints{SkipHours: 0b111111}, at(9, 30)},
		{"only one hour a week", at(12, 0), storage.Hints{SkipDays: 0x7f &^ (1 << time.Tuesday), SkipHours: 0xffffff &^ (1 << 7)}, at(24*6+7, 0)},
		{"hours are of GMT", at(2, 40).In(time.FixedZone("", 8*3600)), storage.Hints{SkipHours: 0b111111}, at(6, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Next(base(func(f *Facts) { f.Now = tt.now; f.State.Hints = tt.hints })).At
			if got.Before(tt.from) || got.After(tt.from.Add(skipSpread)) {
				t.Errorf("polled at %v, want %v to half an hour later", got, tt.from)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	tests := map[time.Duration]string{
		0:                            "0s",
		1500 * time.Microsecond:      "1.5ms",
		90 * time.Second:             "2m",
		20 * time.Second:             "20s",
		30 * minute:                  "30m",
		hour:                         "1h",
		20 * hour:                    "20h",
		hour + 30*minute:             "1h30m",
		10*hour + 10*minute:          "10h10m",
		day:                          "24h",
		2 * day:                      "2d",
		2*day + 3*hour + 3*minute:    "2d3h",
		40*day + 23*hour + 59*minute: "41d",
	}
	for d, want := range tests {
		if got := span(d); got != want {
			t.Errorf("span(%d) = %q, want %q", d, got, want)
		}
	}
}
