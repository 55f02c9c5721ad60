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
	// Words are hashes of the headline's words, and of its pairs of characters where
	// there are no blanks: ascending, at most MaxTitleWords.
	Words []uint32
	// Numbers are hashes of the headline's tokens that hold a digit, ascending, at
	// most MaxTitleNumbers.
	Numbers []uint32

	// Sketch are the smallest hashes of the shingles of the body (runs of tokens),
	// ascending, without repeats, at most MaxSketch. Those of two texts that are
	// equally large estimate how much of them is the same (bottom-k sketch, Broder
	// 1997), whatever the lengths.
	Sketch []uint32
	// Shingles counts the different shingles of the body.
	Shingles int
	// Lead is the sketch of the body's beginning, some 40 words or 160 characters, at
	// most MaxLead: a summary is mostly the beginning of a text.
	Lead []uint32
	// Figures are hashes of the numbers of the body, ascending, at most MaxFigures.
	Figures []uint32
	// Anchors are hashes of the names in the body that a rewriter does not touch, as
	// far as they can be told: ascending, at most MaxAnchors.
	Anchors []uint32
	// Scripts is how the letters of headline and body spread over the scripts, in
	// 1/255 of all.
	Scripts [ScriptCount]uint8
}

// Limits of a signature.
const (
	MaxSketch       = 64
	MaxLead         = 24
	MaxFigures      = 32
	MaxAnchors      = 32
	MaxTitleWords   = 40
	MaxTitleNumbers = 16
	ScriptCount     = 6 // Latin, Han, kana, Hangul, Cyrillic, others
)
