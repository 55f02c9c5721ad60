package fetch

import (
	"net/http"
	"testing"
	"time"
)

var clock = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func headers(list ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(list); i += 2 {
		h.Add(list[i], list[i+1])
	}
	return h
}

func TestA2_2_A2_4_A2_5_A2_6_Freshness(t *testing.T) {
	const largest = maxSeconds * time.Second
	cc := func(values ...string) http.Header { return http.Header{"Cache-Control": values} }
	const date = "Wed, 04 Mar 2026 10:00:00 GMT" // two hours behind our clock
	tests := []struct {
		name   string
		header http.Header
		want   time.Duration
	}{
		{"nothing", headers(), 0},
		{"max-age", cc("max-age=7200"), 2 * time.Hour},
		{"max-age less age", headers("Cache-Control", "max-age=7200", "Age", "600"), 6600 * time.Second},
		{"age beyond max-age", headers("Cache-Control", "max-age=60", "Age", "600"), 0},
		{"age that is none", headers("Cache-Control", "max-age=60", "Age", "-5"), time.Minute},
		{"among others", cc("public, s-maxage=10, max-age=60, must-revalidate"), time.Minute},
		{"upper case and spaces", cc(" Public ,MAX-AGE = 60 "), time.Minute},
		{"quoted", cc(`max-age="300"`), 5 * time.Minute},
		{"comma in quotes", cc(`ext="a, max-age=9, \" b", max-age=60`), time.Minute},
		{"quote that never ends", cc(`ext="a, max-age=60`), 0},
		{"second line", cc("public", "max-age=60"), time.Minute},
		{"twice", cc("max-age=60, max-age=7200"), time.Minute},
		{"twice, first bad", cc("max-age=x, max-age=60"), time.Minute},
		{"negative", cc("max-age=-5"), 0},
		{"no number", cc("max-age=soon"), 0},
		{"fraction", cc("max-age=1.5"), 0},
		{"empty", cc("max-age="), 0},
		{"bare", cc("max-age"), 0},
		{"2^63", cc("max-age=9223372036854775808"), largest},
		{"many digits", cc("max-age=99999999999999999999999999999999"), largest},
		{"zero", cc("max-age=0"), 0},
		{"no-cache", cc("no-cache, max-age=60"), 0},
		{"no-store behind", cc("max-age=60, no-store"), 0},
		{"private", cc("private"), 0},
		{"only s-maxage", cc("s-maxage=60"), 0},
		{"commas", cc(",,,", ""), 0},
		{"expires by the origin's clock", headers("Expires", "Wed, 04 Mar 2026 11:00:00 GMT", "Date", date), time.Hour},
		{"expires by ours", headers("Expires", "Wed, 04 Mar 2026 13:00:00 GMT"), time.Hour},
		{"expires less age", headers("Expires", "Wed, 04 Mar 2026 11:00:00 GMT", "Date", date, "Age", "600"), 50 * time.Minute},
		{"expires 0", headers("Expires", "0", "Date", date), 0},
		{"expires -1", headers("Expires", "-1"), 0},
		{"expires in the past", headers("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"), 0},
		{"expires far away", headers("Expires", "Fri, 31 Dec 9999 23:59:59 GMT"), largest},
		{"max-age beats expires", headers("Expires", "Wed, 04 Mar 2026 11:00:00 GMT", "Date", date, "Cache-Control", "max-age=60"), time.Minute},
		{"max-age 0 beats expires", headers("Expires", "Wed, 04 Mar 2026 11:00:00 GMT", "Date", date, "Cache-Control", "max-age=0"), 0},
	}
	for _, tt := range tests {
		if got := freshness(tt.header, clock); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestA3_1_A3_2_RetryAfter(t *testing.T) {
	const date = "Wed, 04 Mar 2026 10:00:00 GMT"
	tests := []struct {
		value, date string
		want        time.Duration
	}{
		{"7200", "", 2 * time.Hour},
		{" 7200 ", "", 2 * time.Hour},
		{"0", "", 0},
		{"-5", "", 0},
		{"", "", 0},
		{"soon", "", 0},
		{"1.5", "", 0},
		{"1000000000000", "", maxSeconds * time.Second},
		{"Wed, 04 Mar 2026 11:00:00 GMT", date, time.Hour},
		{"Wednesday, 04-Mar-26 11:00:00 GMT", date, time.Hour},
		{"Wed Mar  4 11:00:00 2026", date, time.Hour},
		{"Wed, 04 Mar 2026 13:00:00 GMT", "", time.Hour},
		{"Wed, 04 Mar 2026 13:00:00 GMT", "garbage", time.Hour},
		{"Wed, 04 Mar 2026 09:00:00 GMT", date, 0},
		{"Fri, 31 Dec 9999 23:59:59 GMT", date, maxSeconds * time.Second},
	}
	for _, tt := range tests {
		if got := retryAfter(headers("Retry-After", tt.value, "Date", tt.date), clock); got != tt.want {
			t.Errorf("%q against %q: %v, want %v", tt.value, tt.date, got, tt.want)
		}
	}
}

func FuzzHints(f *testing.F) {
	f.Add(`max-age="300", a="\",`, "Wed, 04 Mar 2026 11:00:00 GMT", "600")
	f.Add("max-age=9223372036854775808", "-1", "99999999999999999999")
	f.Fuzz(func(t *testing.T, control, date, age string) {
		h := http.Header{"Cache-Control": {control}, "Expires": {date}, "Age": {age}, "Date": {age}, "Retry-After": {date}}
		for _, d := range []time.Duration{freshness(h, clock), retryAfter(h, clock)} {
			if d < 0 || d > maxSeconds*time.Second {
				t.Errorf("duration %v", d)
			}
		}
	})
}
