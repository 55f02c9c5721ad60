package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// includeOPML adds the sources of an OPML file. A source whose address is there
// already is folded into that one: what it says already stays, what it does not
// say is taken from the outline.
func (l *loader) includeOPML(f opmlEntry, k *known) {
	if strings.TrimSpace(f.path) == "" {
		return // said already
	}
	outlines, ok := l.readOPML(f)
	if !ok {
		k.unsure = true
		return
	}
	file := l.named(f.path)
	var fresh []Outline
	index, users := map[string]int{}, map[string]Secret{}
	for _, o := range outlines {
		at := place{file: file, line: o.Line}
		bare, user := moveUserinfo(o.XMLURL)
		address, problem := checkAddress(bare)
		if problem != nil {
			l.failAt(at, problem.hint, "the xmlUrl is no address of a feed: %s", problem.msg)
			continue
		}
		o.XMLURL, o.Tags = address, addTags(o.Tags, f.tags...)
		if len(o.Tags) > MaxTags {
			l.failAt(at, "with those of its folders and of the config", "a feed has more than %d tags", MaxTags)
			continue
		}
		key := sameAddress(address)
		if i, configured := k.addresses[key]; configured {
			fold(&k.cfg.Sources[i], o, f)
		} else if i, twice := index[key]; twice {
			fresh[i] = merged(fresh[i], o)
		} else {
			index[key], users[key] = len(fresh), user
			fresh = append(fresh, o)
		}
	}
	l.addOutlines(f, file, fresh, users, k)
}

// addOutlines makes sources of outlines whose addresses are new. Users are those
// that stood in the addresses, by sameAddress.
func (l *loader) addOutlines(f opmlEntry, file string, fresh []Outline, users map[string]Secret, k *known) {
	names := nameOutlines(fresh, func(name string) bool { _, ok := k.names[name]; return ok })
	for i, o := range fresh {
		if len(k.cfg.Sources) >= MaxSources {
			l.fail(f.node, fmt.Sprintf("at most %d are allowed", MaxSources), "with those of this file there are too many sources")
			return
		}
		at := place{file: file, line: o.Line}
		k.names[names[i]] = at
		k.addresses[sameAddress(o.XMLURL)] = len(k.cfg.Sources)
		k.cfg.Sources = append(k.cfg.Sources, Source{
			Name: names[i], URL: o.XMLURL, Title: o.Title, Tags: o.Tags, Auth: users[sameAddress(o.XMLURL)],
			Copies: f.copies,
		})
	}
	for i := range k.cfg.Sources {
		for _, t := range k.cfg.Sources[i].Tags {
			k.tags[TagKey(t)] = t
		}
	}
}

// fold puts into a source what it does not say itself.
func fold(src *Source, o Outline, f opmlEntry) {
	if src.Title == "" {
		src.Title = o.Title
	}
	if len(src.Tags) == 0 {
		src.Tags = o.Tags
	}
	src.Copies = cmp.Or(src.Copies, f.copies)
}

// merged is one outline that stands in two places: a feed in two folders.
func merged(a, b Outline) Outline {
	if tags := addTags(a.Tags, b.Tags...); len(tags) <= MaxTags {
		a.Tags = tags
	}
	if a.Title == "" {
		a.Title = b.Title
	}
	return a
}

const opmlHint = "export the file again from the program that made it"

// readOPML reads the file of an entry.
func (l *loader) readOPML(f opmlEntry) ([]Outline, bool) {
	if strings.Contains(f.path, "://") {
		l.fail(f.node, "fetch it once, and name the file", "opml wants a file, this is an address")
		return nil, false
	}
	body, err := readFile(l.path(f.path), MaxOPMLBytes)
	if err != nil {
		l.fail(f.node, relativeHint, "the OPML file %s %v", shown(follow(f.node)), err)
		return nil, false
	}
	outlines, err := ReadOPML(bytes.NewReader(body))
	if err != nil {
		at, msg := place{file: l.named(f.path)}, err.Error()
		var bad *OPMLError
		if errors.As(err, &bad) {
			at.line, msg = bad.Line, bad.Msg
		}
		at.line = max(at.line, 1)
		l.failAt(at, opmlHint, "%s", msg)
		return nil, false
	}
	return outlines, true
}

// named is how messages call a file: beside the config when its path is relative.
func (l *loader) named(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(l.file), path)
}
