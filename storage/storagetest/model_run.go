package storagetest

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"freshet/storage"
)

// The world of the model is small, so that copies, flips and revisions meet.
const (
	worldSources = 3
	worldTexts   = 5
)

// Crash ends a store as a crash would: what it has not been told to keep may be
// lost. The store that lives in dir can be opened again.
type Crash func(t *testing.T, s storage.Store, dir string)

// player plays operations against a store and its model.
type player struct {
	*env
	m     *model
	rt    *rapid.T
	crash func()
}

// Model plays random operations, closing and crashing the store in between, and
// compares everything that can be read with a simple model after each.
func Model(t *testing.T, open Open, crash Crash) {
	base := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(base, "model")
		if err != nil {
			rt.Fatal(err)
		}
		p := &player{env: &env{t: rt, ctx: t.Context(), dir: dir}, m: newModel(), rt: rt}
		p.open = func() storage.Store { return open(t, dir) }
		p.crash = func() { crash(t, p.Store, dir) }
		p.Store = p.open()
		defer p.close()
		p.sync()
		rt.Repeat(map[string]func(*rapid.T){
			"":        p.compare,
			"sync":    p.step(p.sync),
			"poll":    p.step(p.poll),
			"poll2":   p.step(p.poll),
			"poll3":   p.step(p.poll),
			"quiet":   p.step(p.quiet),
			"deliver": p.step(p.deliver),
			"hurry":   p.step(p.hurry),
			"hub":     p.step(p.subscribe),
			"click":   p.step(p.click),
			"promote": p.step(p.promote),
			"prune":   p.step(p.prune),
			"split":   p.step(p.split),
			"stamp":   p.step(p.stamp),
			"reopen":  p.step(p.restart),
			"crash":   p.step(p.fall),
		})
	})
}

// step lets some time pass and plays an operation.
func (p *player) step(op func()) func(*rapid.T) {
	return func(rt *rapid.T) {
		p.rt, p.t = rt, rt
		p.m.now = p.m.now.Add(time.Duration(rapid.IntRange(1, 3600).Draw(rt, "pass")) * time.Second)
		op()
	}
}

func (p *player) sync() {
	var specs []storage.SourceSpec
	for i := range worldSources {
		if rapid.IntRange(0, 5).Draw(p.rt, "leave out") == 0 {
			continue
		}
		sp := spec(fmt.Sprintf("s%d", i))
		switch rapid.IntRange(0, 9).Draw(p.rt, "change") {
		case 0:
			sp.Name += "-renamed"
		case 1:
			sp.URL += "-moved"
		case 2:
			sp.Service = "shared.example"
		case 3:
			sp.Spacing = time.Second
		}
		specs = append(specs, sp)
	}
	got, err := p.Sync(p.ctx, p.m.now, specs)
	p.must(err)
	p.want("Synced", got, p.m.sync(specs))
}

// take claims one source that both have; nil when none is active.
func (p *player) take() (storage.Claim, *modelSource) {
	s := p.active()
	if s == nil {
		return storage.Claim{}, nil
	}
	c := p.claim(s.spec.Name, p.m.now)
	p.want("state", c.State, s.state)
	return c, s
}

func (p *player) outcome(s *modelSource) storage.Outcome {
	st := s.state
	st.LastPoll, st.Status = p.m.now, rapid.SampledFrom([]int{200, 304, 500}).Draw(p.rt, "status")
	st.Validators.ETag = rapid.SampledFrom([]string{"", "x", "y"}).Draw(p.rt, "etag")
	return storage.Outcome{At: p.m.now, State: st, Next: p.m.now.Add(time.Minute)}
}

func (p *player) poll() {
	c, s := p.take()
	if s == nil {
		return
	}
	out := p.outcome(s)
	out.Present = []string{}
	for range rapid.IntRange(1, 4).Draw(p.rt, "items") {
		// A guid that stands twice is none, and not of this world.
		if it := p.item(); !slices.Contains(out.Present, it.GUID) {
			out.Items = append(out.Items, it)
			out.Present = append(out.Present, it.GUID)
		}
	}
	for i := range worldTexts {
		guid := fmt.Sprintf("g%d-0", i)
		if !slices.Contains(out.Present, guid) && rapid.Bool().Draw(p.rt, "still listed") {
			out.Present = append(out.Present, guid)
		}
	}
	p.takeBack(&out)
	got, err := p.Finish(p.ctx, c, out)
	p.must(err)
	p.want("Finished", got, p.m.finish(s, out))
	s.keep()
}

// restart closes and opens the store.
func (p *player) restart() {
	p.reopen()
	for _, s := range p.m.sources {
		s.keep()
	}
}

