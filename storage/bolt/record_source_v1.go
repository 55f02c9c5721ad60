package bolt

import (
	"encoding/binary"
	"fmt"
	"time"

	"freshet/storage"
)

// Schema 1 kept a source in one record, by reflection: sourceHeadV1, and
// sourceStateV1 behind it. An upgrade reads it for the last time.

// sourceHeadV1 is a source as the schedule needs it. What a poll left follows it.
type sourceHeadV1 struct {
	Name   string `cbor:"1,keyasint"`
	URL    string `cbor:"2,keyasint"`
	Host   string `cbor:"3,keyasint,omitempty"`
	Active bool   `cbor:"4,keyasint,omitempty"`
	Gone   bool   `cbor:"5,keyasint,omitempty"`
	Items  int    `cbor:"6,keyasint,omitempty"`
	Next   when   `cbor:"7,keyasint,omitzero"`
	Start  when   `cbor:"8,keyasint,omitzero"` // of its host
	Hold   when   `cbor:"9,keyasint,omitzero"` // of its host
}

// sourceStateV1 is storage.SourceState on disk.
type sourceStateV1 struct {
	URL          string     `cbor:"1,keyasint,omitempty"`
	ETag         string     `cbor:"2,keyasint,omitempty"`
	LastModified string     `cbor:"3,keyasint,omitempty"`
	Body         []byte     `cbor:"4,keyasint,omitempty"`
	Entries      []byte     `cbor:"5,keyasint,omitempty"`
	LastPoll     when       `cbor:"6,keyasint,omitzero"`
	LastSuccess  when       `cbor:"7,keyasint,omitzero"`
	LastNew      when       `cbor:"8,keyasint,omitzero"`
	FailingSince when       `cbor:"9,keyasint,omitzero"`
	Failures     int        `cbor:"10,keyasint,omitempty"`
	Class        string     `cbor:"11,keyasint,omitempty"`
	Error        string     `cbor:"12,keyasint,omitempty"`
	Status       int        `cbor:"13,keyasint,omitempty"`
	Gone         bool       `cbor:"14,keyasint,omitempty"`
	MoveURL      string     `cbor:"15,keyasint,omitempty"`
	MoveSince    when       `cbor:"16,keyasint,omitzero"`
	MoveSeen     int        `cbor:"17,keyasint,omitempty"`
	Document     docRecord  `cbor:"18,keyasint"`
	Hints        hintRecord `cbor:"19,keyasint"`
	Arrivals     []when     `cbor:"20,keyasint,omitempty"`
	Why          []string   `cbor:"21,keyasint,omitempty"`
}

type docRecord struct {
	Format      string   `cbor:"1,keyasint,omitempty"`
	ID          string   `cbor:"2,keyasint,omitempty"`
	Title       string   `cbor:"3,keyasint,omitempty"`
	Link        string   `cbor:"4,keyasint,omitempty"`
	Description string   `cbor:"5,keyasint,omitempty"`
	Language    string   `cbor:"6,keyasint,omitempty"`
	Image       string   `cbor:"7,keyasint,omitempty"`
	Rights      string   `cbor:"8,keyasint,omitempty"`
	Authors     []person `cbor:"9,keyasint,omitempty"`
	Updated     when     `cbor:"10,keyasint,omitzero"`
	Self        string   `cbor:"11,keyasint,omitempty"`
	Hubs        []string `cbor:"12,keyasint,omitempty"`
}

type hintRecord struct {
	MaxAge    time.Duration `cbor:"1,keyasint,omitempty"`
	TTL       time.Duration `cbor:"2,keyasint,omitempty"`
	Update    time.Duration `cbor:"3,keyasint,omitempty"`
	SkipHours uint32        `cbor:"4,keyasint,omitempty"`
	SkipDays  uint8         `cbor:"5,keyasint,omitempty"`
}

// upgradeSourceV1 makes the two records of a source from its old one.
func upgradeSourceV1(record []byte) (source, poll []byte, err error) {
	var old sourceHeadV1
	state, err := decode(record, &old)
	if err != nil {
		return nil, nil, err
	}
	h := sourceHead{
		Spec:   storage.SourceSpec{Name: old.Name, URL: old.URL, Host: old.Host},
		Active: old.Active, Items: old.Items,
	}
	p := pollHead{Next: old.Next.time(), Start: old.Start.time(), Hold: old.Hold.time(), Gone: old.Gone}
	if len(state) == 0 {
		return encodeSource(&h, nil), encodePoll(&p, nil), nil
	}
	st, err := decodeStateV1(state)
	if err != nil {
		return nil, nil, err
	}
	return encodeSource(&h, packRest(nil, &st)), encodePoll(&p, packPoll(nil, &st)), nil
}

// decodeStateV1 reads a state; no bytes are the state of a source never polled.
func decodeStateV1(b []byte) (storage.SourceState, error) {
	var r sourceStateV1
	if len(b) == 0 {
		return storage.SourceState{}, nil
	}
	if err := decMode.Unmarshal(b, &r); err != nil {
		return storage.SourceState{}, fmt.Errorf("source state: %w: %w", errRecord, err)
	}
	s := storage.SourceState{
		Validators: storage.Validators{URL: r.URL, ETag: r.ETag, LastModified: r.LastModified},
		Entries:    unpackHashes(r.Entries),
		LastPoll:   r.LastPoll.time(), LastSuccess: r.LastSuccess.time(), LastNew: r.LastNew.time(),
		FailingSince: r.FailingSince.time(), Failures: r.Failures,
		Class: r.Class, Error: r.Error, Status: r.Status, Gone: r.Gone,
		Move:     storage.Move{URL: r.MoveURL, Since: r.MoveSince.time(), Seen: r.MoveSeen},
		Document: r.Document.document(), Hints: storage.Hints(r.Hints),
		Arrivals: convert(r.Arrivals, when.time), Why: r.Why,
	}
	copy(s.Body[:], r.Body)
	return s, nil
}

func (r *docRecord) document() storage.Document {
	return storage.Document{
		Format: r.Format, ID: r.ID, Title: r.Title, Link: r.Link, Description: r.Description,
		Language: r.Language, Image: r.Image, Rights: r.Rights,
		Authors: convert(r.Authors, func(p person) storage.Person { return storage.Person(p) }),
		Updated: r.Updated.time(), Self: r.Self, Hubs: r.Hubs,
	}
}

// unpackHashes reads hashes of 8 bytes each.
func unpackHashes(b []byte) []uint64 {
	if len(b) == 0 {
		return nil
	}
	out := make([]uint64, len(b)/8)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return out
}
