package parse

import (
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"freshet/storage"
)

// mediaElements are the elements of Media RSS of one name, wherever they stand:
// in the item, in a group, in a content.
func (x exts) mediaElements(name string) []ext.Extension {
	m := x.m["media"]
	if m == nil {
		return nil
	}
	out := append([]ext.Extension(nil), m[name]...)
	for _, c := range m["content"] {
		out = append(out, c.Children[name]...)
	}
	for _, g := range m["group"] {
		out = append(out, g.Children[name]...)
		for _, c := range g.Children["content"] {
			out = append(out, c.Children[name]...)
		}
	}
	return out
}

// media are the files of Media RSS.
func (x exts) media() []storage.Enclosure {
	var out []storage.Enclosure
	for _, c := range x.mediaElements("content") {
		url := strings.TrimSpace(c.Attrs["url"])
		if url == "" {
			continue
		}
		out = append(out, storage.Enclosure{
			URL:    url,
			Type:   mediaType(firstOf(c.Attrs["type"], c.Attrs["medium"])),
			Length: byteCount(c.Attrs["fileSize"]),
		})
	}
	for _, p := range x.mediaElements("peerLink") {
		out = append(out, storage.Enclosure{URL: strings.TrimSpace(p.Attrs["href"]), Type: mediaType(p.Attrs["type"])})
	}
	return out
}

// mediaType makes a media type of what stands where one should; a bare medium
// ("image") becomes the type of all its kinds.
func mediaType(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "image", s == "audio", s == "video":
		return s + "/*"
	case !strings.Contains(s, "/"):
		return ""
	}
	return s
}

// enclosures are those of RSS where Atom is the format.
func (x exts) enclosures() []storage.Enclosure {
	var out []storage.Enclosure
	for _, e := range x.all("x", "enclosure") {
		out = append(out, storage.Enclosure{URL: strings.TrimSpace(e.Attrs["url"]), Type: mediaType(e.Attrs["type"]), Length: byteCount(e.Attrs["length"])})
	}
	return out
}

// saidImage is the picture that iTunes is told of.
func saidImage(x exts) string {
	return firstOf(x.attr("itunes", "image", "href"), x.attr("itunes", "image", "url"), x.text("itunes", "image"))
}

// itemImage is the picture of an item by what says that it is one.
func itemImage(x exts) string {
	if len(x.m) == 0 {
		return ""
	}
	if s := saidImage(x); s != "" {
		return s
	}
	for _, t := range x.mediaElements("thumbnail") {
		if s := firstOf(t.Attrs["url"], t.Value); s != "" {
			return s
		}
	}
	for _, c := range x.mediaElements("content") {
		if strings.HasPrefix(mediaType(firstOf(c.Attrs["type"], c.Attrs["medium"])), "image/") && c.Attrs["url"] != "" {
			return strings.TrimSpace(c.Attrs["url"])
		}
	}
	for _, i := range x.all("x", "image") {
		if u := firstOf(i.Attrs["url"], i.Attrs["href"], i.Value); u != "" {
			return u
		}
		for _, u := range i.Children["url"] {
			return strings.TrimSpace(u.Value)
		}
	}
	return ""
}

// firstFile is the first enclosure that is more than a picture.
func firstFile(es []storage.Enclosure) string {
	for _, e := range es {
		if !strings.HasPrefix(e.Type, "image/") {
			return e.URL
		}
	}
	return ""
}

// firstPicture is the first enclosure that is one.
func firstPicture(es []storage.Enclosure) string {
	for _, e := range es {
		if strings.HasPrefix(e.Type, "image/") {
			return e.URL
		}
	}
	return ""
}
