package date

import "strings"

// zoneNames are zones in words: the ids of Windows (Unicode CLDR, windowsZones) and
// the long names that Java and others write. A name with "standard" is the zone of a
// place all year round, as Windows means it: whoever means winter time only writes
// it in winter only, when both are the same. "Daylight" and "summer" are offsets.
var zoneNames = zoneNameTable(`
America/New_York: eastern; eastern standard; us eastern
America/Indiana/Indianapolis: us eastern standard
America/Chicago: central; central standard; us central
America/Denver: mountain; mountain standard; us mountain
America/Phoenix: us mountain standard
America/Los_Angeles: pacific; pacific standard; us pacific
America/Anchorage: alaskan standard; alaska; alaska standard
Pacific/Honolulu: hawaiian standard; hawaii-aleutian standard; hawaii; hawaii standard
America/Halifax: atlantic; atlantic standard
America/St_Johns: newfoundland; newfoundland standard
America/Regina: canada central standard
America/Mexico_City: central standard time (mexico); central mexico standard
America/Mazatlan: mountain standard time (mexico)
America/Tijuana: pacific standard time (mexico)
America/Cancun: eastern standard time (mexico)
America/Guatemala: central america standard
America/Bogota: sa pacific standard; colombia; colombia standard
America/Lima: peru; peru standard
America/La_Paz: sa western standard; bolivia
America/Cayenne: sa eastern standard
America/Caracas: venezuela standard; venezuela
America/Santiago: pacific sa standard; chile standard
America/Asuncion: paraguay standard
America/Montevideo: montevideo standard; uruguay standard
America/Sao_Paulo: e. south america standard; brasilia; brasilia standard
America/Cuiaba: central brazilian standard
America/Bahia: bahia standard
America/Fortaleza: fortaleza standard
America/Buenos_Aires: argentina standard; argentina
America/Havana: cuba standard
America/Nuuk: greenland standard
Atlantic/Azores: azores standard
Atlantic/Cape_Verde: cape verde standard
Atlantic/Reykjavik: greenwich standard
Europe/London: gmt standard; british
Africa/Casablanca: morocco standard
Europe/Berlin: w. europe standard; central european; central european standard; middle european
Europe/Budapest: central europe standard
Europe/Paris: romance standard
Europe/Lisbon: western european; western european standard
Europe/Dublin: irish
Africa/Lagos: w. central africa standard; west africa; west africa standard
Europe/Bucharest: gtb standard
Europe/Kiev: fle standard
Europe/Chisinau: e. europe standard
Europe/Helsinki: eastern european; eastern european standard
Europe/Kaliningrad: kaliningrad standard
Africa/Cairo: egypt standard
Asia/Beirut: middle east standard
Asia/Damascus: syria standard
Asia/Jerusalem: israel standard; israel; jerusalem
Asia/Amman: jordan standard
Africa/Johannesburg: south africa standard; south africa
Africa/Tripoli: libya standard
Africa/Windhoek: namibia standard
Africa/Khartoum: sudan standard
Europe/Istanbul: turkey standard; turkey
Europe/Minsk: belarus standard
Europe/Moscow: russian standard; moscow; moscow standard
Asia/Baghdad: arabic standard
Asia/Riyadh: arab standard; arabian
Africa/Nairobi: e. africa standard; east africa; eastern african; eastern africa
Asia/Tehran: iran standard; iran
Asia/Dubai: arabian standard; gulf; gulf standard
Asia/Baku: azerbaijan standard
Europe/Samara: samara
Indian/Mauritius: mauritius standard
Asia/Tbilisi: georgian standard
Asia/Yerevan: caucasus standard; armenia standard
Asia/Kabul: afghanistan standard; afghanistan
Asia/Tashkent: west asia standard; uzbekistan
Asia/Yekaterinburg: ekaterinburg standard; yekaterinburg; yekaterinburg standard
Asia/Karachi: pakistan standard; pakistan
Asia/Kolkata: india standard; india; indian; indian standard
Asia/Colombo: sri lanka standard
Asia/Kathmandu: nepal standard; nepal
Asia/Almaty: central asia standard
Asia/Dhaka: bangladesh standard; bangladesh
Asia/Omsk: omsk standard
Asia/Novosibirsk: n. central asia standard; novosibirsk standard
Asia/Yangon: myanmar standard; myanmar
Asia/Bangkok: se asia standard; indochina; thailand; thailand standard
Asia/Jakarta: western indonesia; west indonesia
Asia/Makassar: central indonesia
Asia/Jayapura: eastern indonesia; east indonesia
Asia/Krasnoyarsk: north asia standard; krasnoyarsk standard
Asia/Shanghai: china standard; china; beijing
Asia/Hong_Kong: hong kong; hong kong standard
Asia/Singapore: singapore standard; singapore; malay peninsula standard
Asia/Kuala_Lumpur: malaysia; malaysia standard
Asia/Manila: philippine; philippine standard; philippines
Asia/Taipei: taipei standard; taipei; taiwan; taiwan standard
Asia/Ulaanbaatar: ulaanbaatar standard
Asia/Irkutsk: north asia east standard; irkutsk standard
Australia/Perth: w. australia standard; australian western standard; western australia
Asia/Tokyo: tokyo standard; japan standard; japan
Asia/Seoul: korea standard; korean standard; korea
Asia/Pyongyang: north korea standard
Asia/Yakutsk: yakutsk standard
Australia/Adelaide: cen. australia standard; australian central
Australia/Darwin: aus central standard
Australia/Brisbane: e. australia standard
Australia/Sydney: aus eastern standard; australian eastern; eastern australia
Australia/Hobart: tasmania standard
Pacific/Port_Moresby: west pacific standard
Asia/Vladivostok: vladivostok standard
Pacific/Guadalcanal: central pacific standard
Asia/Magadan: magadan standard
Asia/Sakhalin: sakhalin standard
Pacific/Fiji: fiji standard
Pacific/Auckland: new zealand standard; new zealand
Asia/Kamchatka: kamchatka standard
Pacific/Tongatapu: tonga standard
Pacific/Apia: samoa standard
Etc/UTC: coordinated universal; universal; universal coordinated; utc; gmt; greenwich mean; greenwich
Etc/GMT-1: british summer; irish standard; western european summer; western european daylight
Etc/GMT-2: central european summer; central european daylight; middle european summer; w. europe daylight; romance daylight; central europe daylight
Etc/GMT-3: eastern european summer; eastern european daylight; israel daylight; fle daylight; gtb daylight
Etc/GMT-10: australian eastern standard
Etc/GMT-11: australian eastern daylight; aus eastern daylight; australian eastern summer
Etc/GMT-13: new zealand daylight
Etc/GMT+3: atlantic daylight
Etc/GMT+4: eastern daylight
Etc/GMT+5: central daylight
Etc/GMT+6: mountain daylight
Etc/GMT+7: pacific daylight
Etc/GMT+8: alaskan daylight; alaska daylight
`)

// maxZoneName bounds a zone in words: "central standard time (mexico)".
const maxZoneName = 44

// zoneNameTable reads lines of a name of the zone database and what stands before
// "time".
func zoneNameTable(text string) map[string]string {
	t := make(map[string]string, 260)
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		place, names, _ := strings.Cut(line, ": ")
		for name := range strings.SplitSeq(names, "; ") {
			if !strings.Contains(name, " time") {
				name += " time"
			}
			t[name] = place
		}
	}
	return t
}

// zoneInWords reads a zone that ends in "time" at the present place.
func (l *lexer) zoneInWords() bool {
	rest := l.src[l.pos:min(len(l.src), l.pos+maxZoneName)]
	end := strings.Index(rest, " time")
	if end < 0 || !l.timed || l.fixed || l.place != nil {
		return false
	}
	end += len(" time")
	name := rest[:end]
	if long := " (mexico)"; strings.HasPrefix(rest[end:], long) {
		end += len(long)
		name += long
	}
	place, ok := zoneNames[name]
	if !ok {
		return false
	}
	l.place, l.last = location(place), aZone
	l.pos += end
	return l.place != nil
}
