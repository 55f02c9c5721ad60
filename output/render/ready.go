package render

import (
	"hash/fnv"
	"html"
	"time"

	"freshet/storage"
)

// ready is an entry that may be written as it is: its text is scrubbed, its
// links are links, what must not be empty is not, and its dates are whole
// seconds.
func ready(e Entry) Entry {
	e.External = Link(e.External)
	e.Link = Link(e.Link)
	e.Image = Link(e.Image)
	e.Title = Headline(e.Title, e.Summary, e.Content, e.External)
	e.Note = line(e.Note)
	e.Summary, e.Content = bodies(e)
	e.ID = iri(e.ID, e.Link)
	e.Language = language(e.Language)
	e.Published, e.Updated = dates(e)
	e.Source = readySource(e)
	e.Authors = people(e.Authors, e.Source.Title)
	e.Categories = lines(e.Categories)
	e.Enclosures = files(e.Enclosures)
	e.Sightings = readySightings(e.Sightings)
	return e
}

// bodies are the texts to show: a summary only beside a content, and the note
// before both.
func bodies(e Entry) (summary, content string) {
	summary, content = scrub(e.Summary), scrub(e.Content)
	if content == "" || content == summary {
		summary, content = "", summary
	}
	if e.Note == "" {
		return summary, content
	}
	note := "<p><em>" + html.EscapeString(e.Note) + "</em></p>\n"
	if summary != "" {
		summary = note + summary
	}
	return summary, note + content
}

// dates are the published and updated times to show. Entries that came in one
// batch share a second, and the validator wants their updated times distinct:
// the fraction of the second is a hash of the id, so that it depends on nothing
// else in the document and never changes.
func dates(e Entry) (published, updated time.Time) {
	published, updated = whole(e.Published), whole(e.Updated)
	if updated.Before(published) {
		updated = published
	}
	if updated.IsZero() {
		updated = time.Unix(0, 0).UTC()
	}
	h := fnv.New64a()
	h.Write([]byte(e.ID))
	return published, updated.Add(time.Duration(h.Sum64()%1e6) * time.Microsecond)
}

// whole is t in UTC without its fraction, or zero when a four-digit year cannot
// say it.
func whole(t time.Time) time.Time {
	t = t.UTC().Truncate(time.Second)
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

func readySource(e Entry) SourceInfo {
	if e.Own {
		return SourceInfo{}
	}
	s := e.Source
	s.Name = line(s.Name)
	s.URL = Public(s.URL)
	s.Link = Public(s.Link)
	if s.Title = line(s.Title); s.Title == "" {
		s.Title = s.Name
	}
	if s.Title == "" {
		s.Title = "Unknown source"
	}
	s.ID = iri(s.ID, s.URL)
	if Link(s.ID) != "" { // it may be the feed's address
		s.ID = Public(s.ID)
	}
	if s.Updated = whole(s.Updated); s.Updated.IsZero() {
		s.Updated = e.Updated.Truncate(time.Second)
	}
	return s
}

// people are the authors to name. An entry always has one, so that it does not
// inherit ours (RFC 4287 section 4.2.1): the source when it names none.
func people(in []storage.Person, source string) []storage.Person {
	out := make([]storage.Person, 0, len(in))
	for _, p := range in {
		p = storage.Person{Name: line(p.Name), Email: address(p.Email), URL: Link(p.URL)}
		if p.Name == "" {
			p.Name = p.Email
		}
		if p.Name == "" {
			p.Name = p.URL
		}
		if p.Name != "" {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		out = append(out, storage.Person{Name: source})
	}
	return out
}

// lines are the texts that are not empty, on one line each, without repeats.
func lines(in []string) []string {
	out := make([]string, 0, len(in))
	seen := make(map[string]bool, len(in))
	for _, s := range in {
		if s = line(s); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func files(in []storage.Enclosure) []storage.Enclosure {
	out := make([]storage.Enclosure, 0, len(in))
	for _, f := range in {
		if u := Link(f.URL); u != "" {
			out = append(out, storage.Enclosure{URL: u, Type: mediaType(f.Type), Length: max(f.Length, 0)})
		}
	}
	return out
}

func readySightings(in []Sighting) []Sighting {
	out := make([]Sighting, len(in))
	for i, s := range in {
		out[i] = Sighting{Source: line(s.Source), URL: Link(s.URL), Title: line(s.Title), Published: whole(s.Published)}
	}
	return out
}
