package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"

	"freshet/cmd/freshet/daemon"
)

// document is what an origin answers, and what must come of it.
type document struct {
	path, contentType, charset string
	status                     int // 0 is 200
	body                       string
	titles                     []string // in any order
	said                       string   // why it could not be read
}

// documents are feeds as they come: in every format, in charsets of the world,
// damaged, and what is none at all. Each tells of stories of its own.
var documents = []document{
	{
		path: "/rss20.xml", contentType: "application/rss+xml",
		body: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour news</title><link>https://harbour.example/</link><description>d</description>
<item><title>Ferry to Inchmay runs again</title><link>https://harbour.example/1</link><guid>https://harbour.example/1</guid><pubDate>Mon, 06 May 2024 08:00:00 +0200</pubDate><description>Short.</description><content:encoded><![CDATA[<p>The <b>ferry</b> runs again after nine days in the dock.</p>]]></content:encoded></item>
<item><title>Lighthouse &amp;amp; keeper: a portrait</title><link>/2</link><guid isPermaLink="false">h2</guid><pubDate>Sun, 05 May 2024 08:00 GMT</pubDate></item>
</channel></rss>`,
		titles: []string{"Ferry to Inchmay runs again", "Lighthouse & keeper: a portrait"},
	}, {
		path: "/atom.xml", contentType: "application/atom+xml; charset=utf-8",
		body: `<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://glass.example/blog/"><title>Glass works</title><id>urn:glass</id><updated>2024-05-04T10:00:00Z</updated>
<entry><title type="html">Blowing &lt;i&gt;lead-free&lt;/i&gt; crystal</title><id>urn:glass:1</id><link href="crystal"/><updated>2024-05-04T10:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <a href="how">works</a>.</p></div></content></entry>
</feed>`,
		titles: []string{"Blowing lead-free crystal"},
	}, {
		path: "/feed.json", contentType: "application/feed+json",
		body: `{"version":"https://jsonfeed.org/version/1.1","title":"Bees","home_page_url":"https://bees.example/",
"items":[{"id":"b1","url":"https://bees.example/1","title":"Swarm season began early","content_html":"<p>Two weeks early.</p>","date_published":"2024-05-02T07:00:00Z"},
{"id":2,"url":"https://bees.example/2","title":"Ivy honey \ud83d\udc1d","content_text":"Dark and bitter."}]}`,
		titles: []string{"Swarm season began early", "Ivy honey 🐝"},
	}, {
		path: "/rdf.xml", contentType: "application/rdf+xml",
		body: `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://maps.example/"><title>Old maps</title><link>https://maps.example/</link><description>d</description></channel>
<item rdf:about="https://maps.example/1"><title>A chart of 1771 surfaces</title><link>https://maps.example/1</link><dc:date>2024-05-01T12:00:00+00:00</dc:date></item></rdf:RDF>`,
		titles: []string{"A chart of 1771 surfaces"},
	}, {
		path: "/latin1.xml", contentType: "text/xml", charset: "iso-8859-1",
		body:   rss091("iso-8859-1", "Les marchés de Brèze rouvrent à Pâques"),
		titles: []string{"Les marchés de Brèze rouvrent à Pâques"},
	}, {
		path: "/header1251.xml", contentType: "application/xml; charset=windows-1251", charset: "windows-1251",
		body:   rss091("", "Мост через Лену откроют раньше срока"),
		titles: []string{"Мост через Лену откроют раньше срока"},
	}, {
		path: "/gbk.xml", contentType: "text/xml", charset: "gbk",
		body:   rss091("gb2312", "北岭市启用三座新的避暑公园"),
		titles: []string{"北岭市启用三座新的避暑公园"},
	}, {
		path: "/sjis.xml", contentType: "text/xml", charset: "shift_jis",
		body:   rss091("Shift_JIS", "夜行列車が十年ぶりに復活"),
		titles: []string{"夜行列車が十年ぶりに復活"},
	}, {
		path: "/utf16.xml", contentType: "application/xml", charset: "utf-16le",
		body:   "\ufeff" + rss091("utf-16", "작은 서점들이 다시 문을 여는 이유"),
		titles: []string{"작은 서점들이 다시 문을 여는 이유"},
	}, {
		path: "/entities.xml", contentType: "application/rss+xml",
		body:   "\n\n" + rss091("utf-8", "Fish & chips&nbsp;&mdash; AT&T pays \x02the bill"),
		titles: []string{"Fish & chips — AT&T pays the bill"},
	}, {
		path: "/cut.xml", contentType: "application/rss+xml",
		body:   strings.TrimSuffix(rss091("utf-8", "The dam holds"), "</channel></rss>") + "<item><title>The dam ho",
		titles: []string{"The dam holds"},
	}, {
		path: "/wrongtype.xml", contentType: "text/html; charset=utf-8",
		body:   rss091("utf-8", "Served as a page, read all the same"),
		titles: []string{"Served as a page, read all the same"},
	},
	{path: "/page", contentType: "text/html", body: "<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Hello</p></body></html>", said: "not a feed"},
	{path: "/config.json", contentType: "application/json", body: `{"name":"x","version":"1.0.0"}`, said: "not a feed"},
	{path: "/empty.xml", contentType: "application/rss+xml", said: "empty"},
	{path: "/missing.xml", contentType: "text/html", status: 404, body: "gone fishing", said: "404"},
}

