package bench

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"
	"github.com/klauspost/compress/gzip"

	"freshet/output/render"
	"freshet/output/shelf"
	"freshet/storage"
)

// renders is how many times a stretch writes the feed.
const renders = 40

// entries are stories of some two kilobytes of text, made of words as feeds have
// them: no two are the same.
func entries(n int) []render.Entry {
	base := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	list := make([]render.Entry, n)
	for i := range list {
		var text strings.Builder
		for w := 0; text.Len() < 2000; w++ {
			fmt.Fprintf(&text, "<p>Paragraph %d of story %d tells of <em>river %d</em> &amp; of town %d.</p>", w, i, (i*31+w*17)%977, (i*13+w*7)%991)
		}
		at := base.Add(-time.Duration(i) * time.Hour)
		list[i] = render.Entry{
			ID: fmt.Sprintf("tag:news.example.org,2026:i/%026d", i), Link: fmt.Sprintf("https://news.example.org/go/%044d", i),
			External: fmt.Sprintf("https://a.example/%d", i), Title: fmt.Sprintf("Story number %d", i),
			Content: text.String(), Published: at, Updated: at, Language: "en",
			Authors: []storage.Person{{Name: "Jane Doe"}}, Categories: []string{"rivers", "towns"},
			Story: fmt.Sprintf("%026d", i), Source: render.SourceInfo{Name: "a", Title: "The A Post", URL: "https://a.example/feed", Link: "https://a.example/"},
			Sightings: []render.Sighting{{Source: "a", URL: fmt.Sprintf("https://a.example/%d", i), Title: "Story", Published: at}},
		}
	}
	return list
}

// newspaper is a feed into which one story comes after another.
type newspaper struct {
	press render.Press
	all   []render.Entry // the oldest come last
	next  int            // the index of the newest story shown
}

// turn is the feed after one more story.
func (n *newspaper) turn() render.Feed {
	if n.next == 0 {
		n.next = len(n.all) - feedLimit
	}
	n.next--
	return render.Feed{
		Self: "https://news.example.org/feeds/all", Site: "https://news.example.org/feeds/all", ID: "tag:news.example.org,2026:f/all",
		Title: "Everything", Description: "All of it", Generator: "freshet", Updated: n.all[n.next].Updated,
		Entries: n.all[n.next : n.next+feedLimit],
	}
}

// write writes the three formats after one more story came.
func (n *newspaper) write(t testing.TB) (docs [][]byte) {
	f := n.turn()
	sheet := n.press.Lay(f)
	for _, format := range []func() ([]byte, error){
		func() ([]byte, error) { return sheet.RSS(f.Self+".rss", f.Updated) },
		func() ([]byte, error) { return sheet.Atom(f.Self+".atom", f.Updated) },
		func() ([]byte, error) { return sheet.JSON(f.Self + ".json") },
	} {
		doc, err := format()
		check(t, err)
		docs = append(docs, doc)
	}
	return docs
}

// plainly is the same feed as gorilla/feeds has it.
func plainly(f render.Feed) *feeds.Feed {
	g := &feeds.Feed{Title: f.Title, Link: &feeds.Link{Href: f.Site}, Description: f.Description, Id: f.ID, Updated: f.Updated}
	for _, e := range f.Entries {
		g.Items = append(g.Items, &feeds.Item{
			Title: e.Title, Link: &feeds.Link{Href: e.Link}, Content: e.Content, Id: e.ID,
			Created: e.Published, Updated: e.Updated, Author: &feeds.Author{Name: e.Authors[0].Name},
		})
	}
	return g
}

// toAll writes a feed in gorilla's three formats.
func toAll(t testing.TB, g *feeds.Feed) {
	for _, format := range []func() (string, error){g.ToRss, g.ToAtom, g.ToJSON} {
		_, err := format()
		check(t, err)
	}
}

// toRSS writes a feed in one format, and packs it.
func toRSS(t testing.TB, g *feeds.Feed, z *gzip.Writer) {
	s, err := g.ToRss()
	check(t, err)
	z.Reset(io.Discard)
	_, err = io.WriteString(z, s)
	check(t, err)
	check(t, z.Close())
}

// BenchmarkRender writes a feed of 50 after one new story.
func BenchmarkRender(b *testing.B) {
	all := entries(feedLimit + renders)
	repeat := func(f func()) func() {
		return func() {
			for range renders {
				f()
			}
		}
	}
	b.Run("Formats", func(b *testing.B) {
		ours, bare := newspaper{all: all}, newspaper{all: all}
		compare(b, "3 formats after 1 new story", renders,
			contender{work: repeat(func() { ours.write(b) })},
			contender{name: "ToRss, ToAtom, ToJSON", work: repeat(func() { toAll(b, plainly(bare.turn())) })})
	})
	b.Run("Republish", func(b *testing.B) {
		ours, bare := newspaper{all: all}, newspaper{all: all}
		z, err := gzip.NewWriterLevel(io.Discard, 6)
		check(b, err)
		compare(b, "the same, packed and tagged", renders,
			contender{work: repeat(func() {
				for _, doc := range ours.write(b) {
					shelf.New(doc, all[0].Updated, shelf.Kind{Type: render.TypeRSS})
				}
			})},
			contender{name: "ToRss, one gzip", must: 1.2, aim: .35, work: repeat(func() { toRSS(b, plainly(bare.turn()), z) })})
	})
}
