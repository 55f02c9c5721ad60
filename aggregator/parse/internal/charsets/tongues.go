package charsets

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// tongue is a language and the one-byte charsets in which it was written.
type tongue struct {
	codes    string // BCP 47, primary subtags
	latin    bool   // few letters of a text are outside of ASCII
	charsets []string
	letters  map[rune]float64 // outside of ASCII, by how often they come up among themselves, as logarithms
}

// tongueLines are languages: codes; charsets; letters outside of ASCII, each followed
// by how often it comes up, in any unit. The figures are those of common letter
// frequency tables, rounded.
const tongueLines = `
fr; windows-1252; é150 è30 ê22 à50 ç9 ù6 ô4 â5 î5 û6 ï1 ë1 œ2
de; windows-1252; ü65 ä55 ö30 ß31
es gl; windows-1252; ó80 í70 á50 é40 ñ30 ú17 ü2
pt; windows-1252; ã73 ç53 é34 á12 í13 ê45 ó30 õ14 ú3 à7 â5 ô6
it; windows-1252; è26 à64 ù17 ò10 é5 ì5
ca; windows-1252; à72 é60 ó60 è40 í35 ç25 ò15 ú10 ï3 ü2
sv fi et; windows-1252; ä240 ö90 å70 õ40 ü20 é2
da no nb nn; windows-1252; å110 ø90 æ75 é3
is fo; windows-1252; ð440 á180 í157 þ145 ó99 æ87 ö78 é64 ú61 ý23
nl en; windows-1252; é30 ë30 ï10 ö5 ü5 è5 ê2 ç1 á1 ó1 í1
pl; windows-1250 iso-8859-2; ł182 ę111 ą99 ó85 ż83 ś66 ć40 ń20 ź6
cs; windows-1250 iso-8859-2; í320 á220 ě165 é133 ř121 ý107 ž100 č95 š80 ů70 ú10 ň8 ť4 ó3 ď2
sk; windows-1250 iso-8859-2; á180 í110 č100 ý100 é90 š90 ž90 ú80 ť70 ľ38 ô20 ó15 ď10 ň10 ä10 ŕ1 ĺ1
hu; windows-1250 iso-8859-2; é380 á340 ó110 ö110 ő90 í70 ü60 ú30 ű20
ro mo; windows-1250 iso-8859-2; ă210 î140 ţ120 ş110 â90
hr sl bs sr; windows-1250 iso-8859-2; č110 š75 ž60 ć50 đ20
tr az; windows-1254; ı510 ü190 ş180 ç115 ğ110 ö80 â2 î1
lt; windows-1257 iso-8859-4; ė160 ų145 š113 ž75 ą60 į58 ū50 č45 ę25
lv; windows-1257 iso-8859-4; ā390 ē190 ī150 š90 ū70 ņ50 ž40 ļ30 ķ20 č10 ģ10
ru be; windows-1251 koi8-r iso-8859-5 ibm866 x-mac-cyrillic; о110 е85 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з17 б16 ч14 й12 х10 ж9 ш7 ю6 ц5 щ4 э3 ф3 ъ0.4 ё0.4
uk; windows-1251 koi8-u iso-8859-5; о93 а83 н68 і62 и61 в56 р52 т52 е50 с46 к40 л39 у34 д33 м30 п29 з23 я23 ь18 б17 г15 ч14 й13 х12 ц10 ю9 ж8 ї8 ш7 є6 ф5 щ4 ґ0.1
bg mk; windows-1251 iso-8859-5; а117 и90 о89 е87 т77 н72 р54 с54 в49 л36 к35 д34 п29 м24 з21 ъ19 я17 г16 у15 б13 ч13 ц7 ж7 х7 щ6 й6 ш5 ф4 ю1.5 ь0.2
sr; windows-1251 iso-8859-5; а117 и98 о92 е90 н56 р52 с50 ј50 т46 у41 в37 д37 к37 м34 л33 п28 з17 г16 б16 ч10 ш10 ц9 њ7 ж6 ћ6 х6 љ5 ф3 ђ2 џ0.4
el; windows-1253 iso-8859-7; α96 ο95 ε85 τ84 ι79 ν70 σ50 ρ43 η43 π41 κ40 υ40 ς37 μ34 λ27 ί18 γ17 δ17 ό16 ά16 έ15 ω15 ή12 χ12 θ12 φ8 ώ8 ύ8 β7 ξ5 ζ4 ψ1 ϊ1 ϋ0.2 ΐ0.2
he yi; windows-1255; י110 ו103 ה98 ל74 מ63 א63 ר60 ת55 ב52 ש48 נ36 ם30 ד30 ע30 כ26 ח25 ק21 פ19 ן16 ס14 ט13 ג12 צ12 ז11 ך8 ף3 ץ2
ar; windows-1256 iso-8859-6; ا165 ل115 ي66 م61 و60 ن58 ر52 ت46 ب40 ة36 ع36 د35 س30 ف28 ه28 ك24 أ24 ق24 ح20 ج14 ى13 ش12 ص10 إ10 ط9 خ9 ض7 ذ7 ز7 ث6 ء5 غ5 ئ4 ظ2 آ2 ؤ1.5 ،15 ؟2
th; windows-874; า75 น65 ร63 ่55 อ50 ก49 ้47 เ43 ง40 ั40 ม36 ี35 ย33 ว33 ล32 ท30 ด27 ต26 ส26 ิ25 ะ24 ห24 ค23 บ22 ป21 จ20 แ20 ไ14 ช14 ุ14 พ13 ข13 ์12 ู12 ื12 ใ11 โ10 ำ10 ถ8 ึ8 ็7 ผ6 ซ5 ธ5 ศ5 ณ4 ภ4 ญ3 ษ3 ฟ3 ฐ2 ๆ2
`

