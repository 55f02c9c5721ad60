package parse

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	jsonfeed "github.com/mmcdole/gofeed/json"

	"freshet/aggregator/parse/internal/charsets"
	"freshet/aggregator/parse/internal/date"
	"freshet/aggregator/parse/internal/tidy"
	"freshet/storage"
)

var jsonParser jsonfeed.Parser

// readJSON reads JSON Feed 1.0 and 1.1. gofeed reads what is as specified; what it
// refuses is mended and given to it again.
func readJSON(text string) (*Feed, error) {
	if text[0] != '{' {
		return nil, fmt.Errorf("%w: it is a JSON array, and JSON Feed is an object", ErrNotFeed)
	}
	if err := bounded(text); err != nil {
		return nil, err
	}
	var repairs []string
	cut := false
	in, err := jsonParser.Parse(strings.NewReader(text))
	if err != nil {
		mended, wasCut, mendErr := mendJSON(text)
		if mendErr != nil {
			return nil, mendErr
		}
		cut = wasCut
		if in, err = jsonParser.Parse(strings.NewReader(mended)); err != nil {
			return nil, fmt.Errorf("%w: it is broken JSON: %v", ErrNotFeed, err)
		}
		text = mended
		repairs = append(repairs, "JSON: not as specified, read field by field")
	}
	if !isJSONFeed(in, text) {
		return nil, fmt.Errorf("%w: it is JSON without a version or items of JSON Feed", ErrNotFeed)
	}
	f, err := mapJSON(in)
	if err != nil {
		return nil, err
	}
	f.Hubs, f.Repairs, f.Cut = jsonHubs(text), repairs, cut
	return f, nil
}

// bounded counts the objects of a document and how deep they are, before a parser
// makes them all.
func bounded(text string) error {
	objects, listed, depth, inside := 0, 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			inside = !inside
		case c == '\\' && inside:
			i++
		case inside:
		case c == '{' || c == '[':
			objects++
			if depth++; depth == 3 && c == '{' {
				listed++ // an item, or another thing in a list of the document
			}
		case c == '}' || c == ']':
			depth--
		}
		if listed > 2*tidy.MaxItems {
			return &LimitError{Limit: "items", Max: tidy.MaxItems}
		}
		if objects > tidy.MaxElements {
			return &LimitError{Limit: "elements", Max: tidy.MaxElements}
		}
		if depth > tidy.MaxDepth {
			return &LimitError{Limit: "depth", Max: tidy.MaxDepth}
		}
	}
	return nil
}

// isJSONFeed reports whether an object is a feed: its version says so, or it has
// an array of items. An error message in JSON is no empty feed.
func isJSONFeed(in *jsonfeed.Feed, text string) bool {
	if strings.Contains(in.Version, "jsonfeed.org") || len(in.Items) > 0 {
		return true
	}
	var probe struct{ Items json.RawMessage }
	return json.Unmarshal([]byte(text), &probe) == nil && len(probe.Items) > 0 && probe.Items[0] == '['
}

func mapJSON(in *jsonfeed.Feed) (*Feed, error) {
	version := jsonVersion(in.Version)
	f := &Feed{
		Version: version,
		Expired: in.Expired,
		History: History{Next: strings.TrimSpace(in.NextURL)},
		Document: storage.Document{
			Format:      strings.TrimSpace("json " + version),
			ID:          charsets.Clean(in.FeedURL),
			Title:       charsets.Clean(in.Title),
			Link:        charsets.Clean(in.HomePageURL),
			Description: charsets.Clean(in.Description),
			Language:    charsets.Clean(in.Language),
			Image:       charsets.Clean(firstOf(in.Icon, in.Favicon)),
			Authors:     jsonPeople(in.Author, in.Authors),
			Self:        charsets.Clean(in.FeedURL),
		},
		TitleType:       jsonTitle(in.Title),
		DescriptionType: TypeText,
	}
	f.byline = f.Authors
	if len(in.Items) > tidy.MaxItems {
		return nil, &LimitError{Limit: "items", Max: tidy.MaxItems}
	}
	for _, i := range in.Items {
		if i == nil {
			continue
		}
		if max(len(i.ContentHTML), len(i.ContentText), len(i.Summary)) > tidy.MaxText {
			return nil, &LimitError{Limit: "text", Max: tidy.MaxText}
		}
		it := jsonItem(i)
		if it.ID == "" && it.URL == "" {
			continue // JSON Feed 1.1: an item without an id must be passed over
		}
		f.Items = append(f.Items, it)
	}
	return f, nil
}

