package parse

import (
	"testing"
	"time"

	"freshet/storage"
)

func TestPersonOf(t *testing.T) {
	for in, want := range map[string]storage.Person{
		"":                             {},
		" Ann ":                        {Name: "Ann"},
		"Ann B. Cee":                   {Name: "Ann B. Cee"},
		"a@b.example":                  {Email: "a@b.example"},
		"mailto:a@b.example":           {Email: "a@b.example"},
		"a@b.example (Ann Bee)":        {Name: "Ann Bee", Email: "a@b.example"},
		`a@b.example ("Ann Bee")`:      {Name: "Ann Bee", Email: "a@b.example"},
		"a@b.example(Ann)":             {Name: "Ann", Email: "a@b.example"},
		"Ann Bee (a@b.example)":        {Name: "Ann Bee", Email: "a@b.example"},
		"Ann <a@b.example>":            {Name: "Ann", Email: "a@b.example"},
		`"Bee, Ann" <a@b.example>`:     {Name: "Bee, Ann", Email: "a@b.example"},
		"Ann Bee a@b.example":          {Name: "Ann Bee", Email: "a@b.example"},
		"a@b.example Ann":              {Name: "Ann", Email: "a@b.example"},
		"Ann - a@b.example":            {Name: "Ann", Email: "a@b.example"},
		"a@b.example, c@d.example":     {Name: "a@b.example, c@d.example"},
		"@ann":                         {Name: "@ann"},
		"Ann @ Work":                   {Name: "Ann @ Work"},
		"Ann (editor)":                 {Name: "Ann (editor)"},
		"https://ann.example/":         {URL: "https://ann.example/"},
		"Ann, see https://ann.example": {Name: "Ann, see https://ann.example"},
	} {
		if got := personOf(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}

func TestDistinguish(t *testing.T) {
	items := []Item{
		{ID: "a", IDFrom: IDFromGUID, URL: "1"}, {ID: "a", IDFrom: IDFromGUID, URL: "2"},
		{ID: "b", IDFrom: IDFromGUID, URL: "1"}, {ID: "b", IDFrom: IDFromGUID, URL: "1"},
		{ID: "c", IDFrom: IDFromLink, URL: "c", Title: "x"}, {ID: "c", IDFrom: IDFromLink, URL: "c", Title: "y"},
		{ID: "d", IDFrom: IDFromLink, URL: "d", Title: "x"}, {ID: "d", IDFrom: IDFromLink, URL: "d", Title: "x"},
		{ID: "e", IDFrom: IDFromGUID, URL: "1", Summary: Text{Value: "x"}}, {ID: "e", IDFrom: IDFromGUID, URL: "1", Summary: Text{Value: "y"}},
		{ID: "e", IDFrom: IDFromGUID, URL: "1", Title: "z"}, {ID: "e", IDFrom: IDFromGUID, URL: "2", Summary: Text{Value: "x"}},
		{ID: "f", IDFrom: IDFromGUID, Content: Text{Value: "x"}}, {ID: "f", IDFrom: IDFromGUID, Content: Text{Value: "x"}},
		{ID: "g", IDFrom: IDFromGUID, Title: "x"}, {ID: "g", IDFrom: IDFromGUID, Title: "y"},
	}
	if told, same := distinguish(items); told != 10 || same != 4 {
		t.Errorf("%d ids changed, %d repeated, want 10 and 4", told, same)
	}
	ids := map[string]bool{}
	for _, it := range items[8:12] {
		ids[it.ID] = true
	}
	if len(ids) != 4 || items[10].ID != "e 1" || items[11].ID != "e 2" || items[14].ID != items[15].ID {
		t.Errorf("by their texts: %+v", items[8:])
	}
	if items[0].ID != "a 1" || items[1].ID != "a 2" || items[2].ID != "b" || items[3].ID != "b" || items[4].ID == items[5].ID || items[6].ID != items[7].ID {
		t.Errorf("%+v", items)
	}
}

// Items that say nothing have ids of their own as long as anything is known of
// them.
func TestIdentify(t *testing.T) {
	day := time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC)
	seen := map[string]int{}
	for i, it := range []Item{
		{}, {Published: day}, {Published: day.AddDate(0, 0, 1)}, {Categories: []string{"c"}}, {Image: "i"},
		{Authors: []storage.Person{{Name: "a"}}}, {Title: "t"}, {Summary: Text{Value: "t"}}, {Content: Text{Value: "t"}},
	} {
		identify(&it)
		if j, ok := seen[it.ID]; ok {
			t.Errorf("%d has the id of %d", i, j)
		}
		seen[it.ID] = i
	}
	a, b := Item{Title: "t", Published: day}, Item{Title: "t"}
	identify(&a)
	identify(&b)
	if a.ID != b.ID {
		t.Error("the id of an item with a title depends on its date")
	}
}

// The hash is the same when only what changes by itself does, and another one when
// an editor changed something.
func TestHash(t *testing.T) {
	base := Item{
		ID: "1", URL: "https://h.example/1?utm=a", Title: "T", Image: "https://h.example/i.png?1",
		Content:    Text{Value: `<p>x <a href="https://h.example/?s=1" title="t">y</a></p>`, Type: TypeHTML},
		Enclosures: []storage.Enclosure{{URL: "https://h.example/e?t=1", Type: "audio/mpeg", Length: 5}},
	}
	change := func(f func(*Item)) uint64 {
		it := base
		it.Enclosures = append([]storage.Enclosure(nil), base.Enclosures...)
		f(&it)
		return hash(&it)
	}
	same := map[string]func(*Item){
		"query of the link":  func(i *Item) { i.URL = "https://h.example/1?utm=b" },
		"query in markup":    func(i *Item) { i.Content.Value = `<p>x <a href="https://h.example/?s=2" title="t">y</a></p>` },
		"query of a file":    func(i *Item) { i.Enclosures[0].URL = "https://h.example/e?t=2" },
		"query of the image": func(i *Item) { i.Image = "https://h.example/i.png?2" },
		"size of a file":     func(i *Item) { i.Enclosures[0].Length = 6 },
	}
	other := map[string]func(*Item){
		"title":       func(i *Item) { i.Title = "T?" },
		"text":        func(i *Item) { i.Content.Value = `<p>x? <a href="https://h.example/?s=1" title="t">y</a></p>` },
		"a question":  func(i *Item) { i.Content.Value = `<p>x <a href="https://h.example/?s=1" title="t">y?</a></p>` },
		"attribute":   func(i *Item) { i.Content.Value = `<p>x <a href="https://h.example/?s=1" title="u">y</a></p>` },
		"link":        func(i *Item) { i.URL = "https://h.example/2" },
		"type":        func(i *Item) { i.Content.Type = TypeText },
		"part":        func(i *Item) { i.Summary, i.Content = i.Content, Text{} },
		"category":    func(i *Item) { i.Categories = []string{"c"} },
		"author":      func(i *Item) { i.Authors = []storage.Person{{Name: "A"}} },
		"author mail": func(i *Item) { i.Authors = []storage.Person{{Email: "A"}} },
	}
	want := hash(&base)
	for name, f := range same {
		if change(f) != want {
			t.Errorf("%s changes the hash", name)
		}
	}
	seen := map[uint64]string{want: "nothing"}
	for name, f := range other {
		h := change(f)
		if before, ok := seen[h]; ok {
			t.Errorf("%s gives the hash of %s", name, before)
		}
		seen[h] = name
	}
}
