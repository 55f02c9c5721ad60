package config

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SourceLines writes outlines as lines for below "sources:" in a config, which
// then load as they are. Names are made as those of OPML files, and are none for
// which taken is true. An outline that cannot be a source becomes a comment that
// says why; one address in several outlines is one source with all their tags.
func SourceLines(outlines []Outline, taken func(name string) bool) []byte {
	var out bytes.Buffer
	var good []Outline
	index := map[string]int{}
	for _, o := range outlines {
		o, problem := sourceOutline(o)
		if problem != "" {
			fmt.Fprintf(&out, "  # left out, since %s: %s\n", problem, comment(o))
			continue
		}
		key := sameAddress(o.XMLURL)
		if i, twice := index[key]; twice {
			good[i] = merged(good[i], o)
			continue
		}
		index[key] = len(good)
		good = append(good, o)
	}
	for i, name := range nameOutlines(good, taken) {
		writeLine(&out, name, good[i])
	}
	return out.Bytes()
}

// sourceOutline is an outline as a source can be, or why it cannot.
func sourceOutline(o Outline) (Outline, string) {
	o.Title = plainLine(strings.ToValidUTF8(o.Title, "\uFFFD"))
	address, problem := checkAddress(o.XMLURL)
	if problem == nil && (!utf8.ValidString(address) || strings.ContainsFunc(address, isControl)) {
		problem = &addressProblem{msg: "it holds what no address can"}
	}
	if problem != nil {
		return o, "its address is none: " + problem.msg
	}
	o.XMLURL = address
	var tags []string
	for _, t := range o.Tags {
		if t = cleanTag(plainLine(strings.ToValidUTF8(t, "\uFFFD"))); utf8.RuneCountInString(t) > MaxTagLength || len(t) > MaxTextBytes {
			return o, fmt.Sprintf("a tag has more than %d characters", MaxTagLength)
		} else if t != "" {
			tags = addTags(tags, t)
		}
	}
	o.Tags = tags
	switch {
	case len(o.Tags) > MaxTags:
		return o, fmt.Sprintf("it has more than %d tags", MaxTags)
	case len(o.Title) > MaxTextBytes:
		return o, fmt.Sprintf("its title has more than %d bytes", MaxTextBytes)
	}
	return o, ""
}

// comment is what a comment shows of an outline; never a password.
func comment(o Outline) string {
	return quote(short(strings.TrimSpace(o.Title + " " + bareAddress(o.XMLURL))))
}

func writeLine(out *bytes.Buffer, name string, o Outline) {
	fmt.Fprintf(out, "  - {name: %s, url: %s", plainOrQuoted(name), quote(o.XMLURL))
	if o.Title != "" {
		fmt.Fprintf(out, ", title: %s", quote(o.Title))
	}
	if len(o.Tags) > 0 {
		tags := make([]string, len(o.Tags))
		for i, t := range o.Tags {
			tags[i] = plainOrQuoted(t)
		}
		fmt.Fprintf(out, ", tags: [%s]", strings.Join(tags, ", "))
	}
	out.WriteString("}\n")
}

// plainWord is a text that YAML reads as text without quotes, but for the words
// of notText.
var (
	plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)
	notText   = regexp.MustCompile(`^(?i:true|false|yes|no|on|off|y|n|null)$`)
)

func plainOrQuoted(s string) string {
	if plainWord.MatchString(s) && !notText.MatchString(s) {
		return s
	}
	return quote(s)
}

// quote writes a text in double quotes (YAML 1.2 section 7.3.1), so that it means
// itself in a config.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ReplaceAll(s, "${", "$${") {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
