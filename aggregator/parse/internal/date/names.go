package date

import "strings"

// months holds the names of the months, folded to lower case. Names that mean
// different months in different languages are left out, but for those that only
// small languages use differently.
var months = monthTable(`
1 january jan januar januari jän jänner janv janvier gen gennaio gener ene enero janeiro styczeń stycznia sty leden ledna led január января январь янв січня січ ocak oca tammikuu tammikuuta tammi ianuarie ian ιανουαρίου ιανουάριος ιαν januára januára gener siječnja siječanj јануар януари jaanuar janvāris janvārī sausio يناير ינואר בינואר जनवरी มกราคม xaneiro janúar janar студзеня січень ژانویه januarja janaury جانفي
2 february feb febr februar februari feber fév févr février febbraio febbr febrero fevereiro fev luty lutego lut únor února úno február февраля февраль фев февр лютого лют şubat şub helmikuu helmikuuta helmi februarie φεβρουαρίου φεβρουάριος φεβ φεβρ februára febrer veljače veljača фебруар февруари veebruar februāris februārī vasario pebruari فبراير פברואר בפברואר फ़रवरी फरवरी กุมภาพันธ์ лютий febrúar shkurt лютага فوریه febreiro febuary februarja pebrero شباط فيفري
3 march mar mär märz mrz mars mrt maart marzo març março marzec marca březen března bře március márc marts марта март мар березня бер mart maaliskuu maaliskuuta maalis martie μαρτίου μάρτιος μάρ μαρ ožujka ožujak märts kovo maret mac مارس מרץ במרץ मार्च มีนาคม березень сакавіка marso marc آذار
4 april apr avr avril aprile abr abril kwiecień kwietnia kwi duben dubna dub április ápr апреля апрель апр квітня квіт nisan nis huhtikuu huhtikuuta huhti aprilie απριλίου απρίλιος απρ apríla travnja travanj април aprill aprīlis aprīlī balandžio أبريل ابريل אפריל באפריל अप्रैल เมษายน квітень apríl prill красавіка آوریل نيسان أفريل
5 may mai maj mei maggio mag mayo maio maig maja květen května kvě május máj мая май травня трав mayıs toukokuu toukokuuta touko μαΐου μάιος μάϊος μαϊ μάη maí mája svibnja svibanj мај maijs maijā gegužės مايو מאי במאי मई พฤษภาคม травень مه أيار ماي
6 june jun juni juin giugno giu junio junho czerwiec czerwca cze červen června čvn június jún июня июнь июн червня черв haziran haz kesäkuu kesäkuuta kesä iunie iun ιουνίου ιούνιος ιούν ιουν juny júna lipnja lipanj јун юни juuni jūnijs jūnijā birželio juna يونيو יוני ביוני जून มิถุนายน червень júní qershor чэрвеня ژوئن xuño junij hunyo حزيران جوان
7 july jul juli juil juillet luglio lug julio julho lipiec lipca lip červenec července čvc július júl июля июль июл липня лип temmuz tem heinäkuu heinäkuuta heinä iulie iul ιουλίου ιούλιος ιούλ ιουλ juliol júla srpnja srpanj јул юли juuli jūlijs jūlijā liepos julai jula يوليو יולי ביולי जुलाई กรกฎาคม липень júlí korrik ліпеня ژوئیه xullo julij hulyo تموز جويلية
8 august aug aoû août aout agosto ago ag sierpień sierpnia sie srpen srpna srp augusztus augustus augusti августа август авг серпня серп ağustos ağu elokuu elokuuta elo αυγούστου αύγουστος αύγ αυγ agost augusta kolovoza kolovoz augusts augustā rugpjūčio agustus agt agu ogos avgust avgusta أغسطس اغسطس אוגוסט באוגוסט अगस्त สิงหาคม серпень ágúst gusht жніўня اوت آب أوت
9 september sep sept septembre settembre sett set setembro septiembre setiembre wrzesień września wrz září zář szeptember szept сентября сентябрь сен сент вересня вер eylül eyl syyskuu syyskuuta syys septembrie σεπτεμβρίου σεπτέμβριος σεπ σεπτ setembre septembra rujna rujan септембар септември septembris septembrī rugsėjo septembar سبتمبر ספטמבר בספטמבר सितंबर सितम्बर กันยายน вересень shtator верасня سپتامبر أيلول
10 october oct okt oktober octobre ottobre ott octubre outubro out październik października paź říjen října říj október октября октябрь окт жовтня жовт ekim eki lokakuu lokakuuta loka octombrie οκτωβρίου οκτώβριος οκτ októbra октобар октомври oktoober oktobris oktobrī spalio oktobar أكتوبر اكتوبر אוקטובר באוקטובר अक्टूबर अक्तूबर ตุลาคม жовтень tetor кастрычніка اکتبر
11 november nov novembre noviembre novembro listopad listopada lis ноября ноябрь ноя нояб листопада лист kasım kas marraskuu marraskuuta marras noiembrie noi νοεμβρίου νοέμβριος νοέ νοε novembra studenog studenoga studeni новембар ноември novembris novembrī lapkričio novembar نوفمبر נובמבר בנובמבר नवंबर नवम्बर พฤศจิกายน листопад nóvember nëntor лістапада نوامبر nobyembre
12 december dec dez dezember déc décembre dicembre dic diciembre dezembro grudzień grudnia gru prosinec prosince pro декабря декабрь дек грудня груд aralık ara joulukuu joulukuuta joulu decembrie δεκεμβρίου δεκέμβριος δεκ desember des desembre decembra prosinca prosinac децембар декември detsember decembris decembrī gruodžio decembar disember ديسمبر דצמבר בדצמבר दिसंबर दिसम्बर ธันวาคม грудень dhjetor снежня دسامبر decembro disyembre
`)

