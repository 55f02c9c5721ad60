package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Get asks for a source once, follows redirects, and returns the good answer.
// All else is an *Error, and an answer that is cut or damaged too: there is no
// partial result. Errors of a context that the caller ended are of
// ClassCanceled.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	w, err := newWay(r)
	if err != nil {
		return nil, w.failed(ctx, err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer time.AfterFunc(c.o.Total, func() {
		cancel(fail(ClassTimeout, "not done within "+c.o.Total.String(), nil))
	}).Stop()
	agent := r.UserAgent
	if agent == "" {
		agent = c.o.UserAgent()
	}
	place := seat{all: &c.crowds}
	defer place.leave()
	for {
		place.leave()
		transport, err := c.transportFor(w)
		if err != nil {
			return nil, w.failed(ctx, err)
		}
		sent := ctx
		if w.req.Proxy == nil { // what a proxy connects to is its own matter
			sent = place.watch(ctx)
		}
		answer, err := transport.RoundTrip(w.request(sent, agent))
		if err != nil {
			return nil, w.failed(ctx, err)
		}
		again, err := w.follow(answer)
		if again {
			discard(answer.Body)
			continue
		}
		var res *Response
		if err == nil {
			res, err = c.response(cancel, w, answer)
		}
		answer.Body.Close()
		if err != nil {
			return nil, w.failed(ctx, err)
		}
		return res, nil
	}
}

// response makes the result of an answer that is no redirect.
func (c *Client) response(cancel context.CancelCauseFunc, w *way, answer *http.Response) (*Response, error) {
	now := c.o.Now()
	if err := w.status(answer, now); err != nil {
		return nil, err
	}
	res := &Response{
		Status:      answer.StatusCode,
		NotModified: answer.StatusCode == http.StatusNotModified,
		Delta:       answer.StatusCode == http.StatusIMUsed,
		URL:         w.address,
		ContentType: answer.Header.Get("Content-Type"),
		Hints:       ResponseHints{MaxAge: freshness(answer.Header, now)},
		RetryAfter:  retryAfter(answer.Header, now),
		Vary:        strings.Join(answer.Header["Vary"], ", "),
		Links:       links(answer.Header["Link"], w.at),
		Permanent:   w.permanent,
		At:          now,
		Date:        dateOf(answer.Header, time.Time{}),
	}
	res.Validators = w.validators(answer)
	if res.NotModified {
		return res, nil
	}
	var err error
	res.Body, res.Wire, err = c.body(cancel, answer, or(w.req.MaxBytes, c.o.MaxBytes))
	return res, err
}

// statusError is an answer that is no good one.
type statusError struct {
	failure
	status     int
	retryAfter time.Duration
}

// status returns an error unless the answer is one that we can use: a whole
// feed, or what is new in it or word that ours is still good when we asked for
// that.
func (w *way) status(answer *http.Response, now time.Time) error {
	sentence := ""
	switch code := answer.StatusCode; code {
	case http.StatusIMUsed:
		if sentence = w.deltaProblem(answer.Header); sentence == "" {
			return nil
		}
	case http.StatusProxyAuthRequired:
		if w.proxied {
			return proxyAnswer(code)
		}
		sentence = "the origin answered 407 as if it were a proxy"
	case http.StatusOK, http.StatusNonAuthoritativeInfo:
		return nil
	case http.StatusNotModified:
		if w.conditional {
			return nil
		}
		sentence = "the origin answered 304 Not Modified although it was not asked that"
	case http.StatusTooManyRequests:
		sentence = "the origin answered 429: we ask too often"
	default:
		sentence = fmt.Sprintf("the origin answered %d", code)
		if text := http.StatusText(code); text != "" {
			sentence += " " + text
		}
	}
	return &statusError{
		failure:    failure{class: ClassStatus, sentence: sentence},
		status:     answer.StatusCode,
		retryAfter: retryAfter(answer.Header, now),
	}
}

// failed makes the error that Get returns.
func (w *way) failed(ctx context.Context, err error) *Error {
	e := &Error{URL: shown(w.at)}
	var status *statusError
	if errors.As(err, &status) && ctx.Err() == nil {
		e.Class, e.Sentence = status.class, status.sentence
		e.Status, e.RetryAfter = status.status, status.retryAfter
		return e
	}
	f := classify(ctx, err)
	e.Class, e.Sentence, e.Err = f.class, f.sentence, f.cause
	return e
}
