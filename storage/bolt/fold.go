package bolt

import (
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
	title  string    // of its document
	last   time.Time // its last good poll, see fold.Seen
	hosts  []string  // that the source was known by before
	at     time.Time // when the items were first seen
	items  []storage.Item
	bodies [][]byte // packed, one for each item

	present   []string       // guids of the document; nil when it was not read
	listed    map[string]int // how often the document has each; made when first asked
	headlines *headlines
	asked     fold.Asked // of every item
	n         storage.Finished
	added     int // items more than before
}

// hostsOf are the hosts that a source is known by.
func hostsOf(src storage.Source, st *storage.SourceState) []string {
	return fold.Hosts(src.URL, st.Validators.URL, st.Document.Self, st.Document.Link)
}

// prepare does what can be done outside of the transaction.
func (p *folding) prepare(items []storage.Item) (err error) {
	p.items = make([]storage.Item, len(items))
	p.bodies = make([][]byte, len(items))
	shared := p.shared(items)
	for i := range items {
		it := &p.items[i]
		*it = validItem(items[i])
		if it.RawTitle != "" {
			// What is shown is the store's to find.
			it.Title, it.RawTitle = it.RawTitle, ""
			retitle(&it.Signature, it.Title)
		}
		if shared[it.GUID] {
			it.GUID = fold.Distinct(it)
		}
		if p.bodies[i], err = packItem(it); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

// shared lists the guids that several entries of the document have: those that the
// document repeats, unless all of their entries have come and are the same.
func (p *folding) shared(items []storage.Item) map[string]bool {
	out, came, first := map[string]bool{}, map[string]int{}, map[string]string{}
	for i := range items {
		guid := items[i].GUID
		if p.count(guid) < 2 {
			continue
		}
		distinct := fold.Distinct(&items[i])
		if came[guid] == 0 {
			first[guid] = distinct
		}
		came[guid]++
		out[guid] = out[guid] || distinct != first[guid]
	}
	for guid, n := range came {
		out[guid] = out[guid] || n < p.count(guid)
	}
	return out
}

// foldAll folds the items, from the start: it may be called again.
func (p *folding) foldAll(b *batch) error {
	p.n, p.added = storage.Finished{}, 0
	l, err := p.look(b)
	if err != nil {
		return err
	}
	if err := p.ask(l); err != nil {
		return err
	}
	if err := p.restore(b); err != nil {
		return err
	}
	for i := range p.items {
		if err := p.fold(b, l, &p.items[i], p.bodies[i]); err != nil {
			return fmt.Errorf("item %d, guid %.100q: %w", i, p.items[i].GUID, err)
		}
	}
	if !p.headlines.changed {
		return nil
	}
	return b.putHabits(p.source.Key, &p.headlines.habits)
}

// ask prepares what is asked of every item.
func (p *folding) ask(l *look) (err error) {
	p.asked = fold.Asked{Source: p.source.Key, Hosts: p.hosts, First: !l.b.any(guids, string(l.source))}
	if p.present == nil || p.asked.First {
		return nil
	}
	p.asked.Present = p.lists
	p.asked.Migrating, err = p.migrating(l)
	return err
}

// migrating reports whether most guids of the document were never seen. An
// ordinary document is not looked at: it brings few items.
func (p *folding) migrating(l *look) (bool, error) {
	if len(p.present) < fold.MinMigrating || 2*len(p.items) < len(p.present) {
		return false, nil
	}
	strange := 0
	for _, guid := range p.present {
		_, _, ok, err := l.ByGUID(guid)
		if err != nil {
			return false, err
		}
		if !ok {
			strange++
		}
	}
	return 2*strange > len(p.present), nil
}

// lists reports whether the source's document still has a guid. One that was made
// distinct is there as long as the one that it was made of.
func (p *folding) lists(guid string) bool {
	if p.count(guid) > 0 {
		return true
	}
	shared, ok := fold.Shared(guid)
	return ok && p.count(shared) > 0
}

// count is how often the document has a guid.
func (p *folding) count(guid string) int {
	if p.listed == nil {
		p.listed = make(map[string]int, len(p.present))
		for _, g := range p.present {
			p.listed[g]++
		}
	}
	return p.listed[guid]
}

// fold does what folding decides for one item.
func (p *folding) fold(b *batch, l *look, it *storage.Item, body []byte) error {
	p.asked.Item = it
	d, err := fold.Decide(p.asked, l)
	if err != nil {
		return err
	}
	source := l.source
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
		return p.create(b, d, source, it, body)
	}
}

// create makes a new story of an item.
func (p *folding) create(b *batch, d fold.Decision, source []byte, it *storage.Item, body []byte) error {
	id, err := b.mintID(p.at)
	if err != nil {
		return err
	}
	head := itemHead{Seen: toWhen(p.at), Doubt: p.doubt(it)}
	r := &storyRecord{Date: head.date(it), Seen: head.Seen}
	if err := p.insert(b, id, r, source, it, body, d); err != nil {
		return err
	}
	b.stories++
	return b.putStory(id, r)
}

// mintID makes an id that no story has: its time and order from the time given, the
// rest random.
func (b *batch) mintID(at time.Time) (storage.StoryID, error) {
	for {
		id, err := ulid.New(ulid.Timestamp(at), b.s.w.ids)
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
	if err := p.insert(b, d.Story, r, source, it, body, d); err != nil {
		return err
	}
	if err := p.relead(b, r); err != nil {
		return err
	}
	return b.putStory(d.Story, r)
}

// doubt tells why the date of a new item is not believed.
func (p *folding) doubt(it *storage.Item) string {
	return fold.Doubt(it, fold.Seen{At: p.at, Last: p.last})
}

// maxTwice bounds the sightings of its own source that a copy is compared with.
const maxTwice = 8

// twice tells why the date of a copy is not believed that its own source published
// before.
func (p *folding) twice(b *batch, r *storyRecord, it *storage.Item) (string, error) {
	seqs, n := r.seqs(), 0
	for i, source := range r.sources() {
		if source != p.source.Key || n == maxTwice {
			continue
		}
		n++
		old, err := b.fullItem(seqs[i])
		if err != nil {
			return "", err
		}
		if why := fold.Twice(it, old); why != "" {
			return why, nil
		}
	}
	return "", nil
}

// insert writes an item as a story's newest sighting, with its index entries.
func (p *folding) insert(b *batch, id storage.StoryID, r *storyRecord, source []byte, it *storage.Item, body []byte, d fold.Decision) error {
	seq, err := b.bucket(bucketItems).NextSequence()
	if err != nil {
		return err
	}
	head := newHead(p.source.Key, id, it, p.at, &d)
	p.headlines.mark(&head, it)
	p.headlines.note(seq, it)
	if head.Doubt = p.doubt(it); head.Doubt == "" && d.Kind == fold.Join {
		if head.Doubt, err = p.twice(b, r, it); err != nil {
			return err
		}
	}
	if err := b.putItem(seq, &head, body); err != nil {
		return err
	}
	own := b.s.names.Load().copies[p.source.Key] == storage.OwnCopies
	r.add(seq, p.source.Key, p.rank(it, &head, own))
	if d.Was != 0 {
		if err := b.returnApart(d.Was, seq, id); err != nil {
			return err
		}
	}
	b.remember(dates, r.dateKey(id), r.dateValue())
	p.added++
	sig := sigRecord{source: p.source.Key, story: id, seen: unixSeconds(p.at), fresh: d.Kind == fold.New}
	if err := b.putSig(seq, sig, it); err != nil {
		return err
	}
	return b.indexItem(seq, source, it, b.inMemory)
}

// rank is how fit an item is to lead.
func (p *folding) rank(it *storage.Item, head *itemHead, own bool) fold.Rank {
	return fold.RankOf(fold.Ranked{
		Item: it, Feed: p.source.URL, Site: p.site,
		Own: own, Farm: head.Farm, Injected: head.Injected != "", Doubted: head.Doubt != "",
	})
}
