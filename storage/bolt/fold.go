package bolt

import (
	"bytes"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"freshet/storage"
	"freshet/storage/bolt/fold"
)

// folding is items of one source on their way into the stories.
type folding struct {
	s      *Store
	source storage.Source
	site   string    // what its document calls its site
	at     time.Time // when the items were first seen
	items  []storage.Item
	bodies [][]byte // packed, one for each item

	present []string            // guids of the document; nil when it was not read
	listed  map[string]struct{} // the same; made when first asked
	n       storage.Finished
	added   int // items more than before
}

// prepare does what can be done outside of the transaction.
func (p *folding) prepare(items []storage.Item) (err error) {
	p.items = make([]storage.Item, len(items))
	p.bodies = make([][]byte, len(items))
	for i := range items {
		p.items[i] = validItem(items[i])
		if p.bodies[i], err = packItem(&p.items[i]); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

// foldAll folds the items, from the start: it may be called again.
func (p *folding) foldAll(b *batch) error {
	p.n, p.added = storage.Finished{}, 0
	for i := range p.items {
		if err := p.fold(b, &p.items[i], p.bodies[i]); err != nil {
			return fmt.Errorf("item %d, guid %.100q: %w", i, p.items[i].GUID, err)
		}
	}
	return nil
}

// lists reports whether the source's document still has a guid.
func (p *folding) lists(guid string) bool {
	if p.listed == nil {
		p.listed = make(map[string]struct{}, len(p.present))
		for _, g := range p.present {
			p.listed[g] = struct{}{}
		}
	}
	_, ok := p.listed[guid]
	return ok
}

// fold does what folding decides for one item.
func (p *folding) fold(b *batch, it *storage.Item, body []byte) error {
	l, err := p.look(b)
	if err != nil {
		return err
	}
	source := l.source
	asked := fold.Asked{Item: it, Source: p.source.Key}
	if p.present != nil {
		asked.Present = p.lists
	}
	d, err := fold.Decide(asked, l)
	if err != nil {
		return err
	}
	switch d.Kind {
	case fold.Gone:
		p.n.Known++
		return nil
	case fold.Known:
		return p.revise(b, d, source, it, body)
	case fold.Join:
		p.n.Joined++
		return p.join(b, d, source, it, body)
	default:
		p.n.New++
		return p.create(b, source, it, body)
	}
}

// create makes a new story of an item.
func (p *folding) create(b *batch, source []byte, it *storage.Item, body []byte) error {
	id, err := p.mintID(b)
	if err != nil {
		return err
	}
	r := &storyRecord{Date: toWhen(it.Date(p.at)), Seen: toWhen(p.at)}
	if err := p.insert(b, id, r, source, it, body, nil); err != nil {
		return err
	}
	b.stories++
	return b.putStory(id, r)
}

// mintID makes an id that no story has: its time and order from At, the rest
// random.
func (p *folding) mintID(b *batch) (storage.StoryID, error) {
	for {
		id, err := ulid.New(ulid.Timestamp(p.at), b.s.w.ids)
		if err != nil {
			return storage.StoryID{}, fmt.Errorf("story id: %w", err)
		}
		if b.bucket(bucketStories).Get(id[:]) == nil {
			return storage.StoryID(id), nil
		}
	}
}

// join folds an item into a story as one more sighting.
func (p *folding) join(b *batch, d fold.Decision, source []byte, it *storage.Item, body []byte) error {
	r, err := b.story(d.Story)
	if err != nil {
		return err
	}
	if err := p.insert(b, d.Story, r, source, it, body, d.Reasons); err != nil {
		return err
	}
	if err := p.relead(b, r); err != nil {
		return err
	}
	return b.putStory(d.Story, r)
}

// insert writes an item as a story's newest sighting, with its index entries.
func (p *folding) insert(b *batch, id storage.StoryID, r *storyRecord, source []byte, it *storage.Item, body []byte, reasons []string) error {
	seq, err := b.bucket(bucketItems).NextSequence()
	if err != nil {
		return err
	}
	head := newHead(p.source.Key, id, it, p.at, reasons)
	if err := b.putItem(seq, &head, body); err != nil {
		return err
	}
	r.add(seq, p.source.Key, p.rank(it))
	b.remember(dates, r.dateKey(id), r.dateValue())
	p.added++
	return b.indexItem(seq, source, it, b.inMemory)
}

func (p *folding) rank(it *storage.Item) fold.Rank {
	return fold.RankOf(it, p.source.URL, p.site)
}

// revise compares a known item with what came, and writes it when it changed.
func (p *folding) revise(b *batch, d fold.Decision, source []byte, it *storage.Item, body []byte) error {
	head, oldBody, ok, err := b.item(d.Seq)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("item %d: %w", d.Seq, storage.ErrNotFound)
	}
	if bytes.Equal(oldBody, body) {
		p.n.Known++
		return nil
	}
	old, err := unpackItem(oldBody, &head)
	if err != nil {
		return err
	}
	change := fold.Compare(old, it)
	if change == fold.Unchanged {
		p.n.Known++
		if !d.Alias {
			return nil
		}
	} else {
		p.n.Revised++
		head.Revisions++
		head.Revised = toWhen(p.at)
	}
	head.Signature, head.Linked = packSignature(&it.Signature), it.Canonical != ""
	if err := b.putItem(d.Seq, &head, body); err != nil {
		return err
	}
	if err := b.indexAgain(d.Seq, source, old, it); err != nil {
		return err
	}
	return p.reviseStory(b, head.story(), d.Seq, it, change)
}

// reviseStory brings a story up to date with a changed item.
func (p *folding) reviseStory(b *batch, id storage.StoryID, seq uint64, it *storage.Item, change fold.Change) error {
	r, err := b.story(id)
	if err != nil {
		return err
	}
	place := r.place(seq)
	if place < 0 {
		return fmt.Errorf("story %s lacks item %d: %w", id, seq, errRecord)
	}
	r.Ranks = bytes.Clone(r.Ranks)
	r.Ranks[place] = byte(p.rank(it))
	if place == r.Lead && change == fold.Rewritten {
		r.touch(p.at)
	}
	if err := p.relead(b, r); err != nil {
		return err
	}
	return b.putStory(id, r)
}

// relead chooses the lead anew, and notes when readers get another text by it.
func (p *folding) relead(b *batch, r *storyRecord) error {
	lead := fold.Lead(r.ranks(), r.Lead)
	if lead == r.Lead {
		return nil
	}
	seqs := r.seqs()
	before, err := b.fullItem(seqs[r.Lead])
	if err != nil {
		return err
	}
	after, err := b.fullItem(seqs[lead])
	if err != nil {
		return err
	}
	r.Lead = lead
	if fold.Compare(before, after) == fold.Rewritten {
		r.touch(p.at)
	}
	return nil
}

// fullItem reads an item that must be there.
func (b *batch) fullItem(seq uint64) (*storage.Item, error) {
	head, body, ok, err := b.item(seq)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("item %d: %w", seq, storage.ErrNotFound)
	}
	return unpackItem(body, &head)
}
