package aggregator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"freshet/aggregator/origin"
)

// The tests of this file are the lines of PROTOCOL.md A3, rate limits, errors and
// backoff.

// TestA3_1_PausesByAnswers: the pause behind a first answer that is bad.
func TestA3_1_PausesByAnswers(t *testing.T) {
	h := time.Hour
	in := func(d time.Duration) string { return origin.Date(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(d)) }
	tests := []struct {
		name   string
		answer origin.Answer
		want   time.Duration
	}{
		{"A3_1 429 with seconds", origin.Reply(429, "", "Retry-After", "7200"), 2 * h},
		{"A3_2 429 with a date", origin.Reply(429, "", "Retry-After", in(3*h+time.Minute)), 3 * h},
		{"A3_2 by the origin's clock", origin.Reply(429, "", "Date", "Mon, 01 Jan 2029 00:00:00 GMT", "Retry-After", "Mon, 01 Jan 2029 03:00:00 GMT"), 3 * h},
		{"A3_2 a date of RFC 850", origin.Reply(429, "", "Date", "Monday, 01-Jan-29 00:00:00 GMT", "Retry-After", "Monday, 01-Jan-29 03:00:00 GMT"), 3 * h},
		{"A3_2 a date of asctime", origin.Reply(429, "", "Date", "Mon Jan  1 00:00:00 2029", "Retry-After", "Mon Jan  1 03:00:00 2029"), 3 * h},
		{"A3_2 a date that is past", origin.Reply(429, "", "Retry-After", in(-h)), 2 * h},
		{"A3_2 zero", origin.Reply(429, "", "Retry-After", "0"), 2 * h},
		{"A3_2 garbage", origin.Reply(429, "", "Retry-After", "soon"), 2 * h},
		{"A3_2 10^12", origin.Reply(429, "", "Retry-After", "1000000000000"), 48 * h},
		{"A3_3 429 without", origin.Reply(429, ""), 2 * h},
		{"A3_4 503 with seconds", origin.Reply(503, "", "Retry-After", "18000"), 5 * h},
		{"A3_5 429 and max-age", origin.Reply(429, "", "Retry-After", "7200", "Cache-Control", "max-age=3600"), 2 * h},
		{"A3_6 500", origin.Reply(500, ""), 2 * h},
		{"A3_6 502", origin.Reply(502, ""), 2 * h},
		{"A3_6 504", origin.Reply(504, ""), 2 * h},
		{"A3_6 broken off", origin.Answer{origin.Hangup()}, 2 * h},
		{"A3_6 no answer", origin.Answer{origin.Stall()}, 2 * h},
		{"A3_7 403", origin.Reply(403, ""), 4 * h},
		{"A3_8 404", origin.Reply(404, ""), 2 * h},
		{"A3_9 410", origin.Reply(410, ""), 24 * h},
		{"A3_10 401", origin.Reply(401, ""), 2 * h},
		{"A3_11 a page", origin.Reply(200, "<!doctype html><html><body><form>Password</form></body></html>", "Content-Type", "text/html"), 2 * h},
		{"A3_11 nothing", origin.Reply(200, ""), 2 * h},
		{"A3_11 a challenge", origin.Reply(403, "<html>", "Cf-Mitigated", "challenge"), 4 * h},
		{"A3_12 204", origin.Reply(204, ""), 2 * h},
		{"A3_12 206", origin.Reply(206, feedOf("", "one")), 2 * h},
		{"A3_12 226 unasked", origin.Reply(226, feedOf("", "one"), "IM", "feed"), 2 * h},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.one(origin.Always(tt.answer))
				all := r.polls(2)
				got := all[1].At.Sub(all[0].At)
				if got < tt.want || got > tt.want+tt.want/10+time.Minute {
					t.Errorf("asked again after %v, want %v to a tenth more", got, tt.want)
				}
				if s := r.status("src").State; s.Class == "" || s.Error == "" || s.FailingSince.IsZero() {
					t.Errorf("A3.13: class %q, error %q, since %v", s.Class, s.Error, s.FailingSince)
				}
			})
		})
	}
}

func TestA3_1_TooManyRequestsHoldsTheHostOverARestart(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("a.example/0", origin.Always(origin.Reply(429, "", "Retry-After", "7200")))
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(r.sources(5, func(int) string { return "a.example" })...)
		zero := func(q origin.Request) bool { return q.Path == "/0" }
		for !slices.ContainsFunc(r.Requests(), zero) {
			r.run(time.Second)
		}
		n := len(r.Requests())
		held := r.Requests()[n-1].At
		r.restart()
		r.run(24 * time.Hour)
		if next := r.Requests()[n].At.Sub(held); next < 2*time.Hour {
			t.Errorf("the host was asked again after %v", next)
		}
	})
}

