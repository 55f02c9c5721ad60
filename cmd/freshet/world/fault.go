package world

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"
)

// When faults show, in world time.
const (
	missingFrom = 1 * time.Hour
	missingTo   = 3 * time.Hour
	goneFrom    = 4 * time.Hour
	busyEvery   = 2 * time.Hour // in each such stretch
	busyFrom    = 60 * time.Minute
	busyTo      = 80 * time.Minute
)

// dripPieces is in how many pieces the slow source sends its body.
const dripPieces = 10

// refuse answers for sources that at this time do not give their document, and
// reports whether it did.
func (w *World) refuse(rw http.ResponseWriter, i int, offset time.Duration) bool {
	s := &w.sources[i]
	switch s.Fault {
	case Moved:
		to := "http://" + address(len(table)) + w.port
		if len(w.listeners) == 1 {
			to = "http://" + w.host(i)
		}
		rw.Header().Set("Location", to+"/"+s.Name+"/moved/"+s.file())
		rw.WriteHeader(http.StatusMovedPermanently)
	case Failing:
		http.Error(rw, "database connection lost", http.StatusInternalServerError)
	case NotAFeed:
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write([]byte("<!doctype html><html lang=en><title>" + s.Title + "</title><h1>Welcome</h1><p>Our feed has moved to the app.</p></html>"))
	case Missing:
		if offset < missingFrom || offset >= missingTo {
			return false
		}
		http.Error(rw, "not found", http.StatusNotFound)
	case Gone:
		if offset < goneFrom {
			return false
		}
		http.Error(rw, "this paper has closed", http.StatusGone)
	case Busy:
		return w.busy(rw, offset)
	default:
		return false
	}
	return true
}

// busy refuses in a part of each stretch of time, and says how long it will
// (RFC 6585, section 4).
func (w *World) busy(rw http.ResponseWriter, offset time.Duration) bool {
	into := offset % busyEvery
	if into < busyFrom || into >= busyTo {
		return false
	}
	seconds := int(w.scaled(busyTo-into, 0)/time.Second) + 1
	rw.Header().Set("Retry-After", strconv.Itoa(seconds))
	http.Error(rw, "too many requests", http.StatusTooManyRequests)
	return true
}

// dirt puts into a document what should not be in one: ampersands that begin
// nothing, entities of HTML, control characters.
func dirt(body []byte) []byte {
	for _, c := range [][2]string{{"&amp;", "&"}, {" and ", " & "}, {" the ", "&nbsp;the "}, {". ", ".\x0b "}} {
		body = bytes.Replace(body, []byte(c[0]), []byte(c[1]), 12)
	}
	return body
}

// dripBody sends the body in pieces with pauses. It ends when the client or the
// server goes.
func (w *World) dripBody(rw http.ResponseWriter, r *http.Request, body []byte) {
	size := len(body)/dripPieces + 1
	flush := http.NewResponseController(rw)
	for len(body) > 0 {
		piece := body[:min(size, len(body))]
		body = body[len(piece):]
		if _, err := rw.Write(piece); err != nil {
			return
		}
		if err := flush.Flush(); err != nil || !pause(r.Context(), w.drip) {
			return
		}
	}
}

// pause waits; false when the context ended before.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