// fall crashes the store. Of a poll that brought no items it may have forgotten
// the state, but only as a whole.
func (p *player) fall() {
	p.check()
	rev, err := p.Revision(p.ctx)
	p.must(err)
	p.crash()
	p.Store = p.open()
	if now, err := p.Revision(p.ctx); err != nil || now < rev {
		p.t.Errorf("revision fell from %d to %d, %v", rev, now, err)
	}
	for _, s := range p.m.sources {
		got := p.status(s.spec.Name)
		if !s.fall(got.State, got.Next) {
			p.t.Errorf("source %s was never as the crash left it: %+v", s.spec.Name, got)
		}
	}
}

// item is one of a few texts, under one of two guids and perhaps another link,
// told in one of some ways.
func (p *player) item() storage.Item {
	text := rapid.IntRange(0, worldTexts-1).Draw(p.rt, "text")
	variant := rapid.IntRange(0, 1).Draw(p.rt, "guid")
	it := item(fmt.Sprintf("s%d", text%worldSources), fmt.Sprintf("t%d", text), t0.Add(-time.Duration(text)*time.Hour))
	it.GUID = fmt.Sprintf("g%d-%d", text, variant)
	if text == 1 && variant == 1 {
		it.URL, it.Canonical = it.URL+"-moved", it.Canonical+"-moved"
	}
	switch rapid.IntRange(0, 5).Draw(p.rt, "telling") {
	case 0:
		it.Title = fmt.Sprintf("Another headline %d", text)
	case 1:
		it.Content = "<p>" + prose(it.Title, 120) + "</p>"
	case 2:
		it.URL, it.Canonical = it.URL+"-elsewhere", it.Canonical+"-elsewhere"
	case 3:
		it.Updated = p.m.now
	}
	it = sign(it)
	// The model knows exact evidence only: what is alike is proved by cases.
	it.Signature.Sketch, it.Signature.Lead = nil, nil
	return it
}

func (p *player) quiet() {
	c, s := p.take()
	if s == nil {
		return
	}
	out := p.outcome(s)
	s.past = append(s.past, modelState{s.polled, s.state, s.next})
	got, err := p.Finish(p.ctx, c, out)
	p.must(err)
	p.want("Finished", got, p.m.finish(s, out))
}

func (p *player) click() {
	journal := rapid.SampledFrom([]string{"j", "k"}).Draw(p.rt, "journal")
	applied := p.m.journal[journal]
	// Some were sent before: the answer was lost.
	first := applied - min(applied, uint64(rapid.IntRange(0, 3).Draw(p.rt, "again"))) + 1
	var clicks []storage.Click
	for i := range rapid.IntRange(0, 4).Draw(p.rt, "clicks") {
		story := storage.StoryID{9}
		if len(p.m.stories) > 0 && rapid.IntRange(0, 4).Draw(p.rt, "known") > 0 {
			story = rapid.SampledFrom(p.m.stories).Draw(p.rt, "story").id
		}
		weight := rapid.SampledFrom([]float32{0, .5, 1}).Draw(p.rt, "weight")
		clicks = append(clicks, click(first+uint64(i), story, p.m.now, weight))
	}
	got, err := p.AddClicks(p.ctx, journal, clicks)
	p.must(err)
	p.want("last click", got, p.m.click(journal, clicks))
}

func (p *player) promote() {
	if len(p.m.stories) == 0 {
		return
	}
	feed := rapid.SampledFrom([]string{"all", "go"}).Draw(p.rt, "feed")
	st := rapid.SampledFrom(p.m.stories).Draw(p.rt, "story")
	promo := p.promotion(feed, st.id, p.m.now)
	had := slices.ContainsFunc(p.m.promos, func(o storage.Promotion) bool { return o.Feed == feed && o.Story == st.id })
	p.want("promoted", p.env.promote(promo), !had)
	if !had {
		p.m.promos = append(p.m.promos, promo)
	}
}

func (p *player) prune() {
	keep := time.Duration(rapid.IntRange(1, 12).Draw(p.rt, "hours")) * time.Hour
	got, err := p.Prune(p.ctx, p.m.now, storage.Keep{For: keep})
	p.must(err)
	p.want("Pruned", got, p.m.prune(p.m.now.Add(-keep)))
}

func (p *player) stamp() {
	hash := [32]byte{byte(rapid.IntRange(1, 2).Draw(p.rt, "hash"))}
	got, err := p.Stamp(p.ctx, "d", hash, p.m.now)
	p.must(err)
	last, ok := p.m.stamps["d"]
	if !ok || last.hash != hash {
		last = modelStamp{hash, p.m.now}
		p.m.stamps["d"] = last
	}
	p.want("stamp", got, last.at)
}

