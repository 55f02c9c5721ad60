package world

import (
	"fmt"
	"net/http"

	"freshet/cmd/freshet/world/chance"
)

// identity is what a server sees of a reader.
type identity struct {
	address   string
	agent     string
	languages string // as Accept-Language
}

// browsers are the user agents of people.
var browsers = []string{
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
	"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
}

// tongues are what people read; the first are more common.
var tongues = []string{
	"en-GB,en;q=0.9", "zh-CN,zh;q=0.9,en;q=0.5", "en-US,en;q=0.9,de;q=0.5", "zh-TW,zh;q=0.9,ja;q=0.5",
	"en;q=0.9,fr;q=0.8", "ja,en;q=0.6", "de-DE,de;q=0.9,en;q=0.7", "ru,en;q=0.6", "ko-KR,ko;q=0.9,en;q=0.5", "ar,fr;q=0.8,en;q=0.6",
}

func newIdentity(key chance.Key, i int) identity {
	most := len(tongues)
	if key.With("common").Hit(.5) {
		most = 3
	}
	return identity{
		address:   documentation(i),
		agent:     browsers[key.With("browser").N(len(browsers))],
		languages: tongues[key.With("tongue").N(most)],
	}
}

// documentation is the i-th address of those kept for documentation. One in four
// is of IPv4 (RFC 5737), where there are but two small networks to use; the
// others are each in an IPv6 network of their own (RFC 3849).
func documentation(i int) string {
	n := i / 4
	if i%4 == 0 {
		return fmt.Sprintf("%s.%d", []string{"203.0.113", "198.51.100"}[n%2], 1+n/2%254)
	}
	return fmt.Sprintf("2001:db8:%x:%x::%x", 1+i%0xffff, 1+i%7, 0x10+i%0xfff)
}

// headers begin every request of this reader.
func (id identity) headers() http.Header {
	h := http.Header{}
	h.Set("User-Agent", id.agent)
	h.Set("X-Forwarded-For", id.address)
	if id.languages != "" {
		h.Set("Accept-Language", id.languages)
	}
	return h
}
