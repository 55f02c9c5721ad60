package affix

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// farm is a page of the kind that strings an advertisement before each headline.
var farm = []string{
	"彩虹乐园官方网址 北京地铁新线路年底开通",
	"彩虹乐园3怎么玩 记者:欧洲球队提前结束集训",
	"彩虹乐园网址 国际油价连续三天下跌",
	"彩虹乐园最新消息 亲爱的, 我好想你",
	"彩虹乐园三代理 Mate手机发布:卖点是什么?",
	"彩虹乐园推荐码 剪纸、糖画……元宵佳节在公园重逢",
	"彩虹乐园1下载 东城2025年改造1000户旧房",
	"彩虹乐园 射程超300公里?新导弹首次曝光",
}

func TestStrip(t *testing.T) {
	tags := func(form string, more ...string) (out []string) {
		for _, s := range []string{
			"River rises again over night", "Market falls for a third day", "Mayor opens a new library",
			"Nurses call off their strike", "Bridge closed until next spring",
		} {
			out = append(out, strings.ReplaceAll(form, "%", s))
		}
		return append(out, more...)
	}
	han := func(form string) (out []string) {
		for _, s := range []string{"国际油价连续三天下跌", "北京地铁新线路年底开通", "新导弹首次公开曝光", "图书馆延长夏季开放时间", "两国外长下月举行会谈"} {
			out = append(out, strings.ReplaceAll(form, "%", s))
		}
		return out
	}
	for _, c := range []struct {
		name      string
		headlines []string
		in        string
		want      string
		injected  string
	}{
		{"keyword and junk", farm, farm[1], "记者:欧洲球队提前结束集训", "彩虹乐园"},
		{"the rest has its own separators", farm, farm[3], "亲爱的, 我好想你", "彩虹乐园"},
		{"keyword in traditional characters", farm, "彩虹樂園官網　國際油價下跌", "國際油價下跌", "彩虹乐园"},
		{"runes put into the keyword", farm, "彩虹国际乐园 大雪封山三天", "大雪封山三天", "彩虹乐园"},
		{"an honest mention", farm, "彩虹乐园昨日在上海正式开门迎客人数创新高", "彩虹乐园昨日在上海正式开门迎客人数创新高", ""},
		{"nothing would be left", farm, "彩虹乐园官方网址 2025", "彩虹乐园官方网址 2025", ""},
		{"site after a dash", tags("% - The Daily Courier"), "Snow in July - The Daily Courier", "Snow in July", "the daily courier"},
		{"site in other case and width", tags("% | Daily Courier"), "Snow in July ｜ DAILY Courier", "Snow in July", "daily courier"},
		{"site after underscores", han("%_大河财经_网"), "大雪封山三天_大河财经_网", "大雪封山三天", "大河财经_网"},
		{"site after a bar", han("% | 热点资讯"), "大雪封山三天 | 热点资讯", "大雪封山三天", "热点资讯"},
		{"remark in brackets", han("%(图)"), "大雪封山三天（图）", "大雪封山三天", "图"},
		{"tag in brackets", han("【速報】%"), "【速報】大雪封山三天", "大雪封山三天", "速报"},
		{"latin tag in brackets", tags("[VIDEO] %"), "[Video] Snow in July", "Snow in July", "video"},
		{"tag with colon", tags("BREAKING: %"), "Breaking: Snow in July", "Snow in July", "breaking"},
		{"both ends", tags("BREAKING: % - The Daily Courier"), "BREAKING: Snow in July - The Daily Courier", "Snow in July", "breaking"},
		{"latin keyword", tags("LuckySpin Casino %"), "LuckySpin Casino Snow in July", "Snow in July", "luckyspin casino"},
		{"glued keyword", han("彩虹乐园%"), "彩虹乐园大雪封山三天", "大雪封山三天", "彩虹乐园"},
		{"no series: issues", []string{"Weekly links #10", "Weekly links #11", "Weekly links #12", "Weekly links #13"}, "Weekly links #14", "Weekly links #14", ""},
		{"no series: versions", []string{"Release v1.2.3", "Release v1.2.4", "Release v1.3.0-rc1", "Release v2.0.0"}, "Release v2.0.1", "Release v2.0.1", ""},
		{"no series: dates", []string{"Notes: 3 March 2025", "Notes: 4 March 2025", "Notes: 5 May 2025"}, "Notes: 6 May 2025", "Notes: 6 May 2025", ""},
		{"no series: towns", []string{"Weather: Berlin", "Weather: Paris", "Weather: Lisbon", "Weather: New York"}, "Weather: Oslo", "Weather: Oslo", ""},
		{"no series: forecasts", []string{"天气预报：北京", "天气预报：上海", "天气预报：广州", "天气预报：西安"}, "天气预报：成都", "天气预报：成都", ""},
		{"a number after a series", tags("Show HN: %"), "Show HN: 2048", "Show HN: 2048", ""},
		{"words that headlines begin with", []string{"How to mend a bike tyre", "How to bake rye bread", "How to fell a tree", "How to read a map", "How to sail"}, "How to sew a shirt", "How to sew a shirt", ""},
		{"no cut in a word", []string{"Interest rates rise in spring", "International talks begin anew", "Interior minister resigns today", "Internal report leaks again", "Internet outage hits two towns"}, "Interval training explained well", "Interval training explained well", ""},
		{"no cut in a compound", []string{"Covid-19 wave recedes in spring", "Covid-19 jabs for all who ask", "Covid-22 feared by none today"}, "Covid-19 test prices fall", "Covid-19 test prices fall", ""},
		{"too few", tags("BREAKING: %")[:2], "BREAKING: Snow in July", "BREAKING: Snow in July", ""},
		{"the same headline again and again", []string{"BREAKING: Snow in July", "BREAKING: Snow in July", "BREAKING: Snow in July"}, "BREAKING: Snow in July", "BREAKING: Snow in July", ""},
		{"no headlines", nil, " As it was ", " As it was ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			affixes := Mine(c.headlines, "")
			got, injected := Strip(c.in, affixes)
			if got != c.want || injected != c.injected {
				t.Errorf("%q, %q; want %q, %q; affixes %+v", got, injected, c.want, c.injected, affixes)
			}
		})
	}
}

