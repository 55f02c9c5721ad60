package charsets

import "strings"

// registered are the names of charsets in the IANA registry and in use that do not
// follow from the usual form, in lower case, without signs and a leading x, by the
// name that we use.
var registered = nameTable(`
big5 950 big5 big5hkscs big5tw cp950 csbig5 hkscs mactradchinese ms950 xbig5
euc-jp eucjis2004 eucjisx0213 eucjp jisx0213 ujis
euc-kr 949 cp949 euckr korean ksc5601 ksc56011987 ksx1001 mackorean ms949 uhc windows949
gb18030 gb18030 gb180302000
gbk 936 chinese cp936 csiso58gb231280 euccn eucgb2312cn gb2312 gb23121980 gb231280 gbk isoir58 macsimpchinese ms936 windows936
hproman8 cp1051 cshproman8 hproman8 ibm1051 r8 roman8
hz-gb-2312 hz hzgb hzgb2312
ibm037 ebcdiccpca ebcdiccpnl ebcdiccpus ebcdiccpwt ibm039
ibm1125 cp866u ruscii
ibm424 ebcdiccphe
ibm437 cspc8codepage437
ibm500 ebcdiccpbe ebcdiccpch
ibm775 cspc775baltic
ibm850 cspc850multilingual
ibm852 cspcp852
ibm861 cpis
ibm862 cspc862latinhebrew
ibm869 cpgr
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
koi8t koi8t
koi8-u koi8u
kz1048 kz1048 rk1048 strk10482002
macintosh mac macintosh macroman
ptcp154 cp154 csptcp154 cyrillicasian pt154 ptcp154
shift_jis 932 cp932 csshiftjis macjapanese ms932 mskanji shiftjis shiftjis2004 shiftjisx0213 sjis sjis2004 sjisx0213 windows31j windows932
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
maclatin2 macce maccenteuro maccentraleurope maccentraleurroman maclatin2
maccroatian maccroatian
x-mac-cyrillic maccyrillic macukrainian
macgreek macgreek
maciceland maciceland macicelandic
macromanian macromanian
macturkish macturkish
`)

func nameTable(text string) map[string]string {
	t := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			t[w] = words[0]
		}
	}
	return t
}
