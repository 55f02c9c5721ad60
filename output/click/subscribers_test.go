package click

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"testing"
	"time"
)

const reader = "newsboat/2.36 (Linux x86_64)"

var dawn = time.Date(2026, 11, 24, 0, 0, 30, 0, time.UTC)

// taker is a request for a feed.
func taker(agent string, headers ...string) *http.Request {
	r := &http.Request{Method: "GET", Header: http.Header{}}
	if agent != "" {
		r.Header.Set("User-Agent", agent)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func home(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)})
}

func TestSubscribersOfADay(t *testing.T) {
	for name, c := range map[string]struct {
		take func(took func(r *http.Request, home int))
		want int
	}{
		"nobody": {func(func(*http.Request, int)) {}, 0},
		"one who comes again": {func(took func(*http.Request, int)) {
			for range 5 {
				took(taker(reader), 1)
			}
		}, 1},
		"two programs and two homes": {func(took func(*http.Request, int)) {
			took(taker(reader), 1)
			took(taker(reader), 2)
			took(taker("NetNewsWire (RSS Reader; https://netnewswire.com/)"), 1)
		}, 3},
		"aggregators": {func(took func(*http.Request, int)) {
			took(taker("Feedbin feed-id:1 - 12 subscribers"), 1)
			took(taker("Feedbin feed-id:2 - 7 subscribers"), 2)
			took(taker("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 3 subscribers; like FeedFetcher-Google)"), 3)
			took(taker("freshet/1.0 (+https://b.example/about; 1 Subscriber)"), 3)
			took(taker("inoreader.com; 2 readers"), 4)
		}, 18},
		"a braggart": {func(took func(*http.Request, int)) {
			took(taker("Big/1 (99999999999999999999999 subscribers)"), 1)
		}, MaxClaim},
		"an aggregator without a number": {func(took func(*http.Request, int)) {
			took(taker("Reader (many subscribers)"), 1)
			took(taker("/ 12 subscribers"), 2)
		}, 2},
		"no readers": {func(took func(*http.Request, int)) {
			took(taker(""), 1)
			took(taker("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"), 2)
			took(taker("curl/8.5.0"), 3)
			took(taker("UptimeRobot/2.0"), 4)
			took(taker(reader, "DNT", "1"), 5)
			took(taker(reader, "Sec-GPC", "1"), 6)
			head := taker(reader)
			head.Method = "HEAD"
			took(head, 7)
		}, 0},
		"many": {func(took func(*http.Request, int)) {
			for n := range 99 {
				took(taker(reader), n)
			}
		}, 99},
	} {
		s := NewSubscribers()
		s.Count(dawn)
		c.take(func(r *http.Request, n int) { s.Took(r, home(n), dawn) })
		got := s.Count(dawn.Add(time.Hour))
		if off := math.Abs(float64(got - c.want)); off > float64(c.want)/40 {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// TestSubscribersAreStable goes through days: the number stands for an hour, does
// not fall at midnight, and forgets who no longer comes.
func TestSubscribersAreStable(t *testing.T) {
	s := NewSubscribers()
	for _, step := range []struct {
		after time.Duration
		come  int // homes, from the first one
		want  int
	}{
		{0, 5, 0},                // not yet an hour
		{59 * time.Minute, 5, 0}, // the same hour
		{time.Hour, 7, 5},
		{90 * time.Minute, 0, 5},
		{2 * time.Hour, 0, 7},
		{24 * time.Hour, 0, 7},
		{30 * time.Hour, 6, 7},
		{47 * time.Hour, 0, 7},
		{48 * time.Hour, 0, 6},
		{72 * time.Hour, 0, 0},
		{50 * time.Hour, 3, 0}, // the clock was set back
		{200 * time.Hour, 0, 0},
	} {
		now := dawn.Add(step.after)
		if got := s.Count(now); got != step.want {
			t.Errorf("after %v: %d, want %d", step.after, got, step.want)
		}
		for n := range step.come {
			s.Took(taker(reader), home(n), now)
		}
	}
}

// TestSubscribersAreBounded has more aggregators than are remembered.
func TestSubscribersAreBounded(t *testing.T) {
	s := NewSubscribers()
	s.Count(dawn)
	for n := range 3 * MaxAggregators {
		s.Took(taker(fmt.Sprintf("Agg%d/1 (2 subscribers)", n)), home(n), dawn)
	}
	if got, want := s.Count(dawn.Add(time.Hour)), rounded(2*MaxAggregators); got != want || len(s.today.claims) > MaxAggregators {
		t.Errorf("%d of %d aggregators, want %d", got, len(s.today.claims), want)
	}
}

// TestSketch proves the error that is promised, for numbers of each size.
func TestSketch(t *testing.T) {
	for _, want := range []int{1, 10, 100, 1000, 10_000, 300_000} {
		var sk sketch
		day := takers{salt: [32]byte{1}}
		for n := range want {
			var who visit
			who.set(home(n), reader, [16]byte{})
			sk.add(who.hash(&day.salt))
		}
		if got := sk.count(); math.Abs(float64(got-want)) > 0.06*float64(want) {
			t.Errorf("%d of %d", got, want)
		}
	}
}

func TestTookDoesNotAllocate(t *testing.T) {
	s := NewSubscribers()
	r, agg := taker(reader), taker("Feedbin feed-id:1 - 12 subscribers")
	s.Took(agg, home(1), dawn)
	if n := testing.AllocsPerRun(100, func() {
		s.Took(r, home(1), dawn)
		s.Took(agg, home(1), dawn)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
