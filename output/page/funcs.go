package page

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"
	"unicode"

	"freshet/storage"
)

// cell hands a part of a page two things: the site, and what the part is of.
type cell struct {
	Site *Site
	It   any
}

func (p *Pages) funcs() template.FuncMap {
	return template.FuncMap{
		"cell":    func(site *Site, it any) cell { return cell{site, it} },
		"here":    func(site *Site, place string) string { return site.here(place) },
		"static":  func(site *Site, name string) string { return site.here(p.names[name]) },
		"feedurl": func(site *Site, feed, suffix string) string { return site.there(feedPath(feed, suffix)) },
		"feedref": func(site *Site, feed, suffix string) string { return site.here(feedPath(feed, suffix)) },
		"link":    link,
		"host":    host,
		"pieces":  func(s string) []string { return strings.SplitAfter(s, "/") },
		"title":   title,
		"lang":    language,
		"count":   count,
		"number":  func(n int) string { return thousands(uint64(max(n, 0))) },
		"signed":  signed,
		"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"stamp":   p.stamp,
		"ago":     p.ago,
		"span":    span,
		"clock":   func(t time.Time) string { return t.In(p.loc).Format("15:04") },
		"date":    func(t time.Time) string { return t.In(p.loc).Format("Monday, 2 January 2006") },
		"day":     p.day,
		"ymd":     func(t time.Time) string { return t.In(p.loc).Format(time.DateOnly) },
		"zone":    func(t time.Time) string { return t.In(p.loc).Format("MST") },
		"spark":   sparkOf,
		"chart": func(hours []storage.HourCount, since, now time.Time) *Chart {
			return chartOf(hours, since, now, p.loc)
		},
	}
}

// feedPath is the path of a document of a feed. Names come from the config and
// hold nothing that must be escaped, but a page does not rely on it.
func feedPath(name, suffix string) string { return "/feeds/" + url.PathEscape(name) + suffix }

// link lets through what may be a link: http, https, or a path on this server.
func link(s string) string {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return "" // browsers drop some of them, and then see another address than we
	}
	if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, `/\`) {
		return s
	}
	scheme, rest, found := strings.Cut(s, "://")
	if found && rest != "" && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")) {
		return s
	}
	return ""
}

// host is where a link leads to, for people: empty when it is none.
func host(s string) string {
	u, err := url.Parse(s)
	if err != nil || link(s) == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// title is a headline that is never empty: a link without text cannot be followed.
func title(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return "Untitled"
	}
	return s
}

// count is a number and its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(uint64(max(n, 0))) + " " + many
}

// signed is a score's part, with the sign of mathematics so that plus and minus
// take the same room.
func signed(v float64) string {
	s := fmt.Sprintf("%+.2f", v)
	switch s {
	case "+0.00", "-0.00":
		return "0.00"
	}
	return strings.Replace(s, "-", "−", 1)
}
