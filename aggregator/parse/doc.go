// Package parse turns the bytes of a feed into items. It is pure, and the only
// package that knows gofeed.
//
// Feeds as they are and feeds as specified are two things, so the way has three
// parts. Before gofeed: internal/charsets makes the bytes UTF-8, whatever their
// label says, and internal/tidy writes the XML anew, small, bounded and
// well-formed, with readable dates (internal/date) and canonical names; of what a
// parser loses (ids before they are normalised, the types of texts, xml:base) it
// keeps marks. Then gofeed reads that document, but for long texts, which it would
// only copy. After it, what gofeed's universal
// item has no place for is taken from its format-specific structures and the
// marks: ids as published and never empty, content types, every author, category
// and enclosure, Media RSS, hubs, hints for polling.
//
// JSON Feed goes the same way: gofeed reads it; what it refuses is first written
// anew (jsonmend.go) and made to fit, field by field (jsonfit.go), so that a wrong
// type spoils a field and not the feed, and a lost sign an item and not the rest.
//
// What is not a feed is ErrNotFeed, what is too big is a *LimitError; nothing
// else fails. What in an XML document passes a limit is left out, and told in its
// Repairs.
package parse
