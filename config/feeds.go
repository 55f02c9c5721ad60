package config

import (
	"go.yaml.in/yaml/v4"
)

// feeds reads the feeds. When there are none, one has everything.
func (l *loader) feeds(n *yaml.Node, k *known) []Feed {
	var feeds []Feed
	names := map[string]place{}
	if n != nil {
		refs := &references{known: k}
		l.list(n, "feeds", MaxFeeds, func(item *yaml.Node) {
			if f, ok := l.feed(item, names, refs); ok {
				feeds = append(feeds, f)
			}
		})
	}
	if len(feeds) == 0 {
		feeds = []Feed{{Name: "all", Title: "Everything", Limit: defaultLimit}}
	}
	return feeds
}

// feed reads one feed.
func (l *loader) feed(n *yaml.Node, names map[string]place, refs *references) (Feed, bool) {
	f := Feed{Limit: defaultLimit}
	named := false
	ok := l.fields(n, "a feed", map[string]func(*yaml.Node){
		"name":        func(n *yaml.Node) { named = true; f.Name = l.name(n, "feed", feedNameProblem, names) },
		"title":       func(n *yaml.Node) { f.Title, _ = l.text(n, "title", MaxTextBytes) },
		"description": func(n *yaml.Node) { f.Description, _ = l.text(n, "description", MaxTextBytes) },
		"tags":        func(n *yaml.Node) { f.Tags = l.feedTags(n, refs) },
		"sources":     func(n *yaml.Node) { f.Sources = l.feedSources(n, refs) },
		"keep":        func(n *yaml.Node) { f.Keep = l.rule(n, "keep") },
		"drop":        func(n *yaml.Node) { f.Drop = l.rule(n, "drop") },
		"limit": func(n *yaml.Node) {
			if v, ok := l.integer(n, "limit", 1, MaxFeedLimit); ok {
				f.Limit = v
			}
		},
		"copies": func(n *yaml.Node) { f.Copies = l.feedCopies(n) },
	})
	if ok && !named {
		l.fail(n, "for example name: all", "the feed has no name")
	}
	if f.Title == "" {
		f.Title = f.Name
	}
	return f, ok
}

// feedCopies reads whether a feed folds copies. Own is a word of sources: who
// writes it of a feed is told where it belongs.
func (l *loader) feedCopies(n *yaml.Node) string {
	if follow(n).Value == OwnCopies {
		l.fail(n, "write it of the sources; of a feed write fold or keep", "a feed cannot have copies: own")
		return ""
	}
	return l.choice(n, "copies", feedCopies)
}

// references are the names and tags that a feed may refer to. The lists are for
// hints, made when first needed.
type references struct {
	*known
	nameList, tagList []string
}

// hint is suggest over the keys of a map, which are listed once.
func hint[V any](name string, m map[string]V, list *[]string) string {
	if *list == nil {
		*list = keys(m)
	}
	return suggest(name, *list)
}

// feedTags reads the tags of a feed: some source must have each of them.
func (l *loader) feedTags(n *yaml.Node, refs *references) []string {
	return l.tags(n, func(item *yaml.Node, tag string) {
		if _, exists := refs.tags[TagKey(tag)]; !exists && !refs.unsure {
			l.fail(item, hint(TagKey(tag), refs.tags, &refs.tagList), "no source has the tag %s", shown(follow(item)))
		}
	})
}

// feedSources reads the names of a feed's sources: each must exist.
func (l *loader) feedSources(n *yaml.Node, refs *references) []string {
	var names []string
	have := map[string]bool{}
	l.list(n, "sources", MaxFeedSources, func(item *yaml.Node) {
		s, ok := l.text(item, "the name of a source", MaxTextBytes)
		if !ok || have[s] {
			return
		}
		have[s] = true
		if _, exists := refs.names[s]; !exists && !refs.unsure {
			l.fail(item, hint(s, refs.names, &refs.nameList), "there is no source %s", shown(follow(item)))
		}
		names = append(names, s)
	})
	return names
}
