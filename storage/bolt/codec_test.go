package bolt

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
)

// records are all kinds of values in the file, read from bytes that may be
// anything. What can be read can be written and is then read as the same.
var records = map[string]func(*testing.T, []byte){
	"item": func(t *testing.T, b []byte) {
		var head itemHead
		body, err := decode(b, &head)
		if err != nil {
			return
		}
		_, _ = head.entry(1)
		it, err := unpackItem(body, &head)
		if err != nil {
			return
		}
		packed, err := packItem(it)
		if err != nil {
			t.Fatal(err)
		}
		head.Signature = packSignature(&it.Signature)
		again, err := unpackItem(packed, &head)
		same(t, it, again, err)
	},
	"source": func(t *testing.T, b []byte) {
		h, rest, err := decodeSource(b)
		var st storage.SourceState
		if err != nil || unpackRest(rest, &st) != nil {
			return
		}
		// Bytes of a file may be texts that are not UTF-8; once written they are.
		want := storage.SourceState{}
		must(t, unpackRest(packRest(nil, &st), &want))
		again, rest, err := decodeSource(encodeSource(&h, packRest(nil, &want)))
		same(t, h, again, err)
		got := storage.SourceState{}
		err = unpackRest(rest, &got)
		same(t, want, got, err)
	},
	"poll": func(t *testing.T, b []byte) {
		h, poll, err := decodePoll(b)
		var st storage.SourceState
		if err != nil || unpackPoll(poll, &st) != nil {
			return
		}
		want := storage.SourceState{}
		must(t, unpackPoll(packPoll(nil, &st), &want))
		again, poll, err := decodePoll(encodePoll(&h, packPoll(nil, &want)))
		same(t, h, again, err)
		got := storage.SourceState{}
		err = unpackPoll(poll, &got)
		same(t, want, got, err)
	},
	"old source": func(t *testing.T, b []byte) {
		source, poll, err := upgradeSourceV1(b)
		if err != nil {
			return
		}
		_, rest, err := decodeSource(source)
		must(t, err)
		_, left, err := decodePoll(poll)
		must(t, err)
		must(t, unpackState(left, rest, &storage.SourceState{}))
	},
	"subscription": func(t *testing.T, b []byte) {
		sub, err := decodeSubscription("t", b, &names{})
		if err != nil {
			return
		}
		packed, err := encodeSubscription(1, &sub)
		must(t, err)
		again, err := decodeSubscription("t", packed, &names{})
		same(t, sub, again, err)
	},
	"story": func(_ *testing.T, b []byte) {
		var r storyRecord
		if _, err := decode(b, &r); err != nil {
			return
		}
		_, _, _, _, _ = r.seqs(), r.sources(), r.ranks(), r.updated(), r.dateValue()
	},
	"promotion": func(t *testing.T, b []byte) {
		p, err := decodePromotion(b)
		if err != nil {
			return
		}
		packed, err := encodePromotion(&p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodePromotion(packed)
		same(t, p, again, err)
	},
	"count": func(t *testing.T, b []byte) {
		var r countRecord
		if _, err := decode(b, &r); err != nil {
			return
		}
		c := r.count()
		again := toCountRecord(&c)
		same(t, c, again.count(), nil)
	},
	"clicks": func(t *testing.T, b []byte) {
		clicks, err := unpackClicks(b)
		if err != nil || len(clicks) == 0 {
			return
		}
		again, err := unpackClicks(packClicks(clicks))
		same(t, clicks, again, err)
	},
}

func same[V any](t *testing.T, want, got V, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateNaNs(), exactPart); d != "" {
		t.Errorf("written and read again (-want +got):\n%s", d)
	}
}

// FuzzRecords reads bytes as each kind of record.
func FuzzRecords(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, read := range records {
			read(t, b)
		}
	})
}

