package bolt_test

import (
	"compress/gzip"
	"io"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/dedup"
)

// unzip writes a packed file of testdata as the store of a directory.
func unzip(t *testing.T, name, dir string) {
	t.Helper()
	in, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	packed, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file(dir), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestUpgrade opens a file that the last version with schema 1 wrote: everything
// is as it was, and the next poll of each source is still conditional (A1.8).
func TestUpgrade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unzip(t, "schema1.db.gz", dir)
	for _, round := range []string{"upgraded", "opened again"} {
		s := openWith(t, dir, bolt.Options{})
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("%s: Check: %v", round, err)
		}
		compareOld(t, s, round)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// compareOld compares a store with what was put into schema1.db.
func compareOld(t *testing.T, s *bolt.Store, round string) {
	t.Helper()
	same := func(name string, got, want any) {
		t.Helper()
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(dedup.Signature{}, "Sketch", "Shingles", "Lead", "Figures", "Anchors", "Scripts")); d != "" {
			t.Errorf("%s: %s (-want +got):\n%s", round, name, d)
		}
	}
	ctx := t.Context()
	list, err := s.Sources(ctx)
	if err != nil || len(list) != 3 {
		t.Fatalf("%s: sources %+v, %v", round, list, err)
	}
	same("a", list[0], storage.SourceStatus{
		Source: storage.Source{SourceSpec: spec("a"), Key: 1}, State: oldState(), Next: t0.Add(time.Hour), Active: true, Items: 2,
	})
	same("b", list[1], storage.SourceStatus{
		Source: storage.Source{SourceSpec: spec("b"), Key: 2}, Next: t0.Add(time.Minute), Active: true, Items: 1,
	})
	same("c", list[2].State, storage.SourceState{})
	if next := list[2].Next; next.Before(t0) || next.After(t0.Add(time.Minute)) {
		t.Errorf("%s: c is due at %v", round, next)
	}
	stories, err := s.Newest(ctx, storage.Query{Limit: 10})
	if err != nil || len(stories) != 2 {
		t.Fatalf("%s: stories %+v, %v", round, stories, err)
	}
	guids := map[string]int{}
	for _, st := range stories {
		for _, sight := range st.Sightings {
			guids[sight.GUID]++
		}
	}
	same("guids", guids, map[string]int{"a/one": 1, "a/two": 1, "b/one": 1})
	counts, err := s.Counts(ctx, []storage.StoryID{stories[0].ID, stories[1].ID})
	if err != nil || len(counts) != 1 {
		t.Errorf("%s: counts %+v, %v", round, counts, err)
	}
	key, err := s.Mint(ctx, "key", []byte("other"))
	if err != nil {
		t.Fatal(err)
	}
	same("minted", string(key), "value")
	// The host of a is held for a minute.
	claims, err := s.Claim(ctx, storage.ClaimRequest{Now: t0.Add(30 * time.Second), Limit: 9, Lease: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		if c.Source.Name == "a" {
			t.Errorf("%s: a is claimed before its time", round)
		}
		if err := s.Release(ctx, c); err != nil {
			t.Error(err)
		}
	}
}

// oldState is a state with every field that schema 1 knew.
func oldState() storage.SourceState {
	return storage.SourceState{
		Validators: storage.Validators{URL: "https://a.example/feed", ETag: "W/\"x\xff\"", LastModified: "Sun, 01 Mar 2026 12:00:00 GMT"},
		Body:       [16]byte{1, 2, 3}, Entries: []uint64{1, 1 << 63, 0},
		LastPoll: t0, LastSuccess: t0.Add(1), LastNew: t0.Add(2), FailingSince: t0.Add(3),
		Failures: 4, Class: "dns", Error: "The name does not exist.", Status: 404,
		Move: storage.Move{URL: "https://b.example/", Since: t0, Seen: 2},
		Document: storage.Document{
			Format: "atom 1.0", ID: "urn:x", Title: "标题", Link: "https://a.example/", Description: "d", Language: "zh",
			Image: "https://a.example/i.png", Rights: "r", Authors: []storage.Person{{Name: "N", Email: "e@a.example", URL: "https://n.example"}},
			Updated: t0, Self: "https://a.example/feed", Hubs: []string{"https://hub.example"},
		},
		Hints:    storage.Hints{MaxAge: time.Minute, TTL: time.Hour, Update: time.Second, SkipHours: 1 << 23, SkipDays: 1 << 6},
		Arrivals: []time.Time{t0, t0.Add(-time.Hour), time.Unix(0, 0).UTC()},
		Why:      []string{"its rhythm", "a hint"},
	}
}
