package render

import (
	"fmt"
	"math"
	"time"
)

// Record is a story as the operator exports it.
type Record struct {
	Entry     Entry
	Sightings []RecordSighting // those of the entry, with more of each
	Clicks    uint64           // counted
	Raw       uint64           // all that came
	Lead      uint64           // number of the sighting that the entry shows
}

// RecordSighting is a sighting with what only the operator asks for.
type RecordSighting struct {
	Sighting
	GUID       string
	Seen       time.Time
	Number     uint64   // names it for ever
	Score      float64  // how strong the evidence was by which it was joined; 0 for the first
	Reasons    []string // why it was joined; empty for the first
	Injected   string   // what was cut off its headline
	Farm       bool     // Injected stands in the text or in headlines of other sources, too
	Doubt      string   // why its date is not believed
	Corrected  time.Time
	Correction string
}

type recordExtension struct {
	Story     string                `json:"story"`
	Sightings []jsonRecordSightings `json:"sightings"`
	Clicks    uint64                `json:"clicks"`
	Raw       uint64                `json:"raw_clicks"`
	Lead      uint64                `json:"lead,omitempty"`
}

type jsonRecordSightings struct {
	jsonSighting
	GUID       string    `json:"guid"`
	Seen       time.Time `json:"seen"`
	Number     uint64    `json:"number,omitempty"`
	Score      float64   `json:"score,omitempty"`
	Reasons    []string  `json:"reasons,omitempty"`
	Injected   string    `json:"injected,omitempty"`
	Farm       bool      `json:"farm,omitempty"`
	Doubt      string    `json:"doubt,omitempty"`
	Corrected  time.Time `json:"corrected,omitzero"`
	Correction string    `json:"correction,omitempty"`
}

// Line writes a record as one line of JSON, without the line's end: an item of
// JSON Feed 1.1 with its extension.
func Line(r Record) ([]byte, error) {
	it := jsonEntry(ready(r.Entry))
	ext := recordExtension{Story: r.Entry.Story, Sightings: []jsonRecordSightings{}, Clicks: r.Clicks, Raw: r.Raw, Lead: r.Lead}
	for _, s := range r.Sightings {
		shown := readySightings([]Sighting{s.Sighting})[0]
		ext.Sightings = append(ext.Sightings, jsonRecordSightings{
			jsonSighting: jsonSighting(shown), GUID: scrub(s.GUID), Seen: whole(s.Seen),
			Number: s.Number, Score: finite(s.Score), Reasons: lines(s.Reasons),
			Injected: line(s.Injected), Farm: s.Farm, Doubt: line(s.Doubt),
			Corrected: whole(s.Corrected), Correction: line(s.Correction),
		})
	}
	it.Freshet = ext
	line, err := marshalJSON(it)
	if err != nil {
		return nil, fmt.Errorf("render record %.80q: %w", r.Entry.ID, err)
	}
	return line, nil
}

// finite is a number that JSON can say, to three digits behind the point; 0 for one
// that it cannot.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*1000) / 1000
}
