package page

import (
	"testing"
	"time"

	"freshet/storage"
)

// What is hidden of a source's address is not shown of where it has moved to.
func TestSourceRowHidesWhatTheConfigHides(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	s := &storage.SourceStatus{Active: true}
	s.Source.URL = "https://a.example/feed?id=secret"
	s.State.LastSuccess = now
	s.State.Move = storage.Move{URL: "https://me:pass@b.example/feed?id=secret", Since: now.AddDate(0, 0, -9), Seen: 5}
	for shown, moved := range map[string]string{
		"https://a.example/feed?id=":       "https://b.example/feed",
		"https://a.example/feed?id=secret": "https://b.example/feed?id=secret",
	} {
		row := SourceRowOf(s, shown, now)
		if row.State != Moved || row.URL != shown || row.MovedTo != moved {
			t.Errorf("%s: %s, %s, moved to %s, want %s", shown, row.State, row.URL, row.MovedTo, moved)
		}
	}
}
