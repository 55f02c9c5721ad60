package han

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// words are traditional words, as they are written in Taiwan or in Hong Kong, and
// the same in simplified characters.
const words = `
臺灣=台湾 後來=后来 國際=国际 電腦=电脑 軟體=软体 網路=网路 選舉=选举 總統=总统 經濟=经济 銀行=银行
頭髮=头发 發展=发展 麵條=面条 面對=面对 裡面=里面 裏面=里面 公里=公里 於是=于是 什麼=什么 什麽=什么
兩岸=两岸 關係=关系 聯繫=联系 體系=体系 乾淨=干净 幹部=干部 干預=干预 著手=着手 隨著=随着 瞭解=了解
複雜=复杂 恢復=恢复 歷史=历史 日曆=日历 颱風=台风 檯燈=台灯 範圍=范围 徵求=征求 長征=长征 週末=周末
衛生=卫生 衞生=卫生 羣眾=群众 群衆=群众 爲了=为了 為了=为了 說話=说话 説話=说话 綫路=线路 線路=线路
鐘錶=钟表 製造=制造 制度=制度 佔領=占领 公佈=公布 僱員=雇员 計畫=计画 慾望=欲望 祕密=秘密 污染=污染
儘管=尽管 盡力=尽力 隻身=只身 只有=只有 衹有=只有 採訪=采访 併購=并购 並且=并且 薑黃=姜黄 鬱悶=郁闷
牠們=它们 妳們=你们 吃飯=吃饭 喫飯=吃饭 起牀=起床 牆壁=墙壁 證據=证据 註冊=注册 鷄蛋=鸡蛋 雞蛋=鸡蛋
香港=香港 澳門=澳门 廣東=广东 烏克蘭=乌克兰 聯合國=联合国 鄉鎮=乡镇 鬥爭=斗争 幾個=几个 餘額=余额 彙報=汇报
`

func fold(s string) string { return strings.Map(Simple, s) }

func TestSimple(t *testing.T) {
	for _, pair := range strings.Fields(words) {
		traditional, simplified, _ := strings.Cut(pair, "=")
		if got := fold(traditional); got != simplified {
			t.Errorf("%s: %s, want %s", traditional, got, simplified)
		}
		if got := fold(simplified); got != simplified {
			t.Errorf("%s is simplified, but comes out as %s", simplified, got)
		}
	}
}

// A character that was simplified in some of its meanings only is folded in all, on
// both sides.
func TestBothSides(t *testing.T) {
	for _, c := range []struct{ traditional, simplified string }{
		{"著名的覆蓋", "著名的覆盖"}, {"乾隆", "乾隆"}, {"瞭望", "瞭望"}, {"藉口與狼藉", "借口与狼藉"},
		{"宮商角徵羽", "宫商角徵羽"}, {"餘先生", "馀先生"},
	} {
		if a, b := fold(c.traditional), fold(c.simplified); a != b {
			t.Errorf("%s is %s, %s is %s", c.traditional, a, c.simplified, b)
		}
	}
}

func TestOthersAreLeftAlone(t *testing.T) {
	const text = "Café №5 ἄλφα привет 日本の図で広い 한국어 ｱｲｳ 😀\u3400\u9fff\U00020000\ufffd\x00，。「」"
	if got := fold(text); got != text {
		t.Errorf("%q", got)
	}
	for _, r := range []rune{-1, 0, first - 1, last + 1, unicode.MaxRune, unicode.MaxRune + 1} {
		if got := Simple(r); got != r {
			t.Errorf("%U: %U", r, got)
		}
	}
}

// TestTable reads the table as it lies in the repository.
func TestTable(t *testing.T) {
	fields := strings.Fields(pairs)
	if len(fields) < 2500 {
		t.Errorf("%d pairs", len(fields))
	}
	var before rune
	for _, field := range fields {
		c := []rune(field)
		if len(c) != 2 || utf8.RuneCountInString(field) != 2 {
			t.Fatalf("%q is no pair", field)
		}
		for _, r := range c {
			if r < first || r > last {
				t.Errorf("%q: %U is outside of the table", field, r)
			}
		}
		if c[0] <= before {
			t.Errorf("%q is out of order", field)
		}
		before = c[0]
		if Simple(c[0]) != c[1] {
			t.Errorf("%q is not what Simple says", field)
		}
	}
}

func TestIdempotent(t *testing.T) {
	for r := rune(first - 8); r <= last+8; r++ {
		once := Simple(r)
		if twice := Simple(once); twice != once {
			t.Errorf("%c, %c, %c", r, once, twice)
		}
		if once != r && !unicode.Is(unicode.Han, once) {
			t.Errorf("%c becomes %U", r, once)
		}
	}
}

func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := fold(s)
		if fold(once) != once || utf8.RuneCountInString(once) != utf8.RuneCountInString(s) {
			t.Fatalf("%q, %q", s, once)
		}
	})
}

func BenchmarkSimple(b *testing.B) {
	text := []rune(strings.Repeat("臺灣的國際選舉與电脑网络, also some Latin. ", 100))
	var sum rune
	for b.Loop() {
		for _, r := range text {
			sum += Simple(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(text)), "ns/rune")
	if sum == 0 {
		b.Fatal("nothing folded")
	}
}
