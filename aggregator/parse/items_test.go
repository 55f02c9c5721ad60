package parse

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/aggregator/parse/internal/charsets"
	"freshet/aggregator/parse/internal/tidy"
)

// The parser is spared long texts: what comes of the items is the same as when it
// reads all of each.
func TestLongTexts(t *testing.T) {
	docs := documents(t)
	docs["prose"], docs["prose of Atom"] = cleanRSS(3), cleanAtom(3)
	r := rand.New(rand.NewPCG(3, 4))
	spared := 0
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		variants := [][]byte{docs[name]}
		for _, kind := range slices.Sorted(maps.Keys(mutations)) {
			for range 3 {
				variants = append(variants, mutations[kind](r, slices.Clone(docs[name])))
			}
		}
		for _, body := range variants {
			doc, err := tidy.XML(charsets.Decode(body, "").S, address)
			if err != nil {
				continue
			}
			spared += sparedAsWhole(t, doc)
		}
	}
	if spared < 150 {
		t.Errorf("only %d texts were long", spared)
	}
}

// sparedAsWhole holds the items of a document to what its parser gives for each of
// them alone, and returns how many long texts it has.
func sparedAsWhole(t *testing.T, doc *tidy.Document) (spared int) {
	t.Helper()
	got, err := readDocument(doc)
	if err != nil {
		t.Fatalf("%q: %v", doc.XML(), err)
	}
	if len(got.Items) != len(doc.Items) {
		t.Fatalf("%q: %d of %d items", doc.XML(), len(got.Items), len(doc.Items))
	}
	doc.Long(func(int, tidy.Slot, string) { spared++ })
	for i := range doc.Items {
		var want Item
		if doc.Format == tidy.Atom {
			_, in, err := parseAtom(doc.ItemXML(i))
			if err != nil {
				t.Fatal(err)
			}
			want = atomItem(in[0], doc.Items[i].Marks)
			if len(want.Authors) == 0 && in[0].Source != nil {
				want.Authors = atomPeople(in[0].Source.Authors)
			}
		} else {
			_, in, err := parseRSS(doc.ItemXML(i))
			if err != nil {
				t.Fatal(err)
			}
			want = rssItem(in[0], doc.Items[i].Marks)
		}
		if strings.Contains(string(doc.Bytes(i)), "&lt;![CDATA[") {
			continue // the parser takes that for a section
		}
		if diff := cmp.Diff(want, got.Items[i]); diff != "" {
			t.Fatalf("%q (-whole +spared):\n%s", doc.ItemXML(i), diff)
		}
	}
	return spared
}
