package bolt_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
	"freshet/storage/bolt"
	"freshet/storage/dedup"
)

// The tests here are named after the lines of the protocol's checklist that they
// prove: A10, identity of items over time. `go test ./... -run A10` shows them.

// river is a store whose sources are polled by hand.
type river struct {
	*bolt.Store
	t  *testing.T
	at time.Time
}

func newRiver(t *testing.T, sources ...string) *river {
	t.Helper()
	s := openWith(t, t.TempDir(), bolt.Options{})
	r := &river{Store: s, t: t, at: t0}
	t.Cleanup(func() {
		if err := s.Check(context.Background()); err != nil {
			t.Errorf("Check: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	var specs []storage.SourceSpec
	for _, name := range sources {
		specs = append(specs, spec(name))
	}
	if _, err := s.Sync(t.Context(), t0, specs); err != nil {
		t.Fatal(err)
	}
	return r
}

// poll is an hour later than the last one; the document has these items alone.
func (r *river) poll(source string, items ...storage.Item) storage.Finished {
	r.t.Helper()
	return r.document(source, func(out *storage.Outcome) {
		out.Items = items
		for _, it := range items {
			out.Present = append(out.Present, it.GUID)
		}
	})
}

func (r *river) document(source string, fill func(*storage.Outcome)) (n storage.Finished) {
	r.t.Helper()
	r.at = r.at.Add(time.Hour)
	ctx := r.t.Context()
	claims, err := claimAll(ctx, r.Store, 100)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range claims {
		if c.Source.Name != source {
			if err := r.Release(ctx, c); err != nil {
				r.t.Fatal(err)
			}
			continue
		}
		out := storage.Outcome{At: r.at, State: c.State, Next: r.at, Present: []string{}}
		out.State.LastSuccess = r.at
		fill(&out)
		if n, err = r.Finish(ctx, c, out); err != nil {
			r.t.Fatal(err)
		}
	}
	return n
}

// all are the stories, newest first.
func (r *river) all() []storage.Story {
	r.t.Helper()
	list, err := r.Newest(r.t.Context(), storage.Query{Limit: storage.MaxQuery})
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *river) want(what string, got, want any) {
	r.t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		r.t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// entry is an item of a site under an address of it.
func entry(site, name string, published time.Time) storage.Item {
	it := storage.Item{
		GUID: site + name, URL: site + name, Canonical: strings.TrimPrefix(strings.TrimPrefix(site, "https:"), "http:") + name,
		Title: "All about " + name, Summary: "<p>It is told here.</p>", Published: published,
	}
	return again(it)
}

// again signs an item that was changed.
func again(it storage.Item) storage.Item {
	it.Signature = dedup.Sign(it.Title, it.Summary+" "+it.Content)
	return it
}

// archive is n items of a site, a day apart, the oldest first.
func archive(site string, n int) (items []storage.Item) {
	for i := range n {
		items = append(items, entry(site, fmt.Sprintf("/p/%d-%c", i, 'a'+i%26), t0.AddDate(0, 0, i-n)))
	}
	return items
}

// changed is every item as a function makes it.
func changed(items []storage.Item, f func(*storage.Item)) []storage.Item {
	out := slices.Clone(items)
	for i := range out {
		f(&out[i])
		out[i] = again(out[i])
	}
	return out
}

const site = "https://a.example"

func TestA10_1_GuidsAreComparedByteForByte(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	var items []storage.Item
	for i, guid := range []string{"tag:a,1", "TAG:a,1", "tag:a,%31", "tag:a,1 "} {
		it := entry(site, fmt.Sprint("/", i), t0)
		it.GUID = guid
		items = append(items, it)
	}
	r.want("first", r.poll("a", items...), storage.Finished{New: 4})
	r.want("again", r.poll("a", items...), storage.Finished{Known: 4})
}

func TestA10_3_OneGuidForAllItems(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	same := func(it *storage.Item) { it.GUID = "0" }
	items := changed(archive(site, 5), same)
	r.want("first", r.poll("a", items...), storage.Finished{New: 5})
	r.want("again", r.poll("a", items...), storage.Finished{Known: 5})
	// A document of which only what is new has been read: the guid stands six times.
	newer := changed([]storage.Item{entry(site, "/p/new", t0)}, same)
	edited := again(items[2])
	edited.Title = "Edited"
	n := r.document("a", func(out *storage.Outcome) {
		out.Items = append(newer, edited)
		out.Present = []string{"0", "0", "0", "0", "0", "0"}
		out.Complete = true // which such guids cannot show
	})
	r.want("one more", n, storage.Finished{New: 1, Revised: 1})
	r.want("stories", len(r.all()), 6)
}

func TestA10_3_AGuidThatIsSharedFromNowOn(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	items := changed(archive(site, 2), func(it *storage.Item) { it.GUID = "0" })
	r.want("alone", r.poll("a", items[0]), storage.Finished{New: 1})
	r.want("with another", r.poll("a", items...), storage.Finished{New: 1, Known: 1})
	r.want("stories", len(r.all()), 2)
}

func TestA10_4_SchemeWwwOrHostOfGuid(t *testing.T) {
	t.Parallel()
	const old = "http://blog.a.example"
	for name, to := range map[string]string{
		"scheme": "https://blog.a.example",
		"www":    "http://www.blog.a.example",
		"both":   "https://www.blog.a.example",
		"host":   "https://new.example",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRiver(t, "a")
			it := entry(old, "/?p=7", time.Time{})
			r.document("a", func(out *storage.Outcome) {
				out.State.Document.Link = old + "/"
				out.Items, out.Present = []storage.Item{it}, []string{it.GUID}
			})
			id := r.all()[0].ID
			moved := entry(to, "/?p=7", time.Time{})
			moved.Title = "Retold" // the guid alone has to do
			other := entry(to, "/?p=8", time.Time{})
			n := r.poll("a", again(moved), other)
			r.want("moved", n, storage.Finished{New: 1, Revised: 1})
			r.want("again", r.poll("a", again(moved), other), storage.Finished{Known: 2})
			if st, err := r.Story(t.Context(), id); err != nil || st.Lead.Title != "Retold" {
				t.Errorf("story %+v, %v", st, err)
			}
		})
	}
}

func TestA10_4_TwoSchemesInOneDocument(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	one, two := entry("http://a.example", "/p", t0), entry("https://a.example", "/q", t0)
	two.GUID = "https://a.example/p"
	r.want("two items", r.poll("a", one, two), storage.Finished{New: 2})
	r.want("and they stay two", r.poll("a", two, one), storage.Finished{Known: 2})
}

func TestA10_5_AllGuidsChange(t *testing.T) {
	t.Parallel()
	items := archive(site, 30)
	for name, change := range map[string]func(*storage.Item){
		"links and titles stay": func(it *storage.Item) { it.GUID = "tag:new," + it.GUID },
		"dates are stamped anew": func(it *storage.Item) {
			it.GUID, it.Published, it.Updated = "urn:"+it.GUID, t0, t0
		},
		"the links' host changes": func(it *storage.Item) {
			*it = entry("https://elsewhere.example", strings.TrimPrefix(it.URL, site), it.Published)
			it.GUID = "tag:new," + it.GUID
		},
		"links and texts change": func(it *storage.Item) {
			it.GUID, it.URL = "tag:new,"+it.GUID, it.URL+".html"
			it.Canonical, it.Summary = it.URL, it.Summary+" <p>By the new engine.</p>"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRiver(t, "a")
			r.want("before", r.poll("a", items...), storage.Finished{New: 30})
			ids := storyIDs(r.all())
			moved := changed(items, change)
			newer := entry("https://elsewhere.example", "/news", t0.Add(time.Hour))
			n := r.poll("a", append(moved, newer)...)
			if n.New != 1 || n.Joined != 0 || n.Known+n.Revised != 30 {
				t.Errorf("after the move: %+v", n)
			}
			got := storyIDs(r.all())
			for id := range ids {
				if !got[id] {
					t.Errorf("story %s is gone", id)
				}
			}
			r.want("stories", len(got), 31)
			r.want("again", r.poll("a", append(moved, newer)...), storage.Finished{Known: 31})
		})
	}
}

func storyIDs(list []storage.Story) map[storage.StoryID]bool {
	ids := map[storage.StoryID]bool{}
	for _, st := range list {
		ids[st.ID] = true
	}
	return ids
}

func TestA10_5_OneTitleEveryWeekIsNoMove(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	for week := range 5 {
		it := entry(site, fmt.Sprint("/open-thread-", week), t0.AddDate(0, 0, 7*week))
		it.Title = "Open thread"
		r.want("this week's", r.poll("a", again(it)), storage.Finished{New: 1})
	}
	r.want("stories", len(r.all()), 5)
}

func TestA10_6_AnotherSourcesGuid(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a", "b")
	own := news("a", "one", "The text of a.")
	r.want("a", r.poll("a", own), storage.Finished{New: 1})
	before := r.all()
	forged := news("b", "other", "Something else.")
	forged.GUID = own.GUID
	r.want("b", r.poll("b", forged), storage.Finished{New: 1})
	n := r.document("b", func(out *storage.Outcome) {
		out.Deleted = []storage.Deletion{{GUID: own.GUID, When: r.at}}
		out.Present, out.Complete = []string{}, true
	})
	r.want("b takes back its own alone", n, storage.Finished{Deleted: 1})
	r.want("a's story", r.all(), before)
}

func TestA10_7_MissingDateIsFirstSeenForEver(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	it := entry(site, "/one", time.Time{})
	r.poll("a", it)
	seen := r.at
	r.want("date", r.all()[0].Date, seen)
	it.Published = t0.AddDate(0, 0, -9)
	it.Summary += "<p>More.</p>"
	r.want("a date later on", r.poll("a", again(it)), storage.Finished{Revised: 1})
	r.want("date stays", r.all()[0].Date, seen)
}

func TestA10_8_FutureDates(t *testing.T) {
	t.Parallel()
	r := newRiver(t, "a")
	future := t0.AddDate(4, 0, 0)
	it := entry(site, "/one", future)
	r.poll("a", it)
	seen := r.at
	r.poll("a", it, entry(site, "/two", r.at.Add(30*time.Minute)))
	list := r.all()
	r.want("is not pinned", list[1].Date, seen)
	r.want("raw", list[1].Lead.Published, future)
	it.Published = t0.AddDate(0, 0, -1)
	r.want("corrected", r.poll("a", it), storage.Finished{Known: 1})
	list = r.all()
	r.want("its own date", list[1].Sightings[0].Published, it.Published)
	r.want("no revision", list[1].Sightings[0].Revisions, 0)
	r.want("the story's stays", list[1].Date, seen)
}
