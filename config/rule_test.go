package config

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestRuleMatch(t *testing.T) {
	f := Facts{
		Title: "Sponsored: a Story", Content: "<p>body</p>", URL: "https://a.example/x", Source: "a", Lang: "en",
		Authors: []string{"Ann"}, Categories: []string{"ads", "go"}, Tags: []string{"tech"},
		Published: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC),
	}
	for src, want := range map[string]bool{
		`lower(title) contains "sponsored"`:                true,
		`title contains "sponsored"`:                       false,
		`title matches "^Sponsored"`:                       true,
		`lang in ["de", "en"] and "go" in categories`:      true,
		`any(authors, # startsWith "A") and len(tags) > 0`: true,
		`published > date("2024-01-01")`:                   true,
		`summary == "" && source != "b"`:                   true,
		`let t = title + content; t contains "Story<p>"`:   true,
		`url contains "b.example" or "x" in tags`:          false,
	} {
		r, err := CompileRule(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got, err := r.Match(f); err != nil || got != want || r.String() != src {
			t.Errorf("%s: %v, %v", src, got, err)
		}
	}
}

func TestRuleErrors(t *testing.T) {
	for _, tt := range []struct {
		src    string
		offset int
		msg    string
	}{
		{"", 0, "empty"},
		{"title", 0, "not true or false but text"},
		{"len(tags)", 0, "a number"},
		{"tags", 0, "a list"},
		{"published", 0, "a time"},
		{`[1, "a"][0]`, 0, "known only when it runs"},
		{`ttle == "x"`, 0, `did you mean "title"?`},
		{`lang == "é" and bogus`, 16, "a rule can ask for"},
		{`split(title, "") == []`, 0, "a rule can call"},
		{`now() > published`, 0, "at any time"},
		{`$env == nil`, 0, "unknown name $env"},
		{`reduce(tags, #acc) == ""`, 0, "unknown name reduce"},
		{`let a = true ? content : 1; a + a == 3`, 30, "adds what may be"},
		{`1 % 0 == 1`, 2, "divide by zero"},
		{strings.Repeat("!", 5000) + "true", 0, "too many parts"},
		{strings.Repeat("(", 8000), 7999, "ends too early"},
		{strings.Repeat(" ", MaxRuleBytes+1), 0, "at most"},
	} {
		_, err := CompileRule(tt.src)
		var bad *RuleError
		if !errors.As(err, &bad) || bad.Hint == "" && tt.src != "1 % 0 == 1" || !strings.Contains(err.Error(), tt.msg) || bad.Offset != tt.offset {
			t.Errorf("%.40q: %#v", tt.src, err)
		}
	}
}

// TestRuleIsBounded: whatever an item holds, a rule ends with an answer or an
// error.
func TestRuleIsBounded(t *testing.T) {
	f := Facts{Content: strings.Repeat("x", 1<<20), Tags: make([]string, 64)}
	for src, want := range map[string]string{
		`let a = content + content; let b = a + a; let c = b + b; let d = c + c; d == ""`: "8 MiB",
		`any(1..1000000, # == 3)`:                     "memory budget",
		`map(tags, map(tags, map(tags, tags))) == []`: "memory budget",
		`authors[7] == "x"`:                           "out of range",
		`date(title) > published`:                     "invalid date",
		`content matches title + "("`:                 "missing closing",
		`int(content[0:1]) > 3`:                       "invalid operation",
	} {
		r, err := CompileRule(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if ok, err := r.Match(f); ok || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %v", src, ok, err)
		}
	}
}

func TestRuleServesManyGoroutines(t *testing.T) {
	r, err := CompileRule(`lower(title) contains "x" and any(tags, # == "b")`)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if ok, err := r.Match(Facts{Title: "X", Tags: []string{"a", "b"}}); !ok || err != nil {
					t.Errorf("%v, %v", ok, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestRuleEqual(t *testing.T) {
	a, _ := CompileRule("true")
	b, _ := CompileRule("false")
	c, _ := CompileRule("true")
	if !a.Equal(c) || a.Equal(b) || a.Equal(nil) || (*Rule)(nil).Equal(a) || !(*Rule)(nil).Equal(nil) {
		t.Error("rules are not told apart")
	}
}
