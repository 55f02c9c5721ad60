package charsets

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// texts are long enough to be recognised without a label.
var texts = []struct {
	name  string // WHATWG
	label string // as a feed writes it
	enc   encoding.Encoding
	text  string
}{
	{"gbk", "GB2312", simplifiedchinese.GBK, "我们在这里说的是一个关于中国的新闻，他们没有对这个问题发表意见，但是大家都认为这是很好的。"},
	{"gbk", "cp936", simplifiedchinese.GBK, "这是一个很重要的问题，政府和人民都在想办法解决它，现在我们可以看到结果了。"},
	{"gb18030", "gb18030", simplifiedchinese.GB18030, "我们说的是中国的问题，大家都认为这是很好的。"},
	{"big5", "cp950", traditionalchinese.Big5, "我們在這裡說的是一個關於中國的新聞，他們沒有對這個問題發表意見，但是大家都認為這是很好的。"},
	{"shift_jis", "x-sjis", japanese.ShiftJIS, "これは日本語のニュースです。昨日の会議では新しい計画について話し合われました。"},
	{"euc-jp", "EUC-JP", japanese.EUCJP, "これは日本語のニュースです。昨日の会議では新しい計画について話し合われました。"},
	{"euc-kr", "ks_c_5601-1987", korean.EUCKR, "이것은 한국어 뉴스입니다. 어제 회의에서 새로운 계획에 대해 논의했습니다."},
	{"koi8-r", "koi8-r", charmap.KOI8R, "Сегодня в городе прошло собрание, на котором обсуждали новые планы."},
	{"windows-1251", "cp1251", charmap.Windows1251, "Сегодня в городе прошло собрание, на котором обсуждали новые планы."},
	{"windows-1252", "iso-8859-1", charmap.Windows1252, "Où est passé l’été ? Voilà : “déjà” parti, hélas…"},
}

