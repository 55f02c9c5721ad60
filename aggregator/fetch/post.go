package fetch

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Limits of a Post.
const (
	// MaxFormBytes bounds the form that is sent.
	MaxFormBytes = 64 << 10
	// maxReply is how much of the answer's body is read.
	maxReply = 4 << 10
)

// Reply is what a Post was answered with, whatever its status.
type Reply struct {
	Status     int
	URL        string        // that answered, after redirects
	Text       string        // start of the body, as it came; at most 4 KiB
	RetryAfter time.Duration // zero when not asked for
}

// Post sends a form once (application/x-www-form-urlencoded, UTF-8) and returns
// the answer. It connects as Get does, only to addresses that the guard lets
// through, and follows only redirects that keep the method and the body (307 and
// 308, RFC 9110 sections 15.4.8 and 15.4.9), none from https to http and at most
// MaxHops: a form may hold a secret. Any status is a Reply; where there was none
// the error is an *Error.
func (c *Client) Post(ctx context.Context, address string, form url.Values) (*Reply, error) {
	w, err := newWay(Request{URL: address})
	if err != nil {
		return nil, w.failed(ctx, err)
	}
	body := form.Encode()
	if len(body) > MaxFormBytes {
		return nil, w.failed(ctx, fail(ClassLimit, "the form is longer than "+size(MaxFormBytes), nil))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer time.AfterFunc(c.o.Total, func() {
		cancel(fail(ClassTimeout, "not done within "+c.o.Total.String(), nil))
	}).Stop()
	for {
		transport, err := c.transportFor(w)
		if err != nil {
			return nil, w.failed(ctx, err)
		}
		answer, err := transport.RoundTrip(w.form(ctx, c.o.UserAgent(), body))
		if err != nil {
			return nil, w.failed(ctx, err)
		}
		if !keepsMethod(answer.StatusCode) {
			reply := w.reply(answer)
			answer.Body.Close()
			return reply, nil
		}
		_, err = w.follow(answer)
		discard(answer.Body)
		if err != nil {
			return nil, w.failed(ctx, err)
		}
	}
}

// keepsMethod tells the redirects to which a form is sent again.
func keepsMethod(status int) bool {
	return status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
}

// form makes the request for where the way is now.
func (w *way) form(ctx context.Context, agent, body string) *http.Request {
	req := &http.Request{
		Method: http.MethodPost, URL: w.at, Host: w.at.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"Accept":       {"text/plain, */*;q=0.1"},
			"Content-Type": {"application/x-www-form-urlencoded"},
			"User-Agent":   {agent},
		},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
		// With it the transport may send the form again on a new connection when an
		// idle one turns out to be closed.
		GetBody: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil },
	}
	return req.WithContext(ctx)
}

// reply reads an answer. Its status is what counts: a body that breaks off is as
// good as none.
func (w *way) reply(answer *http.Response) *Reply {
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxReply))
	return &Reply{
		Status: answer.StatusCode, URL: w.address, Text: string(text),
		RetryAfter: retryAfter(answer.Header, time.Now()),
	}
}
