package storagetest

import (
	"errors"
	"time"

	"freshet/storage"
)

var clickCases = []testCase{
	{"exactly once", clicksOnce},
	{"clicks of stories that are not there", clicksUnknown},
	{"the log", clicksLog},
	{"hours", clicksHours},
	{"many in one batch", clicksMany},
}

// stories makes n stories and returns their ids, oldest first.
func (e *env) stories(n int) []storage.StoryID {
	e.t.Helper()
	e.sync(t0, "a")
	var items []storage.Item
	for i := range n {
		items = append(items, item("a", string(rune('a'+i)), t0.Add(time.Duration(i)*time.Second-time.Hour)))
	}
	e.poll("a", t0, items)
	var ids []storage.StoryID
	for st, err := range e.All(e.ctx) {
		e.must(err)
		ids = append(ids, st.ID)
	}
	return ids
}

func click(seq uint64, story storage.StoryID, at time.Time, weight float32) storage.Click {
	c := storage.Click{
		Seq: seq, At: at, Story: story, Feed: 0xfeedbeef, Channel: storage.ChannelHot, Rank: 3,
		Weight: weight, Verdict: storage.VerdictCounted,
	}
	if weight == 0 {
		c.Verdict = storage.VerdictBot
	}
	return c
}

// add adds clicks and returns the last one in the store.
func (e *env) add(journal string, clicks ...storage.Click) uint64 {
	e.t.Helper()
	last, err := e.AddClicks(e.ctx, journal, clicks)
	e.must(err)
	applied, err := e.Applied(e.ctx, journal)
	e.must(err)
	e.want("Applied", applied, last)
	return last
}

func (e *env) log(since time.Time) []storage.Click {
	e.t.Helper()
	var out []storage.Click
	for c, err := range e.ClickLog(e.ctx, since) {
		e.must(err)
		out = append(out, c)
	}
	return out
}

func (e *env) counts(ids ...storage.StoryID) map[storage.StoryID]storage.Count {
	e.t.Helper()
	out, err := e.Counts(e.ctx, ids)
	e.must(err)
	return out
}

func clicksOnce(e *env) {
	ids := e.stories(2)
	applied, err := e.Applied(e.ctx, "j")
	e.must(err)
	e.want("none yet", applied, uint64(0))
	a, b, c, d := click(1, ids[0], t0, 1), click(2, ids[0], t0, 0), click(3, ids[1], t0, .5), click(4, ids[0], t0, 1)
	e.want("two", e.add("j", a, b), uint64(2))
	e.want("replayed", e.add("j", a, b), uint64(2))
	e.want("overlapping", e.add("j", b, c, d), uint64(4))
	e.want("old", e.add("j", a), uint64(4))
	e.want("nothing", e.add("j"), uint64(4))
	e.want("another journal", e.add("k", a), uint64(1))
	e.reopen()
	e.want("replayed after reopen", e.add("j", a, b, c, d), uint64(4))
	e.want("log", e.log(time.Time{}), []storage.Click{a, b, c, d, a})
	hour := t0.Unix() / 3600
	e.want("counts", e.counts(ids...), map[storage.StoryID]storage.Count{
		ids[0]: {Clicks: 3, Raw: 4, Hours: []storage.HourCount{{Hour: hour, Clicks: 3}}},
		ids[1]: {Clicks: 1, Raw: 1, Hours: []storage.HourCount{{Hour: hour, Clicks: 1}}},
	})
}

func clicksUnknown(e *env) {
	ids := e.stories(1)
	unknown := storage.StoryID{9}
	e.want("remembered", e.add("j", click(1, unknown, t0, 1)), uint64(1))
	e.want("counts", e.counts(unknown, ids[0]), map[storage.StoryID]storage.Count{})
	e.want("log", e.log(time.Time{}), []storage.Click(nil))
	e.want("mixed", e.add("j", click(1, ids[0], t0, 1), click(2, ids[0], t0, 1), click(3, unknown, t0, 1)), uint64(3))
	e.want("log", e.log(time.Time{}), []storage.Click{click(2, ids[0], t0, 1)})
}

func clicksLog(e *env) {
	ids := e.stories(1)
	late, early := click(1, ids[0], t0.Add(time.Hour), 1), click(2, ids[0], t0, 1)
	third := click(3, ids[0], t0.Add(2*time.Hour+1), .25)
	e.add("j", late, early)
	e.add("j", third)
	e.want("all, as they came", e.log(time.Time{}), []storage.Click{late, early, third})
	e.want("since", e.log(t0.Add(time.Hour)), []storage.Click{late, third})
	e.want("since after", e.log(t0.Add(3*time.Hour)), []storage.Click(nil))
	for range e.ClickLog(e.ctx, time.Time{}) {
		break
	}
}

