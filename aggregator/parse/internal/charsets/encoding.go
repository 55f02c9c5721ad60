package charsets

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// encodings are the decoders that the WHATWG has no name for, or another one. GBK
// is read as GB18030, which holds it.
var encodings = map[string]encoding.Encoding{
	"gbk": simplifiedchinese.GB18030, "gb18030": simplifiedchinese.GB18030, "hz-gb-2312": simplifiedchinese.HZGB2312,
	"utf-8":    unicode.UTF8,
	"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"utf-32le": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM),
	"utf-32be": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
	"ibm037":   charmap.CodePage037, "ibm01140": charmap.CodePage1140, "ibm437": charmap.CodePage437,
	"ibm850": charmap.CodePage850, "ibm852": charmap.CodePage852, "ibm855": charmap.CodePage855,
	"ibm00858": charmap.CodePage858, "ibm860": charmap.CodePage860, "ibm862": charmap.CodePage862,
	"ibm863": charmap.CodePage863, "ibm865": charmap.CodePage865,
}

// encodingOf finds the decoder of a name.
func encodingOf(name string) encoding.Encoding {
	if enc, ok := encodings[name]; ok {
		return enc
	}
	if enc, _ := charset.Lookup(name); enc != nil {
		return enc
	}
	return charmap.Windows1252
}

// oneByte reports whether a label is of a charset with one byte a character. In
// such a text sequences of UTF-8 come up so seldom that many of them mean that the
// label is wrong.
func oneByte(label string) bool {
	if _, ok := tables[label]; ok {
		return true
	}
	_, ok := encodingOf(label).(*charmap.Charmap)
	return ok || strings.HasPrefix(label, "iso-8859-8")
}

// ebcdic are the charsets that do not hold ASCII, by the <?xml that their
// documents begin with.
var ebcdic = map[string]bool{
	"ibm037": true, "ibm01140": true, "ibm273": true, "ibm424": true, "ibm500": true, "ibm875": true, "ibm1026": true,
}

// ebcdicMark is <?xm in EBCDIC (XML 1.0, appendix F.1).
var ebcdicMark = []byte{0x4C, 0x6F, 0xA7, 0x94}

// fromEBCDIC finds which EBCDIC a document is in, if it is in any; its declaration
// looks the same in all of them.
func fromEBCDIC(b []byte, header string) string {
	if !bytes.HasPrefix(b, ebcdicMark) {
		return ""
	}
	head, _ := tryConvert("ibm037", b[:min(len(b), prologWindow)])
	for _, label := range [...]string{prolog([]byte(head)), header} {
		if ebcdic[label] {
			return label
		}
	}
	return "ibm037"
}

// convert decodes bytes by the name of their charset.
func convert(name string, b []byte) string {
	s, _ := tryConvert(name, b)
	return s
}

// tryConvert also counts what could not be read.
func tryConvert(name string, b []byte) (s string, bad int) {
	if table, ok := tables[name]; ok {
		s = fromTable(table, b)
	} else {
		if name == "iso-2022-kr" {
			name, b = "euc-kr", shifted(b)
		}
		out, err := encodingOf(name).NewDecoder().Bytes(b)
		if s = string(out); err != nil {
			return s, len(b)
		}
	}
	if ebcdic[name] {
		s = strings.ReplaceAll(s, "\u0085", "\n") // its end of a line
	}
	return s, strings.Count(s, "\uFFFD")
}

// fromTable decodes by one of our tables.
func fromTable(table string, b []byte) string {
	chars := []rune(table)
	ascii := rune(256 - len(chars))
	out := make([]byte, 0, len(b)+len(b)/4)
	for _, c := range b {
		if rune(c) < ascii {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, chars[rune(c)-ascii])
		}
	}
	return string(out)
}

// shifted makes EUC-KR of ISO-2022-KR (RFC 1557): what stands between shift out and
// shift in has its high bits taken off.
func shifted(b []byte) []byte {
	out, high := make([]byte, 0, len(b)), byte(0)
	for _, c := range bytes.ReplaceAll(b, []byte("\x1b$)C"), nil) {
		switch {
		case c == 0x0E:
			high = 0x80
		case c == 0x0F:
			high = 0
		case c > 0x20:
			out = append(out, c|high)
		default:
			out = append(out, c)
		}
	}
	return out
}
