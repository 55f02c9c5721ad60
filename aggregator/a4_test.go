package aggregator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/origin"
	"freshet/aggregator/pace"
	"freshet/storage"
)

// The tests of this file are the lines of PROTOCOL.md A4 that need more than one
// poll: redirects over time, moves, takeovers.

func to(status int, location string) origin.Answer {
	return origin.Reply(status, "", "Location", location)
}

// hosts are the hosts of requests, without repeats in a row.
func hosts(all []origin.Request) []string {
	var out []string
	for _, q := range all {
		out = append(out, q.Host)
	}
	return slices.Compact(out)
}

// asks is how often each host was asked in the last days of a run.
func (r *rig) asks(after time.Time) map[string]int {
	out := map[string]int{}
	for _, q := range r.Requests() {
		if q.At.After(after) {
			out[q.Host]++
		}
	}
	return out
}

const week = 7 * 24 * time.Hour

func TestA4_1_MovesAreBelievedAfterAWeek(t *testing.T) {
	tests := []struct {
		name  string
		hop   origin.Script // of feed.example
		there origin.Answer // of new.example
		moved bool
	}{
		{"A4_1 301", origin.Always(to(301, "http://new.example/g")), origin.Reply(200, feedOf("", "one")), true},
		{"A4_1 308", origin.Always(to(308, "http://new.example/g")), origin.Reply(200, feedOf("", "one")), true},
		{"A4_8 302", origin.Always(to(302, "http://new.example/g")), origin.Reply(200, feedOf("", "one")), false},
		{"A4_8 303", origin.Always(to(303, "http://new.example/g")), origin.Reply(200, feedOf("", "one")), false},
		{"A4_8 307", origin.Always(to(307, "http://new.example/g")), origin.Reply(200, feedOf("", "one")), false},
		{"A4_5 to what is no feed", origin.Always(to(301, "http://new.example/g")), origin.Reply(200, "<html>This domain is for sale</html>"), false},
		{"A4_4 now and then not", func(n int, _ *origin.Request) origin.Answer {
			if n%9 == 0 {
				return origin.Reply(200, feedOf("", "one"))
			}
			return to(301, "http://new.example/g")
		}, origin.Reply(200, feedOf("", "one")), false},
		{"A4_4 another target", func(n int, _ *origin.Request) origin.Answer {
			return to(301, []string{"http://new.example/g", "http://other.example/g"}[n/9%2])
		}, origin.Reply(200, feedOf("", "one")), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.settings.Poll.Every = 12 * time.Hour
				r.Handle("new.example/g", origin.Always(tt.there))
				r.Handle("other.example/g", origin.Always(tt.there))
				r.one(tt.hop)
				began := time.Now()
				r.run(week - 24*time.Hour)
				if r.asks(began)["feed.example"] == 0 {
					t.Error("the old address was left within a week")
				}
				r.run(week)
				later := time.Now()
				r.run(4 * 24 * time.Hour)
				if old := r.asks(later)["feed.example"]; (old == 0) != tt.moved {
					t.Errorf("the old address was asked %d times after two weeks; moved should be %v", old, tt.moved)
				}
				if got := r.titles(); tt.moved && !slices.Equal(got, []string{"one"}) {
					t.Errorf("A4.6: stories %q", got)
				}
			})
		})
	}
}

