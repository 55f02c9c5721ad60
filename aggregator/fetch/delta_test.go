package fetch

import (
	"testing"

	"freshet/aggregator/origin"
	"freshet/storage"
)

func TestA11_1_DeltaIsAskedFor(t *testing.T) {
	o, c := inMemory(t)
	o.Handle("", origin.Always(origin.Reply(200, feed)))
	const url = "http://a.example/feed"
	with := storage.Validators{URL: url, ETag: `"a"`, LastModified: "Mon"}
	tests := []struct {
		name string
		r    Request
		want string
	}{
		{"a tag", Request{URL: url, Validators: with, Delta: true}, "feed"},
		{"not wanted", Request{URL: url, Validators: with}, ""},
		{"no tag", Request{URL: url, Validators: storage.Validators{URL: url, LastModified: "Mon"}, Delta: true}, ""},
		{"tag left out", Request{URL: url, Validators: with, Delta: true, NoETag: true}, ""},
		{"tag of another address", Request{URL: url + "2", Validators: with, Delta: true}, ""},
		{"nothing", Request{URL: url, Delta: true}, ""},
	}
	for _, tt := range tests {
		o.Forget()
		get(t, c, tt.r)
		if got := lineOf(only(t, o), "A-IM"); got != tt.want {
			t.Errorf("%s: A-IM %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestA11_1_Delta(t *testing.T) {
	const url = "http://a.example/feed"
	asked := Request{URL: url, Validators: storage.Validators{URL: url, ETag: `"a"`, LastModified: "Mon"}, Delta: true}
	unasked := asked
	unasked.Delta = false
	tests := []struct {
		name   string
		r      Request
		header []string
		good   bool
	}{
		{"delta", asked, []string{"IM", "feed", "ETag", `"b"`}, true},
		{"upper case, parameter", asked, []string{"IM", "Feed;x=1", "ETag", `"b"`}, true},
		{"names its base", asked, []string{"IM", "feed", "Delta-Base", `"a"`, "ETag", `"b"`}, true},
		{"of another base", asked, []string{"IM", "feed", "Delta-Base", `"c"`}, false},
		{"without IM", asked, nil, false},
		{"another kind", asked, []string{"IM", "vcdiff"}, false},
		{"two kinds", asked, []string{"IM", "feed, vcdiff"}, false},
		{"not asked for", unasked, []string{"IM", "feed"}, false},
		{"no base", Request{URL: url, Delta: true}, []string{"IM", "feed"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, c := inMemory(t)
			o.Handle("", origin.Always(origin.Reply(226, feed, tt.header...)))
			if !tt.good {
				if e := refuses(t, c, tt.r, ClassStatus); e.Status != 226 {
					t.Errorf("%+v", e)
				}
				return
			}
			// The new tag is that of the whole document; the old date is none of it.
			res := get(t, c, tt.r)
			if !res.Delta || res.Status != 226 || string(res.Body) != feed || res.Validators.ETag != `"b"` || res.Validators.LastModified != "" {
				t.Errorf("%+v", res)
			}
		})
	}
}

// An origin that knows no deltas sends all, and that is no delta.
func TestA11_2_WholeAnswerToDelta(t *testing.T) {
	const url = "http://a.example/feed"
	o, c := inMemory(t)
	o.Handle("", origin.Always(origin.Reply(200, feed, "ETag", `"b"`)))
	res := get(t, c, Request{URL: url, Validators: storage.Validators{URL: url, ETag: `"a"`}, Delta: true})
	if res.Delta || string(res.Body) != feed || res.Validators.ETag != `"b"` {
		t.Errorf("%+v", res)
	}
}

func TestA1_13_DateAlone(t *testing.T) {
	const url = "http://a.example/feed"
	o, c := inMemory(t)
	o.Handle("", origin.Honest(func(int) origin.Document {
		return origin.Document{Body: feed, LastModified: "Mon, 02 Mar 2026 10:00:00 GMT"} // and never that tag
	}))
	v := storage.Validators{URL: url, ETag: `"a-gzip"`, LastModified: "Mon, 02 Mar 2026 10:00:00 GMT"}
	if res := get(t, c, Request{URL: url, Validators: v}); res.NotModified {
		t.Fatal("the origin knows the tag")
	}
	res := get(t, c, Request{URL: url, Validators: v, NoETag: true})
	if !res.NotModified || res.Validators != v {
		t.Errorf("%+v", res)
	}
	sent := o.Requests()[1]
	if lineOf(sent, "If-None-Match") != "" || lineOf(sent, "If-Modified-Since") != v.LastModified {
		t.Errorf("sent %q", sent.Head)
	}
}
