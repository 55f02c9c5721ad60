package aggregator_test

import (
	"testing"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/origin"
)

// The tests of this file are the lines of PROTOCOL.md A9, discovery.

func TestA9_1_UsualPlacesOnlyWhenNothingIsOffered(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("bare.example/", origin.Always(origin.Reply(200, "<html><body>Welcome</body></html>")))
		r.Handle("bare.example/atom.xml", origin.Always(origin.Reply(200, feedOf("", "one"))))
		d, err := aggregator.Discover(r.t.Context(), r.settings.Fetch, "http://bare.example/", 2*time.Second)
		if err != nil || len(d.Offers) != 1 || d.Offers[0].URL != "http://bare.example/atom.xml" {
			t.Errorf("found %v, %v", d.Offers, err)
		}
		asked := map[string]int{}
		for i, q := range r.Requests() {
			if asked[q.Path]++; asked[q.Path] > 1 || i > 0 && q.At.Sub(r.Requests()[i-1].At) < 2*time.Second {
				t.Errorf("request %d for %s: %d times, or not spaced", i+1, q.Path, asked[q.Path])
			}
		}

		r.Handle("site.example/", origin.Always(origin.Reply(200, `<link rel="alternate" type="application/atom+xml" href="/f">`)))
		n := len(r.Requests())
		d, err = aggregator.Discover(r.t.Context(), r.settings.Fetch, "http://site.example/", 2*time.Second)
		if err != nil || len(d.Offers) != 1 || len(r.Requests()) != n+1 {
			t.Errorf("found %v, %v with %d requests", d.Offers, err, len(r.Requests())-n)
		}
	})
}

func TestA9_2_PollsDoNotDiscover(t *testing.T) {
	simulate(t, func(r *rig) {
		page := `<link rel="alternate" type="application/atom+xml" href="/other">`
		r.Handle("feed.example/other", origin.Always(origin.Reply(200, feedOf("", "two"))))
		r.one(replies(ok(feedOf("", "one"), "", ""), ok(page, "", "")))
		for _, q := range r.polls(4) {
			if q.Path != "/f" {
				t.Errorf("asked for %s", q.Path)
			}
		}
		report := aggregator.Try(r.t.Context(), r.settings.Fetch, sourceAt("src", "http://feed.example/f"))
		if report.Err == nil || len(report.Offers) != 1 || report.Offers[0].URL != "http://feed.example/other" {
			t.Errorf("A9.3: %v, offers %v", report.Err, report.Offers)
		}
	})
}
