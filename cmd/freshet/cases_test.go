package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"freshet/aggregator/parse"
)

// caseAddress is where the documents of testdata/cases are said to come from when
// they do not say so themselves.
const caseAddress = "https://feed.example/dir/feed.xml"

// feedCase is a small document with one fault and what freshet parse --json has to
// make of it.
//
// Each file of the archives in testdata/cases is one: lines of a head, an empty
// line, the document. The head has
//
//	url: ADDRESS             where the document comes from
//	content-type: TYPE       as the origin sends it
//	encode: CHARSET          the charset the document is written in; default UTF-8
//	escaped: true            \xHH in the document is a byte, \uHHHH a character
//	want PATH: JSON          what stands there in the output, "feed.title" or
//	                         "items.0.authors.0.name"; "items" alone is a count
//	error: TEXT              the document is refused, with that in the message
//	lacks: TEXT              what stands nowhere in the output
type feedCase struct {
	in    parse.Input
	wants []want
	err   string
	lacks []string
}

type want struct {
	path  string
	value any
}

func TestCases(t *testing.T) {
	archives, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runArchive(t, path) })
	}
}

// TestA8_Cases are the lines of PROTOCOL.md A8.
func TestA8_Cases(t *testing.T) { runArchive(t, "testdata/cases/a8.txtar") }

func runArchive(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		t.Run(f.Name, func(t *testing.T) { runCase(t, f.Data) })
	}
}

func runCase(t *testing.T, data []byte) {
	t.Parallel()
	c, err := readCase(data)
	if err != nil {
		t.Fatal(err)
	}
	out, err := parsedLines(t, c.in)
	switch {
	case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
		t.Fatalf("error %v, want one with %q", err, c.err)
	case c.err != "":
		return
	case err != nil:
		t.Fatal(err)
	}
	for _, text := range c.lacks {
		if bytes.Contains(out, []byte(text)) {
			t.Errorf("the output has %q:\n%s", text, out)
		}
	}
	shown := decodeLines(t, out)
	for _, w := range c.wants {
		if diff := cmp.Diff(w.value, at(shown, w.path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", w.path, diff)
		}
	}
}

// parsedLines runs the command on a document.
func parsedLines(t *testing.T, in parse.Input) ([]byte, error) {
	t.Helper()
	var out bytes.Buffer
	cmd := parseCommand{From: "-", ContentType: in.ContentType, URL: in.URL, JSON: true}
	err := cmd.Run(&console{ctx: t.Context(), in: bytes.NewReader(in.Body), out: &out, err: &out})
	return out.Bytes(), err
}

func decodeLines(t *testing.T, out []byte) map[string]any {
	t.Helper()
	items := []any{}
	shown := map[string]any{}
	for i, line := range bytes.Split(bytes.TrimSpace(out), []byte("\n")) {
		var v map[string]any
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if i == 0 {
			shown["feed"] = v
		} else {
			items = append(items, v)
		}
	}
	shown["items"] = items
	return shown
}

// at is what stands at a path; "items" alone is how many there are.
func at(v any, path string) any {
	if path == "items" {
		return float64(len(v.(map[string]any)["items"].([]any)))
	}
	for step := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				return fmt.Sprintf("nothing at %q: %d elements", step, len(in))
			}
			v = in[i]
		default:
			return fmt.Sprintf("nothing at %q", step)
		}
	}
	return v
}

func readCase(data []byte) (feedCase, error) {
	head, body, ok := strings.Cut(string(data), "\n\n")
	c := feedCase{in: parse.Input{URL: caseAddress}}
	if !ok {
		return c, fmt.Errorf("no empty line after the head")
	}
	charset, escaped := "", false
	for line := range strings.SplitSeq(head, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		path, isWant := strings.CutPrefix(key, "want ")
		switch {
		case !ok:
			return c, fmt.Errorf("no line of a head: %q", line)
		case isWant:
			w := want{path: path}
			if err := json.Unmarshal([]byte(value), &w.value); err != nil {
				return c, fmt.Errorf("%s: %w", line, err)
			}
			c.wants = append(c.wants, w)
		case key == "url":
			c.in.URL = value
		case key == "content-type":
			c.in.ContentType = value
		case key == "encode":
			charset = value
		case key == "escaped":
			escaped = value == "true"
		case key == "error":
			c.err = value
		case key == "lacks":
			c.lacks = append(c.lacks, value)
		default:
			return c, fmt.Errorf("no key of a head: %q", key)
		}
	}
	var err error
	if escaped {
		if body, err = strconv.Unquote(`"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(body) + `"`); err != nil {
			return c, err
		}
	}
	c.in.Body, err = encode(body, charset)
	return c, err
}

// encode writes a text in a charset.
func encode(text, charset string) ([]byte, error) {
	switch charset {
	case "":
		return []byte(text), nil
	case "utf-8 with mark":
		return []byte("\ufeff" + text), nil
	case "utf-16le with mark":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM).NewEncoder().Bytes([]byte(text))
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM).NewEncoder().Bytes([]byte(text))
	case "utf-32le with mark":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewEncoder().Bytes([]byte(text))
	case "utf-32be with mark":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewEncoder().Bytes([]byte(text))
	case "utf-16be with mark":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	}
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, fmt.Errorf("charset %q: %w", charset, err)
	}
	return e.NewEncoder().Bytes([]byte(text))
}

// TestCasesCount keeps the cases from getting fewer.
func TestCasesCount(t *testing.T) {
	n := 0
	archives, _ := filepath.Glob("testdata/cases/*.txtar")
	for _, path := range archives {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n += len(txtar.Parse(b).Files)
	}
	if n < minCases {
		t.Errorf("%d cases, want %d at least", n, minCases)
	}
}

const minCases = 1300
