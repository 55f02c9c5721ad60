package aggregator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator"
	"freshet/aggregator/origin"
)

// The tests of this file are the lines of PROTOCOL.md A11, deltas and archives, and
// the pages of articles.

func TestA11_1_DeltasAreMerged(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(func(n int, q *origin.Request) origin.Answer {
			if n == 1 {
				return ok(feedOf("", "one", "two"), `"1"`, "")
			}
			if has(*q, "A-IM") != "feed" {
				return ok(feedOf("", "asked without A-IM"), `"0"`, "")
			}
			if n == 2 {
				return origin.Reply(226, feedOf("", "three"), "IM", "feed", "ETag", `"2"`)
			}
			return origin.Reply(304, "")
		}, func(s *aggregator.Source) { s.Delta = true })
		all := r.polls(3)
		if diff := cmp.Diff([]string{"-", `"1"`, `"2"`}, asked(all)); diff != "" {
			t.Errorf("validators (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"one", "three", "two"}, r.titles()); diff != "" {
			t.Errorf("stories (-want +got):\n%s", diff)
		}
		if r.status("src").State.Gap {
			t.Error("a delta was taken for a gap")
		}
	})
}

func TestA11_2_AServerThatKnowsNoDeltas(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(replies(ok(feedOf("", "one"), `"1"`, ""), ok(feedOf("", "two", "one"), `"2"`, "")), func(s *aggregator.Source) { s.Delta = true })
		r.polls(2)
		if diff := cmp.Diff([]string{"one", "two"}, r.titles()); diff != "" {
			t.Errorf("stories (-want +got):\n%s", diff)
		}
	})
}

// archive is an archive document with a link to the one before it.
func archive(before string, titles ...string) origin.Script {
	head := ""
	if before != "" {
		head = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="` + before + `"/>`
	}
	return origin.Always(origin.Reply(200, feedOf(head, titles...)))
}

func withArchives(n int) func(*aggregator.Source) {
	return func(s *aggregator.Source) { s.Archives = n }
}

func paths(all []origin.Request) []string {
	var out []string
	for _, q := range all {
		out = append(out, q.Path)
	}
	return out
}

func TestA11_3_ArchivesOfANewSource(t *testing.T) {
	tests := []struct {
		name   string
		limit  int
		chain  map[string]origin.Script
		paths  []string
		titles []string
	}{
		{"all", 5, map[string]origin.Script{"/2": archive("/1", "c", "d"), "/1": archive("", "a", "b")}, []string{"/f", "/2", "/1"}, []string{"a", "b", "c", "d", "e"}},
		{"as many as wished", 1, map[string]origin.Script{"/2": archive("/1", "c", "d"), "/1": archive("", "a", "b")}, []string{"/f", "/2"}, []string{"c", "d", "e"}},
		{"none wished", 0, nil, []string{"/f"}, []string{"e"}},
		{"a circle", 9, map[string]origin.Script{"/2": archive("/1", "c"), "/1": archive("/2", "a")}, []string{"/f", "/2", "/1"}, []string{"a", "c", "e"}},
		{"back to the feed", 9, map[string]origin.Script{"/2": archive("/f", "c")}, []string{"/f", "/2"}, []string{"c", "e"}},
		{"one that is missing", 9, map[string]origin.Script{"/2": origin.Always(origin.Reply(404, ""))}, []string{"/f", "/2"}, []string{"e"}},
		{"one that is no feed", 9, map[string]origin.Script{"/2": origin.Always(origin.Reply(200, "<html>"))}, []string{"/f", "/2"}, []string{"e"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			simulate(t, func(r *rig) {
				for path, s := range tt.chain {
					r.Handle("feed.example"+path, s)
				}
				r.one(archive("/2", "e"), withArchives(tt.limit))
				r.run(50 * time.Minute)
				all := r.Requests()
				if diff := cmp.Diff(tt.paths, paths(all)); diff != "" {
					t.Errorf("requests (-want +got):\n%s", diff)
				}
				if slices.ContainsFunc(gaps(all), func(d time.Duration) bool { return d < 2*time.Second }) {
					t.Errorf("requests %v apart, want the spacing", gaps(all))
				}
				if diff := cmp.Diff(tt.titles, r.titles()); diff != "" {
					t.Errorf("stories (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestA11_3_ArchivesFillAGap(t *testing.T) {
	simulate(t, func(r *rig) {
		r.Handle("feed.example/1", archive("/0", "b", "a"))
		r.Handle("feed.example/0", archive("", "x"))
		r.Handle("feed.example/2", archive("/1", "c", "d"))
		r.one(func(n int, _ *origin.Request) origin.Answer {
			if n == 1 {
				return ok(feedOf("", "b", "a"), "", "")
			}
			return ok(feedOf(`<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="/2"/>`, "f", "e"), "", "")
		}, withArchives(5))
		r.run(3 * time.Hour)
		if diff := cmp.Diff([]string{"a", "b", "c", "d", "e", "f"}, r.titles()); diff != "" {
			t.Errorf("stories (-want +got):\n%s", diff)
		}
		count := map[string]int{}
		for _, p := range paths(r.Requests()) {
			count[p]++
		}
		if count["/2"] != 1 || count["/1"] != 1 || count["/0"] != 0 {
			t.Errorf("requests: %v, want each archive once and none behind what is known", count)
		}
	})
}

func TestA11_4_PagesAreNotWalked(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(origin.Always(ok(feedOf(`<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/f?page=2"/>`, "one"), "", "")), withArchives(5))
		for _, q := range r.polls(4) {
			if q.Target != "/f" {
				t.Errorf("asked for %s", q.Target)
			}
		}
	})
}

