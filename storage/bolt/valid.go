package bolt

import (
	"slices"
	"strings"
	"unicode/utf8"

	"freshet/storage"
)

// What is published has to be UTF-8: one bad byte breaks a reader's parser for
// the whole document. What only identifies (guids, validators) is kept byte for
// byte. The texts of a source's state are made valid where they are written.

// visit is called with each text of something.
type visit func(*string)

func itemTexts(it *storage.Item, v visit) {
	for _, s := range []*string{
		&it.URL, &it.Canonical, &it.Title, &it.RawTitle, &it.Summary, &it.Content, &it.Image, &it.Language,
	} {
		v(s)
	}
	personTexts(it.Authors, v)
	listTexts(it.Categories, v)
	for i := range it.Enclosures {
		v(&it.Enclosures[i].URL)
		v(&it.Enclosures[i].Type)
	}
}

func personTexts(list []storage.Person, v visit) {
	for i := range list {
		v(&list[i].Name)
		v(&list[i].Email)
		v(&list[i].URL)
	}
}

func listTexts(list []string, v visit) {
	for i := range list {
		v(&list[i])
	}
}

func promotionTexts(p *storage.Promotion, v visit) {
	v(&p.Note)
	itemTexts(&p.Lead, v)
	for i := range p.Sightings {
		s := &p.Sightings[i]
		v(&s.URL)
		v(&s.Title)
		v(&s.Injected)
		v(&s.Doubt)
		v(&s.Correction)
		listTexts(s.Reasons, v)
	}
}

// valid returns v itself when its texts are UTF-8, which is nearly always; else a
// copy, made by clone, in which U+FFFD stands for what is not.
func valid[V any](v V, texts func(*V, visit), clone func(*V)) V {
	ok := true
	texts(&v, func(s *string) { ok = ok && utf8.ValidString(*s) })
	if ok {
		return v
	}
	clone(&v)
	texts(&v, func(s *string) { *s = strings.ToValidUTF8(*s, "\uFFFD") })
	return v
}

func validItem(it storage.Item) storage.Item { return valid(it, itemTexts, cloneItem) }

func validPromotion(p storage.Promotion) storage.Promotion {
	return valid(p, promotionTexts, func(p *storage.Promotion) {
		cloneItem(&p.Lead)
		p.Sightings = slices.Clone(p.Sightings)
		for i := range p.Sightings {
			p.Sightings[i].Reasons = slices.Clone(p.Sightings[i].Reasons)
		}
	})
}

func cloneItem(it *storage.Item) {
	it.Authors, it.Categories, it.Enclosures = slices.Clone(it.Authors), slices.Clone(it.Categories), slices.Clone(it.Enclosures)
}
