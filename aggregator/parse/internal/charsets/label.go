package charsets

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// prologWindow is how far into a document its declaration may stand: feeds have
// blank lines and messages of their programs before it.
const prologWindow = 2048

// aliases are labels that feeds use and the WHATWG does not list.
var aliases = map[string]string{
	"cp936": "gbk", "ms936": "gbk", "windows-936": "gbk", "euc-cn": "gbk", "x-euc-cn": "gbk",
	"cp950": "big5", "ms950": "big5", "big-5": "big5",
	"cp932": "shift_jis", "windows-932": "shift_jis",
	"cp949": "euc-kr", "ms949": "euc-kr", "uhc": "euc-kr", "x-windows-949": "euc-kr",
	"utf-16": "utf-16le", "utf16": "utf-16le", "utf-8n": "utf-8", "utf8mb4": "utf-8",
	"latin-1": "windows-1252", "iso-latin-1": "windows-1252", "cp-1252": "windows-1252", "win-1252": "windows-1252",
	"cp-1251": "windows-1251", "win-1251": "windows-1251", "win1251": "windows-1251",
	"eucjp": "euc-jp", "ujis": "euc-jp", "euckr": "euc-kr", "sjis": "shift_jis", "shift-jis": "shift_jis",
}

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
	if name, ok := aliases[label]; ok {
		return name
	}
	for _, l := range [...]string{label, strings.ReplaceAll(label, "_", "-"), strings.TrimPrefix(label, "x-")} {
		if _, name := charset.Lookup(l); name != "" && name != "replacement" && name != "x-user-defined" {
			return name
		}
	}
	return page(label)
}

// prolog is the charset that the XML declaration gives.
func prolog(b []byte) string {
	b = b[:min(len(b), prologWindow)]
	if bytes.HasPrefix(b, ebcdic) {
		// All kinds of EBCDIC agree in the letters of a label, but not in its quotes.
		b = []byte(strings.Map(func(r rune) rune {
			if r >= 0x80 {
				return '"'
			}
			return r
		}, convert("ibm037", b)))
	}
	b = bytes.ToLower(b)
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
	if strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") {
		return "" // it was read as ASCII to find the label, so it is not
	}
	return name
}

// encodingOf finds the decoder of a name. GBK is read as GB18030, which holds it.
func encodingOf(name string) encoding.Encoding {
	switch name {
	case "gbk", "gb18030":
		return simplifiedchinese.GB18030
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case "utf-8":
		return unicode.UTF8
	}
	if enc, ok := pages[name]; ok {
		return enc
	}
	enc, _ := charset.Lookup(name)
	if enc == nil {
		return charmap.Windows1252
	}
	return enc
}

// convert decodes bytes by the name of their charset.
func convert(name string, b []byte) string {
	s, _ := tryConvert(name, b)
	return s
}

// tryConvert also counts what could not be read.
func tryConvert(name string, b []byte) (s string, bad int) {
	if t := tables[name]; t != "" {
		s = byTable(t, b)
		return s, strings.Count(s, "\uFFFD")
	}
	switch name {
	case "windows-1252": // in which every byte is a character, if only a control
		out := make([]byte, 0, len(b)+len(b)/4)
		for _, c := range b {
			if c < utf8.RuneSelf {
				out = append(out, c)
			} else {
				out = utf8.AppendRune(out, windows1252(c))
			}
		}
		return string(out), 0
	case "utf-7":
		return utf7(b), 0
	case "johab":
		s = johab(b)
		return s, strings.Count(s, "\uFFFD")
	case "iso-2022-kr":
		name, b = "euc-kr", shifted(b)
	}
	out, err := encodingOf(name).NewDecoder().Bytes(b)
	s = string(out)
	if err != nil {
		return s, len(b)
	}
	return s, strings.Count(s, "\uFFFD")
}
