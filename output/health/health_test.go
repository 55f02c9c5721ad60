package health_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/output/health"
	"freshet/storage"
)

var (
	noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	day  = 24 * time.Hour
)

// status is a source that is well, with what a test does to it.
func status(change func(*storage.SourceStatus)) *storage.SourceStatus {
	s := &storage.SourceStatus{Active: true}
	s.Source.Key, s.Source.Name, s.Source.URL = 7, "ice", "http://ice.example/feed?token=canary"
	s.State.LastPoll, s.State.LastSuccess, s.State.LastNew = noon.Add(-time.Hour), noon.Add(-time.Hour), noon.Add(-day)
	change(s)
	return s
}

func fails(s *storage.SourceStatus, since time.Duration) {
	s.State.FailingSince, s.State.Failures = noon.Add(-since), 9
	s.State.LastSuccess = noon.Add(-since - time.Hour)
	s.State.Class, s.State.Error = "dns", "the name does not exist"
}

func moves(s *storage.SourceStatus, to string, seen int, since time.Duration) {
	s.State.Move = storage.Move{URL: to, Seen: seen, Since: noon.Add(-since)}
}

func TestOf(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*storage.SourceStatus)
		want   []string // ids
	}{
		"well":                  {func(*storage.SourceStatus) {}, nil},
		"not polled":            {func(s *storage.SourceStatus) { s.State = storage.SourceState{} }, nil},
		"failing for hours":     {func(s *storage.SourceStatus) { fails(s, 23*time.Hour) }, nil},
		"failing for a day":     {func(s *storage.SourceStatus) { fails(s, day) }, []string{"7/failing/1795435200"}},
		"gone":                  {func(s *storage.SourceStatus) { fails(s, day); s.State.Gone = true }, []string{"7/gone/1795435200"}},
		"a move that is young":  {func(s *storage.SourceStatus) { moves(s, "https://new.example/", 9, 6*day) }, nil},
		"a move seen too few":   {func(s *storage.SourceStatus) { moves(s, "https://new.example/", 4, 9*day) }, nil},
		"a move for good":       {func(s *storage.SourceStatus) { moves(s, "https://new.example/", 5, 8*day) }, []string{"7/moved/d9b0e6c8f1a2"}},
		"https for http":        {func(s *storage.SourceStatus) { moves(s, "https://ice.example/feed?token=canary", 1, time.Hour) }, []string{"7/moved/d9b0e6c8f1a2"}},
		"moved, and fails":      {func(s *storage.SourceStatus) { moves(s, "https://new.example/", 5, 20*day); fails(s, 2*day) }, []string{"7/failing/1795348800", "7/moved/d9b0e6c8f1a2"}},
		"silent":                {func(s *storage.SourceStatus) { s.State.LastNew = noon.Add(-91 * day) }, []string{"7/silent/1787659200"}},
		"silent, fails shortly": {func(s *storage.SourceStatus) { s.State.LastNew = noon.Add(-91 * day); fails(s, time.Hour) }, []string{"7/silent/1787659200"}},
		"twin": {func(s *storage.SourceStatus) {
			s.State.Why = []string{"is the same feed as old, but new, which is polled for both"}
		}, []string{"7/twin/d9b0e6c8f1a2"}},
		"doubted": {func(s *storage.SourceStatus) {
			s.State.Why = []string{"every 30 min", "redirected for good to where feeds of other hosts are too: not believed"}
		}, []string{"7/doubted/redirect"}},
		"changed hands": {func(s *storage.SourceStatus) {
			s.State.Why = []string{"title, site and all entries have changed at once: somebody else may have the address now"}
		}, []string{"7/doubted/takeover"}},
	} {
		var got []string
		for _, found := range health.Of(status(c.change), "http://ice.example/feed", noon) {
			id := found.ID()
			if found.Kind == health.Moved || found.Kind == health.Twin { // a hash
				id = id[:len(id)-12] + "d9b0e6c8f1a2"
			}
			got = append(got, id)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestPatience has rhythms in days between items, newest first.
func TestPatience(t *testing.T) {
	for _, c := range []struct {
		gaps []int
		want int // days
	}{
		{nil, 90},
		{[]int{1, 1}, 90},           // too little is known
		{[]int{1, 1, 1}, 60},        // daily
		{[]int{0, 0, 0, 0}, 60},     // all at once
		{[]int{7, 7, 45, 7}, 90},    // weekly, with a holiday
		{[]int{180, 190, 170}, 380}, // twice a year
		{[]int{365, 366, 365}, 730}, // yearly: the limit
		{[]int{1, 2000, 1, 1}, 730}, // one that has slept before
	} {
		at := noon
		arrivals := []time.Time{at}
		for _, gap := range c.gaps {
			at = at.Add(-time.Duration(gap) * day)
			arrivals = append(arrivals, at)
		}
		if got := health.Patience(arrivals); got != time.Duration(c.want)*day {
			t.Errorf("gaps %v: %v, want %d days", c.gaps, got, c.want)
		}
	}
}

// TestOver proves what a good end is.
func TestOver(t *testing.T) {
	begun := map[health.Kind]func(*storage.SourceStatus){
		health.Failing: func(s *storage.SourceStatus) { fails(s, 3*day) },
		health.Gone:    func(s *storage.SourceStatus) { fails(s, 3*day); s.State.Gone = true },
		health.Silent:  func(s *storage.SourceStatus) { s.State.LastNew = noon.Add(-91 * day) },
		health.Moved:   func(s *storage.SourceStatus) { moves(s, "https://new.example/", 5, 8*day) },
	}
	well := status(func(*storage.SourceStatus) {}).State
	for kind, change := range begun {
		before := status(change)
		found := health.Of(before, before.Source.URL, noon)
		if len(found) != 1 || found[0].Kind != kind {
			t.Fatalf("%s: %v", kind, found)
		}
		c := found[0]
		if c.Over(&before.State) {
			t.Errorf("%s is over before anything has changed", kind)
		}
		if got, want := c.Over(&well), kind != health.Moved; got != want {
			t.Errorf("%s is over: %t", kind, got)
		}
		forgotten := storage.SourceState{} // another address in the config
		if c.Over(&forgotten) {
			t.Errorf("%s is over without an answer", kind)
		}
	}
}

// TestWordsKeepSecrets proves that no text holds what may unlock a feed, and that
// none changes from poll to poll.
func TestWordsKeepSecrets(t *testing.T) {
	s := status(func(s *storage.SourceStatus) {
		s.Source.URL = "https://user:canary@ice.example/feed?token=canary&x=1"
		moves(s, "https://canary@new.example/feed?auth=canary&x=1", 5, 20*day)
		fails(s, 2*day)
	})
	words := func() (all []health.Text) {
		for _, c := range health.Of(s, s.Source.URL, noon) {
			all = append(all, c.Words("Ice & <i>Water</i>"))
		}
		return all
	}
	before := words()
	want := []health.Text{{
		Headline: "Ice & <i>Water</i> has been failing since 22 November 2026",
		Body: "<p>No poll has worked since 22 November 2026, 12:00 UTC: the name does not exist (dns).</p>\n" +
			"<p>It is asked again and again, ever more seldom, and heals by itself when it answers. The page behind this entry says when it is asked next.</p>\n",
	}, {
		Headline: "Ice & <i>Water</i> has moved for good",
		Body: "<p>Polls of https://ice.example/feed?token=...&amp;x=1 are sent on to https://new.example/feed?auth=...&amp;x=1, since 4 November 2026, 12:00 UTC, and the feed is there.</p>\n" +
			"<p>In the config, in source &#34;ice&#34;, change url: https://ice.example/feed?token=...&amp;x=1 to url: https://new.example/feed?auth=...&amp;x=1</p>\n",
	}}
	if diff := cmp.Diff(want, before); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	noon := noon.Add(5 * time.Hour)
	s.State.LastPoll, s.Next = noon, noon.Add(time.Hour)
	s.State.Failures, s.State.Why = 12, []string{"12 failures in a row", "jitter 3 min"}
	if diff := cmp.Diff(before, words()); diff != "" {
		t.Errorf("another poll, another text (-want +got):\n%s", diff)
	}
}

// TestMovedTo proves that a redirect does not give away what the config hides.
func TestMovedTo(t *testing.T) {
	s := status(func(s *storage.SourceStatus) {
		s.Source.URL = "https://ice.example/feed?id=canary"
		moves(s, "https://new.example/feed?id=canary", 5, 20*day)
	})
	for shown, want := range map[string]string{
		"https://ice.example/feed?id=canary": "https://new.example/feed?id=canary", // hides nothing
		"https://ice.example/feed?id=":       "https://new.example/feed",
		"https://ice.example/feed":           "https://new.example/feed",
	} {
		c := health.Of(s, shown, noon)[0]
		if c.Other != want || c.Address != shown {
			t.Errorf("%s: from %s to %s, want %s", shown, c.Address, c.Other, want)
		}
	}
}
