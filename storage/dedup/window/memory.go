package window

import (
	"cmp"
	"slices"

	"freshet/storage/dedup"
)

// Memory is a Backend in memory, for whoever judges or trains without a store.
type Memory struct {
	segments []Segment
	records  []record // ascending
}

type record struct {
	seq   uint64
	sig   *dedup.Signature
	fresh bool
}

// Put keeps the record of an item, whose seq is above that of all before it.
func (m *Memory) Put(seq uint64, sig *dedup.Signature, fresh bool) {
	m.records = append(m.records, record{seq, sig, fresh})
}

// Get is the signature of an item, nil when there is none.
func (m *Memory) Get(seq uint64) *dedup.Signature {
	if i, ok := m.find(seq); ok {
		return m.records[i].sig
	}
	return nil
}

func (m *Memory) find(seq uint64) (int, bool) {
	return slices.BinarySearchFunc(m.records, seq, func(r record, seq uint64) int { return cmp.Compare(r.seq, seq) })
}

// Segments implements Backend.
func (m *Memory) Segments() ([]Segment, error) { return m.segments, nil }

// Signatures implements Backend.
func (m *Memory) Signatures(from, to uint64, yield func(uint64, *dedup.Signature, bool) bool) error {
	i, _ := m.find(from)
	for ; i < len(m.records) && m.records[i].seq <= to; i++ {
		if r := m.records[i]; !yield(r.seq, r.sig, r.fresh) {
			break
		}
	}
	return nil
}

// Apply writes what Seal returned.
func (m *Memory) Apply(c Changes) {
	m.segments = slices.DeleteFunc(slices.Clone(m.segments), func(s Segment) bool {
		return slices.Contains(c.Delete, s.First) || slices.ContainsFunc(c.Put, func(p Segment) bool { return p.First == s.First })
	})
	m.segments = append(m.segments, c.Put...)
	slices.SortFunc(m.segments, func(a, b Segment) int { return cmp.Compare(a.First, b.First) })
	n, _ := m.find(c.Before)
	m.records = m.records[n:]
}

// End ends a step whose items were Put: what it makes is written, and it is committed.
func (m *Memory) End(s *Step) error {
	changes, err := s.Seal()
	if err != nil {
		return err
	}
	m.Apply(changes)
	s.Commit()
	return nil
}
