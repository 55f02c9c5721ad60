package click

import (
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/bolt"
)

// What clickForEver is told beside its directory: the story that is clicked, and
// the tag after which its own begin.
const (
	childStory = "FRESHET_CLICK_STORY"
	childTag   = "FRESHET_CLICK_TAG"
)

// withStory opens a store and puts a story into it.
func withStory(t *testing.T, path string) (*bolt.Store, storage.StoryID) {
	t.Helper()
	store, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	_, err = store.Sync(t.Context(), now.Add(-time.Hour), []storage.SourceSpec{{Name: "a", URL: "https://a.example/", Host: "a.example"}})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := store.Claim(t.Context(), storage.ClaimRequest{Now: now, Limit: 1, Lease: time.Minute})
	if err != nil || len(claims) != 1 {
		t.Fatalf("%d claims, %v", len(claims), err)
	}
	_, err = store.Finish(t.Context(), claims[0], storage.Outcome{
		At: now, State: claims[0].State, Next: now.Add(time.Hour), Items: []storage.Item{{GUID: "1", Title: "One"}}, Present: []string{"1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := store.Newest(t.Context(), storage.Query{Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d stories, %v", len(list), err)
	}
	return store, list[0].ID
}

// TestKilled kills a process that takes clicks and moves them to a store, at
// random moments, many times: in the end every click that was acknowledged is in
// the store once, and no other more than once.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "freshet.db")
	store, story := withStory(t, db)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv(childStory, story.String())
	acked := map[int]bool{}
	for round := range 10 {
		t.Setenv(childTag, strconv.Itoa(round*1_000_000))
		c := start(t, "click", dir)
		var said []string
		for range 1 + rand.IntN(1500) {
			said = append(said, c.read(t))
		}
		for _, line := range append(said, c.kill(t)...) {
			tag, err := strconv.Atoi(line)
			if err != nil {
				t.Fatalf("the child said %q", line)
			}
			acked[tag] = true
		}
	}
	store, err := bolt.Open(db, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	drain(t, journal(t, filepath.Join(dir, "clicks"), small(200)), store)

	counted := map[int]int{}
	for c, err := range store.ClickLog(t.Context(), time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		if counted[int(c.Feed)]++; counted[int(c.Feed)] > 1 {
			t.Errorf("click %d is in the store %d times", c.Feed, counted[int(c.Feed)])
		}
	}
	for tag := range acked {
		if counted[tag] != 1 {
			t.Errorf("click %d was acknowledged and is in the store %d times", tag, counted[tag])
		}
	}
	counts, err := store.Counts(t.Context(), []storage.StoryID{story})
	if err != nil || counts[story].Clicks != uint64(len(counted)) {
		t.Errorf("the story has %d clicks, the log %d, %v", counts[story].Clicks, len(counted), err)
	}
	t.Logf("%d clicks acknowledged, %d counted", len(acked), len(counted))
}
