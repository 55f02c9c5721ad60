package storagetest

import (
	"slices"
	"time"

	"freshet/storage"
	"freshet/storage/dedup"
)

// model is a store as simply as it can be: lists that are searched from the
// start. It knows nothing of disks, indexes or transactions.
type model struct {
	now     time.Time
	sources []*modelSource
	items   []*modelItem // in the order in which they came, the removed ones too
	stories []*modelStory
	journal map[string]uint64
	log     []storage.Click
	promos  []storage.Promotion
	stamps  map[string]modelStamp
	subs    []modelSub
	owners  map[modelGUID]*modelItem // the last item that came by a guid

	splits    int
	migrating bool // the poll that is folded has mostly guids that were never seen
}

// modelGUID is a guid within its source.
type modelGUID struct {
	source *modelSource
	guid   string
}

type modelSource struct {
	spec   storage.SourceSpec
	active bool
	polled bool
	state  storage.SourceState
	next   time.Time
	past   []modelState // any of them may be what a crash leaves
}

type modelState struct {
	polled bool
	state  storage.SourceState
	next   time.Time
}

// keep notes that a crash cannot take the present state.
func (s *modelSource) keep() { s.past = []modelState{{s.polled, s.state, s.next}} }

// fall goes back to what a crash has left; false when it was never so.
func (s *modelSource) fall(state storage.SourceState, next time.Time) bool {
	for _, p := range append(s.past, modelState{s.polled, s.state, s.next}) {
		if cmpEqual(p.state, state) && (p.next.IsZero() || p.next.Equal(next)) {
			s.polled, s.state, s.next = p.polled, p.state, p.next
			s.keep()
			return true
		}
	}
	return false
}

type modelItem struct {
	source    *modelSource
	guids     []string // the last one is the present
	item      storage.Item
	seen      time.Time
	revised   time.Time
	revisions int
	reasons   []string
	story     *modelStory // nil when it was removed
	sides     sides
	removed   bool
	deleted   time.Time // when its source deleted it; zero when retention removed it
}

type modelStory struct {
	id                  storage.StoryID // learnt from the store
	items               []*modelItem
	lead                int
	date, seen, updated time.Time
	sides               sides
	counts              storage.Count
}

type modelStamp struct {
	hash [32]byte
	at   time.Time
}

func newModel() *model {
	return &model{now: t0, journal: map[string]uint64{}, stamps: map[string]modelStamp{}, owners: map[modelGUID]*modelItem{}}
}

// sync makes specs the active sources.
func (m *model) sync(specs []storage.SourceSpec) (n storage.Synced) {
	taken := map[*modelSource]bool{}
	found := make([]*modelSource, len(specs))
	for i, sp := range specs {
		found[i] = m.find(func(s *modelSource) bool { return s.spec.Name == sp.Name })
		taken[found[i]] = true
	}
	for i, sp := range specs {
		if found[i] == nil {
			found[i] = m.find(func(s *modelSource) bool { return !taken[s] && s.spec.URL == sp.URL && s.active })
		}
		if found[i] == nil {
			found[i] = m.find(func(s *modelSource) bool { return !taken[s] && s.spec.URL == sp.URL })
		}
		taken[found[i]] = true
	}
	for i, sp := range specs {
		m.syncOne(found[i], sp, &n)
		if found[i] == nil {
			taken[m.sources[len(m.sources)-1]] = true
		}
	}
	for _, s := range m.sources {
		if s.active && !taken[s] {
			s.active = false
			s.keep()
			n.Removed++
		}
	}
	return n
}

func (m *model) find(ok func(*modelSource) bool) *modelSource {
	if i := slices.IndexFunc(m.sources, ok); i >= 0 {
		return m.sources[i]
	}
	return nil
}

