package tidy

import (
	"fmt"
	"strings"
)

// findRoot leaves the scanner on the start tag of the feed. What comes before it
// is passed over: messages, comments, wrappers. A feed inside something else must
// look more like one than a feed that stands alone.
func (r *rewriter) findRoot() error {
	other := ""
	for {
		switch r.next() {
		case tokEOF:
			if r.err != nil {
				return r.err
			}
			return &NotFeed{r.what(other)}
		case tokText:
			r.doc.Before += len(strings.TrimSpace(r.text))
		case tokStart:
			local := localName(r.name)
			if f := rootFormat(local, r.name); f != 0 && (other == "" || r.surely(local)) {
				r.doc.Format = f
				if other != "" {
					r.doc.Before = r.at
				}
				return nil
			}
			if other == "" {
				other = local
			}
			if (local == "script" || local == "style") && !r.endless[local] {
				r.passRaw(local)
			}
		}
	}
}

// rootFormat is the format that a root element announces.
func rootFormat(local, qname string) Format {
	switch local {
	case "rss", "channel":
		return RSS
	case "rdf":
		if strings.Contains(qname, ":") || qname == "RDF" {
			return RSS
		}
	case "feed", "entry":
		return Atom
	case "item":
		return RSS
	}
	return 0
}

// surely reports whether a tag inside another document begins a feed.
func (r *rewriter) surely(local string) bool {
	switch local {
	case "rss":
		_, ok := r.rawAttr("version")
		return ok
	case "feed", "rdf":
		for _, a := range r.attrs {
			if canon, ok := canonNamespace(a.value); ok && strings.HasPrefix(a.name, "xmlns") && (canon == "atom" || canon == "") {
				return true
			}
		}
	}
	return false
}

// passRaw passes over the content of a script or a style sheet of HTML.
func (r *rewriter) passRaw(local string) {
	for i := r.pos; i < len(r.src); i++ {
		lt := strings.IndexByte(r.src[i:], '<')
		if lt < 0 {
			break
		}
		i += lt
		if end := i + 2 + len(local); end <= len(r.src) && r.src[i+1] == '/' && strings.EqualFold(r.src[i+2:end], local) {
			r.pos = i
			return
		}
	}
	r.endless[local] = true
}

// what names a document that is no feed.
func (r *rewriter) what(root string) string {
	switch {
	case strings.TrimSpace(r.src) == "":
		return "the document is empty"
	case root == "html" || root == "head" || root == "body" || strings.Contains(strings.ToLower(r.src[:min(len(r.src), 1024)]), "<!doctype html"):
		return "it is an HTML page"
	case root == "opml":
		return "it is a list of feeds (OPML), not a feed"
	case root == "urlset" || root == "sitemapindex":
		return "it is a sitemap, not a feed"
	case root == "":
		return "it is text without any element"
	}
	return fmt.Sprintf("its first element is <%.40s>, which begins no feed", root)
}

// guessRoot finds a feed whose root is damaged: the name of its first element is
// unknown, but its namespace or what stands in it is that of a feed, or the root
// is gone and its content is there. It leaves the scanner on the start tag of the
// root, or on the first element where there is none.
func (r *rewriter) guessRoot() bool {
	r.scanner = scanner{src: r.src, endless: map[string]bool{}}
	if r.next() != tokStart && !r.nextStart() {
		return false
	}
	first, local := r.at, localName(r.name)
	if strings.Contains(" html head body script style svg opml urlset sitemapindex ", " "+local+" ") {
		return false
	}
	for _, a := range r.attrs {
		if canon, ok := canonNamespace(decode(a.value)); a.name == "xmlns" && ok && (canon == "atom" || canon == "") {
			r.doc.Format = RSS
			if canon == "atom" {
				r.doc.Format = Atom
			}
			return true
		}
	}
	_, inRSS := rssChannel[local]
	_, inAtom := atomFeed[local]
	r.rootless = inRSS || inAtom
	for second := true; r.nextStart(); second = false {
		switch local := localName(r.name); {
		case local == "channel" && second:
			r.doc.Format, r.rootless = RSS, false
			return true
		case r.rootless && (local == "item" || local == "entry"):
			r.doc.Format = rootFormat(local, local)
			r.at = first
			return true
		}
	}
	return false
}

// nextStart goes on to the next start tag.
func (r *rewriter) nextStart() bool {
	for {
		switch r.next() {
		case tokStart:
			return true
		case tokEOF:
			return false
		}
	}
}
