package parse

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"freshet/storage"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// address is where the documents of testdata are said to come from.
const address = "https://feed.example/dir/feed.xml"

// shown is a feed as the golden files show it: all of it but the hashes, without
// what is empty.
type shown struct {
	Error       string           `json:"error,omitempty"`
	Format      string           `json:"format,omitempty"`
	ID          string           `json:"id,omitempty"`
	Title       string           `json:"title,omitempty"`
	TitleType   TextType         `json:"title_type,omitempty"`
	Link        string           `json:"link,omitempty"`
	Description string           `json:"description,omitempty"`
	DescType    TextType         `json:"description_type,omitempty"`
	Language    string           `json:"language,omitempty"`
	Image       string           `json:"image,omitempty"`
	Rights      string           `json:"rights,omitempty"`
	Generator   string           `json:"generator,omitempty"`
	Authors     []storage.Person `json:"authors,omitempty"`
	Categories  []string         `json:"categories,omitempty"`
	Published   time.Time        `json:"published,omitzero"`
	Updated     time.Time        `json:"updated,omitzero"`
	Self        string           `json:"self,omitempty"`
	Hubs        []string         `json:"hubs,omitempty"`
	Hints       storage.Hints    `json:"hints,omitzero"`
	Base        string           `json:"base,omitempty"`
	Expired     bool             `json:"expired,omitempty"`
	Cut         bool             `json:"cut,omitempty"`
	Repairs     []string         `json:"repairs,omitempty"`
	Items       []shownItem      `json:"items,omitempty"`
}

type shownItem struct {
	ID         string              `json:"id"`
	From       IDSource            `json:"from"`
	URL        string              `json:"url,omitempty"`
	Title      string              `json:"title,omitempty"`
	TitleType  TextType            `json:"title_type,omitempty"`
	Summary    Text                `json:"summary,omitzero"`
	Content    Text                `json:"content,omitzero"`
	Published  time.Time           `json:"published,omitzero"`
	Updated    time.Time           `json:"updated,omitzero"`
	Authors    []storage.Person    `json:"authors,omitempty"`
	Categories []string            `json:"categories,omitempty"`
	Enclosures []storage.Enclosure `json:"enclosures,omitempty"`
	Image      string              `json:"image,omitempty"`
	Language   string              `json:"language,omitempty"`
	Base       string              `json:"base,omitempty"`
}

func show(f *Feed, err error) shown {
	if err != nil {
		return shown{Error: err.Error()}
	}
	s := shown{
		Format: f.Format, ID: f.ID, Title: f.Title, TitleType: f.TitleType, Link: f.Link, Description: f.Description,
		DescType: f.DescriptionType, Language: f.Language, Image: f.Image, Rights: f.Rights, Generator: f.Generator,
		Authors: f.Authors, Categories: f.Categories, Published: f.Published, Updated: f.Updated, Self: f.Self,
		Hubs: f.Hubs, Hints: f.Hints, Base: f.Base, Expired: f.Expired, Cut: f.Cut, Repairs: f.Repairs,
	}
	if s.Description == "" {
		s.DescType = ""
	}
	for _, it := range f.Items {
		i := shownItem{
			ID: it.ID, From: it.IDFrom, URL: it.URL, Title: it.Title, TitleType: it.TitleType, Summary: it.Summary,
			Content: it.Content, Published: it.Published, Updated: it.Updated, Authors: it.Authors,
			Categories: it.Categories, Enclosures: it.Enclosures, Image: it.Image, Language: it.Language, Base: it.Base,
		}
		if i.Title == "" {
			i.TitleType = ""
		}
		if i.Summary.Value == "" {
			i.Summary = Text{}
		}
		if i.Content.Value == "" {
			i.Content = Text{}
		}
		s.Items = append(s.Items, i)
	}
	return s
}

// documents are the feeds of testdata, by name.
func documents(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string][]byte{}
	for _, p := range paths {
		if s, err := os.Stat(p); err != nil || s.IsDir() {
			continue
		}
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		docs[filepath.Base(p)] = b
	}
	if len(docs) < 40 {
		t.Fatalf("testdata holds only %d documents", len(docs))
	}
	return docs
}

func TestGolden(t *testing.T) {
	for name, body := range documents(t) {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(show(Items(Input{Body: body, URL: address}))); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "golden", name+".json")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}
