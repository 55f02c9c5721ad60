package world

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// freshFor is, in world time, what CacheControl sources give as max-age.
const freshFor = 10 * time.Minute

// ServeHTTP answers for all hosts of the world: names under localhost are the
// sites with their articles, everything else has the feeds.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(rw, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil { // no port
		host = r.Host
	}
	if strings.HasSuffix(host, ".localhost") {
		w.pages.ServeHTTP(rw, r)
		return
	}
	w.serveSource(rw, r)
}

// serveSource answers /{source}/{file}, and /{source}/moved/{file} for where a
// moved source went.
func (w *World) serveSource(rw http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	i := w.find(parts[0])
	if i < 0 {
		w.index(rw, r)
		return
	}
	s, moved := &w.sources[i], len(parts) == 3 && parts[1] == "moved"
	name := s.Name
	if moved {
		name += "/moved"
	}
	if parts[len(parts)-1] != s.file() || len(parts) != 2 && !moved || moved && s.Fault != Moved {
		http.NotFound(rw, r)
		return
	}
	c, done := w.count(name, rw, r)
	defer done()
	offset := w.offset(w.now())
	if !moved && w.refuse(c, i, offset) {
		return
	}
	w.serveFeed(c, r, i, offset)
}

// serveFeed answers with the source's document, whole or broken.
func (w *World) serveFeed(rw http.ResponseWriter, r *http.Request, i int, offset time.Duration) {
	s, d := &w.sources[i], w.document(i, offset)
	h := rw.Header()
	if s.Habits.Has(NoValidators) {
		d.changed = w.clock(offset) // so that the body differs each time
	}
	body := s.encode(d.body())
	if s.Fault == Truncated {
		body = body[:len(body)*7/10]
	} else if s.Fault == Dirty {
		body = dirt(body)
	}
	h.Set("Content-Type", s.contentType(d.mediaType()))
	if s.Habits.Has(CacheControl) {
		h.Set("Cache-Control", "max-age="+strconv.Itoa(int(w.scaled(freshFor, time.Second)/time.Second)))
	}
	zipped := s.Habits.Has(Gzip) && acceptsGzip(r)
	if !s.Habits.Has(NoValidators) && validate(rw, r, body, d.changed, zipped) {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	if s.Habits.Has(Gzip) {
		h.Add("Vary", "Accept-Encoding")
	}
	if zipped {
		h.Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	w.send(rw, r, s, body)
}

// send writes the body; the slow source in pieces.
func (w *World) send(rw http.ResponseWriter, r *http.Request, s *Source, body []byte) {
	rw.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		rw.WriteHeader(http.StatusOK)
		return
	}
	if s.Fault == Slow {
		w.dripBody(rw, r, body)
		return
	}
	_, _ = rw.Write(body) // the client may have gone; nobody to tell
}

// validate sets ETag and Last-Modified and reports whether the request's own
// still hold (RFC 9110, section 13.2.2: If-None-Match goes before the date).
func validate(rw http.ResponseWriter, r *http.Request, body []byte, changed time.Time, zipped bool) bool {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8])
	if zipped {
		tag += "-gz"
	}
	tag += `"`
	changed = changed.UTC().Truncate(time.Second)
	rw.Header().Set("ETag", tag)
	rw.Header().Set("Last-Modified", changed.Format(http.TimeFormat))
	if match := r.Header.Get("If-None-Match"); match != "" {
		for one := range strings.SplitSeq(match, ",") {
			if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !changed.After(since)
}

// acceptsGzip reads Accept-Encoding as far as our own clients write it.
func acceptsGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.TrimSpace(q) != "q=0"
		}
	}
	return false
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer does not fail
	_ = z.Close()
	return b.Bytes()
}
