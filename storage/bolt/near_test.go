package bolt_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/dedup"
)

// report is an item whose text only its copies share.
func report(n int, headline string) storage.Item {
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "w%da%d ", n, i*7%41)
	}
	it := storage.Item{GUID: fmt.Sprint(n, headline), Title: headline, Summary: text.String()}
	it.Signature = dedup.Sign(it.Title, it.Summary)
	return it
}

// TestWindowMoves fills the window until the oldest part of it falls, by its age or by
// the number of its items: copies of that are stories of their own, those of the rest
// still join, and a restart changes nothing.
func TestWindowMoves(t *testing.T) {
	const month = 30 * 24 * time.Hour
	for _, c := range []struct {
		name  string
		items int // bound of the window; 0 for the usual one
		step  time.Duration
		old   bool // the first items are still there
	}{
		{"nothing has to fall", 0, 0, true},
		{"too many", 5000, 0, false},
		{"too old", 0, month + time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "store.db")
			opt := bolt.WindowItems(bolt.Options{}, c.items)
			s, err := bolt.Open(path, opt)
			if err != nil {
				t.Fatal(err)
			}
			at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
			var specs []storage.SourceSpec
			for _, name := range []string{"a", "b", "c"} {
				specs = append(specs, storage.SourceSpec{Name: name, URL: "https://" + name + ".example/feed", Host: name + ".example"})
			}
			if _, err := s.Sync(t.Context(), at, specs); err != nil {
				t.Fatal(err)
			}
			const part = 4200 // a little more than is sealed at a time
			for p := range 3 {
				deliver(t, s, "a", at.Add(time.Duration(p)*c.step), p*part, (p+1)*part)
			}
			now := at.Add(2*c.step + time.Hour)
			joins(t, s, "b", now, 7, c.old)
			joins(t, s, "b", now, 3*part-7, true)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if s, err = bolt.Open(path, opt); err != nil {
				t.Fatal(err)
			}
			joins(t, s, "c", now, 11, c.old)
			joins(t, s, "c", now, 3*part-11, true)
			if err := s.Check(context.Background()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func deliver(t *testing.T, s *bolt.Store, source string, at time.Time, from, to int) {
	t.Helper()
	for ; from < to; from += 600 {
		var items []storage.Item
		for n := from; n < min(to, from+600); n++ {
			items = append(items, report(n, fmt.Sprintf("Story %c%c of the day", 'a'+n%26, 'a'+n/26%26)))
		}
		if _, err := s.Deliver(t.Context(), source, at, items); err != nil {
			t.Fatal(err)
		}
	}
}

// joins proves that a copy of item n joins its story, or that it does not.
func joins(t *testing.T, s *bolt.Store, source string, at time.Time, n int, want bool) {
	t.Helper()
	it := report(n, "Told by "+source)
	it.Summary += "and a little more than that"
	it.Signature = dedup.Sign(it.Title, it.Summary)
	got, err := s.Deliver(t.Context(), source, at, []storage.Item{it})
	if err != nil {
		t.Fatal(err)
	}
	if got.Joined == 1 != want {
		t.Errorf("copy of item %d: %+v, joined should be %v", n, got, want)
	}
}
