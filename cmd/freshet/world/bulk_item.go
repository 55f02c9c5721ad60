package world

import (
	"strconv"
	"strings"
	"time"

	"freshet/cmd/freshet/world/chance"
)

// BulkItem is one item of a BulkWorld.
type BulkItem struct {
	Source, GUID, Link string
	Published          time.Time
}

// BulkStory is the items that are one story: the original first.
type BulkStory struct {
	Title string
	// SameLink tells that the copies have the original's link with tracking, and a
	// line added to its text; otherwise they have its text to the letter and an own
	// link.
	SameLink bool
	Items    []BulkItem
}

// bulkItem is an item and what its text is made from.
type bulkItem struct {
	BulkItem
	title    string
	words    []string
	key      chance.Key // the original's
	of       [2]int     // source and place of the original; its own when it is one
	copied   bool
	sameLink bool
}

// bulkStep is between the dates of two items of a source.
const bulkStep = time.Minute

// copyOf tells of which source's original an item is a copy. The partner is at
// the same place in another source and no copy itself, so no source has a story
// twice.
func (b *BulkWorld) copyOf(i, j int) (source int, copied bool) {
	if !b.hit(i, j) {
		return i, false
	}
	others := b.o.Sources - 1
	start := b.key(i, j).With("partner").N(others)
	for n := range others {
		k := (i + 1 + (start+n)%others) % b.o.Sources
		if !b.hit(k, j) {
			return k, true
		}
	}
	return i, false // every other source copies here, too: the item is its own
}

func (b *BulkWorld) key(i, j int) chance.Key { return chance.Of(b.o.Seed, uint64(i), uint64(j)) }

func (b *BulkWorld) hit(i, j int) bool { return b.key(i, j).With("copy").Hit(b.o.CopyShare) }

// item tells all of an item but its text.
func (b *BulkWorld) item(i, j int) bulkItem {
	source, copied := b.copyOf(i, j)
	key := b.key(source, j)
	it := bulkItem{of: [2]int{source, j}, copied: copied, key: key, words: vocabulary(key.With("text")),
		sameLink: key.With("kind").Hit(.5)}
	it.title = b.title(source, j, it.words)
	it.Source = b.Name(i)
	it.GUID = b.Name(i) + ":" + strconv.Itoa(j)
	it.Published = b.o.Newest.Add(-time.Duration(j)*bulkStep - time.Duration(i%60)*time.Second)
	it.Link = "https://" + b.Name(i) + ".example/items/" + strconv.Itoa(j)
	if copied && it.sameLink {
		it.Link = "http://www." + b.Name(source) + ".example/items/" + strconv.Itoa(j) + "?utm_source=" + b.Name(i)
	}
	return it
}

// title has a number that no other has.
func (b *BulkWorld) title(source, j int, words []string) string {
	name := strings.ToUpper(words[0][:1]) + words[0][1:]
	return strings.Join([]string{name, words[1], words[2], words[3], strconv.Itoa(source*b.o.Items + j + 1)}, " ")
}

// html is paragraphs of the item's own words, about o.Bytes long.
func (b *BulkWorld) html(it *bulkItem) string {
	const paragraph = 60 // words
	var s strings.Builder
	key := it.key.With("body")
	for n := 0; s.Len() < b.o.Bytes; n++ {
		switch {
		case n == 0:
			s.WriteString("<p>")
		case n%paragraph == 0:
			s.WriteString(".</p><p>")
		default:
			s.WriteByte(' ')
		}
		s.WriteString(it.words[key.At(n).N(len(it.words))])
	}
	s.WriteString(".</p>")
	if it.copied && it.sameLink {
		s.WriteString("<p>Seen at " + b.Name(it.of[0]) + ".</p>")
	}
	return s.String()
}

// vocabularySize is how many words an item has to itself: enough that no two
// items look alike.
const vocabularySize = 150

// vocabulary makes words that most likely no other item has.
func vocabulary(key chance.Key) []string {
	const open, vowel, end = "bdfghjklmnprstvwz", "aeiou", "lmnrst"
	words := make([]string, vocabularySize)
	for i := range words {
		x := uint64(key.At(i))
		draw := func(from string) byte {
			c := from[x%uint64(len(from))]
			x /= uint64(len(from))
			return c
		}
		w := make([]byte, 0, 8)
		for range 2 + x>>63 {
			w = append(w, draw(open), draw(vowel))
		}
		words[i] = string(append(w, draw(end)))
	}
	return words
}

// Truth lists the stories: each original with its copies.
func (b *BulkWorld) Truth() []BulkStory {
	at := map[[2]int]int{}
	var stories []BulkStory
	for _, copies := range []bool{false, true} { // originals first
		for i := range b.o.Sources {
			for j := range b.o.Items {
				if _, copied := b.copyOf(i, j); copied != copies {
					continue
				}
				it := b.item(i, j)
				n, known := at[it.of]
				if !known {
					n = len(stories)
					at[it.of] = n
					stories = append(stories, BulkStory{Title: it.title, SameLink: it.sameLink})
				}
				stories[n].Items = append(stories[n].Items, it.BulkItem)
			}
		}
	}
	return stories
}
