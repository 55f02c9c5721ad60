package tidy

import "strings"

// binding is one declaration of a namespace in scope.
type binding struct {
	prefix string // as written; empty for the default one
	canon  string // our prefix for it
	known  bool
	root   bool // declared by the root element
}

// namespaces maps what a feed may call a namespace, without scheme, www and
// trailing signs and in lower case, to our prefix for it. Those of RSS itself
// have none.
var namespaces = map[string]string{
	"w3.org/2005/atom": "atom", "purl.org/atom/ns": "atom", "purl.org/atom": "atom", "w3.org/2005/atom/": "atom",
	"example.com/newformat": "atom", "example.com/necho": "atom", "purl.org/echo": "atom", "uri/of/echo/namespace": "atom",
	"purl.org/pie": "atom", "w3.org/2005/atom10": "atom",

	"purl.org/rss/1.0": "", "purl.org/rss/2.0": "", "purl.org/net/rss1.1": "", "purl.org/rss": "",
	"channel.netscape.com/rdf/simple/0.9": "", "my.netscape.com/rdf/simple/0.9": "",
	"my.netscape.com/publish/formats/rss-0.91.dtd": "",
	"backend.userland.com/rss":                     "", "backend.userland.com/rss2": "", "backend.userland.com/rss091": "",
	"backend.userland.com/rss092": "", "blogs.law.harvard.edu/tech/rss": "", "cyber.law.harvard.edu/rss": "",
	"cyber.law.harvard.edu/rss/rss.html": "", "rssboard.org/rss-specification": "",

	"purl.org/dc/elements/1.1": "dc", "purl.org/dc/elements/1.0": "dc", "dublincore.org/documents/dcmi-namespace": "dc",
	"purl.org/dc/terms":                                "dcterms",
	"purl.org/rss/1.0/modules/content":                 "content",
	"purl.org/rss/1.0/modules/dc":                      "dc",
	"purl.org/rss/1.0/modules/dcterms":                 "dcterms",
	"purl.org/rss/1.0/modules/syndication":             "sy",
	"itunes.com/dtds/podcast-1.0.dtd":                  "itunes",
	"itunes.com/dtds/podcast":                          "itunes",
	"example.com/dtds/podcast-1.0.dtd":                 "itunes",
	"search.yahoo.com/mrss":                            "media",
	"search.yahoo.com/searchmonkey/media":              "media",
	"tools.search.yahoo.com/mrss":                      "media",
	"api.search.yahoo.com/mrss":                        "media",
	"video.search.yahoo.com/mrss":                      "media",
	"rssnamespace.org/feedburner/ext/1.0":              "feedburner",
	"w3.org/1999/xhtml":                                "xhtml",
	"w3.org/1999/02/22-rdf-syntax-ns":                  "rdf",
	"google.com/schemas/play-podcasts/1.0":             "googleplay",
	"schemas.google.com/blogger/2008":                  "blogger",
	"purl.org/syndication/thread/1.0":                  "thr",
	"prismstandard.org/namespaces/1.2/basic":           "prism",
	"prismstandard.org/namespaces/basic/2.0":           "prism",
	"w3.org/xml/1998/namespace":                        "xml",
	"pheedo.com/namespace/pheedo":                      "pheedo",
	"podcastindex.org/namespace/1.0":                   "podcast",
	"github.com/podcastindex-org/podcast-namespace":    "podcast",
	"purl.org/rss/1.0/modules/slash":                   "slash",
	"wellformedweb.org/commentapi":                     "wfw",
	"backend.userland.com/creativecommonsrssmodule":    "creativecommons",
	"webns.net/mvcb":                                   "admin",
	"creativecommons.org/ns":                           "cc",
	"creativecommons.org/ns#license":                   "cc",
	"purl.oclc.org/net/rss_2.0/enc":                    "enc",
	"youtube.com/xml/schemas/2015":                     "yt",
	"gdata.youtube.com/schemas/2007":                   "yt",
	"opensearch/1.1":                                   "opensearch",
	"a9.com/-/spec/opensearch/1.1":                     "opensearch",
	"purl.org/syndication/history/1.0":                 "fh",
	"purl.org/atompub/tombstones/1.0":                  "at",
	"yandex.ru":                                        "yandex",
	"news.yandex.ru":                                   "yandex",
	"madskills.com/public/xml/rss/module/trackback":    "trackback",
	"microsoft.com/schemas/rss/core/2005":              "cf",
	"purl.org/rss/1.0/modules/company":                 "co",
	"purl.org/rss/1.0/modules/annotate":                "annotate",
	"georss.org/georss":                                "georss",
	"w3.org/2003/01/geo/wgs84_pos":                     "geo",
	"newsgator.com/schema/extensions":                  "ng",
	"rawvoice.com/rawvoicerssmodule":                   "rawvoice",
	"web.resource.org/cc":                              "cc",
	"conversationsnetwork.org/rssnamespace-1.0":        "conversationsnetwork",
	"purl.org/rss/1.0/modules/link":                    "l",
	"microformats.org/wiki/rel-enclosure#xml-encoding": "enclosure",

	"cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
}

