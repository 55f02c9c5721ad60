package aggregator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator"
	"freshet/aggregator/origin"
)

// The tests of this file are the lines of PROTOCOL.md A1, conditional requests.

const (
	day1 = "Sat, 01 Jan 2000 00:00:00 GMT"
	day2 = "Sun, 02 Jan 2000 00:00:00 GMT"
)

// replies answers request n with the n-th of them, and from then on with the last.
func replies(all ...origin.Answer) origin.Script {
	return func(n int, _ *origin.Request) origin.Answer { return all[min(n, len(all))-1] }
}

func ok(body, etag, modified string) origin.Answer {
	return origin.Reply(200, body, "ETag", etag, "Last-Modified", modified)
}

// TestA1_1_ValidatorsOverTime: what is sent after each answer. Names carry the
// lines that a case is for.
func TestA1_1_ValidatorsOverTime(t *testing.T) {
	a, b := feedOf("", "one"), feedOf("", "one", "two")
	tests := []struct {
		name    string
		answers []origin.Answer
		want    []string // the validators of each request
	}{
		{"A1_1 both", []origin.Answer{ok(a, `"x"`, day1), origin.Reply(304, "")}, []string{"-", `"x" ` + day1, `"x" ` + day1}},
		{"A1_2 weak", []origin.Answer{ok(a, `W/"a"`, "")}, []string{"-", `W/"a"`}},
		{"A1_2 gzip", []origin.Answer{ok(a, `"a-gzip"`, "")}, []string{"-", `"a-gzip"`}},
		{"A1_2 comma", []origin.Answer{ok(a, `"a,b"`, "")}, []string{"-", `"a,b"`}},
		{"A1_2 unquoted", []origin.Answer{ok(a, `abc`, "")}, []string{"-", `abc`}},
		{"A1_2 not ASCII", []origin.Answer{ok(a, "\"\xe4é\"", "")}, []string{"-", "\"\xe4é\""}},
		{"A1_3 date only", []origin.Answer{ok(a, "", day1)}, []string{"-", day1}},
		{"A1_3 tag only", []origin.Answer{ok(a, `"x"`, "")}, []string{"-", `"x"`}},
		{"A1_3 none", []origin.Answer{ok(a, "", "")}, []string{"-", "-"}},
		{"A1_4 one set", []origin.Answer{ok(a, `"x"`, day1), ok(b, "", day2)}, []string{"-", `"x" ` + day1, day2}},
		{"A1_5 same date, new tag", []origin.Answer{ok(a, `"x"`, day1), ok(b, `"y"`, day1)}, []string{"-", `"x" ` + day1, `"y" ` + day1}},
		{"A1_6 touched", []origin.Answer{ok(a, `"x"`, day1), ok(a, `"y"`, day2)}, []string{"-", `"x" ` + day1, `"y" ` + day2}},
		{"A1_7 304 with new ones", []origin.Answer{ok(a, `"x"`, day1), origin.Reply(304, "", "ETag", `"y"`, "Last-Modified", day2)}, []string{"-", `"x" ` + day1, `"y" ` + day2}},
		{"A1_7 304 without", []origin.Answer{ok(a, `"x"`, day1), origin.Reply(304, "")}, []string{"-", `"x" ` + day1, `"x" ` + day1}},
		{"A1_8 over errors", []origin.Answer{ok(a, `"x"`, day1), origin.Reply(500, ""), origin.Reply(429, ""), {origin.Hangup()}, origin.Reply(404, ""), origin.Reply(403, "")},
			[]string{"-", `"x" ` + day1, `"x" ` + day1, `"x" ` + day1, `"x" ` + day1, `"x" ` + day1}},
		{"A1_10 a body that is no feed", []origin.Answer{ok(a, `"x"`, day1), ok("<html>Please log in</html>", `"y"`, day2)}, []string{"-", `"x" ` + day1, `"x" ` + day1}},
		{"A1_15 a date to come", []origin.Answer{ok(a, "", "Sun, 17 Jan 2038 03:14:07 GMT")}, []string{"-", "Sun, 17 Jan 2038 03:14:07 GMT"}},
		{"A1_18 Vary: *", []origin.Answer{origin.Reply(200, a, "ETag", `"x"`, "Vary", "*")}, []string{"-", `"x"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.one(replies(tt.answers...))
				if diff := cmp.Diff(tt.want, asked(r.polls(len(tt.want)))); diff != "" {
					t.Errorf("validators (-want +got):\n%s", diff)
				}
				if got := r.titles(); !slices.Contains(got, "one") {
					t.Errorf("stories: %q, what was good is gone", got)
				}
			})
		})
	}
}

func TestA1_6_TouchIsNoRevision(t *testing.T) {
	simulate(t, func(r *rig) {
		body := feedOf("", "one", "two")
		r.one(replies(ok(body, `"x"`, day1), ok(body, `"y"`, day2)))
		r.polls(1)
		before, err := r.store.Revision(r.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r.polls(4)
		if after, err := r.store.Revision(r.t.Context()); err != nil || after != before {
			t.Errorf("revision %d, %v; before the touch %d", after, err, before)
		}
	})
}

func TestA1_8_RestartKeepsValidators(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), `"x"`, day1), origin.Reply(304, "")))
		for n := 1; n <= 4; n++ {
			r.polls(n)
			r.restart()
		}
		want := []string{"-", `"x" ` + day1, `"x" ` + day1, `"x" ` + day1}
		if diff := cmp.Diff(want, asked(r.Requests())); diff != "" {
			t.Errorf("validators (-want +got):\n%s", diff)
		}
	})
}

func TestA1_10_FailureBacksOffAndKeepsWhatWasGood(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), `"x"`, day1), ok("<html>Please log in</html>", `"y"`, day2)))
		all := r.polls(5)
		got := gaps(all)
		for i := 2; i < len(got); i++ {
			if got[i] < 2*got[i-1]-got[i-1]/5 {
				t.Errorf("pauses %v do not double", got)
			}
		}
		if got := r.status("src"); got.State.Class != "not-a-feed" || got.Items != 1 {
			t.Errorf("class %q, %d items", got.State.Class, got.Items)
		}
	})
}

func TestA1_11_AnotherRequestIsUnconditionalOnce(t *testing.T) {
	headers := func(v string) func(*aggregator.Source) {
		return func(s *aggregator.Source) { s.Headers = map[string]string{"X-Key": v} }
	}
	simulate(t, func(r *rig) {
		r.settings.Poll.Every = 12 * time.Hour
		script := origin.Honest(func(int) origin.Document {
			return origin.Document{Body: feedOf("", "one"), ETag: `"x"`, LastModified: day1}
		})
		r.one(script, headers("a"))
		r.polls(2)
		r.one(script, headers("b")) // a rotated secret
		r.run(9 * 24 * time.Hour)
		all := asked(r.Requests())
		if bare := strings.Count(strings.Join(all, "\n"), "-\n"); all[0] != "-" || bare != 2 {
			t.Errorf("unconditional %d times of %d, want 2", bare, len(all))
		}
		// What does not touch the request leaves it conditional.
		n := len(all)
		r.one(script, headers("b"), func(s *aggregator.Source) { s.Every = 13 * time.Hour })
		r.run(9 * 24 * time.Hour)
		if later := asked(r.Requests())[n:]; slices.Contains(later, "-") {
			t.Errorf("unconditional again, after %d", slices.Index(later, "-"))
		}
	})
}

func TestA1_12_SameTagOtherBytesAreRead(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), `"x"`, day1), ok(feedOf("", "one", "two"), `"x"`, day1)))
		r.polls(2)
		r.run(time.Minute)
		if diff := cmp.Diff([]string{"one", "two"}, r.titles()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestA1_13: Apache's mod_deflate sends tags that it does not know again; with the
// date alone it answers 304.
func TestA1_13_DateAloneWhenTheTagIsNotHeeded(t *testing.T) {
	simulate(t, func(r *rig) {
		body := feedOf("", "one")
		r.one(func(n int, q *origin.Request) origin.Answer {
			if n > 8 {
				body = feedOf("", "one", "two")
			}
			if n <= 8 && q.Header.Get("If-None-Match") == "" && q.Header.Get("If-Modified-Since") == day1 {
				return origin.Reply(304, "")
			}
			return ok(body, `"a-gzip"`, day1)
		})
		want := []string{
			"-", `"a-gzip" ` + day1, `"a-gzip" ` + day1, `"a-gzip" ` + day1, // three repeats
			day1, day1, day1, day1, day1, // the date alone, and the ninth brings new bytes
			`"a-gzip" ` + day1,
		}
		if diff := cmp.Diff(want, asked(r.polls(len(want)))); diff != "" {
			t.Errorf("validators (-want +got):\n%s", diff)
		}
	})
}

func TestA1_14_AskedWholeAfterAMonthOf304(t *testing.T) {
	simulate(t, func(r *rig) {
		r.settings.Poll.Every = 24 * time.Hour
		r.one(func(n int, q *origin.Request) origin.Answer {
			if q.Header.Get("If-None-Match") != "" {
				return origin.Reply(304, "") // whatever it has
			}
			return ok(feedOf("", "one", []string{"two", "one more"}[min(n-1, 1)]), `"x"`, day1)
		})
		r.run(70 * 24 * time.Hour)
		all := r.Requests()
		var bare []time.Duration
		for _, q := range all {
			if has(q, "If-None-Match") == "" {
				bare = append(bare, q.At.Sub(all[0].At))
			}
		}
		if len(bare) != 3 || bare[1] < 30*24*time.Hour || bare[1] > 34*24*time.Hour {
			t.Errorf("unconditional after %v, want three times, a month apart", bare)
		}
		if !slices.Contains(r.titles(), "one more") {
			t.Errorf("what the origin hid behind 304 is not found: %q", r.titles())
		}
	})
}

func TestA1_16_PlainRequests(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("", origin.Honest(func(int) origin.Document {
			return origin.Document{Body: feedOf("", "one"), ETag: `"x"`}
		}))
		r.apply(sourceAt("src", "http://feed.example/%7eA/f?b=2&a=1&"))
		for _, q := range r.polls(5) {
			if q.Target != "/%7eA/f?b=2&a=1&" || q.Method != "GET" {
				t.Errorf("%s %s", q.Method, q.Target)
			}
			for _, name := range []string{"Cache-Control", "Pragma", "Referer", "Cookie", "Origin", "DNT"} {
				if v := has(q, name); v != "" {
					t.Errorf("%s: %s", name, v)
				}
			}
		}
	})
}
