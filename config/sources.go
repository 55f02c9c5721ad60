package config

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// known is what feeds and OPML files can refer to.
type known struct {
	cfg       *Config
	names     map[string]place  // of each source
	addresses map[string]int    // sameAddress to the index in cfg.Sources
	places    map[int]place     // of the address of a source in cfg.Sources
	tags      map[string]string // TagKey to a way it is written; those with a mistake too
	unsure    bool              // an OPML file could not be read: names and tags are missing
	full      bool              // MaxSources was passed, and said so
}

// opmlEntry is a line "opml: PATH".
type opmlEntry struct {
	node *yaml.Node
	path string
	tags []string
	// copies holds for those of its sources that do not say it themselves.
	copies string
}

// sources reads all sources: those of the file first, since they win over those
// of OPML files.
func (l *loader) sources(root, n *yaml.Node, cfg *Config) *known {
	k := &known{
		cfg: cfg, names: map[string]place{}, addresses: map[string]int{},
		places: map[int]place{}, tags: map[string]string{},
	}
	if n == nil {
		if fieldOf(root, "sources") == nil { // else it has no value, and that has been said
			l.fail(root, sourcesHint, "there are no sources")
		}
		k.unsure = true
		return k
	}
	var files []opmlEntry
	mistakes := len(l.errs)
	l.list(n, "sources", MaxSources, func(item *yaml.Node) {
		if follow(item).Kind == yaml.MappingNode && fieldOf(item, "opml") != nil {
			files = append(files, l.opmlEntry(item, k))
			return
		}
		l.source(item, k)
	})
	for _, f := range files {
		l.includeOPML(f, k)
	}
	if len(cfg.Sources) == 0 {
		k.unsure = true // what feeds name cannot be judged
		if len(l.errs) == mistakes {
			l.fail(n, sourcesHint, "there are no sources")
		}
	}
	return k
}

