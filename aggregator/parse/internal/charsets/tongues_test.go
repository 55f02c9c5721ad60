package charsets

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// snow are sentences about one morning in charsets of one byte a character.
var snow = []struct{ charsets, text string }{
	{"windows-1250 iso-8859-2", "Wczoraj wieczorem spadł śnieg, a dziś rano wszystkie drogi są już przejezdne i ludzie jadą do pracy."},
	{"windows-1250 iso-8859-2", "Včera večer napadl sníh, ale dnes ráno už jsou všechny silnice průjezdné a lidé jedou do práce."},
	{"windows-1250 iso-8859-2", "Včera večer napadol sneh, ale dnes ráno sú už všetky cesty zjazdné a ľudia idú do práce."},
	{"windows-1250 iso-8859-2", "Tegnap este esett a hó, de ma reggel már minden út járható, és az emberek dolgozni mennek a hűvös, őszies időben."},
	{"windows-1250 iso-8859-2", "Sinoć je pao snijeg, ali već jutros su sve ceste prohodne i ljudi kreću na posao, kažu iz službe za čišćenje."},
	{"windows-1250 iso-8859-2", "Aseară a nins, dar în această dimineaţă toate drumurile sînt deschise şi oamenii merg la muncă fără probleme."},
	{"windows-1254", "Dün akşam kar yağdı, ama bu sabah bütün yollar açık ve insanlar işe gidiyor, ışıklar yanıyor."},
	{"windows-1257 iso-8859-4", "Vakar vakare iškrito sniegas, bet šįryt visi keliai jau išvalyti ir žmonės važiuoja į darbą."},
	{"windows-1257 iso-8859-4", "Vakar vakarā uzsniga sniegs, bet šorīt visi ceļi jau ir tīri un cilvēki brauc uz darbu."},
	{"windows-1253 iso-8859-7", "Χθες το βράδυ χιόνισε, αλλά σήμερα το πρωί όλοι οι δρόμοι είναι ανοιχτοί και ο κόσμος πηγαίνει στη δουλειά."},
	{"windows-1255", "אתמול בערב ירד שלג, אבל הבוקר כל הכבישים כבר פתוחים ואנשים נוסעים לעבודה."},
	{"windows-1256 iso-8859-6", "سقط الثلج مساء أمس، لكن جميع الطرق مفتوحة هذا الصباح والناس يذهبون إلى العمل."},
	{"windows-874", "เมื่อคืนหิมะตก แต่เช้านี้ถนนทุกสายเปิดแล้วและผู้คนกำลังไปทำงาน"},
	{"windows-1251 koi8-r iso-8859-5 ibm866 x-mac-cyrillic", "Вчера вечером выпал Снег, но сегодня утром все Дороги уже открыты, и Люди едут на Работу. ПОГОДА: Мороз и Солнце."},
	{"windows-1251 koi8-u", "Учора ввечері випав сніг, але сьогодні вранці всі дороги вже відкриті, і люди їдуть на роботу."},
	{"windows-1251 iso-8859-5", "Снощи валя сняг, но тази сутрин всички пътища вече са отворени и хората отиват на работа."},
	{"windows-1251 iso-8859-5", "Синоћ је пао снег, али јутрос су сви путеви већ проходни и људи иду на посао."},
	{"windows-1252", "Hier soir, il a neigé, mais ce matin toutes les routes sont déjà dégagées et les gens vont au travail à l’heure."},
	{"windows-1252", "Gestern Abend hat es geschneit, aber heute früh sind alle Straßen schon geräumt, und die Leute fahren über Land."},
	{"windows-1252", "Anoche nevó, pero esta mañana todas las carreteras están abiertas y la gente va a trabajar. ¿Quién lo diría?"},
	{"windows-1252", "Ontem à noite nevou, mas esta manhã todas as estradas já estão abertas e as pessoas vão para a reunião."},
	{"windows-1252", "I går kväll snöade det, men i morse var alla vägar redan öppna och folk åker till jobbet."},
	{"windows-1252", "Í gærkvöldi snjóaði, en í morgun eru allir vegir opnir og fólk fer til vinnu sinnar, það er gott."},
	{"windows-1252", "Eilen illalla satoi lunta, mutta tänä aamuna kaikki tiet ovat jo auki ja väki ajaa töihin."},
}