func TestA3_4_503HoldsTheFeedOnly(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("a.example/0", origin.Always(origin.Reply(503, "", "Retry-After", "36000")))
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(r.sources(3, func(int) string { return "a.example" })...)
		r.run(5 * time.Hour)
		count := map[string]int{}
		for _, q := range r.Requests() {
			count[q.Path]++
		}
		if count["/0"] != 1 || count["/1"] < 4 || count["/2"] < 4 {
			t.Errorf("requests by path: %v", count)
		}
	})
}

func TestA3_6_BackoffDoublesToADayAndEndsWithSuccess(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(func(n int, _ *origin.Request) origin.Answer {
			if n <= 9 {
				return origin.Reply(500, "")
			}
			return origin.Reply(200, feedOf("", "one"))
		})
		all := r.polls(11)
		for i, gap := range gaps(all) {
			want := min(time.Hour<<(i+1), 24*time.Hour)
			if i == 9 {
				want = time.Hour // it works again
			}
			if gap < want || gap > want+want/10+time.Second {
				t.Errorf("pause %d is %v, want %v to a tenth more", i+1, gap, want)
			}
		}
	})
}

func TestA3_9_GoneAfterTheSecond410(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), "", ""), origin.Reply(410, "")))
		r.polls(3)
		r.run(60 * 24 * time.Hour)
		if n := len(r.Requests()); n != 3 {
			t.Errorf("%d requests, want three", n)
		}
		if s := r.status("src"); !s.State.Gone || s.Items != 1 {
			t.Errorf("gone: %v, items: %d", s.State.Gone, s.Items)
		}
		if !strings.Contains(r.log.String(), "source is gone") {
			t.Error("the operator is not told")
		}
	})
}

func TestA3_14_DeadHostIsProbedOnce(t *testing.T) {
	const n = 40
	simulate(t, func(r *rig) {
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(r.sources(n, func(int) string { return "a.example" })...)
		r.polls(n)
		r.Handle("", origin.Always(origin.Answer{origin.Hangup()}))
		r.run(48 * time.Hour)
		dead := len(r.Requests()) - n
		if dead > 12 { // two to find out, then 1 h, 2 h, 4 h, 8 h, 16 h, 24 h
			t.Errorf("%d requests to a dead host in two days", dead)
		}
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		before := len(r.Requests())
		r.run(26 * time.Hour)
		paths := map[string]bool{}
		for _, q := range r.Requests()[before:] {
			paths[q.Path] = true
		}
		if len(paths) != n {
			t.Errorf("%d of %d sources are polled again", len(paths), n)
		}
	})
}

func TestA3_3_429WithoutRetryAfterBacksOff(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(origin.Always(origin.Reply(429, "")))
		for i, gap := range gaps(r.polls(5)) {
			if want := min(time.Hour<<(i+1), 24*time.Hour); gap < want {
				t.Errorf("pause %d is %v, want %v", i+1, gap, want)
			}
		}
	})
}

// TestA7_7: origins that drip do not delay the others.
func TestA7_7_SlowOriginsDelayNoOthers(t *testing.T) {
	mean := func(slow int) time.Duration {
		var sum time.Duration
		simulate(t, func(r *rig) {
			r.settings.Poll.Workers = 128
			r.Handle("", func(_ int, q *origin.Request) origin.Answer {
				if strings.HasPrefix(q.Host, "slow") {
					return origin.Answer{origin.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), origin.Drip("x", 0, time.Second)}
				}
				return origin.Reply(200, feedOf("", "one"))
			})
			all := r.sources(50, func(i int) string { return fmt.Sprintf("good%d.example", i) })
			for i := range slow {
				all = append(all, sourceAt(fmt.Sprintf("slow%d", i), fmt.Sprintf("http://slow%d.example/", i)))
			}
			r.apply(all...)
			began := time.Now()
			r.run(8 * time.Hour)
			for _, q := range r.Requests() {
				if strings.HasPrefix(q.Host, "good") {
					sum += q.At.Sub(began)
				}
			}
		})
		return sum
	}
	alone, beside := mean(0), mean(50)
	if beside > alone+alone/10 {
		t.Errorf("good origins are polled at %v in sum, beside slow ones at %v", alone, beside)
	}
}
