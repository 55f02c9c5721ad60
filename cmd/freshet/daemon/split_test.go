package daemon

import (
	"strings"
	"testing"

	"freshet/storage"
)

// TestPick: a sighting is named by its number, else its link, else its source; what
// names none, or several, is refused in words that say what would.
func TestPick(t *testing.T) {
	st := &storage.Story{Sightings: []storage.Sighting{
		{Number: 3, Source: "a", URL: "https://a.example/1"},
		{Number: 5, Source: "b", URL: "https://b.example/1"},
		{Number: 8, Source: "b", URL: "https://b.example/2"},
		{Number: 9, Source: "5", URL: ""},
	}}
	for which, want := range map[string]struct {
		number uint64
		words  string
	}{
		"3": {number: 3}, "https://b.example/2": {number: 8}, "a": {number: 3}, "5": {number: 5},
		"b": {words: "by its number, one of [5 8]"},
		"4": {words: "has no sighting"}, "": {words: "has no sighting"}, "0": {words: "has no sighting"},
	} {
		number, refused := pick(st, which)
		switch {
		case want.words != "" && (refused == nil || !strings.Contains(refused.text, want.words)):
			t.Errorf("%q: %d, %v, want the words %q", which, number, refused, want.words)
		case want.words == "" && (refused != nil || number != want.number):
			t.Errorf("%q: %d, %v, want %d", which, number, refused, want.number)
		}
	}
	st.Sightings = st.Sightings[:1]
	if _, refused := pick(st, "3"); refused == nil || !strings.Contains(refused.text, "only one sighting") {
		t.Errorf("the only sighting: %v", refused)
	}
}
