package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/gorilla/feeds"

	"freshet/storage"
)

const (
	jsonVersion = "https://jsonfeed.org/version/1.1"
	// aboutExtension says what the members of _freshet are, as the format wishes.
	aboutExtension = "The sources that told this story, as each published it."
)

// JSON writes a feed as JSON Feed 1.1.
func JSON(f Feed) ([]byte, error) {
	return new(Press).Lay(f).JSON(f.Self)
}

// HotJSON writes a live list in the shape of JSON Feed 1.1, with the rank, the
// score and its reasons, and the clicks of each entry.
func HotJSON(f Feed) ([]byte, error) {
	parts := make([][]byte, 0, len(f.Entries))
	for _, e := range f.Entries {
		part, err := marshalJSON(hotEntry(ready(e), e))
		if err != nil {
			return nil, fmt.Errorf("render hot entry %.80q: %w", e.ID, err)
		}
		parts = append(parts, part)
	}
	return joinJSON(f, parts)
}

type jsonDoc struct {
	feeds.JSONFeed
	About *jsonAbout `json:"_freshet,omitempty"`
	// Items stays last: the entries, which are written already, go in there.
	Items []json.RawMessage `json:"items"`
}

type jsonAbout struct {
	About string `json:"about"`
}

type jsonItem struct {
	feeds.JSONItem
	Language    string           `json:"language,omitempty"`
	Attachments []jsonAttachment `json:"attachments,omitempty"`
	Freshet     any              `json:"_freshet,omitempty"`
}

type jsonAttachment struct {
	URL  string `json:"url"`
	Type string `json:"mime_type"`
	Size int64  `json:"size_in_bytes,omitempty"`
}

type jsonSighting struct {
	Source    string    `json:"source"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Published time.Time `json:"published,omitzero"`
}

type storyExtension struct {
	Story     string         `json:"story"`
	Note      string         `json:"note,omitempty"`
	Sightings []jsonSighting `json:"sightings"`
}

type hotExtension struct {
	Story     string         `json:"story"`
	Rank      int            `json:"rank"`
	Score     float64        `json:"score"`
	Why       []Why          `json:"why"`
	Clicks    int            `json:"clicks,omitempty"`
	Sightings []jsonSighting `json:"sightings"`
}

// joinJSON writes the head and puts the entries into its empty list.
func joinJSON(f Feed, parts [][]byte) ([]byte, error) {
	d := jsonDoc{Items: []json.RawMessage{}}
	if !slices.ContainsFunc(f.Entries, func(e Entry) bool { return e.Own }) {
		d.About = &jsonAbout{aboutExtension}
	}
	d.JSONFeed = feeds.JSONFeed{
		Version:     jsonVersion,
		Title:       or(line(f.Title), "Untitled feed"),
		Description: line(f.Description),
		HomePageUrl: Link(f.Site),
		FeedUrl:     Link(f.Self),
		Language:    language(f.Language),
	}
	if hub := Link(f.Hub); hub != "" {
		d.Hubs = []*feeds.JSONHub{{Type: "WebSub", Url: hub}}
	}
	head, err := marshalJSON(d)
	if err != nil {
		return nil, fmt.Errorf("render JSON feed %.80q: %w", f.Self, err)
	}
	const tail = "]}"
	out := bytes.NewBuffer(make([]byte, 0, len(head)+total(parts)))
	out.Write(bytes.TrimSuffix(head, []byte(tail)))
	out.Write(bytes.Join(parts, []byte(",\n")))
	out.WriteString(tail + "\n")
	return out.Bytes(), nil
}

func total(parts [][]byte) int {
	n := 0
	for _, p := range parts {
		n += len(p) + 2
	}
	return n
}

func marshalJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	// The document is never part of an HTML page.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// jsonEntry is one item, from a ready entry.
func jsonEntry(e Entry) *jsonItem {
	it := &jsonItem{
		Language:    e.Language,
		Attachments: attachments(e.Enclosures),
	}
	if !e.Own {
		it.Freshet = storyExtension{e.Story, e.Note, jsonSightings(e.Sightings)}
	}
	it.JSONItem = feeds.JSONItem{
		Id:           e.ID,
		Url:          e.Link,
		ExternalUrl:  e.External,
		Title:        e.Title,
		Summary:      Text(e.Summary, maxSummary),
		ContentHTML:  e.Content,
		Image:        e.Image,
		ModifiedDate: &e.Updated,
		Tags:         e.Categories,
	}
	if e.Content == "" {
		it.ContentText = e.Title // one of the two is required
	}
	if !e.Published.IsZero() {
		it.PublishedDate = &e.Published
	}
	for _, p := range e.Authors {
		it.Authors = append(it.Authors, &feeds.JSONAuthor{Name: p.Name, Url: authorURL(p)})
	}
	return it
}

// hotEntry is an item of the live list: e is ready, from is what it was made of.
func hotEntry(e, from Entry) *jsonItem {
	it := jsonEntry(e)
	why := make([]Why, len(from.Why))
	for i, w := range from.Why {
		why[i] = Why{Term: line(w.Term), Text: line(w.Text), Value: w.Value}
	}
	it.Freshet = hotExtension{e.Story, e.Rank, e.Score, why, e.Clicks, jsonSightings(e.Sightings)}
	return it
}

// authorURL is an author's page, or the address as the format wishes it.
func authorURL(p storage.Person) string {
	if p.URL == "" && p.Email != "" {
		return "mailto:" + p.Email
	}
	return p.URL
}

func attachments(in []storage.Enclosure) []jsonAttachment {
	out := make([]jsonAttachment, len(in))
	for i, f := range in {
		out[i] = jsonAttachment{URL: f.URL, Type: f.Type, Size: f.Length}
	}
	return out
}

func jsonSightings(in []Sighting) []jsonSighting {
	out := make([]jsonSighting, len(in))
	for i, s := range in {
		out[i] = jsonSighting(s)
	}
	return out
}
