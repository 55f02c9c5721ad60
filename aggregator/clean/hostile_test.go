package clean

import (
	"strings"
	"testing"

	"freshet/aggregator/clean/cleantest"
	"freshet/aggregator/parse"
	"freshet/storage"
)

// Whatever comes, alone or with a text around it, as HTML or as plain text, what is
// left is safe, and stays the same when it is cleaned again.
func TestHostile(t *testing.T) {
	for _, in := range cleantest.Hostile {
		for _, around := range [...][2]string{{"", ""}, {"<p>before ", " after</p>"}, {"<table><tr><td>", "</td></tr></table>"}, {"<!-- ", " -->"}, {`<img alt="`, `">`}, {"<pre>\n", "</pre>"}, {"<select>", "</select>"}, {"<svg>", "</svg>"}, {"<math>", "</math>"}} {
			for _, kind := range [...]parse.TextType{parse.TypeHTML, parse.TypeXHTML, parse.TypeText} {
				s := around[0] + in + around[1]
				got := HTML(s, kind, base)
				if why := cleantest.Unsafe(got); why != "" {
					t.Errorf("%s as %s: %s is left in %s", s, kind, why, got)
				}
				checkSecond(t, s, got)
				if again := HTML(got, parse.TypeHTML, base); kind != parse.TypeText && again != got {
					t.Errorf("%s: cleaned twice:\n%s\n%s", s, got, again)
				}
			}
		}
	}
}

// Every element that may stay does: those of formulas inside of one, all others
// anywhere.
func TestSafeElements(t *testing.T) {
	for _, e := range cleantest.Elements() {
		in := "<" + e + " src=/x href=/x>x</" + e + ">"
		got := HTML(in, parse.TypeHTML, base) + HTML("<math>"+in+"</math>", parse.TypeHTML, base)
		if !strings.Contains(got, "<"+e) {
			t.Errorf("%s is gone", e)
		}
		again := HTML(got, parse.TypeHTML, base)
		if why := cleantest.Unsafe(got); again != got || why != "" {
			t.Errorf("%s: %s; cleaned twice:\n%s\n%s", e, why, got, again)
		}
	}
}

// Two at a time: what one opens another may close.
func TestHostilePairs(t *testing.T) {
	for i, a := range cleantest.Hostile {
		for j := i % 5; j < len(cleantest.Hostile); j += 5 {
			s := a + cleantest.Hostile[j]
			if why := cleantest.Unsafe(HTML(s, parse.TypeHTML, base)); why != "" {
				t.Errorf("%s: %s is left", s, why)
			}
		}
	}
}

// Lines of text hold no markup: none that a page would run when it escapes them,
// and no tag that was markup before.
func TestHostileLines(t *testing.T) {
	for _, in := range cleantest.Hostile {
		it := Item(&parse.Feed{}, &parse.Item{
			ID: "1", Title: in, TitleType: parse.TypeHTML, URL: in, Image: in, Language: in,
		}, base)
		if it.URL != "" && !strings.HasPrefix(it.URL, "http") || strings.ContainsAny(it.URL+it.Image, "<>\"") || it.Language != "" {
			t.Errorf("%s: addresses %q, %q, language %q", in, it.URL, it.Image, it.Language)
		}
		if strings.Contains(in, "&lt;") || strings.Contains(in, "&amp;") || !strings.Contains(in, "<s") {
			continue // escaped: a title that shows a tag
		}
		low := strings.ToLower(it.Title)
		for _, bad := range []string{"<script", "<style", "<svg"} {
			if strings.Contains(low, bad) {
				t.Errorf("%s: the title is %q", in, it.Title)
			}
		}
	}
}

// Of an element with a hostile attribute only that is lost.
func TestHostileAttributes(t *testing.T) {
	for _, in := range cleantest.Attributes() {
		got := HTML(in, parse.TypeHTML, base)
		if why := cleantest.Unsafe(got); why != "" || !strings.Contains(got, "safe") {
			t.Errorf("%q: %s is left of %q", in, why, got)
		}
		checkSecond(t, in, got)
		if title := Title(in, parse.TypeHTML); !strings.HasSuffix(title, "safe") || cleantest.Markup(title) != "" {
			t.Errorf("%q: the title is %q", in, title)
		}
	}
}

// What is repeated costs no more than its length: were one of
// these squared, the test would not end.
func TestHostileLengths(t *testing.T) {
	const size = 200_000
	for _, c := range [...][3]string{
		{"", "<svg>", "<!--</svg>-->"}, {"", "<svg>", "</svg>"}, {"", "<script>", ""}, {"", "<script><!--<script>", "</script>"}, {"", "<iframe>", "</iframe"},
		{"", "<object><select>", "<!--</object></select>-->"}, {"", "<math>", "<!--</math>-->"}, {"<math>", "<mi>", "</math>"}, {"", "<!--", ""}, {"<!--", "--!", "-->"},
		{"", "<![CDATA[", ""}, {"", "<?", ""}, {"", "</", ""}, {"", "<a ", ">"}, {"<a ", "x=1 ", ">x"}, {"", `<p title="`, ""}, {"<p title='", "&lt", "'>x"}, {"", "&", ""},
		{"", "&#", ";"}, {"", "&notit", ";"}, {"", "<b></i>", ""}, {"", "<table><tr><td>", ""}, {"", "<p><a>", ""}, {"", "<li>", ""}, {"", "</p>", ""}, {`<img srcset="`, "a 1x,", `">`},
		{`<img srcset="`, ",", `">`}, {`<a href="`, "%", `">x</a>`}, {`<a href="`, "../", `">x</a>`}, {`<img src="data:image/png;base64,`, "AAAA", `">`}, {"", "<img data-src=/a>", ""},
		{"", "<svg><!--</svg>-->", "<script>x</script>"}, {"", "<noscript><title>", "<!--</noscript></title>-->"}, {`<p style="`, "width:1px;", `">x`},
	} {
		in := c[0] + strings.Repeat(c[1], size/len(c[1])) + c[2]
		got := HTML(in, parse.TypeHTML, base)
		if len(got) > storage.MaxContentBytes {
			t.Errorf("%q, repeated: %d bytes", c[1], len(got))
		}
		Title(in, parse.TypeHTML)
	}
}
