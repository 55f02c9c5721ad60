package dedup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// texts are the tokens of a text; numbers are marked.
func texts(s string) (out []string) {
	var sc scanner
	sc.reset()
	sc.scan(s)
	sc.numerals()
	from := uint32(0)
	for _, t := range sc.tokens {
		mark := ""
		if t.kind == number {
			mark = "#"
		}
		out = append(out, mark+string(sc.text[from:t.end]))
		from = t.end
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
		{"versions", "Release v1.2.3 (CVE-2024-77)", []string{"release", "#1.2.3", "cve", "#2024", "#77"}},
		{"full width", "ＡＢＣ１２３", []string{"#abc123"}},
		{"chinese", "微软和OpenAI,渐行渐远", []string{"微", "软", "和", "openai", "渐", "行", "渐", "远"}},
		{"japanese", "東京で雨", []string{"东", "京", "で", "雨"}},
		{"korean words", "서울 날씨", []string{"서울", "날씨"}},
		{"accents composed", "Cafe\u0301 café", []string{"café", "café"}},
		{"traditional", "臺灣電腦", []string{"台", "湾", "电", "脑"}},
		{"zeros in front", "05 007 0 0.5 v0.3", []string{"#5", "#7", "#0", "#0.5", "#0.3"}},
		{"decimal comma", "3,5 % und 1.234.567", []string{"#3.5", "und", "#1.234.567"}},
		{"full width number", "１，２３４．５", []string{"#1234.5"}},
		{"han numbers", "三十五人,五千元,二〇二六年,十二月", []string{"#35", "人", "#5000", "元", "#2026", "年", "#12", "月"}},
		{"units behind digits", "1.2万 30亿元 5千", []string{"#12000", "#3000000000", "元", "#5000"}},
		{"no numbers", "一个 十分 千 万一", []string{"一", "个", "十", "分", "千", "万", "一"}},
		{"thai", "ข่าว", []string{"ข", "่", "า", "ว"}},
		{"arabic digits", "عام ٢٠٢٦", []string{"عام", "#2026"}},
		{"half width kana", "ｶﾞｽ", []string{"ガ", "ス"}},
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

const headline = "从零开始的河流:一夜之间上涨十二米的小镇"

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
		{"one source, a headline listed twice", Pair{A: Sign(headline, ""), B: Sign(headline, ""), SameSource: true}, []string{"same headline"}},
		{"two sources, one headline", Pair{A: Sign(headline, ""), B: Sign(headline, "")}, nil},
		{"one source, one headline, other texts", Pair{A: Sign(headline, long), B: Sign(headline, other), SameSource: true}, nil},
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
		{"The quick, brown-Fox! ran 1,234.5 km in v1.2.3.", "8049e55bc263927d6c905e93be9df794", 18, "0a1fe0351e07835c826b5f1235d0d303"},
		{"a.b,c 1.2 3,4 5. 6,", "a65e276432bc3c4162d9652ecd9aa16e", 14, "86ad6895df5696f140845cbc232625f0"},
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
		for i, list := range s.lists() {
			if max := [lists]int{MaxTitleWords, MaxTitleNumbers, MaxSketch, MaxLead, MaxFigures, MaxAnchors}[i]; len(*list) > max {
				t.Fatalf("list %d has %d", i, len(*list))
			}
		}
		var back Signature
		if err := back.ReadRecord(AppendRecord(nil, &s)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, back, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
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

func FuzzReadRecord(f *testing.F) {
	s := Sign("Release v1.2.3", long)
	f.Add(AppendRecord(nil, &s))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Signature
		if err := s.ReadRecord(b); err != nil {
			return
		}
		if again := AppendRecord(nil, &s); string(again) != string(b) {
			t.Fatalf("%x became %x", b, again)
		}
	})
}

func BenchmarkSignChinese(b *testing.B) {
	text := strings.Repeat("河水在一夜之间上涨了12米，镇上的人们说，这是近30年来的第一次。微软公司公布了新的计划。", 8)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sign("河水一夜上涨", text)
	}
}

// TestSharesAddUp divides all of a score among the plain features.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f Features
		for i := range plainCount {
			f[i] = rapid.Float64Range(0, 1).Draw(t, FeatureNames[i])
		}
		combine(&f)
		got, want := 0.0, 0.0
		for i := range f {
			want += f[i] * weights[i]
		}
		for _, share := range f.shares(&weights) {
			got += share
		}
		if d := got - want; d > 1e-9 || d < -1e-9 {
			t.Fatalf("shares add up to %v, the score is %v", got, want)
		}
	})
}
