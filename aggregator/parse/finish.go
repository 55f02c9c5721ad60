package parse

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"freshet/storage"
)

// finish does what all formats need: no id empty or doubled, no blank names, no
// dates that are none, hashes.
func finish(f *Feed) {
	f.Title = strings.TrimSpace(f.Title)
	f.Description = strings.TrimSpace(f.Description)
	f.Authors, f.byline = people(f.Authors), people(f.byline)
	f.Categories = names(f.Categories)
	f.Updated, f.Published = real(f.Updated), real(f.Published)
	for i := range f.Items {
		it := &f.Items[i]
		it.Title = strings.TrimSpace(it.Title)
		it.Authors = people(it.Authors)
		it.Categories = names(it.Categories)
		it.Enclosures = files(it.Enclosures)
		it.Language = firstOf(it.Language, f.Language)
		it.Published, it.Updated = real(it.Published), real(it.Updated)
		identify(it)
		it.Hash = hash(it)
		if len(it.Authors) == 0 {
			it.Authors = f.byline // not in the hash: a change of the feed is none of each item
		}
		it.Published = firstTime(it.Published, it.Updated)
		f.Entries[f.at[i]].read(it)
	}
	f.identities()
}

// tellApart gives ids of their own to items that share one.
func (f *Feed) tellApart() {
	told, same := distinguish(f.Items)
	if told > 0 {
		f.repaired("%d items share an id and are told apart by their links, titles or texts", told)
		for i := range f.Items {
			f.Entries[f.at[i]].ID = f.Items[i].ID
		}
	}
	if same > 0 {
		f.repaired("%s repeated: the same id, and nothing that tells them apart", count(same, "item"))
	}
}

// real drops the dates that programs write when they have none: the zero of Unix
// time, of Go and .NET, of the Macintosh and of spreadsheets.
func real(t time.Time) time.Time {
	switch {
	case t.Year() <= 1900, t.Year() == 1904 && t.YearDay() == 1:
		return time.Time{}
	case t.Year() == 1970 && t.YearDay() == 1, t.Year() == 1969 && t.YearDay() == 365:
		return time.Time{}
	}
	return t
}

// identify gives an item without an id one: its link, else a hash of what it
// says. What says nothing is known by its date and its names; two that have not even
// these are one.
func identify(it *Item) {
	if it.ID != "" {
		return
	}
	if it.URL != "" {
		it.ID, it.IDFrom = it.URL, IDFromLink
		return
	}
	says := []string{it.Title, it.Summary.Value, it.Content.Value, enclosed(it)}
	if !slices.ContainsFunc(says, func(s string) bool { return s != "" }) {
		says = append(said(it), it.Image)
	}
	it.ID, it.IDFrom = "sha256:"+digest(says...), IDFromContent
}

// said is what is known of an item that says nothing.
func said(it *Item) []string {
	out := slices.Clone(it.Categories)
	for _, p := range it.Authors {
		out = append(out, p.Name, p.Email, p.URL)
	}
	for _, t := range [...]time.Time{it.Published, it.Updated} {
		if !t.IsZero() {
			out = append(out, t.Format(time.RFC3339))
		}
	}
	return out
}

// enclosed is the first file of an item, which may be all it has.
func enclosed(it *Item) string {
	if len(it.Enclosures) == 0 {
		return ""
	}
	return it.Enclosures[0].URL
}

// digest is a hash that nobody can make collide.
func digest(ss ...string) string {
	h := sha256.New()
	for _, s := range ss {
		h.Write([]byte(strconv.Itoa(len(s))))
		h.Write([]byte{':'})
		h.Write([]byte(s))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
}

// distinguish tells items apart that were given one id: by their links, and those
// that have their link for an id by their titles; what that leaves together and has
// no title, by its text. All of them get another id, so that none depends on the
// order or on which one has already left the document. Items that do not differ so
// are left as they are: they are the same item twice. It returns how many ids it
// changed, and how many items still repeat the id of another.
func distinguish(items []Item) (told, same int) {
	if repeats(items) == 0 {
		return 0, 0
	}
	told = apart(items, distinction) + apart(items, textMark)
	return told, repeats(items)
}

// repeats counts the items whose id an earlier one has.
func repeats(items []Item) int {
	ids := make(map[string]bool, len(items))
	for i := range items {
		ids[items[i].ID] = true
	}
	return len(items) - len(ids)
}

// apart adds the marks of items to the id that they share, where the marks differ.
func apart(items []Item, mark func(*Item) string) int {
	marks := make(map[string]string, len(items))
	shared := map[string]bool{}
	for i := range items {
		it := &items[i]
		m := mark(it)
		if other, ok := marks[it.ID]; ok && m != other {
			shared[it.ID] = true
		}
		marks[it.ID] = m
	}
	n := 0
	for i := range items {
		it := &items[i]
		if m := mark(it); m != "" && shared[it.ID] {
			it.ID += " " + m
			n++
		}
	}
	return n
}

// distinction is what tells an item from another one of the same id.
func distinction(it *Item) string {
	switch it.IDFrom {
	case IDFromLink:
		if title := firstOf(it.Title, it.Summary.Value); title != "" {
			return "sha256:" + digest(title)
		}
	case IDFromGUID, IDFromAbout:
		return it.URL
	}
	return ""
}

// textMark is what tells an item without a title from another one: a title says
// which are the same item, changed.
func textMark(it *Item) string {
	if it.Title != "" || it.Summary.Value == "" && it.Content.Value == "" {
		return ""
	}
	return "sha256:" + digest(it.Summary.Value, it.Content.Value)
}

// maxListed bounds the authors, the categories and the files that are kept of one
// item; a store keeps fewer still.
const maxListed = 256

// people drops those without any name and repeats.
func people(in []storage.Person) []storage.Person {
	var out []storage.Person
	for _, p := range in {
		if p != (storage.Person{}) && len(out) < maxListed && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// names drops blanks and repeats.
func names(in []string) []string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" && len(out) < maxListed && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// files drops those without an address; of two with the same address, the one
// that says more stays, where the first one was.
func files(in []storage.Enclosure) []storage.Enclosure {
	var out []storage.Enclosure
	for _, e := range in {
		if e.URL == "" || len(out) >= maxListed {
			continue
		}
		at := slices.IndexFunc(out, func(o storage.Enclosure) bool { return o.URL == e.URL })
		if at < 0 {
			out = append(out, e)
			continue
		}
		out[at].Type = firstOf(out[at].Type, e.Type)
		out[at].Length = max(out[at].Length, e.Length)
	}
	return out
}
