package fold

import (
	"testing"
	"time"

	"freshet/storage"
)

func TestDoubt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	link := func(path string) string { return `<a href="https://a.example` + path + `">x</a>` }
	for _, c := range []struct {
		name  string
		it    storage.Item
		last  time.Time
		doubt bool
	}{
		{"no date", storage.Item{}, now, false},
		{"fresh", storage.Item{Published: now.Add(-time.Hour)}, now.Add(-time.Minute), false},
		{"a draft of yesterday", storage.Item{Published: now.Add(-40 * time.Hour)}, now, false},
		{"was not there", storage.Item{Published: now.Add(-72 * time.Hour)}, now.Add(-time.Hour), true},
		{"the first poll", storage.Item{Published: now.Add(-72 * time.Hour)}, time.Time{}, false},
		{"in the future", storage.Item{Published: now.Add(time.Hour)}, now, false},
		{"links to later", storage.Item{Published: now.AddDate(0, -3, 0), Content: link("/2026/03/07/x")}, time.Time{}, true},
		{"links to later, with dashes", storage.Item{Published: now.AddDate(0, -3, 0), Summary: link("/x-2026-03-07.html")}, time.Time{}, true},
		{"links to before", storage.Item{Published: now.AddDate(0, 0, -1), Content: link("/2026/03/07/x")}, time.Time{}, false},
		{"links to what is to come", storage.Item{Published: now.AddDate(0, -3, 0), Content: link("/2026/12/24/x")}, time.Time{}, false},
		{"updated since", storage.Item{Published: now.AddDate(0, -3, 0), Updated: now, Content: link("/2026/03/07/x")}, time.Time{}, false},
		{"no day", storage.Item{Published: now.AddDate(0, -3, 0), Content: link("/2026/13/07/x") + link("/12026/03/071")}, time.Time{}, false},
		{"a day in the text only", storage.Item{Published: now.AddDate(0, -3, 0), Content: "2026-03-07"}, time.Time{}, false},
	} {
		if got := Doubt(&c.it, Seen{At: now, Last: c.last}); (got != "") != c.doubt {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestTwice(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	a, b := item("g", page, "T", "S"), item("h", other, "T", "S")
	a.Published, b.Published = at, at.AddDate(0, 0, -3)
	if Twice(&a, &b) == "" || Twice(&b, &a) == "" {
		t.Error("two dates are believed")
	}
	b.Published = at.Add(-time.Hour)
	if got := Twice(&a, &b); got != "" {
		t.Error(got)
	}
	b = item("h", other, "T", "another text")
	b.Published = at.AddDate(0, 0, -3)
	if got := Twice(&a, &b); got != "" {
		t.Error(got)
	}
}

func TestCorrection(t *testing.T) {
	t.Parallel()
	const text = "<p>The fire in the old mill hurt 12 people on Monday, said the brigade, and cost 2,400 euros. Trains stood for 3 hours at 14:30.</p>"
	for _, c := range []struct{ name, old, new, want string }{
		{"the same", text, text, ""},
		{"a number", text, "<p>The fire in the old mill hurt 15 people on Monday, said the brigade, and cost 2,400 euros. Trains stood for 3 hours at 14:30.</p>", "12 is now 15"},
		{"two", text, "<p>The fire in the old mill hurt 15 people on Monday, said the brigade, and cost 2,900 euros. Trains stood for 3 hours at 16:10.</p>", "12 is now 15, 2,400 is now 2,900"},
		{"an hour only", text, "<p>The fire in the old mill hurt 12 people on Monday, said the brigade, and cost 2,400 euros. Trains stood for 3 hours at 15:00.</p>", ""},
		{"another text", text, "<p>The fire was put out by 15 people of four villages, who had come with all that they had.</p>", ""},
		{"a sentence more", text, text + "<p>Later 7 more came.</p>", ""},
		{"Chinese", "<p>老磨坊火灾造成12人受伤,损失很大,列车停运。</p>", "<p>老磨坊火灾造成15人受伤,损失很大,列车停运。</p>", "12 is now 15"},
		{"an open tag", "<p", "<p", ""},
	} {
		a, b := storage.Item{Content: c.old}, storage.Item{Content: c.new}
		if got := Correction(&a, &b); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzCorrection(f *testing.F) {
	f.Add("<p>12 people", "15 people", `="https://a.example/2026-03-07"`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if got := Correction(&storage.Item{Content: a}, &storage.Item{Content: a}); got != "" {
			t.Fatalf("the same text: %q", got)
		}
		Correction(&storage.Item{Content: a}, &storage.Item{Title: c, Content: b})
		Doubt(&storage.Item{Published: time.Unix(9e8, 0), Content: c}, Seen{At: time.Unix(2e9, 0)})
	})
}
