package aggregator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/origin"
)

// The tests of this file are the lines of PROTOCOL.md A2, scheduling and freshness
// hints.

// TestA2_1_PausesByHints: the pause behind the first poll. It is at least what is
// asked for, and at most a tenth longer.
func TestA2_1_PausesByHints(t *testing.T) {
	head := func(s string) origin.Answer { return origin.Reply(200, feedOf(s, "one")) }
	reply := func(header ...string) origin.Answer { return origin.Reply(200, feedOf("", "one"), header...) }
	h := time.Hour
	tests := []struct {
		name   string
		answer origin.Answer
		want   time.Duration
	}{
		{"A2_1 no hints", reply(), h},
		{"A2_2 max-age less Age", reply("Cache-Control", "max-age=7200", "Age", "600"), 110 * time.Minute},
		{"A2_2 the wish is larger", reply("Cache-Control", "max-age=1800"), h},
		{"A2_3 a year", reply("Cache-Control", "max-age=31536000"), 24 * h},
		{"A2_4 max-age=0", reply("Cache-Control", "max-age=0"), h},
		{"A2_4 no-cache, no-store, private", reply("Cache-Control", "no-cache, no-store, private"), h},
		{"A2_4 s-maxage", reply("Cache-Control", "s-maxage=7200"), h},
		{"A2_5 Expires by the origin's clock", reply("Date", "Mon, 01 Jan 2029 00:00:00 GMT", "Expires", "Mon, 01 Jan 2029 03:00:00 GMT"), 3 * h},
		{"A2_5 Expires: 0", reply("Expires", "0"), h},
		{"A2_5 Expires: -1", reply("Expires", "-1"), h},
		{"A2_5 Expires: garbage", reply("Expires", "tomorrow"), h},
		{"A2_6 quoted", reply("Cache-Control", `max-age="7200"`), 2 * h},
		{"A2_6 negative", reply("Cache-Control", "max-age=-5"), h},
		{"A2_6 2^63", reply("Cache-Control", "max-age=9223372036854775808"), 24 * h},
		{"A2_8 ttl", head("<ttl>120</ttl>"), 2 * h},
		{"A2_8 ttl 0", head("<ttl>0</ttl>"), h},
		{"A2_8 ttl negative", head("<ttl>-9</ttl>"), h},
		{"A2_8 ttl of words", head("<ttl>often</ttl>"), h},
		{"A2_8 the largest", origin.Reply(200, feedOf("<ttl>120</ttl>", "one"), "Cache-Control", "max-age=10800"), 3 * h},
		{"A2_9 sy", head(`<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">2</sy:updateFrequency>`), 12 * h},
		{"A2_9 sy unknown", head(`<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">fortnightly</sy:updatePeriod>`), h},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.one(origin.Always(tt.answer))
				got := gaps(r.polls(2))[0]
				if got < tt.want || got > tt.want+tt.want/10+time.Second {
					t.Errorf("polled again after %v, want %v to a tenth more", got, tt.want)
				}
			})
		})
	}
}

func TestA2_7_304CarriesANewMaxAge(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), `"x"`, ""), origin.Reply(304, "", "Cache-Control", "max-age=18000")))
		if got := gaps(r.polls(3)); got[1] < 5*time.Hour {
			t.Errorf("pauses %v, want five hours behind the 304", got)
		}
	})
}

func TestA2_10_SkipHours(t *testing.T) {
	simulate(t, func(r *rig) { // it is midnight
		r.one(origin.Always(origin.Reply(200, feedOf("<skipHours><hour>1</hour><hour>2</hour><hour>3</hour><hour>24</hour></skipHours>", "one"))))
		second := r.polls(2)[1].At.UTC()
		if second.Hour() != 4 {
			t.Errorf("polled again at %s, want between 4 and 5", second.Format(time.TimeOnly))
		}
	})
}

func TestA2_11_RestartsDoNotPoll(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(origin.Always(origin.Reply(200, feedOf("", "one"))))
		for range 20 {
			r.run(30 * time.Second)
			r.restart()
		}
		if n := len(r.Requests()); n != 1 {
			t.Errorf("%d requests in ten minutes with 20 restarts, want 1", n)
		}
	})
}

// sources are n on hosts that host names.
func (r *rig) sources(n int, host func(i int) string) []aggregator.Source {
	var out []aggregator.Source
	for i := range n {
		out = append(out, sourceAt(fmt.Sprintf("s%03d", i), fmt.Sprintf("http://%s/%d", host(i), i)))
	}
	return out
}

func TestA2_12_BacklogIsSpread(t *testing.T) {
	const n = 300
	simulate(t, func(r *rig) {
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(r.sources(n, func(i int) string { return fmt.Sprintf("h%d.example", i) })...)
		r.run(time.Minute)
		if got := len(r.Requests()); got != n {
			t.Fatalf("%d polls in the first minute, want %d", got, n)
		}
		<-time.After(3 * 24 * time.Hour) // of downtime
		r.restart()
		began := time.Now()
		r.run(time.Hour)
		perTen := map[int]int{}
		late := r.Requests()[n:]
		for _, q := range late[:n] {
			perTen[int(q.At.Sub(began)/(10*time.Second))]++
		}
		for ten, polls := range perTen {
			if polls > 20 { // 300 over 300 seconds are ten each
				t.Errorf("%d polls in the %d. ten seconds: a burst", polls, ten+1)
			}
		}
		if last := late[n-1].At.Sub(began); last > 10*time.Minute {
			t.Errorf("the last of the backlog was polled after %v", last)
		}
	})
}

