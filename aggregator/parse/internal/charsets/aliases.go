package charsets

import "strings"

// aliases are the names of charsets in the IANA registry and in feeds, in lower case
// and without signs, by the name that we use: that of the WHATWG where it has one.
var aliases = aliasTable(`
big5 950 big5 big5hkscs big5tw cp950 csbig5 hkscs ms950 xmactradchinese xxbig5
euc-jp eucjis2004 eucjisx0213 eucjp jisx0213 ujis xeucjp
euc-kr 949 cp949 euckr korean ksc5601 ksc56011987 ksx1001 ms949 uhc windows949 xmackorean xwindows949
gb18030 gb18030 gb180302000
gbk 936 chinese cp936 csiso58gb231280 euccn eucgb2312cn gb2312 gb23121980 gb231280 gbk isoir58 ms936 windows936 xeuccn xgbk xmacsimpchinese
hp-roman8 cp1051 cshproman8 hproman8 ibm1051 r8 roman8
hz-gb-2312 hz hzgb hzgb2312
ibm00858 858 cp858 csibm858 ibm858
ibm01140 1140 cp1140 ibm1140
ibm037 037 cp037 csibm037 ebcdiccpca ebcdiccpnl ebcdiccpus ebcdiccpwt ibm037 ibm039
ibm1006 cp1006
ibm1026 1026 cp1026 csibm1026 ibm1026
ibm1125 1125 cp1125 cp866u ibm1125 ruscii
ibm273 273 cp273 csibm273 ibm273
ibm424 424 cp424 csibm424 ebcdiccphe ibm424
ibm437 437 cp437 cspc8codepage437 ibm437
ibm500 500 cp500 csibm500 ebcdiccpbe ebcdiccpch ibm500
ibm720 cp720
ibm737 cp737
ibm775 775 cp775 cspc775baltic ibm775
ibm850 850 cp850 cspc850multilingual ibm850
ibm852 852 cp852 cspcp852 ibm852
ibm855 855 cp855 csibm855 ibm855
ibm856 cp856
ibm857 857 cp857 csibm857 ibm857
ibm860 860 cp860 csibm860 ibm860
ibm861 861 cp861 cpis csibm861 ibm861
ibm862 862 cp862 cspc862latinhebrew ibm862
ibm863 863 cp863 csibm863 ibm863
ibm864 864 cp864 csibm864 ibm864
ibm865 865 cp865 csibm865 ibm865
ibm866 866 cp866 csibm866 ibm866
ibm869 869 cp869 cpgr csibm869 ibm869
ibm875 cp875
iso-2022-jp csiso2022jp iso2022jp iso2022jp1 iso2022jp2 iso2022jp2004 iso2022jp3 iso2022jpext
iso-2022-kr csiso2022kr iso2022kr
iso-8859-10 csisolatin6 iso885910 iso8859101992 isoir157 l6 latin6
iso-8859-13 iso885913 l7 latin7
iso-8859-14 iso885914 iso8859141998 isoceltic isoir199 l8 latin8
iso-8859-15 iso885915 l9 latin9
iso-8859-16 iso885916 iso8859162001 isoir226 l10 latin10
iso-8859-2 csisolatin2 iso88592 iso885921987 isoir101 l2 latin2
iso-8859-3 csisolatin3 iso88593 iso885931988 isoir109 l3 latin3
iso-8859-4 csisolatin4 iso88594 iso885941988 isoir110 l4 latin4
iso-8859-5 csisolatincyrillic cyrillic iso88595 iso885951988 isoir144
iso-8859-6 arabic asmo708 csisolatinarabic ecma114 iso88596 iso885961987 iso88596e iso88596i isoir127
iso-8859-7 csisolatingreek ecma118 elot928 greek greek8 iso88597 iso885971987 isoir126
iso-8859-8 csisolatinhebrew hebrew iso88598 iso885981988 iso88598e iso88598i isoir138
koi8-r cskoi8r koi8r
koi8-t koi8t
koi8-u koi8u
kz-1048 kz1048 rk1048 strk10482002
macintosh mac macintosh macroman xmacroman
palmos palmos
ptcp154 cp154 csptcp154 cyrillicasian pt154 ptcp154
shift_jis 932 cp932 csshiftjis ms932 mskanji shiftjis shiftjis2004 shiftjisx0213 sjis sjis2004 sjisx0213 windows31j windows932 xmacjapanese xsjis
utf-16be unicodebigunmarked utf16be
utf-16le csunicode iso10646ucs2 u16 ucs2 unicode unicodelittleunmarked utf16 utf16le
utf-32be utf32be
utf-32le u32 utf32 utf32le
utf-8 cp65001 u8 unicode11utf8 utf utf8 utf8mb4 utf8n utf8ucs2 utf8ucs4
windows-1250 1250 cp1250 win1250 windows1250
windows-1251 1251 cp1251 win1251 windows1251
windows-1252 1252 646 8859 ansix341968 ansix341986 ascii cp1252 cp367 cp819 csascii csisolatin1 ibm367 ibm819 iso646irv1991 iso646us iso8859 iso88591 iso885911987 isoir100 isoir6 isolatin1 l1 latin latin1 us usascii win1252 windows1252
windows-1253 1253 cp1253 windows1253
windows-1254 1254 cp1254 csisolatin5 iso88599 iso885991989 isoir148 l5 latin5 windows1254
windows-1255 1255 cp1255 windows1255
windows-1256 1256 cp1256 windows1256
windows-1257 1257 cp1257 windows1257
windows-1258 1258 cp1258 windows1258
windows-874 cp874 iso885911 iso8859112001 isoir166 thai tis620 tis6200 tis62025290 tis62025291
x-mac-arabic macarabic
x-mac-ce maccenteuro maccentraleurope maclatin2 xmacce xmaccentraleurroman
x-mac-croatian maccroatian
x-mac-cyrillic maccyrillic xmaccyrillic xmacukrainian
x-mac-farsi macfarsi
x-mac-greek macgreek xmacgreek
x-mac-icelandic maciceland xmacicelandic
x-mac-romanian macromanian
x-mac-turkish macturkish xmacturkish
`)

func aliasTable(text string) map[string]string {
	t := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			t[w] = words[0]
		}
	}
	return t
}

// bare is a label in lower case without signs.
func bare(label string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, label)
}
