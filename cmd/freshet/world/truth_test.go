package world

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// truth is the stories of a day around the start.
func truth(t *testing.T) (*World, []Story) {
	t.Helper()
	w, c := newWorld(t, 11, 20*time.Hour)
	return w, w.Truth(start.Add(-12*time.Hour), c.now)
}

// bare is a link without what does not identify it: scheme, host variants,
// tracking.
func bare(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	host := u.Host
	for _, p := range []string{"www.", "m.", "amp."} {
		host = strings.TrimPrefix(host, p)
	}
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(name, "utm_") || name == "fbclid" || name == "gclid" {
			q.Del(name)
		}
	}
	return host + u.Path + "?" + q.Encode()
}

func TestCopiesAreWhatTheySay(t *testing.T) {
	w, stories := truth(t)
	kinds := map[Kind]int{}
	for _, s := range stories {
		id, _ := parseRef(s.ID)
		e, found := w.event(id)
		if !found {
			t.Fatalf("story %s has no original", s.ID)
		}
		original := w.item(e, e.at)
		for _, it := range s.Items {
			kinds[it.Kind]++
			if it.At.Before(original.At) {
				t.Errorf("%s copied before the original was there", it.Source)
			}
			sameLink := bare(t, it.Link) == bare(t, original.Link)
			if want := it.Kind == Original || it.Kind == Tracked || it.Kind == Variant; sameLink != want {
				t.Errorf("%s copy: link %s of %s", it.Kind, it.Link, original.Link)
			}
			sameText := it.Title == original.Title && slices.Equal(it.Paragraphs, original.Paragraphs)
			if it.Exact && !sameLink && !sameText || !it.Exact && sameLink {
				t.Errorf("%s copy by %s: exact %v, same link %v, same text %v", it.Kind, it.Source, it.Exact, sameLink, sameText)
			}
		}
	}
	for _, k := range []Kind{Original, Tracked, Variant, Reprint, Retitled, Brief, Script, Farm} {
		if kinds[k] < 5 {
			t.Errorf("only %d items are of kind %s", kinds[k], k)
		}
	}
}

func TestNoItemIsTwice(t *testing.T) {
	_, stories := truth(t)
	guids, links := map[string]bool{}, map[string]bool{}
	for _, s := range stories {
		for _, it := range s.Items {
			guid := it.Source + " " + it.GUID
			if guids[guid] || links[it.Source+" "+it.Link] {
				t.Errorf("two items of %s are %s at %s", it.Source, it.GUID, it.Link)
			}
			guids[guid], links[it.Source+" "+it.Link] = true, true
		}
	}
	if len(guids) < 200 {
		t.Errorf("only %d items in a day", len(guids))
	}
}

// Different stories do not share headline and lead, so that the truth is one.
func TestStoriesDiffer(t *testing.T) {
	w, stories := truth(t)
	seen := map[string]string{}
	for _, s := range stories {
		id, _ := parseRef(s.ID)
		e, _ := w.event(id)
		it := w.item(e, e.at)
		text := it.Title + it.Paragraphs[0]
		if other, known := seen[text]; known {
			t.Errorf("stories %s and %s are both %q", other, s.ID, it.Title)
		}
		seen[text] = s.ID
	}
}

func TestTruthOfPartsIsTruthOfTheWhole(t *testing.T) {
	w, _ := newWorld(t, 11, 0)
	middle, end := w.clock(3*time.Hour), w.clock(9*time.Hour)
	count := func(lists ...[]Story) map[string]int {
		n := map[string]int{}
		for _, l := range lists {
			for _, s := range l {
				n[s.ID] += len(s.Items)
			}
		}
		return n
	}
	if diff := cmp.Diff(count(w.Truth(start, end)), count(w.Truth(start, middle), w.Truth(middle, end))); diff != "" {
		t.Errorf("whole and parts:\n%s", diff)
	}
}

func TestQualityIsTasted(t *testing.T) {
	w, stories := truth(t)
	for _, s := range stories {
		for _, it := range s.Items {
			if got := w.Taste(it.Link); got != s.Quality {
				t.Fatalf("taste of %s is %v, of its story %v", it.Link, got, s.Quality)
			}
		}
	}
	if got := w.Taste("https://elsewhere.example/a"); got != 1 {
		t.Errorf("taste of a foreign link is %v", got)
	}
}