// compare reads everything.
func (p *player) compare(rt *rapid.T) {
	p.rt, p.t = rt, rt
	p.compareStories()
	p.compareSources()
	p.compareSubscriptions()
	p.want("click log", p.log(time.Time{}), p.m.log)
	for _, feed := range []string{"all", "go"} {
		var want []storage.Promotion
		for _, pr := range slices.Backward(p.m.promos) {
			if pr.Feed == feed {
				want = append(want, pr)
			}
		}
		p.want("promotions of "+feed, p.promotions(feed, 100), want)
	}
	if rt.Failed() {
		rt.FailNow()
	}
}

func (p *player) compareStories() {
	var got []storage.Story
	for st, err := range p.All(p.ctx) {
		p.must(err)
		got = append(got, st)
	}
	if len(got) != len(p.m.stories) {
		p.t.Fatalf("%d stories, want %d", len(got), len(p.m.stories))
	}
	var want []storage.Story
	ids := make([]storage.StoryID, len(got))
	counts := map[storage.StoryID]storage.Count{}
	for i, st := range p.m.stories {
		// Time passes between two polls, so ids are in the order of making.
		if st.id == (storage.StoryID{}) {
			st.id = got[i].ID
		}
		ids[i] = st.id
		w := st.story()
		w.Changed = got[i].Changed
		want = append(want, w)
		if st.counts.Raw > 0 {
			counts[st.id] = st.counts
		}
	}
	p.want("stories", got, want)
	p.want("counts", p.counts(ids...), counts)
	p.compareNewest(want)
}

// compareNewest reads the order by date, by sources and in pages.
func (p *player) compareNewest(all []storage.Story) {
	slices.SortFunc(all, func(a, b storage.Story) int {
		return cmp.Or(b.Date.Compare(a.Date), -slices.Compare(a.ID[:], b.ID[:]))
	})
	var names []string
	for _, s := range p.m.sources {
		if rapid.Bool().Draw(p.rt, "select") {
			names = append(names, s.spec.Name)
		}
	}
	if rapid.IntRange(0, 3).Draw(p.rt, "select all") > 0 {
		names = nil
	}
	var want []storage.Story
	for _, st := range all {
		if names == nil || slices.ContainsFunc(st.Sightings, func(s storage.Sighting) bool { return slices.Contains(names, s.Source) }) {
			want = append(want, st)
		}
	}
	q := storage.Query{Sources: names, Limit: rapid.IntRange(1, 5).Draw(p.rt, "page")}
	var got []storage.Story
	for {
		page, err := p.Newest(p.ctx, q)
		p.must(err)
		if len(page) == 0 {
			break
		}
		got = append(got, page...)
		q.After = storage.Cursor{Date: page[len(page)-1].Date, ID: page[len(page)-1].ID}
	}
	p.want(fmt.Sprint("newest of ", names), got, want)
}

// story is the model's story as a store shows it.
func (st *modelStory) story() storage.Story {
	out := storage.Story{
		ID: st.id, Lead: st.items[st.lead].item, LeadSighting: st.lead,
		Date: st.date, Seen: st.seen, Updated: st.updated,
	}
	for _, it := range st.items {
		out.Sightings = append(out.Sightings, storage.Sighting{
			Source: it.source.spec.Name, GUID: it.item.GUID, URL: it.item.URL, Title: it.item.Title,
			Published: it.item.Published, Updated: it.item.Updated,
			Seen: it.seen, Revised: it.revised, Revisions: it.revisions, Reasons: it.reasons,
		})
	}
	return out
}

func (p *player) compareSources() {
	list, err := p.Sources(p.ctx)
	p.must(err)
	if len(list) != len(p.m.sources) {
		p.t.Fatalf("%d sources, want %d", len(list), len(p.m.sources))
	}
	for _, got := range list {
		s := p.m.find(func(s *modelSource) bool { return s.spec.Name == got.Source.Name })
		if s == nil {
			p.t.Fatalf("unknown source %q", got.Source.Name)
		}
		want := storage.SourceStatus{
			Source: storage.Source{SourceSpec: s.spec, Key: got.Source.Key}, State: s.state, Next: s.next, Active: s.active,
		}
		if !s.polled && s.next.IsZero() {
			want.Next = got.Next
		}
		for _, it := range p.m.items {
			if it.source == s && !it.removed {
				want.Items++
			}
		}
		p.want("source "+s.spec.Name, got, want)
	}
}

func hostname(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
