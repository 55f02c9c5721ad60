package fold

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"freshet/storage"
	"freshet/storage/dedup"
)

// Neighbour is an earlier item that may be a copy of the one in question.
type Neighbour struct {
	Source    uint64
	Story     storage.StoryID
	SameURL   bool             // it has the item's canonical link
	Signature *dedup.Signature // valid during the call only
}

// tolerance is how far below the threshold the mean score of a story's neighbours may
// be: an item that is like one of them and unlike the others is of a family that
// looks alike, and no copy.
const tolerance = 1.5

// link is what speaks for one story.
type link struct {
	story       storage.StoryID
	best, total float64
	n           int
	again       bool // the best links the same page under another headline
	reasons     []string
}

// copied reports whether the evidence is enough.
func (k *link) copied() bool {
	return k.best >= dedup.Threshold && k.total/float64(k.n) >= dedup.Threshold-tolerance
}

var queries = sync.Pool{New: func() any { return new(dedup.Query) }}

// near finds the story of which the item is most surely a copy that is not exact, by
// the single best link: two stories are never made one.
func near(a Asked, was uint64, l Lookup) (Decision, error) {
	found, err := links(a, l)
	if err != nil {
		return Decision{}, fmt.Errorf("fold: neighbours: %w", err)
	}
	slices.SortStableFunc(found, func(x, y link) int { return cmp.Compare(y.best, x.best) })
	for i := range found {
		k := &found[i]
		if !k.copied() {
			continue
		}
		ok, err := open(a, k.story, k.again, was, l)
		if err != nil {
			return Decision{}, fmt.Errorf("fold: story %s: %w", k.story, err)
		}
		if ok {
			return Decision{Kind: Join, Story: k.story, Reasons: k.reasons, Score: k.best}, nil
		}
	}
	return Decision{Kind: New}, nil
}

// links scores the item's neighbours, by story.
func links(a Asked, l Lookup) ([]link, error) {
	sig := &a.Item.Signature
	q := queries.Get().(*dedup.Query)
	defer queries.Put(q)
	asked := false
	var out []link
	err := l.Neighbours(a.Item, func(n Neighbour, f dedup.Frequencies) {
		if !asked {
			q.Ask(sig, f)
			asked = true
		}
		c := dedup.Circumstances{SameSource: n.Source == a.Source, SameURL: n.SameURL}
		i := slices.IndexFunc(out, func(k link) bool { return k.story == n.Story })
		if i < 0 {
			i = len(out)
			out = append(out, link{story: n.Story})
		}
		k, score := &out[i], q.Score(n.Signature, c)
		listed, why := dedup.Same(dedup.Pair{A: *sig, B: *n.Signature, SameSource: c.SameSource, SameURL: c.SameURL})
		if listed {
			score = ExactScore
		}
		k.total, k.n = k.total+score, k.n+1
		if k.n == 1 || score > k.best {
			k.best, k.again = score, n.SameURL && !sameTitle(sig, n.Signature)
			if listed {
				k.reasons = why
			} else if score >= dedup.Threshold {
				k.reasons = q.Reasons(n.Signature, c)
			}
		}
	})
	return out, err
}
