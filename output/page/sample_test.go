package page

import (
	"fmt"
	"strings"
	"time"

	"freshet/storage"
)

// now is the time at which all samples are shown.
var now = time.Date(2026, 11, 24, 10, 42, 0, 0, time.UTC)

func before(d time.Duration) time.Time { return now.Add(-d) }

func sampleSite() Site {
	return Site{
		Title: "The Weir", BaseURL: "https://news.example.org", Now: now,
		Version: "0.1.0", Sources: 43, Failing: 3,
	}
}

func sampleFeeds() []FeedLink {
	return []FeedLink{
		{Name: "all", Title: "Everything", Description: "All sources, each story once.", Stories: 1284},
		{Name: "go", Title: "Go", Description: "The language, its tools and those who write about it.", Stories: 212},
		{Name: "chinese", Title: "中文", Description: "科技、文化与城市生活", Stories: 388},
		{Name: "science", Title: "Science and the sky"},
	}
}

// wave is a course of clicks that rises fast and ebbs.
func wave(hours, peak, at int) []uint32 {
	out := make([]uint32, hours)
	for i := range out {
		switch d := i - at; {
		case d >= 0:
			out[i] = uint32(peak * 6 / (6 + d*d/2 + d))
		case d >= -3:
			out[i] = uint32(peak * (4 + d) / 5)
		}
		out[i] += uint32(i * 7 % 3)
	}
	return out
}

func sampleRows() []Row {
	titles := []struct {
		title, lang, source string
		age                 time.Duration
		sightings           int
		clicks              uint64
	}{
		{"Range over function types is what iterators should have been all along", "en", "The Go Blog", 3 * time.Hour, 5, 1634},
		{"微软和OpenAI,是如何渐行渐远的?", "zh-CN", "硅星人", 5 * time.Hour, 4, 823},
		{"A glacier in Svalbard surged eleven metres a day, and nobody was looking", "en", "Ice & Water", 7 * time.Hour, 3, 512},
		{"剪纸、拓印、糖画……元宵佳节在沪上加油站重逢非遗春节", "", "上海观察", 9 * time.Hour, 2, 341},
		{"日本の小さな書店が世界を変えた話:十年間の記録", "ja", "本の街だより", 11 * time.Hour, 1, 163},
		{"كيف تعيد المدن القديمة اكتشاف أنهارها المدفونة تحت الشوارع", "ar", "مجلة العمران", 13 * time.Hour, 2, 120},
		{"SQLite is not a toy database", "en", "lobste.rs", 14 * time.Hour, 6, 98},
		{"We measured every feed reader’s polling behaviour for a year, wrote down which of them honour caching headers, which hammer a server that answers 429, which forget their validators after an upgrade, and what all of that costs a small host on a slow line: here are the numbers, the method, and an apology", "en", "A Very Long Name of a Publication That Somebody Once Thought Was a Good Idea", 19 * time.Hour, 1, 64},
		{"서울의 작은 하천이 다시 흐르기 시작했다", "ko", "한강일보", 22 * time.Hour, 1, 31},
		{"bbolt 1.5: what changed under the pages", "en", "etcd weekly", 26 * time.Hour, 3, 2},
	}
	rows := make([]Row, len(titles))
	for i, t := range titles {
		rows[i] = Row{
			Title: t.title, Lang: t.lang, Source: t.source,
			Link: fmt.Sprintf("/go/c2FtcGxl%02d", i), StoryURL: fmt.Sprintf("/stories/01JDEXAMPLE%02d", i),
			Published: before(t.age), Seen: before(t.age - 9*time.Minute),
			Sightings: t.sightings, Clicks: Clicks(t.clicks),
		}
	}
	rows[0].Summary = "A year of production code later, the shape is clear: pull where you must, push where you can, and let the loop body stay a loop body. Three patterns that paid off, and one that did not."
	rows[8].Published = time.Time{}
	return rows
}

func sampleHot() []HotRow {
	hot := make([]HotRow, 0, 10)
	for i, r := range sampleRows() {
		h := HotRow{Row: r, Rank: i + 1, Why: []string{
			"carried by " + count(r.Sightings, "source", "sources"),
			"opened by readers from 29 networks in 6 h",
			span(now.Sub(r.Seen)) + " old",
		}}
		if i < 8 {
			h.Hours = wave(24, 160/(i+1), 24-3*(i%5)-4)
		}
		hot = append(hot, h)
	}
	return hot
}

