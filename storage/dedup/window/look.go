package window

import (
	"cmp"
	"encoding/binary"
	"slices"

	"freshet/storage/dedup"
)

// lookup is what is known of one signature at one moment of a step.
type lookup struct {
	valid bool
	of    dedup.Signature // sketch, lead and title only, copied
	keys  []key
	lens  [maxKeys]int // how many postings each key has
	hits  []hit
	found []Candidate
}

// is tells whether the lookup is of this signature.
func (l *lookup) is(sig *dedup.Signature) bool {
	return l.valid && l.of.Title == sig.Title && slices.Equal(l.of.Sketch, sig.Sketch) && slices.Equal(l.of.Lead, sig.Lead)
}

// open are the keys that may be posted to: their lists are not frozen. It ends the
// lookup.
func (l *lookup) open() []key {
	n := 0
	for i, k := range l.keys {
		if l.lens[i] < MaxPostings {
			l.keys[n] = k
			n++
		}
	}
	l.valid = false
	return l.keys[:n]
}

// Candidates appends the items of the window that may be copies of the signature to
// dst, those that share most first and among those the latest, at most
// MaxCandidates.
func (s *Step) Candidates(sig *dedup.Signature, dst []Candidate) ([]Candidate, error) {
	if err := s.look(sig); err != nil {
		return dst, err
	}
	return append(dst, s.w.look.found...), nil
}

// Count is in how many stories of the window a hash stands, as far as the lists of
// the segments tell: of a sketch or lead, a word or number of a headline, a figure
// or an anchor.
func (s *Step) Count(hash uint32) uint32 {
	m := mix(hash ^ s.w.sealed.seed)
	return s.w.sealed.getMixed(m) + s.w.tail.counts.getMixed(m)
}

// look makes the lookup of a signature, unless it is the one at hand.
func (s *Step) look(sig *dedup.Signature) error {
	l := &s.w.look
	if l.is(sig) {
		return nil
	}
	l.valid = false
	l.of.Title = sig.Title
	l.of.Sketch = append(l.of.Sketch[:0], sig.Sketch...)
	l.of.Lead = append(l.of.Lead[:0], sig.Lead...)
	l.keys = s.choose(sig, l.keys[:0])
	l.lens = [maxKeys]int{}
	l.found = l.found[:0]
	for i := range s.segs {
		g := &s.segs[i]
		var err error
		if l.hits, err = g.find(l.keys, l.hits[:0], &l.lens); err != nil {
			return err
		}
		if err := l.gather(g.seq); err != nil {
			return err
		}
	}
	l.hits = s.w.tail.find(l.keys, l.hits[:0], &l.lens)
	if err := l.gather(s.w.tail.seq); err != nil {
		return err
	}
	l.best()
	l.valid = true
	return nil
}

// choose appends the keys of a signature: its smallest rare hashes.
func (s *Step) choose(sig *dedup.Signature, keys []key) []key {
	limit := uint32(min(max(s.Stories()/rareShare, minRare), maxRare))
	rare := func(hashes []uint32, space uint32, most int) {
		for _, h := range hashes {
			if most == 0 {
				break
			}
			if s.Count(h) < limit {
				keys = append(keys, newKey(h, space))
				most--
			}
		}
	}
	rare(sig.Sketch, bodySpace, MaxBodyPostings)
	rare(sig.Lead, leadSpace, MaxLeadPostings)
	if sig.Title != [16]byte{} {
		keys = append(keys, newKey(binary.LittleEndian.Uint32(sig.Title[:]), titleSpace))
	}
	return keys
}

// gather makes candidates of the hits of one segment or of the tail.
func (l *lookup) gather(seq func(item uint32) (uint64, bool)) error {
	slices.Sort(l.hits)
	for i := 0; i < len(l.hits); {
		item := l.hits[i].item()
		var n [titleSpace + 1]int
		for ; i < len(l.hits) && l.hits[i].item() == item; i++ {
			n[l.hits[i].space()]++
		}
		if n[bodySpace] < MinShared && n[leadSpace] < MinShared && n[titleSpace] == 0 {
			continue
		}
		at, ok := seq(item)
		if !ok {
			return ErrDamaged
		}
		l.found = append(l.found, Candidate{at, n[bodySpace], n[leadSpace], n[titleSpace] > 0})
	}
	return nil
}

// best sorts the candidates and keeps the first.
func (l *lookup) best() {
	slices.SortFunc(l.found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(b.Seq, a.Seq))
	})
	l.found = l.found[:min(len(l.found), MaxCandidates)]
}
