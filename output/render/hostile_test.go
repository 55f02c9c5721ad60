package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"freshet/storage"
)

// hostile are texts that have broken feeds elsewhere.
var hostile = []string{
	"\x00\x02\x1b[31mred\x7f", "]]>", "<![CDATA[", "]]]]>><!--", "\xed\xa0\x80\xed\xb0\x80", "\xff\xfe",
	"\u0085\u009f", "\ufffe\uffff", "<script>alert(1)</script>", "&nbsp;&#0;&amp;", "a\r\nb\rc", "\u2028\u202e",
	"😀 & 你好", "\"'><", strings.Repeat("x", 5000), "", " \t\n ",
}

// everywhere puts a text wherever a source could.
func everywhere(s string) Feed {
	e := Entry{
		ID: "tag:h.example,2026:i/X", Link: "https://h.example/go/x", Title: s, Summary: s, Content: s + s,
		External: "https://a.example/" + s, Published: noon, Updated: noon, Language: s, Image: s,
		Authors:    []storage.Person{{Name: s}, {Email: s}, {URL: s}, {}},
		Categories: []string{s, s, "ok"},
		Enclosures: []storage.Enclosure{{URL: "https://a.example/" + s, Type: s, Length: -1}, {URL: s}, {URL: "https://a.example/2"}},
		Source:     SourceInfo{Name: s, Title: s, URL: "https://a.example/feed?" + s, Link: s, ID: s},
		Sightings:  []Sighting{{Source: s, URL: s, Title: s}},
		Note:       s, Story: "X", Why: []Why{{s, s, 1}},
	}
	other := e
	other.ID, other.Summary, other.Content = "tag:h.example,2026:i/Y", "", ""
	return Feed{
		Self: "https://h.example/feeds/all.rss", Site: "https://h.example/feeds/all", ID: "tag:h.example,2026:feed/all",
		Title: s, Description: s, Language: s, Generator: s, Updated: noon, Entries: []Entry{e, other},
	}
}

func TestHostileText(t *testing.T) {
	for _, s := range hostile {
		checkAll(t, everywhere(s))
	}
}

func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.SampledFrom(hostile)).Draw(t, "s")
		checkAll(t, everywhere(s))
	})
}

func FuzzText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkAll(t, everywhere(s)) })
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkAll writes a feed in every format and reads it back strictly.
func checkAll(t fataler, f Feed) {
	t.Helper()
	rss, err := RSS(f)
	mustDo(t, err)
	checkXML(t, rss)
	checkRSS(t, rss)
	atom, err := Atom(f)
	mustDo(t, err)
	checkXML(t, atom)
	checkAtom(t, atom)
	feed, err := JSON(f)
	mustDo(t, err)
	hot, err := HotJSON(f)
	mustDo(t, err)
	checkTitles(t, rss, atom, feed)
	checkJSON(t, hot)
	list, err := OPML(f.Title, []Outline{{Title: f.Title, XMLURL: f.Entries[0].Source.URL, Tags: f.Entries[0].Categories}})
	mustDo(t, err)
	checkXML(t, list)
}

func mustDo(t fataler, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// checkXML tells that a strict parser reads to the end and that no element is
// empty that must not be.
func checkXML(t fataler, doc []byte) {
	t.Helper()
	if !utf8.Valid(doc) {
		t.Fatalf("not UTF-8: %q", doc)
	}
	for _, r := range string(doc) {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			t.Fatalf("character %U in %q", r, doc)
		}
	}
	full := map[string]bool{"title": true, "id": true, "guid": true, "name": true, "updated": true, "category": false, "creator": true, "text": true}
	d := xml.NewDecoder(bytes.NewReader(doc))
	d.Strict = true
	var open, text string
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		mustDo(t, err)
		switch tok := tok.(type) {
		case xml.StartElement:
			open, text = tok.Name.Local, ""
		case xml.CharData:
			text += string(tok)
		case xml.EndElement:
			if tok.Name.Local == open && full[open] && strings.TrimSpace(text) == "" {
				t.Fatalf("empty <%s> in %s", open, doc)
			}
			open = ""
		}
	}
}

