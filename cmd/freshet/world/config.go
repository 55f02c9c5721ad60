package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How often the world's sources are polled, in world time, and the least that it
// may come to on the clock.
const (
	pollEvery = 10 * time.Minute
	pollMax   = time.Hour
	pollLeast = 2 * time.Second
)

// maxSocketPath is what systems allow for the path of a socket (unix(7)).
const maxSocketPath = 100

// feedLine is a feed of the world's config.
type feedLine struct{ name, title, tag, rule string }

var feedLines = []feedLine{
	{"all", "Everything", "", ", limit: 200"},
	{"tech", "Technology", "tech", ""},
	{"redian", "热点", "zh", ", drop: 'title contains \"" + advert + "\"'"},
	{"world", "World", "world", ""},
	{"science", "Science", "science", ", keep: 'lang startsWith \"en\"'"},
	{"sport", "Sport", "sport", ""},
	{"culture", "Culture", "culture", ""},
	{"markets", "Markets", "markets", ""},
}

// ConfigYAML is a config of freshet for this world: call it after Listen. The
// admin socket stands beside the store, or on a free loopback port where its path
// would be too long.
func (w *World) ConfigYAML(baseURL, listen, storePath string) []byte {
	var b bytes.Buffer
	head(&b, baseURL, listen, storePath)
	every := w.scaled(pollEvery, pollLeast).Round(time.Second)
	fmt.Fprintf(&b, "poll: {every: %s, min: %s, max: %s, spacing: 0, private_networks: true}\n",
		seconds(every), seconds(pollLeast), seconds(max(w.scaled(pollMax, pollLeast), every)))
	fmt.Fprintf(&b, "rank: {window: day, scale: %g}\n\nsources:\n", w.speed)
	tags := map[string]bool{"": true}
	for i := range w.sources {
		s := &w.sources[i]
		fmt.Fprintf(&b, "  - {name: %s, title: %s, url: %s, tags: [%s]}\n",
			s.Name, quote(s.Title), quote(w.FeedURL(s.Name)), strings.Join(s.Tags(), ", "))
		for _, t := range s.Tags() {
			tags[t] = true
		}
	}
	b.WriteString("\nfeeds:\n")
	for _, f := range feedLines {
		if !tags[f.tag] {
			continue
		}
		fmt.Fprintf(&b, "  - {name: %s, title: %s", f.name, quote(f.title))
		if f.tag != "" {
			fmt.Fprintf(&b, ", tags: [%s]", f.tag)
		}
		b.WriteString(f.rule + "}\n")
	}
	return b.Bytes()
}

// Feeds are the names of the feeds in ConfigYAML, where they select anything.
func (w *World) Feeds() []string {
	var names []string
	for _, f := range feedLines {
		if f.tag == "" || slices.ContainsFunc(w.sources, func(s Source) bool { return slices.Contains(s.Tags(), f.tag) }) {
			names = append(names, f.name)
		}
	}
	return names
}

// head writes what every config of an origin on loopback begins with.
func head(b *bytes.Buffer, baseURL, listen, storePath string) {
	admin := "unix:" + filepath.Join(filepath.Dir(storePath), "freshet.sock")
	if len(admin) > maxSocketPath {
		admin = "127.0.0.1:0"
	}
	fmt.Fprintf(b, "base_url: %s\ntitle: A small world\nlisten: %s\nstore: {path: %s}\nadmin: %s\ntrusted_proxies: [127.0.0.0/8, \"::1/128\"]\n",
		quote(baseURL), quote(listen), quote(storePath), quote(admin))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%ds", int(max(d, time.Second)/time.Second)) }

// quote writes a string as YAML: a JSON string is one in double quotes.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil { // strings always encode
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
