package output_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/output"
	"freshet/storage"
)

// aged are items of a source that were published so long ago, a minute apart.
func aged(from, n int, age time.Duration, text string) []storage.Item {
	var items []storage.Item
	for i := range n {
		it := item(from+i, fmt.Sprint("Number ", from+i))
		it.Published = time.Now().Add(-age - time.Duration(i)*time.Minute).UTC().Truncate(time.Second)
		it.Content += text
		items = append(items, it)
	}
	return items
}

// TestWindowReachesBackTwoDays has a feed with a limit of 3: it shows what is not
// older than two days against its newest story, and at least 3.
func TestWindowReachesBackTwoDays(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("b", "B", append(aged(0, 2, time.Minute, ""), aged(10, 8, 60*time.Hour, "")...)...)
	count := func() int { return len(w.feed("/feeds/only.b.json").Items) }
	w.until("the limit", func() bool { return count() == 3 })
	w.poll("b", "B", aged(30, 5, 47*time.Hour, "")...)
	w.until("two days", func() bool { return count() == 7 })
	var before reply
	w.until("what B calls itself", func() bool { // sources are looked at apart from stories
		before = w.get("/feeds/only.b.rss")
		return strings.Contains(before.body, ">B</source>")
	})
	w.restart()
	if diff := cmp.Diff(before.body, w.get("/feeds/only.b.rss").body); diff != "" {
		t.Errorf("the window depends on when it is looked at:\n%s", diff)
	}
}

// TestWindowHasAMaximum fills a day with more stories, and larger ones, than a
// document may hold.
func TestWindowHasAMaximum(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("a", "A", aged(0, output.MaxLimit+20, time.Minute, "")...)
	w.until("many stories", func() bool {
		n := len(w.feed("/feeds/all.json").Items)
		return n > output.DefaultLimit && n <= output.MaxLimit
	})
	big := strings.Repeat("Many words make a long text. ", 700) // 20 kB
	w.poll("b", "B", aged(1000, 60, time.Hour, big)...)
	var titles []string
	w.until("large stories", func() bool {
		titles = w.feed("/feeds/only.b.json").titles()
		return len(titles) > 10 && titles[0] == "Number 1000"
	})
	if len(titles) == 60 {
		t.Error("all stories are shown")
	}
	for _, ext := range []string{".rss", ".atom", ".json"} {
		r := w.get("/feeds/only.b" + ext)
		if n := strings.Count(r.body, "<guid") + strings.Count(r.body, "<entry") + strings.Count(r.body, `"date_published"`); n != len(titles) {
			t.Errorf("%s has %d stories, JSON has %d", ext, n, len(titles))
		}
		if len(r.body) > output.MaxFeedBytes || len(r.body) < output.MaxFeedBytes/2 {
			t.Errorf("%s has %d bytes", ext, len(r.body))
		}
	}
}
