package date

import (
	"strings"
	"testing"
	"time"
)

// shapes are the ways in which feeds write some instants; each is a case of its own.
var shapes = []struct {
	want string
	in   []string
}{
	{"2024-03-05T14:30:00Z", []string{
		// RFC 822, 850, asctime, with and without what may be left out.
		"05 Mar 2024 14:30:00 GMT", "Tuesday, 05-Mar-24 14:30:00 UTC", "Tue. 05 Mar. 2024 14:30:00",
		"Tue 05 Mar 2024 14:30", "Tue, 05 Mar, 2024 14:30:00 GMT", "Tue, Mar 05 2024 14:30:00 GMT", "Tue, 05 Mar 124 14:30:00 GMT",
		"Tue Mar  5 14:30:00 UTC 2024", "Tue, 05 Mar 2024 14:30: GMT", "Tue, 05 Mar 2024 14 30 00 GMT", "Tue, 05 Mar 2024 14-30-00 GMT",
		"Tue, 05 Mar 2024 14:30:00 GMT GMT", "Tue, 05 Mar 2024 14:30:00 GMT+0", "Tue, 05 Mar 2024 14:30 PM", "2:30 PM, March 5, 2024",
		"14:30, 5 March 2024", "Mar 5 2024 14:30", "March 5th 2024, 2:30:00 pm", "the 5th of March 2024 14:30", "5Mar2024 14:30",
		"Tue (day), 05 (x) Mar 2024 14:30:00 GMT", "Tue, 05 Mar 2024 14:30:00 (Tue)", "Tue, 05 Mar 2024 14:30:00 +0000 (Coordinated Universal Time)",
		// ISO 8601 and what is near it.
		"2024-03-05T14:30:00.000+0000", "2024-03-05 14:30:00+00", "2024-03-05T143000Z", "20240305T14:30:00Z", "20240305 143000", "20240305 1430",
		"20240305-143000", "202403051430", "2024/03/05T14:30:00Z", "2024-03-05, 14:30", "2024-03-05 | 14:30", "2024-03-05_14:30:00",
		"2024-03-05 at 14:30", "2024-03-05 T 14:30:00 Z", "2024-03-05 14h30", "2024-03-05 14.30", "2024-03-05T14.30.00Z", "2024-03-05T14-30-00Z",
		"2024-03-05-14:30:00", "2024:03:05 14:30:00", "2024-W10-2T14:30:00Z", "2024W102T143000Z", "2024-065T14:30:00Z", "2024-03-05T14:30:00Z[UTC]",
		"2024-Mar-05 14:30:00", "2024-03-05T14:30:00+00:00:00",
		"2024-03-05T14:30:00:00", "2024-03-05T14:30:00:00Z", "2024-03-05 14:30:00:000", "2024-03-05 00:00:00.0 14:30:00.0 +0000",
		"Tue, 05 Mar 2024 14:30:00 00", "Tue, 05 Mar 2024 14:30:00 0000", "2024-03-05 14h30m00s", "2024-03-05 14h30m", "2024-03-05T14:30:00+00:00Z",
		"2024年3月5日 22:30 CST",
		// Numbers.
		"1709649000", "1709649000000", "1709649000000000", "1709649000000000000", "1.709649e9", "1.709649E+09", "/Date(1709649000000)/",
		"/Date(1709649000000+0100)/", "05.03.2024, 14:30 Uhr", "05/03/2024 - 14:30", "3/5/24 2:30 PM", "5-3-2024 14:30",
		// What stands around it.
		"Published: Tue, 05 Mar 2024 14:30:00 GMT", "Last updated: 5 March 2024 14:30", `"2024-03-05T14:30:00Z"`, "<2024-03-05T14:30:00Z>",
		"Tue, 05 Mar 2024 14:30:00 GMT | News", "Tue, 05 Mar 2024 14:30:00 +0000 by admin", "2024-03-05T14:30:00Z (2 hours ago)",
		"<b>Tue, 05 Mar 2024 14:30:00 GMT</b>", "<![CDATA[Tue, 05 Mar 2024 14:30:00 GMT]]>", "Tue, 05 Mar 2024&nbsp;14:30:00&#160;GMT",
		"\n\tTue,\n\t05 Mar 2024\r\n\n 14:30:00 GMT\n", "\u200E05/\u200E03/\u200E2024\u200F 14:30", "Tue, 05 Mar 2024 14:30:00\u202FGMT",
		// European languages.
		"mardi 5 mars 2024 à 14 h 30", "Di., 05. Mrz. 2024 14:30:00", "martes, 5 de marzo del 2024 a las 14:30", "5 de marzo de 2024, 2:30 p. m.",
		"05/03/2024 2:30 p. m.", "terça-feira, 5 de março de 2024 às 14:30", "martedì 5 marzo 2024 ore 14:30", "dinsdag 5 maart 2024 om 14:30 uur",
		"wtorek, 5 marca 2024 godz. 14:30", "úterý 5. března 2024 v 14:30", "2024. március 5., kedd 14:30", "2024. 03. 05. 14:30",
		"dinsdag 5 maart 2024, 14.30 u.", "5. března 2024 14:30 hod.", "5 март 2024, 14:30 ч.", "5 Μαρτίου 2024 στις 14:30",
		"5 de março de 2024, 14:30 horas", "tisdag 5 mars 2024 kl. 14:30", "tirsdag den 5. marts 2024 kl. 14.30", "tiistai 5. maaliskuuta 2024 klo 14.30", "ti 5.3.2024 klo 14:30",
		"5 Mart 2024 Salı 14:30", "5.3.2024 2:30 ÖS", "marți, 5 martie 2024 14:30", "Τρίτη, 5 Μαρτίου 2024 2:30 μ.μ.",
		"вторник, 5 марта 2024 г., 14:30", "5 марта 2024 года в 14:30", "вівторок, 5 березня 2024 р. о 14:30", "вторник, 5 март 2024 г. 14:30",
		"utorak, 5. ožujka 2024. u 14:30", "utorak, 05. mart 2024. 14:30", "уторак, 5. март 2024. 14:30", "2024 m. kovo 5 d. 14:30",
		"dimarts, 5 de març del 2024 a les 14:30", "5. března 2024 14:30",
		// Elsewhere.
		"Ngày 5 tháng 3 năm 2024 14:30", "5 Mar 2024 2:30 CH", "05/03/2024 2:30 CH", "5 مارس 2024 2:30 م", "١٤:٣٠ ٠٥/٠٣/٢٠٢٤",
		"יום שלישי, 5 במרץ 2024 14:30", "2024年3月5日 下午二时三十分", "2024年3月5日 午後2時半", "2024年03月05日 14点30分", "2024年3月5日 週二 下午 02:30",
		"2024年3月5日(星期二) 14:30", "下午2:30 2024-03-05", "令和６年３月５日（火）午後２時３０分", "2024/3/5(火) 14:30", "R6.3.5 14:30",
		"2024년 3월 5일 화요일 오후 2시 30분", "2024. 3. 5. (화) 오후 2:30:00", "2024-03-05 (화) 14:30", "2024년 3월 5일 낮 2:30",
	}},
	{"2024-03-05T00:00:00Z", []string{
		"le 5 mars 2024", "2024. márc. 5.", "2024-W10-2", "2024W102", "2024-065", "Mar-05-2024", "2024 Mar 5", "R6/3/5", "5 Mar 2024 midnight",
		"Posted on March 5, 2024", "March 5, 2024 by John", "pubDate: 2024-03-05", "antradienis, 2024 m. kovo 5 d.", "2024. gada 5. marts",
		"otrdiena, 5. marts, 2024", "teisipäev, 5. märts 2024", "5 d'març de 2024", "5 BŘEZNA 2024", "5 brezna 2024", "5 ma\u0308rz 2024",
		"วันอังคารที่ 5 มีนาคม พ.ศ. 2567", "5 มี.ค. 2567", "5 มี.ค. 67", "الثلاثاء، 5 آذار 2024", "二〇二四年三月五日", "2024年三月5日", "三月 5, 2024",
		"2024年3月5日 凌晨12:00", "12:00 AM March 5 2024",
	}},
	// Names that are written without their accents or in capitals.
	{"2024-08-05T00:00:00Z", []string{"5 aout 2024", "5 AĞUSTOS 2024", "5 AOÛT 2024", "5 agustos 2024", "5 sierpien 2024", "5 жніўня 2024"}},
	{"2024-11-05T00:00:00Z", []string{"5 KASIM 2024", "5 kasim 2024", "5 листопад 2024", "5 تشرين الثاني 2024"}},
	{"2024-02-29T00:00:00Z", []string{"29 fevrier 2024", "29 Subat 2024", "29 únor 2024", "29 лютого 2024", "२९ फ़रवरी २०२४"}},
	{"2024-12-31T00:00:00Z", []string{"二零二四年十二月三十一日", "31 ธ.ค. 2567", "31 كانون الأول 2024", "12/31/24", "31 desember 2024"}},
	// Zones by name, by place, in words, in digits.
	{"2024-07-15T17:00:00Z", []string{
		"Mon, 15 Jul 2024 10:00:00 PDT", "Mon, 15 Jul 2024 10:00:00 PT", "Mon, 15 Jul 2024 10:00:00 US/Pacific", "07/15/2024 10:00 AM PDT",
		"Mon, 15 Jul 2024 10:00:00 America/Los_Angeles", "Mon, 15 Jul 2024 10:00:00 Pacific Standard Time", "Mon, 15 Jul 2024 10:00:00 Pacific Daylight Time",
		"Mon, 15 Jul 2024 10:00:00 Pacific Time", "Mon, 15 Jul 2024 10:00:00 (PDT)", "Mon, 15 Jul 2024 10:00:00 (UTC-7)", "Mon, 15 Jul 2024 10:00:00 Etc/GMT+7",
		"Mon, 15 Jul 2024 10:00:00 Pacific Standard Time (Mexico)", "Mon, 15 Jul 2024 10:00:00 PST8PDT", "Mon, 15 Jul 2024 10:00:00 - 0700",
		"Mon Jul 15 2024 10:00:00 GMT-0700 (Pacific Daylight Time)", "Mon Jul 15 10:00:00 Pacific Daylight Time 2024", "2024-07-15T10:00:00−07:00",
		"Mon, 15 Jul 2024 10:00:00 -7", "Mon, 15 Jul 2024 10:00:00 -700", "Mon, 15 Jul 2024 10:00:00 -07.00", "Mon, 15 Jul 2024 10:00:00 GMT-07:00:00",
	}},
	{"2024-07-04T15:00:00Z", []string{"07/04/2024 10:00 EST", "Thursday, 07/04/2024 15:00", "7/4/2024 3:00 PM"}},
	{"2024-07-15T02:00:00Z", []string{
		"Mon, 15 Jul 2024 10:00:00 China Standard Time", "Mon, 15 Jul 2024 10:00:00 GMT+8", "Mon, 15 Jul 2024 10:00:00 GMT +8", "Mon, 15 Jul 2024 10:00:00 HKT",
		"Mon, 15 Jul 2024 10:00:00 SGT", "Mon, 15 Jul 2024 10:00:00 PRC", "Mon, 15 Jul 2024 10:00:00 Hongkong", "Mon, 15 Jul 2024 10:00:00 CST+0800",
		"Mon, 15 Jul 2024 10:00:00 UTC+0800 CST", "2024-07-15 10:00:00 +0800 CST m=+0.012345678", "2024年7月15日 10:00 北京时间", "2024年7月15日 10:00（北京时间）",
		"Thứ Hai, 15/07/2024, 09:00 (GMT+7)", "Mon, 15 Jul 2024 10:00:00 Etc/GMT-8", "Mon Jul 15 10:00:00 UTC+8 2024", "Mon, 15 Jul 2024 10:00:00 Asia/Kuala_Lumpur",
	}},
	{"2024-07-15T09:00:00Z", []string{
		"Mon, 15 Jul 2024 10:00:00 BST", "Mon, 15 Jul 2024 10:00:00 GMT Standard Time", "Mon, 15 Jul 2024 10:00:00 British Summer Time",
		"Mon, 15 Jul 2024 10:00:00 GB", "Mon, 15 Jul 2024 14:30:00 IST", "Mon, 15 Jul 2024 14:30:00 +0530", "Mon, 15 Jul 2024 14:30:00 +5:30",
		"Mon, 15 Jul 2024 14:30:00 +05.30", "Mon, 15 Jul 2024 14:30:00 India Standard Time", "15 июля 2024, 12:00 (МСК)", "15.07.2024 12:00 МСК",
		"Mon, 15 Jul 2024 11:00:00 CEST", "Mon, 15 Jul 2024 11:00:00 W. Europe Standard Time", "Mon, 15 Jul 2024 11:00:00 Central European Summer Time",
		"Mon, 15 Jul 2024 12:00:00 EEST", "Mon, 15 Jul 2024 14:00:00 PKT", "Mon, 15 Jul 2024 16:00:00 WIB", "Mon, 15 Jul 2024 18:00:00 JST",
		"Mon, 15 Jul 2024 18:00:00 Japan", "月, 15 7月 2024 18:00:00 +0900", "Mon, 15 Jul 2024 18:30:00 ACST", "Mon, 15 Jul 2024 19:00:00 AEST",
		"Mon, 15 Jul 2024 19:00:00 AET", "Mon, 15 Jul 2024 21:00:00 NZST", "Mon, 15 Jul 2024 12:00:00 Africa/Dar_es_Salaam",
		"Mon, 15 Jul 2024 05:00:00 America/Port-au-Prince", "Mon, 15 Jul 2024 06:00:00 America/Argentina/Buenos_Aires", "Mon, 15 Jul 2024 01:00:00 AKDT",
		"Sun, 14 Jul 2024 23:00:00 HST", "Mon, 15 Jul 2024 21:00:00 Antarctica/McMurdo",
	}},
	// Hours alone, the halves of a day, the ends of days.
	{"2004-07-08T23:00:00Z", []string{"2004-07-08T23", "2004-07-08T23Z", "2004-07-08 23", "20040708T23", "2004-07-09T00+01:00", "8. Juli 2004 23 Uhr", "2004年7月8日 晚上11:00"}},
	{"2024-03-05T11:50:00Z", []string{"2024年3月5日 中午11:50", "2024-03-05 11:50 am"}},
	{"2024-03-05T12:05:00Z", []string{"2024年3月5日 中午12:05", "2024-03-05 12:05 PM", "2024年3月5日 午後0時5分"}},
	{"2024-03-05T02:05:00Z", []string{"2024年3月5日 夜里2:05", "2024년 3월 5일 새벽 2:05", "2024-03-05 02:05 a. m."}},
	{"2017-01-01T00:00:00Z", []string{"Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:60Z", "Sat, 31 Dec 2016 24:00:00 GMT", "2016-12-31T24:00:00Z"}},
	{"2005-01-02T00:00:00Z", []string{"2004-W53-7", "2004W537", "2005-002"}},
	{"2019-04-30T00:00:00Z", []string{"H31.4.30", "平成31年4月30日", "平成31/4/30"}},
}