// sampleNewest are rows of three days.
func sampleNewest() []Row {
	more := []string{
		"Kernel 6.19 lands with a scheduler that knows about water cooling",
		"Why your build cache lies to you on Tuesdays",
		"东城2025年开展1000户直管公房申请式退租",
		"The long tail of RSS: 18,000 feeds and what is in them",
		"记者:湖人新援乔丹·古德温将身穿30号球衣",
		"Postgres, explained to a plumber",
		"An ode to the table of contents",
		"無料で読める古典文学のデジタル化が進む",
		"Small rivers, big data: gauging with a phone camera",
		"TLS 1.4 will not happen, and that is fine",
		"How to name a boat",
		"亲爱的, 我好想你",
	}
	rows := sampleRows()
	for i := range rows {
		rows[i].Summary = ""
	}
	for i, title := range more {
		age := 27*time.Hour + time.Duration(i)*137*time.Minute
		rows = append(rows, Row{
			Title: title, Source: []string{"Heise & Sons", "少数派", "The Morning Paper"}[i%3],
			Link: fmt.Sprintf("/go/bW9yZQ%02d", i), StoryURL: fmt.Sprintf("/stories/01JDMORE%02d", i),
			Published: before(age), Seen: before(age), Sightings: 1 + i%2,
		})
	}
	return rows
}

func sampleFront(p *Pages) Front {
	return Front{
		Site: sampleSite(), Feeds: sampleFeeds(), Hot: sampleHot(), Trending: true,
		Window: "day", Days: p.Days(sampleNewest()), Older: "/?before=01JDMORE11",
	}
}

func sampleFeed(p *Pages) Feed {
	rows := sampleNewest()
	for i := range rows {
		if i%3 != 1 {
			rows[i].Summary = "What a source says of the story in a sentence or two, as plain text, cut where a word ends and not in the middle of a thought …"
		}
	}
	rows[1].Summary = "据报道,微软已开始精心打造自己的 AI 模型,而 OpenAI 也积极寻求其他投资方和算力提供商,双方正悄然为可能的分道扬镳作准备。"
	return Feed{
		Site: sampleSite(), Feed: sampleFeeds()[0], Days: p.Days(rows), Older: "/feeds/all?before=x",
		Sources:  []string{"The Go Blog", "硅星人", "Ice & Water", "上海观察", "本の街だより", "مجلة العمران", "lobste.rs"},
		Trending: true, Digest: true,
	}
}

func sampleStory() Story {
	rows := sampleRows()
	lead := rows[1]
	lead.Summary = "不久前,英国竞争与市场管理局批准了对 OpenAI 的 130 亿美元投资,给这一备受关注的科技合作关系盖上了合规的印章。但这对刚刚获得一位“父老”认可的伴侣,似乎依然貌合神离。"
	seen := before(52 * time.Hour)
	lead.Published, lead.Seen = before(53*time.Hour), seen
	s := Story{
		Site: sampleSite(), Lead: lead, External: "https://www.guixingren.example/2026/11/22/ms-openai",
		Authors: []string{"KIK", "初嘉实"}, Updated: before(20 * time.Hour), Feeds: sampleFeeds()[:3],
		Rank: 2, Score: 2.18,
		Why: []Why{
			{"carried by 4 sources", 2}, {"580 clicks", 3.9},
			{"interest is 9 h old", -2.2}, {"52 h old", -1.52},
		},
		Sightings: []Sighting{
			{Source: "硅星人", SourceLink: "https://www.guixingren.example/", Title: lead.Title, Lang: "zh-CN", Lead: true, Link: "/go/one", Published: lead.Published, Seen: seen, Revisions: 2, Revised: before(20 * time.Hour), Corrected: before(20 * time.Hour), Correction: "130 became 13"},
			{Source: "热点资讯", Title: "微软和OpenAI:从“最好基友情”到分道扬镳", Lang: "en-US", Link: "/go/two", Published: before(50 * time.Hour), Seen: before(49 * time.Hour), Reasons: []string{"51 of 51 numbers", "60 % of the text", "headline differs"}, Sure: Sure(7.4, 3)},
			{Source: "看天下", Title: "彩虹谷乐园官网 微软和OpenAI:从“最好基友情”到分道扬镳", Lang: "zh", Link: "/go/farm", Published: before(900 * time.Hour), Seen: before(45 * time.Hour), Reasons: []string{"38 of 40 numbers", "41 % of the text"}, Sure: Sure(2.1, 2), Injected: "彩虹谷乐园官网", Farm: true, Doubt: "its text names a later day than its date"},
			{Source: "看天下", Title: "看天下 | 微软和OpenAI", Lang: "zh", Link: "/go/again", Published: before(44 * time.Hour), Seen: before(44 * time.Hour), Reasons: []string{"94 % of the text"}, Sure: Sure(5.5, 1), Injected: "看天下 |"},
			{Source: "The Register of Rivers", SourceLink: "https://rivers.example/", Title: "Microsoft and OpenAI, drifting apart", Lang: "en", Link: "/go/three", Seen: before(40 * time.Hour), Reasons: []string{"links to the same address", "91 % of its words are the same"}, Sure: Sure(0, 2)},
			{Source: "مجلة العمران", Title: "مايكروسوفت و OpenAI يفترقان", Lang: "ar", Published: before(31 * time.Hour), Seen: before(30 * time.Hour), Revisions: 1, Reasons: []string{"same canonical address"}, Sure: Sure(0, 1)},
		},
	}
	sum := uint64(0)
	for i, n := range wave(52, 90, 20) {
		if n > 0 {
			sum += uint64(n)
			s.Hours = append(s.Hours, storage.HourCount{Hour: hourOf(seen) + int64(i), Clicks: n})
		}
	}
	s.Lead.Clicks = Clicks(sum)
	return s
}

