package fetch

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"freshet/storage"
)

// chain serves paths of the form /301/302/200: each answers with its first
// status and points to the rest.
func chain(seen *[]string) http.HandlerFunc {
	codes := map[string]int{"301": 301, "302": 302, "303": 303, "307": 307, "308": 308, "300": 300}
	return func(w http.ResponseWriter, r *http.Request) {
		*seen = append(*seen, r.URL.Path)
		first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if code := codes[first]; code != 0 {
			w.Header().Set("Location", "/"+rest)
			w.WriteHeader(code)
		}
	}
}

func TestA4_3_A4_8_A4_9_Redirects(t *testing.T) {
	tests := []struct {
		path, class, permanent string
		requests               int
	}{
		{"/200", "", "", 1},
		{"/301/200", "", "/200", 2},
		{"/308/200", "", "/200", 2},
		{"/302/200", "", "", 2},
		{"/303/200", "", "", 2},
		{"/307/200", "", "", 2},
		{"/301/308/200", "", "/200", 3},
		{"/301/302/200", "", "/302/200", 3},
		{"/302/301/200", "", "", 3},
		{"/301/302/301/200", "", "/302/301/200", 4},
		{"/302/302/302/302/302/200", "", "", 6},
		{"/302/302/302/302/302/302/200", ClassRedirect, "", 6},
		{"/300/200", ClassStatus, "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			var seen []string
			s := serve(t, chain(&seen))
			if tt.class != "" {
				refuses(t, client(t), Request{URL: s.URL + tt.path}, tt.class)
			} else {
				res := get(t, client(t), Request{URL: s.URL + tt.path})
				if got := strings.TrimPrefix(res.Permanent, s.URL); got != tt.permanent {
					t.Errorf("moved to %q, want %q", got, tt.permanent)
				}
				if res.URL != s.URL+"/200" {
					t.Errorf("answered by %q", res.URL)
				}
			}
			if len(seen) != tt.requests {
				t.Errorf("%d requests, want %d: %q", len(seen), tt.requests, seen)
			}
		})
	}
}

