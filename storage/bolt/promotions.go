package bolt

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// promotionRecord is storage.Promotion on disk, less its lead, which follows.
type promotionRecord struct {
	Feed         string           `cbor:"1,keyasint"`
	Story        []byte           `cbor:"2,keyasint"`
	At           when             `cbor:"3,keyasint"`
	Note         string           `cbor:"4,keyasint,omitempty"`
	LeadSighting int              `cbor:"5,keyasint,omitempty"`
	Sightings    []sightingRecord `cbor:"6,keyasint,omitempty"`
	Signature    []byte           `cbor:"7,keyasint,omitempty"`
}

type sightingRecord struct {
	Source    string   `cbor:"1,keyasint,omitempty"`
	GUID      string   `cbor:"2,keyasint,omitempty"`
	URL       string   `cbor:"3,keyasint,omitempty"`
	Title     string   `cbor:"4,keyasint,omitempty"`
	Published when     `cbor:"5,keyasint,omitzero"`
	Updated   when     `cbor:"6,keyasint,omitzero"`
	Seen      when     `cbor:"7,keyasint,omitzero"`
	Revised   when     `cbor:"8,keyasint,omitzero"`
	Revisions int      `cbor:"9,keyasint,omitempty"`
	Reasons   []string `cbor:"10,keyasint,omitempty"`

	// Since schema 3.
	Number     uint64  `cbor:"11,keyasint,omitempty"`
	Score      float64 `cbor:"12,keyasint,omitempty"`
	Injected   string  `cbor:"13,keyasint,omitempty"`
	Farm       bool    `cbor:"14,keyasint,omitempty"`
	Doubt      string  `cbor:"15,keyasint,omitempty"`
	Corrected  when    `cbor:"16,keyasint,omitzero"`
	Correction string  `cbor:"17,keyasint,omitempty"`
}

func toSightingRecord(s storage.Sighting) sightingRecord {
	return sightingRecord{
		Source: s.Source, GUID: s.GUID, URL: s.URL, Title: s.Title,
		Published: toWhen(s.Published), Updated: toWhen(s.Updated), Seen: toWhen(s.Seen), Revised: toWhen(s.Revised),
		Revisions: s.Revisions, Reasons: s.Reasons, Number: s.Number, Score: s.Score,
		Injected: s.Injected, Farm: s.Farm, Doubt: s.Doubt, Corrected: toWhen(s.Corrected), Correction: s.Correction,
	}
}

func (r sightingRecord) sighting() storage.Sighting {
	return storage.Sighting{
		Source: r.Source, GUID: r.GUID, URL: r.URL, Title: r.Title,
		Published: r.Published.time(), Updated: r.Updated.time(), Seen: r.Seen.time(), Revised: r.Revised.time(),
		Revisions: r.Revisions, Reasons: r.Reasons, Number: r.Number, Score: r.Score,
		Injected: r.Injected, Farm: r.Farm, Doubt: r.Doubt, Corrected: r.Corrected.time(), Correction: r.Correction,
	}
}

// encodePromotion makes the record of a promotion.
func encodePromotion(p *storage.Promotion) ([]byte, error) {
	lead, err := packItem(&p.Lead)
	if err != nil {
		return nil, err
	}
	return encode(&promotionRecord{
		Feed: p.Feed, Story: p.Story[:], At: toWhen(p.At), Note: p.Note,
		LeadSighting: p.LeadSighting, Sightings: convert(p.Sightings, toSightingRecord),
		Signature: packSignature(&p.Lead.Signature),
	}, lead)
}

func decodePromotion(v []byte) (storage.Promotion, error) {
	var r promotionRecord
	body, err := decode(v, &r)
	if err != nil {
		return storage.Promotion{}, err
	}
	lead, err := unpackItem(body, &itemHead{Signature: r.Signature})
	if err != nil {
		return storage.Promotion{}, err
	}
	return storage.Promotion{
		Feed: r.Feed, Story: storyID(r.Story), At: r.At.time(), Note: r.Note,
		Lead: *lead, LeadSighting: r.LeadSighting, Sightings: convert(r.Sightings, sightingRecord.sighting),
	}, nil
}

// feedPrefix begins the keys of a feed's promotions. No name holds a zero byte.
func feedPrefix(feed string) []byte { return append([]byte(feed), 0) }

// Promote appends a promotion unless the feed has one of this story. The story
// must be there: storage.ErrNotFound.
func (s *Store) Promote(ctx context.Context, p storage.Promotion) (did bool, err error) {
	if strings.ContainsRune(p.Feed, 0) {
		return false, fmt.Errorf("promote: feed %q: zero byte in the name", p.Feed)
	}
	p = validPromotion(p)
	record, err := encodePromotion(&p)
	if err != nil {
		return false, fmt.Errorf("promote: %w", err)
	}
	f := &fact{do: func(b *batch) error {
		did, err = b.promote(&p, record)
		return err
	}}
	if err := s.submit(ctx, "promote", f); err != nil {
		return false, err
	}
	return did, nil
}

func (b *batch) promote(p *storage.Promotion, record []byte) (bool, error) {
	if _, err := b.story(p.Story); err != nil {
		return false, err
	}
	mark := append(p.Story[:], p.Feed...)
	if b.bucket(bucketPromoted).Get(mark) != nil {
		return false, nil
	}
	n, err := b.bucket(bucketPromotions).NextSequence()
	if err != nil {
		return false, err
	}
	key := append(feedPrefix(p.Feed), dateKey(p.At)...)
	key = append(key, seqKey(n)...)
	if err := b.put(bucketPromotions, key, record); err != nil {
		return false, err
	}
	// Readers of the feed's trending feed see it, though no story changed.
	b.visible = true
	return true, b.put(bucketPromoted, mark, key)
}

// Promotions returns a feed's promotions, newest first.
func (s *Store) Promotions(ctx context.Context, feed string, limit int) (out []storage.Promotion, err error) {
	prefix := feedPrefix(feed)
	limit = min(limit, storage.MaxQuery)
	err = s.view(ctx, "promotions", func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketPromotions).Cursor()
		k, v := seekBefore(c, append([]byte(feed), 1))
		for ; bytes.HasPrefix(k, prefix) && len(out) < limit; k, v = c.Prev() {
			p, err := decodePromotion(v)
			if err != nil {
				return fmt.Errorf("promotion %x: %w", k, err)
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// seekBefore moves a cursor to the last key below end.
func seekBefore(c *bbolt.Cursor, end []byte) (k, v []byte) {
	if k, _ := c.Seek(end); k == nil {
		return c.Last()
	}
	return c.Prev()
}

// dropPromotions removes the promotions of a story.
func (b *batch) dropPromotions(id storage.StoryID) error {
	var marks, keys [][]byte
	c := b.bucket(bucketPromoted).Cursor()
	for k, v := c.Seek(id[:]); k != nil && bytes.HasPrefix(k, id[:]); k, v = c.Next() {
		marks, keys = append(marks, bytes.Clone(k)), append(keys, bytes.Clone(v))
	}
	for i := range marks {
		if err := b.delete(bucketPromoted, marks[i]); err != nil {
			return err
		}
		if err := b.delete(bucketPromotions, keys[i]); err != nil {
			return err
		}
	}
	return nil
}
