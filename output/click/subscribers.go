package click

import (
	"crypto/rand"
	"math"
	"math/bits"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Limits of what other aggregators say in their User-Agent. They are words of
// strangers: they can make the number wrong, but neither large memory nor nonsense.
const (
	MaxAggregators = 256     // that are remembered in a day; later ones are not counted
	MaxClaim       = 100_000 // subscribers that are believed of one
)

// Subscribers counts who takes the feeds: readers by themselves, and those that
// other aggregators say they stand for. Of a reader nothing is kept but what one
// day's sketch makes of it: a sketch cannot be asked who is in it, its key is random
// and lives in memory, and both are thrown away after two days. It may be used by
// several goroutines.
type Subscribers struct {
	mu        sync.Mutex
	day       int64
	today     *takers
	yesterday *takers

	hour  int64
	shown int
}

// takers are who took a feed on one day.
type takers struct {
	salt   [32]byte
	sketch sketch
	claims map[uint64]int // by the hash of an aggregator's name
}

// NewSubscribers makes a count of nobody.
func NewSubscribers() *Subscribers {
	return &Subscribers{today: newTakers(), yesterday: newTakers()}
}

func newTakers() *takers {
	t := &takers{claims: make(map[uint64]int)}
	rand.Read(t.salt[:]) // never fails: crypto/rand
	return t
}

// Took notes a request for a feed. It passes over what is no reader of it:
// crawlers, watchers and previews, who sends no User-Agent, and who asks not to be
// counted.
func (s *Subscribers) Took(r *http.Request, addr netip.Addr, now time.Time) {
	agents := r.Header["User-Agent"]
	if r.Method != http.MethodGet || len(agents) != 1 || len(agents[0]) == 0 || declines(r.Header) {
		return
	}
	ua := agents[0]
	name, claim := claimed(ua)
	if name == "" && passersBy.match(ua) {
		return
	}
	day := now.Unix() / (24 * 60 * 60)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(day)
	if name == "" {
		var who visit
		who.set(addr, ua, [16]byte{})
		s.today.sketch.add(who.hash(&s.today.salt))
		return
	}
	// Who stands for several feeds of ours says a number with each: the largest is
	// taken, since the same people may have several.
	var who visit
	who.set(netip.Addr{}, name, [16]byte{})
	key := who.hash(&s.today.salt)
	if old, known := s.today.claims[key]; known || len(s.today.claims) < MaxAggregators {
		s.today.claims[key] = max(old, claim)
	}
}

// turn begins a new day when it is time. When the clock is set back, today stays
// what it was. The caller holds mu.
func (s *Subscribers) turn(day int64) {
	switch {
	case day > s.day+1:
		s.today, s.yesterday = newTakers(), newTakers()
	case day > s.day:
		s.today, s.yesterday = newTakers(), s.today
	}
	s.day = max(s.day, day)
}

// Count is how many take the feeds in a day: yesterday, or today when that is more
// already. It is worked out once an hour, and of large numbers only the two highest
// digits are given, so that who is told it is told the same again and again. After a
// start it is 0 for the first hour, and too low for the first day.
func (s *Subscribers) Count(now time.Time) int {
	hour := now.Unix() / (60 * 60)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hour == 0 {
		s.hour = hour
	}
	if hour <= s.hour {
		return s.shown
	}
	s.turn(now.Unix() / (24 * 60 * 60))
	s.hour = hour
	s.shown = rounded(max(s.today.count(), s.yesterday.count()))
	return s.shown
}

func (t *takers) count() int {
	n := t.sketch.count()
	for _, claim := range t.claims {
		n += claim
	}
	return n
}

// rounded keeps the two highest digits.
func rounded(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return n / unit * unit
}

// claimed reads what an aggregator says of itself, "Name/1.0 (...; 12 subscribers)":
// its name up to a slash, a bracket or a blank, and the number; an empty name when
// it says nothing.
func claimed(ua string) (name string, n int) {
	ua = ua[:min(len(ua), maxAgent)]
	at := indexFold(ua, " subscriber")
	if at < 0 {
		at = indexFold(ua, " reader")
	}
	if at < 0 {
		return "", 0
	}
	start := at
	for start > 0 && '0' <= ua[start-1] && ua[start-1] <= '9' {
		start--
	}
	if start == at {
		return "", 0
	}
	for _, digit := range ua[start:at] {
		n = min(n*10+int(digit-'0'), MaxClaim)
	}
	// There is a blank, that before the word.
	return ua[:strings.IndexAny(ua, "/ (;")], n
}

// indexFold is the place of an ASCII text in small letters in another one, whatever
// the case there.
func indexFold(s, text string) int {
	for i := 0; i+len(text) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(text)], text) {
			return i
		}
	}
	return -1
}

// passersBy finds in a user agent that it is of nobody who reads feeds.
var passersBy = newMatcher([]string{
	"bot", "crawl", "spider", "scrap", "preview", "snippet", "unfurl", "opengraph", "prerender",
	"archiver", "monitor", "uptime", "validator", "checker", "thumbnail", "screenshot",
	"headless", "lighthouse", "puppeteer", "playwright", "selenium", "phantomjs",
	"facebookexternalhit", "whatsapp/", "slurp", "heritrix", "nutch", "mediapartners",
	"pingdom", "statuscake", "site24x7", "datadog", "newrelic", "nagios", "zabbix", "prometheus",
	"curl", "wget", "postman", "insomnia",
}, humanNames)

// sketch counts distinct hashes (HyperLogLog: Flajolet, Fusy, Gandouet, Meunier,
// AofA 2007): each register keeps the longest run of zeros among the hashes that
// fall to it. Small numbers are told by the registers that are still empty. The
// error is some 2 % of large numbers, and less than one of the first hundred but
// rarely.
type sketch [1 << sketchBits]uint8

const sketchBits = 12

func (s *sketch) add(hash uint64) {
	i := hash >> (64 - sketchBits)
	run := uint8(bits.LeadingZeros64(hash<<sketchBits|1<<(sketchBits-1))) + 1
	s[i] = max(s[i], run)
}

func (s *sketch) count() int {
	const m = float64(len(sketch{}))
	sum, empty := 0.0, 0
	for _, run := range s {
		sum += math.Ldexp(1, -int(run))
		if run == 0 {
			empty++
		}
	}
	estimate := 0.7213 / (1 + 1.079/m) * m * m / sum
	if estimate <= 2.5*m && empty > 0 {
		estimate = m * math.Log(m/float64(empty))
	}
	return int(math.Round(estimate))
}
