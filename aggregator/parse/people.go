package parse

import (
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"freshet/storage"
)

// personOf reads a person from one text: "Name", "mail", "mail (Name)",
// "Name <mail>" and the like. The one word that is an address of mail is that, and
// what is left is the name.
func personOf(s string) storage.Person {
	s = strings.TrimSpace(s)
	if isWeb(s) && !strings.ContainsAny(s, " \t\n") {
		return storage.Person{URL: s}
	}
	if len(s) > maxPerson || !strings.Contains(s, "@") {
		return storage.Person{Name: s}
	}
	mail, rest := "", []string(nil)
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n<>()[]", r) }) {
		switch w := strings.TrimPrefix(strings.Trim(word, ",;:\"'"), "mailto:"); {
		case !isMail(w):
			rest = append(rest, word)
		case mail != "" && mail != w:
			return storage.Person{Name: s} // two people, or something else
		default:
			mail = w
		}
	}
	return storage.Person{Name: strings.Trim(strings.Join(rest, " "), "\"',;:- "), Email: mail}
}

// maxPerson bounds a text that is looked at for a name and an address.
const maxPerson = 1 << 10

// isMail reports whether a text is an address of mail and nothing else.
func isMail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && at < len(s)-1 && !strings.ContainsAny(s, " \t\n<>(),;")
}

// peopleOf reads persons from texts.
func peopleOf(texts ...string) []storage.Person {
	var out []storage.Person
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, personOf(t))
		}
	}
	return out
}

// parts reads a person from its parts; a name may hold the address of mail.
func parts(name, mail, url string) storage.Person {
	p := storage.Person{Name: strings.TrimSpace(name), Email: strings.TrimPrefix(strings.TrimSpace(mail), "mailto:"), URL: strings.TrimSpace(url)}
	if p.Email == "" && strings.Contains(p.Name, "@") {
		q := personOf(p.Name)
		p.Name, p.Email = q.Name, q.Email
	}
	return p
}

func atomPeople(in []*atom.Person) []storage.Person {
	var out []storage.Person
	for _, p := range in {
		out = append(out, parts(p.Name, p.Email, p.URI))
	}
	return out
}

// people are the authors of Dublin Core.
func (x exts) people() []storage.Person {
	return append(peopleOf(x.texts("dc", "creator")...), peopleOf(x.texts("dc", "author")...)...)
}

// atomAuthors are Atom's authors where RSS is the format.
func (x exts) atomAuthors(space, name string) []storage.Person {
	child := func(e ext.Extension, name string) string {
		for _, c := range e.Children[name] {
			return c.Value
		}
		return ""
	}
	var out []storage.Person
	for _, e := range x.all(space, name) {
		out = append(out, parts(child(e, "name"), child(e, "email"), child(e, "uri")))
	}
	return out
}

// rssAuthors are an item's authors. iTunes repeats or shortens what the others
// say, so it counts only when they say nothing.
func rssAuthors(in *rss.Item, x exts) []storage.Person {
	out := append(peopleOf(in.Author), x.people()...)
	out = append(out, x.atomAuthors("atom", "author")...)
	if len(out) == 0 {
		out = peopleOf(firstOf(x.text("itunes", "author"), x.text("x", "editor")))
	}
	return out
}

// atomAuthors are those of Atom, else those of iTunes.
func atomAuthors(in []*atom.Person, x exts) []storage.Person {
	out := append(atomPeople(in), x.people()...)
	if len(out) == 0 {
		out = peopleOf(firstOf(x.text("itunes", "author"), x.text("x", "editor")))
	}
	return out
}

// rssFeedAuthors are those of a channel. Who runs the machine is no author, but
// better than none.
func rssFeedAuthors(in *rss.Feed, x exts) []storage.Person {
	out := append(peopleOf(in.ManagingEditor), x.people()...)
	out = append(out, x.atomAuthors("atom", "author")...)
	if len(out) == 0 {
		out = peopleOf(x.text("itunes", "author"))
	}
	if len(out) == 0 {
		out = x.atomAuthors("itunes", "owner")
	}
	if len(out) == 0 {
		out = peopleOf(x.text("x", "editor"))
	}
	if len(out) == 0 {
		out = peopleOf(in.WebMaster)
	}
	return out
}
