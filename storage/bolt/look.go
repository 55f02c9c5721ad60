package bolt

import (
	"bytes"
	"cmp"
	"slices"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// look answers folding's questions about the items of one source.
type look struct {
	b      *batch
	source []byte
}

var _ fold.Lookup = (*look)(nil)

func (l *look) ByGUID(guid string) (seq uint64, gone, ok bool, err error) {
	v, ok := l.b.lookup(guids, l.b.s.key.guidKey(l.source, guid))
	if !ok {
		return 0, false, false, nil
	}
	seq = firstUint(v)
	return seq, !l.b.alive(seq), true, nil
}

func (l *look) ByURL(canonical string) ([]fold.Entry, error) {
	prefix := l.b.s.key.urlPrefix(canonical)
	var seqs []uint64
	for _, e := range l.b.scan(urls, prefix) {
		seqs = append(seqs, firstUint(e.val))
	}
	slices.Sort(seqs)
	// The source's own item is looked at whatever came before it.
	if v, ok := l.b.lookup(urls, prefix+string(l.source)); ok {
		seqs = append([]uint64{firstUint(v)}, seqs...)
	}
	return l.entries(seqs, maxByURL)
}

func (l *look) ByText(key fold.TextKey) ([]fold.Entry, error) {
	var seqs []uint64
	for _, e := range l.b.scan(texts, l.b.s.key.textPrefix(key)) {
		seqs = append(seqs, suffixSeq(e.key))
	}
	return l.entries(seqs, maxByText)
}

// entries reads the items that are still there, at most limit, without repeats,
// in the order in which they came.
func (l *look) entries(seqs []uint64, limit int) ([]fold.Entry, error) {
	var out []fold.Entry
	for _, seq := range seqs {
		if len(out) == limit {
			break
		}
		if slices.ContainsFunc(out, func(e fold.Entry) bool { return e.Seq == seq }) {
			continue
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
	slices.SortFunc(out, func(a, b fold.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

func (l *look) GUID(seq uint64) (string, error) {
	it, err := l.b.fullItem(seq)
	if err != nil {
		return "", err
	}
	return it.GUID, nil
}

func (l *look) Buried(canonical string, text [16]byte) (bool, error) {
	v, ok := l.b.lookup(urls, l.b.s.key.urlPrefix(canonical)+string(l.source))
	if !ok || l.b.alive(firstUint(v)) {
		return false, nil
	}
	want := l.b.s.key.remains(text)
	return bytes.HasSuffix([]byte(v), want[:]), nil
}

func (l *look) Sources(id storage.StoryID) ([]uint64, error) {
	r, err := l.b.story(id)
	if err != nil {
		return nil, err
	}
	return r.sources(), nil
}

// remains is what a tombstone keeps of a text.
func (s *secret) remains(text [16]byte) [8]byte { return s.hash(hashRemains, text[:]) }
