package click

import (
	"bufio"
	"net/http"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"freshet/storage"
)

func TestJudge(t *testing.T) {
	const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
	type headers map[string][]string
	tests := []struct {
		name   string
		method string
		set    headers // beside a browser's user agent; nil values remove
		want   storage.Verdict
	}{
		{"a browser", "GET", nil, storage.VerdictCounted},
		{"a browser that tells of its fetch", "GET", headers{"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}, storage.VerdictCounted},
		{"privacy that is off", "GET", headers{"DNT": {"0"}, "Sec-GPC": {"0"}}, storage.VerdictCounted},
		{"another purpose", "GET", headers{"Purpose": {"fun"}}, storage.VerdictCounted},
		{"HEAD", "HEAD", nil, storage.VerdictMethod},
		{"OPTIONS", "OPTIONS", nil, storage.VerdictMethod},
		{"POST", "POST", nil, storage.VerdictMethod},
		{"Chrome's prefetch", "GET", headers{"Sec-Purpose": {"prefetch"}}, storage.VerdictPrefetch},
		{"Chrome's prerender", "GET", headers{"Sec-Purpose": {"prefetch;prerender"}}, storage.VerdictPrefetch},
		{"Chrome's private prefetch", "GET", headers{"Sec-Purpose": {"prefetch;anonymous-client-ip"}}, storage.VerdictPrefetch},
		{"an older prefetch", "GET", headers{"Purpose": {"Prefetch"}}, storage.VerdictPrefetch},
		{"Safari's top sites", "GET", headers{"X-Purpose": {"preview"}}, storage.VerdictPrefetch},
		{"an older Firefox's prefetch", "GET", headers{"X-Moz": {"prefetch"}}, storage.VerdictPrefetch},
		{"a prefetch among others", "GET", headers{"Purpose": {"fun", " prefetch"}}, storage.VerdictPrefetch},
		{"a prefetch of a bot", "GET", headers{"Sec-Purpose": {"prefetch"}, "User-Agent": {"curl/8"}}, storage.VerdictPrefetch},
		{"a bot", "GET", headers{"User-Agent": {"curl/8"}}, storage.VerdictBot},
		{"no user agent", "GET", headers{"User-Agent": nil}, storage.VerdictBot},
		{"an empty user agent", "GET", headers{"User-Agent": {""}}, storage.VerdictBot},
		{"two user agents", "GET", headers{"User-Agent": {browser, browser}}, storage.VerdictBot},
		{"a bot that asks for privacy", "GET", headers{"User-Agent": {"curl/8"}, "DNT": {"1"}}, storage.VerdictBot},
		{"a script's request", "GET", headers{"Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}}, storage.VerdictFetch},
		{"an image", "GET", headers{"Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"image"}}, storage.VerdictFetch},
		{"a frame", "GET", headers{"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"}}, storage.VerdictFetch},
		{"only the mode", "GET", headers{"Sec-Fetch-Mode": {"no-cors"}}, storage.VerdictFetch},
		{"do not track", "GET", headers{"DNT": {"1"}}, storage.VerdictPrivacy},
		{"global privacy control", "GET", headers{"Sec-GPC": {"1"}}, storage.VerdictPrivacy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{Method: tt.method, Header: http.Header{"User-Agent": {browser}}}
			for name, values := range tt.set {
				r.Header.Del(name)
				for _, v := range values {
					r.Header.Add(name, v)
				}
			}
			if got := Judge(r); got != tt.want {
				t.Errorf("Judge = %d, want %d", got, tt.want)
			}
			if n := testing.AllocsPerRun(10, func() { Judge(r) }); n > 0 && tt.want == storage.VerdictCounted {
				t.Errorf("%v allocations", n)
			}
		})
	}
}

func TestPeopleAndPrograms(t *testing.T) {
	for file, bot := range map[string]bool{"testdata/people.txt": false, "testdata/programs.txt": true} {
		agents := readLines(t, file)
		if len(agents) < 40 {
			t.Errorf("%s has %d lines", file, len(agents))
		}
		for _, ua := range agents {
			if got := isBot([]string{ua}); got != bot {
				t.Errorf("bot is %v of %s", got, ua)
			}
		}
	}
}

func readLines(t *testing.T, path string) (lines []string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if !strings.HasPrefix(s.Text(), "#") {
			lines = append(lines, s.Text())
		}
	}
	return lines
}

func TestEachNameIsFoundAndNeeded(t *testing.T) {
	for i, name := range botNames {
		if name != strings.ToLower(name) || len(name) < 3 {
			t.Errorf("%q is no name for the table", name)
		}
		for _, ua := range []string{"Mozilla/5.0 (X11) " + name + " Safari", "Mozilla/5.0 (" + strings.ToUpper(name) + ")"} {
			if !isBot([]string{ua}) {
				t.Errorf("%q is not found in %s", name, ua)
			}
		}
		for k, other := range botNames {
			if i != k && strings.Contains(name, other) {
				t.Errorf("%q holds %q", name, other)
			}
		}
	}
	for _, name := range humanNames {
		if isBot([]string{"Mozilla/5.0 (" + name + ")"}) || !isBot([]string{"Mozilla/5.0 (" + name + ") bot"}) {
			t.Errorf("%q is not pardoned, or pardons too much", name)
		}
	}
}

func TestMatcherIsAPlainSearch(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 1, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(letters, 0, 6).Draw(t, "words")
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aAbBcCé")), 0, 20, -1).Draw(t, "text")
		want := false
		for _, w := range words {
			want = want || strings.Contains(strings.ToLower(text), w)
		}
		if got := newMatcher(words, nil).match(text); got != want {
			t.Fatalf("%v in %q: %v", words, text, got)
		}
	})
}