func (m *model) syncOne(s *modelSource, sp storage.SourceSpec, n *storage.Synced) {
	if s == nil {
		m.sources = append(m.sources, &modelSource{spec: sp, active: true})
		n.New++
		return
	}
	if !s.active {
		n.Back++
	}
	if s.spec.Name != sp.Name {
		n.Renamed++
	}
	if s.spec.URL != sp.URL {
		n.Moved++
		s.state.Validators, s.state.Body, s.state.Entries = storage.Validators{}, [16]byte{}, nil
		s.state.LastFull, s.state.Same, s.state.Gap, s.state.Archive = time.Time{}, 0, false, ""
		s.next = m.now
	}
	if !s.active || s.spec != sp {
		s.spec, s.active = sp, true
		s.keep()
	}
}

// finish folds what a poll found.
func (m *model) finish(s *modelSource, out storage.Outcome) (n storage.Finished) {
	s.state, s.next, s.polled = out.State, out.Next, true
	m.migrating = m.strange(s, out)
	for _, it := range out.Items {
		m.fold(s, it, out, &n)
	}
	m.remove(s, out, &n)
	return n
}

func (m *model) fold(s *modelSource, it storage.Item, out storage.Outcome, n *storage.Finished) {
	old, was := m.known(s, it, out.Present)
	if old != nil {
		if old.removed {
			n.Known++
			return
		}
		m.revise(old, it, out.At, n)
		return
	}
	in := &modelItem{source: s, guids: []string{it.GUID}, item: it, seen: out.At}
	m.owners[modelGUID{s, it.GUID}] = in
	st, reasons := m.copyOf(s, it, was)
	if st == nil {
		n.New++
		date := it.Date(out.At)
		st = &modelStory{date: date, seen: out.At, updated: date}
		m.stories = append(m.stories, st)
	} else {
		n.Joined++
	}
	in.story, in.reasons = st, reasons
	st.items = append(st.items, in)
	m.items = append(m.items, in)
	in.comeBack(was)
	st.relead(out.At)
}

// known is the item that this one is, by its guid or because its guid flipped; nil
// when there is none, or when it was deleted and this one is newer: then also what
// it was.
func (m *model) known(s *modelSource, it storage.Item, present []string) (_, was *modelItem) {
	if old := m.byGUID(s, it.GUID); old != nil {
		if !old.revivedBy(it) {
			return old, nil
		}
		was = old
	}
	if present == nil {
		return nil, was
	}
	for _, old := range m.items {
		if old.source == s && !old.removed && old.flippedTo(it, present) {
			return old, nil
		}
	}
	if old := m.movedTo(s, it, present); old != nil {
		return old, nil
	}
	for _, old := range slices.Backward(m.items) {
		if old.source == s && old.removed && old.flippedTo(it, present) {
			if !old.revivedBy(it) {
				return old, nil
			}
			if was == nil || slices.Index(m.items, was) < slices.Index(m.items, old) {
				was = old
			}
			return nil, was
		}
	}
	return nil, was
}

func (old *modelItem) flippedTo(it storage.Item, present []string) bool {
	if old.item.Canonical != it.Canonical {
		return false
	}
	if old.removed {
		return old.item.Signature.Body == it.Signature.Body
	}
	ok, _ := dedup.Same(dedup.Pair{A: it.Signature, B: old.item.Signature, SameSource: true, SameURL: true})
	return ok && !slices.Contains(present, old.guids[len(old.guids)-1])
}

// copyOf is the story that the item is a copy of: by its link, else by its text.
func (m *model) copyOf(s *modelSource, it storage.Item, was *modelItem) (*modelStory, []string) {
	for _, byURL := range []bool{true, false} {
		for _, old := range m.items {
			if old.removed || (old.item.Canonical == it.Canonical) != byURL {
				continue
			}
			if !byURL && old.item.Signature.Body != it.Signature.Body {
				continue
			}
			ok, reasons := dedup.Same(dedup.Pair{
				A: it.Signature, B: old.item.Signature, SameSource: old.source == s, SameURL: byURL,
			})
			mine := slices.ContainsFunc(old.story.items, func(i *modelItem) bool { return i.source == s })
			if !ok || was.apart(old.story) || byURL && mine && old.item.Signature.Title != it.Signature.Title {
				continue
			}
			return old.story, reasons
		}
	}
	return nil, nil
}

