package websub

import (
	"testing"
	"time"
)

func TestMissed(t *testing.T) {
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	unknown := time.Time{}
	tests := []struct {
		name   string
		before time.Duration // since the poll before
		since  time.Duration // since the hub is expected to push
		new    int
		dates  []time.Time
		want   int
	}{
		{"nothing new", day, 9 * day, 0, []time.Time{ago(time.Hour), ago(2 * time.Hour)}, 0},
		{"one missed", day, 9 * day, 1, []time.Time{ago(time.Hour)}, 1},
		{"in grace", day, 9 * day, 1, []time.Time{ago(Grace)}, 0},
		{"just out of it", day, 9 * day, 1, []time.Time{ago(Grace + time.Second)}, 1},
		{"two, one in grace", day, 9 * day, 2, []time.Time{ago(time.Hour), ago(time.Minute)}, 1},
		{"the young one may be the new one", day, 9 * day, 1, []time.Time{ago(time.Hour), ago(time.Minute)}, 0},
		{"before the hub was there", day, 2 * time.Hour, 1, []time.Time{ago(3 * time.Hour)}, 0},
		{"after it was", day, 4 * time.Hour, 1, []time.Time{ago(3 * time.Hour)}, 1},
		{"without a date, polls far apart", day, 9 * day, 1, []time.Time{unknown}, 1},
		{"without a date, polls close", 20 * time.Minute, 9 * day, 1, []time.Time{unknown}, 0},
		{"dated back", 20 * time.Minute, 9 * day, 1, []time.Time{ago(30 * day)}, 0},
		{"dated ahead", 20 * time.Minute, 9 * day, 1, []time.Time{now.Add(day)}, 0},
		{"more new than read", day, 9 * day, 3, nil, 3},
	}
	for _, tt := range tests {
		p := Poll{Before: ago(tt.before), At: now, New: tt.new, Dates: tt.dates}
		if got := missed(p, ago(tt.since)); got != tt.want {
			t.Errorf("%s: %d missed, want %d", tt.name, got, tt.want)
		}
	}
	first := Poll{At: now, New: 1, Dates: []time.Time{ago(time.Hour)}}
	if got := missed(first, ago(day)); got != 0 {
		t.Errorf("a first poll misses %d", got)
	}
}

// A hub is relied on when it has pushed something, and until it has missed two.
func TestTrusted(t *testing.T) {
	s := active()
	if trusted(&s) {
		t.Error("trusted before it pushed anything")
	}
	s = pushed(s, now)
	if s.Missed = 1; !trusted(&s) {
		t.Error("not trusted after one miss")
	}
	if s.Missed = 2; trusted(&s) {
		t.Error("trusted after two misses")
	}
	s.Missed = 0
	if gone := denied(s, "", now); trusted(&gone) {
		t.Error("trusted although denied")
	}
}
