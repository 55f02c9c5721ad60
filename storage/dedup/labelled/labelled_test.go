package labelled

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func natural(t *testing.T) []Text {
	t.Helper()
	texts, err := Texts(os.DirFS("testdata/texts"))
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func make1(seed uint64, t *testing.T) []Item {
	return slices.Collect(Make(Options{Seed: seed, Stories: 300, Families: 150, Extreme: 0.2, Texts: natural(t)}))
}

func TestOneSeedMakesTheSameItemsForEver(t *testing.T) {
	if d := cmp.Diff(make1(7, t), make1(7, t)); d != "" {
		t.Error(d)
	}
	if a, b := make1(7, t), make1(8, t); a[0].HTML == b[0].HTML && a[1].HTML == b[1].HTML {
		t.Error("two seeds make the same items")
	}
}

func TestItemsAreWellLabelled(t *testing.T) {
	items := slices.Collect(Make(Options{Seed: 3, Stories: 600, Families: 900, Extreme: 0.2, Texts: natural(t)}))
	byID := map[string]*Item{}
	classes := map[string]int{}
	for i := range items {
		item := &items[i]
		if byID[item.ID] != nil {
			t.Fatalf("two items %s", item.ID)
		}
		byID[item.ID] = item
		classes[item.Class()]++
		if i > 0 && item.Arrived.Before(items[i-1].Arrived) {
			t.Fatalf("%s comes before the item in front of it", item.ID)
		}
		if item.Title == "" || item.HTML == "" || item.URL == "" || item.GUID == "" || item.Feed == "" {
			t.Errorf("something is missing: %+v", item)
		}
		if item.Base == "" {
			continue
		}
		if base := byID[item.Base]; base == nil || base.Cluster != item.Cluster {
			t.Errorf("%s has no base before it in its cluster", item.ID)
		}
	}
	for _, ch := range changes {
		if classes[ch.name] == 0 && ch.name != "trad" {
			t.Errorf("no item is changed by %s alone", ch.name)
		}
	}
	for _, f := range familyTemplates(false) {
		if classes["neg:"+f.kind] == 0 && f.lang == "en" {
			t.Errorf("no family of kind %s", f.kind)
		}
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	items := make1(5, t)
	var buf bytes.Buffer
	w := NewWriter(&buf)
	for i := range items {
		if err := w.Write(&items[i]); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(items, got); d != "" {
		t.Error(d)
	}
}

func TestReadTellsTheLine(t *testing.T) {
	for _, in := range []string{"{\"id\":\"a\",\"cluster\":\"b\"}\n{", "{\"id\":\"a\",\"cluster\":\"b\"}\n{\"id\":\"x\"}"} {
		if _, err := Read(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestPiecesJoinToTheText(t *testing.T) {
	for _, text := range []string{"In May Anna paid 1,200.5 for v1.2.3, ok?", "东京的トヨタは、3社", "", "Ünïcode 5%"} {
		if got := join(pieces(text)); got != text {
			t.Errorf("%q became %q", text, got)
		}
		if got := strings.Join(sentences(text), ""); got != text {
			t.Errorf("%q in sentences became %q", text, got)
		}
	}
	want := []piece{{"In", word}, {" ", gap}, {"May", name}, {" ", gap}, {"v1.2.3", number}}
	if d := cmp.Diff(want, pieces("In May v1.2.3"), cmp.AllowUnexported(piece{})); d != "" {
		t.Error(d)
	}
}

func TestSpinningLeavesNumbersAndNames(t *testing.T) {
	d := newDraw(1, 1)
	for _, c := range []struct{ lang, text, name string }{
		{"en", "The wooden bridge near Fenwick cost 1,250 pounds before another bridge collapsed quietly", "Fenwick"},
		{"zh", "东方集团在今年修建了三座木制大桥并且花费了1250万元,其中一座已经倒塌", "东方集团"},
	} {
		got := newSpinner(d, newVocabulary(d, grammars()[c.lang]), 0.5, []string{c.name}).text(c.text)
		if got == c.text || !strings.Contains(got, c.name) || !strings.Contains(got, "250") {
			t.Errorf("%s became %s", c.text, got)
		}
	}
}

func TestALanguageIsSpunWithItsOwnWords(t *testing.T) {
	var texts []Text
	for _, text := range natural(t) {
		if text.Lang == "ar" {
			texts = append(texts, text)
		}
	}
	latin := func(s string) (n int) {
		for _, r := range s {
			if r >= 'a' && r <= 'z' {
				n++
			}
		}
		return n
	}
	m := newMaker(Options{Seed: 1, Texts: texts})
	spun := newSpinner(m.draw, m.voc("ar"), 0.5, nil).text(texts[0].plain())
	if spun == texts[0].plain() || latin(spun) > latin(texts[0].plain()) {
		t.Errorf("not spun, or with words of another language: %s", spun)
	}
}
