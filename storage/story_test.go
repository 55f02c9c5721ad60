package storage

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStoryID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a, b StoryID
		copy(a[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "a"))
		copy(b[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "b"))
		for _, text := range []string{a.String(), strings.ToLower(a.String())} {
			if got, err := ParseStoryID(text); err != nil || got != a {
				t.Fatalf("ParseStoryID(%q) = %v, %v", text, got, err)
			}
		}
		if got, want := strings.Compare(a.String(), b.String()), bytes.Compare(a[:], b[:]); got != want {
			t.Fatalf("texts of %v and %v compare %d, ids %d", a, b, got, want)
		}
	})
	at := time.Date(2026, 3, 1, 12, 0, 0, 7_000_000, time.UTC)
	var id StoryID
	for i := range 6 {
		id[i] = byte(at.UnixMilli() >> (8 * (5 - i)))
	}
	if !id.Time().Equal(at) {
		t.Errorf("Time = %v, want %v", id.Time(), at)
	}
	for _, bad := range []string{"", "0", strings.Repeat("0", 27), strings.Repeat("U", 26), strings.Repeat("8", 26), strings.Repeat("0", 25) + "é"} {
		if got, err := ParseStoryID(bad); err == nil {
			t.Errorf("ParseStoryID(%q) = %v", bad, got)
		}
	}
	if _, err := ParseStoryID(strings.Repeat("x", 1000)); err == nil || len(err.Error()) > 200 {
		t.Errorf("the error holds all of a long text: %v", errors.Unwrap(err))
	}
}

func TestItemDate(t *testing.T) {
	t.Parallel()
	seen := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ published, want time.Time }{
		"before":  {seen.Add(-1), seen.Add(-1)},
		"then":    {seen, seen},
		"future":  {seen.Add(1), seen},
		"unknown": {time.Time{}, seen},
	} {
		it := Item{Published: c.published}
		if got := it.Date(seen); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