// bareMonths are the same names without their accents, where they have any.
var bareMonths = func() map[string]int {
	t := make(map[string]int, len(months))
	for w, m := range months {
		t[bare(w)] = m
	}
	return t
}()

func monthTable(text string) map[string]int {
	t := make(map[string]int, 400)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		for _, w := range strings.Fields(line)[1:] {
			t[w] = i + 1
		}
	}
	return t
}

// weekdays are passed over wherever they stand; unknown ones only where they cannot
// be anything else.
var weekdays = wordSet(`mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday
 sat saturday sun sunday mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
 lun lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche
 lunes martes miércoles mié miercoles jueves jue viernes vie sábado sáb sabado domingo dom
 lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab
 segunda terça quarta quinta sexta seg ter qua qui sex feira
 dilluns dimarts dimecres dijous divendres dissabte diumenge dl dt dc dj dv ds dg
 pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt sal çar per cum cmt paz
 maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo
 måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag mån tis ons tors tor fre lör sön man tir lør søn
 poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob ndz niedz
 pondělí úterý středa čtvrtek pátek neděle po út st čt pá ne
 pondelok utorok streda štvrtok piatok nedeľa
 maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ti ke to pe la su
 hétfő kedd szerda csütörtök péntek szombat vasárnap luni marți miercuri joi vineri sâmbătă duminică
 ponedjeljak ponedeljak utorak srijeda sreda četvrtak petak subota nedjelja nedelja ponedeljek torek četrtek petek nedelja
 понедељак уторак среда четвртак петак субота недеља
 δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρί τετ πέμ παρ σάβ κυρ
 esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev
 pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena
 pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis
 senin selasa rabu kamis jumat sabtu minggu isnin khamis jumaat ahad понеділок вівторок середа четвер п'ятниця субота неділя
 пн вт ср чт пт сб вс понедельник вторник среда четверг пятница суббота воскресенье
 понеделник сряда четвъртък петък събота неделя нд`)

// fillers are words that say nothing: articles, "at", "o'clock", "of the year".
var fillers = wordSet(`t at on of the de del d um uhr às as a à o kl klo kello om le la el den der dne dnia ora ore alle las les al
 uur godz godzina hod óra val plkst kell ώρα στις horas hs časova sati ч час часа годин ngày năm lúc pukul jam i u ob v ve saat h hr hrs hours year m gada г года год години година р року рік в о ás e у น`)

func wordSet(text string) map[string]bool {
	t := make(map[string]bool)
	for w := range strings.FieldsSeq(text) {
		t[w] = true
	}
	return t
}

// half is a part of the day that tells which of two hours is meant.
type half uint8

const (
	wholeDay half = iota
	am
	pm
	midday // around noon: 11:50 is before it
	night  // 11 is late in the evening, 2 early in the morning
)

// latinHalves is how many of halves stand after the hour.
const latinHalves = 10

