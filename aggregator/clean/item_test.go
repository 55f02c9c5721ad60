package clean

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"freshet/aggregator/parse"
	"freshet/storage"
)

func TestItem(t *testing.T) {
	at := time.Date(2026, 3, 5, 6, 30, 0, 0, time.UTC)
	feed := &parse.Feed{Document: storage.Document{Link: "https://www.site.example/"}}
	in := &parse.Item{
		ID: "tag:1", URL: "/a?utm_source=feed", Title: "Fish &amp; <i>chips</i>\n now", TitleType: parse.TypeHTML,
		Summary: parse.Text{Value: `<img src="x.png">short`, Type: parse.TypeHTML},
		Content: parse.Text{Value: "a < b", Type: parse.TypeText},
		Authors: []storage.Person{{Name: " A\nB "}, {}, {Name: "A B"}}, Categories: []string{"x", " x ", ""},
		Enclosures: []storage.Enclosure{{URL: "a.mp3", Type: "audio/mpeg", Length: -1}, {URL: "javascript:x"}},
		Image:      "/i.png", Language: "zh_hans-cn", Published: at, Updated: at,
	}
	want := storage.Item{
		GUID: "tag:1", URL: "https://www.site.example/a?utm_source=feed", Canonical: "https://site.example/a",
		Title: "Fish & chips now", Summary: `<img src="https://www.site.example/x.png">short`, Content: "a &lt; b",
		Authors: []storage.Person{{Name: "A B"}}, Categories: []string{"x"},
		Enclosures: []storage.Enclosure{{URL: "https://www.site.example/a.mp3", Type: "audio/mpeg"}},
		Image:      "https://www.site.example/i.png", Language: "zh-Hans-CN", Published: at, Updated: at,
	}
	got := Item(feed, in, "https://feeds.example/1.xml")
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(storage.Item{}, "Signature")); diff != "" {
		t.Error(diff)
	}
	if got.Signature.BodyTokens != 2 {
		t.Errorf("signature of %d tokens, want 2: a, b", got.Signature.BodyTokens)
	}
}

func TestItemWithinLimits(t *testing.T) {
	many := strings.Split(strings.Repeat("c,", 200), ",")
	for i := range many {
		many[i] += strings.Repeat("x", i)
	}
	in := &parse.Item{ID: strings.Repeat("é", 4000), Title: strings.Repeat("长", 3000), Categories: many}
	it := Item(&parse.Feed{}, in, "")
	if len(it.GUID) > storage.MaxGUIDBytes || !strings.HasPrefix(it.GUID, "sha256:") {
		t.Errorf("guid %.20q of %d bytes", it.GUID, len(it.GUID))
	}
	if len(it.Title) > storage.MaxTitleBytes || !strings.HasSuffix(it.Title, "长…") {
		t.Errorf("title of %d bytes", len(it.Title))
	}
	if len(it.Categories) != storage.MaxCategories {
		t.Errorf("%d categories", len(it.Categories))
	}
}

func TestBases(t *testing.T) {
	cases := []struct {
		name                             string
		itemBase, feedBase, link, wanted string
	}{
		{"of the item", "https://i.example/a/", "https://f.example/", "https://l.example/", "https://i.example/a/x"},
		{"of the feed", "", "https://f.example/b/", "https://l.example/", "https://f.example/b/x"},
		{"link of the feed", "", "", "https://l.example/c/", "https://l.example/c/x"},
		{"relative link of the feed", "", "", "/d/", "https://own.example/d/x"},
		{"own address", "", "", "", "https://own.example/x"},
	}
	for _, c := range cases {
		feed := &parse.Feed{Base: c.feedBase, Document: storage.Document{Link: c.link}}
		it := Item(feed, &parse.Item{ID: "1", URL: "x", Base: c.itemBase}, "https://own.example/feed")
		if it.URL != c.wanted {
			t.Errorf("%s: %s, want %s", c.name, it.URL, c.wanted)
		}
	}
}

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{
		"en": "en", "EN-us": "en-US", "zh_cn": "zh-CN", "zh-hant-tw": "zh-Hant-TW", "es-419": "es-419", "x-klingon": "x-klingon",
		"english (uk)": "", "": "", "-": "", "n/a": "",
	} {
		if got := language(in); got != want {
			t.Errorf("language(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDocument(t *testing.T) {
	feed := &parse.Feed{Document: storage.Document{
		Title: "A &amp; B", Description: "<p>x</p>", Link: "/home", Self: "feed.xml", Image: "logo.png", Language: "de_DE", Hubs: []string{"https://hub.example/", "nothing:"},
	}, TitleType: parse.TypeHTML, DescriptionType: parse.TypeHTML}
	want := storage.Document{
		Title: "A & B", Description: "x", Link: "https://own.example/home", Self: "https://own.example/d/feed.xml",
		Image: "https://own.example/logo.png", Language: "de-DE", Hubs: []string{"https://hub.example/"},
	}
	if diff := cmp.Diff(want, Document(feed, "https://own.example/d/feed.xml"), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}
