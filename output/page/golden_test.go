package page

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

func newPages(t testing.TB) *Pages {
	t.Helper()
	p, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// samples are the pages that most tests look at: each kind full, and each kind
// with nothing to show.
var samples = map[string]func(p *Pages, w io.Writer) error{
	"front":       func(p *Pages, w io.Writer) error { return p.Front(w, sampleFront(p)) },
	"front-empty": func(p *Pages, w io.Writer) error { return p.Front(w, Front{Site: emptySite()}) },
	"feed":        func(p *Pages, w io.Writer) error { return p.Feed(w, sampleFeed(p)) },
	"feed-empty": func(p *Pages, w io.Writer) error {
		return p.Feed(w, Feed{Site: emptySite(), Feed: FeedLink{Name: "all", Title: "Everything"}})
	},
	"story":         func(p *Pages, w io.Writer) error { return p.Story(w, sampleStory()) },
	"story-empty":   func(p *Pages, w io.Writer) error { return p.Story(w, Story{Site: emptySite()}) },
	"sources":       func(p *Pages, w io.Writer) error { return p.Sources(w, sampleSources()) },
	"sources-empty": func(p *Pages, w io.Writer) error { return p.Sources(w, Sources{Site: emptySite()}) },
	"about":         func(p *Pages, w io.Writer) error { return p.About(w, sampleAbout()) },
	"about-empty":   func(p *Pages, w io.Writer) error { return p.About(w, About{Site: emptySite()}) },
	"notfound":      func(p *Pages, w io.Writer) error { return p.NotFound(w, sampleSite()) },
	"gone":          func(p *Pages, w io.Writer) error { return p.Gone(w, sampleSite()) },
	"error": func(p *Pages, w io.Writer) error {
		return p.Error(w, Error{Site: sampleSite(), Status: 503, Text: "The stories cannot be read just now. Try again in a minute."})
	},
}

func emptySite() Site {
	return Site{Title: "freshet", BaseURL: "http://localhost:8080/news", Now: now}
}

func page(t testing.TB, p *Pages, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := samples[name](p, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	p := newPages(t)
	for name := range samples {
		t.Run(name, func(t *testing.T) {
			got := page(t, p, name)
			file := filepath.Join("testdata", name+".html")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("page differs from %s (-want +got):\n%s", file, diff)
			}
		})
	}
}
