package window

// A key is a hash in the space of what it was posted as: sketch, lead or headline.
// Keys are uniform; the smallest hashes of a sketch are not.
type key struct {
	hash  uint32
	space uint32
}

const (
	bodySpace = iota
	leadSpace
	titleSpace
	spaceBits = 2
)

// salts tell the spaces apart.
var salts = [...]uint32{bodySpace: 0x5bd1e995, leadSpace: 0x1b873593, titleSpace: 0xe6546b64}

func newKey(h, space uint32) key { return key{mix(h ^ salts[space]), space} }

// hit is an item found under a key: its place in the segment or tail, and the space.
// Hits of one item stand together when sorted. No segment reaches 1<<30 items.
type hit uint32

func newHit(item, space uint32) hit { return hit(item<<spaceBits | space) }

func (h hit) item() uint32  { return uint32(h >> spaceBits) }
func (h hit) space() uint32 { return uint32(h & (1<<spaceBits - 1)) }

// tail is the part of the window that is not sealed yet. What was added since the
// last commit can be undone.
type tail struct {
	seqs    []uint64
	posts   []posting
	heads   map[uint32]int32 // the latest posting of a key
	counts  counts
	stories int

	safe  extent   // what is committed
	added []uint32 // the hashes that were counted since
}

// posting is an item under a key, and the posting of the key before it or -1.
type posting struct {
	key, item uint32
	before    int32
}

type extent struct{ items, posts, stories int }

// add adds an item under keys and, when it is a story of its own, counts hashes.
func (t *tail) add(seq uint64, keys []key, hashes []uint32, fresh bool) {
	item := uint32(len(t.seqs))
	t.seqs = append(t.seqs, seq)
	for _, k := range keys {
		before, ok := t.heads[k.hash]
		if !ok {
			before = -1
		}
		t.heads[k.hash] = int32(len(t.posts))
		t.posts = append(t.posts, posting{k.hash, item, before})
	}
	if !fresh {
		return
	}
	t.stories++
	for _, h := range hashes {
		t.counts.add(h, 1)
	}
	t.added = append(t.added, hashes...)
}

// seq is the seq of the item at a place.
func (t *tail) seq(item uint32) (uint64, bool) { return t.seqs[item], true }

// find adds the postings of keys to hits and lens.
func (t *tail) find(keys []key, hits []hit, lens *[maxKeys]int) []hit {
	for i, k := range keys {
		at, ok := t.heads[k.hash]
		for ; ok && at >= 0 && lens[i] < MaxPostings; at = t.posts[at].before {
			hits = append(hits, newHit(t.posts[at].item, k.space))
			lens[i]++
		}
	}
	return hits
}

// undo forgets what was added since the last commit.
func (t *tail) undo() {
	for i := len(t.posts) - 1; i >= t.safe.posts; i-- {
		if p := t.posts[i]; p.before < 0 {
			delete(t.heads, p.key)
		} else {
			t.heads[p.key] = p.before
		}
	}
	for _, h := range t.added {
		t.counts.sub(h, 1)
	}
	t.seqs, t.posts, t.stories = t.seqs[:t.safe.items], t.posts[:t.safe.posts], t.safe.stories
	t.added = t.added[:0]
}

func (t *tail) commit() {
	t.safe = extent{len(t.seqs), len(t.posts), t.stories}
	t.added = t.added[:0]
}

// reset empties the tail.
func (t *tail) reset() {
	t.seqs, t.posts, t.stories = t.seqs[:0], t.posts[:0], 0
	clear(t.heads)
	t.counts.reset()
	t.commit()
}
