package fold

import (
	"net/url"
	"strings"

	"freshet/storage"
)

// Rank is what makes a sighting more or less fit to lead its story. Values are kept
// on disk.
type Rank uint8

// What is in a Rank.
const (
	rankFull     Rank = 1 << iota // the full text, not only a summary
	rankSite                      // the link is on the host that the feed calls its site
	rankHost                      // the link is on the host that serves the feed
	rankFarm                      // the headline advertises what other sources advertise
	rankInjected                  // something was cut off the headline
	rankDoubted                   // its date is not believed
	RankOwn                       // its source leads where it joins
)

// leadOrder are the reasons to lead, the strongest first, and whether they speak for
// a sighting or against it. The link's host outweighs the text: a copy, however
// full, never beats the source whose own page it is.
var leadOrder = []struct {
	bit Rank
	bad bool
}{{RankOwn, false}, {rankFarm, true}, {rankHost, false}, {rankSite, false}, {rankInjected, true}, {rankDoubted, true}, {rankFull, false}}

// better reports whether r is clearly better than another.
func (r Rank) better(than Rank) bool {
	for _, o := range leadOrder {
		if a, b := r&o.bit, than&o.bit; a != b {
			return (a != 0) != o.bad
		}
	}
	return false
}

// Ranked is what a Rank is made of.
type Ranked struct {
	Item *storage.Item
	Feed string // address of the source
	Site string // what its document calls its site
	// Own: the source is one of storage.OwnCopies.
	Own, Farm, Injected, Doubted bool
}

// RankOf ranks an item. A site is a claim, the feed's host a fact: on another's
// link the claim loses.
func RankOf(it Ranked) Rank {
	var r Rank
	for _, f := range []struct {
		is  bool
		bit Rank
	}{
		{Full(it.Item), rankFull}, {it.Own, RankOwn}, {it.Farm, rankFarm},
		{it.Injected, rankInjected}, {it.Doubted, rankDoubted},
	} {
		if f.is {
			r |= f.bit
		}
	}
	host := hostOf(it.Item.URL)
	switch host {
	case "":
	case hostOf(it.Feed):
		r |= rankHost
	case hostOf(it.Site):
		r |= rankSite
	}
	return r
}

// Cut is the rank of a sighting of which it is found out what its headline carries.
func (r Rank) Cut(injected, farm bool) Rank {
	r &^= rankInjected | rankFarm
	if injected {
		r |= rankInjected
	}
	if farm {
		r |= rankFarm
	}
	return r
}

// FullTokens is the length from which a summary is taken for the text itself.
const FullTokens = 100

// Full reports whether an item has its full text: as content or as a long summary,
// and not cut off.
func Full(it *storage.Item) bool {
	if it.Content != "" {
		return !cutOff(it.Content)
	}
	return it.Signature.BodyTokens >= FullTokens && !cutOff(it.Summary)
}

// cutMarks end a text that goes on elsewhere.
var cutMarks = []string{
	"…", "...", "…]", "...]", "[…", "read more", "continue reading", "read the full article", "full story",
	"阅读全文", "閱讀全文", "查看全文", "阅读原文", "閱讀更多", "阅读更多", "続きを読む", "もっと読む", "더 보기", "계속 읽기",
	"weiterlesen", "lire la suite", "leer más", "seguir leyendo", "leggi tutto", "читать далее",
}

// cutOff reports whether a text of HTML says at its end that it goes on elsewhere.
func cutOff(html string) bool {
	end := html
	for {
		end = strings.TrimRight(end, " \t\r\n\u00a0\u3000.»›→")
		if !strings.HasSuffix(end, ">") {
			break
		}
		i := strings.LastIndexByte(end, '<')
		if i < 0 {
			break
		}
		end = end[:i]
	}
	// The points of an ellipsis were cut with other marks of the end.
	if strings.HasPrefix(html[len(end):], "...") {
		return true
	}
	const longest = 64
	tail := strings.ToLower(end[max(0, len(end)-longest):])
	for _, mark := range cutMarks {
		if strings.HasSuffix(tail, mark) {
			return true
		}
	}
	return false
}

// Lead chooses the sighting that leads: the present one, unless another is
// clearly better; among equals the earliest.
func Lead(ranks []Rank, present int) int {
	best := present
	for i, r := range ranks {
		if r.better(ranks[best]) {
			best = i
		}
	}
	return best
}

// hostOf is the host of an address without "www.", lower case; empty when there
// is none.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
