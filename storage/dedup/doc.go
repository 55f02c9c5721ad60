// Package dedup tells whether two items tell the same story, and why. It is pure:
// it compares signatures, which are made outside of any transaction and are small
// enough to keep with each item.
//
// It decides on exact evidence: the same link, the same text. Vetoes keep apart
// what only looks the same: headlines whose numbers disagree (v1.2.3 and v1.2.4),
// one source's several items under one link.
package dedup

// Signature is what dedup needs to know of an item's text.
type Signature struct {
	// Body is a hash of the normalised text of the item: lower case, compatibility
	// forms folded (NFKC), punctuation dropped. Zero when there is no text.
	Body [16]byte
	// BodyTokens counts the tokens of that text: one CJK character, one word or one
	// number each.
	BodyTokens int
	// Title is a hash of the normalised headline. Zero when there is none.
	Title [16]byte
	// Words are hashes of the headline's tokens without its numbers, sorted, at
	// most MaxTitleTokens.
	Words []uint32
	// Numbers are hashes of the headline's tokens that hold a digit, sorted, at
	// most MaxTitleTokens.
	Numbers []uint32
}

// MaxTitleTokens bounds the tokens of a headline that a signature keeps.
const MaxTitleTokens = 64