// articlePage is the page of an article.
func articlePage(title string) string {
	return "<html><head><title>" + title + "</title></head><body><nav><a href='/'>Home</a></nav><article><h1>" + title + "</h1>" +
		strings.Repeat("<p>The whole text of "+title+" is told here at length, with all that the feed leaves out, said the editor, who had counted the words twice.</p>", 8) +
		"</article></body></html>"
}

func TestFullTextIsAskedForOnceAnItem(t *testing.T) {
	simulate(t, func(r *rig) {
		for _, p := range []string{"one", "two"} {
			r.Handle("feed.example/"+p, origin.Always(origin.Reply(200, articlePage(p), "Content-Type", "text/html")))
		}
		described := func(title, text string) string {
			return strings.ReplaceAll(feedOf("", title), "</title><link>http://feed.example/"+title, "</title><description>"+text+"</description><link>http://feed.example/"+title)
		}
		r.one(replies(ok(described("one", "short"), "", ""), ok(described("one", "short and corrected"), "", ""), ok(described("two", "x"), "", "")),
			func(s *aggregator.Source) { s.FullText = true })
		r.polls(5)
		count := map[string]int{}
		for _, q := range r.Requests() {
			count[q.Path]++
		}
		if count["/one"] != 1 || count["/two"] != 1 {
			t.Errorf("requests: %v, want each page once", count)
		}
		for st, err := range r.store.All(r.t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("The whole text of %s", st.Lead.Title); !strings.Contains(st.Lead.Content, want) {
				t.Errorf("%q: content %.80q lacks the page's text", st.Lead.Title, st.Lead.Content)
			}
			if st.Lead.Title == "one" && !strings.Contains(st.Lead.Summary, "corrected") {
				t.Errorf("summary %q is not the revision's", st.Lead.Summary)
			}
			if strings.Contains(st.Lead.Content, "Home") {
				t.Errorf("%q has the page's navigation", st.Lead.Title)
			}
		}
	})
}

func TestFullTextKeepsTheMannersOfPolls(t *testing.T) {
	simulate(t, func(r *rig) {
		var titles []string
		for i := range 40 {
			titles = append(titles, fmt.Sprintf("t%d", i))
		}
		r.Handle("", origin.Always(origin.Reply(200, articlePage("x"), "Content-Type", "text/html")))
		secret := map[string]string{"Authorization": "Bearer canary"}
		r.Handle("feed.example/f", replies(ok(strings.ReplaceAll(feedOf("", titles...), "http://feed.example/t1", "http://pages.example/t1"), `"x"`, ""), origin.Reply(304, "")))
		src := sourceAt("src", "http://feed.example/f")
		src.FullText, src.Headers = true, secret
		r.apply(src, sourceAt("other", "http://pages.example/other"))
		r.run(50 * time.Minute)
		perHost := map[string][]origin.Request{}
		for _, q := range r.Requests() {
			perHost[q.Host] = append(perHost[q.Host], q)
			if q.Host != "feed.example" && strings.Contains(string(q.Head), "canary") {
				t.Errorf("the secret went to %s", q.Host)
			}
		}
		pages := 0
		for host, all := range perHost {
			for _, gap := range gaps(all) {
				if gap < 2*time.Second {
					t.Errorf("%s: requests %v apart", host, gap)
				}
			}
			pages += len(all)
		}
		if pages < 20 || pages > 24 {
			t.Errorf("%d requests, want twenty pages and the polls", pages)
		}
	})
}

func TestA11_5_AnArchiveIsNoSource(t *testing.T) {
	simulate(t, func(r *rig) {
		r.one(origin.Always(ok(feedOf(`<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="current" href="/now"/>`, "one"), "", "")))
		r.polls(3)
		if n := strings.Count(r.log.String(), "the feed itself is at http://feed.example/now"); n != 1 {
			t.Errorf("the operator is told %d times, want once", n)
		}
	})
}