func TestA4_3_OnlyTheFirstPermanentHops(t *testing.T) {
	simulate(t, func(r *rig) {
		r.settings.Poll.Every = 6 * time.Hour
		r.Handle("b.example/", origin.Always(to(302, "http://c.example/")))
		r.Handle("c.example/", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.one(origin.Always(to(301, "http://b.example/")))
		r.run(2 * week)
		if got := r.status("src").State.Move.URL; got != "http://b.example/" {
			t.Errorf("301 to B, 302 to C: %q is watched, want B", got)
		}
		later := time.Now()
		r.run(week)
		if diff := cmp.Diff([]string{"b.example", "c.example"}, hosts(r.Requests()[len(r.Requests())-2:])); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if r.asks(later)["feed.example"] != 0 {
			t.Error("A is still asked")
		}
	})
	simulate(t, func(r *rig) {
		r.Handle("b.example/", origin.Always(to(301, "http://c.example/")))
		r.Handle("c.example/", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.one(origin.Always(to(302, "http://b.example/")))
		r.polls(4)
		if got := r.status("src").State.Move.URL; got != "" {
			t.Errorf("302 to B, 301 to C: %q is watched, want nothing", got)
		}
	})
}

func TestA4_5_ManyHostsToOneAddressAreNotBelieved(t *testing.T) {
	simulate(t, func(r *rig) {
		r.settings.Poll.Every = 6 * time.Hour
		r.Handle("", origin.Always(to(301, "http://portal.example/feed")))
		r.Handle("portal.example/feed", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.apply(r.sources(4, func(i int) string { return fmt.Sprintf("h%d.example", i) })...)
		r.run(3 * week)
		later := time.Now()
		r.run(2 * 24 * time.Hour)
		for i := range 4 {
			if r.asks(later)[fmt.Sprintf("h%d.example", i)] == 0 {
				t.Errorf("h%d.example was left for the portal", i)
			}
		}
		if !strings.Contains(r.log.String(), "not believed") {
			t.Error("the operator is not told")
		}
	})
}

func TestA4_7_TwoSourcesAtOneAddressAreOneFetch(t *testing.T) {
	simulate(t, func(r *rig) {
		r.settings.Poll.Every = 6 * time.Hour
		titles := []string{"one"}
		r.Handle("old.example/", origin.Always(to(301, "http://new.example/g")))
		r.Handle("new.example/g", func(int, *origin.Request) origin.Answer {
			return origin.Reply(200, feedOf("", titles...))
		})
		r.apply(sourceAt("old", "http://old.example/"), sourceAt("new", "http://new.example/g"))
		r.run(2 * week)
		titles = append(titles, "two")
		later := time.Now()
		r.run(5 * 24 * time.Hour)
		if n := r.asks(later); n["old.example"] != 0 || n["new.example"] > 5*4 {
			t.Errorf("requests: %v, want those of one source", n)
		}
		for st, err := range r.store.All(r.t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if len(st.Sightings) != 2 {
				t.Errorf("%q has %d sightings: both sources should have it", st.Lead.Title, len(st.Sightings))
			}
		}
		if got := r.titles(); !slices.Equal(got, []string{"one", "two"}) {
			t.Errorf("stories %q", got)
		}
		if !strings.Contains(r.log.String(), "is the same feed as new") {
			t.Error("the operator is not told")
		}
	})
}

func TestA4_14_WhatTheFeedSaysIsAHint(t *testing.T) {
	moved := feedOf(`<itunes:new-feed-url xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">http://new.example/g</itunes:new-feed-url><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="http://self.example/"/>`, "one")
	simulate(t, func(r *rig) {
		r.settings.Poll.Every = 6 * time.Hour
		r.Handle("new.example/g", origin.Always(origin.Reply(200, feedOf("", "one"))))
		r.one(origin.Honest(func(int) origin.Document { return origin.Document{Body: moved, ETag: `"x"`} }))
		began := time.Now()
		r.run(week - 24*time.Hour)
		if n := r.asks(began); n["new.example"] != 0 {
			t.Errorf("obeyed at once: %v", n)
		}
		r.run(week)
		later := time.Now()
		r.run(3 * 24 * time.Hour)
		if n := r.asks(later); n["feed.example"] != 0 || n["new.example"] == 0 || n["self.example"] != 0 {
			t.Errorf("after two weeks: %v", n)
		}
	})
}

func TestA4_15_TakenOver(t *testing.T) {
	other := strings.NewReplacer("<title>T</title>", "<title>Casino</title>", "http://feed.example/", "http://casino.example/").Replace(feedOf("", "win", "big"))
	for name, tt := range map[string]struct {
		second string
		told   int
	}{
		"by somebody else": {other, 1},
		"all news":         {feedOf("", "three", "four"), 0},
		"another title":    {strings.Replace(feedOf("", "one", "two"), "<title>T</title>", "<title>U</title>", 1), 0},
	} {
		t.Run(name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				r.one(replies(ok(feedOf("", "one", "two"), "", ""), ok(tt.second, "", "")))
				r.polls(4)
				if n := strings.Count(r.log.String(), "somebody else may have the address"); n != tt.told {
					t.Errorf("the operator is told %d times, want %d", n, tt.told)
				}
			})
		})
	}
}

func TestA4_2_TheSameOverTLSNeedsNoWaiting(t *testing.T) {
	s := storage.SourceState{Move: storage.Move{URL: "https://feed.example/f", Seen: 1}}
	if got := pace.Address("http://feed.example/f", s); got != "https://feed.example/f" {
		t.Errorf("asked at %s", got)
	}
	if got := pace.Address("http://feed.example/g", s); got != "http://feed.example/g" {
		t.Errorf("another path: asked at %s", got)
	}
}
