package render

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLineTellsWhatFoldingFound: what is known of a sighting is in its line, and what
// is not known is left out.
func TestLineTellsWhatFoldingFound(t *testing.T) {
	seen := time.Date(2026, 11, 4, 12, 0, 0, 5, time.UTC)
	shown := Sighting{Source: "s", URL: "https://s.example/1", Title: "Buy now! A title"}
	line, err := Line(Record{
		Entry: Entry{ID: "tag:x,2026:i/1", Link: "https://x.example/1", Story: "S", Sightings: []Sighting{shown, shown, shown}},
		Lead:  9, Clicks: 3, Raw: 4,
		Sightings: []RecordSighting{
			{Sighting: shown, GUID: "g1", Seen: seen},
			{
				Sighting: shown, GUID: "g2", Seen: seen, Number: 9, Score: 5.12345, Reasons: []string{"51 of 51\x00 numbers"},
				Injected: "Buy now!", Farm: true, Doubt: "it names a later day", Corrected: seen, Correction: "130 became 13",
			},
			{Sighting: shown, GUID: "g3", Seen: seen, Number: 10, Score: math.Inf(1)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Freshet struct {
			Lead      uint64           `json:"lead"`
			Sightings []map[string]any `json:"sightings"`
		} `json:"_freshet"`
	}
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatal(err)
	}
	common := func(guid string) map[string]any {
		return map[string]any{"source": "s", "url": shown.URL, "title": shown.Title, "guid": guid, "seen": "2026-11-04T12:00:00Z"}
	}
	one, two, three := common("g1"), common("g2"), common("g3")
	two["number"], two["score"], two["reasons"] = 9., 5.123, []any{"51 of 51 numbers"}
	two["injected"], two["farm"], two["doubt"] = "Buy now!", true, "it names a later day"
	two["corrected"], two["correction"] = "2026-11-04T12:00:00Z", "130 became 13"
	three["number"] = 10.
	if diff := cmp.Diff([]map[string]any{one, two, three}, got.Freshet.Sightings); diff != "" || got.Freshet.Lead != 9 {
		t.Errorf("lead %d (-want +got):\n%s", got.Freshet.Lead, diff)
	}
}
