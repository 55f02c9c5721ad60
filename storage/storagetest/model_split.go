package storagetest

import (
	"maps"
	"slices"

	"pgregory.net/rapid"
)

// sides are the splits that an item or a story knows of, and the side of each.
type sides map[int]int

// split makes a sighting a story of its own.
func (m *model) split(st *modelStory, place int) *modelStory {
	it := st.items[place]
	before := st.items[st.lead].item
	st.items = slices.Delete(st.items, place, place+1)
	switch {
	case place < st.lead:
		st.lead--
	case place == st.lead:
		st.choose()
		st.reread(before, m.now)
	}
	date := it.item.Date(it.seen)
	made := &modelStory{items: []*modelItem{it}, date: date, seen: m.now, updated: date, sides: maps.Clone(it.sides)}
	it.story, it.reasons = made, nil
	m.stories = append(m.stories, made)
	m.splits++
	for _, other := range st.items {
		other.take(st, m.splits, 2)
	}
	it.take(made, m.splits, 1)
	return made
}

// take notes an item's side of a split, and that it stands in a story.
func (i *modelItem) take(st *modelStory, n, side int) {
	for _, s := range []*sides{&i.sides, &st.sides} {
		if *s == nil {
			*s = sides{}
		}
		(*s)[n] |= side
	}
}

// apart reports whether an item that was removed may never stand in a story.
func (i *modelItem) apart(st *modelStory) bool {
	if i == nil {
		return false
	}
	for n, side := range i.sides {
		if st.sides[n]&^side != 0 {
			return true
		}
	}
	return false
}

// comeBack gives an item the sides of the one that it was.
func (i *modelItem) comeBack(was *modelItem) {
	if was == nil {
		return
	}
	for n, side := range was.sides {
		i.take(i.story, n, side)
	}
}

// split takes a sighting out of a story that has several.
func (p *player) split() {
	var all []*modelStory
	for _, st := range p.m.stories {
		if len(st.items) > 1 {
			all = append(all, st)
		}
	}
	if len(all) == 0 {
		return
	}
	st := rapid.SampledFrom(all).Draw(p.rt, "story")
	place := rapid.IntRange(0, len(st.items)-1).Draw(p.rt, "sighting")
	got, err := p.Split(p.ctx, st.id, p.env.story(st.id).Sightings[place].Number, p.m.now)
	p.must(err)
	p.m.split(st, place).id = got
}
