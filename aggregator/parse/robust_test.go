package parse

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"freshet/aggregator/parse/internal/charsets"
	"freshet/aggregator/parse/internal/tidy"
)

// check holds a result to what Items promises of any input.
func check(t testing.TB, in Input) *Feed {
	t.Helper()
	f, err := Items(in)
	if err != nil {
		var limit *LimitError
		if !errors.Is(err, ErrNotFeed) && !errors.As(err, &limit) {
			t.Fatalf("%q: an error that is neither ErrNotFeed nor a LimitError: %v", in.Body, err)
		}
		return nil
	}
	text := func(ss ...string) {
		for _, s := range ss {
			if !utf8.ValidString(s) || charsets.Clean(s) != s {
				t.Fatalf("%q gives the text %q, which no XML may hold", in.Body, s)
			}
		}
	}
	text(f.Title, f.Description, f.Link, f.ID, f.Rights, f.Language, f.Image, f.Generator, f.Self)
	text(f.Hubs...)
	text(f.Categories...)
	if len(f.Items) > tidy.MaxItems {
		t.Fatalf("%d items", len(f.Items))
	}
	for _, it := range f.Items {
		if it.ID == "" || it.IDFrom == "" {
			t.Fatalf("%q gives an item without an id: %+v", in.Body, it)
		}
		text(it.ID, it.URL, it.Title, it.Summary.Value, it.Content.Value, it.Image, it.Language, it.Base)
		text(it.Categories...)
		for _, p := range it.Authors {
			text(p.Name, p.Email, p.URL)
		}
		for _, e := range it.Enclosures {
			text(e.URL, e.Type)
			if e.URL == "" || e.Length < 0 {
				t.Fatalf("%q gives the enclosure %+v", in.Body, e)
			}
		}
		if max(len(it.Authors), len(it.Categories), len(it.Enclosures)) > maxListed {
			t.Fatalf("too many of a kind: %+v", it)
		}
		if it.Published.IsZero() && !it.Updated.IsZero() || it.Published.Year() > 9999 {
			t.Fatalf("published %v, updated %v", it.Published, it.Updated)
		}
	}
	return f
}

// mutations damage a document in the ways in which documents are damaged.
var mutations = map[string]func(r *rand.Rand, b []byte) []byte{
	"cut":  func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b)+1)] },
	"flip": func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] ^= 1 << r.IntN(8); return b },
	"byte": func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] = byte(r.IntN(256)); return b },
	"drop": func(r *rand.Rand, b []byte) []byte { i := r.IntN(len(b)); return slices.Delete(b, i, i+1) },
	"sign": func(r *rand.Rand, b []byte) []byte {
		b[r.IntN(len(b))] = `<>&"'/=[]{}!?- `[r.IntN(15)]
		return b
	},
	"swap": func(r *rand.Rand, b []byte) []byte {
		i, j := r.IntN(len(b)), r.IntN(len(b))
		b[i], b[j] = b[j], b[i]
		return b
	},
	"hole": func(r *rand.Rand, b []byte) []byte {
		i := r.IntN(len(b))
		return slices.Delete(b, i, min(i+r.IntN(200), len(b)))
	},
	"twice": func(r *rand.Rand, b []byte) []byte {
		i := r.IntN(len(b))
		return slices.Insert(b, r.IntN(len(b)), slices.Clone(b[i:min(i+r.IntN(200), len(b))])...)
	},
	"damage": func(r *rand.Rand, b []byte) []byte {
		for range 1 + len(b)/2000 {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
		return b
	},
	"mark": func(r *rand.Rand, b []byte) []byte {
		return slices.Insert(b, r.IntN(len(b)), []byte(marks[r.IntN(len(marks))])...)
	},
	"tags": func(r *rand.Rand, b []byte) []byte {
		at := tags.FindAllIndex(b, -1)
		if len(at) < 2 {
			return b
		}
		i := r.IntN(len(at) - 1)
		x, y := at[i], at[i+1+r.IntN(len(at)-i-1)]
		return slices.Concat(b[:x[0]], b[y[0]:y[1]], b[x[1]:y[0]], b[x[0]:x[1]], b[y[1]:])
	},
}

// marks begin and end what swallows other markup; tags are its tags.
var (
	marks = []string{"<!--", "-->", "<![CDATA[", "]]>", "<?", "<!DOCTYPE [", "</item>", "<item>", "</channel>", "</rss>", "</entry>", "<entry>", "{", "]"}
	tags  = regexp.MustCompile(`</?[a-zA-Z:]+`)
)