func (m *model) revise(old *modelItem, it storage.Item, at time.Time, n *storage.Finished) {
	if !it.Updated.IsZero() && it.Updated.Before(old.item.Updated) {
		n.Known++ // older than what is kept
		return
	}
	flipped := !slices.Contains(old.guids, it.GUID)
	text := old.item.Title != it.Title || old.item.Summary != it.Summary || old.item.Content != it.Content
	visible := text || old.item.Canonical != it.Canonical
	if !visible && !flipped {
		n.Known++
		// Another of its guids, or other dates: not worth a write.
		return
	}
	old.guids = append(old.guids, it.GUID)
	m.owners[modelGUID{old.source, it.GUID}] = old
	old.item = it
	if visible {
		n.Revised++
		old.revisions++
		old.revised = at
	} else {
		n.Known++
	}
	st := old.story
	if text && st.items[st.lead] == old && at.After(st.updated) {
		st.updated = at
	}
	st.relead(at)
}

// weight is how fit an item is to lead.
func (i *modelItem) weight() int {
	w := 0
	if hostname(i.item.URL) == hostname(i.source.spec.URL) {
		w += 2
	}
	if i.item.Content != "" {
		w++
	}
	return w
}

// choose lets the best item lead, among equals the earliest.
func (st *modelStory) choose() {
	st.lead = 0
	st.prefer()
}

// prefer lets a better item than the present one lead.
func (st *modelStory) prefer() {
	for i, it := range st.items {
		if it.weight() > st.items[st.lead].weight() {
			st.lead = i
		}
	}
}

func (st *modelStory) relead(at time.Time) {
	before := st.items[st.lead].item
	st.prefer()
	st.reread(before, at)
}

// reread notes when readers get another text than before.
func (st *modelStory) reread(before storage.Item, at time.Time) {
	after := st.items[st.lead].item
	if (before.Title != after.Title || before.Summary != after.Summary || before.Content != after.Content) && at.After(st.updated) {
		st.updated = at
	}
}

// prune removes the stories first seen before a time.
func (m *model) prune(cutoff time.Time) (n storage.Pruned) {
	m.stories = slices.DeleteFunc(m.stories, func(st *modelStory) bool {
		if !st.seen.Before(cutoff) {
			return false
		}
		n.Stories++
		for _, it := range st.items {
			it.removed, it.story = true, nil
			n.Items++
		}
		m.promos = slices.DeleteFunc(m.promos, func(p storage.Promotion) bool { return p.Story == st.id })
		return true
	})
	return n
}

// click adds clicks of a journal.
func (m *model) click(journal string, clicks []storage.Click) uint64 {
	for _, c := range clicks {
		if c.Seq <= m.journal[journal] {
			continue
		}
		m.journal[journal] = c.Seq
		i := slices.IndexFunc(m.stories, func(st *modelStory) bool { return st.id == c.Story })
		if i < 0 {
			continue
		}
		m.log = append(m.log, c)
		n := &m.stories[i].counts
		n.Raw++
		if c.Weight > 0 {
			n.Clicks++
			n.Hours = addHour(n.Hours, c.At.Unix()/3600)
		}
	}
	return m.journal[journal]
}

func addHour(hours []storage.HourCount, hour int64) []storage.HourCount {
	for i := range hours {
		if hours[i].Hour == hour {
			hours[i].Clicks++
			return hours
		}
	}
	hours = append(hours, storage.HourCount{Hour: hour, Clicks: 1})
	slices.SortFunc(hours, func(a, b storage.HourCount) int { return int(a.Hour - b.Hour) })
	return hours
}
