package charsets

import (
	"unicode"
	"unicode/utf8"
)

// sniffWindow is how many bytes that are not ASCII are looked at.
const sniffWindow = 16 << 10

// What a guess needs; found by trying, see the tests.
const (
	likelyLetter  = -4.2 // from here on a letter is worth enough for the language
	doubtedLetter = -7.0 // below it no language was found
	likelyShare   = 0.55 // of the characters of a text of two bytes a character
	sureLetters   = 12   // letters of another script
	sureShare     = 0.7
	sureBytes     = 16
)

// guess is a charset that the bytes spell. It is sure when it may overrule a label
// that servers give to everything.
type guess struct {
	name string
	sure bool
}

// sniff guesses the charset of bytes that are not UTF-8 by what their characters would
// be: charsets of one byte a character by the languages that they spell (see
// likeliest), the others by how much the text that each gives looks like a text of
// its language. A language is a hint.
func sniff(b []byte, language string) guess {
	one, each, letters := likeliest(b, language)
	if each > likelyLetter && letters > 0 {
		return guess{one.charset, !one.tongue.latin && letters >= sureLetters}
	}
	sample := nonASCII(b)
	name, top := "", likelyShare
	for _, c := range candidates {
		s, bad := tryConvert(c.name, sample)
		if len(sample) < 4 || bad*50 > len(sample) {
			continue
		}
		if score := c.score(s); score > top {
			name, top = c.name, score
		}
	}
	switch {
	case name != "":
		return guess{name, top >= sureShare && len(sample) >= sureBytes}
	case each > doubtedLetter && letters > 0:
		return guess{one.charset, false}
	}
	return guess{"windows-1252", false}
}

// nonASCII collects the words with bytes above ASCII, with what stands between
// two such bytes, since the second byte of a character may be ASCII.
func nonASCII(b []byte) []byte {
	var out []byte
	last := -8
	for i, c := range b {
		if c >= 0x80 {
			last = i
		}
		if i-last < 2 {
			out = append(out, c)
		}
		if len(out) >= sniffWindow {
			break
		}
	}
	return out
}

// candidates have two bytes a character; in the order in which equals win.
var candidates = []struct {
	name  string
	score func(string) float64
}{
	{"shift_jis", kanaAndHan},
	{"euc-jp", kanaAndHan},
	{"euc-kr", hangul},
	{"gb18030", chinese},
	{"big5", chinese},
}

// share scores a text by the part of its letters that is of one kind.
func share(is func(rune) bool) func(string) float64 {
	return func(s string) float64 {
		n, all := 0, 0
		for _, r := range s {
			if r < utf8.RuneSelf {
				continue
			}
			all++
			if is(r) {
				n++
			}
		}
		return ratio(n, all)
	}
}

func ratio(n, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// kanaAndHan scores by Han and kana, and wants kana, of which every Japanese text
// is full; the half-width kana of random bytes count against it.
func kanaAndHan(s string) float64 {
	kana, han, all := 0, 0, 0
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			continue
		case r >= 0x3041 && r <= 0x30FE:
			kana++
		case unicode.Is(unicode.Han, r), r >= 0x3000 && r <= 0x3020:
			han++
		}
		all++
	}
	if kana*16 < all {
		return 0
	}
	return ratio(kana+han, all) + 0.05
}

// hangul scores by syllables, and as much by the frequent ones: other bytes give
// syllables too, but rare ones.
func hangul(s string) float64 {
	all := share(func(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 })
	return all(s)/2 + share(func(r rune) bool { return syllables[r] })(s)
}

// syllables make up more than a third of any Korean text.
var syllables = runeSet("이다는에의을가고하지도로은한사기를서인리어시나대자과있아정해부일그수원들전장제스으게했만여주상보라구안공조치동선국경관연성회와니면적었할용신등오비생물무실개방마세")

// frequent are Han characters that make up a good part of any Chinese text,
// simplified and traditional.
var frequent = runeSet("的一是不了在人有我他这個个們们中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡用道行所然家种種事成方多经經么去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张張该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運")

func runeSet(s string) map[rune]bool {
	m := make(map[rune]bool)
	for _, r := range s {
		m[r] = true
	}
	return m
}

// chinese scores by the frequent characters, which are more than half of any
// Chinese text and hardly ever come up in bytes that were decoded wrongly.
func chinese(s string) float64 {
	return 1.6 * share(func(r rune) bool { return frequent[r] || isCJKSign(r) })(s)
}

// isCJKSign reports the punctuation of Chinese and Japanese.
func isCJKSign(r rune) bool { return r >= 0xFF00 && r <= 0xFF5E || r >= 0x3001 && r <= 0x3011 }
