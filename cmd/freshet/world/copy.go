package world

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"freshet/cmd/freshet/world/chance"
	"freshet/cmd/freshet/world/prose"
)

// spinShare is the share of the words it knows that the farm replaces.
const spinShare = .4

// The advertising that the farm injects: a brand of ours and what follows it.
const advert = "彩虹谷乐园"

var advertTails = []string{"官网", "网址", "最新消息", "怎么玩", "推荐码", "下载", "官方入口", "三代理"}

// copy changes an item to what its carrier makes of it.
func (w *World) copy(it *Item, e event, a prose.Article) {
	key := w.key(e.ref).With("copy " + it.id)
	switch e.kind {
	case Tracked:
		it.Link = track(w.link(e.ref.original(), e.topic, a.Titles[0]), it.Source, key)
	case Variant:
		it.Link = variant(w.link(e.ref.original(), e.topic, a.Titles[0]), key)
	case Retitled:
		it.Title = a.Titles[len(a.Titles)-1]
		it.Paragraphs = append(it.Paragraphs[:len(it.Paragraphs):len(it.Paragraphs)], a.Spare[:min(1, len(a.Spare))]...)
	case Brief:
		it.Paragraphs = it.Paragraphs[:1]
	case Script:
		it.Title, it.Author, it.Label = prose.Traditional(it.Title), prose.Traditional(it.Author), prose.Traditional(it.Label)
		it.Paragraphs = every(it.Paragraphs, prose.Traditional)
	case Farm:
		w.farm(it, e, key)
	}
}

// farm makes what content farms make of a text.
func (w *World) farm(it *Item, e event, key chance.Key) {
	lang := w.sources[e.ref.source].Lang
	tail := advertTails[key.With("tail").N(len(advertTails))]
	it.Title = advert + tail + " " + it.Title
	spun := every(it.Paragraphs, func(s string) string { return prose.Spin(lang, s, key.With("spin"), spinShare) })
	stray := prose.Stray(lang, "sport", key.With("stray"))
	middle := len(spun) / 2
	it.Paragraphs = append(append(append([]string{}, spun[:middle]...), stray), spun[middle:]...)
	last := len(it.Paragraphs) - 1
	it.Paragraphs[last] += advert + tail
	it.Author = ""
}

// track adds what feed readers and networks add to links.
func track(link, source string, key chance.Key) string {
	sep := "?"
	if strings.Contains(link, "?") {
		sep = "&"
	}
	tags := []string{
		"utm_source=" + source + "&utm_medium=rss&utm_campaign=feed",
		"utm_source=rss&utm_medium=referral",
		"fbclid=IwAR" + strconv.FormatUint(uint64(key.With("fb")), 36),
		"gclid=" + strconv.FormatUint(uint64(key.With("g")), 36),
	}
	return link + sep + tags[key.With("tag").N(len(tags))]
}

// variant is the same page under another host of the site, or another scheme.
// Browsers would find no TLS here, so the scheme changes seldom.
func variant(link string, key chance.Key) string {
	u, err := url.Parse(link)
	if err != nil { // our own link
		panic(err)
	}
	if key.With("scheme").Hit(.1) {
		u.Scheme = "https"
	}
	u.Host = []string{"www.", "m.", "amp."}[key.With("host").N(3)] + u.Host
	return u.String()
}

// link is the page of an item at its publisher. Each site has its own style.
func (w *World) link(r ref, topic, title string) string {
	i := r.publisher()
	site := "http://" + w.sources[i].site() + w.port
	switch i % 3 {
	case 0:
		return site + w.clockDate(r) + slug(title, topic) + "-" + r.String()
	case 1:
		return site + "/article?id=" + r.String()
	}
	return site + "/" + topic + "/" + r.String() + ".html"
}

// clockDate is the path of an item's day.
func (w *World) clockDate(r ref) string {
	return w.clock(time.Duration(r.slot) * slotLength).Format("/2006/01/02/")
}

// slug is what of a title can stand in a path; the topic when nothing can.
func slug(title, topic string) string {
	var words []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), func(c rune) bool { return c > 'z' || c < '0' || c > '9' && c < 'a' }) {
		if words = append(words, word); len(words) == 6 {
			break
		}
	}
	if len(words) < 3 {
		return topic
	}
	return strings.Join(words, "-")
}

func every(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}
