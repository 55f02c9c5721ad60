package parse

import (
	"bytes"
	"encoding/json"
)

var (
	feedStrings = []string{"version", "title", "home_page_url", "feed_url", "description", "user_comment",
		"next_url", "icon", "favicon", "language"}
	itemStrings = []string{"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
		"banner_image", "date_published", "date_modified", "language"}
	personStrings     = []string{"name", "url", "avatar"}
	attachmentStrings = []string{"url", "mime_type", "title"}
)

// object is a JSON object whose members are not read yet.
type object = map[string]json.RawMessage

// fitFeed gives each member of a feed the type that the specification gives it; a
// member that cannot have it is left out.
func fitFeed(in object) map[string]any {
	out := fitStrings(in, feedStrings)
	fitPeople(in, out)
	if raw, ok := in["expired"]; ok {
		out["expired"] = raw
	}
	if raw, ok := in["hubs"]; ok {
		out["hubs"] = raw
	}
	if list, ok := asList(in["items"]); ok {
		items := []map[string]any{}
		for _, raw := range list {
			if it, ok := asObject(raw); ok {
				items = append(items, fitItem(it))
			}
		}
		out["items"] = items
	}
	return out
}

func fitItem(in object) map[string]any {
	out := fitStrings(in, itemStrings)
	fitPeople(in, out)
	if tags := strs(in["tags"]); len(tags) > 0 {
		out["tags"] = tags
	}
	var files []map[string]any
	for _, raw := range listOf(in["attachments"]) {
		if a, ok := asObject(raw); ok {
			file := fitStrings(a, attachmentStrings)
			if size, ok := a["size_in_bytes"]; ok {
				file["size_in_bytes"] = size
			}
			files = append(files, file)
		}
	}
	if files != nil {
		out["attachments"] = files
	}
	return out
}

// fitPeople makes authors of whatever stands in author and authors.
func fitPeople(in object, out map[string]any) {
	var authors []map[string]any
	for _, raw := range append(listOf(in["authors"]), listOf(in["author"])...) {
		if o, ok := asObject(raw); ok {
			authors = append(authors, fitStrings(o, personStrings))
		} else if s := str(raw); s != "" {
			authors = append(authors, map[string]any{"name": s})
		}
		if len(authors) > 0 && len(listOf(in["authors"])) == 0 {
			break
		}
	}
	if authors != nil {
		out["authors"] = authors
	}
}

func fitStrings(in object, names []string) map[string]any {
	out := map[string]any{}
	for _, name := range names {
		if s := str(in[name]); s != "" {
			out[name] = s
		}
	}
	return out
}

// str reads a string, a number or a truth as text; of a list, its first.
func str(raw json.RawMessage) string {
	if list, ok := asList(raw); ok && len(list) > 0 {
		raw = bytes.TrimSpace(list[0])
	}
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] == '[' || raw[0] == '{' || bytes.Equal(raw, []byte("null")) {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func strs(raw json.RawMessage) []string {
	var out []string
	for _, r := range listOf(raw) {
		if s := str(r); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// listOf reads a list; one thing where a list should be is a list of it.
func listOf(raw json.RawMessage) []json.RawMessage {
	if list, ok := asList(raw); ok {
		return list
	}
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil
	}
	return []json.RawMessage{raw}
}

func asList(raw json.RawMessage) (list []json.RawMessage, ok bool) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	return list, json.Unmarshal(raw, &list) == nil
}

func asObject(raw json.RawMessage) (o object, ok bool) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '{' {
		return nil, false
	}
	return o, json.Unmarshal(raw, &o) == nil
}
