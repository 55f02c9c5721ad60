package charsets

import "testing"

// The bytes were made by Python's codecs.
var paged = []struct{ label, text, bytes string }{
	{"cp437", "Café ½", "<?xml version=\x221.0\x22?><a>Caf\x82 \xab</a>"},
	{"IBM-850", "Lódz", "<?xml version=\x221.0\x22?><a>L\xa2dz</a>"},
	{"cp852", "Zażółć", "<?xml version=\x221.0\x22?><a>Za\xbe\xa2\x88\x86</a>"},
	{"852", "Łódź", "<?xml version=\x221.0\x22?><a>\x9d\xa2d\xab</a>"},
	{"cp855", "Москва", "<?xml version=\x221.0\x22?><a>\xd3\xd6\xe3\xc6\xeb\xa0</a>"},
	{"cp857", "ığş", "<?xml version=\x221.0\x22?><a>\x8d\xa7\x9f</a>"},
	{"cp737", "Αθήνα", "<?xml version=\x221.0\x22?><a>\x80\x9f\xe3\xa4\x98</a>"},
	{"cp775", "Šiauliai", "<?xml version=\x221.0\x22?><a>\xbeiauliai</a>"},
	{"cp861", "Þórður", "<?xml version=\x221.0\x22?><a>\x8d\xa2r\x8cur</a>"},
	{"cp862", "שלום", "<?xml version=\x221.0\x22?><a>\x99\x8c\x85\x8d</a>"},
	{"cp869", "Αθήνα", "<?xml version=\x221.0\x22?><a>\xa4\xe2\x9e\xe7\xd6</a>"},
	{"ibm866", "Москва", "<?xml version=\x221.0\x22?><a>\x8c\xae\xe1\xaa\xa2\xa0</a>"},
	{"cp1125", "Київ", "<?xml version=\x221.0\x22?><a>\x8a\xa8\xf9\xa2</a>"},
	{"cp037", "Café", "Lo\xa7\x94\x93@\xa5\x85\x99\xa2\x89\x96\x95~\x7f\xf1K\xf0\x7fonL\x81n\xc3\x81\x86QLa\x81n"},
	{"cp500", "Café", "Lo\xa7\x94\x93@\xa5\x85\x99\xa2\x89\x96\x95~\x7f\xf1K\xf0\x7fonL\x81n\xc3\x81\x86QLa\x81n"},
	{"ebcdic-cp-be", "Café", "Lo\xa7\x94\x93@\xa5\x85\x99\xa2\x89\x96\x95~\x7f\xf1K\xf0\x7fonL\x81n\xc3\x81\x86QLa\x81n"},
	{"cp1026", "ığş", "Lo\xa7\x94\x93@\xa5\x85\x99\xa2\x89\x96\x95~\xfc\xf1K\xf0\xfconL\x81ny\xd0jLa\x81n"},
	{"cp1140", "10 €", "Lo\xa7\x94\x93@\xa5\x85\x99\xa2\x89\x96\x95~\x7f\xf1K\xf0\x7fonL\x81n\xf1\xf0@\x9fLa\x81n"},
	{"cp875", "Αθήνα", "Lo\xa7\x94\x93@\xa5\x85\x99\xa2\x89\x96\x95~\x7f\xf1K\xf0\x7fonL\x81nA\x9b\xb3\xaa\x8aLa\x81n"},
	{"mac", "naïve", "<?xml version=\x221.0\x22?><a>na\x95ve</a>"},
	{"x-mac-roman", "naïve", "<?xml version=\x221.0\x22?><a>na\x95ve</a>"},
	{"mac-cyrillic", "Москва", "<?xml version=\x221.0\x22?><a>\x8c\xee\xf1\xea\xe2\xe0</a>"},
	{"mac_greek", "Αθήνα", "<?xml version=\x221.0\x22?><a>\xb0\xf5\xdc\xee\xe1</a>"},
	{"x-mac-turkish", "ığş", "<?xml version=\x221.0\x22?><a>\xdd\xdb\xdf</a>"},
	{"x-mac-ce", "Łódź", "<?xml version=\x221.0\x22?><a>\xfc\x97d\x90</a>"},
	{"mac-romanian", "Ștefan", "<?xml version=\x221.0\x22?><a>\xaftefan</a>"},
	{"koi8-t", "Тоҷикӣ", "<?xml version=\x221.0\x22?><a>\xf4\xcf\x8d\xc9\xcb\xa5</a>"},
	{"koi8-u", "Київ", "<?xml version=\x221.0\x22?><a>\xeb\xc9\xa7\xd7</a>"},
	{"kz-1048", "Қазақ", "<?xml version=\x221.0\x22?><a>\x8d\xe0\xe7\xe0\x9d</a>"},
	{"ptcp154", "Қазақ", "<?xml version=\x221.0\x22?><a>\x8d\xe0\xe7\xe0\x9d</a>"},
	{"hp-roman8", "Café", "<?xml version=\x221.0\x22?><a>Caf\xc5</a>"},
	{"cp874", "สวัสดี", "<?xml version=\x221.0\x22?><a>\xca\xc7\xd1\xca\xb4\xd5</a>"},
	{"hz-gb-2312", "今天", "<?xml version=\x221.0\x22?><a>~{=qLl~}</a>"},
	{"iso-2022-kr", "오늘 news", "<?xml version=\x221.0\x22?><a>\x1b$)C\x0e?@4C\x0f news</a>"},
	{"iso-2022-jp-2", "今日", "<?xml version=\x221.0\x22?><a>\x1b$B:#F|\x1b(B</a>"},
	{"utf-7", "Café + 今天", "<?xml version=\x221.0\x22?><a>Caf+AOk +- +TspZKQ</a>"},
	{"utf-32le", "今天", "<\x00\x00\x00?\x00\x00\x00x\x00\x00\x00m\x00\x00\x00l\x00\x00\x00 \x00\x00\x00v\x00\x00\x00e\x00\x00\x00r\x00\x00\x00s\x00\x00\x00i\x00\x00\x00o\x00\x00\x00n\x00\x00\x00=\x00\x00\x00\x22\x00\x00\x001\x00\x00\x00.\x00\x00\x000\x00\x00\x00\x22\x00\x00\x00?\x00\x00\x00>\x00\x00\x00<\x00\x00\x00a\x00\x00\x00>\x00\x00\x00\xcaN\x00\x00)Y\x00\x00<\x00\x00\x00/\x00\x00\x00a\x00\x00\x00>\x00\x00\x00"},
	{"utf-32be", "今天", "\x00\x00\x00<\x00\x00\x00?\x00\x00\x00x\x00\x00\x00m\x00\x00\x00l\x00\x00\x00 \x00\x00\x00v\x00\x00\x00e\x00\x00\x00r\x00\x00\x00s\x00\x00\x00i\x00\x00\x00o\x00\x00\x00n\x00\x00\x00=\x00\x00\x00\x22\x00\x00\x001\x00\x00\x00.\x00\x00\x000\x00\x00\x00\x22\x00\x00\x00?\x00\x00\x00>\x00\x00\x00<\x00\x00\x00a\x00\x00\x00>\x00\x00N\xca\x00\x00Y)\x00\x00\x00<\x00\x00\x00/\x00\x00\x00a\x00\x00\x00>"},
}

