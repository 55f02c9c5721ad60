package dedup

// Pair is two items to be compared, and what is known of them besides their
// texts.
type Pair struct {
	A, B Signature
	// SameSource: one source published both, under different guids.
	SameSource bool
	// SameURL: both have the same canonical link, and the link names a page of its
	// own (not the front page of a site).
	SameURL bool
	// Unlinked: neither has a link.
	Unlinked bool
}

// Thresholds of exact evidence. Below MinBodyTokens a text is too short to prove
// anything; from LongBodyTokens on it proves the copy whatever the headline.
const (
	MinBodyTokens  = 15
	LongBodyTokens = 100
)

// minTitleShare is the least share of the shorter headline's words that must
// stand in the other for a short equal text to count.
const minTitleShare = 0.5

// Same tells whether two items tell the same story, and why, in plain phrases.
//
// Two items of one source are held apart more readily than those of two: a
// source repeats its links and its texts on purpose (weekly threads, pages with
// anchors), and folding those would lose items.
func Same(p Pair) (bool, []string) {
	if conflict(p.A.Numbers, p.B.Numbers) {
		return false, nil
	}
	sameTitle := p.A.Title != [16]byte{} && p.A.Title == p.B.Title
	sameBody := p.A.BodyTokens >= MinBodyTokens && p.A.Body == p.B.Body
	if p.SameSource {
		return sameWithin(p, sameTitle, sameBody)
	}
	var reasons []string
	if p.SameURL {
		reasons = append(reasons, "same link")
	}
	if sameBody && (sameTitle || p.SameURL || p.A.BodyTokens >= LongBodyTokens ||
		share(p.A.Words, p.B.Words) >= minTitleShare) {
		reasons = append(reasons, "same text")
	}
	if len(reasons) == 0 {
		return false, nil
	}
	if sameTitle {
		reasons = append(reasons, "same headline")
	}
	return true, reasons
}

// sameWithin is Same for two items of one source: the same entry whose guid
// changed.
func sameWithin(p Pair, sameTitle, sameBody bool) (bool, []string) {
	switch {
	case p.SameURL && sameTitle:
		return true, []string{"same link", "same headline"}
	case p.SameURL && sameBody:
		return true, []string{"same link", "same text"}
	case sameTitle && p.headlines() && len(p.A.Words) >= minOwnWords:
		return true, []string{"same headline"}
	case p.Unlinked && sameTitle && (sameBody || p.A.Body == p.B.Body):
		return true, []string{"same headline", "same text"}
	}
	return false, nil
}

// minOwnWords is from how many words on (of Chinese and Japanese, pairs of
// characters) a headline is a story's own: "Open thread" comes every week.
const minOwnWords = 8

// headlines reports whether there is no text on either side that could differ.
func (p *Pair) headlines() bool {
	return p.A.Body == p.B.Body && p.A.BodyTokens < MinBodyTokens
}

// conflict reports whether each headline has a number that the other
// lacks: v1.2.3 and v1.2.4, two days' lottery draws, two companies' figures.
// One headline that merely says less is no conflict.
func conflict(a, b []uint32) bool {
	return common(a, b) < min(len(a), len(b))
}

// share is the part of the shorter set that stands in the other.
func share(a, b []uint32) float64 {
	n := min(len(a), len(b))
	if n == 0 {
		return 0
	}
	return float64(common(a, b)) / float64(n)
}

// common counts the members of both sorted sets.
func common(a, b []uint32) int {
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}
