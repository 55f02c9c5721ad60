package discover

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const address = "https://site.example/blog/post?id=1"

func TestA9_1_Offered(t *testing.T) {
	atom, rss := "application/atom+xml", "application/rss+xml"
	tests := []struct {
		name, page string
		header     []Link
		want       []Feed
	}{
		{"none", `<html><head><link rel="stylesheet" href="/a.css"><link rel="alternate" hreflang="de" href="/de"></head>`, nil, nil},
		{"in the head", `<head><link rel="alternate" type="application/rss+xml" title=" The
   News " href="/feed">`, nil, []Feed{{"https://site.example/feed", "The News", rss}}},
		{"relative to the page", `<link rel=alternate type=application/atom+xml href="feed.atom">`, nil, []Feed{{"https://site.example/blog/feed.atom", "", atom}}},
		{"base", `<base href="https://cdn.example/x/"><link rel="alternate" type="application/atom+xml" href="feed.atom">`, nil, []Feed{{"https://cdn.example/x/feed.atom", "", atom}}},
		{"comments last", `<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed"><link rel="alternate" type="application/rss+xml" title="Posts" href="/feed">`, nil,
			[]Feed{{"https://site.example/feed", "Posts", rss}, {"https://site.example/comments/feed", "Comments", rss}}},
		{"the page's order otherwise", `<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="alternate" type="application/atom+xml" href="/atom">`, nil,
			[]Feed{{"https://site.example/rss", "", rss}, {"https://site.example/atom", "", atom}}},
		{"header first", `<link rel="alternate" type="application/rss+xml" href="/rss">`, []Link{{URL: "/h", Rel: "alternate", Type: atom}},
			[]Feed{{"https://site.example/h", "", atom}, {"https://site.example/rss", "", rss}}},
		{"capitals and parameters", `<LINK REL="Alternate" TYPE="Application/RSS+XML; charset=utf-8" HREF="/feed">`, nil, []Feed{{"https://site.example/feed", "", rss}}},
		{"twice", `<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate" type="application/rss+xml" href="/feed#x">`, nil, []Feed{{"https://site.example/feed", "", rss}}},
		{"rel feed", `<a rel="feed" href="/feed">Subscribe</a>`, nil, []Feed{{"https://site.example/feed", "", ""}}},
		{"feed scheme", `<link rel="alternate" type="application/rss+xml" href="feed://other.example/feed">`, nil, []Feed{{"http://other.example/feed", "", rss}}},
		{"no web address", `<link rel="alternate" type="application/rss+xml" href="javascript:x"><link rel="alternate" type="application/rss+xml" href=""><link rel="alternate" type="application/rss+xml">`, nil, nil},
		{"in a script", `<script>"<link rel='alternate' type='application/rss+xml' href='/no'>"</script>`, nil, nil},
		{"oEmbed is none", `<link rel="alternate" type="application/json+oembed" href="/oembed">`, nil, nil},
		{"JSON after RSS", `<link rel="alternate" type="application/json" href="/wp-json"><link rel="alternate" type="application/rss+xml" href="/feed">`, nil,
			[]Feed{{"https://site.example/feed", "", rss}, {"https://site.example/wp-json", "", "application/json"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Offered([]byte(tt.page), address, tt.header)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOfferedIsBounded(t *testing.T) {
	var page strings.Builder
	for range 100_000 {
		page.WriteString(`<link rel="alternate" type="application/rss+xml" href="/` + strings.Repeat("x", page.Len()%97) + `">`)
	}
	if got := Offered([]byte(page.String()), address, nil); len(got) != MaxFeeds {
		t.Errorf("%d feeds, want %d", len(got), MaxFeeds)
	}
}

func TestPlaces(t *testing.T) {
	got := Places(address)
	if len(got) == 0 || got[0] != "https://site.example/feed" {
		t.Errorf("%q", got)
	}
	for _, bad := range []string{"", "mailto:x", "://"} {
		if got := Places(bad); got != nil {
			t.Errorf("%q: %q", bad, got)
		}
	}
}

func FuzzOffered(f *testing.F) {
	f.Add(`<base href=//x><link rel=alternate type=application/rss+xml href=feed>`, address)
	f.Fuzz(func(t *testing.T, page, where string) {
		for _, feed := range Offered([]byte(page), where, nil) {
			if !strings.HasPrefix(feed.URL, "http://") && !strings.HasPrefix(feed.URL, "https://") {
				t.Errorf("offers %q", feed.URL)
			}
		}
	})
}
