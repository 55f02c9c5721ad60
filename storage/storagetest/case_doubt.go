package storagetest

import (
	"time"

	"freshet/storage"
)

var doubtCases = []testCase{
	{"an old entry that was not there", doubtAbsent},
	{"an old entry that may have been missed", doubtGap},
	{"an old entry that was pushed", doubtPushed},
	{"links know better", doubtLinks},
	{"listed twice under two dates", doubtTwice},
	{"a doubted copy gives up the lead", doubtLead},
	{"changed numbers are a correction", correctNumbers},
	{"other words are none", correctWords},
}

// read polls a source that has been read before, whose document had entries.
func (e *env) read(source string, at time.Time, items []storage.Item, change func(*storage.SourceState)) {
	e.t.Helper()
	c := e.claim(source, at)
	st := c.State
	st.LastPoll, st.LastSuccess, st.Entries = at, at, append(st.Entries, uint64(at.Unix()))
	if change != nil {
		change(&st)
	}
	out := storage.Outcome{At: at, State: st, Next: at.Add(time.Minute), Items: items, Present: []string{"a/other"}}
	for _, it := range items {
		out.Present = append(out.Present, it.GUID)
	}
	_, err := e.Finish(e.ctx, c, out)
	e.must(err)
}

// late is an item that was published days before it came.
func late(source, name string, days int) storage.Item {
	return item(source, name, t0.AddDate(0, 0, -days))
}

func doubtAbsent(e *env) {
	e.sync(t0, "a")
	e.read("a", t0, []storage.Item{late("a", "first", 9)}, nil)
	e.want("the first poll", e.only().Date, t0.AddDate(0, 0, -9))
	at := t0.Add(time.Hour)
	e.read("a", at.Add(7*time.Millisecond), []storage.Item{late("a", "lying", 9), late("a", "draft", 1)}, nil)
	e.reopen()
	st := e.newest()
	e.want("newest", st[0].Lead.GUID, "a/lying")
	e.want("date", st[0].Date, at)
	e.want("as claimed", st[0].Sightings[0].Published, t0.AddDate(0, 0, -9))
	if st[0].Sightings[0].Doubt == "" {
		e.t.Error("no doubt")
	}
	e.want("a draft", st[1].Date, t0.AddDate(0, 0, -1))
	e.want("is believed", st[1].Sightings[0].Doubt, "")
}

func doubtGap(e *env) {
	e.sync(t0, "a")
	e.read("a", t0, nil, nil)
	e.read("a", t0.Add(time.Hour), []storage.Item{late("a", "missed", 9)}, func(st *storage.SourceState) { st.Gap = true })
	e.want("doubt", e.only().Sightings[0].Doubt, "")
	e.read("a", t0.Add(2*time.Hour), []storage.Item{late("a", "archived", 9)}, func(st *storage.SourceState) {
		st.Gap, st.Archive = false, "https://a.example/archive"
	})
	for _, st := range e.newest() {
		e.want("date", st.Date, t0.AddDate(0, 0, -9))
	}
}

func doubtPushed(e *env) {
	e.sync(t0, "a")
	e.read("a", t0, nil, nil)
	_, err := e.Deliver(e.ctx, "a", t0.Add(time.Hour), []storage.Item{late("a", "pushed", 9)})
	e.must(err)
	e.want("date", e.only().Date, t0.AddDate(0, 0, -9))
}

func doubtLinks(e *env) {
	e.sync(t0, "a")
	it := with(late("a", "one", 90), func(it *storage.Item) {
		it.Content = `<p>See <a href="https://b.example/2026/02/20/report">the report</a>.</p>`
	})
	e.read("a", t0, []storage.Item{it}, nil)
	e.want("date", e.only().Date, t0)
	if e.only().Sightings[0].Doubt == "" {
		e.t.Error("no doubt")
	}
}

func doubtTwice(e *env) {
	e.sync(t0, "a")
	one := late("a", "one", 9)
	two := with(one, func(it *storage.Item) { it.GUID, it.Published = "a/two", t0.AddDate(0, 0, -3) })
	e.read("a", t0, []storage.Item{one, two}, nil)
	st := e.only()
	e.want("date", st.Date, one.Published)
	if st.Sightings[0].Doubt != "" || st.Sightings[1].Doubt == "" {
		e.t.Errorf("doubts %q, %q", st.Sightings[0].Doubt, st.Sightings[1].Doubt)
	}
}

func doubtLead(e *env) {
	e.sync(t0, "b", "c")
	e.read("b", t0, nil, nil)
	lying := linking("b", "copy", func(it *storage.Item) { it.Published = t0.AddDate(0, 0, -9) })
	e.read("b", t0.Add(time.Hour), []storage.Item{lying}, nil)
	e.poll("c", t0.Add(2*time.Hour), []storage.Item{linking("c", "copy", nil)})
	e.want("lead", e.only().Lead.GUID, "c/copy")
}

func correctNumbers(e *env) {
	e.sync(t0, "a")
	it := floodReport("a", "flood")
	e.poll("a", t0, []storage.Item{it})
	at := t0.Add(time.Hour)
	it = report("a", "flood", it.Title, flood[0], flood[1], "Trains between Brakel and Osterwald are replaced by buses until Monday. The railway counts 32 damaged places along 8 kilometres of its line, and expects repairs to take at least 9 days.")
	e.want("revised", e.poll("a", at, []storage.Item{it}), storage.Finished{Revised: 1})
	s := e.only().Sightings[0]
	e.want("corrected", s.Corrected, at)
	e.want("correction", s.Correction, "23 is now 32")
	e.reopen()
	e.want("kept", e.only().Sightings[0], s)
}

func correctWords(e *env) {
	e.sync(t0, "a")
	it := floodReport("a", "flood")
	e.poll("a", t0, []storage.Item{it})
	e.poll("a", t0.Add(time.Hour), []storage.Item{report("a", "flood", "Another headline", flood...)})
	e.want("corrected", e.only().Sightings[0].Corrected, time.Time{})
}