// reference is a character reference of HTML (HTML section 13.1.4).
var reference = regexp.MustCompile(`&(#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)

// jsonTitle says how a title is written. It ought to be plain text, but programs
// that also write RSS put references to characters there, which no headline means.
func jsonTitle(title string) TextType {
	if reference.MatchString(title) {
		return TypeHTML
	}
	return TypeText
}

func jsonItem(in *jsonfeed.Item) Item {
	it := Item{
		ID:         strings.TrimSpace(charsets.Clean(in.ID)),
		IDFrom:     IDFromGUID,
		URL:        charsets.Clean(firstOf(in.URL, in.ExternalURL)),
		Title:      charsets.Clean(in.Title),
		TitleType:  jsonTitle(in.Title),
		Summary:    Text{Value: charsets.Clean(strings.TrimSpace(in.Summary)), Type: TypeText},
		Authors:    jsonPeople(in.Author, in.Authors),
		Categories: cleanAll(in.Tags),
		Image:      charsets.Clean(firstOf(in.Image, in.BannerImage)),
		Language:   charsets.Clean(in.Language),
		Published:  jsonDate(in.DatePublished),
		Updated:    jsonDate(in.DateModified),
	}
	if s := charsets.Clean(strings.TrimSpace(in.ContentHTML)); s != "" {
		it.Content = Text{Value: s, Type: TypeHTML}
	} else {
		it.Content = Text{Value: charsets.Clean(strings.TrimSpace(in.ContentText)), Type: TypeText}
	}
	if in.Attachments != nil {
		for _, a := range *in.Attachments {
			it.Enclosures = append(it.Enclosures, storage.Enclosure{
				URL: charsets.Clean(strings.TrimSpace(a.URL)), Type: mediaType(charsets.Clean(a.MimeType)), Length: max(a.SizeInBytes, 0),
			})
		}
	}
	return it
}

// jsonPeople prefers the authors of 1.1 to the author of 1.0.
func jsonPeople(one *jsonfeed.Author, many []*jsonfeed.Author) []storage.Person {
	if len(many) == 0 {
		many = []*jsonfeed.Author{one}
	}
	var out []storage.Person
	for _, a := range many {
		if a != nil {
			out = append(out, parts(charsets.Clean(a.Name), "", charsets.Clean(a.URL)))
		}
	}
	return people(out)
}

func jsonDate(s string) time.Time {
	t, _ := date.Parse(s)
	return t
}

func cleanAll(in []string) []string {
	var out []string
	for _, s := range in {
		out = append(out, charsets.Clean(s))
	}
	return out
}

// jsonVersion is the number at the end of a version's address.
func jsonVersion(v string) string {
	if !strings.Contains(v, "jsonfeed.org") {
		return ""
	}
	v = path.Base(v)
	if v == "1" {
		return "1.0"
	}
	return v
}

// jsonHubs lists the WebSub hubs, which gofeed does not read.
func jsonHubs(text string) []string {
	if !strings.Contains(text, `"hubs"`) {
		return nil
	}
	var doc struct {
		Hubs []struct{ Type, URL string }
	}
	if json.Unmarshal([]byte(text), &doc) != nil {
		return nil
	}
	var out []string
	for _, h := range doc.Hubs {
		if t := strings.ToLower(h.Type); h.URL != "" && (t == "websub" || t == "pubsubhubbub" || t == "") {
			out = append(out, h.URL)
		}
	}
	return out
}
