package parse

import (
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
)

// exts are the elements of other vocabularies, by our prefix and their name.
type exts struct{ m ext.Extensions }

func extensions(m ext.Extensions) exts { return exts{m} }

func (x exts) all(space, name string) []ext.Extension { return x.m[space][name] }

// text is the first text of that name that is not empty.
func (x exts) text(space, name string) string {
	for _, e := range x.m[space][name] {
		if s := strings.TrimSpace(e.Value); s != "" {
			return s
		}
	}
	return ""
}

// texts are all texts of that name.
func (x exts) texts(space, name string) []string {
	var out []string
	for _, e := range x.m[space][name] {
		out = append(out, e.Value)
	}
	return out
}

// attr is the first attribute of that name that is not empty.
func (x exts) attr(space, name, attr string) string {
	for _, e := range x.m[space][name] {
		if s := strings.TrimSpace(e.Attrs[attr]); s != "" {
			return s
		}
	}
	return ""
}

// time is a date, which the pre-pass wrote as RFC 3339.
func (x exts) time(space, name string) time.Time {
	for _, e := range x.m[space][name] {
		if t, err := time.Parse(time.RFC3339, e.Value); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// link is the first Atom link of a relation, links are all.
func (x exts) link(rel string) string { return firstOf(x.links(rel)...) }

func (x exts) links(rel string) []string {
	var out []string
	for _, l := range x.m["atom"]["link"] {
		have := firstOf(strings.ToLower(strings.TrimSpace(l.Attrs["rel"])), "alternate")
		if href := strings.TrimSpace(l.Attrs["href"]); have == rel && href != "" {
			out = append(out, href)
		}
	}
	return out
}

// firstOf is the first string that is not blank, trimmed.
func firstOf(ss ...string) string {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

func firstTime(ts ...time.Time) time.Time {
	for _, t := range ts {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func isWeb(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// byteCount reads a length in bytes; 0 when it is none.
func byteCount(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