func TestSeriesAreNotTheSame(t *testing.T) {
	w, c := newWorld(t, 1, 30*time.Hour)
	for source, part := range map[string]string{"coast-weather": "Weather for ", "release-desk": " v"} {
		titles := map[string]bool{}
		for _, it := range w.Published(source, c.now) {
			if !strings.Contains(it.Title, part) {
				t.Errorf("%s: title %q", source, it.Title)
			}
			titles[it.Title] = true
		}
		if items := w.Published(source, c.now); len(titles) != len(items) {
			t.Errorf("%s: %d headlines of %d items", source, len(titles), len(items))
		}
	}
}

func TestHabits(t *testing.T) {
	w, _ := newWorld(t, 1, 0)
	day := 24 * time.Hour
	for _, it := range w.Published("tomorrow-times", start) {
		if it.Published.Sub(it.At) < 3*day {
			t.Errorf("%q is dated %v, at %v", it.Title, it.Published, it.At)
		}
	}
	for _, it := range w.Published("plain-speech", start) {
		if !it.Published.IsZero() {
			t.Errorf("%q is dated", it.Title)
		}
	}
	twice := map[string]int{}
	for _, it := range w.Published("tiantian-redian", start) {
		if it.At.Sub(it.Published) < 20*day || !strings.HasPrefix(it.Title, advert) {
			t.Errorf("%q is dated %v, at %v", it.Title, it.Published, it.At)
		}
		twice[it.Story]++
	}
	if slices.Max(slices.Collect(maps.Values(twice))) != 2 {
		t.Error("the farm published nothing twice")
	}
}

func TestGUIDsFlipOnce(t *testing.T) {
	w, _ := newWorld(t, 1, 0)
	guids := func(at time.Duration) map[string]string {
		out := map[string]string{}
		for _, it := range w.Published("halvick-herald", w.clock(at)) {
			out[it.Link] = it.GUID
		}
		return out
	}
	before, after, later := guids(flipAfter-time.Minute), guids(flipAfter), guids(flipAfter+time.Minute)
	for link, guid := range after {
		if guid == before[link] || later[link] != "" && later[link] != guid {
			t.Errorf("%s: %s, %s, %s", link, before[link], guid, later[link])
		}
	}
	if len(after) == 0 {
		t.Error("nothing was published")
	}
}

// TestCorrections: what a source corrects is one number and nothing else.
func TestCorrections(t *testing.T) {
	w, c := newWorld(t, 1, 60*time.Hour)
	digits := regexp.MustCompile(`[0-9]+`)
	bare := func(list []string) []string {
		return every(list, func(s string) string { return digits.ReplaceAllString(s, "#") })
	}
	found := 0
	for _, it := range w.Published("field-notes", c.now) {
		id, _ := parseRef(it.id)
		e, _ := w.event(id)
		first := w.item(e, e.at)
		if it.Revision == 0 || len(it.Paragraphs) != len(first.Paragraphs) {
			continue
		}
		found++
		differ := 0
		for i := range it.Paragraphs {
			was, is := digits.FindAllString(first.Paragraphs[i], -1), digits.FindAllString(it.Paragraphs[i], -1)
			for k := range was {
				if was[k] != is[k] {
					differ++
				}
			}
		}
		if !slices.Equal(bare(it.Paragraphs), bare(first.Paragraphs)) || differ != 1 || it.Title != first.Title {
			t.Errorf("%d numbers differ: first %q, then %q", differ, first.Paragraphs, it.Paragraphs)
		}
	}
	if found < 2 {
		t.Errorf("%d stories were corrected", found)
	}
}

func TestEditsAreRevisions(t *testing.T) {
	w, c := newWorld(t, 1, 40*time.Hour)
	edited := 0
	for _, it := range w.Published("field-notes", c.now) {
		id, _ := parseRef(it.id)
		e, _ := w.event(id)
		first := w.item(e, e.at)
		if it.Revision == 0 {
			continue
		}
		edited++
		if first.Revision != 0 || slices.Equal(first.Paragraphs, it.Paragraphs) || first.GUID != it.GUID ||
			!it.Updated.Equal(w.clock(e.at+editAfter)) {
			t.Errorf("first %+v, then %+v", first, it)
		}
	}
	if edited < 3 {
		t.Errorf("%d stories were edited", edited)
	}
}
