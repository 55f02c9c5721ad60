package bolt

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"freshet/storage"
)

// clickBytes is the size of a click after its varints: story, feed, channel,
// rank, weight, verdict.
const clickBytes = 16 + 4 + 1 + 1 + 4 + 1

// packClicks makes one blob of a batch: the newest time, so that an old batch is
// passed over unread, then each click.
func packClicks(clicks []storage.Click) []byte {
	newest := clicks[0].At
	for _, c := range clicks {
		if c.At.After(newest) {
			newest = c.At
		}
	}
	out := []byte{recordVersion}
	out = append(out, dateKey(newest)...)
	for _, c := range clicks {
		out = binary.AppendUvarint(out, c.Seq)
		out = append(out, dateKey(c.At)...)
		out = append(out, c.Story[:]...)
		out = binary.BigEndian.AppendUint32(out, c.Feed)
		out = append(out, byte(c.Channel), c.Rank)
		out = binary.BigEndian.AppendUint32(out, math.Float32bits(c.Weight))
		out = append(out, byte(c.Verdict))
	}
	return out
}

// newestClick is the time of a blob's newest click, as a date key.
func newestClick(blob []byte) (string, error) {
	if len(blob) < 1+dateBytes || blob[0] != recordVersion {
		return "", fmt.Errorf("clicks: %w", errRecord)
	}
	return string(blob[1 : 1+dateBytes]), nil
}

// unpackClicks reads the clicks of a blob.
func unpackClicks(blob []byte) ([]storage.Click, error) {
	if _, err := newestClick(blob); err != nil {
		return nil, err
	}
	var out []storage.Click
	for b := blob[1+dateBytes:]; len(b) > 0; {
		seq, n := binary.Uvarint(b)
		if n <= 0 || len(b) < n+dateBytes+clickBytes {
			return nil, fmt.Errorf("clicks: %w", errRecord)
		}
		at, rest := b[n:n+dateBytes], b[n+dateBytes:]
		out = append(out, storage.Click{
			Seq: seq, At: keyDate(at), Story: storage.StoryID(rest[:16]),
			Feed:    binary.BigEndian.Uint32(rest[16:]),
			Channel: storage.Channel(rest[20]), Rank: rest[21],
			Weight:  math.Float32frombits(binary.BigEndian.Uint32(rest[22:])),
			Verdict: storage.Verdict(rest[26]),
		})
		b = rest[clickBytes:]
	}
	return out, nil
}

// keyDate is the reverse of dateKey.
func keyDate(b []byte) time.Time {
	var sec [8]byte
	copy(sec[3:], b[:5])
	return time.Unix(int64(binary.BigEndian.Uint64(sec[:]))+year1, int64(binary.BigEndian.Uint32(b[5:]))).UTC()
}

// countRecord is storage.Count on disk: the hours as pairs of varints, each hour
// less the one before.
type countRecord struct {
	Clicks uint64 `cbor:"1,keyasint,omitempty"`
	Raw    uint64 `cbor:"2,keyasint,omitempty"`
	Hours  []byte `cbor:"3,keyasint,omitempty"`
}

func toCountRecord(c *storage.Count) countRecord {
	var hours []byte
	last := int64(0)
	for _, h := range c.Hours {
		hours = binary.AppendVarint(hours, h.Hour-last)
		hours = binary.AppendUvarint(hours, uint64(h.Clicks))
		last = h.Hour
	}
	return countRecord{Clicks: c.Clicks, Raw: c.Raw, Hours: hours}
}

func (r *countRecord) count() storage.Count {
	c := storage.Count{Clicks: r.Clicks, Raw: r.Raw}
	last := int64(0)
	for b := r.Hours; len(b) > 0; {
		d, n := binary.Varint(b)
		if n <= 0 {
			break
		}
		k, m := binary.Uvarint(b[n:])
		if m <= 0 {
			break
		}
		last += d
		c.Hours = append(c.Hours, storage.HourCount{Hour: last, Clicks: uint32(k)})
		b = b[n+m:]
	}
	return c
}