func TestMutations(t *testing.T) {
	docs := documents(t)
	for kind, mutate := range mutations {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, 2))
			for _, name := range slices.Sorted(maps.Keys(docs)) {
				for n := range 12 {
					b := slices.Clone(docs[name])
					for range 1 + n/4 {
						if len(b) > 0 {
							b = mutate(r, b)
						}
					}
					check(t, Input{Body: b, URL: address})
				}
			}
		})
	}
}

// A document that is cut somewhere gives the items that are whole before the cut,
// as they are in the whole document, and says that it is cut.
func TestCutAnywhere(t *testing.T) {
	docs := documents(t)
	for name, end := range map[string]string{
		"rss20.xml": "</item>", "rss10.rdf": "</item>", "rss092.xml": "</item>", "atom10.xml": "</entry>", "dates.xml": "</item>",
		"xhtml.xml": "</entry>", "media.xml": "</item>", "people.xml": "</item>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := docs[name]
			whole := check(t, Input{Body: body, URL: address})
			last := bytes.LastIndex(body, []byte(end)) + len(end)
			for n := 1; n < last; n += 7 {
				f := check(t, Input{Body: body[:n], URL: address})
				count := bytes.Count(body[:n], []byte(end))
				if f == nil {
					if count > 0 {
						t.Fatalf("cut at %d: no feed, though %d items are whole", n, count)
					}
					continue
				}
				if len(f.Items) < count || len(f.Items) > count+1 {
					t.Fatalf("cut at %d: %d items, want %d", n, len(f.Items), count)
				}
				for i := range count {
					if f.Items[i].ID != whole.Items[i].ID || f.Items[i].Hash != whole.Items[i].Hash {
						t.Fatalf("cut at %d: item %d is %+v", n, i, f.Items[i])
					}
				}
				if !f.Cut {
					t.Fatalf("cut at %d of %d, and the feed is not Cut", n, len(body))
				}
			}
		})
	}
}

func TestCutJSON(t *testing.T) {
	body := documents(t)["json10.json"]
	whole := check(t, Input{Body: body})
	for n := 1; n < len(body)-2; n++ {
		f := check(t, Input{Body: body[:n]})
		if f == nil {
			continue
		}
		if !f.Cut || len(f.Items) > len(whole.Items) {
			t.Fatalf("cut at %d: cut %v, %d items", n, f.Cut, len(f.Items))
		}
		for i := range f.Items {
			if f.Items[i].ID != whole.Items[i].ID || f.Items[i].Content != whole.Items[i].Content {
				t.Fatalf("cut at %d: item %d is %+v", n, i, f.Items[i])
			}
		}
	}
}

func feedOf(inside string) string {
	return `<rss version="2.0"><channel><title>t</title>` + inside + `</channel></rss>`
}

