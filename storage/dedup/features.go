package dedup

import "math"

// Features are what the score is made of: numbers that tell how two items compare,
// most of them from 0 to 1.
type Features [FeatureCount]float64

// Features by their place.
const (
	bias = iota
	textJaccard
	textShare
	textWeighed
	textWeighedJaccard
	textAmount
	leadShare
	leadAmount
	leadInText
	numbersShare
	numbersWeighed
	numbersConflict
	numbersConflictShare
	numbersAmount
	numbersMissing
	namesWeighed
	namesConflict
	namesAmount
	namesMissing
	titleWeighed
	titleJaccard
	titleSame
	titleNumbersConflict
	titleNumbersSame
	titleMissing
	titleStage
	lengthRatio
	shortText
	sameSource
	sameURL
	scriptDistance
	nearIdentical
	plainCount
)

// FeatureCount is how many features there are: the plain ones, and the products of
// every two of those that tell more together than alone, squares included.
const FeatureCount = plainCount + len(crossed)*(len(crossed)+1)/2

var crossed = [...]int{
	textJaccard, textWeighed, textAmount, leadShare, leadInText, numbersWeighed, numbersConflictShare, numbersAmount,
	namesWeighed, namesConflict, titleWeighed, titleSame, titleNumbersConflict, lengthRatio, shortText, sameSource, scriptDistance,
}

var plainNames = [plainCount]string{
	"bias", "text jaccard", "text share", "text weighed", "text weighed jaccard", "text amount",
	"lead share", "lead amount", "lead in text",
	"numbers share", "numbers weighed", "numbers conflict", "numbers conflict share", "numbers amount", "numbers missing",
	"names weighed", "names conflict", "names amount", "names missing",
	"title weighed", "title jaccard", "title same", "title numbers conflict", "title numbers same", "title missing", "title stage",
	"length ratio", "short text", "same source", "same url", "script distance", "near identical",
}

// FeatureNames are for tables and the training's log.
var FeatureNames = func() (names [FeatureCount]string) {
	copy(names[:], plainNames[:])
	n := plainCount
	for i, a := range crossed {
		for _, b := range crossed[i:] {
			names[n] = plainNames[a] + " x " + plainNames[b]
			n++
		}
	}
	return names
}()

// Features compares the query's item with another.
func (q *Query) Features(other *Signature, c Circumstances) (f Features) {
	q.features(other, c, &f)
	return f
}

func (q *Query) features(other *Signature, c Circumstances, f *Features) {
	f[bias] = 1
	q.textFeatures(other, f)
	q.numberFeatures(other, f)
	q.titleFeatures(other, f)
	f[lengthRatio] = min(math.Abs(math.Log((float64(q.sig.Shingles)+1)/(float64(other.Shingles)+1))), 3) / 3
	f[shortText] = max(0, 1-float64(min(q.sig.Shingles, other.Shingles))/shortShingles)
	f[sameSource] = flag(c.SameSource)
	f[sameURL] = flag(c.SameURL)
	f[scriptDistance] = distance(&q.sig.Scripts, &other.Scripts)
	combine(f)
}

// shortShingles is from where on a text is not short any more.
const shortShingles = 60

func (q *Query) textFeatures(other *Signature, f *Features) {
	text := q.compare(&q.sketch, other.Sketch, MaxSketch, MaxSketch)
	f[textJaccard] = text.plainJaccard()
	f[textShare] = text.plain()
	f[textWeighed] = text.share()
	f[textWeighedJaccard] = text.jaccard()
	f[textAmount] = amount(text.wboth * text.scale)
	f[nearIdentical] = max(0, f[textJaccard]-0.8) * 5
	lead := q.compare(&q.lead, other.Lead, MaxLead, MaxLead)
	f[leadShare] = lead.share()
	f[leadAmount] = amount(lead.wboth * lead.scale)
	f[leadInText] = q.leadInText(other)
}

// leadInText is the part of one item's lead that stands anywhere in the other's
// text: a copy may have a paragraph before it.
func (q *Query) leadInText(other *Signature) float64 {
	in := q.compare(&q.lead, other.Sketch, MaxLead, MaxSketch)
	back := q.compare(&q.sketch, other.Lead, MaxSketch, MaxLead)
	return max(ratio(in.wboth, in.wa), ratio(back.wboth, back.wb))
}

func (q *Query) numberFeatures(other *Signature, f *Features) {
	n := q.compare(&q.figures, other.Figures, MaxFigures, MaxFigures)
	f[numbersShare] = n.plain()
	f[numbersWeighed] = n.share()
	f[numbersConflict] = amount(float64(n.only()))
	f[numbersConflictShare] = ratio(float64(n.only()), float64(min(n.a, n.b)))
	f[numbersAmount] = amount(n.wboth * n.scale)
	f[numbersMissing] = flag(n.a == 0 || n.b == 0)
	a := q.compare(&q.anchors, other.Anchors, MaxAnchors, MaxAnchors)
	f[namesWeighed] = a.share()
	f[namesConflict] = amount(float64(a.only()))
	f[namesAmount] = amount(a.wboth * a.scale)
	f[namesMissing] = flag(a.a == 0 || a.b == 0)
}

func (q *Query) titleFeatures(other *Signature, f *Features) {
	t := q.compare(&q.words, other.Words, MaxTitleWords, MaxTitleWords)
	f[titleWeighed] = t.share()
	f[titleJaccard] = t.jaccard()
	f[titleSame] = flag(q.sig.Title == other.Title && q.sig.Title != [16]byte{})
	f[titleNumbersConflict] = flag(conflict(q.sig.Numbers, other.Numbers))
	shared := common(q.sig.Numbers, other.Numbers)
	f[titleNumbersSame] = flag(shared > 0 && shared == len(q.sig.Numbers) && shared == len(other.Numbers))
	f[titleMissing] = flag(t.a == 0 || t.b == 0)
	f[titleStage] = flag(stage(q.sig) != stage(other))
}

// combine makes the features that are products of others: what is harmless alone
// and telling together.
func combine(f *Features) {
	n := plainCount
	for i, a := range crossed {
		for _, b := range crossed[i:] {
			f[n] = f[a] * f[b]
			n++
		}
	}
}

// amount is the logarithm of how much there is, from 0 to 1 at 200 and more.
func amount(n float64) float64 { return min(math.Log1p(n), maxAmount) / maxAmount }

var maxAmount = math.Log1p(200)

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// distance is how differently two items spread over the scripts, from 0 to 1: a
// translation shares names and numbers, but not its letters.
func distance(a, b *[ScriptCount]uint8) float64 {
	sum := 0
	for i := range a {
		sum += max(int(a[i]), int(b[i])) - min(int(a[i]), int(b[i]))
	}
	return float64(sum) / (2 * 255)
}

// stages are words of headlines that tell a version before the release from it.
var stages = func() map[uint32]bool {
	m := map[uint32]bool{}
	for _, w := range []string{"alpha", "beta", "preview", "rc", "candidate", "snapshot", "nightly", "milestone", "dev", "预览", "候选", "测试"} {
		var s Signature
		s.Retitle(w)
		for _, h := range s.Words {
			m[h] = true
		}
	}
	return m
}()

// stage reports whether a headline tells a version before a release.
func stage(s *Signature) bool {
	for _, h := range s.Words {
		if stages[h] {
			return true
		}
	}
	return false
}
