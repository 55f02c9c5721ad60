package parse

import (
	"fmt"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// scripts are texts in the charsets of their languages, long enough to be told
// without a label.
var scripts = []struct {
	label string
	enc   encoding.Encoding
	title string
	text  string
}{
	{"gb2312", simplifiedchinese.GBK, "河水上涨", "今天我们在河边看到的水比去年多了很多，大家都说这是因为山上的雪化得很快，但是没有人觉得有什么问题。"},
	{"cp936", simplifiedchinese.GBK, "新闻", "他们在这里已经工作了很长时间，现在可以看到一些结果了，不过还有很多事情要做。"},
	{"big5", traditionalchinese.Big5, "河水上漲", "今天我們在河邊看到的水比去年多了很多，大家都說這是因為山上的雪化得很快，但是沒有人覺得有什麼問題。"},
	{"Shift_JIS", japanese.ShiftJIS, "川の水", "今日、川のそばで見た水は去年よりずっと多かったです。山の雪が早く溶けたからだと言われています。"},
	{"EUC-JP", japanese.EUCJP, "川の水", "今日、川のそばで見た水は去年よりずっと多かったです。山の雪が早く溶けたからだと言われています。"},
	{"euc-kr", korean.EUCKR, "강물", "오늘 우리가 강가에서 본 물은 작년보다 훨씬 많았습니다. 산의 눈이 빨리 녹았기 때문이라고 합니다."},
	{"koi8-r", charmap.KOI8R, "Река", "Сегодня на реке воды было намного больше, чем в прошлом году, и все говорят о быстром таянии снега."},
	{"windows-1251", charmap.Windows1251, "Река", "Сегодня на реке воды было намного больше, чем в прошлом году, и все говорят о быстром таянии снега."},
	{"iso-8859-1", charmap.Windows1252, "Été", "L’eau de la rivière a monté : “déjà” plus haut qu’à l’été passé, où tout était à sec."},
}

// inCharset is a feed whose prolog says a charset; empty for no prolog.
func inCharset(label, title, text string) string {
	prolog := ""
	if label != "" {
		prolog = `<?xml version="1.0" encoding="` + label + `"?>` + "\n"
	}
	return fmt.Sprintf(`%s<rss version="2.0"><channel><title>%s</title><link>https://c.example/</link><description/>`+
		`<item><guid isPermaLink="false">1</guid><title>%s</title><description>%s</description></item></channel></rss>`, prolog, title, title, text)
}

// Every charset in the ways in which it may be declared: by the header, by the
// prolog, by either against the other, by nothing, and wrongly for UTF-8.
func TestCharsets(t *testing.T) {
	for _, c := range scripts {
		encoded := func(doc string) []byte {
			b, err := c.enc.NewEncoder().Bytes([]byte(doc))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		header := "text/xml; charset=" + c.label
		ways := []struct {
			name, header string
			body         []byte
		}{
			{"header", header, encoded(inCharset("", c.title, c.text))},
			{"prolog", "application/xml", encoded(inCharset(c.label, c.title, c.text))},
			{"header against prolog", header, encoded(inCharset("utf-8", c.title, c.text))},
			{"prolog against what servers say", "text/xml; charset=iso-8859-1", encoded(inCharset(c.label, c.title, c.text))},
			{"prolog against utf-8", "text/xml; charset=utf-8", encoded(inCharset(c.label, c.title, c.text))},
			{"nothing", "", encoded(inCharset("", c.title, c.text))},
			{"utf-8, prolog wrong", "", []byte(inCharset(c.label, c.title, c.text))},
			{"utf-8, header wrong", header, []byte(inCharset("", c.title, c.text))},
			{"utf-8 with a mark", header, append([]byte("\xEF\xBB\xBF"), inCharset(c.label, c.title, c.text)...)},
		}
		for _, e := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
			b, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().Bytes([]byte(inCharset("utf-16", c.title, c.text)))
			if err != nil {
				t.Fatal(err)
			}
			ways = append(ways, struct {
				name, header string
				body         []byte
			}{"utf-16", "text/xml", b})
		}
		for _, w := range ways {
			f, err := Items(Input{Body: w.body, ContentType: w.header})
			if err != nil {
				t.Errorf("%s by %s: %v", c.label, w.name, err)
				continue
			}
			if len(f.Items) != 1 || f.Title != c.title || f.Items[0].Title != c.title || f.Items[0].Summary.Value != c.text {
				t.Errorf("%s by %s: read as %s: %q %q", c.label, w.name, f.Charset, f.Title, f.Items[0].Summary.Value)
			}
		}
	}
}

// One page that is pasted together of two charsets is read by its greater part.
func TestCharsetMixed(t *testing.T) {
	text := "blåbærgrød på øen – æble, ærlighed og rød grød"
	body := append([]byte(inCharset("iso-8859-1", "Grød", text)), "<!-- bes\xf8ge -->"...)
	f, err := Items(Input{Body: body})
	if err != nil || f.Items[0].Summary.Value != text || f.Charset != "utf-8" {
		t.Errorf("%v %+v", err, f)
	}
}

func TestISO2022JP(t *testing.T) {
	b, err := japanese.ISO2022JP.NewEncoder().Bytes([]byte(inCharset("iso-2022-jp", "川の水", "雪")))
	if err != nil {
		t.Fatal(err)
	}
	f, err := Items(Input{Body: b})
	if err != nil || f.Title != "川の水" || f.Items[0].Summary.Value != "雪" {
		t.Errorf("%v %+v", err, f)
	}
}
