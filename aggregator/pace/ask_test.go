package pace

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func TestConditional(t *testing.T) {
	both := storage.Validators{URL: "u", ETag: `"e"`, LastModified: "d", Profile: 7}
	with := func(change func(*storage.SourceState)) storage.SourceState {
		s := storage.SourceState{Validators: both, LastFull: now.Add(-day)}
		change(&s)
		return s
	}
	tests := []struct {
		name    string
		state   storage.SourceState
		recheck time.Duration
		want    Ask
	}{
		{"A1.1 both are sent", with(func(*storage.SourceState) {}), 0, Ask{Validators: both}},
		{"A1.3 none is invented", storage.SourceState{}, 0, Ask{}},
		{"A1.11 another request", with(func(s *storage.SourceState) { s.Validators.Profile = 8 }), 0,
			Ask{Fresh: true, Why: "asked for the whole document: the config asks in another way than before"}},
		{"A1.11 another request, no validators", storage.SourceState{Validators: storage.Validators{Profile: 8}}, 0, Ask{Fresh: true}},
		{"A1.8 kept by an older version", with(func(s *storage.SourceState) { s.Validators.Profile, s.LastFull = 0, time.Time{} }), 0,
			Ask{Validators: storage.Validators{URL: "u", ETag: `"e"`, LastModified: "d"}}},
		{"A1.13 two repeats", with(func(s *storage.SourceState) { s.Same = 2 }), 0, Ask{Validators: both}},
		{"A1.13 three repeats", with(func(s *storage.SourceState) { s.Same = 3 }), 0,
			Ask{Validators: both, NoETag: true, Why: "asked by date alone: the origin does not heed its ETag"}},
		{"A1.13 repeats without a date", with(func(s *storage.SourceState) { s.Same = 3; s.Validators.LastModified = "" }), 0,
			Ask{Validators: storage.Validators{URL: "u", ETag: `"e"`, Profile: 7}}},
		{"A1.14 304 for 29 days", with(func(s *storage.SourceState) { s.LastFull = now.Add(-29 * day) }), 0, Ask{Validators: both}},
		{"A1.14 304 for 34 days", with(func(s *storage.SourceState) { s.LastFull = now.Add(-34 * day) }), 0,
			Ask{Why: "asked for the whole document: only 304 since 2026-01-29"}},
		{"A1.14 never below 8 days", with(func(s *storage.SourceState) { s.LastFull = now.Add(-7 * day) }), day, Ask{Validators: both}},
		{"A1.14 never", with(func(s *storage.SourceState) { s.LastFull = now.Add(-400 * day) }), -1, Ask{Validators: both}},
		{"A1.15 a date to come is echoed", with(func(s *storage.SourceState) { s.Validators.LastModified = "Sun, 17 Jan 2038 03:14:07 GMT" }), 0,
			Ask{Validators: storage.Validators{URL: "u", ETag: `"e"`, LastModified: "Sun, 17 Jan 2038 03:14:07 GMT", Profile: 7}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Conditional("src", tt.state, 7, tt.recheck, now)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRepeats(t *testing.T) {
	v := storage.Validators{ETag: `"e"`, LastModified: "d"}
	tests := []struct {
		name  string
		known bool
		ask   Ask
		got   storage.Validators
		want  int
	}{
		{"new bytes", false, Ask{Validators: v}, v, 0},
		{"the same", true, Ask{Validators: v}, v, 3},
		{"touched", true, Ask{Validators: v}, storage.Validators{ETag: `"f"`, LastModified: "d"}, 2},
		{"asked without", true, Ask{}, v, 2},
		{"asked by date", true, Ask{Validators: v, NoETag: true}, v, 2},
	}
	for _, tt := range tests {
		if got := Repeats(2, tt.known, tt.ask, tt.got); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