func sampleSources() Sources {
	v := Sources{Site: sampleSite(), Rows: []SourceRow{
		{Key: 1, Name: "ice", Title: "Ice & Water", URL: "https://ice.example/feed.xml", Whole: true, Link: "https://ice.example/", State: Failing, Since: before(26 * time.Hour), Failures: 7, Class: "timeout", Error: "the server did not answer within 30 seconds", Items: 310, LastSuccess: before(27 * time.Hour), Next: now.Add(5 * time.Hour), Why: []string{"7 failures in a row", "jitter 3 min"}},
		{Key: 2, Name: "old-planet", URL: "https://planet.example/atom.xml", Whole: true, State: Gone, Since: before(9 * 24 * time.Hour), Error: "the server says that the feed is gone for good (410)", Items: 1022, LastSuccess: before(10 * 24 * time.Hour), Why: []string{"gone: not polled until it is enabled again"}},
		{Key: 3, Name: "rivers", Title: "The Register of Rivers", URL: "http://rivers.example/rss?key=...", Link: "https://rivers.example/", State: Moved, Since: before(40 * time.Hour), MovedTo: "https://rivers.example/feed.xml?key=...", Items: 84, Newest: before(3 * time.Hour), LastSuccess: before(12 * time.Minute), Next: now.Add(18 * time.Minute), Hub: "pubsubhubbub.example", Why: []string{"every 30 min", "its hub pushes, polled as a backup every 8 h"}},
		{Key: 4, Name: "attic", Title: "Letters from the attic", URL: "https://attic.example/index.rdf", Whole: true, State: Silent, Since: before(400 * 24 * time.Hour), Items: 12, Newest: before(400 * 24 * time.Hour), LastSuccess: before(5 * time.Hour), Next: now.Add(19 * time.Hour)},
		{Key: 5, Name: "parked", Title: "Ponds and lakes of the northern counties, a quarterly", URL: "https://ponds.example/feed", Whole: true, State: Doubted, Error: "redirected for good to where feeds of other hosts are too: not believed", Items: 40, LastSuccess: before(5 * time.Minute), Next: now.Add(25 * time.Minute), Why: []string{"every 30 min", "redirected for good to where feeds of other hosts are too: not believed"}},
		{Key: 6, Name: "mirror", URL: "https://mirror.example/feed", Whole: true, State: Twin, SameAs: "ice", Items: 40, LastSuccess: before(50 * time.Hour), Next: now.Add(20 * time.Hour), Why: []string{"is the same feed as ice, which is polled for both"}},
		{Key: 7, Name: "brand-new", URL: "https://new.example/feed.json", Whole: true, State: Waiting, Next: now.Add(40 * time.Second)},
		{Key: 8, Name: "arabic", Title: "مجلة العمران", URL: "https://umran.example/feed", Whole: true, State: OK, Items: 67, Newest: before(30 * time.Hour), LastSuccess: before(31 * time.Minute), Polling: true, Watched: Watched{"https://umran.example/a-new-and-rather-long-address/feed.xml", 3, before(50 * time.Hour)}},
	}}
	names := []string{"The Go Blog", "硅星人", "上海观察", "本の街だより", "lobste.rs", "한강일보", "etcd weekly", "Heise & Sons", "少数派", "The Morning Paper", "A Very Long Name of a Publication That Somebody Once Thought Was a Good Idea"}
	for i, name := range names {
		v.Rows = append(v.Rows, SourceRow{
			Key: uint64(i + 20), Name: fmt.Sprintf("source-%d", i), Title: name, Link: fmt.Sprintf("https://s%d.example/", i),
			URL: fmt.Sprintf("https://s%d.example/%sfeed.xml", i, strings.Repeat("deep/", i)), Whole: true, State: OK, Items: 40 + 31*i,
			Newest: before(time.Duration(i*i+1) * time.Hour), LastSuccess: before(time.Duration(3*i+2) * time.Minute),
			Next: now.Add(time.Duration(7*i+4) * time.Minute), Why: []string{"every 30 min", "max-age 1 h", "jitter 3 min"},
		})
	}
	return v
}

func sampleAbout() About {
	return About{
		Site: sampleSite(), UserAgent: "freshet/0.1.0 (+https://news.example.org/about; 214 subscribers)",
		Contact: "weir@example.org", Every: 30 * time.Minute, Min: 5 * time.Minute,
		Spacing: 2 * time.Second, Keep: 90 * 24 * time.Hour,
	}
}
