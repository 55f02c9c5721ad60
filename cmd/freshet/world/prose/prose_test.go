package prose

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/traditionalchinese"

	"freshet/cmd/freshet/world/chance"
)

// general are the topics that every language has.
var general = []string{"culture", "markets", "science", "sport", "tech", "weather", "world"}

func TestEveryLanguageCoversTheTopics(t *testing.T) {
	for _, lang := range Languages() {
		for _, topic := range general {
			if !slices.Contains(Topics(lang), topic) {
				t.Errorf("%s has no %s", lang, topic)
			}
		}
	}
	if got := Topics("tlh"); got != nil {
		t.Errorf("topics of an unknown language: %v", got)
	}
}

func TestArticlesAreWhole(t *testing.T) {
	leftover := regexp.MustCompile(`[\[\]{}|]|%!|  `)
	for _, lang := range Languages() {
		for _, topic := range Topics(lang) {
			for i := range 60 {
				a := write(t, Brief{Lang: lang, Topic: topic, Key: chance.Of(3, uint64(i))})
				all := strings.Join(append(slices.Clone(a.Titles), a.Paragraphs...), "\n")
				if m := leftover.FindString(all); m != "" {
					t.Fatalf("%s %s: %q left in\n%s", lang, topic, m, all)
				}
				if a.Author == "" || a.Label == "" || len(a.Paragraphs) < 2 {
					t.Fatalf("%s %s: article without a part: %+v", lang, topic, a)
				}
			}
		}
	}
}

func TestHeadlinesVary(t *testing.T) {
	for _, lang := range Languages() {
		seen := map[string]bool{}
		const n = 400
		for i := range n {
			topic := general[i%len(general)]
			seen[write(t, Brief{Lang: lang, Topic: topic, Key: chance.Of(9, uint64(i))}).Titles[0]] = true
		}
		if len(seen) < n*9/10 {
			t.Errorf("%s: only %d of %d headlines differ", lang, len(seen), n)
		}
	}
}

func TestWriteIsAFunction(t *testing.T) {
	b := Brief{Lang: "en", Topic: "sport", Key: chance.Of(1, 5)}
	first := write(t, b)
	write(t, Brief{Lang: "zh", Topic: "tech", Key: chance.Of(4)})
	if diff := cmp.Diff(first, write(t, b)); diff != "" {
		t.Errorf("the same brief gave another article:\n%s", diff)
	}
}

func TestFactsAgreeInHeadlineAndLead(t *testing.T) {
	number := regexp.MustCompile(`^\d+`)
	for i := range 50 {
		a := write(t, Brief{Lang: "en", Topic: "forecast", Key: chance.Of(uint64(i)),
			Set: map[string]string{"city": "Halvick", "day": "1 May"}})
		if want := "Weather for Halvick, 1 May"; a.Titles[0] != want {
			t.Fatalf("title %q, want %q", a.Titles[0], want)
		}
		if !strings.Contains(a.Paragraphs[0], "Halvick on 1 May") || number.MatchString(a.Paragraphs[0]) {
			t.Fatalf("lead %q", a.Paragraphs[0])
		}
	}
}

func TestUnknownBriefs(t *testing.T) {
	for _, b := range []Brief{{Lang: "tlh", Topic: "tech"}, {Lang: "en", Topic: "gossip"}, {Lang: "en", Topic: "any"}} {
		if _, err := Write(b); err == nil {
			t.Errorf("%+v was written", b)
		}
	}
}

func TestTraditionalIsBig5(t *testing.T) {
	for i := range 700 {
		a := write(t, Brief{Lang: traditional, Topic: general[i%len(general)], Key: chance.Of(6, uint64(i))})
		for _, s := range append(a.Titles, a.Paragraphs...) {
			if _, err := traditionalchinese.Big5.NewEncoder().String(s); err != nil {
				t.Fatalf("%v in %s", err, s)
			}
		}
	}
}

func TestSpinKeepsNumbersAndChangesWords(t *testing.T) {
	digits := regexp.MustCompile(`\d+`)
	changed := 0
	for i := range 40 {
		k := chance.Of(8, uint64(i))
		a := write(t, Brief{Lang: "zh", Topic: general[i%len(general)], Key: k})
		text := strings.Join(a.Paragraphs, "")
		spun := Spin("zh", text, k, 0.6)
		if diff := cmp.Diff(digits.FindAllString(text, -1), digits.FindAllString(spun, -1)); diff != "" {
			t.Fatalf("numbers changed:\n%s", diff)
		}
		if spun != text {
			changed++
		}
	}
	if changed < 35 {
		t.Errorf("only %d of 40 texts were spun", changed)
	}
	if got := Spin("tlh", "word", chance.Of(1), 1); got != "word" {
		t.Errorf("unknown language was spun: %q", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string][2]string{
		"a sentence before any topic": {"- hello", "before any topic"},
		"a lead before any event":     {"@ tech: T\n* hello", "before any event"},
		"an unknown mark":             {"@ tech: T\n>> a\n? b", "unknown mark"},
		"a slot without words":        {"@ tech: T\n>> {nobody}\n* b", "nothing for {nobody}"},
		"too few words":               {"= x: a\n@ tech: T\n>> {x2}\n* b", "nothing for {x2}"},
		"a range that is none":        {"@ tech: T\n+ {#9-2}", "nothing for {#9-2}"},
		"an open choice":              {"@ tech: T\n+ [a|b", "unbalanced"},
		"an event without lead":       {"@ tech: T\n>> a", "no lead"},
	} {
		if _, err := parse(c[0]); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: error %v, want %q", name, err, c[1])
		}
	}
}

func write(t *testing.T, b Brief) Article {
	t.Helper()
	a, err := Write(b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
