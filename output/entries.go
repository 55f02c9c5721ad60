package output

import (
	"fmt"
	"strings"
	"time"

	"freshet/output/render"
	"freshet/storage"
)

// sources are what is shown of each source, by its name in the config.
type sources map[string]render.SourceInfo

// sourcesOf joins what the config says of sources with what they say of
// themselves. A source that is gone from the config is in no list, but stories
// that were taken from it still name it, without the query of its address: nobody
// says any more whether it holds a secret.
func sourcesOf(configured []SourceInfo, known []storage.SourceStatus) sources {
	out := make(sources, len(known))
	for i := range known {
		s := &known[i]
		doc := &s.State.Document
		out[s.Source.Name] = render.SourceInfo{
			Name: s.Source.Name, Title: doc.Title, URL: withoutQuery(s.Source.URL), Link: doc.Link, ID: doc.ID,
		}
	}
	for _, c := range configured {
		s := out[c.Name]
		s.Name, s.URL = c.Name, c.URL
		if c.Title != "" {
			s.Title = c.Title
		}
		if c.Link != "" {
			s.Link = c.Link
		}
		out[c.Name] = s
	}
	return out
}

func withoutQuery(address string) string {
	bare, _, _ := strings.Cut(address, "?")
	return bare
}

// of is a source, at least its name.
func (s sources) of(name string) render.SourceInfo {
	info, ok := s[name]
	if !ok {
		info.Name = name
	}
	if info.Title == "" {
		info.Title = name
	}
	return info
}

// lead is the source of the item that a story shows.
func (s sources) lead(sightings []storage.Sighting, lead int) render.SourceInfo {
	if lead < 0 || lead >= len(sightings) {
		return render.SourceInfo{}
	}
	return s.of(sightings[lead].Source)
}

// item is an entry that shows an item of a story.
func (s sources) item(lead *storage.Item, at int, sightings []storage.Sighting) render.Entry {
	e := render.Entry{
		Title: lead.Title, Summary: lead.Summary, Content: lead.Content, External: lead.URL,
		Authors: lead.Authors, Categories: lead.Categories, Enclosures: lead.Enclosures,
		Image: lead.Image, Language: lead.Language, Source: s.lead(sightings, at),
		Sightings: make([]render.Sighting, len(sightings)),
	}
	for i := range sightings {
		g := &sightings[i]
		e.Sightings[i] = render.Sighting{Source: g.Source, URL: g.URL, Title: g.Title, Published: g.Published}
	}
	return e
}

// story is a story's entry in a feed.
func (s sources) story(site *site, st *storage.Story, feed uint32, ch storage.Channel, rank int) render.Entry {
	e := s.item(&st.Lead, st.LeadSighting, st.Sightings)
	e.ID, e.Story = site.storyTag(st.ID), st.ID.String()
	e.Link = site.link(&st.Lead, st.ID, feed, ch, rank)
	e.Published, e.Updated = st.Date, st.Updated
	return e
}

// telling is the entry of a telling in a feed.
func (s sources) telling(site *site, f *feed, t *telling) render.Entry {
	e := s.story(site, &t.Story, f.hash, storage.ChannelFeed, 0)
	e.ID, e.Link = site.tellingTag(t), site.address(site.tellingWay(t, f.hash, storage.ChannelFeed))
	return e
}

// promotion is an entry of a trending feed. It is dated when the story entered,
// so that readers, who sort by date and know entries by id, show it then and
// once; everything else in it is as it was then.
func (s sources) promotion(site *site, f *feed, p *storage.Promotion) render.Entry {
	e := s.item(&p.Lead, p.LeadSighting, p.Sightings)
	e.ID, e.Story = site.promotionTag(f.Name, p.Story), p.Story.String()
	e.Link = site.link(&p.Lead, p.Story, f.hash, storage.ChannelTrending, 0)
	e.Published, e.Updated, e.Note = p.At, p.At, p.Note
	return e
}

// note is why a story entered a trending feed, in words that stay true.
func (s sources) note(f *feed, st *storage.Story, now time.Time) string {
	const layout = "2 January 2006, 15:04 UTC"
	first := "an unknown source"
	if len(st.Sightings) > 0 {
		first = s.of(st.Sightings[0].Source).Title
	}
	told := "told by one source"
	if n := carriers(st.Sightings); n > 1 {
		told = fmt.Sprintf("told by %d sources", n)
	}
	return fmt.Sprintf("First published %s by %s; reached the top of %s %s, %s.",
		st.Date.UTC().Format(layout), first, f.Title, now.UTC().Format(layout), told)
}

// head is a feed's document without its entries.
func (s *site) head(f *feed) render.Feed {
	return render.Feed{
		Site: s.address("/feeds/" + f.Name), ID: s.tag("feed/" + f.Name),
		Title: f.Title, Description: f.Description, Generator: generator,
	}
}

// trendingHead is the head of a feed's trending feed.
func (s *site) trendingHead(f *feed) render.Feed {
	return render.Feed{
		Site: s.address("/feeds/" + f.Name), ID: s.tag("feed/" + f.Name + "/trending"), Generator: generator,
		Title:       f.Title + ": trending",
		Description: "Stories of " + f.Title + " that became popular, each once, when it did.",
	}
}
