package render

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)

// sample is a feed with all that an entry can have, one with next to nothing,
// and one that carries a note.
func sample() Feed {
	return Feed{
		Self: "https://news.example.org/feeds/go.rss", Site: "https://news.example.org/feeds/go",
		ID: "tag:news.example.org,2026:feed/go", Title: "Go & more", Description: "What moves <Go>",
		Language: "en", Generator: "freshet", Updated: noon.Add(time.Hour),
		Entries: []Entry{full(), bare(), noted()},
	}
}

func full() Entry {
	return Entry{
		ID: "tag:news.example.org,2026:i/01JBVZ0000000000000000000A", Link: "https://news.example.org/go/abc",
		Title: "AT&T <b>buys</b> it", Summary: "<p>In short</p>", Content: "<p>In full: ]]&gt; and ]]> too</p>",
		External: "https://a.example/post?x=1&y=2", Published: noon, Updated: noon.Add(30 * time.Minute),
		Authors:    []storage.Person{{Name: "Jane Doe", URL: "https://a.example/jane"}, {Email: "joe@a.example"}},
		Categories: []string{"go", "mergers & more"},
		Enclosures: []storage.Enclosure{
			{URL: "https://a.example/1.mp3", Type: "audio/mpeg", Length: 1234},
			{URL: "https://a.example/2.mp3", Type: "audio/mpeg"},
		},
		Image: "https://a.example/1.png", Language: "en-GB", Story: "01JBVZ0000000000000000000A",
		Source: SourceInfo{
			Name: "a", Title: "The A Post", URL: "https://user:pw@a.example/feed", Link: "https://a.example/",
			ID: "urn:uuid:7a1f3c52-0000-4000-8000-000000000001", Updated: noon,
		},
		Sightings: []Sighting{
			{Source: "a", URL: "https://a.example/post?x=1&y=2", Title: "AT&T <b>buys</b> it", Published: noon},
			{Source: "b", URL: "https://b.example/p", Title: "It is bought"},
		},
	}
}

func bare() Entry {
	return Entry{
		ID: "tag:news.example.org,2026:i/01JBVZ0000000000000000000B", Link: "https://news.example.org/go/def",
		Content: "<p>没有标题的<b>消息</b></p>", Published: noon, Updated: noon,
		Story: "01JBVZ0000000000000000000B", Source: SourceInfo{Name: "b", URL: "https://b.example/feed"},
		Enclosures: []storage.Enclosure{{URL: "https://b.example/f", Type: "???"}},
		Sightings:  []Sighting{{Source: "b", URL: "https://b.example/q"}},
	}
}

func noted() Entry {
	return Entry{
		ID: "tag:news.example.org,2026:trend/go/01JBVZ0000000000000000000C", Link: "https://news.example.org/go/ghi",
		Title: "Only a headline", Published: noon, Updated: noon, Story: "01JBVZ0000000000000000000C",
		Source: SourceInfo{Name: "c", Title: "C", URL: "https://c.example/feed"},
		Note:   "First published on 3 November 2026 by C; told by 4 sources.",
		Rank:   1, Score: 1.5, Clicks: 40, Why: []Why{{"clicks", "about 40 readers", 2}, {"age", "3 hours old", -0.5}},
	}
}

func TestGolden(t *testing.T) {
	list := func(Feed) ([]byte, error) {
		return OPML("Sources & co", []Outline{
			{Title: "The A Post", XMLURL: "https://user:pw@a.example/feed", HTMLURL: "https://a.example/", Tags: []string{"go", "news"}},
			{XMLURL: "https://b.example/feed?a=1&b=2"},
		})
	}
	empty := func(f Feed) ([]byte, error) { f.Entries = nil; return HotJSON(f) }
	for name, write := range map[string]func(Feed) ([]byte, error){
		"feed.rss": RSS, "feed.atom": Atom, "feed.json": JSON, "hot.json": HotJSON, "empty.json": empty, "list.opml": list,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := write(sample())
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, got)
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
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
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

// TestPublic proves that what may unlock a feed is shown nowhere, and that nothing
// else of an address is touched.
func TestPublic(t *testing.T) {
	for in, want := range map[string]string{
		"https://user:canary@a.example/feed":                  "https://a.example/feed",
		"https://canary@a.example/feed?x=1":                   "https://a.example/feed?x=1",
		"https://a.example/feed?token=canary":                 "https://a.example/feed?token=...",
		"https://a.example/f?a=%20b&rss_Token=canary&c":       "https://a.example/f?a=%20b&rss_Token=...&c",
		"https://a.example/f?private%5Ftoken=canary":          "https://a.example/f?private%5Ftoken=...",
		"https://a.example/f?api-key=canary&key=canary":       "https://a.example/f?api-key=...&key=...",
		"https://a.example/f?X-Amz-Signature=canary&sig=&a=b": "https://a.example/f?X-Amz-Signature=...&sig=&a=b",
		"https://a.example/f?auth=canary;password=canary":     "https://a.example/f?auth=...",
		"https://a.example/f?channel_id=UCabc&keyword=x":      "https://a.example/f?channel_id=UCabc&keyword=x",
		"https://a.example/f?feed=rss2&cat=4%2C5":             "https://a.example/f?feed=rss2&cat=4%2C5",
		"http://[::1]:80/~a/?&&=x":                            "http://[::1]:80/~a/?&&=x",
		"javascript:alert(1)":                                 "",
		"":                                                    "",
	} {
		got := Public(in)
		if got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
		if again := Public(got); again != got {
			t.Errorf("%s: %s when done again", in, again)
		}
	}
}

// TestOwnWords proves that an entry that is no story has no source, in any format.
func TestOwnWords(t *testing.T) {
	f := sample()
	f.Entries = []Entry{{
		ID: "tag:news.example.org,2026:x/1", Link: "https://news.example.org/sources", Own: true,
		Title: "A source has moved", Content: "<p>So it has.</p>", Published: noon, Updated: noon,
		Authors: []storage.Person{{Name: "News"}},
	}}
	for name, write := range map[string]func(Feed) ([]byte, error){"own.rss": RSS, "own.atom": Atom, "own.json": JSON} {
		got, err := write(f)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, got)
	}
}