func clicksHours(e *env) {
	ids := e.stories(1)
	const over = 3
	var clicks []storage.Click
	for i := range storage.MaxHours + over {
		clicks = append(clicks, click(uint64(i+1), ids[0], t0.Add(time.Duration(i)*time.Hour), 1))
	}
	e.add("j", clicks...)
	// An hour that has been dropped does not come back.
	e.add("j", click(uint64(len(clicks)+1), ids[0], t0, 1))
	got := e.counts(ids[0])[ids[0]]
	e.want("sum", got.Clicks, uint64(storage.MaxHours+over+1))
	e.want("hours", len(got.Hours), storage.MaxHours)
	e.want("oldest", got.Hours[0], storage.HourCount{Hour: t0.Unix()/3600 + over, Clicks: 1})
	for i := 1; i < len(got.Hours); i++ {
		if got.Hours[i-1].Hour >= got.Hours[i].Hour {
			e.t.Errorf("hour %d does not rise", i)
		}
	}
}

func clicksMany(e *env) {
	ids := e.stories(3)
	var clicks []storage.Click
	for i := range 5000 {
		clicks = append(clicks, click(uint64(i+1), ids[i%3], t0.Add(time.Duration(i)*time.Second), 1))
	}
	e.want("last", e.add("j", clicks...), uint64(5000))
	e.want("log", e.log(time.Time{}), clicks)
	e.want("tail of the log", e.log(clicks[4990].At), clicks[4990:])
}

var promotionCases = []testCase{
	{"once a feed and story", promoteOnce},
	{"what it shows does not change", promoteFixed},
	{"newest first, feeds apart", promoteOrder},
	{"a story that is not there", promoteUnknown},
}

func (e *env) promotion(feed string, id storage.StoryID, at time.Time) storage.Promotion {
	e.t.Helper()
	st, err := e.Story(e.ctx, id)
	e.must(err)
	return storage.Promotion{
		Feed: feed, Story: id, At: at, Note: "Carried by one source.",
		Lead: st.Lead, LeadSighting: st.LeadSighting, Sightings: st.Sightings,
	}
}

func (e *env) promote(p storage.Promotion) bool {
	e.t.Helper()
	did, err := e.Promote(e.ctx, p)
	e.must(err)
	return did
}

func (e *env) promotions(feed string, limit int) []storage.Promotion {
	e.t.Helper()
	out, err := e.Promotions(e.ctx, feed, limit)
	e.must(err)
	return out
}

func promoteOnce(e *env) {
	ids := e.stories(1)
	before, err := e.Revision(e.ctx)
	e.must(err)
	first := e.promotion("all", ids[0], t0)
	e.want("first", e.promote(first), true)
	e.want("second", e.promote(e.promotion("all", ids[0], t0.Add(time.Hour))), false)
	e.want("another feed", e.promote(e.promotion("go", ids[0], t0)), true)
	e.reopen()
	e.want("after reopen", e.promote(e.promotion("all", ids[0], t0.Add(time.Hour))), false)
	e.want("kept", e.promotions("all", 10), []storage.Promotion{first})
	if after, err := e.Revision(e.ctx); err != nil || after <= before {
		e.t.Errorf("revision %d after %d, %v", after, before, err)
	}
}

func promoteFixed(e *env) {
	e.sync(t0, "a")
	e.poll("a", t0, []storage.Item{fullItem()})
	p := e.promotion("all", e.only().ID, t0)
	e.promote(p)
	e.poll("a", t0, []storage.Item{with(fullItem(), func(it *storage.Item) { it.Title = "Changed" })})
	e.want("promotion", e.promotions("all", 1), []storage.Promotion{p})
}

func promoteOrder(e *env) {
	ids := e.stories(3)
	for i, feed := range []string{"f", "fe", "f\xff"} {
		for j, id := range ids {
			e.promote(e.promotion(feed, id, t0.Add(time.Duration((i+j)%3)*time.Minute)))
		}
	}
	for _, feed := range []string{"f", "fe", "f\xff"} {
		got := e.promotions(feed, 10)
		if len(got) != 3 || !got[0].At.After(got[1].At) || !got[1].At.After(got[2].At) {
			e.t.Errorf("%q: %d promotions, or out of order", feed, len(got))
		}
	}
	e.want("limit", len(e.promotions("f", 2)), 2)
	e.want("none", len(e.promotions("nobody", 2)), 0)
}

func promoteUnknown(e *env) {
	if _, err := e.Promote(e.ctx, storage.Promotion{Feed: "all", Story: storage.StoryID{9}, At: t0}); !errors.Is(err, storage.ErrNotFound) {
		e.t.Errorf("Promote: %v, want ErrNotFound", err)
	}
}
