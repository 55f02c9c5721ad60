package render

import (
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"
)

// stories are fifty entries of some two kilobytes of text each.
func stories(n int) Feed {
	f := sample()
	f.Entries = nil
	for i := range n {
		e := full()
		e.ID = fmt.Sprintf("tag:news.example.org,2026:i/%026d", i)
		e.Content = fmt.Sprintf("<p>%d %s</p>", i, strings.Repeat("Some <em>words</em> of the story, not all the same. ", 40))
		f.Entries = append(f.Entries, e)
	}
	return f
}

// BenchmarkToRss is the floor: the same stories through the library's own
// generic feed, and gzip once.
func BenchmarkToRss(b *testing.B) {
	f := stories(50)
	g := &feeds.Feed{Title: f.Title, Link: &feeds.Link{Href: f.Site}, Description: f.Description, Updated: f.Updated}
	for _, e := range f.Entries {
		g.Items = append(g.Items, &feeds.Item{
			Title: e.Title, Link: &feeds.Link{Href: e.Link}, Description: e.Summary, Content: e.Content, Id: e.ID,
			Created: e.Published, Author: &feeds.Author{Name: e.Authors[0].Name},
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := g.ToRss()
		if err != nil {
			b.Fatal(err)
		}
		z := gzip.NewWriter(io.Discard)
		io.WriteString(z, s)
		z.Close()
	}
}

// BenchmarkCold writes all three formats of a feed that was never seen.
func BenchmarkCold(b *testing.B) {
	f := stories(50)
	b.ReportAllocs()
	for b.Loop() {
		all(b, new(Press), f)
	}
}

// BenchmarkOneNew writes all three formats after one story came.
func BenchmarkOneNew(b *testing.B) {
	f, p := stories(51), new(Press)
	all(b, p, f)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g := f
		g.Entries = append([]Entry(nil), f.Entries...)
		g.Entries[0].Title = fmt.Sprint("Story ", i)
		all(b, p, g)
	}
}

func all(b *testing.B, p *Press, f Feed) {
	sheet := p.Lay(f)
	if sheet.Sum() == (Sum{}) {
		b.Fatal("no sum")
	}
	for _, write := range []func() ([]byte, error){
		func() ([]byte, error) { return sheet.RSS(f.Self, time.Time{}) },
		func() ([]byte, error) { return sheet.Atom(f.Self, time.Time{}) },
		func() ([]byte, error) { return sheet.JSON(f.Self) },
	} {
		if _, err := write(); err != nil {
			b.Fatal(err)
		}
	}
}