// fieldOf is the value of a mapping's field; nil when it has none.
func fieldOf(n *yaml.Node, name string) *yaml.Node {
	n = follow(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// opmlEntry reads a line "opml: PATH", with tags that all its sources get, and what
// becomes of their copies.
func (l *loader) opmlEntry(n *yaml.Node, k *known) opmlEntry {
	e := opmlEntry{node: fieldOf(n, "opml")}
	l.fields(n, "a source with opml", map[string]func(*yaml.Node){
		"opml": func(n *yaml.Node) { e.path = l.filePath(n, "opml") },
		"tags": func(n *yaml.Node) { e.tags = l.sourceTags(n, k) },

		"copies": func(n *yaml.Node) { e.copies = l.choice(n, "copies", sourceCopies) },
	})
	return e
}

// What copies may be of a source and of a feed.
var (
	sourceCopies = []string{FoldCopies, KeepCopies, OwnCopies}
	feedCopies   = []string{FoldCopies, KeepCopies}
)

// source reads one source.
func (l *loader) source(n *yaml.Node, k *known) {
	var src Source
	var name, address, auth *yaml.Node
	var user Secret // in the address
	if follow(n).Kind == yaml.ScalarNode {
		l.fail(n, `write {name: …, url: "…"}, or {opml: …} for a file`, "a source wants fields, this is %s", kindOf(follow(n)))
		return
	}
	if !l.fields(n, "a source", map[string]func(*yaml.Node){
		"name": func(n *yaml.Node) { name = n; src.Name = l.name(n, "source", nameProblem, k.names) },
		"url": func(n *yaml.Node) {
			address = n
			src.URL, user = l.address(n)
			src.Shown = shownAddress(follow(n).Value, src.URL)
		},
		"title":   func(n *yaml.Node) { src.Title, _ = l.text(n, "title", MaxTextBytes) },
		"tags":    func(n *yaml.Node) { src.Tags = l.sourceTags(n, k) },
		"headers": func(n *yaml.Node) { src.Headers = l.headers(n) },
		"keep":    func(n *yaml.Node) { src.Keep = l.rule(n, "keep") },
		"drop":    func(n *yaml.Node) { src.Drop = l.rule(n, "drop") },
		"every":   func(n *yaml.Node) { l.sourceEvery(n, &src, k.cfg.Poll) },

		"auth":         func(n *yaml.Node) { auth = n; src.Auth = l.auth(n) },
		"user_agent":   func(n *yaml.Node) { src.UserAgent = l.userAgent(n) },
		"proxy":        func(n *yaml.Node) { src.Proxy = l.sourceProxy(n) },
		"insecure_tls": func(n *yaml.Node) { src.InsecureTLS, _ = l.boolean(n, "insecure_tls") },
		"max_bytes":    func(n *yaml.Node) { src.MaxBytes = l.maxBytes(n) },
		"delta":        func(n *yaml.Node) { src.Delta, _ = l.boolean(n, "delta") },
		"full_text":    func(n *yaml.Node) { src.FullText, _ = l.boolean(n, "full_text") },
		"archives":     func(n *yaml.Node) { src.Archives, _ = l.integer(n, "archives", 0, MaxArchives) },
		"spacing":      func(n *yaml.Node) { src.Spacing, _ = l.duration(n, "spacing", 0) },
		"copies":       func(n *yaml.Node) { src.Copies = l.choice(n, "copies", sourceCopies) },
	}) {
		return
	}
	l.unlock(&src, address, auth, user)
	l.complete(n, name, address, src.URL)
	if src.URL != "" {
		l.claimAddress(address, src, k)
	}
	k.cfg.Sources = append(k.cfg.Sources, src)
}

// complete notes what a source lacks.
func (l *loader) complete(n, name, address *yaml.Node, url string) {
	if name == nil {
		hint := nameHint
		if host, _ := slug(strings.TrimPrefix(hostOf(url), "www.")); host != "" {
			hint = "for example name: " + host
		}
		l.fail(n, hint, "the source has no name")
	}
	if address == nil {
		l.fail(n, "write url: https://host/path", "the source has no url")
	}
}

// claimAddress makes sure that no two sources are of one address.
func (l *loader) claimAddress(n *yaml.Node, src Source, k *known) {
	key := sameAddress(src.URL)
	if i, twice := k.addresses[key]; twice {
		other := k.cfg.Sources[i].Name
		l.fail(n, "the other is at "+k.places[i].seenFrom(l.file), "the url is that of source %q already", other)
		return
	}
	k.addresses[key] = len(k.cfg.Sources)
	k.places[len(k.cfg.Sources)] = l.placeOf(follow(n))
}

// name reads a name and makes sure that it is new.
func (l *loader) name(n *yaml.Node, what string, problem func(string) (string, string), taken map[string]place) string {
	s, ok := l.text(n, "name", MaxTextBytes)
	if !ok {
		return ""
	}
	if p, hint := problem(s); p != "" {
		l.fail(n, hint, "%s cannot be the name of a %s: %s", shown(follow(n)), what, p)
		taken[s] = l.placeOf(n) // so that a feed may name it without a second mistake
		return s
	}
	if other, twice := taken[s]; twice {
		l.fail(n, "the other is at "+other.seenFrom(l.file), "two %ss have the name %q", what, s)
		return s
	}
	taken[s] = l.placeOf(n)
	return s
}

// address reads the address of a source. A user and a password in it are taken
// out, to be sent as a header and shown nowhere.
func (l *loader) address(n *yaml.Node) (string, Secret) {
	s, ok := l.text(n, "url", MaxURLBytes)
	if !ok {
		return "", Secret{}
	}
	s, user := moveUserinfo(s)
	s, problem := checkAddress(s)
	if problem != nil {
		l.fail(n, problem.hint, "the url is no address of a feed: %s", problem.msg)
	}
	return s, user
}

// maxBytes reads the limit of a source's document.
func (l *loader) maxBytes(n *yaml.Node) int64 {
	v, ok := l.size(n, "max_bytes")
	if ok && (v < 1 || v > MaxBodyBytes) {
		l.fail(n, "at most 64MiB, which is what is read as a feed", "max_bytes is out of range: %s", shown(follow(n)))
		return 0
	}
	return v
}

// sourceEvery reads a source's own wish, which is bound as the common one is.
func (l *loader) sourceEvery(n *yaml.Node, src *Source, p Poll) {
	d, ok := l.duration(n, "every", pollLow)
	if !ok {
		return
	}
	if p.Min <= p.Max && (d < p.Min || d > p.Max) { // else that has been said
		l.fail(n, "from poll.min to poll.max: "+showDuration(p.Min)+" to "+showDuration(p.Max), "every is out of range: %s", shown(follow(n)))
		return
	}
	src.Every = d
}

// sourceTags reads the tags of sources. One with a mistake is remembered too, so
// that a feed with the tag is not a second mistake.
func (l *loader) sourceTags(n *yaml.Node, k *known) []string {
	if n = follow(n); n.Kind == yaml.ScalarNode {
		k.tags[TagKey(n.Value)] = n.Value
	}
	for _, item := range n.Content {
		k.tags[TagKey(follow(item).Value)] = follow(item).Value
	}
	return l.tags(n, func(_ *yaml.Node, tag string) { k.tags[TagKey(tag)] = tag })
}

// tags reads a list of tags, without repeats; each calls back.
func (l *loader) tags(n *yaml.Node, each func(*yaml.Node, string)) []string {
	var tags []string
	l.list(n, "tags", MaxTags, func(item *yaml.Node) {
		s, ok := l.text(item, "a tag", MaxTextBytes)
		if !ok {
			return
		}
		switch s = cleanTag(s); {
		case s == "":
			l.fail(item, "remove it", "a tag is empty")
		case utf8.RuneCountInString(s) > MaxTagLength:
			l.failLimit(item, MaxTagLength, "characters", "a tag has %d characters", utf8.RuneCountInString(s))
		default:
			each(item, s)
			tags = addTags(tags, s)
		}
	})
	return tags
}

// addTags appends the tags that are not there yet.
func addTags(tags []string, more ...string) []string {
	have := set(tags, TagKey)
	for _, t := range more {
		if key := TagKey(t); !have[key] {
			have[key] = true
			tags = append(tags, t)
		}
	}
	return tags
}
