package bolt_test

import (
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/bolt"
)

// TestUpgradeOf2 opens a file that the last version with schema 2 wrote: a story of a's
// item and b's copy of it, which leads nothing, and another item of a. What was there is
// as it was, has numbers, can be split, and new copies join it.
func TestUpgradeOf2(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unzip(t, "schema2.db.gz", dir)
	s := openWith(t, dir, bolt.Options{})
	defer func() {
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("Check: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
	r := &river{Store: s, t: t, at: t0.AddDate(0, 0, 1)}
	list := r.all()
	r.want("stories", len(list), 2)
	var both storage.Story
	for _, st := range list {
		if len(st.Sightings) == 2 {
			both = st
		}
	}
	r.want("lead", both.Lead.GUID, "a/one")
	if both.Sightings[0].Number == 0 || both.Sightings[0].Number == both.Sightings[1].Number {
		t.Errorf("numbers %d and %d", both.Sightings[0].Number, both.Sightings[1].Number)
	}
	again := news("b", "again", "")
	again.URL, again.Canonical = "https://a.example/two", "https://a.example/two"
	r.want("a copy by link", r.poll("b", again), storage.Finished{Joined: 1})
	made, err := s.Split(t.Context(), both.ID, both.Sightings[1].Number, r.at)
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.Story(t.Context(), made)
	if err != nil || st.Lead.GUID != "b/copy" || !st.Seen.Equal(r.at) || st.Sightings[0].Seen.After(t0.Add(3*time.Hour)) {
		t.Errorf("%+v, %v", st, err)
	}
}
