package bolt_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"freshet/storage"
)

func TestA10_11_SameUpdatedOtherContent(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	it := entry(site, "/one", t0)
	it.Updated = t0
	r.poll("a", it)
	id := r.all()[0].ID
	it.Summary = "<p>Told better.</p>"
	r.want("updated", r.poll("a", again(it)), storage.Finished{Revised: 1})
	got := r.all()
	r.want("stories", len(got), 1)
	r.want("id", got[0].ID, id)
	r.want("date", got[0].Date, t0)
	r.want("text", got[0].Lead.Summary, it.Summary)
}

func TestA10_11_NewerUpdatedSameContent(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	it := entry(site, "/one", t0)
	it.Updated = t0
	r.poll("a", it)
	before := r.all()
	it.Updated = t0.Add(time.Hour)
	r.want("nothing happens", r.poll("a", it), storage.Finished{Known: 1})
	r.want("story", r.all(), before)
}

func TestA10_11_AnOlderVersionReturns(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	old := entry(site, "/one", t0)
	old.Updated = t0
	it := old
	it.Title, it.Updated = "Corrected", t0.Add(30*time.Minute)
	it = again(it)
	r.poll("a", old)
	r.want("corrected", r.poll("a", it), storage.Finished{Revised: 1})
	before := r.all()
	r.want("a stale copy", r.poll("a", old), storage.Finished{Known: 1})
	r.want("is not taken", r.all(), before)
	moved := old
	moved.GUID = "http://www.a.example/one" // stale, and under its older guid
	r.want("a staler one", r.poll("a", moved), storage.Finished{Known: 1})
	r.want("is not taken either", r.all(), before)
	it.Title, it.Updated = "Corrected again", t0.Add(time.Hour)
	r.want("a newer one is", r.poll("a", again(it)), storage.Finished{Revised: 1})
}

// A slip of the pen must not end all updates.
func TestA10_11_AnUpdateOfTheFuture(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	it := entry(site, "/one", t0)
	it.Updated = t0.AddDate(4, 0, 0)
	r.poll("a", it)
	it.Title, it.Updated = "Corrected", r.at
	r.want("taken", r.poll("a", again(it)), storage.Finished{Revised: 1})
}

func TestA10_12_OnlyWhatIsVolatileChanges(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	it := entry(site, "/one", t0)
	it.Content = `<p>It is told. <a href="https://ads.example/x?slot=1&amp;t=77">Buy</a> <img src="https://a.example/i.png?v=1"/></p>`
	r.poll("a", again(it))
	before := r.all()
	for i := range 3 {
		it.Content = fmt.Sprintf(`<p>It is told. <a href="https://ads.example/x?slot=%d">Buy</a> <img src="https://a.example/i.png?v=%d"/></p>`, i+2, i)
		it.URL = fmt.Sprint(site, "/one?utm_campaign=", i)
		it.Updated = it.Updated.Add(time.Minute)
		r.want("nothing happens", r.poll("a", again(it)), storage.Finished{Known: 1})
	}
	r.want("story", r.all(), before)
	it.Content = `<p>It is told. <a href="https://other.example/x?slot=1">Buy</a> <img src="https://a.example/i.png?v=1"/></p>`
	r.want("another address is a change", r.poll("a", again(it)), storage.Finished{Revised: 1})
}

func TestA10_13_ItemsAreReordered(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	items := archive(site, 10)
	r.poll("a", items...)
	before := r.all()
	slices.Reverse(items)
	r.want("reversed", r.poll("a", items...), storage.Finished{Known: 10})
	r.want("rotated", r.poll("a", append(items[4:], items[:4]...)...), storage.Finished{Known: 10})
	r.want("stories", r.all(), before)
}

func TestA10_14_AbsenceIsNotDeletion(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	items := archive(site, 10)
	r.poll("a", items...)
	before := r.all()
	r.poll("a")
	r.want("one is left in the document", r.poll("a", items[9]), storage.Finished{Known: 1})
	r.want("stories", r.all(), before)
	r.want("they are back in it", r.poll("a", items...), storage.Finished{Known: 10})
	r.want("stories again", r.all(), before)
}

func TestA10_14_DeletedByItsSourceOnly(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a", "b")
	it := entry(site, "/one", t0)
	it.Updated = t0.Add(time.Minute)
	r.poll("a", it)
	take := func(source string, when time.Time) storage.Finished {
		return r.document(source, func(out *storage.Outcome) {
			out.Deleted = []storage.Deletion{{GUID: it.GUID, When: when}}
		})
	}
	r.want("another source's word", take("b", t0.Add(time.Hour)), storage.Finished{})
	r.want("a word from before the update", take("a", t0), storage.Finished{})
	r.want("its source's word", take("a", it.Updated), storage.Finished{Deleted: 1})
	r.want("it does not come back", r.poll("a", it), storage.Finished{Known: 1})
	r.want("stories", len(r.all()), 0)
	it.Updated = it.Updated.Add(time.Second)
	r.want("unless it is published anew", r.poll("a", it), storage.Finished{New: 1})
}

func TestA10_14_AbsentFromACompleteFeed(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	items := archive(site, 4)
	r.poll("a", items...)
	n := r.document("a", func(out *storage.Outcome) {
		out.Present, out.Complete = []string{items[1].GUID, items[3].GUID}, true
	})
	r.want("deleted", n, storage.Finished{Deleted: 2})
	r.want("they do not come back", r.poll("a", items...), storage.Finished{Known: 4})
	r.want("stories", len(r.all()), 2)
}

// What a new source had before is not news: it stands by its dates, below what
// came since.
func TestA10_15_FirstFetchOfOldItems(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a", "b")
	fresh := news("b", "fresh", "")
	fresh.Published = t0.Add(-time.Minute)
	r.poll("b", fresh)
	r.want("first", r.poll("a", archive(site, 500)...), storage.Finished{New: 500})
	list := r.all()
	r.want("newest", list[0].Lead.GUID, fresh.GUID)
	for i, st := range list[1:] {
		if want := t0.AddDate(0, 0, -1-i); !st.Date.Equal(want) {
			t.Fatalf("place %d has the date %v, want %v", i+1, st.Date, want)
		}
	}
	since, err := r.Newest(t.Context(), storage.Query{Since: t0.Add(-time.Hour), Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	r.want("of the last hour", len(since), 1)
}

func TestA10_16_OneStoryOfThreeSources(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a", "b", "c")
	it := news("a", "one", "")
	for i, name := range []string{"a", "b", "c"} {
		copied := it
		copied.GUID = fmt.Sprint(name, i)
		copied.URL += []string{"", "?utm_source=b", "#c"}[i]
		want := storage.Finished{Joined: 1}
		if i == 0 {
			want = storage.Finished{New: 1}
		}
		r.want(name, r.poll(name, copied), want)
	}
	list := r.all()
	r.want("stories", len(list), 1)
	r.want("sightings", len(list[0].Sightings), 3)
	r.want("date", list[0].Date, t0)
}
