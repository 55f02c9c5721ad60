package storagetest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"freshet/storage"
)

// byGUID is the last item of a source that came by a guid: a guid of one that is
// gone may have become another's since.
func (m *model) byGUID(s *modelSource, guid string) *modelItem { return m.owners[modelGUID{s, guid}] }

// strange reports whether most guids of a document were never seen.
func (m *model) strange(s *modelSource, out storage.Outcome) bool {
	n := 0
	for _, guid := range out.Present {
		if m.byGUID(s, guid) == nil {
			n++
		}
	}
	return len(out.Present) >= 3 && 2*len(out.Items) >= len(out.Present) && 2*n > len(out.Present)
}

// movedTo is the item that this one is, though its guid and its link are others:
// by headline with text or date.
func (m *model) movedTo(s *modelSource, it storage.Item, present []string) *modelItem {
	for _, byText := range []bool{true, false} {
		for _, old := range m.items {
			if old.source != s || old.removed || old.item.Title != it.Title || slices.Contains(present, old.guids[len(old.guids)-1]) {
				continue
			}
			text, date := old.item.Signature.Body == it.Signature.Body, old.item.Published.Equal(it.Published)
			found := text == byText && (text || old.story.date.Equal(it.Published))
			if found && (text && date || m.migrating && (text || date)) {
				return old
			}
		}
	}
	return nil
}

// revivedBy reports whether a deleted item may come back as this one.
func (old *modelItem) revivedBy(it storage.Item) bool {
	return old.removed && !old.deleted.IsZero() && updated(it).After(old.deleted)
}

func updated(it storage.Item) time.Time {
	if it.Updated.IsZero() {
		return it.Published
	}
	return it.Updated
}

// remove takes out what a source took back, or no longer has.
func (m *model) remove(s *modelSource, out storage.Outcome, n *storage.Finished) {
	for _, d := range out.Deleted {
		old := m.byGUID(s, d.GUID)
		switch {
		case old == nil || old.removed:
		case d.When.IsZero():
			m.removeItem(old, out.At, out.At, n)
		case !updated(old.item).After(d.When):
			m.removeItem(old, out.At, d.When, n)
		}
	}
	if !out.Complete || out.Present == nil {
		return
	}
	there := map[*modelItem]bool{}
	for _, guid := range out.Present {
		there[m.byGUID(s, guid)] = true
	}
	for _, old := range m.items {
		if old.source == s && !old.removed && !there[old] {
			m.removeItem(old, out.At, out.At, n)
		}
	}
}

func (m *model) removeItem(old *modelItem, at, when time.Time, n *storage.Finished) {
	st := old.story
	old.removed, old.deleted, old.story = true, when, nil
	n.Deleted++
	place := slices.Index(st.items, old)
	st.items = slices.Delete(st.items, place, place+1)
	if len(st.items) == 0 {
		m.stories = slices.DeleteFunc(m.stories, func(o *modelStory) bool { return o == st })
		m.promos = slices.DeleteFunc(m.promos, func(p storage.Promotion) bool { return p.Story == st.id })
		return
	}
	switch {
	case place < st.lead:
		st.lead--
	case place == st.lead:
		st.choose()
		st.reread(old.item, at)
	}
}

// deliver folds items that came without a poll.
func (m *model) deliver(s *modelSource, at time.Time, items []storage.Item) (n storage.Finished) {
	for _, it := range items {
		m.fold(s, it, storage.Outcome{At: at}, &n)
	}
	if n.New+n.Joined > 0 {
		s.state.LastNew = at
		s.keep()
	}
	return n
}

// active draws an active source; nil when there is none.
func (p *player) active() *modelSource {
	active := slices.DeleteFunc(slices.Clone(p.m.sources), func(s *modelSource) bool { return !s.active })
	if len(active) == 0 {
		return nil
	}
	return rapid.SampledFrom(active).Draw(p.rt, "source")
}

func (p *player) deliver() {
	s := p.active()
	if s == nil {
		return
	}
	var items []storage.Item
	for range rapid.IntRange(1, 2).Draw(p.rt, "items") {
		items = append(items, p.item())
	}
	got, err := p.Deliver(p.ctx, s.spec.Name, p.m.now, items)
	p.must(err)
	p.want("delivered", got, p.m.deliver(s, p.m.now, items))
}

func (p *player) hurry() {
	s := p.active()
	if s == nil {
		return
	}
	at := p.m.now.Add(time.Duration(rapid.IntRange(-60, 60).Draw(p.rt, "soon")) * time.Second)
	before := p.status(s.spec.Name).Next
	p.env.hurry(s.spec.Name, at)
	s.past = append(s.past, modelState{s.polled, s.state, before})
	if s.next = before; at.Before(before) {
		s.next = at
	}
}

// takeBack draws what a document says of entries that are no more.
func (p *player) takeBack(out *storage.Outcome) {
	for range rapid.IntRange(-2, 2).Draw(p.rt, "deleted") {
		out.Deleted = append(out.Deleted, storage.Deletion{
			GUID: fmt.Sprintf("g%d-%d", rapid.IntRange(0, worldTexts-1).Draw(p.rt, "text"), rapid.IntRange(0, 1).Draw(p.rt, "guid")),
			When: rapid.SampledFrom([]time.Time{{}, t0.Add(-2 * time.Hour), p.m.now}).Draw(p.rt, "when"),
		})
	}
	out.Complete = rapid.IntRange(0, 7).Draw(p.rt, "complete") == 0
}

func (p *player) subscribe() {
	if len(p.m.sources) == 0 {
		return
	}
	s := rapid.SampledFrom(p.m.sources).Draw(p.rt, "source")
	token := rapid.SampledFrom([]string{"t", "u"}).Draw(p.rt, "token")
	i := slices.IndexFunc(p.m.subs, func(o modelSub) bool { return o.sub.Token == token })
	if i >= 0 {
		p.m.subs = slices.Delete(p.m.subs, i, i+1)
		if rapid.Bool().Draw(p.rt, "leave") {
			p.must(p.DeleteSubscription(p.ctx, token))
			return
		}
	}
	sub := subscription(token, s.spec.Name)
	sub.Until = p.m.now
	p.must(p.SetSubscription(p.ctx, sub))
	p.m.subs = append(p.m.subs, modelSub{s, sub})
}

// modelSub is a subscription and its source, which may be renamed.
type modelSub struct {
	source *modelSource
	sub    storage.Subscription
}

func (p *player) compareSubscriptions() {
	var want []storage.Subscription
	for _, s := range p.m.subs {
		s.sub.Source = s.source.spec.Name
		want = append(want, s.sub)
	}
	slices.SortFunc(want, func(a, b storage.Subscription) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Token, b.Token))
	})
	p.want("subscriptions", p.subscriptions(), want)
}
