package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// read is what a reader made of an entry.
type read struct {
	ID, Title, Link string
}

// TestReadersSeeTheSameStories subscribes two real readers to RSS and Atom: they
// must see the stories of the JSON Feed, once each, under the same ids and titles.
// (Neither of the two reads JSON Feed; freshet itself does, see
// TestFreshetReadsItself.)
func TestReadersSeeTheSameStories(t *testing.T) {
	o := newOrigin(t)
	s := newSite(t, yamlFor(o, newsroom(o, time.Now())))
	s.start(t)
	s.polled(t)
	want := publishedJSON(t, s, len(headlines))

	for _, format := range []string{"rss", "atom"} {
		url := s.base + "/feeds/all." + format
		t.Run("feedparser "+format, func(t *testing.T) {
			if d := cmp.Diff(want, byFeedparser(t, url)); d != "" {
				t.Error(d)
			}
		})
		t.Run("newsboat "+format, func(t *testing.T) {
			if d := cmp.Diff(want, byNewsboat(t, url)); d != "" {
				t.Error(d)
			}
		})
	}
}

// publishedJSON is what freshet publishes, once it has n stories.
func publishedJSON(t *testing.T, s *site, n int) (items []read) {
	t.Helper()
	eventually(t, "the merged feed", func() error {
		body, err := fetch(s.base + "/feeds/all.json")
		if err != nil {
			return err
		}
		var doc struct {
			Items []struct{ ID, URL, Title string }
		}
		if err := json.Unmarshal(body, &doc); err != nil {
			return err
		}
		items = nil
		for _, it := range doc.Items {
			items = append(items, read{it.ID, it.Title, it.URL})
		}
		if len(items) != n {
			return fmt.Errorf("%d stories, want %d", len(items), n)
		}
		return nil
	})
	sortReads(items)
	return items
}

func sortReads(items []read) {
	slices.SortFunc(items, func(a, b read) int { return strings.Compare(a.ID, b.ID) })
}

// python runs a script with a Python that has feedparser.
func python(t *testing.T, script string, args ...string) []byte {
	t.Helper()
	var errs bytes.Buffer
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		cmd := exec.Command(name, append([]string{"-c", script}, args...)...)
		cmd.Stderr = &errs
		if out, err := cmd.Output(); err == nil {
			return out
		}
	}
	t.Fatalf("no Python with feedparser could run this (Debian: python3-feedparser):\n%s", errs.String())
	return nil
}

func byFeedparser(t *testing.T, url string) (items []read) {
	t.Helper()
	out := python(t, `
import sys, json, html, feedparser
d = feedparser.parse(sys.argv[1])
if d.bozo: sys.exit("not well-formed: %s" % d.bozo_exception)
print(json.dumps([{"ID": e.id, "Title": html.unescape(e.title), "Link": e.link} for e in d.entries]))
`, url)
	if err := json.Unmarshal(out, &items); err != nil {
		t.Fatal(err)
	}
	sortReads(items)
	return items
}

func byNewsboat(t *testing.T, url string) (items []read) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"urls": url + "\n", "config": "error-log " + filepath.Join(dir, "errors") + "\n"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cache := filepath.Join(dir, "cache.db")
	cmd := exec.Command("newsboat", "-u", filepath.Join(dir, "urls"), "-C", filepath.Join(dir, "config"), "-c", cache, "-x", "reload")
	cmd.Env = append(os.Environ(), "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("newsboat: %v\n%s", err, out)
	}
	out := python(t, `
import sys, json, sqlite3
rows = sqlite3.connect(sys.argv[1]).execute("select guid, title, url from rss_item")
print(json.dumps([{"ID": g, "Title": t, "Link": u} for g, t, u in rows]))
`, cache)
	if err := json.Unmarshal(out, &items); err != nil {
		t.Fatal(err)
	}
	sortReads(items)
	return items
}

// TestFreshetReadsItself reads each of the three formats with freshet's own
// reader: a feed of freshet can be another freshet's source.
func TestFreshetReadsItself(t *testing.T) {
	o := newOrigin(t)
	s := newSite(t, yamlFor(o, newsroom(o, time.Now())))
	s.start(t)
	s.polled(t)
	want := publishedJSON(t, s, len(headlines))
	for _, format := range []string{"rss", "atom", "json"} {
		t.Run(format, func(t *testing.T) {
			cmd := exec.Command(program, "parse", s.base+"/feeds/all."+format, "--json", "--private-networks")
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var got []read
			for _, line := range bytes.Split(bytes.TrimSpace(out), []byte("\n"))[1:] {
				var item struct{ ID, URL, Title string }
				if err := json.Unmarshal(line, &item); err != nil {
					t.Fatal(err)
				}
				got = append(got, read{item.ID, item.Title, item.URL})
			}
			sortReads(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestReadersReadTheHealthFeed subscribes two real readers to the feed of the
// sources' health, where a source is told of that says it is gone.
func TestReadersReadTheHealthFeed(t *testing.T) {
	o := newOrigin(t)
	paths := newsroom(o, time.Now())
	old := time.Now().AddDate(-3, 0, 0)
	o.put(paths[0], entry{guid: "old", link: o.URL + "/old", title: "The last word", body: "Farewell.", published: old.Truncate(time.Second)})
	s := newSite(t, yamlFor(o, paths))
	s.start(t)
	s.polled(t)
	if _, err := s.ask(t, "POST", "/-/reload"); err != nil { // sources are looked at
		t.Fatal(err)
	}
	want := []read{{Title: "Source 0 has been silent since " + old.UTC().Format("2 January 2006")}}
	for _, format := range []string{"rss", "atom"} {
		url := s.base + "/feeds/-sources." + format
		for name, reader := range map[string]func(*testing.T, string) []read{"feedparser": byFeedparser, "newsboat": byNewsboat} {
			t.Run(name+" "+format, func(t *testing.T) {
				got := reader(t, url)
				for i := range got {
					if !strings.HasPrefix(got[i].ID, "tag:") || !strings.HasPrefix(got[i].Link, s.base+"/sources#source-") {
						t.Errorf("id %s, link %s", got[i].ID, got[i].Link)
					}
					got[i].ID, got[i].Link = "", ""
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Error(d)
				}
			})
		}
	}
}
