package parse

import (
	"fmt"
	"strings"

	"freshet/aggregator/parse/internal/charsets"
	"freshet/aggregator/parse/internal/tidy"
)

// repaired adds a phrase to what was wrong with a document.
func (f *Feed) repaired(format string, args ...any) {
	f.Repairs = append(f.Repairs, fmt.Sprintf(format, args...))
}

// count is a number of things in words.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// textRepairs tells what was wrong with the bytes.
func textRepairs(t charsets.Text) []string {
	var out []string
	switch {
	case !t.Labelled():
		out = append(out, fmt.Sprintf("charset: %s said %s, bytes are %s", t.By, t.Label, t.Charset))
	case t.Label == "" && t.Charset != "utf-8" && !strings.HasPrefix(t.Charset, "utf-"):
		out = append(out, fmt.Sprintf("charset: nothing said, bytes look like %s", t.Charset))
	}
	if t.Dropped > 0 {
		out = append(out, count(t.Dropped, "character")+" that XML forbids dropped")
	}
	return out
}

// overs tell what is left out of a document that passes a limit.
var overs = [...]struct {
	one, why string
	limit    int
}{
	tidy.Items:      {"item", "only the first %d are read", tidy.MaxItems},
	tidy.Text:       {"text", "longer than %d bytes", tidy.MaxText},
	tidy.Depth:      {"element", "more than %d inside each other", tidy.MaxWrappers},
	tidy.Attributes: {"attribute", "more than %d of one element", tidy.MaxAttributes},
	tidy.Namespaces: {"declaration", "more than %d namespaces at a time", tidy.MaxNamespaces},
	tidy.Elements:   {"element", "only the first %d are read", tidy.MaxElements},
}

// notes tells what tidying had to mend.
func (f *Feed) notes(doc *tidy.Document) {
	f.Cut, f.Base = doc.Cut, doc.Head.Base
	if doc.Before > 0 {
		f.repaired("%s before the feed passed over", count(doc.Before, "byte"))
	}
	if doc.Guessed {
		f.repaired("the root element is damaged: taken for a feed by what is in it")
	}
	if doc.Unclosed > 0 {
		f.repaired("%s never closed: ended where the next thing begins", count(doc.Unclosed, "element"))
	}
	for limit, n := range doc.Over {
		if n > 0 {
			o := overs[limit]
			f.repaired("%s left out: "+o.why, count(n, o.one), o.limit)
		}
	}
	if doc.BadDates > 0 {
		f.repaired("%s could not be read, the first is %.60q", count(doc.BadDates, "date"), doc.BadDate)
	}
}

// identities tells which items have no id of their own.
func (f *Feed) identities() {
	links, contents := 0, 0
	for i := range f.Items {
		switch f.Items[i].IDFrom {
		case IDFromLink:
			links++
		case IDFromContent:
			contents++
		}
	}
	if links > 0 {
		f.repaired("%s without an id, known by the link", count(links, "item"))
	}
	if contents > 0 {
		f.repaired("%s without id and link, known by the text", count(contents, "item"))
	}
}
