package clean

import (
	"encoding/base64"
	"slices"
	"strings"
)

func anything(string) bool { return true }

// oneOf are words of a language, in any case.
func oneOf(words ...string) func(string) bool {
	return func(s string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(s, w) })
	}
}

// within are values of at most n bytes: digits and letters, and some others. Where
// the others hold letters, only those.
func within(n int, others string) func(string) bool {
	letters := !strings.ContainsFunc(others, func(r rune) bool { return letter(byte(r)) })
	return func(s string) bool {
		if s == "" || len(s) > n {
			return false
		}
		for i := range len(s) {
			c := s[i]
			if !(c >= '0' && c <= '9' || letters && letter(c) || strings.IndexByte(others, c) >= 0) {
				return false
			}
		}
		return true
	}
}

var word = within(64, "/+._-")

// number is a measure in pixels or a part of the whole.
func number(s string) bool { return digits(strings.TrimSuffix(s, "%"), 5) }

func integer(s string) bool { return digits(strings.TrimPrefix(s, "-"), 9) }

func digits(s string, n int) bool {
	return s != "" && len(s) <= n && strings.Trim(s, "0123456789") == ""
}

func (w *writer) link(_ *element, ref string) string { return w.base.address(ref, web) }

// href is where a link leads. One to a place in the text leads to the item's page:
// the text has no places here.
func (w *writer) href(_ *element, ref string) string {
	if w.page != "" && strings.HasPrefix(ref, "#") {
		page, _, _ := strings.Cut(w.page, "#")
		return (&baseURL{s: page}).address(ref, linked)
	}
	return w.base.address(ref, linked)
}

// shown is the address of something to show; a picture may be in the address
// itself.
func (w *writer) shown(e *element, src string) string {
	src = first(w.late, src)
	if s := strings.TrimSpace(src); e.group&gImg != 0 && len(s) > len("data:") && strings.EqualFold(s[:len("data:")], "data:") {
		return picture(s)
	}
	return w.base.address(src, web)
}

// picture is a data address (RFC 2397) of a picture made of pixels, as it may
// stand; empty for another. A drawing is a document with scripts.
func picture(s string) string {
	kind, data, ok := strings.Cut(s[len("data:"):], ";base64,")
	if !ok || !oneOf("image/png", "image/jpeg", "image/gif", "image/webp")(kind) {
		return ""
	}
	if _, err := base64.StdEncoding.DecodeString(data); err != nil || strings.ContainsAny(data, "\r\n") {
		return ""
	}
	return "data:" + strings.ToLower(kind) + ";base64," + data
}

// sourceSet is a set of pictures to choose from (HTML, section 4.8.4.2.1 Srcset
// attributes), each with an absolute address.
func (w *writer) sourceSet(_ *element, set string) string {
	var out []string
	for set = strings.TrimLeft(set, " \t\r\n,"); set != ""; set = strings.TrimLeft(set, " \t\r\n,") {
		ref, rest := set, ""
		if i := strings.IndexAny(set, " \t\r\n"); i >= 0 {
			ref, rest = set[:i], set[i:]
		}
		size := ""
		if strings.HasSuffix(ref, ",") {
			ref = strings.TrimRight(ref, ",")
		} else {
			size, rest, _ = strings.Cut(rest, ",")
		}
		if link := w.base.address(ref, web); link != "" {
			out = append(out, strings.TrimSpace(strings.ReplaceAll(link, ",", "%2C")+" "+strings.TrimSpace(size)))
		}
		set = rest
	}
	return strings.Join(out, ", ")
}
