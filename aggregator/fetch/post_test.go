package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var someForm = url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://a.example/ü?x=1&y"}}

// refusesPost posts and fails the test unless the error has the class.
func refusesPost(t *testing.T, c *Client, address string, form url.Values, class string) *Error {
	t.Helper()
	reply, err := c.Post(context.Background(), address, form)
	var e *Error
	if !errors.As(err, &e) || e.Class != class {
		t.Fatalf("reply %+v, error %v, want class %s", reply, err, class)
	}
	return e
}

func TestPost(t *testing.T) {
	var got *http.Request
	var body []byte
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusAccepted)
		io.WriteString(w, strings.Repeat("x", maxReply+1))
	})
	reply, err := client(t).Post(context.Background(), s.URL+"/hub?a=b", someForm)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Status != 202 || len(reply.Text) != maxReply || reply.URL != s.URL+"/hub?a=b" || reply.RetryAfter.Seconds() != 7 {
		t.Errorf("reply %d %q, %d bytes, retry after %v", reply.Status, reply.URL, len(reply.Text), reply.RetryAfter)
	}
	if got.Method != "POST" || got.RequestURI != "/hub?a=b" || got.Header.Get("Content-Type") != "application/x-www-form-urlencoded" ||
		got.Header.Get("User-Agent") != "freshet" || got.Header.Get("Referer") != "" {
		t.Errorf("%s %s %v", got.Method, got.RequestURI, got.Header)
	}
	form, err := url.ParseQuery(string(body))
	if diff := cmp.Diff(someForm, form); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

// Every status is a reply, since each means something to who asks; redirects
// that turn a POST into a GET too.
func TestPostStatus(t *testing.T) {
	for _, status := range []int{200, 204, 301, 302, 303, 304, 400, 404, 410, 429, 500, 503} {
		asked := 0
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			asked++
			w.Header().Set("Location", "/other")
			w.WriteHeader(status)
		})
		reply, err := client(t).Post(context.Background(), s.URL, someForm)
		if err != nil || reply.Status != status || asked != 1 {
			t.Errorf("%d: %+v, %v, asked %d times", status, reply, err, asked)
		}
	}
}

func TestPostFollows(t *testing.T) {
	for _, status := range []int{307, 308} {
		var bodies []string
		last := serve(t, func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			bodies = append(bodies, r.Method+" "+string(b))
			w.WriteHeader(http.StatusAccepted)
		})
		first := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, last.URL+"/hub", status) })
		reply, err := client(t).Post(context.Background(), first.URL, someForm)
		if err != nil || reply.Status != 202 || reply.URL != last.URL+"/hub" {
			t.Fatalf("%d: %+v, %v", status, reply, err)
		}
		if diff := cmp.Diff([]string{"POST " + someForm.Encode()}, bodies); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPostRefusesRedirects(t *testing.T) {
	hop := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusPermanentRedirect)
		}
	}
	asked := false
	plain := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	safe := httptest.NewTLSServer(hop(plain.URL))
	t.Cleanup(safe.Close)
	c := New(Options{Transport: safe.Client().Transport})
	refusesPost(t, c, safe.URL, someForm, ClassRedirect)
	if asked {
		t.Error("the form was sent over http")
	}
	circle := serve(t, hop("/"))
	refusesPost(t, client(t), circle.URL+"/", someForm, ClassRedirect)
	hops := 0
	endless := serve(t, func(w http.ResponseWriter, r *http.Request) {
		hops++
		http.Redirect(w, r, r.URL.Path+"x", http.StatusTemporaryRedirect)
	})
	refusesPost(t, client(t), endless.URL+"/", someForm, ClassRedirect)
	if hops != MaxHops+1 {
		t.Errorf("%d requests", hops)
	}
	refusesPost(t, client(t), serve(t, hop("file:///etc/passwd")).URL, someForm, ClassRedirect)
}

// The guard stands before every hop.
func TestPostIsGuarded(t *testing.T) {
	asked := false
	inside := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	refusesPost(t, New(Options{}), inside.URL, someForm, ClassBlocked)
	outside := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusTemporaryRedirect)
	})
	refusesPost(t, client(t), outside.URL, someForm, ClassBlocked)
	refusesPost(t, client(t), "http://0x7f.1/", someForm, ClassBlocked)
	refusesPost(t, client(t), "ftp://a.example/", someForm, ClassRequest)
	if asked {
		t.Error("a private address was asked")
	}
}

func TestPostBounds(t *testing.T) {
	asked := false
	s := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	refusesPost(t, client(t), s.URL, url.Values{"x": {strings.Repeat("y", MaxFormBytes)}}, ClassLimit)
	if asked {
		t.Error("a form beyond its limit was sent")
	}
	ctx, cancel := context.WithCancel(context.Background())
	slow := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	_, err := client(t).Post(ctx, slow.URL, someForm)
	var e *Error
	if !errors.As(err, &e) || e.Class != ClassCanceled {
		t.Errorf("called off: %v", err)
	}
	silent := raw(t, func(net.Conn) {})
	refusesPost(t, client(t), silent, someForm, ClassTCP)
}

// What an error shows has neither the query nor the form.
func TestPostErrorsHideSecrets(t *testing.T) {
	e := refusesPost(t, New(Options{}), "http://user:hunter2@127.0.0.1:9999/hub?key=hunter2", url.Values{"hub.secret": {"hunter2"}}, ClassBlocked)
	if strings.Contains(e.Error(), "hunter2") {
		t.Error(e)
	}
}
