package output_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// apart are the usual settings with a feed more, which keeps copies apart, and one
// of them that takes one source only.
func apartSettings(w *world) {
	w.t.Helper()
	s := settings()
	apart := s.Feeds[0]
	apart.Name, apart.Apart = "apart", true
	ofB := s.Feeds[1]
	ofB.Name, ofB.Apart, ofB.Limit = "apart-b", true, 0
	match := s.Feeds[2]
	match.Name, match.Apart = "apart-go", true
	s.Feeds = append(s.Feeds, apart, ofB, match)
	w.check(w.server.Apply(w.t.Context(), s))
}

// copyOf is the same story at another source: the same canonical link and text.
func copyOf(it storage.Item, n int) storage.Item {
	it.GUID, it.URL = fmt.Sprint("copy-", n), fmt.Sprintf("https://b.example/copy-%d?from=a", n)
	it.Published = it.Published.Add(time.Duration(n) * time.Minute)
	return it
}

// TestCopiesApart: each sighting is an entry with an id of its own, which leads to
// its own link, in the order of its own date; the click is the story's.
func TestCopiesApart(t *testing.T) {
	t.Parallel()
	w := open(t)
	apartSettings(w)
	one, other := item(1, "Go is out"), item(2, "Rust is out")
	other.Published = one.Published.Add(time.Minute)
	w.poll("a", "A", one, other)
	again := copyOf(one, 2)
	w.poll("b", "B", again)
	w.until("three entries", func() bool { return len(w.feed("/feeds/apart.json").Items) == 3 })
	whole, apart := w.feed("/feeds/all.json"), w.feed("/feeds/apart.json")
	if diff := cmp.Diff([]string{"Go is out", "Rust is out", "Go is out"}, apart.titles()); diff != "" {
		t.Fatal(diff)
	}
	w.until("the folded feed", func() bool { whole = w.feed("/feeds/all.json"); return len(whole.Items) == 2 })
	story := whole.Items[1]
	first, second := apart.Items[2], apart.Items[0]
	if first.ID != story.ID {
		t.Errorf("the first sighting has the id %s, the story %s", first.ID, story.ID)
	}
	if !strings.HasPrefix(second.ID, story.ID+"/") {
		t.Errorf("the copy has the id %s", second.ID)
	}
	if first.External != one.URL || second.External != again.URL {
		t.Errorf("external links %s, %s", first.External, second.External)
	}
	for link, want := range map[string]string{first.URL: one.URL, second.URL: again.URL, story.URL: story.External} {
		if r := w.get(path(link), "User-Agent", human); r.StatusCode != http.StatusFound || r.Header.Get("Location") != want {
			t.Errorf("%s: %d to %s, want %s", link, r.StatusCode, r.Header.Get("Location"), want)
		}
	}
	id, err := storage.ParseStoryID(story.Freshet.Story)
	w.check(err)
	w.until("the clicks of all entries on the one story", func() bool {
		counts, err := w.store.Counts(t.Context(), []storage.StoryID{id})
		w.check(err)
		return counts[id].Raw == 3 && counts[id].Clicks == 1 // one reader
	})
	if diff := cmp.Diff([]string{"Go is out"}, w.feed("/feeds/apart-b.json").titles()); diff != "" {
		t.Errorf("the feed of one source: %s", diff)
	}
	if got := w.feed("/feeds/apart-b.json").Items[0]; got.ID != second.ID || len(got.Freshet.Sightings) != 2 {
		t.Errorf("the entry differs between feeds: %+v", got)
	}
	page := w.get("/feeds/apart")
	if n := strings.Count(page.body, ">Go is out</a>"); n != 2 {
		t.Errorf("the page shows the story %d times", n)
	}
	for _, ext := range []string{".rss", ".atom"} {
		if body := w.get("/feeds/apart" + ext).body; strings.Count(body, story.ID) != 2 || !strings.Contains(body, ">"+second.ID+"<") {
			t.Errorf("%s lacks an entry", ext)
		}
	}
}

// TestApartRevised: a sighting whose text changes is updated under its id, the other
// is not touched.
func TestApartRevised(t *testing.T) {
	t.Parallel()
	w := open(t)
	apartSettings(w)
	one := item(1, "Go is out")
	again := copyOf(one, 2)
	w.poll("a", "A", one)
	w.poll("b", "B", again)
	w.until("two entries", func() bool { return len(w.feed("/feeds/apart-go.json").Items) == 2 })
	before := w.feed("/feeds/apart-go.json")
	again.Content += "<p>Corrected.</p>"
	again.Updated = time.Now()
	w.poll("b", "B", again)
	w.until("the correction", func() bool { return strings.Contains(w.feed("/feeds/apart-go.json").Items[0].HTML, "Corrected.") })
	after := w.feed("/feeds/apart-go.json")
	if diff := cmp.Diff(before.Items[1], after.Items[1]); diff != "" {
		t.Errorf("the other entry: %s", diff)
	}
	if before.Items[0].ID != after.Items[0].ID || before.Items[0].Date != after.Items[0].Date {
		t.Errorf("id or date of %+v was %+v", after.Items[0], before.Items[0])
	}
}

// TestApartIsBounded: the stories of a feed's window are looked at, and no document
// passes its limits.
func TestApartIsBounded(t *testing.T) {
	t.Parallel()
	w := open(t)
	apartSettings(w)
	items := aged(0, 300, time.Minute, "")
	var copies []storage.Item
	for i := range items {
		copies = append(copies, copyOf(items[i], 1000+i))
		copies[i].Published = items[i].Published
	}
	w.poll("a", "A", items...)
	w.poll("b", "B", copies...)
	w.until("many entries", func() bool {
		n := len(w.feed("/feeds/apart.json").Items)
		if n > 500 {
			t.Fatalf("%d entries", n)
		}
		return n == 500 || n > 300
	})
	seen := map[string]bool{}
	for _, it := range w.feed("/feeds/apart.json").Items {
		if seen[it.ID] {
			t.Errorf("two entries with the id %s", it.ID)
		}
		seen[it.ID] = true
	}
}
