package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"freshet/storage"
)

var nearCases = []testCase{
	{"other headlines, words, paragraphs and characters", nearCopies},
	{"look-alikes stay apart", nearLookalikes},
	{"near copies at the same moment", nearMoment},
	{"a near copy after a reopen", nearReopen},
	{"a revision is compared as it is now", nearRevision},
	{"what is gone is no copy's original", nearGone},
	{"a split near copy", nearSplit},
	{"one headline listed twice", nearTwice},
}

// flood is a report of three paragraphs.
var flood = []string{
	"The Aller rose by 2.4 metres on Thursday night and flooded 37 houses in Brakel, the fire brigade of the district said. Nobody was hurt, but 112 people spent the night in the gymnasium of the Lindner school.",
	"Mayor Petra Hollweg said that the old dam at Kessel mill had held, against all fears. The district had wanted to renew it for 4.6 million euros in 2019; the plan was dropped after a vote of 14 to 11.",
	"Trains between Brakel and Osterwald are replaced by buses until Monday. The railway counts 23 damaged places along 8 kilometres of its line, and expects repairs to take at least 9 days.",
}

// report is an item of paragraphs.
func report(source, name, title string, paragraphs ...string) storage.Item {
	it := item(source, name, t0)
	it.Title, it.Summary, it.Content = title, "", "<p>"+strings.Join(paragraphs, "</p><p>")+"</p>"
	return sign(it)
}

func floodReport(source, name string) storage.Item {
	return report(source, name, "Flood in Brakel: dam holds", flood...)
}

func nearCopies(e *env) {
	spun := strings.NewReplacer("houses", "homes", "night", "evening", "said", "reported", "old", "ancient", "fears", "worries", "wanted", "planned", "replaced", "substituted")
	copies := []storage.Item{
		report("b", "title", "Brakel under water", flood...),
		report("c", "prefix", "BEST BONUS 2026 Flood in Brakel: dam holds", flood...),
		report("d", "order", "Flood in Brakel", flood[2], flood[0], flood[1]),
		report("e", "spun", "Dam holds in Brakel", spun.Replace(flood[0]), spun.Replace(flood[1]), spun.Replace(flood[2])),
		report("f", "insert", "Flood in Brakel: dam holds", flood[0], "In the handball league Norden won against Kirchheim by 31 to 28 before 2,400 spectators, and is now third of the table.", flood[1], flood[2]),
		report("g", "summary", "Flood in Brakel: dam holds", flood[0][:190]+"…"),
	}
	e.sync(t0, "a", "b", "c", "d", "e", "f", "g")
	e.poll("a", t0, []storage.Item{floodReport("a", "flood")})
	id := e.only().ID
	for i, it := range copies {
		source := string(rune('b' + i))
		e.want("Finished "+it.Title, e.poll(source, t0.Add(time.Duration(i+1)*time.Hour), []storage.Item{it}), storage.Finished{Joined: 1})
	}
	got := e.only()
	e.want("id", got.ID, id)
	for _, g := range got.Sightings[1:] {
		if g.Score <= 0 || len(g.Reasons) == 0 || len(g.Reasons) > storage.MaxReasons {
			e.t.Errorf("%s: score %v, reasons %q", g.Title, g.Score, g.Reasons)
		}
	}
}

func nearLookalikes(e *env) {
	weather := "The forecast for %s on %s: %s, with a high of %d degrees and a low of %d. Humidity is around %d percent, the wind blows with up to %d km/h. Before travelling please look at the latest news of the weather service."
	release := "Tidemark %s is out. The binaries for Linux, macOS and Windows are on the page of releases; please compare their sums before you install them. Thanks to all who reported faults and sent changes for this version, of which there were %d."
	items := []storage.Item{
		report("a", "w1", "Weather in Brakel", fmt.Sprintf(weather, "Brakel", "Friday", "rain", 14, 6, 88, 30)),
		report("a", "w2", "Weather in Osterwald", fmt.Sprintf(weather, "Osterwald", "Friday", "fog", 12, 4, 93, 11)),
		report("a", "r1", "Tidemark 1.2.3", fmt.Sprintf(release, "1.2.3", 41)),
		report("a", "r2", "Tidemark 1.2.4", fmt.Sprintf(release, "1.2.4", 17)),
	}
	e.sync(t0, "a", "b")
	for i, it := range items {
		source := []string{"a", "b"}[i%2]
		e.want("Finished "+it.Title, e.poll(source, t0.Add(time.Duration(i)*time.Hour), []storage.Item{it}), storage.Finished{New: 1})
	}
}

