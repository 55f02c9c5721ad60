package output

import (
	"context"
	"flag"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/output/click"
	"freshet/output/health"
	"freshet/output/render"
	"freshet/storage"
)

var update = flag.Bool("update", false, "write the golden files")

// wardKeeper is a keeper that has seen one source of each kind of trouble, and two
// that are well again.
func wardKeeper(t *testing.T) (*keeper, []noted) {
	t.Helper()
	base, err := url.Parse("https://news.example.org")
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSite(Settings{BaseURL: base, Title: "The Weir"}, "1.0", "news.example.org,2026", click.NewSigner(make([]byte, click.MinKeyBytes)))
	if err != nil {
		t.Fatal(err)
	}
	k := &keeper{stage: stage{site: s, sources: sources{
		"ice": {Name: "ice", Title: "Ice & Water"}, "planet": {Name: "planet", Title: "Old <planet>"},
	}}}
	noon := time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)
	since := noon.Add(-50 * time.Hour)
	var list []noted
	for i, c := range []health.Condition{
		{Kind: health.Failing, Name: "ice", Since: since, Class: "dns", Detail: "the name does not exist"},
		{Kind: health.Gone, Name: "planet", Since: since, Detail: "the origin answers 410 Gone"},
		{Kind: health.Moved, Name: "rivers", Since: since, Address: "http://rivers.example/rss", Other: "https://rivers.example/feed?key=..."},
		{Kind: health.Silent, Name: "attic", Since: since.AddDate(-1, 0, 0)},
		{Kind: health.Doubted, Name: "parked", Detail: "redirected for good to where feeds of other hosts are too: not believed"},
		{Kind: health.Twin, Name: "mirror", Other: "ice"},
		{Kind: health.Doubted, Name: "sold", Mark: "takeover", Detail: "title, site and all entries have changed at once: somebody else may have the address now"},
	} {
		if c.Source = uint64(i + 1); c.Mark == "" {
			c.Mark = "1"
		}
		list = append(list, noted{Condition: c, at: noon.Add(time.Duration(i%3) * time.Hour)})
	}
	k.ward.ended = []health.Ending{
		{Condition: health.Condition{Kind: health.Failing, Source: 9, Name: "well", Mark: "1", Since: since}, At: noon.Add(20 * time.Hour)},
		{},
		{Condition: health.Condition{Kind: health.Silent, Source: 8, Name: "letters", Mark: "1", Since: since.AddDate(-1, 0, 0)}, At: noon.Add(-time.Hour)},
	}
	return k, list
}

// open gives the keeper a store that has nothing but papers.
func (k *keeper) open(p *papers) {
	k.store, k.shelves = paperStore{papers: p}, newShelves(k.site, nil)
}

type paperStore struct {
	storage.Store
	papers *papers
}

func (s paperStore) Stamp(ctx context.Context, document string, hash [32]byte, now time.Time) (time.Time, error) {
	return s.papers.Stamp(ctx, document, hash, now)
}

func (s paperStore) Mint(ctx context.Context, name string, proposed []byte) ([]byte, error) {
	return s.papers.Mint(ctx, name, proposed)
}