func TestSniffTongues(t *testing.T) {
	for _, c := range snow {
		for name := range strings.FieldsSeq(c.charsets) {
			enc, err := htmlindex.Get(name)
			if err != nil {
				t.Fatal(err)
			}
			doc := "<t>" + c.text + "</t>"
			if got := Decode(encode(t, enc, doc), ""); got.S != doc {
				t.Errorf("%s: read as %s: %s", name, got.Charset, got.S)
			}
		}
	}
}

// A charset that is declared is obeyed where the bytes are no better in another one,
// and a text of few letters is not taken for one in a strange script.
func TestSniffIsNotForced(t *testing.T) {
	for _, c := range []struct{ charset, text string }{
		{"windows-1252", "“smart quotes” and it’s fine"}, {"windows-1252", "50 € – © 2024 · 20 °C"}, {"windows-1252", "Kraków"},
		{"windows-1252", "«Ça va?» — «Oui.»"}, {"windows-1252", "ñ"}, {"windows-1252", "£9.99, ±2 µm, 5×3"},
	} {
		enc, _ := htmlindex.Get(c.charset)
		doc := "<t>" + c.text + "</t>"
		for _, header := range []string{"", "text/xml; charset=iso-8859-1"} {
			if got := Decode(encode(t, enc, doc), header); got.S != doc || got.Charset != c.charset {
				t.Errorf("%s %q: read as %s: %s", c.text, header, got.Charset, got.S)
			}
		}
	}
}

func TestLanguageOf(t *testing.T) {
	for in, want := range map[string]string{
		"<rss><channel><language> el-GR </language>": "el",
		`<feed xml:lang="pl">`:                       "pl",
		`<feed xml:lang='x-klingon'>`:                "",
		"<language>english</language>":               "",
		"<language>":                                 "",
		"":                                           "",
	} {
		if got := languageOf([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// The bytes were made by Python's codec.
func TestJohab(t *testing.T) {
	const in, want = "\xb5\xa1\x93\x69 \xb6\x81\x9f\xa1\x88\x61 \xa6\xca \xf7\xd3\xf1\xae \x88\x41\x84\x61\x84\x44 \xd9\x32\xd9\x33\xdc\xe7", "오늘 우리가 뷁 漢字 ㄱㅏㄳ 、。①"
	for _, label := range []string{"johab", "x-johab", "cp1361", "ms1361"} {
		if got := Decode([]byte(in), "text/xml; charset="+label); got.S != want || !got.Labelled() {
			t.Errorf("%s: %q as %s, want %q", label, got.S, got.Charset, want)
		}
	}
	for _, in := range []string{"\xb5", "\xff\xff", "\x80\x00", "\x84\x00", "\xf9\xfe", "\xfb\x31"} {
		if got := johab([]byte(in)); got == "" {
			t.Errorf("%q: nothing", in)
		}
	}
}

func TestPatchSequences(t *testing.T) {
	for in, want := range map[string]string{
		"été \xED\xA0\xBD\xED\xB8\x80": "été 😀",
		"été \xED\xA0\xBD!":            "été !",
		"été \xED\xB8\x80\xED\xA0\xBD": "été ",
		"été \xC0\x80.":                "été .",
		"été, été \xE9t\xE9.":          "été, été été.",
	} {
		if got := Decode([]byte(in), "text/xml; charset=utf-8"); got.S != want {
			t.Errorf("%q: %q, want %q", in, got.S, want)
		}
	}
}
