package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestReadOPML(t *testing.T) {
	utf16le := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(`<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="é" xmlUrl="http://a.example/"/></body></opml>`)) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	one := func(o Outline) []Outline { return []Outline{o} }
	for name, tt := range map[string]struct {
		in   string
		want []Outline
	}{
		"folders and categories": {
			`<opml><body><outline text="A  b"><outline title="T" text="x" xmlUrl=" http://a.example/ " htmlUrl="http://a/" category="/c/d, A-B"/></outline></body></opml>`,
			one(Outline{Title: "T", XMLURL: "http://a.example/", HTMLURL: "http://a/", Tags: []string{"A b", "c", "d"}, Line: 1}),
		},
		"a folder ends": {
			"<opml><body>\n<outline text=\"f\"/>\n<outline text=\"x\" xmlUrl=\"http://a/\"/></body></opml>",
			one(Outline{Title: "x", XMLURL: "http://a/", Line: 3}),
		},
		"feeds in a feed": {
			`<opml><body><outline text="p" xmlUrl="http://p/"><outline text="c" xmlUrl="http://c/"/></outline></body></opml>`,
			[]Outline{{Title: "p", XMLURL: "http://p/", Line: 1}, {Title: "c", XMLURL: "http://c/", Line: 1}},
		},
		"other letters, stray ampersand": {
			`<OPML><BODY><OUTLINE TEXT="a & b &eacute;" XMLURL="http://a/?x=1&y=2"></OUTLINE></BODY></OPML>`,
			one(Outline{Title: "a & b é", XMLURL: "http://a/?x=1&y=2", Line: 1}),
		},
		"mark, line breaks, controls": {
			"\uFEFF \n<opml><body><outline text='a\n\x01b' xmlUrl='feed:https://a.example/x' /></body></opml> junk <",
			one(Outline{Title: "a b", XMLURL: "https://a.example/x", Line: 2}),
		},
		"latin 1": {
			"<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='caf\xe9' xmlUrl='feed://a/'/></body></opml>",
			one(Outline{Title: "café", XMLURL: "http://a/", Line: 1}),
		},
		"claims latin 1 and is UTF-8": {
			"<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='café' xmlUrl='http://a/'/></body></opml>",
			one(Outline{Title: "café", XMLURL: "http://a/", Line: 1}),
		},
		"utf-16": {string(utf16le), one(Outline{Title: "é", XMLURL: "http://a.example/", Line: 1})},
		"empty":  {`<opml><body></body></opml>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadOPML(strings.NewReader(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadOPMLErrors(t *testing.T) {
	nested := strings.Repeat("<outline text='x'>", MaxOPMLDepth+1)
	for name, tt := range map[string]struct {
		in, msg string
		line    int
	}{
		"empty":         {"", "not OPML", 1},
		"text":          {"hello\nworld", "not OPML", 2},
		"html":          {"<html></html>", "starts with <html>", 1},
		"cut":           {"<opml><body>\n<outline text='x' xmlUrl='http://a/'/>\n", "unexpected EOF", 3},
		"deep":          {"<opml><body>" + nested, "nested more than 64 deep", 1},
		"deep elements": {strings.Repeat("<opml>", MaxOPMLDepth+1), "nested more than 64 deep", 1},
		"charset":       {"<?xml version='1.0' encoding='nonsense'?><opml>\xff</opml>", "charset nonsense is not known", 1},
		"title":         {"<opml>\n<outline text='" + strings.Repeat("x", MaxTextBytes+1) + "' xmlUrl='http://a/'/></opml>", "a title has", 2},
		"tag":           {"<opml>\n<outline category='" + strings.Repeat("x", MaxTagLength+1) + "' xmlUrl='http://a/'/></opml>", "more than 64 characters", 2},
		"tags":          {"<opml><outline category='" + manyTags() + "' xmlUrl='http://a/'/></opml>", "more than 64 folders", 1},
		"size":          {strings.Repeat(" ", MaxOPMLBytes+1), "larger than", 0},
		"count":         {"<opml>" + strings.Repeat("<outline xmlUrl='http://a/'/>", MaxSources+1), "more than 200000 feeds", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadOPML(strings.NewReader(tt.in))
			var bad *OPMLError
			if !errors.As(err, &bad) || got != nil || bad.Line != tt.line || !strings.Contains(err.Error(), tt.msg) {
				t.Errorf("%v", err)
			}
		})
	}
	broken := errors.New("broken pipe")
	if _, err := ReadOPML(failing{broken}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func manyTags() string {
	var b bytes.Buffer
	for i := range MaxTags + 1 {
		fmt.Fprintf(&b, "t%d,", i)
	}
	return b.String()
}
