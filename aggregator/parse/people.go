package parse

import (
	"slices"
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
	if mail == "" {
		return storage.Person{Name: s}
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

// parts reads a person from its parts; a name may hold the address of mail, or be
// that of a page.
func parts(name, mail, url string) storage.Person {
	p := storage.Person{Name: strings.TrimSpace(name), Email: strings.TrimPrefix(strings.TrimSpace(mail), "mailto:"), URL: strings.TrimSpace(url)}
	if q := personOf(p.Name); p.Email == "" && q.Email != "" || p.URL == "" && q.URL != "" {
		p.Name, p.Email, p.URL = q.Name, firstOf(p.Email, q.Email), firstOf(p.URL, q.URL)
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

// persons are people whose name, address and mail are elements of their own.
func (x exts) persons(space, name string) []storage.Person {
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

// authors are the format's own and those of Dublin Core and Atom. iTunes repeats or
// shortens what the others say, and editors and owners are seldom who wrote a text,
// so these count only when the others say nothing.
func (x exts) authors(own []storage.Person) []storage.Person {
	if len(x.m) == 0 {
		return own
	}
	return firstPeople(
		slices.Concat(own, peopleOf(x.texts("dc", "creator")...), peopleOf(x.texts("dc", "author")...), x.persons("atom", "author")),
		peopleOf(x.text("itunes", "author")),
		x.persons("itunes", "owner"),
		peopleOf(x.text("x", "editor")),
		x.credited(),
	)
}

// credited are the authors that Media RSS names: who has another part in a work
// (actor, producer, ...) is none.
func (x exts) credited() []storage.Person {
	var out []storage.Person
	for _, c := range x.mediaElements("credit") {
		if strings.EqualFold(strings.TrimSpace(c.Attrs["role"]), "author") {
			out = append(out, peopleOf(c.Value)...)
		}
	}
	return out
}

// contributors are better than nobody where there is no author.
func (x exts) contributors() []storage.Person {
	return append(peopleOf(x.texts("dc", "contributor")...), x.persons("atom", "contributor")...)
}

// firstPeople is the first list that names anybody.
func firstPeople(lists ...[]storage.Person) []storage.Person {
	for _, l := range lists {
		if l = people(l); len(l) > 0 {
			return l
		}
	}
	return nil
}

// rssAuthors are those of an item, of which gofeed would keep the last.
func rssAuthors(x exts) []storage.Person {
	return firstPeople(x.authors(x.persons("x", "author")), x.contributors())
}

// rssFeedAuthors are those of a channel. Who runs the machine or publishes it is no
// author, but better than none.
func rssFeedAuthors(in *rss.Feed, x exts) []storage.Person {
	return firstPeople(x.authors(peopleOf(in.ManagingEditor)), x.contributors(), peopleOf(in.WebMaster), peopleOf(x.texts("dc", "publisher")...))
}

func atomFeedAuthors(in *atom.Feed, x exts) []storage.Person {
	return firstPeople(x.authors(atomPeople(in.Authors)), atomPeople(in.Contributors), x.contributors(), peopleOf(x.texts("dc", "publisher")...))
}
