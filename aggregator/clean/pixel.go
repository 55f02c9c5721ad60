package clean

import "strings"

// counts reports whether the present image tells someone that it was read, and
// shows nothing: one too small to be seen, one that is hidden, one of those who only
// count.
func (w *writer) counts() bool {
	var width, height, style, src string
	for _, a := range w.attrs {
		switch lower(a.name) {
		case "width":
			width = a.value
		case "height":
			height = a.value
		case "style":
			style = a.value
		case "src":
			src = a.value
		}
	}
	return tiny(width) && tiny(height) || hides(style) || counter(unescaped(src))
}

func tiny(s string) bool {
	s = strings.TrimSuffix(strings.TrimSpace(s), "px")
	return s == "0" || s == "1"
}

// hides reports whether a style makes a picture be not seen.
func hides(style string) bool {
	if style == "" {
		return false
	}
	var width, height bool
	for one := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(one, ":")
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch strings.TrimSpace(name) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" {
				return true
			}
		case "width":
			width = tiny(value)
		case "height":
			height = tiny(value)
		}
	}
	return width && height
}

// counter reports whether an address is that of a picture by which someone counts
// readers of feeds.
func counter(src string) bool {
	rest := strings.TrimSpace(src)
	_, rest, ok := strings.Cut(rest, "//")
	if !ok {
		return false
	}
	host, path, _ := strings.Cut(rest, "/")
	for _, c := range counters[lower(host)] {
		if strings.HasPrefix(path, c) {
			return true
		}
	}
	return false
}

// counters are hosts and the beginnings of the paths of their pictures.
var counters = map[string][]string{
	"feeds.feedburner.com":          {"~r/", "~ff/"},
	"feeds2.feedburner.com":         {"~r/", "~ff/"},
	"feedproxy.google.com":          {"~r/", "~ff/"},
	"feedads.g.doubleclick.net":     {""},
	"ad.doubleclick.net":            {""},
	"pixel.wp.com":                  {""},
	"stats.wordpress.com":           {""},
	"feeds.wordpress.com":           {"1.0/"},
	"pixel.quantserve.com":          {""},
	"sb.scorecardresearch.com":      {""},
	"b.scorecardresearch.com":       {""},
	"www.google-analytics.com":      {""},
	"ssl.google-analytics.com":      {""},
	"www.facebook.com":              {"tr?", "tr/"},
	"blogger.googleusercontent.com": {"tracker/"},
	"pi.feedsportal.com":            {""},
	"da.feedsportal.com":            {""},
	"res.feedsportal.com":           {""},
	"rss.buysellads.com":            {""},
	"medium.com":                    {"_/stat"},
	"pixel.newscred.com":            {""},
	"counter.yadro.ru":              {""},
	"mc.yandex.ru":                  {"watch/"},
}
