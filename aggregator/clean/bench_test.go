package clean

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/microcosm-cc/bluemonday"

	"freshet/aggregator/parse"
)

// feedsEnv names a folder with real feeds to measure with; without it the
// benchmark reads bodies of its own.
const feedsEnv = "FRESHET_FEEDS"

// article is a body as blogs have it.
var article = strings.Repeat(`<p>The river rose in the night, &amp; by <a href="https://river.example/a?b=1&amp;c=2" title="the weir">morning</a> `+
	`it stood at the <em>second</em> step &#8211; nobody had <strong class="x">seen</strong> it so high.</p>
<p><img src="/pic.jpg" alt="the weir" width="600" height="400"/><br />It&#8217;s the council&#8217;s "problem" now.</p>
<ul><li>one</li><li><a href="two.html">two</a></li></ul>`+"\n", 8)

// bodies are the feeds to measure with.
func bodies(b *testing.B) []*parse.Feed {
	dir := os.Getenv(feedsEnv)
	if dir == "" {
		f := &parse.Feed{}
		for _, s := range []string{article, "A short word on the river, and no markup.", "Fish &amp; chips", "<p>One line.</p>"} {
			f.Items = append(f.Items, parse.Item{ID: "1", URL: "/1", Title: "The river &amp; the town", TitleType: parse.TypeHTML, Content: parse.Text{Value: s, Type: parse.TypeHTML}})
		}
		return []*parse.Feed{f}
	}
	var feeds []*parse.Feed
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if f, err := parse.Items(parse.Input{Body: body, URL: base}); err == nil {
			feeds = append(feeds, f)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return feeds
}

// BenchmarkItem cleans items with us, and their texts with bluemonday alone, in
// turn, and reports how many times as long we take.
func BenchmarkItem(b *testing.B) {
	feeds := bodies(b)
	bare := bluemonday.UGCPolicy()
	var ours, html, theirs time.Duration
	size := 0
	for _, f := range feeds {
		for i := range f.Items {
			size += len(f.Items[i].Summary.Value) + len(f.Items[i].Content.Value)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		for _, f := range feeds {
			for i := range f.Items {
				Item(f, &f.Items[i], base)
			}
		}
		ours += time.Since(start)
		start = time.Now()
		for _, f := range feeds {
			for i := range f.Items {
				HTML(f.Items[i].Summary.Value, f.Items[i].Summary.Type, base)
				HTML(f.Items[i].Content.Value, f.Items[i].Content.Type, base)
			}
		}
		html += time.Since(start)
		start = time.Now()
		for _, f := range feeds {
			for i := range f.Items {
				bare.Sanitize(f.Items[i].Summary.Value)
				bare.Sanitize(f.Items[i].Content.Value)
			}
		}
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "x-bluemonday")
	b.ReportMetric(float64(html)/float64(theirs), "html-x-bluemonday")
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "us-ours")
}
