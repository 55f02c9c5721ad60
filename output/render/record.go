package render

import (
	"fmt"
	"time"
)

// Record is a story as the operator exports it.
type Record struct {
	Entry     Entry
	Sightings []RecordSighting // those of the entry, with more of each
	Clicks    uint64           // counted
	Raw       uint64           // all that came
}

// RecordSighting is a sighting with what only the operator asks for.
type RecordSighting struct {
	Sighting
	GUID    string
	Seen    time.Time
	Reasons []string // why it was joined; empty for the first
}

type recordExtension struct {
	Story     string                `json:"story"`
	Sightings []jsonRecordSightings `json:"sightings"`
	Clicks    uint64                `json:"clicks"`
	Raw       uint64                `json:"raw_clicks"`
}

type jsonRecordSightings struct {
	jsonSighting
	GUID    string    `json:"guid"`
	Seen    time.Time `json:"seen"`
	Reasons []string  `json:"reasons,omitempty"`
}

// Line writes a record as one line of JSON, without the line's end: an item of
// JSON Feed 1.1 with its extension.
func Line(r Record) ([]byte, error) {
	it := jsonEntry(ready(r.Entry))
	ext := recordExtension{Story: r.Entry.Story, Sightings: []jsonRecordSightings{}, Clicks: r.Clicks, Raw: r.Raw}
	for _, s := range r.Sightings {
		shown := readySightings([]Sighting{s.Sighting})[0]
		ext.Sightings = append(ext.Sightings, jsonRecordSightings{
			jsonSighting(shown), scrub(s.GUID), whole(s.Seen), lines(s.Reasons),
		})
	}
	it.Freshet = ext
	line, err := marshalJSON(it)
	if err != nil {
		return nil, fmt.Errorf("render record %.80q: %w", r.Entry.ID, err)
	}
	return line, nil
}
