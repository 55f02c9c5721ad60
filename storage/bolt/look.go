package bolt

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"freshet/storage"
	"freshet/storage/bolt/fold"
	"freshet/storage/dedup"
	"freshet/storage/dedup/window"
)

// look answers folding's questions about the items of one source.
type look struct {
	b      *batch
	source []byte

	found []window.Candidate // used again for each item
	sig   dedup.Signature
}

var _ fold.Lookup = (*look)(nil)

// look asks for the source whose items are folded.
func (p *folding) look(b *batch) (*look, error) {
	source, err := sourceID(p.source.Key)
	return &look{b: b, source: source}, err
}

func (l *look) ByGUID(guid string) (seq uint64, gone, ok bool, err error) {
	v, ok := l.b.lookup(guids, l.b.s.key.guidKey(l.source, guid))
	if !ok {
		return 0, false, false, nil
	}
	seq = firstUint(v)
	return seq, !l.b.alive(seq), true, nil
}

func (l *look) ByURL(canonical string) ([]fold.Entry, error) {
	var own, others []uint64
	prefix := l.b.s.key.urlPrefix(canonical)
	for _, e := range l.b.scan(urls, prefix+string(l.source)) {
		own = append(own, suffixSeq(e.key))
	}
	for _, e := range l.b.scan(urls, prefix) {
		if urlSource(e.key) != string(l.source) {
			others = append(others, suffixSeq(e.key))
		}
	}
	slices.Sort(others)
	out, err := l.entries(own, maxOwnURL)
	if err != nil {
		return nil, err
	}
	more, err := l.entries(others, maxByURL)
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
	slices.SortFunc(out, func(a, b fold.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

// urlSource is the source in a key of urls.
func urlSource(key string) string { return key[8:12] }

func (l *look) ByText(key fold.TextKey) ([]fold.Entry, error) {
	var seqs []uint64
	for _, e := range l.b.scan(texts, l.b.s.key.textPrefix(key)) {
		seqs = append(seqs, suffixSeq(e.key))
	}
	return l.entries(seqs, maxByText)
}

// entries reads the items that are still there, at most limit.
func (l *look) entries(seqs []uint64, limit int) ([]fold.Entry, error) {
	var out []fold.Entry
	for _, seq := range seqs {
		if len(out) == limit {
			break
		}
		head, _, ok, err := l.b.item(seq)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		e, err := head.entry(seq)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// ByDate reads the order of dates: the entry of a story says which sources it has.
func (l *look) ByDate(published time.Time) ([]fold.Entry, error) {
	own := uint64(binary.BigEndian.Uint32(l.source))
	var seqs []uint64
	for _, e := range l.b.scan(dates, dateKey(published)) {
		if len(seqs) >= maxByDate {
			break
		}
		if !slices.Contains(unpackUints(e.val), own) {
			continue
		}
		r, err := l.b.story(dateKeyID(e.key))
		if err != nil {
			return nil, err
		}
		for i, seq := range r.seqs() {
			if r.sources()[i] == own {
				seqs = append(seqs, seq)
			}
		}
	}
	return l.entries(seqs, maxByDate)
}

func (l *look) Item(seq uint64) (*storage.Item, error) { return l.b.fullItem(seq) }

func (l *look) Buried(canonical string, text [16]byte) (seq uint64, ok bool, err error) {
	want := l.b.s.key.remains(text)
	for _, e := range l.b.scan(urls, l.b.s.key.urlPrefix(canonical)+string(l.source)) {
		if e.val == string(want[:]) {
			seq, ok = suffixSeq(e.key), true
		}
	}
	return seq, ok, nil
}

func (l *look) Deleted(seq uint64) (when time.Time, ok bool, err error) { return l.b.deleted(seq) }

func (l *look) Members(id storage.StoryID) (fold.Members, error) {
	r, err := l.b.story(id)
	if err != nil {
		return fold.Members{}, err
	}
	m := fold.Members{Sources: r.sources()}
	if r.Lead >= 0 && r.Lead < min(len(m.Sources), len(r.Ranks)) {
		m.Lead, m.Owned = m.Sources[r.Lead], fold.Rank(r.Ranks[r.Lead])&fold.RankOwn != 0
	}
	return m, nil
}

func (l *look) Copies(source uint64) storage.Copies { return l.b.s.names.Load().copies[source] }

func (l *look) Apart(seq uint64, id storage.StoryID) (bool, error) { return l.b.apart(seq, id) }

// remains is what a tombstone keeps of a text.
func (s *secret) remains(text [16]byte) [8]byte { return s.hash(hashRemains, text[:]) }
