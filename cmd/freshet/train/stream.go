package main

import (
	"fmt"
	"math"

	"freshet/aggregator/clean"
	"freshet/aggregator/parse"
	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
	"freshet/storage/dedup/labelled"
	"freshet/storage/dedup/window"
)

// pair is two items that the window held for possible copies, and the truth.
type pair struct {
	features dedup.Features
	same     bool
}

// stream sends labelled items through the detector in the order in which they came.
type stream struct {
	memory window.Memory
	window *window.Window
	items  []labelled.Item
	signed []storage.Item
	url    map[string][]int // items by canonical link
	text   map[[16]byte][]int

	clusters []int // of each item, by what was decided: its first item
	truth    map[string]bool
	found    int // items whose cluster was among the candidates
	copies   int // items that are copies
	query    dedup.Query
	list     []window.Candidate

	samples []pair
	weights *dedup.Features
	teach   bool // the truth decides
}

// sum gathers the candidates of one story.
type sum struct {
	best, total float64
	at, n       int
}

func (g *sum) add(k int, score float64) {
	g.total, g.n = g.total+score, g.n+1
	if score > g.best {
		g.best, g.at = score, k
	}
}

func newStream(items []labelled.Item) *stream {
	return &stream{
		window: window.New(), items: items, url: map[string][]int{}, text: map[[16]byte][]int{},
		truth: map[string]bool{},
	}
}

// sign makes of a labelled item what the aggregator would keep of it.
func sign(it *labelled.Item) storage.Item {
	return clean.Item(&parse.Feed{}, &parse.Item{
		ID: it.GUID, URL: it.URL, Title: it.Title,
		Content: parse.Text{Value: it.HTML, Type: parse.TypeHTML},
	}, "https://feed.example/"+it.Feed)
}

// run decides on every item. With learn all pairs are kept.
func (s *stream) run(learn bool) error {
	for i := range s.items {
		s.signed = append(s.signed, sign(&s.items[i]))
		if err := s.step(i, learn); err != nil {
			return fmt.Errorf("item %s: %w", s.items[i].ID, err)
		}
	}
	return nil
}

func (s *stream) step(i int, learn bool) error {
	it, sig := &s.items[i], &s.signed[i].Signature
	step, err := s.window.Begin(&s.memory)
	if err != nil {
		return err
	}
	if s.list, err = step.Candidates(sig, s.list[:0]); err != nil {
		return err
	}
	s.query.Ask(sig, step)
	best, exact := s.exact(i)
	near, hit := s.near(i, learn)
	if !exact {
		best = near
	}
	fresh := best < 0
	if s.teach {
		fresh, best = !s.truth[it.Cluster], -1
	}
	if s.truth[it.Cluster] {
		s.copies++
		if hit || exact {
			s.found++
		}
	}
	s.truth[it.Cluster] = true
	cluster := i
	if best >= 0 {
		cluster = s.clusters[best]
	}
	s.clusters = append(s.clusters, cluster)
	s.index(i)
	return s.add(step, i, sig, fresh)
}

// near finds the best copy among the candidates, -1 for none, and tells whether the
// truth was among them.
func (s *stream) near(i int, learn bool) (best int, hit bool) {
	sums := map[int]*sum{}
	for _, c := range s.list {
		k := int(c.Seq) - 1
		same := s.items[k].Cluster == s.items[i].Cluster
		hit = hit || same
		if !s.query.Comparable(&s.signed[k].Signature) {
			continue
		}
		f := s.query.Features(&s.signed[k].Signature, s.around(i, k))
		if learn {
			s.samples = append(s.samples, pair{f, same})
		}
		g := sums[s.clusters[k]]
		if g == nil {
			g = &sum{best: math.Inf(-1)}
			sums[s.clusters[k]] = g
		}
		g.add(k, f.Score(s.weights))
	}
	best = -1
	score := math.Inf(-1)
	for _, g := range sums {
		if g.best >= dedup.Threshold && g.best > score && g.total/float64(g.n) >= dedup.Threshold-fold.Slack {
			best, score = g.at, g.best
		}
	}
	return best, hit
}

func (s *stream) add(step *window.Step, i int, sig *dedup.Signature, fresh bool) error {
	if err := step.Add(uint64(i+1), sig, fresh); err != nil {
		return err
	}
	s.memory.Put(uint64(i+1), sig, fresh)
	changes, err := step.Seal()
	if err != nil {
		return err
	}
	s.memory.Apply(changes)
	step.Commit()
	return nil
}

func (s *stream) index(i int) {
	it := &s.signed[i]
	if fold.PageURL(it.Canonical) {
		s.url[it.Canonical] = append(s.url[it.Canonical], i)
	}
	if it.Signature.BodyTokens >= dedup.MinBodyTokens {
		s.text[it.Signature.Body] = append(s.text[it.Signature.Body], i)
	}
}

// exact finds a copy by link or text, as the store does first.
func (s *stream) exact(i int) (int, bool) {
	it := &s.signed[i]
	var list []int
	if fold.PageURL(it.Canonical) {
		list = append(list, s.url[it.Canonical]...)
	}
	if it.Signature.BodyTokens >= dedup.MinBodyTokens {
		list = append(list, s.text[it.Signature.Body]...)
	}
	for _, k := range list {
		around := s.around(i, k)
		if ok, _ := dedup.Same(dedup.Pair{
			A: it.Signature, B: s.signed[k].Signature,
			SameSource: around.SameSource, SameURL: around.SameURL,
		}); ok {
			return k, true
		}
	}
	return -1, false
}

func (s *stream) around(i, k int) dedup.Circumstances {
	return dedup.Circumstances{
		SameSource: s.items[i].Feed == s.items[k].Feed,
		SameURL:    s.signed[i].Canonical == s.signed[k].Canonical && fold.PageURL(s.signed[i].Canonical),
	}
}