// tongues reads tongueLines once.
var tongues = sync.OnceValue(func() []tongue {
	var out []tongue
	for line := range strings.SplitSeq(strings.TrimSpace(tongueLines), "\n") {
		parts := strings.Split(line, "; ")
		t := tongue{codes: parts[0], charsets: strings.Fields(parts[1]), letters: map[rune]float64{}}
		total := 0.0
		for _, w := range strings.Fields(parts[2]) {
			r, size := utf8.DecodeRuneInString(w)
			n, _ := strconv.ParseFloat(w[size:], 64)
			t.letters[r] += n
			total += n
			t.latin = unicode.Is(unicode.Latin, r)
		}
		for r, n := range t.letters {
			t.letters[r] = math.Log(n / total)
		}
		out = append(out, t)
	}
	return out
})

// What a byte is worth in a model, in natural logarithms; found by trying.
const (
	foreign   = -9.0  // a letter that the language does not have, a sign within a word
	control   = -12.0 // a byte that is no character of the charset
	sign      = -4.0  // quotes, dashes and the like between words
	stray     = -3.0  // such a sign right before a letter
	capital   = -1.5  // a capital, added to what its small letter is worth
	capitals  = 1.0   // each behind another one
	inverted  = -5.0  // a capital behind a small letter
	doubled   = -1.5  // the second of two letters outside of ASCII, in a Latin language
	crowded   = -4.0  // the third
	adjacent  = -4.0  // a letter beside a Latin one, in a language of another script
	hinted    = 4.0   // the document says that it is in this language
	western   = 1.0   // windows-1252, the most frequent
	secondary = -0.7  // each charset behind the first of a language
	obscure   = -3.0  // charsets that are hardly ever used
)

// class is what a byte is in a charset.
type class uint8

const (
	isOther class = iota
	isLatin       // an ASCII letter
	isSmall
	isCapital
	isSign
	isOpener // a sign that may stand right before a word
	isControl
)

// model scores the bytes of a text in one charset and one language.
type model struct {
	charset string
	tongue  *tongue
	prior   float64
	class   [256]class
	worth   [256]float64
}

// models are all pairs of a language and a charset.
var models = sync.OnceValue(func() []model {
	var out []model
	all := tongues()
	for i := range all {
		for n, name := range all[i].charsets {
			m := model{charset: name, tongue: &all[i], prior: float64(n) * secondary}
			switch name {
			case "windows-1252":
				m.prior += western
			case "ibm866", "x-mac-cyrillic":
				m.prior += obscure
			}
			m.fill()
			out = append(out, m)
		}
	}
	return out
})

