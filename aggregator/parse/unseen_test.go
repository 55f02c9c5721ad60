package parse

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// memory is what a store keeps of the entries of a feed.
type memory map[uint64]uint64

func (m memory) seen(raw uint64) (uint64, bool) {
	value, ok := m[raw]
	return value, ok
}

// remember keeps the entries that pick chooses.
func remember(f *Feed, pick func(i int) bool) memory {
	m := memory{}
	for i, e := range f.Entries {
		if e.Raw != 0 && pick(i) {
			m[e.Raw] = e.Value
		}
	}
	return m
}

// asFull holds a reading with a memory to the full reading of the same document:
// the same head, the same entries, and of the items those that are not remembered.
func asFull(t *testing.T, in Input, full *Feed, m memory) (skipped int) {
	t.Helper()
	in.Seen = m.seen
	got := check(t, in)
	if full == nil || got == nil {
		if full != nil || got != nil {
			t.Fatalf("%q: a feed only once: %v, %v", in.Body, full, got)
		}
		return 0
	}
	var entries, gotEntries []Entry
	unread, values := []Item{}, map[uint64]int{}
	at := map[int]bool{}
	for _, i := range got.at {
		at[i] = true
	}
	for i, e := range full.Entries {
		if e.Raw == 0 || !hasKey(m, e.Raw) || at[i] {
			unread = append(unread, full.Items[i])
		}
		values[e.Raw] = i
		entries = append(entries, e)
	}
	for _, e := range got.Entries {
		e.seen = false
		gotEntries = append(gotEntries, e)
	}
	opts := cmp.AllowUnexported(Entry{})
	if diff := cmp.Diff(entries, gotEntries, opts); diff != "" {
		t.Fatalf("%q: entries (-full +unseen):\n%s", in.Body, diff)
	}
	if diff := cmp.Diff(unread, append([]Item{}, got.Items...)); diff != "" {
		t.Fatalf("%q: items (-full +unseen):\n%s", in.Body, diff)
	}
	head := func(f *Feed) Feed {
		h := *f
		h.Items, h.Entries, h.at, h.Repairs = nil, nil, nil, nil
		return h
	}
	if diff := cmp.Diff(head(full), head(got), cmp.AllowUnexported(Feed{})); diff != "" {
		t.Fatalf("%q: head (-full +unseen):\n%s", in.Body, diff)
	}
	return len(got.Entries) - len(got.Items)
}

func hasKey(m memory, k uint64) bool { _, ok := m[k]; return ok }

// Reading only what is unseen is as reading all, over every document of testdata
// and mutations of them, whatever was seen: any part of the same document, or the
// document before it was changed.
func TestUnseenAsFull(t *testing.T) {
	docs := documents(t)
	for n := range 2 {
		docs["few headlines"] = headlines(4)
		t.Run([]string{"a", "b"}[n], func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(n), 5))
			skipped := 0
			for _, name := range slices.Sorted(maps.Keys(docs)) {
				before := check(t, Input{Body: docs[name], URL: address})
				variants := [][]byte{docs[name]}
				for _, kind := range slices.Sorted(maps.Keys(mutations)) {
					for range 3 {
						b := slices.Clone(docs[name])
						for range 1 + r.IntN(3) {
							if len(b) > 0 {
								b = mutations[kind](r, b)
							}
						}
						variants = append(variants, b)
					}
				}
				for _, body := range variants {
					in := Input{Body: body, URL: address}
					full := check(t, in)
					if before != nil {
						skipped += asFull(t, in, full, remember(before, func(int) bool { return true }))
					}
					if full == nil {
						continue
					}
					skipped += asFull(t, in, full, remember(full, func(int) bool { return r.IntN(2) == 0 }))
					asFull(t, in, full, remember(full, func(int) bool { return true }))
				}
			}
			if skipped < 2000 {
				t.Errorf("only %d entries were passed over", skipped)
			}
		})
	}
}