func TestA2_15_OneAtATimePerHost(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("", func(int, *origin.Request) origin.Answer {
			return append(origin.Answer{origin.Pause(5 * time.Second)}, origin.Reply(200, feedOf("", "one"))...)
		})
		r.apply(r.sources(30, func(int) string { return "feed.example" })...)
		all := r.polls(30)
		for i, gap := range gaps(all) {
			if gap < 5*time.Second {
				t.Fatalf("request %d came %v behind the one before: two at a time", i+2, gap)
			}
		}
	})
}

func TestA2_15_ServicesShareABudget(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(r.sources(20, func(i int) string { return fmt.Sprintf("user%d.tumblr.com", i) })...)
		for i, gap := range gaps(r.polls(20)) {
			if gap < 2*time.Second {
				t.Fatalf("request %d came %v behind the one before, want the spacing", i+2, gap)
			}
		}
	})
}

func TestA2_17_RefreshIsConditionalAndSpaced(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), `"x"`, ""), origin.Reply(304, "")))
		first := r.polls(1)[0]
		for range 3 {
			if _, err := r.a.Refresh(r.t.Context(), "src"); err != nil {
				t.Fatal(err)
			}
		}
		r.run(10 * time.Minute)
		all := r.Requests()
		if len(all) != 2 {
			t.Fatalf("%d requests, want one more", len(all))
		}
		if gap := all[1].At.Sub(first.At); gap < time.Minute {
			t.Errorf("refreshed %v behind a poll, want a minute", gap)
		}
		if has(all[1], "If-None-Match") != `"x"` {
			t.Error("the refresh was unconditional")
		}
		if _, err := r.a.Refresh(r.t.Context(), "nobody"); err == nil {
			t.Error("a source that there is not was refreshed")
		}
	})
}

func TestA2_18_AdditionIsOneRequest(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.run(50 * time.Minute)
		if all := r.Requests(); len(all) != 1 || all[0].Method != "GET" || all[0].Target != "/f" {
			t.Errorf("%d requests", len(all))
		}
		if got := r.titles(); !slices.Equal(got, []string{"one"}) {
			t.Errorf("stories %q", got)
		}
	})
}

func TestA2_19_ClockThatIsSet(t *testing.T) {
	for _, set := range []time.Duration{-2 * time.Hour, -90 * 24 * time.Hour, 24 * time.Hour, -20 * time.Second, time.Second} {
		t.Run(set.String(), func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.one(origin.Always(origin.Reply(200, feedOf("", "one"))))
				go func() {
					<-time.After(90 * time.Minute)
					r.offset.Store(int64(set))
				}()
				r.run(6 * time.Hour)
				for i, gap := range gaps(r.Requests()) {
					if gap > 70*time.Minute || gap < 20*time.Minute {
						t.Errorf("poll %d came after %v", i+2, gap)
					}
				}
				if n := len(r.Requests()); n < 5 || n > 7 {
					t.Errorf("%d polls in six hours", n)
				}
			})
		})
	}
}

func TestA2_20_ReloadKeepsDueTimes(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(sourceAt("a", "http://a.example/f"))
		r.polls(1)
		due := r.status("a").Next
		r.apply(sourceAt("a", "http://a.example/f"), sourceAt("b", "http://b.example/f"))
		r.run(time.Minute)
		if got := r.status("a").Next; !got.Equal(due) {
			t.Errorf("due at %v, before the reload at %v", got, due)
		}
	})
}

// TestA2_23: a document without any entry of the one before it.
func TestA2_23_GapIsNoticed(t *testing.T) {
	simulate(t, func(r *rig) {
		r.settings.Poll.Min = time.Hour
		r.one(replies(ok(feedOf("", "one", "two"), "", ""), ok(feedOf("", "three", "four"), "", ""), ok(feedOf("", "four", "five"), "", "")))
		for n, want := range []bool{false, true, false} {
			r.polls(n + 1)
			if got := r.status("src").State; got.Gap != want {
				t.Errorf("gap behind document %d: %v", n+1, got.Gap)
			}
		}
	})
}

// TestA2_22: a source that has nothing new for long is asked less, and as often as
// before when something comes.
func TestA2_22_RhythmOfTheSource(t *testing.T) {
	dated := func(n int) string {
		var b strings.Builder
		for i := range 5 {
			at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(n+i*7) * 24 * time.Hour)
			fmt.Fprintf(&b, "<item><title>t%d-%d</title><guid isPermaLink='false'>%d-%d</guid><pubDate>%s</pubDate></item>", n, i, n, i, at.Format(time.RFC1123Z))
		}
		return strings.Replace(feedOf(""), "</channel>", b.String()+"</channel>", 1)
	}
	for name, tt := range map[string]struct {
		age  int // of the newest item, in days
		want time.Duration
	}{
		"weekly":             {1, 4 * time.Hour},
		"silent for 40 days": {40, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.one(origin.Always(ok(dated(tt.age), "", "")))
				if got := gaps(r.polls(2))[0]; got < tt.want || got > tt.want+tt.want/10+time.Second {
					t.Errorf("asked again after %v, want %v", got, tt.want)
				}
			})
		})
	}
}