// halves are the words for before and after noon, longest first, and the CJK
// weekdays, which are no half.
var halves = []struct {
	word string
	half half
}{
	{"a.m.", am}, {"p.m.", pm}, {"a. m.", am}, {"p. m.", pm}, {"am", am}, {"pm", pm},
	{"π.μ.", am}, {"μ.μ.", pm}, {"πμ", am}, {"μμ", pm},
	{"上午", am}, {"下午", pm}, {"午前", am}, {"午後", pm}, {"오전", am}, {"오후", pm},
	{"凌晨", am}, {"早上", am}, {"早晨", am}, {"清晨", am}, {"中午", midday}, {"晚上", night}, {"傍晚", pm}, {"夜里", night}, {"深夜", night},
	{"새벽", am}, {"아침", am}, {"낮", midday}, {"저녁", pm}, {"밤", night},
	{"पूर्वाह्न", am}, {"अपराह्न", pm},
	{"星期一", 0}, {"星期二", 0}, {"星期三", 0}, {"星期四", 0}, {"星期五", 0}, {"星期六", 0}, {"星期日", 0}, {"星期天", 0},
	{"周一", 0}, {"周二", 0}, {"周三", 0}, {"周四", 0}, {"周五", 0}, {"周六", 0}, {"周日", 0},
	{"週一", 0}, {"週二", 0}, {"週三", 0}, {"週四", 0}, {"週五", 0}, {"週六", 0}, {"週日", 0},
	{"月曜日", 0}, {"火曜日", 0}, {"水曜日", 0}, {"木曜日", 0}, {"金曜日", 0}, {"土曜日", 0}, {"日曜日", 0},
	{"월요일", 0}, {"화요일", 0}, {"수요일", 0}, {"목요일", 0}, {"금요일", 0}, {"토요일", 0}, {"일요일", 0},
}

// lateHalves stand directly behind a time of day and mean something else elsewhere:
// Arabic, Swedish, Finnish, Turkish, Vietnamese, Ukrainian.
var lateHalves = map[string]half{
	"ص": am, "م": pm, "صباحا": am, "مساء": pm, "fm": am, "em": pm, "ap": am, "ip": pm, "öö": am, "ös": pm,
	"sa": am, "ch": pm, "дп": am, "пп": pm,
}

// phraseMonths are names of months that are no single word: the short ones of Thai
// and the long ones of the Levant.
var phraseMonths = []struct {
	word  string
	month int
}{
	{"ม.ค.", 1}, {"ก.พ.", 2}, {"มี.ค.", 3}, {"เม.ย.", 4}, {"พ.ค.", 5}, {"มิ.ย.", 6},
	{"ก.ค.", 7}, {"ส.ค.", 8}, {"ก.ย.", 9}, {"ต.ค.", 10}, {"พ.ย.", 11}, {"ธ.ค.", 12},
	{"كانون الثاني", 1}, {"تشرين الأول", 10}, {"تشرين الثاني", 11}, {"كانون الأول", 12},
}

// eras are the calendars of Taiwan, Japan and Thailand, with the year before their
// first; eraLetters those of Japan in short: R6.3.5.
var eras = []struct {
	word string
	from int
}{
	{"民國", 1911}, {"民国", 1911}, {"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"大正", 1911},
	{"พ.ศ.", 0}, {"ค.ศ.", 0}, // told apart by their size
}

var eraLetters = map[string]int{"r": 2018, "h": 1988, "s": 1925}

// hanDigits are the digits in which Chinese writes numbers in words.
var hanDigits = map[rune]int{
	'〇': 0, '○': 0, '零': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
}

// weekdayNames are the English ones, Sunday 1.
var weekdayNames = map[string]int{
	"sun": 1, "sunday": 1, "mon": 2, "monday": 2, "tue": 3, "tues": 3, "tuesday": 3, "wed": 4, "wednesday": 4,
	"thu": 5, "thur": 5, "thurs": 5, "thursday": 5, "fri": 6, "friday": 6, "sat": 7, "saturday": 7,
}

// units are what follows a number in Chinese, Japanese and Korean; longest
// first where one begins another.
var units = []struct {
	word string
	part byte
}{
	{"年", 'y'}, {"년", 'y'}, {"月", 'm'}, {"월", 'm'}, {"日", 'd'}, {"号", 'd'}, {"號", 'd'}, {"일", 'd'},
	{"时", 'h'}, {"時", 'h'}, {"点", 'h'}, {"點", 'h'}, {"시", 'h'},
	{"分", 'i'}, {"분", 'i'}, {"秒", 's'}, {"초", 's'},
}
