package click

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// FuzzRecord reads any bytes as a record: what is taken for one is written back
// as the same bytes.
func FuzzRecord(f *testing.F) {
	c := tagged(3)
	good := appendRecord(nil, &c)
	number(good, 5)
	f.Add(good, uint64(5))
	f.Add(good, uint64(6))
	f.Add(make([]byte, recordBytes), uint64(0))
	f.Add(bytes.Repeat([]byte{0xff}, recordBytes), ^uint64(0))
	f.Fuzz(func(t *testing.T, b []byte, seq uint64) {
		if len(b) != recordBytes {
			return
		}
		decodeAndBack(t, b, seq)
		sealedToo := bytes.Clone(b) // the checksum must not hide what is behind it
		number(sealedToo, seq)
		decodeAndBack(t, sealedToo, seq)
		if h, ok := decodeHeader(b); ok && !bytes.Equal(h.encode(), b) {
			t.Errorf("header %x is written as %x", b, h.encode())
		}
	})
}

func decodeAndBack(t *testing.T, b []byte, seq uint64) {
	c, ok := decodeRecord(b, seq)
	if !ok {
		return
	}
	again := appendRecord(nil, &c)
	number(again, c.Seq)
	if c.Seq != seq || !bytes.Equal(again, b) {
		t.Errorf("record %x of %d is written as %x", b, seq, again)
	}
}

// FuzzScan reads any bytes as a segment: clicks are found only at their places,
// and never after what scan calls the end.
func FuzzScan(f *testing.F) {
	var records []byte
	for tag := range 4 {
		c := tagged(tag)
		records = appendRecord(records, &c)
	}
	number(records, 7)
	whole := append(header{[16]byte{9}, 7}.encode(), records...)
	f.Add(whole, uint64(7))
	f.Add(whole[:len(whole)-1], uint64(7))
	f.Add([]byte{}, uint64(1))
	f.Fuzz(func(t *testing.T, b []byte, first uint64) {
		s, err := scan(bytes.NewReader(b), first)
		if err != nil {
			t.Fatal(err)
		}
		if s.end > int64(len(b)) || s.end%recordBytes != 0 || s.bad >= s.end || s.ok && s.header.first != first {
			t.Errorf("of %d bytes: %+v", len(b), s)
		}
	})
}

func TestRecordKeepsEveryField(t *testing.T) {
	want := storage.Click{
		Seq: 1 << 60, At: noon, Story: storage.StoryID{1, 2, 15: 3}, Feed: 1 << 31, Channel: storage.ChannelHot,
		Rank: 255, Weight: 0.25, Verdict: storage.VerdictPrivacy,
	}
	b := appendRecord(nil, &want)
	number(b, want.Seq)
	got, ok := decodeRecord(b, want.Seq)
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("ok %t (-want +got):\n%s", ok, diff)
	}
	for i := range b {
		b[i] ^= 1
		if _, ok := decodeRecord(b, want.Seq); ok {
			t.Errorf("byte %d may change", i)
		}
		b[i] ^= 1
	}
	if _, ok := decodeRecord(b, want.Seq+1); ok {
		t.Error("it passes for the next one")
	}
}