// usual are the prefixes that mean themselves when a feed declares them wrongly
// or not at all.
var usual = map[string]string{
	"atom": "atom", "atom10": "atom", "a10": "atom", "atom03": "atom",
	"rss": "", "dc": "dc", "dcterms": "dcterms", "content": "content", "sy": "sy", "itunes": "itunes",
	"media": "media", "feedburner": "feedburner", "xhtml": "xhtml", "rdf": "rdf", "googleplay": "googleplay",
	"xml": "xml", "yandex": "yandex", "creativecommons": "creativecommons", "cc": "cc",
}

// canonNamespace finds our prefix for a namespace.
func canonNamespace(uri string) (string, bool) {
	u := strings.ToLower(strings.TrimSpace(uri))
	if _, rest, ok := strings.Cut(u, "://"); ok {
		u = rest
	}
	u = strings.TrimRight(strings.TrimPrefix(u, "www."), "/#")
	c, ok := namespaces[u]
	if !ok && strings.HasPrefix(u, "purl.org/atom/ns") {
		return "atom", true // #draft-ietf-atompub-format-03 and its like
	}
	return c, ok
}

// declare puts the declarations of the present tag into scope.
func (r *rewriter) declare() {
	for _, a := range r.attrs {
		prefix, ok := "", a.name == "xmlns"
		if !ok {
			prefix, ok = strings.CutPrefix(a.name, "xmlns:")
		}
		if !ok {
			continue
		}
		if len(r.bound) >= MaxNamespaces {
			r.over[Namespaces]++
			continue
		}
		canon, known := canonNamespace(decode(a.value))
		r.bound = append(r.bound, binding{prefix, canon, known, len(r.scopes) == 0})
	}
	r.forgetNames()
}

// forgetNames empties the cache of canon: names may mean something else now.
// Clearing a map costs what it once held, and every element may ask for it.
func (r *rewriter) forgetNames() {
	if len(r.names) > 32 {
		r.names = map[string]string{}
	}
	clear(r.names)
}

// canon is the name by which the vocabularies know an element: our prefix and
// the local name in lower case. Elements of the feed's own format have no prefix.
func (r *rewriter) canon(qname string) string {
	if name, ok := r.names[qname]; ok {
		return name
	}
	prefix, local, ok := strings.Cut(qname, ":")
	if !ok {
		prefix, local = "", qname
	}
	name := strings.ToLower(local)
	if space := r.space(prefix); space != "" {
		name = space + ":" + name
	}
	if len(r.names) < 1000 {
		r.names[qname] = name
	}
	return name
}

// space resolves a prefix. A default namespace of the root is the format's own,
// whatever it is called; "?" is a namespace that we do not know.
func (r *rewriter) space(prefix string) string {
	for i := len(r.bound) - 1; i >= 0; i-- {
		b := r.bound[i]
		switch {
		case b.prefix != prefix:
			continue
		case prefix == "" && (b.root || !b.known):
			return ""
		case b.known:
			return r.native(b.canon)
		}
		if u, ok := usual[strings.ToLower(prefix)]; ok {
			return r.native(u)
		}
		return "?"
	}
	if prefix == "" {
		return ""
	}
	if u, ok := usual[strings.ToLower(prefix)]; ok {
		return r.native(u)
	}
	return "?"
}

// native takes the prefix off the format's own namespace.
func (r *rewriter) native(canon string) string {
	if canon == "atom" && r.doc.Format == Atom {
		return ""
	}
	return canon
}
