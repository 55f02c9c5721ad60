package parse

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// prose is a body as blogs have it, some 4 KB of markup.
var prose = strings.Repeat(`<p>The river rose in the night, &amp; by <a href="https://river.example/a?b=1&amp;c=2">morning</a> `+
	`it stood at the <em>second</em> step. <img src="https://river.example/pic.jpg" alt="the weir"/> Nobody had seen it so high.</p>`+"\n", 16)

// cleanRSS and cleanAtom are feeds that gofeed reads as well as we do.
func cleanRSS(n int) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>River</title><link>https://river.example/</link><description>Notes</description><language>en</language>
<atom:link href="https://river.example/feed" rel="self" type="application/rss+xml"/>`)
	for i := range n {
		fmt.Fprintf(&b, `<item><title>Entry %d &amp; more</title><link>https://river.example/%d</link><guid isPermaLink="false">river-%d</guid>
<pubDate>Tue, 05 Mar 2024 14:30:%02d +0000</pubDate><dc:creator><![CDATA[Ada Mill]]></dc:creator><category>water</category><category>weather</category>
<description>A short word on entry %d</description><content:encoded><![CDATA[%s]]></content:encoded></item>`, i, i, i, i%60, i, prose)
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func cleanAtom(n int) []byte {
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(prose)
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:river</id><title>River</title><updated>2024-03-05T14:30:00Z</updated>
<link href="https://river.example/"/><link rel="self" href="https://river.example/atom"/><author><name>Ada Mill</name></author>`)
	for i := range n {
		fmt.Fprintf(&b, `<entry><id>urn:river:%d</id><title type="html">Entry %d</title><link href="https://river.example/%d"/>
<published>2024-03-05T14:30:%02dZ</published><updated>2024-03-05T14:31:00Z</updated><category term="water"/><category term="weather"/>
<summary>A short word</summary><content type="html">%s</content></entry>`, i, i, i, i%60, escaped)
	}
	b.WriteString("</feed>")
	return []byte(b.String())
}

// BenchmarkItems reads clean feeds of 30 items with us and with gofeed alone, in
// turn, and reports how many times as long as gofeed we take.
func BenchmarkItems(b *testing.B) {
	alone := gofeed.NewParser()
	alone.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	for _, c := range []struct {
		name string
		doc  []byte
	}{{"rss", cleanRSS(30)}, {"atom", cleanAtom(30)}} {
		b.Run(c.name, func(b *testing.B) {
			var ours, theirs time.Duration
			b.SetBytes(int64(len(c.doc)))
			for b.Loop() {
				start := time.Now()
				if _, err := Items(Input{Body: c.doc, ContentType: "text/xml; charset=utf-8", URL: address}); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				if _, err := alone.Parse(bytes.NewReader(c.doc)); err != nil {
					b.Fatal(err)
				}
				ours, theirs = ours+middle.Sub(start), theirs+time.Since(middle)
			}
			b.ReportMetric(float64(ours)/float64(theirs), "x-gofeed")
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "us-ours")
		})
	}
}

// BenchmarkAttacks shows that the time for a byte does not grow with the length.
func BenchmarkAttacks(b *testing.B) {
	for name, attack := range attacks {
		for _, n := range []int{2_000, 8_000} {
			in := Input{Body: []byte(attack(n))}
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(name, " ", "-"), n), func(b *testing.B) {
				b.SetBytes(int64(len(in.Body)))
				for b.Loop() {
					_, _ = Items(in) // most are refused
				}
			})
		}
	}
}

// headlines is a feed of n items with a short summary each.
func headlines(n int) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>River</title><link>https://river.example/</link><description>Notes</description>`)
	for i := range n {
		fmt.Fprintf(&b, `<item><title>The river stands at %d and rises</title><link>https://river.example/%d</link><guid>https://river.example/%d</guid>
<pubDate>Tue, 05 Mar 2024 14:30:%02d +0000</pubDate><description>Nobody had seen it so high in the %d years since it was first measured, the council said in the night.</description></item>`, i, i, i, i%60, i)
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func atomHeadlines(n int) []byte {
	var b strings.Builder
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:river</id><title>River</title><updated>2024-03-05T14:30:00Z</updated><link href="https://river.example/"/><author><name>Ada Mill</name></author>`)
	for i := range n {
		fmt.Fprintf(&b, `<entry><id>urn:river:%d</id><title>The river stands at %d and rises</title><link href="https://river.example/%d"/><updated>2024-03-05T14:30:%02dZ</updated>
<summary>Nobody had seen it so high in the %d years since it was first measured, the council said in the night.</summary></entry>`, i, i, i, i%60, i)
	}
	b.WriteString("</feed>")
	return []byte(b.String())
}

// BenchmarkUnseen reads feeds of 30 items of which one is unseen, and all of them,
// in turn, and reports the part that the one costs of the whole.
func BenchmarkUnseen(b *testing.B) {
	for _, c := range []struct {
		name string
		doc  []byte
	}{{"rss", cleanRSS(30)}, {"atom", cleanAtom(30)}, {"rss-short", headlines(30)}, {"atom-short", atomHeadlines(30)}} {
		b.Run(c.name, func(b *testing.B) {
			in := Input{Body: c.doc, ContentType: "text/xml; charset=utf-8", URL: address}
			all, err := Items(in)
			if err != nil {
				b.Fatal(err)
			}
			part := in
			part.Seen = remember(all, func(i int) bool { return i > 0 }).seen
			var one, full time.Duration
			for b.Loop() {
				start := time.Now()
				f, err := Items(part)
				if err != nil || len(f.Items) != 1 || len(f.Entries) != 30 {
					b.Fatal(err, len(f.Items))
				}
				middle := time.Now()
				if _, err := Items(in); err != nil {
					b.Fatal(err)
				}
				one, full = one+middle.Sub(start), full+time.Since(middle)
			}
			b.ReportMetric(float64(one)/float64(full), "of-full")
			b.ReportMetric(float64(one.Microseconds())/float64(b.N), "us-one")
		})
	}
}