// Charsets outside of the WHATWG's list, by their many names, declared by the
// header.
func TestPages(t *testing.T) {
	for _, c := range paged {
		got := Decode([]byte(c.bytes), "text/xml; charset="+c.label)
		if want := `<?xml version="1.0"?><a>` + c.text + "</a>"; got.S != want || !got.Labelled() || got.Dropped != 0 {
			t.Errorf("%s: %q as %s, dropped %d, want %q", c.label, got.S, got.Charset, got.Dropped, want)
		}
	}
}

// A declaration in EBCDIC or UTF-32 can be read before its charset is known.
func TestPagesInProlog(t *testing.T) {
	const head = `<?xml version="1.0" encoding="cp500"?>`
	b := make([]byte, len(head))
	for i, r := range []rune(tables["ibm500"]) {
		for j := range head {
			if rune(head[j]) == r {
				b[j] = byte(i)
			}
		}
	}
	if got := Decode(b, ""); got.S != head || got.Charset != "ibm500" {
		t.Errorf("%q as %s", got.S, got.Charset)
	}
}

// What a label says counts only when the bytes can be that.
func TestPagesAgainstUTF8(t *testing.T) {
	for _, label := range []string{"cp437", "mac", "cp037", "utf-7", "iso-2022-kr", "hz-gb-2312"} {
		const text = "<a>Café 今天</a>"
		if got := Decode([]byte(text), "text/xml; charset="+label); got.S != text || got.Charset != "utf-8" {
			t.Errorf("%s: %q as %s", label, got.S, got.Charset)
		}
	}
	for in, want := range map[string]string{"1+1=2": "1+1=2", "a +- b": "a + b", "+AGE": "a", "x+Z": "x+Z", "+": "+", "+AGE-b": "ab", "Hi +2D3cqQ-!": "Hi \U0001F4A9!"} {
		if got := utf7([]byte(in)); got != want {
			t.Errorf("utf7(%q) is %q, want %q", in, got, want)
		}
	}
}
