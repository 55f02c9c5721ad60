package bolt

import (
	"encoding/binary"
	"fmt"
	"time"

	"freshet/storage"
)

// A source is kept in two records, so that a poll that brings nothing writes
// little: what it is and what its last document left (sources), and what every
// poll leaves (polls).

// Versions of the records, their first byte. Version 1 of sources was one record
// for both, see record_source_v1.go.
const (
	sourceVersion = 2
	pollVersion   = 1
)

// sourceHead is a source as the schedule needs it.
type sourceHead struct {
	Spec   storage.SourceSpec
	Active bool
	Items  int
}

// pollHead is the schedule's part of a poll's record.
type pollHead struct {
	Next        time.Time
	Start, Hold time.Time // of its host
	Gone        bool
}

// encodeSource makes the record of a source; rest is what packRest made.
func encodeSource(h *sourceHead, rest []byte) []byte {
	b := make([]byte, 0, 64+len(h.Spec.Name)+len(h.Spec.URL)+len(h.Spec.Host)+len(h.Spec.Service)+len(rest))
	b = append(b, sourceVersion)
	for _, s := range []string{h.Spec.Name, h.Spec.URL, h.Spec.Host, h.Spec.Service} {
		b = putRaw(b, s)
	}
	b = binary.AppendVarint(b, int64(h.Spec.Spacing))
	b = putInt(binary.AppendUvarint(b, sourceFlags(h)), h.Items)
	return append(b, rest...)
}

// sourceFlags are whether a source is active, and its policy of copies: files of
// schema 2 have the first bit only.
func sourceFlags(h *sourceHead) uint64 {
	flags := uint64(h.Spec.Copies) << 1
	if h.Active {
		flags |= 1
	}
	return flags
}

// decodeSource reads the record of a source. The rest is in the record's memory.
func decodeSource(record []byte) (h sourceHead, rest []byte, err error) {
	rest, err = restOf(record)
	if err != nil {
		return h, nil, err
	}
	w := newWire(record[1 : len(record)-len(rest)])
	h.Spec = storage.SourceSpec{Name: w.string(), URL: w.string(), Host: w.string(), Service: w.string(), Spacing: w.duration()}
	flags := w.uint()
	h.Active, h.Spec.Copies, h.Items = flags&1 != 0, storage.Copies(flags>>1), w.int()
	return h, rest, nil
}

// restOf is the rest of a source's record, in its memory.
func restOf(record []byte) ([]byte, error) {
	if len(record) == 0 || record[0] != sourceVersion {
		return nil, fmt.Errorf("source: %w", errRecord)
	}
	w := wire{b: record[1:]}
	for range 4 {
		w.skip(w.uint())
	}
	_, _, _ = w.duration(), w.bool(), w.int()
	if w.bad {
		return nil, fmt.Errorf("source: %w", errRecord)
	}
	return w.rest(), nil
}

// encodePoll makes the record of a poll; poll is what packPoll made, or nothing
// when there was none yet.
func encodePoll(h *pollHead, poll []byte) []byte {
	b := append(make([]byte, 0, 40+len(poll)), pollVersion)
	b = putTime(putTime(putTime(b, h.Next), h.Start), h.Hold)
	return append(putBool(b, h.Gone), poll...)
}

// decodePoll reads the record of a poll. What packPoll made is in its memory.
func decodePoll(record []byte) (h pollHead, poll []byte, err error) {
	if len(record) == 0 || record[0] != pollVersion {
		return h, nil, fmt.Errorf("poll: %w", errRecord)
	}
	w := wire{b: record[1:]}
	h = pollHead{Next: w.time(), Start: w.time(), Hold: w.time(), Gone: w.bool()}
	if w.bad {
		return h, nil, fmt.Errorf("poll: %w", errRecord)
	}
	return h, w.rest(), nil
}

// packPoll appends the part of a state that every poll changes.
func packPoll(b []byte, s *storage.SourceState) []byte {
	b = putTime(putTime(putTime(b, s.LastPoll), s.LastSuccess), s.LastNew)
	b = putTime(putTime(b, s.LastFull), s.FailingSince)
	b = putInt(putInt(putInt(b, s.Failures), s.Status), s.Same)
	b = putText(putText(b, s.Class), s.Error)
	b = putBool(b, s.Gone)
	b = putInt(putTime(putText(b, s.Move.URL), s.Move.Since), s.Move.Seen)
	for _, d := range []time.Duration{s.Hints.MaxAge, s.Hints.TTL, s.Hints.Update} {
		b = binary.AppendVarint(b, int64(d))
	}
	b = binary.AppendUvarint(b, uint64(s.Hints.SkipHours))
	b = binary.AppendUvarint(b, uint64(s.Hints.SkipDays))
	return putTexts(b, s.Why)
}

