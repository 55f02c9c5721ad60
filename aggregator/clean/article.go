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
