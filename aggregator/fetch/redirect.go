package fetch

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxDiscard is how much of a redirect's body is read for the sake of its
// connection.
const maxDiscard = 4 << 10

// follow takes the way on when an answer is a redirect (RFC 9110 section
// 15.4). It reports whether there is another request to make.
func (w *way) follow(answer *http.Response) (bool, error) {
	permanent := false
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect:
		permanent = true
	case http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect:
	default:
		return false, nil
	}
	target, err := w.target(answer.Header.Get("Location"))
	if err != nil {
		return false, err
	}
	if w.steady = w.steady && permanent; w.steady {
		w.permanent = target.String()
	}
	// Once away from its origin a source's secrets stay behind, even when a later
	// redirect leads back.
	w.home = w.home && originOf(w.at) == originOf(target)
	w.seen = append(w.seen, w.address)
	w.at, w.address = target, target.String()
	return true, nil
}

// target reads a Location (RFC 9110 section 10.2.2) and returns an error unless
// we go there. What it names is not repeated: it may hold a secret.
func (w *way) target(location string) (*url.URL, error) {
	if location == "" {
		return nil, refused("redirect without a target")
	}
	ref, err := url.Parse(location)
	if err != nil {
		return nil, refused("redirect to an address that cannot be read")
	}
	target := w.at.ResolveReference(ref)
	if !fetchable(target) {
		return nil, refused("redirect to an address that is not one of http or https with a host")
	}
	tidy(target)
	switch {
	case w.at.Scheme == "https" && target.Scheme == "http":
		return nil, refused("redirect from https to http")
	case w.visited(target.String()):
		return nil, refused("redirects go in a circle")
	case len(w.seen) >= MaxHops:
		return nil, refused(fmt.Sprintf("more than %d redirects", MaxHops))
	}
	return target, nil
}

func refused(sentence string) error { return fail(ClassRedirect, sentence, nil) }

// discard reads a short body to its end, so that its connection can be used
// again, and closes it.
func discard(body io.ReadCloser) {
	io.CopyN(io.Discard, body, maxDiscard)
	body.Close()
}