// unpackPoll reads it into a state; no bytes are a source never polled.
func unpackPoll(b []byte, s *storage.SourceState) error {
	if len(b) == 0 {
		return nil
	}
	w := newWire(b)
	s.LastPoll, s.LastSuccess, s.LastNew = w.time(), w.time(), w.time()
	s.LastFull, s.FailingSince = w.time(), w.time()
	s.Failures, s.Status, s.Same = w.int(), w.int(), w.int()
	s.Class, s.Error = w.string(), w.string()
	s.Gone = w.bool()
	s.Move = storage.Move{URL: w.string(), Since: w.time(), Seen: w.int()}
	s.Hints.MaxAge, s.Hints.TTL, s.Hints.Update = w.duration(), w.duration(), w.duration()
	s.Hints.SkipHours = uint32(w.uint())
	s.Hints.SkipDays = uint8(w.uint())
	s.Why = w.strings()
	if w.bad {
		return fmt.Errorf("poll: %w", errRecord)
	}
	return nil
}

// packRest appends what a document and its origin leave.
func packRest(b []byte, s *storage.SourceState) []byte {
	b = binary.AppendUvarint(b, uint64(len(s.Entries)))
	for _, h := range s.Entries {
		b = binary.LittleEndian.AppendUint64(b, h) // hashes do not compress
	}
	b = append(b, s.Body[:]...)
	v := &s.Validators
	b = putRaw(putRaw(putRaw(b, v.URL), v.ETag), v.LastModified)
	b = binary.LittleEndian.AppendUint64(b, v.Profile)
	b = putRaw(putBool(b, s.Gap), s.Archive)
	b = packDocument(b, &s.Document)
	b = binary.AppendUvarint(b, uint64(len(s.Arrivals)))
	for _, at := range s.Arrivals {
		b = putTime(b, at)
	}
	return b
}

// unpackRest reads it into a state; no bytes are a source never polled.
func unpackRest(b []byte, s *storage.SourceState) error {
	if len(b) == 0 {
		return nil
	}
	w := wire{b: b}
	if n := w.count(8); n > 0 {
		s.Entries = make([]uint64, n)
		for i := range s.Entries {
			s.Entries[i] = w.fixed64()
		}
	}
	copy(s.Body[:], w.rest())
	w.skip(uint64(len(s.Body)))
	w.text, w.base = string(w.rest()), w.pos
	s.Validators = storage.Validators{URL: w.string(), ETag: w.string(), LastModified: w.string(), Profile: w.fixed64()}
	s.Gap, s.Archive = w.bool(), w.string()
	unpackDocument(&w, &s.Document)
	if n := w.count(1); n > 0 {
		s.Arrivals = make([]time.Time, n)
		for i := range s.Arrivals {
			s.Arrivals[i] = w.time()
		}
	}
	if w.bad {
		return fmt.Errorf("source state: %w", errRecord)
	}
	return nil
}

func packDocument(b []byte, d *storage.Document) []byte {
	b = putText(putText(putText(putText(b, d.Format), d.ID), d.Title), d.Link)
	b = putText(putText(putText(putText(b, d.Description), d.Language), d.Image), d.Rights)
	b = binary.AppendUvarint(b, uint64(len(d.Authors)))
	for i := range d.Authors {
		p := &d.Authors[i]
		b = putText(putText(putText(b, p.Name), p.Email), p.URL)
	}
	return putText(putTexts(putText(putTime(b, d.Updated), d.Self), d.Hubs), d.Moved)
}

func unpackDocument(w *wire, d *storage.Document) {
	d.Format, d.ID, d.Title, d.Link = w.string(), w.string(), w.string(), w.string()
	d.Description, d.Language, d.Image, d.Rights = w.string(), w.string(), w.string(), w.string()
	if n := w.count(3); n > 0 {
		d.Authors = make([]storage.Person, n)
		for i := range d.Authors {
			d.Authors[i] = storage.Person{Name: w.string(), Email: w.string(), URL: w.string()}
		}
	}
	d.Updated, d.Self, d.Hubs, d.Moved = w.time(), w.string(), w.strings(), w.string()
}

// unpackState fills in a state that is empty.
func unpackState(poll, rest []byte, s *storage.SourceState) error {
	if err := unpackPoll(poll, s); err != nil {
		return err
	}
	return unpackRest(rest, s)
}
