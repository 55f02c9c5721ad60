package article

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const address = "https://news.example/2026/rain"

// page is a page as sites have them: navigation, the article, and what surrounds
// it.
func page(article string) string {
	return `<!doctype html><html><head><title>Rain at last - The River News</title><script>var ads = 1</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/login">Log in</a></nav>
<div class="ad-banner">Buy umbrellas now, only today</div>
<article><h1>Rain at last</h1>` + article + `</article>
<aside class="related"><h2>Related</h2><ul><li><a href="/1">One</a></li><li><a href="/2">Two</a></li></ul></aside>
<footer>Copyright The River News, all rights reserved</footer></body></html>`
}

var body = strings.Repeat(`<p>After forty days without a cloud the valley woke to the sound of water, and people stood in the streets to feel it, said the mayor, who had lost her hat.</p>`, 6) +
	`<p>See <a href="/map">the map</a> and <img src="img/rain.jpg" alt="rain">.</p>`

func TestHTML(t *testing.T) {
	out, err := HTML([]byte(page(body)), "text/html; charset=utf-8", address)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"forty days without a cloud", `href="https://news.example/map"`, `src="https://news.example/2026/img/rain.jpg"`} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	for _, no := range []string{"umbrellas", "Log in", "Copyright", "var ads", "Related"} {
		if strings.Contains(out, no) {
			t.Errorf("has %q:\n%s", no, out)
		}
	}
}

func TestCharset(t *testing.T) {
	text := strings.Repeat("<p>山谷里四十天没有一朵云，今天早上人们终于听到了水声，大家都站在街上淋雨，市长说她的帽子丢了。</p>", 6)
	coded, err := simplifiedchinese.GBK.NewEncoder().String(page(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := HTML([]byte(coded), "text/html; charset=gbk", address)
	if err != nil || !strings.Contains(out, "四十天没有一朵云") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestNoArticle(t *testing.T) {
	deep := strings.Repeat("<div>", 20_000) + "x"
	many := strings.Repeat("<i>x</i>", 100_000)
	for name, tt := range map[string]struct {
		page, kind string
		none       bool
	}{
		"empty":      {"", "text/html", true},
		"a picture":  {"\x89PNG", "image/png", false},
		"short":      {"<p>Log in to read.</p>", "text/html", true},
		"too large":  {strings.Repeat("x", MaxBytes+1), "text/html", false},
		"deep":       {deep, "text/html", false},
		"too many":   {many, "text/html", false},
		"no address": {page(body), "text/html", false},
	} {
		t.Run(name, func(t *testing.T) {
			where := address
			if name == "no address" {
				where = "http://[::1"
			}
			out, err := HTML([]byte(tt.page), tt.kind, where)
			if err == nil {
				t.Fatalf("no error, but %.200q", out)
			}
			if tt.none && !errors.Is(err, ErrNone) {
				t.Errorf("%v, want ErrNone", err)
			}
		})
	}
}