func encode(t *testing.T, enc encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeByHeader(t *testing.T) {
	for _, c := range texts {
		doc := `<?xml version="1.0" encoding="utf-8"?><t>` + c.text + `</t>`
		got := Decode(encode(t, c.enc, doc), "application/xml; charset='"+c.label+"'")
		if got.S != doc || got.Charset != c.name {
			t.Errorf("%s by header: %s %.60q", c.label, got.Charset, got.S)
		}
	}
}

func TestDecodeByProlog(t *testing.T) {
	for _, c := range texts {
		doc := `<?xml version="1.0" encoding='` + c.label + `'?><t>` + c.text + `</t>`
		got := Decode(encode(t, c.enc, doc), "text/xml")
		if got.S != doc || got.Charset != c.name || !got.Labelled() {
			t.Errorf("%s by prolog: %s %.60q", c.label, got.Charset, got.S)
		}
	}
}

// What is valid UTF-8 is UTF-8, whatever it is called.
func TestDecodeWrongLabel(t *testing.T) {
	for _, c := range texts {
		doc := `<?xml version="1.0" encoding="` + c.label + `"?><t>` + c.text + `</t>`
		got := Decode([]byte(doc), "text/xml; charset="+c.label)
		if got.S != doc || got.Charset != "utf-8" || got.Labelled() {
			t.Errorf("utf-8 called %s: %s %.60q", c.label, got.Charset, got.S)
		}
	}
}

func TestDecodeUndeclared(t *testing.T) {
	for _, c := range texts {
		doc := `<t>` + c.text + `</t>`
		if got := Decode(encode(t, c.enc, doc), ""); got.S != doc {
			t.Errorf("%s undeclared: read as %s: %.60q", c.name, got.Charset, got.S)
		}
	}
}

// Texts as short as titles.
func TestDecodeUndeclaredShort(t *testing.T) {
	for _, c := range []struct {
		enc  encoding.Encoding
		text string
	}{
		{simplifiedchinese.GBK, "北京新闻"},
		{simplifiedchinese.GBK, "上海的雨下了三天"},
		{traditionalchinese.Big5, "台北的雨下了三天"},
		{japanese.ShiftJIS, "東京株式市場、平均は続落"},
		{japanese.EUCJP, "東京株式市場、平均は続落"},
		{japanese.ShiftJIS, "ニュース"},
		{korean.EUCKR, "서울 날씨"},
		{charmap.Windows1251, "Новости дня"},
		{charmap.Windows1252, "ÉTÉ À PARIS"},
		{charmap.Windows1252, "Größe, Übung, Äpfel und Öl"},
		{charmap.Windows1252, "¿Qué más? ¡Así está la canción!"},
		{charmap.Windows1252, "ações são três"},
		{charmap.Windows1252, "Åsa åt ärter på ön"},
	} {
		doc := "<t>" + c.text + "</t>"
		if got := Decode(encode(t, c.enc, doc), ""); got.S != doc {
			t.Errorf("%s: read as %s: %s", c.text, got.Charset, got.S)
		}
	}
}

func TestDecodeMarks(t *testing.T) {
	doc := `<?xml version="1.0" encoding="iso-8859-1"?><t>été 中文 😀</t>`
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	cases := []struct {
		name string
		in   []byte
	}{
		{"utf-8 mark", append([]byte("\xEF\xBB\xBF"), doc...)},
		{"utf-16le mark", append([]byte("\xFF\xFE"), encode(t, le, doc)...)},
		{"utf-16be mark", append([]byte("\xFE\xFF"), encode(t, be, doc)...)},
		{"utf-16le", encode(t, le, doc)},
		{"utf-16be", encode(t, be, doc)},
	}
	for _, c := range cases {
		if got := Decode(c.in, "text/xml; charset=koi8-r"); got.S != doc {
			t.Errorf("%s: %s %q", c.name, got.Charset, got.S)
		}
	}
}

func TestDecodeISO2022JP(t *testing.T) {
	doc := `<?xml version="1.0" encoding="ISO-2022-JP"?><t>日本語のニュース</t>`
	if got := Decode(encode(t, japanese.ISO2022JP, doc), ""); got.S != doc {
		t.Errorf("%s %q", got.Charset, got.S)
	}
}

func TestDecodeStrayBytes(t *testing.T) {
	cases := []struct{ in, want string }{
		{"<t>naïve caf\xe9 – déjà</t>", "<t>naïve café – déjà</t>"},
		{"<t>\x93smart\x94 – déjà vu été</t>", "<t>“smart” – déjà vu été</t>"},
		{"<t>déjà \xe4\xb8", "<t>déjà "}, // cut in a character
		{"<t>a\x00b\x08c\x1bd\x7fe</t>", "<t>abcde</t>"},
		{"<t>it\u0092s \u0085</t>", "<t>it’s …</t>"},
		{"<t>a\uFFFEb\uFEFFc\r\nd\re</t>", "<t>abc\nd\ne</t>"},
	}
	for _, c := range cases {
		if got := Decode([]byte(c.in), "text/xml; charset=utf-8"); got.S != c.want {
			t.Errorf("%q: %q, want %q", c.in, got.S, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":              "",
		"plain é 😀":     "plain é 😀",
		"\xfc":          "",
		"a\xfc\x03b":    "ab", // a bad byte before the first bad character
		"\x03a\xfcb":    "ab",
		"a\r\nb\rc\n":   "a\nb\nc\n",
		"\u0093q\u0094": "“q”",
		"\u0081x":       "x",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range texts {
		b, _ := c.enc.NewEncoder().Bytes([]byte(c.text))
		f.Add(b, "text/xml; charset="+c.label)
		f.Add(b, "")
	}
	for _, c := range snow {
		for name := range strings.FieldsSeq(c.charsets) {
			enc, _ := htmlindex.Get(name)
			b, _ := enc.NewEncoder().Bytes([]byte(c.text))
			f.Add(b, "")
			f.Add(b, "text/xml; charset=iso-8859-1")
		}
	}
	for _, s := range []string{"\xFF\xFEa\x00", "<\x00\x00\x00", "\x1b$B@n\x1b(B", "\xEF\xBB\xBF\xE9", "a\xED\xA0\xBD\xED\xB8\x80\xE9", "a\xC0\x80\xE9", "\xB5\xA1\x93"} {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "text/xml; charset=johab")
	}
	f.Fuzz(func(t *testing.T, b []byte, contentType string) {
		got := Decode(b, contentType)
		if !utf8.ValidString(got.S) {
			t.Fatalf("not UTF-8: %q", got.S)
		}
		if strings.ContainsAny(got.S, "\x00\x08\x0b\x1b\r\x7f") || Clean(got.S) != got.S {
			t.Fatalf("not clean: %q", got.S)
		}
	})
}
