package output

import (
	"context"
	"errors"
	"html"
	"net/http"
	"time"

	"freshet/output/click"
	"freshet/storage"
)

// appendTimeout bounds the wait for a click's place in the journal.
const appendTimeout = 2 * time.Second

// follow answers a link: it finds the story, writes the click down if there is
// one, and only then sends the reader on. When it cannot be written the reader goes
// on all the same, and the click waits in memory (held.go).
func (s *Server) follow(w http.ResponseWriter, r *http.Request, token string) {
	h := w.Header()
	h["Cache-Control"] = noStore
	h["Referrer-Policy"] = noReferrer
	h["X-Robots-Tag"] = noIndex
	h["X-Content-Type-Options"] = noSniff
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		h.Set("Allow", allowed)
		http.Error(w, "Only GET and HEAD are answered here.", http.StatusMethodNotAllowed)
		return
	}
	link, err := s.signer.Parse(token)
	if err != nil {
		s.lost(w, r)
		return
	}
	to, err := s.target(r.Context(), link)
	if err != nil {
		if !isNotFound(err) {
			s.log.Error("cannot find where a link leads", "story", link.Story.String(), "error", err)
			s.failed(w, r)
			return
		}
		s.lost(w, r)
		return
	}
	if s.count(r, link) == storage.VerdictPrefetch {
		// The browser asks again when the reader really goes there.
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	redirect(w, r, to)
}

// Values of header fields that every redirect has.
var (
	noStore    = []string{"private, no-store"}
	noReferrer = []string{"no-referrer"}
	noIndex    = []string{"noindex, nofollow"}
	noSniff    = []string{"nosniff"}
	htmlType   = []string{"text/html" + charset}
)

// redirect sends the reader on, for this once (RFC 9110 section 15.4.3).
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	h := w.Header()
	h["Location"] = []string{to}
	h["Content-Type"] = htmlType
	w.WriteHeader(http.StatusFound)
	if r.Method == http.MethodGet {
		_, _ = w.Write([]byte(`<a href="` + html.EscapeString(to) + `">The story is here</a>.` + "\n"))
	}
}

// target is where a link leads: what the store says, never the request. The leads of
// stories of late are known; everything else is read. A sighting that is no longer in
// the story, or has no link any more, gives way to the lead.
func (s *Server) target(ctx context.Context, link click.Link) (string, error) {
	raw, known := s.keeper.live.Target(link.Story)
	if !known || link.Sighting != 0 {
		st, err := s.store.Story(ctx, link.Story)
		if err != nil {
			return "", err
		}
		raw = st.Lead.URL
		for i := range st.Sightings {
			if g := &st.Sightings[i]; g.Number == link.Sighting && link.Sighting != 0 {
				raw = first(g.URL, raw)
			}
		}
	}
	to, ok := target(raw)
	if !ok {
		return "", errNowhere
	}
	return to, nil
}

// count judges a click and writes it down before it returns. One that counts but
// cannot be written is held until it can; when too many are, it is lost, and may
// come again as if for the first time.
func (s *Server) count(r *http.Request, link click.Link) storage.Verdict {
	now := time.Now()
	c := storage.Click{
		At: now, Story: link.Story, Feed: link.Feed, Channel: link.Channel, Rank: link.Rank,
		Verdict: click.Judge(r),
	}
	addr := click.ClientAddr(r, s.now.get().site.TrustedProxies)
	if c.Verdict == storage.VerdictCounted {
		if c.Weight = 1; s.visitors.Seen(addr, r.UserAgent(), link.Story, now) {
			c.Verdict, c.Weight = storage.VerdictRepeat, 0
		}
	}
	// A reader that has gone is counted all the same: the browser followed the link.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), appendTimeout)
	defer cancel()
	err := s.journal.Append(ctx, c)
	if err != nil {
		// Every one is in the metrics; the log has the cause now and then.
		s.unwritten.Do(func() {
			s.log.Error("clicks cannot be written; they wait in memory", "story", link.Story.String(), "error", err)
		})
	}
	// After a timeout it may yet be written: it is not to be counted twice.
	if err != nil && c.Verdict == storage.VerdictCounted && !errors.Is(err, context.DeadlineExceeded) && !s.held.add(c) {
		s.visitors.Forget(addr, r.UserAgent(), link.Story, now)
	}
	s.opt.Metrics.click(c.Verdict, err == nil)
	return c.Verdict
}