func TestParseShapes(t *testing.T) {
	n := 0
	for _, s := range shapes {
		n += len(s.in)
		for _, in := range s.in {
			got, ok := Parse(in)
			if !ok || got.Format(time.RFC3339Nano) != s.want {
				t.Errorf("%q = %v %v, want %s", in, got, ok, s.want)
			}
		}
	}
	if n < 250 {
		t.Errorf("%d shapes, want 250 at least", n)
	}
}

// doubtful are texts with more than one reading, or with a zone that is not known.
var doubtful = []string{
	"--", "--03-05", "---05", "2004-W54-1", "2005-W53-1", "2004-W28-8", "2005-366",
	"Tue, 05 Mar 2024 14:30:00 A", "Tue, 05 Mar 2024 14:30:00 N", "Tue, 05 Mar 2024 14:30:00 U", "Tue, 05 Mar 2024 14:30:00 M", "Tue, 05 Mar 2024 14:30:00 (XYZ)",
	"Tue, 05 Mar 2024 14:30:00 Foo Standard Time", "Tue, 05 Mar 2024 14:30:00 (Foo Time)", "2024年3月5日 14:30（未知时间）",
	"Tue, 05 Mar 2024 14:30:00 CET-1", "Tue, 05 Mar 2024 14:30:00 CST+8", "Tue, 05 Mar 2024 14:30:00 GMT CET", "Tue, 05 Mar 2024 14:30:00 EST/EDT",
	"Tue, 05 Mar 2024 14:30:00 +010", "Tue, 05 Mar 2024 14:30:00 +00000", "Tue, 05 Mar 2024 14:30:00 0100", "2024-03-05T14:30:00 01:00", "2024-03-05T14:30:00+24:00",
	"Tue, 05 Mar 2024 14:30:00 America/Nowhere", "Tue, 05 Mar 2024 14:30:00 Etc/GMT+99", "5 March 2024 abends 8:30", "晚上12:05 2024年3月5日",
	"03/05/24", "1.2.3", "Issue 1234", "Spring 2024", "Version 2.0.1", "2024-03-05T14:30:00Z 2024-03-06T14:30:00Z", "2024-03-05/2024-03-06",
	"Invalid Date", "null", "undefined", "0", "-1", "{{date}}", "%Y-%m-%d", "0000-00-00 00:00:00", "2 hours ago", "/Date(x)/", "/Date(", "1e999", "9e9e9",
	"2024-03-05" + strings.Repeat(" ", MaxBytes) + "14:30", strings.Repeat("(", MaxBytes), strings.Repeat("<b>", MaxBytes/3), strings.Repeat("一", MaxBytes/3),
}

func TestParseDoubtful(t *testing.T) {
	for _, in := range doubtful {
		if got, ok := Parse(in); ok {
			t.Errorf("%q = %s, want no date", in, got.Format(time.RFC3339))
		}
	}
}

// Every zone that is known by name can be loaded, and a name that is written
// without its accents means one month only.
func TestTables(t *testing.T) {
	for lower, name := range ianaNames {
		if location(lower) == nil {
			t.Errorf("%s cannot be loaded", name)
		}
	}
	for _, names := range []map[string]string{zoneNames, places} {
		for name, place := range names {
			if location(place) == nil {
				t.Errorf("%s: no zone %s", name, place)
			}
			if len(name) > maxZoneName {
				t.Errorf("%s: longer than %d bytes", name, maxZoneName)
			}
		}
	}
	for w, m := range months {
		if got := monthOf(bare(w)); got != m {
			t.Errorf("%s is month %d, without accents %d", w, m, got)
		}
	}
}