// What looks like an item by its bytes and is none, or depends on what comes after
// it, must be read every time.
func TestUnseenTricks(t *testing.T) {
	const plain = `<item><guid>1</guid><title>one</title></item>`
	for name, c := range map[string]struct {
		before, after string // two polls
		passed        int    // in the second one
	}{
		"the same":             {plain, plain, 1},
		"another before it":    {plain, `<item><guid>2</guid></item>` + plain, 1},
		"blanks between":       {plain, "\n\n" + plain, 1},
		"changed":              {plain, strings.Replace(plain, "one", "two", 1), 0},
		"in a comment":         {plain, "<!-- " + plain + " -->", 0},
		"in a text":            {plain, `<item><guid>3</guid><description><![CDATA[` + plain + `]]></description></item>`, 0},
		"under another base":   {plain, `<channel xml:base="http://b.example/">` + plain + `</channel>`, 0},
		"end in a comment":     {`<item><guid>1</guid><!-- </item> --><title>t</title></item>`, `<item><guid>1</guid><!-- </item> --><title>u</title></item>`, 0},
		"end in a section":     {`<item><title><![CDATA[</item>]]></title><guid>1</guid></item>`, `<item><title><![CDATA[</item>]]></title><guid>2</guid></item>`, 0},
		"comment without end":  {`<item><guid>1</guid><!-- <title>t</title></item>`, `<item><guid>1</guid><!-- <title>t</title></item><item/><!-- -->`, 0},
		"quote without end":    {`<item><guid a=">1</guid><title>t</title></item>`, `<item><guid a=">1</guid><title>t</title></item><item b="2"/>`, 0},
		"guid in a text first": {`<item><title>&lt;<![CDATA[<guid>9</guid>]]></title><guid>1</guid></item>`, `<item><title>&lt;<![CDATA[<guid>9</guid>]]></title><guid>1</guid></item>`, 0},
		"id shared":            {`<item><guid>1</guid><link>http://a.example/</link></item>`, `<item><guid>1</guid><link>http://a.example/</link></item><item><guid>1</guid><link>http://b.example/</link></item>`, 0},
		"no id":                {`<item><title>t</title></item>`, `<item><title>t</title></item>`, 0},
		"id is a link":         {`<item><link>http://a.example/?b=1&amp;c=2</link></item>`, `<item><link>http://a.example/?b=1&amp;c=2</link></item>`, 1},
		"not closed":           {`<item><guid>1</guid><item><guid>2</guid></item>`, `<item><guid>1</guid><item><guid>2</guid></item>`, 0},
		"closed in capitals":   {`<item><guid>1</guid></ITEM>`, `<item><guid>1</guid></ITEM><item/>`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			first := check(t, Input{Body: []byte(feedOf(c.before)), URL: address})
			in := Input{Body: []byte(feedOf(c.after)), URL: address}
			if got := asFull(t, in, check(t, in), remember(first, func(int) bool { return true })); got != c.passed {
				t.Errorf("%d items passed over, want %d", got, c.passed)
			}
		})
	}
}

// What changes by itself gives another Raw and the same Value.
func TestUnseenVolatile(t *testing.T) {
	first := check(t, Input{Body: []byte(feedOf(`<item><guid isPermaLink="false" x="1">1</guid><link>http://a.example/?utm_source=a</link></item>`))})
	again := check(t, Input{Body: []byte(feedOf(`<item><guid x="1" isPermaLink="false">1</guid><link>http://a.example/?utm_source=b</link></item>`))})
	if a, b := first.Entries[0], again.Entries[0]; a.Raw == b.Raw || a.Value != b.Value {
		t.Errorf("%+v, then %+v", a, b)
	}
}

func FuzzUnseen(f *testing.F) {
	for _, b := range documents(f) {
		f.Add(b, b, uint8(0))
	}
	f.Add([]byte(feedOf("<item><guid>1</guid></item>")), []byte(feedOf("<!-- <item><guid>1</guid></item> -->")), uint8(1))
	f.Fuzz(func(t *testing.T, before, after []byte, part uint8) {
		if len(before)+len(after) > 1<<18 {
			return
		}
		first := check(t, Input{Body: before, URL: address})
		in := Input{Body: after, URL: address}
		full := check(t, in)
		if first != nil {
			asFull(t, in, full, remember(first, func(int) bool { return true }))
		}
		if full != nil {
			asFull(t, in, full, remember(full, func(i int) bool { return part>>(i%8)&1 == 0 }))
		}
	})
}
