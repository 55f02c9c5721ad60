package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"path"
	"sync"
	"time"
)

// ContentSecurityPolicy is the strictest policy under which the pages work.
const ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; form-action 'none'"

//go:embed templates/*.html
var templates embed.FS

// Pages writes pages. Its methods may be called from several goroutines; a page
// that fails has written nothing.
type Pages struct {
	loc    *time.Location
	static map[string]File
	names  map[string]string // from a file's plain name to its path
	pages  map[string]*template.Template
	spare  sync.Pool // of *bytes.Buffer
}

// New reads the templates and the static files that are built in. Dates are shown
// in loc; nil is UTC. It fails only when the build is broken.
func New(loc *time.Location) (*Pages, error) {
	if loc == nil {
		loc = time.UTC
	}
	p := &Pages{loc: loc, pages: make(map[string]*template.Template)}
	p.spare.New = func() any { return new(bytes.Buffer) }
	if err := p.loadStatic(); err != nil {
		return nil, fmt.Errorf("page: static files: %w", err)
	}
	common, err := template.New("").Funcs(p.funcs()).ParseFS(templates, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("page: templates: %w", err)
	}
	for _, name := range []string{"front", "feed", "story", "sources", "about", "error"} {
		t, err := common.Clone()
		if err == nil {
			_, err = t.ParseFS(templates, path.Join("templates", name+".html"))
		}
		if err != nil {
			return nil, fmt.Errorf("page: template %s: %w", name, err)
		}
		p.pages[name] = t
	}
	return p, nil
}

// head is what the layout needs beside a page's own view.
type head struct {
	Page        string // the template's name; marks the present place in the navigation
	Title       string // of the document, without the site's title
	Description string
	Feeds       []FeedLink // to announce to feed readers
	NoIndex     bool
}

// sheet is what a template is given.
type sheet struct {
	Site *Site
	Head head
	View any
}

func (p *Pages) write(w io.Writer, site *Site, h head, view any) error {
	buf := p.spare.Get().(*bytes.Buffer)
	defer p.spare.Put(buf)
	buf.Reset()
	if err := p.pages[h.Page].ExecuteTemplate(buf, "layout", sheet{site, h, view}); err != nil {
		return fmt.Errorf("page %s: %w", h.Page, err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("page %s: %w", h.Page, err)
	}
	return nil
}
