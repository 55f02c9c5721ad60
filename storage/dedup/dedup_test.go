package dedup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func texts(s string) (out []string) {
	for t := range tokens(s) {
		mark := ""
		if t.number {
			mark = "#"
		}
		out = append(out, mark+string(t.text))
	}
	return out
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"words", "The  quick, brown-Fox!", []string{"the", "quick", "brown", "fox"}},
		{"numbers", "1,234.5 up 3.2% in 2024.", []string{"#1234.5", "up", "#3.2", "in", "#2024"}},
		{"versions", "Release v1.2.3 (CVE-2024-77)", []string{"release", "#v1.2.3", "cve", "#2024", "#77"}},
		{"full width", "ＡＢＣ１２３", []string{"#abc123"}},
		{"chinese", "微软和OpenAI,渐行渐远", []string{"微", "软", "和", "openai", "渐", "行", "渐", "远"}},
		{"japanese", "東京で雨", []string{"東", "京", "で", "雨"}},
		{"korean words", "서울 날씨", []string{"서울", "날씨"}},
		{"accents composed", "Cafe\u0301 café", []string{"café", "café"}},
		{"empty", " \t…—", nil},
		{"one long run", strings.Repeat("a", 200), []string{strings.Repeat("a", 128), strings.Repeat("a", 72)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, texts(c.in)); d != "" {
				t.Error(d)
			}
		})
	}
}

const (
	long  = "a long enough text about the river that rose and fell again in one night, as the people of the town tell it"
	other = "another text that has nothing to do with rivers but speaks of markets, of prices and of the people who pay them"
)

func TestSame(t *testing.T) {
	veryLong := strings.Repeat(long+" ", 6)
	for _, c := range []struct {
		name string
		pair Pair
		want []string
	}{
		{"two sources, one link", Pair{A: Sign("River rises", long), B: Sign("Flood!", other), SameURL: true}, []string{"same link"}},
		{"two sources, one text", Pair{A: Sign("River rises", long), B: Sign("AD River rises", long)}, []string{"same text"}},
		{"a short shared text under unlike headlines", Pair{A: Sign("River rises", long), B: Sign("Market falls", long)}, nil},
		{"a long shared text under unlike headlines", Pair{A: Sign("River rises", veryLong), B: Sign("Market falls", veryLong)}, []string{"same text"}},
		{"texts too short to prove anything", Pair{A: Sign("River rises", "Read more."), B: Sign("River rises", "Read more.")}, nil},
		{"no texts", Pair{A: Sign("River rises", ""), B: Sign("River rises", "")}, nil},
		{"versions", Pair{A: Sign("Release v1.2.3", long), B: Sign("Release v1.2.4", long), SameURL: true}, nil},
		{"one headline says less", Pair{A: Sign("Release v1.2.3", long), B: Sign("Release", long)}, []string{"same text"}},
		{"one source, guid changed", Pair{A: Sign("River rises", long), B: Sign("River rises", other), SameSource: true, SameURL: true}, []string{"same link", "same headline"}},
		{"one source, guid changed and headline edited", Pair{A: Sign("River rises", long), B: Sign("The river rises", long), SameSource: true, SameURL: true}, []string{"same link", "same text"}},
		{"one source, anchors of one page", Pair{A: Sign("Monday", long), B: Sign("Tuesday", other), SameSource: true, SameURL: true}, nil},
		{"one source, weekly thread", Pair{A: Sign("Open thread", long), B: Sign("Open thread", long), SameSource: true}, nil},
		{"one source, no links, guid changed", Pair{A: Sign("Open thread", long), B: Sign("Open thread", long), SameSource: true, Unlinked: true}, []string{"same headline", "same text"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok, got := Same(c.pair)
			if d := cmp.Diff(c.want, got); d != "" || ok != (c.want != nil) {
				t.Errorf("ok %v, reasons:\n%s", ok, d)
			}
			c.pair.A, c.pair.B = c.pair.B, c.pair.A
			if back, _ := Same(c.pair); back != ok {
				t.Error("not symmetric")
			}
		})
	}
}

func TestSignIgnoresDress(t *testing.T) {
	a := Sign("River  rises — by 1,200 m", "The river, “rising”, fell.")
	b := Sign("RIVER RISES: by 1200 m!", "the river rising fell")
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
}

// Signatures lie in stores: one made now must equal one made by any version before.
func TestSignaturesDoNotChange(t *testing.T) {
	for _, c := range []struct {
		text, body string
		tokens     int
		title      string
	}{
		{"The quick, brown-Fox! ran 1,234.5 km in v1.2.3.", "50f65d6494052584736f7cfc0b453683", 18, "f94494df5b2d13cdc2b05803826e30a2"},
		{"a.b,c 1.2 3,4 5. 6,", "2c438beb86f44b7214d8aa21eb1c46ae", 14, "38550486f8a099f472f651371f0b8780"},
		{"微软和OpenAI,渐行渐远 ＡＢＣ１２３", "9df6776b458c56a70a6c7edbafb54ef8", 18, "92f8b2ae9d0ae882e7a4e078e22fc140"},
		{"Café CAFÉ naïve word\u00a0next é", "5a11c3598ae1c5f4d7a120ea4fa29a58", 12, "65b36923b506f7f9b4a7832d4715c0f2"},
		{"supercalifragilistic_0x1F-underscored/slashed\ttabbed\nlined", "c030edb96ab5f596855b1e6fb79b0ca1", 12, "189765f025b40df14cc9e456fc8d1d4f"},
		{"x", "9f362a66067409738b3cc093db122e2e", 2, "8827785853903e59e964768b5b6cf2a1"},
		{"Ünïcode.5 5.é ﬁn ½", "e8c1a3baf83032f5ce5727dc982a17d9", 14, "82d0473f9b513c0adf3f70b03575c515"},
	} {
		s := Sign(c.text, c.text+" "+c.text)
		if body, title := fmt.Sprintf("%x", s.Body), fmt.Sprintf("%x", s.Title); body != c.body || s.BodyTokens != c.tokens || title != c.title {
			t.Errorf("%q: body %s of %d tokens, title %s; want %s of %d, %s", c.text, body, s.BodyTokens, title, c.body, c.tokens, c.title)
		}
	}
}

func TestSignatureIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sign(rapid.String().Draw(t, "title"), rapid.String().Draw(t, "text"))
		if len(s.Words)+len(s.Numbers) > MaxTitleTokens {
			t.Fatalf("%d tokens", len(s.Words)+len(s.Numbers))
		}
		if (s.BodyTokens == 0) != (s.Body == [16]byte{}) {
			t.Fatal("body hash without tokens, or the other way round")
		}
	})
}

func FuzzSign(f *testing.F) {
	f.Add("Release v1.2.3", long)
	f.Add("微软", "ＡＢＣ 1,2.3 \xff")
	f.Fuzz(func(t *testing.T, title, text string) {
		if d := cmp.Diff(Sign(title, text), Sign(title, text)); d != "" {
			t.Fatal(d)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	text := strings.Repeat(long+" ", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sign("River rises by 1,200 m in one night", text)
	}
}
