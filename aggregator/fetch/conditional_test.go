package fetch

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

func TestA1_1_A1_2_A1_3_A1_15_ValidatorsAreEchoed(t *testing.T) {
	const date = "Sat, 01 Jan 2039 00:00:00 GMT"
	tests := []struct {
		name      string
		tag, date string
	}{
		{"both", `"x"`, date},
		{"weak", `W/"a"`, ""},
		{"gzip suffix", `"a-gzip"`, date},
		{"comma", `"a,b"`, ""},
		{"unquoted", `abc`, ""},
		{"UTF-8", `"日本語"`, ""},
		{"not UTF-8", "\"\xe9\xff\"", ""},
		{"spaces inside", `"a  b"`, ""},
		{"only a date", "", date},
		{"a date that is none", "", "yesterday"},
		{"neither", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []http.Header
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got = append(got, r.Header.Clone())
				if tt.tag != "" {
					w.Header()["Etag"] = []string{tt.tag}
				}
				if tt.date != "" {
					w.Header()["Last-Modified"] = []string{tt.date}
				}
				if len(got) > 1 && (tt.tag != "" || tt.date != "") {
					w.WriteHeader(http.StatusNotModified)
				}
			})
			c := client(t)
			first := get(t, c, Request{URL: s.URL + "/feed"})
			second := get(t, c, Request{URL: s.URL + "/feed", Validators: first.Validators})
			if _, ok := got[0]["If-None-Match"]; ok {
				t.Error("the first request is conditional")
			}
			if diff := cmp.Diff(pair{tt.tag, tt.date}, pair{got[1].Get("If-None-Match"), got[1].Get("If-Modified-Since")}); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if want := tt.tag != "" || tt.date != ""; second.NotModified != want {
				t.Errorf("not modified: %v, want %v", second.NotModified, want)
			}
			if diff := cmp.Diff(first.Validators, second.Validators); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
		})
	}
}

type pair struct{ ETag, LastModified string }

func TestA1_4_A1_5_A1_7_ValidatorsOfAnAnswer(t *testing.T) {
	old := storage.Validators{ETag: `"old"`, LastModified: "Mon"}
	tests := []struct {
		name   string
		status int
		header []string
		want   pair
	}{
		{"200 is one set", 200, []string{"Last-Modified", "Tue"}, pair{"", "Tue"}},
		{"200 without any", 200, nil, pair{}},
		{"200 with a new tag", 200, []string{"Etag", `"new"`, "Last-Modified", "Mon"}, pair{`"new"`, "Mon"}},
		{"304 without any", 304, nil, pair{`"old"`, "Mon"}},
		{"304 with a new tag", 304, []string{"Etag", `"new"`}, pair{`"new"`, "Mon"}},
		{"304 with both", 304, []string{"Etag", `"new"`, "Last-Modified", "Tue"}, pair{`"new"`, "Tue"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, answer(tt.status, "", tt.header...))
			old.URL = s.URL + "/feed"
			got := get(t, client(t), Request{URL: old.URL, Validators: old}).Validators
			if diff := cmp.Diff(tt.want, pair{got.ETag, got.LastModified}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if want := old.URL; tt.want != (pair{}) && got.URL != want {
				t.Errorf("of %q, want %q", got.URL, want)
			}
		})
	}
}

func TestA1_17_ValidatorsOfAnotherAddressStay(t *testing.T) {
	var got http.Header
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Clone() })
	for _, of := range []string{"", s.URL, s.URL + "/feed?a=1", s.URL + "/Feed"} {
		get(t, client(t), Request{URL: s.URL + "/feed", Validators: storage.Validators{URL: of, ETag: `"x"`, LastModified: "Mon"}})
		if got.Get("If-None-Match") != "" || got.Get("If-Modified-Since") != "" {
			t.Errorf("validators of %q were sent: %v", of, got)
		}
	}
}

// A stored validator with a control character would make the whole request
// impossible.
func TestValidatorThatCannotBeSent(t *testing.T) {
	var got http.Header
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Clone() })
	get(t, client(t), Request{URL: s.URL, Validators: storage.Validators{URL: s.URL, ETag: "\"a\x01\"", LastModified: "Mon"}})
	if got.Get("If-None-Match") != "" || got.Get("If-Modified-Since") != "Mon" {
		t.Errorf("sent %v", got)
	}
}

func TestA5_1_A5_4_A5_6_A5_7_RequestHeaders(t *testing.T) {
	var got *http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		http.SetCookie(w, &http.Cookie{Name: "track", Value: "1"})
	})
	n := 0
	c := client(t, func(o *Options) {
		o.UserAgent = func() string {
			n++
			return "freshet/1 (+https://a.example/about; " + string(rune('0'+n)) + " subscribers)"
		}
	})
	for range 2 {
		get(t, c, Request{URL: s.URL + "/%7eme/A%2Fb?b=2&a=1&", Headers: map[string]string{"x-key": "k", "accept-encoding": "deflate"}})
	}
	want := http.Header{
		"Accept":          accept,
		"Accept-Encoding": {"gzip, br, zstd"},
		"User-Agent":      {"freshet/1 (+https://a.example/about; 2 subscribers)"},
		"X-Key":           {"k"},
	}
	if diff := cmp.Diff(want, got.Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if got.RequestURI != "/%7eme/A%2Fb?b=2&a=1&" {
		t.Errorf("asked for %q", got.RequestURI)
	}
}

func TestA5_8_AddressesAreSentAsTheyAre(t *testing.T) {
	tests := map[string]string{
		"/":              "/",
		"":               "/",
		"/feed?":         "/feed?",
		"/feed?#part":    "/feed?",
		"/feed#part":     "/feed",
		"/A/%7e/%C3%A9":  "/A/%7e/%C3%A9",
		"/é?q=é ü&x=%20": "/%C3%A9?q=%C3%A9%20%C3%BC&x=%20",
		"//double/../x":  "//double/../x",
	}
	var got string
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.RequestURI })
	for path, want := range tests {
		get(t, client(t), Request{URL: s.URL + path})
		if got != want {
			t.Errorf("%q was sent as %q, want %q", path, got, want)
		}
	}
}

func TestA5_8_UserinfoIsSentAsHeader(t *testing.T) {
	var user, password string
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { user, password, _ = r.BasicAuth() })
	res := get(t, client(t), Request{URL: "http://me:p%40ss@" + s.Listener.Addr().String() + "/feed"})
	if user != "me" || password != "p@ss" {
		t.Errorf("sent %q and %q", user, password)
	}
	if res.URL != s.URL+"/feed" {
		t.Errorf("answered by %q", res.URL)
	}
}
