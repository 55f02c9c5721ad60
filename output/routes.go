package output

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"freshet/output/click"
	"freshet/output/page"
	"freshet/output/shelf"
	"freshet/storage"
)

// routes are the addresses that are not on the shelves.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.page("front", s.front))
	mux.HandleFunc("/feeds/{feed}", s.page("feed", s.feed))
	mux.HandleFunc("/feeds/{feed}/hot.json", s.page("hot", s.hot))
	mux.HandleFunc("/stories/{id}", s.page("story", s.story))
	mux.HandleFunc("/sources", s.page("sources", s.sources))
	mux.HandleFunc("/about", s.page("about", s.about))
	mux.HandleFunc("/healthz", plain("healthz", func() (int, string) { return http.StatusOK, "ok\n" }))
	mux.HandleFunc("/readyz", plain("readyz", s.readiness))
	mux.HandleFunc("/robots.txt", plain("robots", func() (int, string) {
		return http.StatusOK, "User-agent: *\nDisallow: " + s.now.get().site.path + "/go/\n"
	}))
	mux.HandleFunc("/", s.page("none", nowhere))
	return mux
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := &answer{ResponseWriter: w, route: "none"}
	defer s.finish(a, r)
	if len(r.RequestURI) > MaxURLBytes {
		http.Error(a, "The address is too long.", http.StatusRequestURITooLong)
		return
	}
	st := s.now.get()
	path := r.URL.Path
	if p := st.site.path; p != "" && (path == p || strings.HasPrefix(path, p+"/")) {
		path = path[len(p):]
	}
	if token, found := strings.CutPrefix(path, "/go/"); found {
		a.route = "go"
		s.follow(a, r, token)
		return
	}
	if !readOnly(a, r) {
		return
	}
	if slot := st.shelves[path]; slot != nil {
		a.route = "document"
		s.took(r, path)
		serve(a, r, slot)
		return
	}
	if doc := s.static[path]; doc != nil {
		a.route = "static"
		doc.ServeHTTP(a, r)
		return
	}
	if path != r.URL.Path {
		u := *r.URL
		u.Path, u.RawPath = path, ""
		r = r.WithContext(r.Context())
		r.URL = &u
	}
	s.mux.ServeHTTP(a, r)
}

// took counts who takes a feed. The one of the sources' health is the operator's.
func (s *Server) took(r *http.Request, path string) {
	if strings.HasPrefix(path, "/feeds/") && !strings.HasPrefix(path, healthPath) {
		s.takers.Took(r, click.ClientAddr(r, s.now.get().site.TrustedProxies), time.Now())
	}
}

// readOnly lets GET and HEAD pass, and answers everything else.
func readOnly(w http.ResponseWriter, r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return true
	case http.MethodOptions:
		h := w.Header()
		h.Set("Allow", allowed)
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", allowed)
		h.Set("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since, Cache-Control")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", allowed)
		http.Error(w, "Only GET and HEAD are answered here.", http.StatusMethodNotAllowed)
	}
	return false
}

const allowed = "GET, HEAD, OPTIONS"

// answer is a response whose status is remembered.
type answer struct {
	http.ResponseWriter
	route string
	code  int
}

// WriteHeader notes the status and sends it.
func (a *answer) WriteHeader(code int) {
	if a.code == 0 {
		a.code = code
	}
	a.ResponseWriter.WriteHeader(code)
}

// Write sends a part of the body, after status 200 if there was none.
func (a *answer) Write(b []byte) (int, error) {
	if a.code == 0 {
		a.code = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap gives the response to http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// finish counts the request. A panic in a handler is the end of its request
// only.
func (s *Server) finish(a *answer, r *http.Request) {
	if p := recover(); p != nil {
		if p == http.ErrAbortHandler {
			panic(p)
		}
		s.log.Error("panic while answering", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		if a.code == 0 {
			s.failed(a, r)
		}
	}
	s.opt.Metrics.request(a.route, a.code)
}

// errNowhere is the error of an address where nothing is.
var errNowhere = errors.New("nothing is here")

func isNotFound(err error) bool {
	return errors.Is(err, errNowhere) || errors.Is(err, storage.ErrNotFound)
}

// maker makes what is shown for a request. It returns the name that tells one
// such page from another, how long it may be shown, and how to make it; or an
// error when the address can have no page.
type maker func(*stage, *http.Request) (making, error)

// making is a page to be made.
type making struct {
	name string
	ttl  time.Duration
	do   func(r *http.Request) (*shelf.Document, error)
}

// page answers with what a maker makes, with the page that nothing is there, or
// with one that says that it failed.
func (s *Server) page(route string, make maker) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if a, ok := w.(*answer); ok {
			a.route = route
		}
		doc, err := s.made(route, make, r)
		switch {
		case err == nil:
			doc.ServeHTTP(w, r)
		case isNotFound(err):
			s.lost(w, r)
		case r.Context().Err() != nil:
			panic(http.ErrAbortHandler) // the reader went away
		default:
			s.log.Error("cannot make a page", "path", r.URL.Path, "error", err)
			s.failed(w, r)
		}
	}
}

func (s *Server) made(route string, make maker, r *http.Request) (*shelf.Document, error) {
	m, err := make(s.now.get(), r)
	if err != nil {
		return nil, err
	}
	return s.short.get(route+" "+m.name, m.ttl, func() (*shelf.Document, error) { return m.do(r) })
}

func nowhere(*stage, *http.Request) (making, error) { return making{}, errNowhere }

// lost is the page for an address where nothing is, or no longer is.
func (s *Server) lost(w http.ResponseWriter, r *http.Request) {
	if s.now.get().ended(r.URL.Path) {
		s.plainPage(w, r, http.StatusGone, func(v page.Site, b *bytes.Buffer) error { return s.pages.Gone(b, v) })
		return
	}
	s.plainPage(w, r, http.StatusNotFound, func(v page.Site, b *bytes.Buffer) error { return s.pages.NotFound(b, v) })
}

// failed is the page for a request that went wrong.
func (s *Server) failed(w http.ResponseWriter, r *http.Request) {
	s.plainPage(w, r, http.StatusInternalServerError, func(v page.Site, b *bytes.Buffer) error {
		return s.pages.Error(b, page.Error{
			Site: v, Status: http.StatusInternalServerError,
			Title: "That did not work", Text: "It is noted. Please try again in a minute.",
		})
	})
}

// plainPage answers with a page under another status than 200.
func (s *Server) plainPage(w http.ResponseWriter, r *http.Request, status int, write func(page.Site, *bytes.Buffer) error) {
	st := s.now.get()
	var b bytes.Buffer
	if err := write(st.site.view(time.Now(), st.health), &b); err != nil {
		s.log.Error("cannot make a page", "error", err)
		http.Error(w, http.StatusText(status), status)
		return
	}
	kind := pageKind
	kind.CacheControl = "no-store"
	shelf.New(b.Bytes(), time.Time{}, kind).ServeStatus(w, r, status)
}

// plain answers with a line of text that is not to be kept.
func plain(route string, line func() (int, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if a, ok := w.(*answer); ok {
			a.route = route
		}
		code, text := line()
		h := w.Header()
		h.Set("Content-Type", "text/plain"+charset)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(code)
		_, _ = w.Write([]byte(text))
	}
}

func (s *Server) readiness() (int, string) {
	if err := s.Ready(); err != nil {
		return http.StatusServiceUnavailable, err.Error() + "\n"
	}
	return http.StatusOK, "ready\n"
}