// fill decides what each byte is and is worth.
func (m *model) fill() {
	for i := range 256 {
		c := byte(i)
		r, _ := utf8.DecodeRuneInString(convert(m.charset, []byte{c}))
		small := unicode.ToLower(r)
		worth, own := m.tongue.letters[small]
		switch {
		case c < utf8.RuneSelf:
			if small >= 'a' && small <= 'z' {
				m.class[i] = isLatin
			}
			continue
		case r == utf8.RuneError, r < 0xA0:
			m.class[i], m.worth[i] = isControl, control
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && !own:
			m.class[i], m.worth[i] = isSign, sign
			if strings.ContainsRune("“‘„‚«»‹›¿¡–—…\u00A0", r) {
				m.class[i] = isOpener
			}
		case r != small:
			m.class[i], m.worth[i] = isCapital, foreign
			if own {
				m.worth[i] = worth + capital
			}
		default:
			m.class[i], m.worth[i] = isSmall, foreign
			if own {
				m.worth[i] = worth
			}
		}
	}
}

// score is how likely the bytes are in this model, and how many letters outside of
// ASCII it found.
func (m *model) score(b []byte) (sum float64, letters int) {
	before, run := isOther, 0
	for i, c := range b {
		k, after := m.class[c], isOther
		if i+1 < len(b) {
			after = m.class[b[i+1]]
		}
		letter := k == isSmall || k == isCapital
		if letter && m.tongue.latin && !inWord(before) && !inWord(after) {
			before, run = isSign, 0
			if m.charset == "windows-1252" && m.worth[c] > sign { // è, à
				sum += m.worth[c]
				letters++
			} else { // £9 is no word, whatever letter it may be
				sum += sign
			}
			continue
		}
		if c >= utf8.RuneSelf {
			sum += m.worth[c] + m.neighbours(before, k, after, c)
		}
		if k == isLatin && !m.tongue.latin && (before == isSmall || before == isCapital) {
			sum += adjacent
		}
		if before = k; !letter {
			run = 0
			continue
		}
		letters++
		if run++; m.tongue.latin && run == 2 {
			sum += doubled
		} else if m.tongue.latin && run > 2 {
			sum += crowded
		}
	}
	return sum, letters
}

// neighbours is what the bytes before and behind one take from it or give it.
func (m *model) neighbours(before, k, after class, c byte) float64 {
	switch {
	case (k == isSign || k == isOpener) && inWord(before) && inWord(after) && !between(c):
		return foreign - sign
	case k == isSign && (after == isSmall || after == isCapital) && !inWord(before):
		return stray
	case k == isCapital && before == isSmall:
		return inverted
	case k == isCapital && before == isCapital && m.worth[c] > foreign:
		return capitals
	case !m.tongue.latin && before == isLatin && (k == isSmall || k == isCapital):
		return adjacent
	}
	return 0
}

func inWord(k class) bool { return k == isSmall || k == isCapital || k == isLatin }

// between reports the bytes that may stand within a word: the apostrophe of the
// windows charsets.
func between(c byte) bool { return c == 0x92 }

// likeliest finds the model in which the bytes are most likely, how good it is for a
// letter and how many letters it found.
func likeliest(b []byte, language string) (best *model, each float64, letters int) {
	sample := words(b)
	top := math.Inf(-1)
	all := models()
	for i := range all {
		m := &all[i]
		sum, n := m.score(sample)
		total := sum + m.prior
		if language != "" && strings.Contains(" "+m.tongue.codes+" ", " "+language+" ") {
			total += hinted
		}
		if total > top {
			top, best, each, letters = total, m, sum/float64(max(n, 1)), n
		}
	}
	return best, each, letters
}

// wordsWindow bounds the bytes of words that are looked at.
const wordsWindow = 4 << 10

// words collects the words that have bytes above ASCII.
func words(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b) && len(out) < wordsWindow; {
		start, high := i, false
		for ; i < len(b) && i-start < wordsWindow && (b[i] >= utf8.RuneSelf || b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z'); i++ {
			high = high || b[i] >= utf8.RuneSelf
		}
		if high {
			out = append(append(out, b[start:i]...), ' ')
		}
		if i == start {
			i++
		}
	}
	return out
}

// languageWindow is how far into a document its language is looked for.
const languageWindow = 4 << 10

// languageOf is the language that a document says it is in: <language>, or the
// first lang or xml:lang; the primary subtag in lower case.
func languageOf(b []byte) string {
	s := strings.ToLower(string(b[:min(len(b), languageWindow)]))
	for _, mark := range [...]string{"language>", `lang="`, "lang='"} {
		_, after, ok := strings.Cut(s, mark)
		if !ok {
			continue
		}
		after = strings.TrimSpace(after)
		n := 0
		for n < len(after) && after[n] >= 'a' && after[n] <= 'z' {
			n++
		}
		if n == 2 {
			return after[:2]
		}
	}
	return ""
}
