package fetch

import (
	"bytes"
	"crypto/tls"
	"slices"
	"strings"
	"testing"

	"freshet/aggregator/origin"
)

// listen starts a scripted origin on loopback.
func listen(t testing.TB, secure *tls.Config) *origin.Origin {
	t.Helper()
	o, err := origin.Listen(secure)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	return o
}

// inMemory starts a scripted origin in memory, and a client that takes it for all
// the world.
func inMemory(t testing.TB, change ...func(*Options)) (*origin.Origin, *Client) {
	o := origin.Pipes(nil)
	t.Cleanup(o.Close)
	options := Options{Resolve: origin.Resolve, Dial: o.Dial}
	for _, f := range change {
		f(&options)
	}
	c := New(options)
	t.Cleanup(c.CloseIdle)
	return o, c
}

// lines are the lines of a request's head in small order: the request line, then
// the header sorted, since net/http does not promise its order.
func lines(r origin.Request) []string {
	all := strings.Split(strings.TrimSuffix(string(r.Head), "\r\n\r\n"), "\r\n")
	slices.Sort(all[1:])
	return all
}

// only is the one request of an origin.
func only(t testing.TB, o *origin.Origin) origin.Request {
	t.Helper()
	all := o.Requests()
	if len(all) != 1 {
		t.Fatalf("%d requests: %s", len(all), heads(all))
	}
	return all[0]
}

func heads(all []origin.Request) string {
	var b bytes.Buffer
	for _, r := range all {
		b.Write(r.Head)
	}
	return b.String()
}

// lineOf is a line of the raw head by its name, as it was sent; empty for none.
func lineOf(r origin.Request, name string) string {
	for _, line := range lines(r)[1:] {
		if got, value, _ := strings.Cut(line, ": "); strings.EqualFold(got, name) {
			return value
		}
	}
	return ""
}