func TestA4_9_A4_13_Locations(t *testing.T) {
	tests := []struct {
		location, class, want string
	}{
		{"to", "", "/a/to"},
		{"/to#part", "", "/to"},
		{"?q=1", "", "/a/from?q=1"},
		{"../to", "", "/to"},
		{"/to me?q=a b", "", "/to%20me?q=a%20b"},
		{"/é?q=é", "", "/%C3%A9?q=%C3%A9"},
		{"/\xe9", "", "/%E9"},
		{"", ClassRedirect, ""},
		{"/a/from", ClassRedirect, ""},
		{"#part", ClassRedirect, ""},
		{"file:///etc/passwd", ClassRedirect, ""},
		{"gopher://a.example/", ClassRedirect, ""},
		{"data:text/xml,<rss/>", ClassRedirect, ""},
		{"http:feed", ClassRedirect, ""},
		{"http://", ClassRedirect, ""},
		{"http://[::1/", ClassRedirect, ""},
		{"http://169.254.169.254/latest", ClassBlocked, ""},
		{"http://127.1/", ClassBlocked, ""},
		{"http://127.0.0.1:25/", ClassBlocked, ""},
	}
	for _, tt := range tests {
		t.Run(tt.location, func(t *testing.T) {
			var got []string
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got = append(got, r.RequestURI)
				if len(got) == 1 {
					w.Header()["Location"] = []string{tt.location}
					w.WriteHeader(http.StatusFound)
				}
			})
			r := Request{URL: s.URL + "/a/from"}
			if tt.class != "" {
				refuses(t, client(t), r, tt.class)
				if len(got) != 1 {
					t.Errorf("requests %q", got)
				}
				return
			}
			get(t, client(t), r)
			if diff := cmp.Diff([]string{"/a/from", tt.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestA4_9_Circle(t *testing.T) {
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		http.Redirect(w, r, map[string]string{"/a": "/b", "/b": "/a"}[r.URL.Path], http.StatusMovedPermanently)
	})
	e := refuses(t, client(t), Request{URL: s.URL + "/a"}, ClassRedirect)
	if n != 2 || !strings.Contains(e.Sentence, "circle") {
		t.Errorf("%d requests, %q", n, e.Sentence)
	}
}

// secrets are the headers that no other origin may see.
var secrets = []string{"Authorization", "X-Api-Key", "Cookie", "If-None-Match", "If-Modified-Since", "Referer"}

func leaked(h http.Header) (names []string) {
	for _, name := range secrets {
		if h.Get(name) != "" {
			names = append(names, name)
		}
	}
	return names
}

func TestA4_11_SecretsStayAtTheirOrigin(t *testing.T) {
	var home, away []http.Header
	var back string
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		away = append(away, r.Header.Clone())
		switch r.URL.Path {
		case "/again":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/back":
			http.Redirect(w, r, back, http.StatusFound)
		}
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		home = append(home, r.Header.Clone())
		w.Header().Set("Set-Cookie", "a=b")
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	back = s.URL + "/end"
	ask := func(to string) {
		home, away = nil, nil
		at := strings.Replace(s.URL, "//", "//me:pass@", 1) + "/feed?token=secret&to=" + to
		of := s.URL + "/feed?token=secret&to=" + to
		get(t, client(t), Request{URL: at, Headers: map[string]string{"X-Api-Key": "k"},
			Validators: storage.Validators{URL: of, ETag: `"x"`, LastModified: "Mon"}})
	}

	ask("/end")
	if diff := cmp.Diff([]string{"Authorization", "X-Api-Key"}, leaked(home[1])); diff != "" {
		t.Errorf("within the origin (-want +got):\n%s", diff)
	}
	for _, to := range []string{other.URL + "/end", other.URL + "/again", other.URL + "/back"} {
		ask(to)
		if diff := cmp.Diff([]string{"Authorization", "X-Api-Key", "If-None-Match", "If-Modified-Since"}, leaked(home[0])); diff != "" {
			t.Errorf("at home (-want +got):\n%s", diff)
		}
		for _, h := range append(away, home[1:]...) {
			if names := leaked(h); names != nil {
				t.Errorf("%s: another origin was sent %q", to, names)
			}
		}
	}
}

// Validators belong to the address that gave them, not to the one that was
// configured.
func TestA1_17_ValidatorsOfARedirectsTarget(t *testing.T) {
	target := "/b"
	got := map[string]string{}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got[r.URL.Path] = r.Header.Get("If-None-Match")
		switch {
		case r.URL.Path == "/a":
			http.Redirect(w, r, target, http.StatusFound)
		case r.Header.Get("If-None-Match") == `"of /b"`:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("Etag", `"of `+r.URL.Path+`"`)
		}
	})
	c := client(t)
	first := get(t, c, Request{URL: s.URL + "/a"})
	second := get(t, c, Request{URL: s.URL + "/a", Validators: first.Validators})
	if !second.NotModified || got["/a"] != "" || second.URL != s.URL+"/b" {
		t.Errorf("second answer: not modified %v, sent %q", second.NotModified, got)
	}
	target = "/c"
	third := get(t, c, Request{URL: s.URL + "/a", Validators: second.Validators})
	if got["/a"] != "" || got["/c"] != "" || third.Validators.ETag != `"of /c"` {
		t.Errorf("sent %q, now %+v", got, third.Validators)
	}
}

// secure starts a TLS server and a client that trusts it.
func secure(t *testing.T, h http.HandlerFunc) (*httptest.Server, *Client) {
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	return s, client(t, trust(s.Certificate()))
}

func trust(cert *x509.Certificate) func(*Options) {
	return func(o *Options) {
		o.Roots = x509.NewCertPool()
		o.Roots.AddCert(cert)
	}
}

func TestA4_10_NoRedirectOutOfTLS(t *testing.T) {
	asked := false
	clear := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	s, c := secure(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, clear.URL, http.StatusMovedPermanently)
	})
	refuses(t, c, Request{URL: s.URL}, ClassRedirect)
	if asked {
		t.Error("the clear address was asked")
	}
}

func TestSameOrigin(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"http://a.example/x", "http://A.example:80/y?z", true},
		{"https://a.example/x", "https://a.example:443/", true},
		{"http://a.example/x", "https://a.example/x", false},
		{"http://a.example/x", "http://a.example:81/x", false},
		{"http://a.example/x", "http://b.example/x", false},
		{"http://a.example/x", "http://a.example/%zz", false},
	}
	for _, tt := range tests {
		if got := SameOrigin(tt.a, tt.b); got != tt.want {
			t.Errorf("SameOrigin(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}
