package bolt

import (
	"encoding/hex"
	"testing"
	"time"

	"freshet/storage"
)

// goldenState has every field set, each to something else.
func goldenState() storage.SourceState {
	at := time.Date(2026, 3, 1, 12, 0, 0, 5, time.UTC)
	return storage.SourceState{
		Validators: storage.Validators{URL: "u", ETag: "\"e\xff\"", LastModified: "l", Profile: 1 << 63},
		Body:       [16]byte{1, 2, 15: 16}, Entries: []uint64{1, 1<<64 - 1},
		LastFull: at, Same: 2, Gap: true, Archive: "p",
		LastPoll: at.Add(1), LastSuccess: at.Add(2), LastNew: at.Add(3), FailingSince: at.Add(-time.Hour),
		Failures: 3, Class: "c", Error: "e", Status: 404, Gone: true,
		Move: storage.Move{URL: "m", Since: at, Seen: 4},
		Document: storage.Document{
			Format: "f", ID: "i", Title: "标", Link: "L", Description: "d", Language: "x", Image: "I", Rights: "r",
			Authors: []storage.Person{{Name: "N", Email: "E", URL: "U"}}, Updated: time.Unix(-1, 1).UTC(), Self: "s", Hubs: []string{"h", ""}, Moved: "m",
		},
		Hints:    storage.Hints{MaxAge: time.Second, TTL: -1, Update: time.Hour, SkipHours: 1 << 23, SkipDays: 1 << 6},
		Arrivals: []time.Time{at, {}}, Why: []string{"w"},
	}
}

// TestGoldenSource writes and reads the two records of a source: their bytes are
// in files out there and may never mean anything else. A change of the form is a
// new version of the record, and a migration.
func TestGoldenSource(t *testing.T) {
	t.Parallel()
	st := goldenState()
	h := sourceHead{
		Spec:   storage.SourceSpec{Name: "n", URL: "u", Host: "h", Service: "s", Spacing: time.Minute},
		Active: true, Items: 7,
	}
	p := pollHead{Next: st.LastFull, Start: st.LastPoll, Hold: time.Unix(0, 0).UTC(), Gone: true}
	source := encodeSource(&h, packRest(nil, &st))
	poll := encodePoll(&p, packPoll(nil, &st))
	for name, c := range map[string]struct {
		got  []byte
		want string
	}{
		"source": {source, goldenSource},
		"poll":   {poll, goldenPoll},
	} {
		if got := hex.EncodeToString(c.got); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, c.want)
		}
	}
	gotHead, rest, err := decodeSource(source)
	same(t, h, gotHead, err)
	gotPoll, left, err := decodePoll(poll)
	same(t, p, gotPoll, err)
	var got storage.SourceState
	err = unpackState(left, rest, &got)
	same(t, st, got, err)
}

const (
	goldenSource = "02016e01750168017380e0ba84bf03010e" +
		"020100000000000000ffffffffffffffff" + "01020000000000000000000000000010" +
		"0175042265ff22016c0000000000000080" + "010170" +
		"0166016903e6a087014c0164017801490172" + "01014e0145015501010173" + "02016800016d0282a9a19a0d0500"
	goldenPoll = "0182a9a19a0d0582a9a19a0d06020001" +
		"82a9a19a0d0682a9a19a0d0782a9a19a0d0882a9a19a0d05e2f0a09a0d05" + "06a80604" +
		"01630165" + "01" + "016d82a9a19a0d0508" + "80a8d6b907018080c58bc6d1018080800440" + "010177"
)

// TestCutRecords cuts the records of a source at every place: none is read, and
// nothing panics.
func TestCutRecords(t *testing.T) {
	t.Parallel()
	st := goldenState()
	poll, rest := packPoll(nil, &st), packRest(nil, &st)
	for n := 1; n < len(poll); n++ {
		if err := unpackPoll(poll[:n], &storage.SourceState{}); err == nil {
			t.Errorf("%d of %d bytes of a poll are read", n, len(poll))
		}
	}
	for n := 1; n < len(rest); n++ {
		if err := unpackRest(rest[:n], &storage.SourceState{}); err == nil {
			t.Errorf("%d of %d bytes of a rest are read", n, len(rest))
		}
	}
	source := encodeSource(&sourceHead{Spec: storage.SourceSpec{Name: "n", URL: "u"}}, nil)
	for n := range source {
		if _, _, err := decodeSource(source[:n]); err == nil {
			t.Errorf("%d of %d bytes of a source are read", n, len(source))
		}
	}
}

func BenchmarkState(b *testing.B) {
	st := goldenState()
	st.Entries = make([]uint64, 60)
	poll, rest := packPoll(nil, &st), packRest(nil, &st)
	b.Run("pack", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			poll, rest = packPoll(poll[:0], &st), packRest(rest[:0], &st)
		}
	})
	b.Run("unpack", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var st storage.SourceState
			if err := unpackState(poll, rest, &st); err != nil {
				b.Fatal(err)
			}
		}
	})
}