// attacks are documents that are dear for some parser, by their size.
var attacks = map[string]func(n int) string{
	"nested namespaces": func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(`<a xmlns:p="urn:p">`)
		}
		return feedOf("<item>" + b.String() + "</item>")
	},
	"flat namespaces": func(n int) string { return feedOf(strings.Repeat(`<p:a xmlns:p="urn:p"/><item/>`, n)) },
	"deep":            func(n int) string { return feedOf("<item>" + strings.Repeat("<x:y>", n)) },
	"open items":      func(n int) string { return feedOf(strings.Repeat("<item>", n) + strings.Repeat("text ", n)) },
	"open items with one end": func(n int) string {
		return feedOf(strings.Repeat("<item>", n) + "<title>" + strings.Repeat("text ", n) + "</title></item>")
	},
	"deep html":     func(n int) string { return feedOf("<item><description>" + strings.Repeat("<b>", n)) },
	"deep channels": func(n int) string { return "<rss>" + strings.Repeat("<channel>", n) },
	"nested bases":  func(n int) string { return feedOf("<item>" + strings.Repeat(`<a xml:base="b/">`, n)) },
	"long base": func(n int) string {
		return `<feed xml:base="http://a/` + strings.Repeat("a/", n) + `"><entry>` + strings.Repeat(`<link href="b"/>`, n/10) + `</entry></feed>`
	},
	"attributes":        func(n int) string { return feedOf("<item " + strings.Repeat(`a="b" `, n) + "/>") },
	"items":             func(n int) string { return feedOf(strings.Repeat("<item/>", n)) },
	"categories":        func(n int) string { return feedOf("<item>" + strings.Repeat("<category>c</category>", n) + "</item>") },
	"open comments":     func(n int) string { return feedOf("<item/>" + strings.Repeat("<!-- >", n)) },
	"open instructions": func(n int) string { return feedOf("<item/>" + strings.Repeat("<?a >", n)) },
	"open doctypes":     func(n int) string { return feedOf("<item/>" + strings.Repeat("<!DOCTYPE [>", n)) },
	"open sections":     func(n int) string { return feedOf("<item/>" + strings.Repeat("<![CDATA[", n)) },
	"open quotes":       func(n int) string { return feedOf("<item/>" + strings.Repeat(`<a b="><a b='>`, n)) },
	"scripts":           func(n int) string { return "<html>" + strings.Repeat("<script>", n) + feedOf("<item/>") },
	"scripts with ends": func(n int) string { return "<html>" + strings.Repeat("<script></script>", n) + feedOf("<item/>") },
	"ampersands":        func(n int) string { return feedOf("<item><title>" + strings.Repeat("&", n) + "</title></item>") },
	"references":        func(n int) string { return feedOf("<item><title>" + strings.Repeat("&amp;lt;", n) + "</title></item>") },
	"section ends":      func(n int) string { return feedOf("<item><title>&lt;" + strings.Repeat("]]>", n) + "</title></item>") },
	"bad dates":         func(n int) string { return feedOf(strings.Repeat("<item><pubDate>never in 2024</pubDate></item>", n)) },
	"long date":         func(n int) string { return feedOf("<item><pubDate>" + strings.Repeat("1 ", n) + "</pubDate></item>") },
	"stray ends":        func(n int) string { return feedOf("<item/>" + strings.Repeat("</a>", n)) },
	"open tag":          func(n int) string { return feedOf("<item/>" + strings.Repeat("<a ", n)) },
	"words":             func(n int) string { return feedOf("<item/>") + "<a " + strings.Repeat("word ", n) + ">" },
	"entity bomb": func(n int) string {
		return `<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "` + strings.Repeat("&a;", n) + `">]>` + feedOf("<item><title>&b;&b;</title></item>")
	},
	"external entity": func(int) string {
		return `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + feedOf("<item><title>&x;</title></item>")
	},
	"sections in sections": func(n int) string {
		return feedOf("<item><title>" + strings.Repeat("<![CDATA[</title>", n) + "]]></title></item>")
	},
	"written sections": func(n int) string {
		return feedOf("<item><title>" + strings.Repeat("&lt;![CDATA[", n) + strings.Repeat("]]&gt;", n) + "</title></item>")
	},
	"sections of one text": func(n int) string {
		return feedOf("<item><description>" + strings.Repeat("<![CDATA[]]>", n) + "</description></item>")
	},
	"roots behind": func(n int) string { return feedOf("<item/>") + strings.Repeat("<rss>", n) + "<item/>" },
	"items behind": func(n int) string { return feedOf("<item/>") + strings.Repeat("<item/></rss>", n) },
	"open titles":  func(n int) string { return feedOf("<item>" + strings.Repeat("<title>a", n)) },
	"open groups":  func(n int) string { return feedOf("<item>" + strings.Repeat("<media:group><media:content>", n)) },
	"open authors": func(n int) string { return feedOf("<item>" + strings.Repeat("<author><name>", n)) },
	"twins": func(n int) string {
		return feedOf(strings.Repeat("<item><guid>1</guid><description>"+prose+"</description></item>", n/100))
	},
	"less": func(n int) string {
		return feedOf("<item><description>" + strings.Repeat("<", n) + "</description></item>")
	},
	"deep divs": func(n int) string {
		return feedOf("<item><description>" + strings.Repeat("<div>", n) + "</description></item>")
	},
	"nulls":  func(n int) string { return feedOf("<item><title>" + strings.Repeat("\x00", n) + "</title></item>") },
	"blanks": func(n int) string { return strings.Repeat(" \n", n) + feedOf("<item/>") },
	"entities": func(n int) string {
		return `<!DOCTYPE rss [<!ENTITY a "aaaaaaaa">]>` + feedOf("<item><title>"+strings.Repeat("&a;", n)+"</title></item>")
	},
	"entities without blanks": func(n int) string {
		return "<!DOCTYPE rss [" + strings.Repeat("<!ENTITY", n) + "]>" + feedOf("<item/>")
	},
	"declared entities": func(n int) string {
		return "<!DOCTYPE rss [" + strings.Repeat(`<!ENTITY a "b">`, n) + "]>" + feedOf("<item><title>&a;</title></item>")
	},
	"entity without end": func(n int) string {
		return "<!DOCTYPE rss [" + strings.Repeat(`<!ENTITY `, n) + "]>" + feedOf("<item><title>&a;</title></item>")
	},
	"json brackets": func(n int) string { return strings.Repeat("[", n) },
	"json objects":  func(n int) string { return strings.Repeat(`{"a":`, n) },
	"json depth":    func(n int) string { return `{"items":[],"title":` + strings.Repeat("[", n) },
	"json items":    func(n int) string { return `{"items":[` + strings.Repeat("{},", n) + `{}]}` },
	"json quotes":   func(n int) string { return `{"items":[{"id":"` + strings.Repeat(`" :`, n) },
	"json strings":  func(n int) string { return `{"items":[` + strings.Repeat(`"a":`, n) },
	"json commas":   func(n int) string { return `{"items":[` + strings.Repeat(",", n) },
}

// Whatever comes, what is allocated is in proportion to its length.
func TestAttacks(t *testing.T) {
	for name, make := range attacks {
		for _, n := range []int{200, 10_000} {
			in := Input{Body: []byte(make(n)), URL: address}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			f := check(t, in)
			runtime.ReadMemStats(&after)
			if got, most := after.TotalAlloc-before.TotalAlloc, uint64(1000*len(in.Body)+1<<20); got > most {
				t.Errorf("%s: %d bytes allocated for %d", name, got, len(in.Body))
			}
			if f != nil && name == "external entity" && f.Items[0].Title != "&x;" {
				t.Errorf("%s: %q", name, f.Items[0].Title)
			}
		}
	}
}

// What is allocated grows no faster than a document.
func TestAttacksGrow(t *testing.T) {
	work := func(in Input) float64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Items(in)
		runtime.ReadMemStats(&after)
		if err != nil && !errors.Is(err, ErrNotFeed) && !errors.As(err, new(*LimitError)) {
			t.Fatal(err)
		}
		return float64(after.TotalAlloc - before.TotalAlloc + 100_000) // what a small one costs anyhow
	}
	for name, make := range attacks {
		last := work(Input{Body: []byte(make(4_000)), URL: address})
		for _, n := range []int{8_000, 16_000} {
			now := work(Input{Body: []byte(make(n)), URL: address})
			if now > 2.3*last {
				t.Errorf("%s: at %d %.1f times what half of it costs", name, n, now/last)
			}
			last = now
		}
	}
}

// Of a document that passes a limit, what is within is read and what is beyond is
// told.
func TestLimits(t *testing.T) {
	long := "<title>" + strings.Repeat("long ", tidy.MaxText/5+1) + "</title>"
	for told, c := range map[string]struct {
		doc   string
		items int
	}{
		"10000 items left out":                {attacks["items"](20_000), tidy.MaxItems},
		"19746 attributes left out":           {strings.Replace(attacks["attributes"](20_000), "<item ", `<item id="1" xml:lang="en" `, 1), 1},
		"1 declaration left out":              {feedOf("<item " + spaces(tidy.MaxNamespaces+1) + "/>"), 1},
		"1 text left out":                     {feedOf("<item><guid>1</guid>" + long + "</item><item><guid>2</guid></item>"), 2},
		"3 elements left out: only the first": {feedOf("<item>" + strings.Repeat("<link/>", tidy.MaxElements) + "</item>"), 1},
		"more than 16 inside each other":      {attacks["deep channels"](100) + "<title>t</title><item/>", 1},
	} {
		f := check(t, Input{Body: []byte(c.doc)})
		if f == nil || len(f.Items) != c.items || !strings.Contains(strings.Join(f.Repairs, "\n"), told) {
			t.Errorf("%s: %d items, %q", told, len(f.Items), f.Repairs)
		}
	}
	json := `{"items":[` + strings.Repeat(`{"id":"1"},`, 2*tidy.MaxItems) + `{"id":"1"}]}`
	for limit, doc := range map[string]string{
		"bytes": strings.Repeat(" ", tidy.MaxBytes+1),
		"depth": attacks["json depth"](20_000),
		"items": json,
	} {
		_, err := Items(Input{Body: []byte(doc)})
		var got *LimitError
		if !errors.As(err, &got) || got.Limit != limit {
			t.Errorf("%v, want the limit of %s", err, limit)
		}
	}
}

// spaces declares n namespaces.
func spaces(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("xmlns:n" + strings.Repeat("x", i) + `="urn:n" `)
	}
	return b.String()
}

func FuzzItems(f *testing.F) {
	for _, b := range documents(f) {
		f.Add(b, "text/xml", address)
	}
	f.Add([]byte("<rss>"), "text/xml; charset=gbk", "")
	for _, make := range attacks {
		f.Add([]byte(make(3)), "", "::")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType, url string) {
		if len(body) > 1<<20 {
			return
		}
		check(t, Input{Body: body, ContentType: contentType, URL: url})
	})
}
