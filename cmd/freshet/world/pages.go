package world

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"strings"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is what the template shows: a site's front page, an article of it, or the
// list of all sources.
type page struct {
	Lang, Dir, Site, Home string
	Title, Byline         string
	Paragraphs            []string
	Links                 []pageLink
}

type pageLink struct{ URL, Text, Note string }

// frontPage is how many items a site's front page lists.
const frontPage = 15

// routes are the pages of the sites: each link of an item ends here.
func (w *World) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.front)
	mux.HandleFunc("GET /article", w.article)
	mux.HandleFunc("GET /{topic}/{file}", w.article)
	mux.HandleFunc("GET /{year}/{month}/{day}/{file}", w.article)
	mux.HandleFunc("GET /picture/{file}", picture)
	mux.HandleFunc("GET /sound/{file}", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "audio/wav")
		_, _ = rw.Write(sound)
	})
	return mux
}

// siteOf finds the source whose site a request names; variants of the host are
// the same site.
func (w *World) siteOf(r *http.Request) int {
	name, _, _ := strings.Cut(r.Host, ".localhost")
	for _, prefix := range []string{"www.", "m.", "amp."} {
		name = strings.TrimPrefix(name, prefix)
	}
	return w.find(name)
}

// refIn is where an item's id stands in a link, tracked or not.
var refIn = regexp.MustCompile(`(?:/article\?id=|[-/])([0-9a-z]{7})(?:\.html)?(?:[?&].*)?$`)

// refOf finds the item that a link names.
func refOf(link string) (ref, bool) {
	m := refIn.FindStringSubmatch(link)
	if m == nil {
		return ref{}, false
	}
	return parseRef(m[1])
}

// article shows the item that a link names. One that is not published yet, or of
// another site, does not exist.
func (w *World) article(rw http.ResponseWriter, r *http.Request) {
	i, now := w.siteOf(r), w.offset(w.now())
	id, ok := refOf(r.URL.RequestURI())
	e, found := w.event(id)
	if i < 0 || !ok || !found || id.publisher() != i || e.at > now {
		http.NotFound(rw, r)
		return
	}
	it := w.item(e, now)
	p := w.page(i)
	p.Title, p.Paragraphs = it.Title, it.Paragraphs
	p.Byline = strings.Join(nonEmpty(it.Author, it.Label, it.At.UTC().Format("2006-01-02 15:04")), " · ")
	show(rw, p)
}

// event finds an item by its id.
func (w *World) event(id ref) (event, bool) {
	if id.source >= len(w.sources) || id.publisher() >= len(w.sources) {
		return event{}, false
	}
	for _, e := range w.slot(id.source, id.slot) {
		if e.ref != id.original() {
			continue
		}
		if id.carrier == 0 {
			return e, !id.again
		}
		for _, c := range w.copiesOf(e, id.publisher()) {
			if c.ref == id {
				return c, true
			}
		}
	}
	return event{}, false
}

// front is a site's front page: its newest items.
func (w *World) front(rw http.ResponseWriter, r *http.Request) {
	i := w.siteOf(r)
	if i < 0 {
		http.NotFound(rw, r)
		return
	}
	p, now := w.page(i), w.offset(w.now())
	p.Title = w.sources[i].Title
	for _, e := range w.published(i, now-lookBack*slotLength, now, frontPage) {
		it := w.item(e, now)
		p.Links = append(p.Links, pageLink{it.Link, it.Title, it.At.UTC().Format("2006-01-02 15:04")})
	}
	show(rw, p)
}

func (w *World) page(i int) page {
	s := &w.sources[i]
	p := page{Lang: s.Lang, Dir: "ltr", Site: s.Title, Home: "/"}
	if s.Lang == "ar" {
		p.Dir = "rtl"
	}
	return p
}

// index lists the sources for people who look at the world itself.
func (w *World) index(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.NotFound(rw, r)
		return
	}
	p := page{Lang: "en", Dir: "ltr", Site: "The sources of this world", Title: "Sources"}
	for i := range w.sources {
		s := &w.sources[i]
		note := s.Format + " " + s.Lang + " " + s.Charset + " " + string(s.Fault)
		p.Links = append(p.Links, pageLink{w.FeedURL(s.Name), s.Title, note})
	}
	show(rw, p)
}

func show(rw http.ResponseWriter, p page) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = pageTemplate.Execute(rw, p) // the client may have gone
}

// picture draws hills in colours of the id.
func picture(rw http.ResponseWriter, r *http.Request) {
	id, ok := parseRef(strings.TrimSuffix(r.PathValue("file"), ".svg"))
	if !ok {
		http.NotFound(rw, r)
		return
	}
	hue, rise := mod(id.slot*47+id.source*31, 360), 40+mod(id.slot*13+id.k*29, 60)
	rw.Header().Set("Content-Type", "image/svg+xml")
	fmt.Fprintf(rw, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="hsl(%d 55%% 82%%)"/>`+
		`<circle cx="%d" cy="50" r="22" fill="hsl(%d 80%% 92%%)"/><path d="M0 130Q80 %d 160 125T320 110V180H0Z" fill="hsl(%d 40%% 45%%)"/></svg>`,
		hue, 60+2*rise, hue+40, rise, hue+20)
}

// sound is the second of silence that podcast items carry: PCM, 8 kHz, 8 bits.
var sound = func() []byte {
	const rate = 8000
	b := make([]byte, 44+rate)
	copy(b, "RIFF....WAVEfmt ")
	copy(b[36:], "data")
	binary.LittleEndian.PutUint32(b[4:], 36+rate)
	binary.LittleEndian.PutUint32(b[16:], 16)
	binary.LittleEndian.PutUint16(b[20:], 1)
	binary.LittleEndian.PutUint16(b[22:], 1)
	binary.LittleEndian.PutUint32(b[24:], rate)
	binary.LittleEndian.PutUint32(b[28:], rate)
	binary.LittleEndian.PutUint16(b[32:], 1)
	binary.LittleEndian.PutUint16(b[34:], 8)
	binary.LittleEndian.PutUint32(b[40:], rate)
	for i := range rate {
		b[44+i] = 128
	}
	return b
}()

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
