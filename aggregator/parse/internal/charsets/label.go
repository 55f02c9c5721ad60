package charsets

import (
	"bytes"
	"mime"
	"strings"

	"golang.org/x/net/html/charset"
)

// prologWindow is how far into a document its declaration may stand: feeds have
// blank lines and messages of their programs before it.
const prologWindow = 2048

// labelOf is the charset of a Content-Type, by its WHATWG name; empty when there
// is none or it is not known.
func labelOf(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil || len(params) > 0 {
		return canonical(params["charset"])
	}
	_, rest, ok := strings.Cut(strings.ToLower(contentType), "charset=")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, ";")
	return canonical(rest)
}

// canonical is the WHATWG name of a label.
func canonical(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\"'"))
	if label == "" {
		return ""
	}
	if name, ok := aliases[bare(label)]; ok {
		return name
	}
	for _, l := range [...]string{label, strings.ReplaceAll(label, "_", "-"), strings.TrimPrefix(label, "x-")} {
		if _, name := charset.Lookup(l); name != "" && name != "replacement" && name != "x-user-defined" {
			return name
		}
	}
	return ""
}

// prolog is the charset that the XML declaration gives.
func prolog(b []byte) string {
	b = b[:min(len(b), prologWindow)]
	_, b, ok := bytes.Cut(b, []byte("<?xml"))
	if !ok {
		return ""
	}
	b, _, _ = bytes.Cut(b, []byte(">"))
	_, b, ok = bytes.Cut(b, []byte("encoding"))
	if !ok {
		return ""
	}
	value := strings.TrimLeft(string(b), " \t\r\n=")
	if value == "" {
		return ""
	}
	if q := value[0]; q == '"' || q == '\'' {
		value, _, _ = strings.Cut(value[1:], string(q))
	} else {
		value, _, _ = strings.Cut(value, "?")
		value, _, _ = strings.Cut(value, " ")
	}
	name := canonical(value)
	if strings.HasPrefix(name, "utf-16") {
		return "" // it was read as ASCII to find the label, so it is not
	}
	return name
}
