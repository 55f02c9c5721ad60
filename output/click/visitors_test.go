package click

import (
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"freshet/storage"
)

var noon = time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC)

func TestSeen(t *testing.T) {
	type visit struct {
		after time.Duration
		addr  string // "" for none
		ua    string
		story byte
		want  bool
	}
	const day = 24 * time.Hour
	long := strings.Repeat("x", 2*maxAgent)
	tests := []struct {
		name   string
		visits []visit
	}{
		{"once", []visit{{0, "203.0.113.9", "a", 1, false}, {time.Second, "203.0.113.9", "a", 1, true}}},
		{"another story", []visit{{0, "203.0.113.9", "a", 1, false}, {0, "203.0.113.9", "a", 2, false}}},
		{"another address", []visit{{0, "203.0.113.9", "a", 1, false}, {0, "203.0.113.8", "a", 1, false}}},
		{"another browser", []visit{{0, "203.0.113.9", "a", 1, false}, {0, "203.0.113.9", "b", 1, false}}},
		{"a long user agent counts to its end", []visit{
			{0, "203.0.113.9", long + "a", 1, false}, {0, "203.0.113.9", long + "b", 1, false}, {0, "203.0.113.9", long + "a", 1, true},
		}},
		{"IPv4 in IPv6 is IPv4", []visit{{0, "203.0.113.9", "a", 1, false}, {0, "::ffff:203.0.113.9", "a", 1, true}}},
		{"64 bits of IPv6 are one household", []visit{
			{0, "2001:db8:1:2::5", "a", 1, false}, {0, "2001:db8:1:2:ffff::6", "a", 1, true}, {0, "2001:db8:1:3::5", "a", 1, false},
		}},
		{"who has no address is one by the user agent", []visit{{0, "", "a", 1, false}, {0, "", "a", 1, true}, {0, "", "b", 1, false}}},
		{"two days", []visit{
			{0, "203.0.113.9", "a", 1, false},
			{day, "203.0.113.9", "a", 1, true},
			{day + 12*time.Hour, "203.0.113.9", "a", 1, false}, // midnight after the day after
			{2*day + 11*time.Hour, "203.0.113.9", "a", 1, true},
		}},
		{"a week later", []visit{{0, "203.0.113.9", "a", 1, false}, {7 * day, "203.0.113.9", "a", 1, false}}},
		{"a clock set back", []visit{
			{0, "203.0.113.9", "a", 1, false}, {-3 * day, "203.0.113.9", "a", 1, true}, {day, "203.0.113.9", "a", 1, true},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := NewVisitors()
			for i, s := range tt.visits {
				var addr netip.Addr
				if s.addr != "" {
					addr = netip.MustParseAddr(s.addr)
				}
				if got := v.Seen(addr, s.ua, storage.StoryID{s.story}, noon.Add(s.after)); got != s.want {
					t.Errorf("visit %d: seen is %v", i, got)
				}
			}
		})
	}
}

func TestVisitorsAreBounded(t *testing.T) {
	v := NewVisitors()
	v.limit = 100
	addr := netip.MustParseAddr("203.0.113.9")
	seen := func(n int) bool { return v.Seen(addr, "a", storage.StoryID{byte(n), byte(n >> 8)}, noon) }
	for n := range 1000 {
		if seen(n) {
			t.Fatalf("visit %d was seen before", n)
		}
		if held := len(v.today.seen) + len(v.yesterday.seen); held > 200 {
			t.Fatalf("%d visits held after %d", held, n)
		}
	}
	if !seen(999) || !seen(900) || seen(0) {
		t.Error("not the latest are remembered")
	}
}

// TestSaltsAreTheirOwn proves that what is held of a visit says nothing without
// the salt, and that a day's salt is not the next one's.
func TestSaltsAreTheirOwn(t *testing.T) {
	addr := netip.MustParseAddr("203.0.113.9")
	held := func(v *Visitors) (h uint64) {
		for h = range v.today.seen {
		}
		return h
	}
	a, b := NewVisitors(), NewVisitors()
	a.Seen(addr, "a", storage.StoryID{1}, noon)
	b.Seen(addr, "a", storage.StoryID{1}, noon)
	first := held(a)
	if first == held(b) {
		t.Error("two memories hold the same of one visit")
	}
	a.Seen(addr, "a", storage.StoryID{1}, noon.AddDate(0, 0, 3))
	if first == held(a) {
		t.Error("the salt has not changed")
	}
}

func TestSeenOnceAmongMany(t *testing.T) {
	v := NewVisitors()
	addr := netip.MustParseAddr("203.0.113.9")
	var unseen atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 200 {
				if !v.Seen(addr, "a", storage.StoryID{byte(n)}, noon) {
					unseen.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if unseen.Load() != 200 {
		t.Errorf("%d visits counted, want 200", unseen.Load())
	}
}

func TestForget(t *testing.T) {
	v, addr := NewVisitors(), netip.MustParseAddr("203.0.113.9")
	for i := range 3 {
		if v.Seen(addr, "a", storage.StoryID{1}, noon) {
			t.Errorf("visit %d was seen before, though the last one was forgotten", i)
		}
		v.Forget(addr, "a", storage.StoryID{2}, noon)
		if !v.Seen(addr, "a", storage.StoryID{1}, noon) {
			t.Error("another story's visit was forgotten")
		}
		v.Forget(addr, "a", storage.StoryID{1}, noon)
	}
}