func TestHealthFeedGolden(t *testing.T) {
	t.Parallel()
	k, list := wardKeeper(t)
	sheet := new(render.Press).Lay(k.healthFeed(list))
	for _, format := range formats {
		got, err := write(sheet, format.ext, k.site.address(healthPath+format.ext), time.Date(2026, 11, 5, 8, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "sources"+format.ext)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestHealthFeedIsBounded proves that the conditions that began last are shown, and
// that no more are noted.
func TestHealthFeedIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)
	var known []storage.SourceStatus
	for i := range 3 * maxConditions {
		s := storage.SourceStatus{Active: i != 0}
		s.Source.Key = uint64(i + 1)
		s.State.FailingSince = now.Add(-time.Duration(i+30) * time.Hour)
		known = append(known, s)
	}
	k, _ := wardKeeper(t)
	p := newPapers()
	k.open(p)
	if err := k.tend(t.Context(), known, now); err != nil {
		t.Fatal(err)
	}
	if n := len(k.ward.now); n != maxConditions {
		t.Errorf("%d conditions are told", n)
	}
	for _, c := range k.ward.now {
		if c.Source < 2 || c.Source > maxConditions+1 {
			t.Errorf("source %d is told of", c.Source)
		}
	}
	if n := len(p.stamps); n > maxConditions+2 {
		t.Errorf("%d things are noted", n)
	}
}

// TestHealthFeedOverTime follows a source through trouble, over restarts and with a
// second node: entries keep their ids and dates, and each ending is told once.
func TestHealthFeedOverTime(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)
	s := storage.SourceStatus{Active: true, Source: storage.Source{Key: 1, SourceSpec: storage.SourceSpec{Name: "ice", URL: "https://ice.example/"}}}
	p := newPapers()
	node := func() *keeper {
		k, _ := wardKeeper(t)
		k.ward = ward{}
		k.open(p)
		return k
	}
	one, two := node(), node()
	look := func(k *keeper, after time.Duration) (ids []string, atom string) {
		t.Helper()
		if err := k.tend(t.Context(), []storage.SourceStatus{s}, start.Add(after)); err != nil {
			t.Fatal(err)
		}
		for _, e := range k.healthFeed(slices.Collect(maps.Values(k.ward.now))).Entries {
			ids = append(ids, e.Title+" "+e.Published.Format(time.DateTime))
		}
		return ids, string(k.shelves[healthPath+".atom"].Load().Body())
	}
	expect := func(k *keeper, after time.Duration, want ...string) string {
		t.Helper()
		got, atom := look(k, after)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("after %v (-want +got):\n%s", after, diff)
		}
		return atom
	}
	const (
		failing = "Ice & Water has been failing since 4 November 2026 2026-11-05 13:00:00"
		works   = "Ice & Water works again after 3 days 2026-11-07 14:00:00"
		twin    = "Ice & Water is the same feed as Old 2026-11-08 12:00:00"
		again   = "Ice & Water is the same feed as Old 2026-11-10 12:00:00"
	)
	s.State.LastSuccess, s.State.LastNew = start, start
	empty := expect(one, 0)
	s.State.FailingSince, s.State.Failures = start.Add(time.Hour), 3
	s.State.LastPoll, s.State.Error = start.Add(20*time.Hour), "the name does not exist"
	if atom := expect(one, 24*time.Hour); atom != empty {
		t.Error("the feed has changed before there was anything to tell")
	}
	told := expect(one, 25*time.Hour, failing)
	s.State.Failures, s.State.LastPoll, s.Next = 4, start.Add(40*time.Hour), start.Add(60*time.Hour)
	for _, k := range []*keeper{one, two, node()} {
		if atom := expect(k, 50*time.Hour, failing); atom != told {
			t.Error("another poll, restart or node, another document")
		}
	}
	s.State.FailingSince, s.State.Failures, s.State.LastSuccess = time.Time{}, 0, start.Add(73*time.Hour)
	told = expect(one, 74*time.Hour, works)
	for _, k := range []*keeper{two, one, node()} { // two has seen the trouble, too
		if atom := expect(k, 75*time.Hour, works); atom != told {
			t.Error("after the end, another document elsewhere")
		}
	}
	s.State.Why = []string{"is the same feed as Old, which is polled for both"}
	expect(one, 96*time.Hour, twin, works)
	s.State.Why = nil
	expect(one, 97*time.Hour, works)
	s.State.Why = []string{"is the same feed as Old, which is polled for both"}
	expect(one, 144*time.Hour, again, works)
	s.Active = false
	expect(one, 145*time.Hour, works)
}

// TestEndingsOutliveCrashes cuts the writing of an ending off at each call to the
// store: it is told once when the next look succeeds.
func TestEndingsOutliveCrashes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)
	for crash := 1; ; crash++ {
		p := newPapers()
		k, _ := wardKeeper(t)
		k.ward = ward{}
		k.open(p)
		s := storage.SourceStatus{Active: true, Source: storage.Source{Key: 1}}
		s.State.FailingSince, s.State.Failures = now.Add(-72*time.Hour), 3
		list := []storage.SourceStatus{s}
		if err := k.tend(t.Context(), list, now); err != nil {
			t.Fatal(err)
		}
		list[0].State = storage.SourceState{LastSuccess: now.Add(time.Hour)}
		p.failAt = crash
		err := k.tend(t.Context(), list, now.Add(2*time.Hour))
		p.failAt = 0
		for hour := range 3 {
			if err := k.tend(t.Context(), list, now.Add(time.Duration(3+hour)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(k.healthFeed(nil).Entries); n != 1 {
			t.Errorf("crash at call %d: %d entries", crash, n)
		}
		if err == nil {
			return // it had fewer calls
		}
	}
}
