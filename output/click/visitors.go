package click

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"sync"
	"time"

	"freshet/storage"
)

// MaxVisits bounds the visits that Visitors remembers of one day; a visit is one
// visitor's opening of one story and takes about 20 bytes. When a day has more,
// that day is ended early: the day before it is forgotten, so that some visitors
// may be counted again sooner than they should. Every visit that fills the
// memory is itself counted, so that filling it gains nothing.
const MaxVisits = 1 << 20

// Visitors tells who was here before. It remembers keyed hashes of who opened
// what, for today and yesterday (UTC), each day under its own random key. Keys
// and hashes are only in memory: after two days, or a restart, nobody can tell
// whether somebody was here. It may be used by several goroutines.
type Visitors struct {
	limit int

	mu        sync.Mutex
	day       int64
	today     *visits
	yesterday *visits
}

// visits are the visits of one day.
type visits struct {
	salt [32]byte
	seen map[uint64]struct{}
}

// NewVisitors makes a memory with nobody in it.
func NewVisitors() *Visitors {
	return &Visitors{limit: MaxVisits, today: newVisits(), yesterday: newVisits()}
}

func newVisits() *visits {
	v := &visits{seen: make(map[uint64]struct{})}
	rand.Read(v.salt[:]) // never fails: crypto/rand
	return v
}

// Seen reports whether the visitor opened the story before, today or yesterday,
// and remembers that it did now. A visitor is an address (of IPv6 the first 64
// bits) with a user agent. It does not allocate but for its memory's growth.
func (v *Visitors) Seen(addr netip.Addr, ua string, story storage.StoryID, now time.Time) bool {
	today, yesterday := v.days(now)
	var who visit
	who.set(addr, ua, story)
	fresh, old := who.hash(&today.salt), who.hash(&yesterday.salt)

	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := yesterday.seen[old]; ok {
		return true
	}
	if _, ok := today.seen[fresh]; ok {
		return true
	}
	today.seen[fresh] = struct{}{}
	return false
}

// Forget takes back what Seen has just remembered: the visit did not count after
// all.
func (v *Visitors) Forget(addr netip.Addr, ua string, story storage.StoryID, now time.Time) {
	today, _ := v.days(now)
	var who visit
	who.set(addr, ua, story)
	fresh := who.hash(&today.salt)

	v.mu.Lock()
	defer v.mu.Unlock()
	delete(today.seen, fresh)
}

// days returns the memory of today and of yesterday. When the clock is set back,
// today stays what it was.
func (v *Visitors) days(now time.Time) (today, yesterday *visits) {
	day := now.Unix() / (24 * 60 * 60)
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case day > v.day+1:
		v.today, v.yesterday = newVisits(), newVisits()
	case day > v.day || len(v.today.seen) >= v.limit:
		v.today, v.yesterday = newVisits(), v.today
	}
	v.day = max(v.day, day)
	return v.today, v.yesterday
}

// maxAgent is how much of a user agent is hashed as it is; a longer one is
// hashed down to that first.
const maxAgent = 256

// visit is what is hashed: a day's salt, then who opened what.
type visit struct {
	buf [32 + 16 + 16 + maxAgent]byte
	n   int
}

// set fills in all but the salt.
func (w *visit) set(addr netip.Addr, ua string, story storage.StoryID) {
	b := w.buf[:32]
	if home := household(addr); home.IsValid() {
		ip := home.As16()
		b = append(b, ip[:]...)
	} else {
		b = append(b, make([]byte, 16)...)
	}
	b = append(b, story[:]...)
	if len(ua) > maxAgent {
		sum := sha256.Sum256([]byte(ua))
		b = append(b, sum[:]...)
	} else {
		b = append(b, ua...)
	}
	w.n = len(b)
}

// hash is the visit's place in a day's memory. A hash of a random key and what
// follows it is a keyed one: it never leaves the process, so that nobody could
// make it longer, which is what HMAC guards against. Eight bytes of it make a
// false meeting in a full memory as likely as 1 in 10^13.
func (w *visit) hash(salt *[32]byte) uint64 {
	copy(w.buf[:], salt[:])
	sum := sha256.Sum256(w.buf[:w.n])
	return binary.LittleEndian.Uint64(sum[:])
}
