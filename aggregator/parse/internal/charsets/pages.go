package charsets

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// pages are charsets that the WHATWG does not list and golang.org/x/text has.
var pages = map[string]encoding.Encoding{
	"ibm037": charmap.CodePage037, "ibm437": charmap.CodePage437, "ibm850": charmap.CodePage850, "ibm852": charmap.CodePage852,
	"ibm855": charmap.CodePage855, "ibm858": charmap.CodePage858, "ibm860": charmap.CodePage860, "ibm862": charmap.CodePage862,
	"ibm863": charmap.CodePage863, "ibm865": charmap.CodePage865, "ibm1047": charmap.CodePage1047, "ibm1140": charmap.CodePage1140,
	"hz-gb-2312": simplifiedchinese.HZGB2312,
}

// otherNames are names of pages and tables that do not follow from the usual form,
// without signs between letters.
var otherNames = map[string]string{
	"cskoi8t": "koi8t", "koi8t": "koi8t", "kz1048": "kz1048", "strk10482002": "kz1048", "rk1048": "kz1048",
	"ptcp154": "ptcp154", "csptcp154": "ptcp154", "pt154": "ptcp154", "cyrillicasian": "ptcp154",
	"ebcdiccpus": "ibm037", "ebcdiccpca": "ibm037", "ebcdiccpbe": "ibm500", "ebcdiccpch": "ibm500", "ebcdiccphe": "ibm424",
	"hproman8": "hproman8", "roman8": "hproman8", "r8": "hproman8",
	"macgreek": "macgreek", "macturkish": "macturkish", "maclatin2": "maclatin2", "maccentraleurope": "maclatin2",
	"macce": "maclatin2", "maciceland": "maciceland", "macicelandic": "maciceland", "maccroatian": "maccroatian",
	"macromanian": "macromanian", "macromania": "macromanian",
	"macroman": "macintosh", "macintosh": "macintosh", "mac": "macintosh", "maccyrillic": "x-mac-cyrillic", "macukrainian": "x-mac-cyrillic",
	"johab": "johab", "cp1361": "johab", "ms1361": "johab", "windows1361": "johab", "ksc56011992": "johab",
	"hz": "hz-gb-2312", "hzgb": "hz-gb-2312", "hzgb2312": "hz-gb-2312", "cshzgb2312": "hz-gb-2312",
	"iso2022kr": "iso-2022-kr", "csiso2022kr": "iso-2022-kr",
	"iso2022jp1": "iso-2022-jp", "iso2022jp2": "iso-2022-jp", "iso2022jp3": "iso-2022-jp", "iso2022jpext": "iso-2022-jp", "csiso2022jp2": "iso-2022-jp",
	"utf7": "utf-7", "u7": "utf-7", "unicode11utf7": "utf-7", "csunicode11utf7": "utf-7",
	"utf32": "utf-32be", "utf32be": "utf-32be", "utf32le": "utf-32le", "ucs4": "utf-32be", "iso10646ucs4": "utf-32be",
	"cp874": "windows-874", "ibm874": "windows-874", "88591": "windows-1252", "885915": "iso-8859-15", "ms932": "shift_jis",
	"big5hkscs": "big5", "big5hkscs2004": "big5", "eucjis2004": "euc-jp", "shiftjis2004": "shift_jis",
}

// page finds the charset of a label that the WHATWG does not list: cp437, IBM437
// and 437 are one.
func page(label string) string {
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_ :.()", r) {
			return -1
		}
		return r
	}, strings.ToLower(label))
	key = strings.TrimPrefix(key, "x")
	if name, ok := otherNames[key]; ok {
		return name
	}
	if name, ok := registered[key]; ok {
		return name
	}
	for _, p := range [...]string{"csibm", "ibm", "cp", "dos", "cspc8codepage", "codepage", "ebcdiccp", "ccsid0", "ccsid"} {
		key = strings.TrimPrefix(key, p)
	}
	name := "ibm" + strings.Repeat("0", max(0, 3-len(key))) + key
	if _, ok := pages[name]; ok || tables[name] != "" {
		return name
	}
	return ""
}

// byTable decodes bytes by a table.
func byTable(table string, b []byte) string {
	meaning := []rune(table)
	low := 256 - len(meaning) // up to there a byte is ASCII
	out := make([]byte, 0, len(b)+len(b)/2)
	for _, c := range b {
		if int(c) < low {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, meaning[int(c)-low])
		}
	}
	return string(out)
}

// escapeMarks are what a text holds in a charset of seven bits, which else could
// not be told from ASCII.
var escapeMarks = map[string]string{
	"iso-2022-jp": "\x1b$", "iso-2022-kr": "\x1b$)C", "hz-gb-2312": "~{", "utf-7": "+",
}

// sevenBit reports whether the label is of a charset of seven bits and the bytes
// are: they are plain ASCII but for escapes, hence valid UTF-8 too.
func sevenBit(label string, b []byte) bool {
	mark, ok := escapeMarks[label]
	return ok && bytes.Contains(b, []byte(mark))
}

// escapes tells the charsets of seven bits whose escapes no other text has, and XML
// least of all; empty for none. It need not be declared.
func escapes(b []byte) string {
	at := bytes.IndexByte(b, 0x1B)
	if at < 0 {
		return ""
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return ""
		}
	}
	switch b = b[at:]; {
	case bytes.HasPrefix(b, []byte("\x1b$)C")):
		return "iso-2022-kr"
	case bytes.HasPrefix(b, []byte("\x1b$B")), bytes.HasPrefix(b, []byte("\x1b$@")), bytes.HasPrefix(b, []byte("\x1b(J")), bytes.HasPrefix(b, []byte("\x1b(I")):
		return "iso-2022-jp"
	}
	return ""
}

// shifted reads ISO-2022-KR (RFC 1557): between SO and SI two bytes are a
// character of KS X 1001, as in EUC-KR without their eighth bits.
func shifted(b []byte) []byte {
	out := make([]byte, 0, len(b))
	high := byte(0)
	for _, c := range bytes.ReplaceAll(b, []byte("\x1b$)C"), nil) {
		switch {
		case c == 0x0E:
			high = 0x80
		case c == 0x0F, c == '\n':
			high = 0
			if c == '\n' {
				out = append(out, c)
			}
		case c > ' ':
			out = append(out, c|high)
		default:
			out = append(out, c)
		}
	}
	return out
}

// utf7 reads RFC 2152: UTF-16 in base64 between + and a sign that is no part of
// it; +- is a plus sign. What is no such run stays.
func utf7(b []byte) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var out strings.Builder
	for {
		before, rest, ok := bytes.Cut(b, []byte("+"))
		out.Write(before)
		if !ok {
			return out.String()
		}
		n := 0
		for n < len(rest) && strings.IndexByte(digits, rest[n]) >= 0 {
			n++
		}
		raw, err := base64.RawStdEncoding.DecodeString(string(rest[:n]))
		minus := n < len(rest) && rest[n] == '-'
		switch {
		case n == 0 && minus, err != nil || len(raw) < 2:
			out.WriteByte('+')
			out.Write(rest[:n])
		default:
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = binary.BigEndian.Uint16(raw[2*i:])
			}
			out.WriteString(string(utf16.Decode(units)))
		}
		if b = rest[n:]; minus {
			b = b[1:]
		}
	}
}

// ebcdic is how an XML declaration begins in EBCDIC (XML 1.0, appendix F.1).
var ebcdic = []byte{0x4C, 0x6F, 0xA7, 0x94}
