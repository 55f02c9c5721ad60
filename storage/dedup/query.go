package dedup

import "math"

// Frequencies tells how common a hash is.
type Frequencies interface {
	// Count is in how many stories of the window a hash of a signature stands.
	Count(hash uint32) uint32
	// Stories is how many stories there are in the window.
	Stories() int
}

// Circumstances are what is known of two items besides their texts.
type Circumstances struct {
	SameSource bool // one source published both, under different guids
	SameURL    bool // both have the same canonical link, of a page of its own
}

// Query is an item that others are compared with. It may be made anew for the next
// item, and then uses its memory again.
type Query struct {
	sig  *Signature
	freq Frequencies
	logN float32 // see weigh

	sketch, lead, figures, anchors, words weighted
	other                                 weighted // of the item that is compared
}

// weighted are hashes and how telling each is.
type weighted struct {
	hashes  []uint32
	weights []float32
}

// Ask makes the query of an item. The signature must not change while it is asked.
func (q *Query) Ask(sig *Signature, f Frequencies) {
	q.sig, q.freq = sig, f
	q.logN = float32(math.Log(max(float64(f.Stories())/commonShare, minCommon)))
	q.weigh(&q.sketch, sig.Sketch)
	q.weigh(&q.lead, sig.Lead)
	q.weigh(&q.figures, sig.Figures)
	q.weigh(&q.anchors, sig.Anchors)
	q.weigh(&q.words, sig.Words)
}

// A hash that stands in one of commonShare stories tells nothing any more; in a small
// window, one that stands in minCommon.
const (
	commonShare = 200
	minCommon   = 10
	leastWeight = 0.02
)

// weigh looks up the weight of hashes: 1 for what is new, less with the logarithm
// of how many stories have it, down to next to nothing. It is free of scale: a rule
// with absolute counts loses copies in a large window, where every run of words was
// used before.
func (q *Query) weigh(w *weighted, hashes []uint32) {
	w.hashes, w.weights = hashes, w.weights[:0]
	for _, h := range hashes {
		w.weights = append(w.weights, q.weight(h))
	}
}

func (q *Query) weight(h uint32) float32 {
	n := q.freq.Count(h)
	if n <= 1 {
		return 1
	}
	return max(1-logOf(n)/q.logN, leastWeight)
}

// logs are the logarithms of small numbers, which most counts are.
var logs = func() (t [1024]float32) {
	for i := range t {
		t[i] = float32(math.Log(float64(max(i, 1))))
	}
	return t
}()

func logOf(n uint32) float32 {
	if n < uint32(len(logs)) {
		return logs[n]
	}
	return float32(math.Log(float64(n)))
}

// Score is how sure it is that another item is a copy of the query's: the logit of
// the chance. At Threshold and above it is taken for one.
func (q *Query) Score(other *Signature, c Circumstances) float64 {
	if !q.Comparable(other) {
		return vetoed
	}
	var f Features
	q.features(other, c, &f)
	return f.Score(&weights)
}

// Comparable reports whether both texts are long enough for a similarity to prove
// anything: headlines alone never do.
func (q *Query) Comparable(other *Signature) bool {
	return min(q.sig.BodyTokens, other.BodyTokens) >= MinBodyTokens
}

// Score is the sum of features by weight; far below any threshold for those that are
// vetoed.
func (f *Features) Score(weights *Features) float64 {
	if f.vetoed() {
		return vetoed
	}
	sum := 0.0
	for i := range f {
		sum += f[i] * weights[i]
	}
	return sum
}

const vetoed = -100

// vetoed reports what no likeness outweighs: a translation, which shares names,
// numbers and links; headlines that differ in their numbers only, or of one source
// at all under another link.
func (f *Features) vetoed() bool {
	switch {
	case f[textAmount]+f[leadAmount]+f[leadInText] == 0: // names and numbers alone link nothing
		return true
	case f[scriptDistance] > 0.5 && f[textJaccard] < 0.6:
		return true
	case f[titleNumbersConflict] > 0:
		return f[titleJaccard] >= 0.8 || f[sameSource] > 0 && f[sameURL] == 0
	}
	return false
}

// overlap is what two lists of smallest hashes have in common, both cut to the range
// that both cover.
type overlap struct {
	a, b, both    int     // how many hashes
	wa, wb, wboth float64 // their weights
	scale         float64 // how many hashes of the whole texts stand for one here
}

// only counts the hashes that each has and the other lacks, the smaller of both
// counts: one text that merely says less is no conflict.
func (o *overlap) only() int { return min(o.a, o.b) - o.both }

// share is the part of the shorter one that stands in the other, weighed.
func (o *overlap) share() float64 { return ratio(o.wboth, min(o.wa, o.wb)) }

// plain is share without weights.
func (o *overlap) plain() float64 { return ratio(float64(o.both), float64(min(o.a, o.b))) }

// jaccard is the part of all that both have, weighed.
func (o *overlap) jaccard() float64 { return ratio(o.wboth, o.wa+o.wb-o.wboth) }

func (o *overlap) plainJaccard() float64 {
	return ratio(float64(o.both), float64(o.a+o.b-o.both))
}

func ratio(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return min(a/b, 1)
}

// compare lays the query's hashes beside those of another, each the smallest most of
// its text.
func (q *Query) compare(a *weighted, b []uint32, mostA, mostB int) (o overlap) {
	limit := uint32(math.MaxUint32)
	if len(a.hashes) >= mostA {
		limit = a.hashes[len(a.hashes)-1]
	}
	if len(b) >= mostB {
		limit = min(limit, b[len(b)-1])
	}
	o.scale = (1 << 32) / (float64(limit) + 1)
	i := 0
	for _, h := range b {
		if h > limit {
			break
		}
		for i < len(a.hashes) && a.hashes[i] < h {
			o.takeA(a.weights[i])
			i++
		}
		o.b++
		if i < len(a.hashes) && a.hashes[i] == h {
			w := float64(a.weights[i])
			o.takeA(a.weights[i])
			o.both, o.wboth, o.wb = o.both+1, o.wboth+w, o.wb+w
			i++
			continue
		}
		o.wb += float64(q.weight(h))
	}
	for ; i < len(a.hashes) && a.hashes[i] <= limit; i++ {
		o.takeA(a.weights[i])
	}
	return o
}

func (o *overlap) takeA(w float32) { o.a, o.wa = o.a+1, o.wa+float64(w) }
