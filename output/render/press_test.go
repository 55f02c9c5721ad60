package render

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

// TestSumSeesEverything changes each field of a feed and its entries, one at a
// time: what a document shows must be in its Sum.
func TestSumSeesEverything(t *testing.T) {
	sum := func(f Feed) Sum { return new(Press).Lay(f).Sum() }
	base := sum(sample())
	if base != sum(sample()) {
		t.Fatal("two sums of the same feed differ")
	}
	leaves := 0
	walk(reflect.TypeFor[Feed](), nil, func(path []int, name string) {
		leaves++
		f := sample()
		f.Entries[0].Why = f.Entries[2].Why
		before := sum(f)
		touch(at(reflect.ValueOf(&f).Elem(), path))
		same := before == sum(f)
		if outside := name == "Self" || name == "Updated"; same != outside {
			t.Errorf("after a change of %s the sum is the same: %t", name, same)
		}
	})
	if leaves < 40 {
		t.Errorf("only %d fields were tried", leaves)
	}
}

// walk calls do for every leaf field of a struct; a slice stands for its first
// element.
func walk(typ reflect.Type, path []int, do func(path []int, name string)) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		next := append(append([]int(nil), path...), i)
		ft := f.Type
		if ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Struct {
			ft = ft.Elem()
		}
		if ft.Kind() == reflect.Struct && ft != reflect.TypeFor[time.Time]() {
			walk(ft, next, do)
			continue
		}
		name := f.Name
		if len(path) > 0 {
			name = typ.Name() + "." + f.Name
		}
		do(next, name)
	}
}

func at(v reflect.Value, path []int) reflect.Value {
	for _, i := range path {
		if v.Kind() == reflect.Slice {
			v = v.Index(0)
		}
		v = v.Field(i)
	}
	return v
}

func touch(v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *string:
		*x += "!"
	case *int:
		*x++
	case *int64:
		*x++
	case *float64:
		*x++
	case *bool:
		*x = !*x
	case *time.Time:
		*x = x.Add(time.Second)
	case *[]string:
		*x = append(*x, "more")
	default:
		panic(v.Type().String())
	}
}

// TestPressKeepsNothingStale writes a changing feed on one press and on fresh
// ones: the bytes must be the same.
func TestPressKeepsNothingStale(t *testing.T) {
	var p Press
	f := sample()
	for step := range 6 {
		switch step {
		case 1:
			f.Entries = f.Entries[1:]
		case 2:
			f.Entries = append([]Entry{full()}, f.Entries...)
		case 3:
			f.Entries = append([]Entry(nil), f.Entries...)
			f.Entries[0].Title = "Changed"
		case 4:
			f.Entries[0].Sightings = nil
		case 5:
			f.Updated = f.Updated.Add(time.Hour)
		}
		sheet := p.Lay(f)
		got, err := sheet.RSS(f.Self, f.Updated)
		want, err2 := RSS(f)
		if err != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Fatalf("step %d: RSS differs (%v, %v)", step, err, err2)
		}
		gotJSON, err := sheet.JSON(f.Self)
		wantJSON, err2 := JSON(f)
		if err != nil || err2 != nil || !bytes.Equal(gotJSON, wantJSON) {
			t.Fatalf("step %d: JSON differs (%v, %v)", step, err, err2)
		}
		if len(p.kept) != len(f.Entries) {
			t.Fatalf("step %d: %d entries kept of %d", step, len(p.kept), len(f.Entries))
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		html  string
		limit int
		want  string
	}{
		{"", 10, ""},
		{"<p>One <b>t</b>wo</p><p>three</p>", 50, "One two three"},
		{"a &amp; b&nbsp;c", 50, "a & b c"},
		{"<p>很长的<b>中文</b>文字</p>", 5, "很长的中…"},
		{"one two three four five", 15, "one two three…"},
		{"<img src=x>", 10, ""},
	} {
		if got := Text(c.html, c.limit); got != c.want {
			t.Errorf("Text(%q, %d) = %q, want %q", c.html, c.limit, got, c.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	for _, c := range []struct{ title, summary, content, link, want string }{
		{" A\n title ", "s", "c", "l", "A title"},
		{"", "<p>short</p>", "c", "l", "short"},
		{"\x01", "<img>", "<p>long</p>", "l", "long"},
		{"", "", "", "https://a.example/x", "https://a.example/x"},
		{"", "", "", "", "Untitled"},
	} {
		if got := Headline(c.title, c.summary, c.content, c.link); got != c.want {
			t.Errorf("Headline(%q...) = %q, want %q", c.title, got, c.want)
		}
	}
}

func TestLink(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?a=1&b=2#f":   "https://a.example/x?a=1&b=2#f",
		" http://a.example/ ":             "http://a.example/",
		"https://a.example/a b":           "https://a.example/a%20b",
		"https://例え.jp/パス":                "https://xn--r8jz45g.jp/%E3%83%91%E3%82%B9",
		"https://a.example/?q=<x>":        "https://a.example/?q=%3Cx%3E",
		"javascript:alert(1)":             "",
		"/relative":                       "",
		"https://":                        "",
		"mailto:a@b.example":              "",
		"https://a.example/\x00\r\nX: y":  "https://a.example/X:%20y",
		"https://a.example/%zz":           "",
		"ftp://a.example/":                "",
		"https://a.example:8080/x":        "https://a.example:8080/x",
		"https://user@a.example/kept-for": "https://user@a.example/kept-for",
	} {
		if got := Link(in); got != want {
			t.Errorf("Link(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestWithin cuts a feed at a size: the first entries stay, in each format the
// same as if there had been no others.
func TestWithin(t *testing.T) {
	f := sample()
	f.Entries = append(f.Entries, f.Entries...)
	for i := range f.Entries {
		f.Entries[i].ID += string(rune('a' + i))
	}
	whole := new(Press).Lay(f)
	lens := map[int]bool{}
	for limit := headBytes; limit < headBytes+20_000; limit += 100 {
		sheet, err := whole.Within(limit, 2)
		if err != nil {
			t.Fatal(err)
		}
		n := sheet.Len()
		lens[n] = true
		cut := f
		cut.Entries = f.Entries[:n]
		want := new(Press).Lay(cut)
		if sheet.Sum() != want.Sum() {
			t.Fatalf("%d bytes: the sum is not that of %d entries", limit, n)
		}
		got, err := sheet.JSON(f.Self)
		if err != nil {
			t.Fatal(err)
		}
		same, err := want.JSON(f.Self)
		if err != nil || !bytes.Equal(got, same) {
			t.Fatalf("%d bytes: another document than of %d entries alone, %v", limit, n, err)
		}
		for name, write := range map[string]func(string, time.Time) ([]byte, error){"RSS": sheet.RSS, "Atom": sheet.Atom} {
			if body, err := write(f.Self, noon); err != nil || n > 2 && len(body) > limit {
				t.Fatalf("%s of %d bytes is larger than %d, %v", name, len(body), limit, err)
			}
		}
	}
	if lens[1] || !lens[2] || !lens[6] || len(lens) < 4 {
		t.Errorf("lengths %v", lens)
	}
}