// The trunk of a keyword that grew runes in some headlines is no keyword of its own:
// it may be an honest name.
func TestTrunkIsNoAffix(t *testing.T) {
	headlines := append([]string{"彩虹谷国际乐园 大雪封山三天无人出门", "彩虹谷国际官网 图书馆延长夏季开放时间"}, farm...)
	for i, h := range headlines {
		headlines[i] = strings.Replace(h, "彩虹乐园", "彩虹谷乐园", 1)
	}
	affixes := Mine(headlines, "")
	if len(affixes) != 1 || affixes[0].Text != "彩虹谷乐园" || Inside("彩虹谷的雪", affixes) {
		t.Errorf("%+v", affixes)
	}
}

// A page that lists its headlines under one keyword is restored as a whole.
func TestFarmIsRestored(t *testing.T) {
	affixes := Mine(farm, "热点资讯")
	if len(affixes) != 1 || affixes[0].Text != "彩虹乐园" || !affixes[0].Junk || !affixes[0].Keyword || affixes[0].Own {
		t.Fatalf("%+v", affixes)
	}
	for _, h := range farm {
		_, want, _ := strings.Cut(h, " ")
		if got, _ := Strip(h, affixes); got != want {
			t.Errorf("%s: %s", h, got)
		}
	}
}

func TestOwnAndInside(t *testing.T) {
	var site []string
	for _, s := range []string{"River rises again over night", "Market falls for a third day", "Mayor opens a new library"} {
		site = append(site, s+" - The Daily Courier")
	}
	affixes := Mine(site, "Daily Courier")
	if len(affixes) != 1 || !affixes[0].Own {
		t.Errorf("%+v", affixes)
	}
	if Inside("as the Daily Courier reported", affixes) {
		t.Error("a site that names itself is no farm")
	}
	ads := Mine(farm, "")
	for text, want := range map[string]bool{
		"油价下跌,彩虹樂園官網,分析人士说": true, "油价下跌": false, "": false, "彩虹公园": false,
	} {
		if Inside(text, ads) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
	latin := []Affix{{Keyword: true, key: []rune("bigspin ")}}
	if Inside("he BigSpins", latin) || !Inside("bigspins and BigSpin.", latin) {
		t.Error("a name is a word of its own")
	}
}

// Whatever the headlines: a result is a part of the headline, is never empty, and
// loses only what an affix names.
func check(t interface {
	Fatalf(string, ...any)
}, headlines []string) {
	affixes := Mine(headlines, "title")
	for _, h := range headlines {
		shown, injected := Strip(h, affixes)
		if injected == "" && shown != h {
			t.Fatalf("%q became %q for no reason", h, shown)
		}
		if injected != "" && !worth(newLine(shown).key) {
			t.Fatalf("%q became %q", h, shown)
		}
		if !strings.Contains(strings.ToValidUTF8(h, "\uFFFD"), shown) && shown != h {
			if !strings.Contains(string([]rune(h)), shown) {
				t.Fatalf("%q is no part of %q", shown, h)
			}
		}
	}
	for i, a := range affixes {
		if len(a.key) < MinRunes || i > 0 && len(a.key) > len(affixes[i-1].key) {
			t.Fatalf("%+v", affixes)
		}
	}
	if d := cmp.Diff(len(affixes), len(Mine(headlines, "title"))); d != "" {
		t.Fatalf("not a function: %s", d)
	}
}

func TestAnyHeadlines(t *testing.T) {
	part := rapid.SampledFrom([]string{"彩虹乐园", "官网", " ", "：", "BREAKING: ", " - Site", "【速報】", "大雪封山三天", "river rises ", "12", "v1.2", "\xff", "_", "(图)"})
	rapid.Check(t, func(t *rapid.T) {
		headlines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(part, 0, 7).Draw(t, "parts"), "")
		}), 0, 70).Draw(t, "headlines")
		check(t, headlines)
	})
}

func FuzzMine(f *testing.F) {
	f.Add(strings.Join(farm, "\n"))
	f.Add("[VIDEO] a river\n[VIDEO] b market\n[VIDEO] c\xff library")
	f.Fuzz(func(t *testing.T, s string) { check(t, strings.Split(s, "\n")) })
}

func BenchmarkMine(b *testing.B) {
	var headlines []string
	for range MaxHeadlines / len(farm) {
		for _, h := range farm {
			headlines = append(headlines, h+string(rune('一'+len(headlines))))
		}
	}
	for b.Loop() {
		Mine(headlines, "热点资讯")
	}
}

// TestHonest folds the tags of the list as names are: a Japanese one is found, too.
func TestHonest(t *testing.T) {
	headlines := []string{
		"【動画】河口で新種の魚を発見、研究チームが発表", "【動画】老舗旅館が百年の歴史に幕", "【動画】高校生が作った橋の模型が全国一位",
		"【動画】山火事、三日ぶりに鎮火を確認", "【動画】市立図書館が夜間開館を開始",
	}
	affixes := Mine(headlines, "")
	if len(affixes) != 1 || !affixes[0].Honest() {
		t.Errorf("%+v", affixes)
	}
	for _, line := range []string{"星河娱乐", "lucky spin"} {
		if (Affix{key: newLine(line).key}).Honest() {
			t.Errorf("%s is honest", line)
		}
	}
}