// seeds are one record of each kind.
func seeds(t testing.TB) [][]byte {
	it := testItem()
	body, err := packItem(&it)
	must(t, err)
	head := newHead(1, storage.StoryID{1}, &it, it.Published, &fold.Decision{Reasons: []string{"same link"}, Score: 2})
	state := goldenState()
	source := encodeSource(&sourceHead{Spec: storage.SourceSpec{Name: "a", URL: "u", Spacing: time.Second}}, packRest(nil, &state))
	poll := encodePoll(&pollHead{Next: it.Published}, packPoll(nil, &state))
	sub, err := encodeSubscription(1, &storage.Subscription{Hub: "h", Secret: []byte{1}, Until: it.Published})
	must(t, err)
	count := toCountRecord(&storage.Count{Clicks: 1, Raw: 2, Hours: []storage.HourCount{{Hour: 490000, Clicks: 1}}})
	promo, err := encodePromotion(&storage.Promotion{Feed: "all", At: it.Published, Lead: it, Sightings: []storage.Sighting{{Source: "a"}}})
	must(t, err)
	out := [][]byte{nil, {recordVersion}, promo, source, poll, sub, packClicks([]storage.Click{{Seq: 1, At: it.Published, Weight: 1}})}
	for head, rest := range map[any][]byte{
		&head: body, &sourceHeadV1{Name: "a"}: nil, &count: nil, &storyRecord{Seqs: []byte{1}, Sources: []byte{1}, Ranks: []byte{1}}: nil,
	} {
		b, err := encode(head, rest)
		must(t, err)
		out = append(out, b)
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testItem() storage.Item {
	return storage.Item{
		GUID: "g\xff", URL: "https://a.example/1", Title: "One 1", Content: string(bytes.Repeat([]byte("text "), 100)),
		Authors: []storage.Person{{Name: "N"}}, Published: time.Date(2026, 1, 1, 0, 0, 0, 1, time.UTC),
		Signature: dedup.Sign("One 1", "text"),
	}
}

// instant draws a time as a record may hold it.
func instant(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "zero") {
		return time.Time{}
	}
	s := rapid.Int64Range(year1+1, 250_000_000_000).Draw(t, "seconds")
	return time.Unix(s, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).UTC()
}

// TestWhen writes and reads times, those around the epoch too.
func TestWhen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := instant(t)
		if got := toWhen(at).time(); !got.Equal(at) {
			t.Fatalf("%v is read as %v", at, got)
		}
	})
	for s := int64(-2); s <= 2; s++ {
		if at := time.Unix(s, 5); !toWhen(at).time().Equal(at) {
			t.Errorf("second %d is read as %v", s, toWhen(at).time())
		}
	}
}

// TestDateKey compares the order of keys with that of times.
func TestDateKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := instant(t), instant(t)
		if got, want := cmpStrings(dateKey(a), dateKey(b)), a.Compare(b); got != want {
			t.Fatalf("%v and %v: keys compare %d, times %d", a, b, got, want)
		}
		if got := keyDate([]byte(dateKey(a))); !got.Equal(a) {
			t.Fatalf("%v is read as %v", a, got)
		}
	})
}

func cmpStrings(a, b string) int { return bytes.Compare([]byte(a), []byte(b)) }

// TestPackedUints writes and reads lists of numbers.
func TestPackedUints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Uint64()).Draw(t, "list")
		if d := cmp.Diff(list, unpackUints(packUints(list)), cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
		seq := rapid.Uint64Range(0, 1<<40-1).Draw(t, "seq")
		if got := suffixSeq("key" + seqSuffix(seq)); got != seq {
			t.Fatalf("%d is read as %d", seq, got)
		}
	})
}

// TestSignatureBytes writes and reads signatures.
func TestSignatureBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := dedup.Signature{
			BodyTokens: rapid.IntRange(0, math.MaxInt32).Draw(t, "tokens"),
			Words:      rapid.SliceOf(rapid.Uint32()).Draw(t, "words"),
			Numbers:    rapid.SliceOf(rapid.Uint32()).Draw(t, "numbers"),
		}
		copy(s.Body[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "body"))
		got, err := unpackSignature(packSignature(&s))
		if d := cmp.Diff(s, got, cmpopts.EquateEmpty()); d != "" || err != nil {
			t.Fatal(d, err)
		}
	})
}

// exactPart leaves out what an item does not keep of its signature.
var exactPart = cmpopts.IgnoreFields(dedup.Signature{}, "Sketch", "Shingles", "Lead", "Figures", "Anchors", "Scripts")