func nearMoment(e *env) {
	e.sync(t0, "a", "b")
	done := make(chan error, 2)
	for _, name := range []string{"a", "b"} {
		c := e.claim(name, t0)
		go func() {
			_, err := e.Finish(e.ctx, c, storage.Outcome{At: t0, Next: t0.Add(time.Hour), Items: []storage.Item{
				report(name, "flood", "Flood, told by "+name, flood...),
			}})
			done <- err
		}()
	}
	e.must(<-done)
	e.must(<-done)
	e.want("sightings", len(e.only().Sightings), 2)
}

func nearReopen(e *env) {
	e.sync(t0, "a", "b")
	e.poll("a", t0, []storage.Item{floodReport("a", "flood")})
	e.reopen()
	e.want("Finished", e.poll("b", t0.Add(time.Hour), []storage.Item{report("b", "copy", "Brakel under water", flood...)}), storage.Finished{Joined: 1})
}

func nearRevision(e *env) {
	e.sync(t0, "a", "b")
	e.poll("a", t0, []storage.Item{floodReport("a", "flood")})
	other := report("a", "flood", "Something else", prose("other", 60))
	e.want("Finished", e.poll("a", t0.Add(time.Hour), []storage.Item{other}), storage.Finished{Revised: 1})
	e.want("Finished", e.poll("b", t0.Add(2*time.Hour), []storage.Item{report("b", "copy", "Brakel under water", flood...)}), storage.Finished{New: 1})
}

func nearGone(e *env) {
	e.sync(t0, "a", "b")
	e.poll("a", t0, []storage.Item{floodReport("a", "flood")})
	_, err := e.Prune(e.ctx, t0.Add(48*time.Hour), storage.Keep{For: time.Hour})
	e.must(err)
	e.want("Finished", e.poll("b", t0.Add(49*time.Hour), []storage.Item{report("b", "copy", "Brakel under water", flood...)}), storage.Finished{New: 1})
}

func nearSplit(e *env) {
	e.sync(t0, "a", "b", "c")
	e.poll("a", t0, []storage.Item{floodReport("a", "flood")})
	e.poll("b", t0.Add(time.Hour), []storage.Item{report("b", "copy", "Brakel under water", flood...)})
	st := e.only()
	made, err := e.Split(e.ctx, st.ID, st.Sightings[1].Number, t0.Add(2*time.Hour))
	e.must(err)
	e.want("Finished", e.poll("c", t0.Add(3*time.Hour), []storage.Item{report("c", "copy", "Brakel under water", flood...)}), storage.Finished{Joined: 1})
	var sizes []int
	for _, id := range []storage.StoryID{st.ID, made} {
		s, err := e.Story(e.ctx, id)
		e.must(err)
		sizes = append(sizes, len(s.Sightings))
	}
	slices.Sort(sizes)
	e.want("sightings of both", sizes, []int{1, 2})
}

func nearTwice(e *env) {
	e.sync(t0, "a")
	listed := func(name string, title string) storage.Item {
		it := item("a", name, t0)
		it.Title, it.Summary, it.Content = title, "", ""
		return sign(it)
	}
	e.want("Finished", e.poll("a", t0, []storage.Item{
		listed("one", "研究人员在深海发现新的珊瑚品种"), listed("two", "研究人员在深海发现新的珊瑚品种"),
		listed("three", "Open thread"), listed("four", "Open thread"),
	}), storage.Finished{New: 3, Joined: 1})
}
