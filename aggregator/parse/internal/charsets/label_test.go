package charsets

import "testing"

// One byte, or one character, in charsets under the names that people give them.
func TestLabels(t *testing.T) {
	for label, c := range map[string]struct{ in, want, name string }{
		"cp437":            {"\x80", "Ç", "ibm437"},
		"IBM850":           {"\x9c", "£", "ibm850"},
		"cp866":            {"\x80", "А", "ibm866"},
		"csIBM857":         {"\x98", "İ", "ibm857"},
		"cp737":            {"\x80", "Α", "ibm737"},
		"hp-roman8":        {"\xc4", "á", "hp-roman8"},
		"x-mac-roman":      {"\x80", "Ä", "macintosh"},
		"mac-latin2":       {"\x8c", "ć", "x-mac-ce"},
		"x-mac-greek":      {"\xc4", "Γ", "x-mac-greek"},
		"MacCyrillic":      {"\x80", "А", "x-mac-cyrillic"},
		"kz-1048":          {"\x8d", "Қ", "kz-1048"},
		"tis-620":          {"\xa1", "ก", "windows-874"},
		"iso8859_16":       {"\xa4", "€", "iso-8859-16"},
		"ISO_8859-2:1987":  {"\xb1", "ą", "iso-8859-2"},
		"Big5-HKSCS":       {"\xa4\xa4", "中", "big5"},
		"gb2312_80":        {"\xd6\xd0", "中", "gbk"},
		"ks_c_5601-1987":   {"\xc7\xd1", "한", "euc-kr"},
		"Windows-31J":      {"\x93\xfa", "日", "shift_jis"},
		"HZ-GB-2312":       {"~{VP9z~}", "中国", "hz-gb-2312"},
		"iso-2022-kr":      {"\x1b$)C\x0eGQ\x0f", "한", "iso-2022-kr"},
		"iso-2022-jp-2004": {"\x1b$B8l\x1b(B", "語", "iso-2022-jp"},
	} {
		got := Decode([]byte("<a>"+c.in+"</a>"), "text/xml; charset="+label)
		if got.S != "<a>"+c.want+"</a>" || got.Charset != c.name || !got.Labelled() {
			t.Errorf("%s: %+v, want %q in %s", label, got, c.want, c.name)
		}
		got = Decode([]byte(`<?xml version="1.0" encoding="`+label+`"?><a>`+c.in+"</a>"), "text/xml")
		if got.S != `<?xml version="1.0" encoding="`+label+`"?><a>`+c.want+"</a>" || got.By != "prolog" {
			t.Errorf("%s in the prolog: %+v", label, got)
		}
	}
}

// EBCDIC is known by its declaration, which is the same in all its charsets.
func TestEBCDIC(t *testing.T) {
	const doc = "<?xml version=\"1.0\" encoding=\"cp500\"?>\u0085<a>[é]</a>"
	var body []byte
	for _, r := range doc {
		for i, c := range []rune(tables["ibm500"]) {
			if c == r {
				body = append(body, byte(i))
			}
		}
	}
	got := Decode(body, "text/xml; charset=cp500")
	if want := "<?xml version=\"1.0\" encoding=\"cp500\"?>\n<a>[é]</a>"; got.S != want || got.Charset != "ibm500" {
		t.Errorf("%+v, want %q", got, want)
	}
}

func TestUTF32WithoutMark(t *testing.T) {
	for name, body := range map[string]string{"utf-32le": "<\x00\x00\x00a\x00\x00\x00", "utf-32be": "\x00\x00\x00<\x00\x00\x00a"} {
		if got := Decode([]byte(body), ""); got.S != "<a" || got.Charset != name {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTables(t *testing.T) {
	for name, table := range tables {
		if n := len([]rune(table)); n != 128 && n != 256 {
			t.Errorf("%s has %d characters", name, n)
		}
	}
}