// rss091 is a small feed of one story whose text is put in as it is.
func rss091(encoding, title string) string {
	prolog := `<?xml version="1.0"?>`
	if encoding != "" {
		prolog = fmt.Sprintf(`<?xml version="1.0" encoding="%s"?>`, encoding)
	}
	return prolog + `<rss version="0.91"><channel><title>` + title + `</title><link>https://one.example/</link><description>d</description><language>en</language>` +
		`<item><title>` + title + `</title><link>https://one.example/` + fmt.Sprintf("%x", title) + `</link><description>` + title + `, in full.</description></item></channel></rss>`
}

// bytes are the body in its charset.
func (d *document) bytes(t *testing.T) []byte {
	t.Helper()
	if d.charset == "" {
		return []byte(d.body)
	}
	enc, err := htmlindex.Get(d.charset)
	if err != nil {
		t.Fatal(err)
	}
	b, err := enc.NewEncoder().Bytes([]byte(d.body))
	if err != nil {
		t.Fatalf("%s: %v", d.path, err)
	}
	return b
}

// TestDocuments polls documents of many kinds: each that can be read is, to the
// letter, and of each other the status says why not, in plain words.
func TestDocuments(t *testing.T) {
	mux := http.NewServeMux()
	var paths []string
	for i := range documents {
		d := &documents[i]
		body := d.bytes(t)
		mux.HandleFunc(d.path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", d.contentType)
			w.WriteHeader(max(d.status, http.StatusOK))
			_, _ = w.Write(body)
		})
		paths = append(paths, d.path)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s := newSite(t, yamlFor(&origin{Server: server}, paths))
	s.start(t)
	st := s.tried(t)
	got := map[string][]string{}
	for _, st := range s.export(t) {
		for _, g := range st.Freshet.Sightings {
			got[g.Source] = append(got[g.Source], g.Title)
		}
	}
	for i := range documents {
		d, source := &documents[i], st.Sources[slices.IndexFunc(st.Sources, func(s daemon.SourceStatus) bool {
			return s.Name == fmt.Sprintf("source-%d", i)
		})]
		slices.Sort(got[source.Name])
		slices.Sort(d.titles)
		if !slices.Equal(got[source.Name], d.titles) {
			t.Errorf("%s: titles %q, want %q (%s)", d.path, got[source.Name], d.titles, source.Error)
		}
		if (d.said == "") != (source.Error == "") || !strings.Contains(source.Error, d.said) {
			t.Errorf("%s: the status says %q (%s), want %q", d.path, source.Error, source.Class, d.said)
		}
		t.Logf("%-16s %d items %s", d.path, source.Items, source.Error)
	}
}

// tried waits until every source has been polled, whatever came of it.
func (s *site) tried(t *testing.T) (st daemon.Status) {
	t.Helper()
	eventually(t, "all sources tried", func() (err error) {
		if st, err = s.status(t); err != nil {
			return err
		}
		for _, src := range st.Sources {
			if src.LastPoll == nil {
				return fmt.Errorf("%s", src.Name)
			}
		}
		return nil
	})
	return st
}
