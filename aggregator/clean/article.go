package clean

import (
	"freshet/aggregator/parse"
	"freshet/storage"
	"freshet/storage/dedup"
)

// Article gives an item the text of the page that it links to; base is the address
// of that page. What the feed itself had as content stays as the summary when there
// is no other.
func Article(it *storage.Item, page, base string) {
	markup, plain := source{to: base, plain: true}.clean(page, parse.TypeHTML)
	if markup == "" {
		return
	}
	if it.Summary == "" {
		it.Summary = it.Content
	}
	it.Content = markup
	it.Signature = dedup.Sign(it.Title, plain)
}

// Keep gives a revision of an item the content that the item has had from its page,
// which is not asked for again.
func Keep(it, old *storage.Item) {
	if old.Content == "" || old.Content == it.Content {
		return
	}
	if it.Summary == "" {
		it.Summary = it.Content
	}
	it.Content = old.Content
	it.Signature = dedup.Sign(it.Title, Text(old.Content))
}