type readRSS struct {
	Channel struct {
		Title       string `xml:"title"`
		Description string `xml:"description"`
		Build       string `xml:"lastBuildDate"`
		Items       []struct {
			Title string `xml:"title"`
			GUID  struct {
				ID        string `xml:",chardata"`
				PermaLink string `xml:"isPermaLink,attr"`
			} `xml:"guid"`
			Date      string `xml:"pubDate"`
			Enclosure []struct {
				URL    string `xml:"url,attr"`
				Length string `xml:"length,attr"`
				Type   string `xml:"type,attr"`
			} `xml:"enclosure"`
			Creators []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
		} `xml:"item"`
	} `xml:"channel"`
}

func checkRSS(t fataler, doc []byte) {
	t.Helper()
	var r readRSS
	mustDo(t, xml.Unmarshal(doc, &r))
	if r.Channel.Title == "" || r.Channel.Description == "" || len(r.Channel.Items) != 2 {
		t.Fatalf("channel lacks what it must have: %s", doc)
	}
	for _, it := range r.Channel.Items {
		_, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", it.Date)
		mustDo(t, err)
		if it.GUID.PermaLink != "false" || it.Title == "" || len(it.Creators) == 0 {
			t.Fatalf("item lacks what it must have: %s", doc)
		}
		for _, f := range it.Enclosure {
			if f.Length == "" || f.Type == "" || f.URL == "" {
				t.Fatalf("enclosure lacks what it must have: %s", doc)
			}
		}
	}
}

type readAtom struct {
	ID      string `xml:"id"`
	Entries []struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Authors []string `xml:"author>name"`
		Links   []struct {
			Rel string `xml:"rel,attr"`
		} `xml:"link"`
		Source struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
		} `xml:"source"`
	} `xml:"entry"`
}

func checkAtom(t fataler, doc []byte) {
	t.Helper()
	var a readAtom
	mustDo(t, xml.Unmarshal(doc, &a))
	seen := map[string]bool{}
	for _, e := range a.Entries {
		alternates := 0
		for _, l := range e.Links {
			if l.Rel == "alternate" {
				alternates++
			}
		}
		if alternates != 1 || len(e.Authors) == 0 || e.Source.ID == "" || e.Source.Title == "" || seen[e.Updated] {
			t.Fatalf("entry is not valid: %s", doc)
		}
		seen[e.Updated] = true
		for _, d := range []string{e.Updated, e.Source.Updated} {
			_, err := time.Parse(time.RFC3339, d)
			mustDo(t, err)
		}
	}
}

type readJSON struct {
	Items []struct {
		ID      string `json:"id"`
		Title   string `json:"title"`
		HTML    string `json:"content_html"`
		Text    string `json:"content_text"`
		Authors []struct {
			Name string `json:"name"`
		} `json:"authors"`
		Freshet struct {
			Sightings []any `json:"sightings"`
		} `json:"_freshet"`
	} `json:"items"`
}

func checkJSON(t fataler, doc []byte) readJSON {
	t.Helper()
	var r readJSON
	mustDo(t, json.Unmarshal(doc, &r))
	if r.Items == nil {
		t.Fatalf("no items: %s", doc)
	}
	for _, it := range r.Items {
		if it.ID == "" || it.HTML+it.Text == "" || len(it.Authors) == 0 || it.Freshet.Sightings == nil {
			t.Fatalf("item lacks what it must have: %s", doc)
		}
	}
	return r
}

// checkTitles tells that the three formats show the same ids and titles.
func checkTitles(t fataler, rss, atom, feed []byte) {
	t.Helper()
	var r readRSS
	var a readAtom
	mustDo(t, xml.Unmarshal(rss, &r))
	mustDo(t, xml.Unmarshal(atom, &a))
	j := checkJSON(t, feed)
	var got [3][]string
	for i := range a.Entries {
		got[0] = append(got[0], r.Channel.Items[i].GUID.ID, r.Channel.Items[i].Title)
		got[1] = append(got[1], a.Entries[i].ID, a.Entries[i].Title)
		got[2] = append(got[2], j.Items[i].ID, j.Items[i].Title)
	}
	if diff := cmp.Diff(got[0], got[1]) + cmp.Diff(got[0], got[2]); diff != "" {
		t.Fatalf("formats differ: %s", diff)
	}
}
