package fetch

import (
	"net/url"
	"time"

	"freshet/storage"
)

// Request is what to ask for.
type Request struct {
	URL string // http or https
	// Validators are those of an earlier answer. They are sent only to the address
	// that gave them, be it URL or one that URL redirects to.
	Validators storage.Validators
	// NoETag leaves the entity tag of the validators out: some origins know their
	// dates but not their tags.
	NoETag bool
	// Delta asks for what is new only (RFC 3229, "A-IM: feed"), when an entity tag
	// is sent that says since when.
	Delta bool
	// Headers are added to the request, secrets among them. They are sent to the
	// origin of URL only, and not again once a redirect has left it.
	Headers map[string]string
	// UserAgent stands for that of the Options when it is not empty.
	UserAgent string
	// MaxBytes stands for that of the Options when it is not zero.
	MaxBytes int64
	// Proxy is what to go by; nil for that of the Options. Its scheme is http, https,
	// socks5 or socks5h. With socks5 we resolve names ourselves and have the proxy
	// connect to an address that we have checked. The others resolve names
	// themselves: of the target we then check what can be seen in its address.
	Proxy *url.URL
	// Direct goes by no proxy.
	Direct bool
	// InsecureTLS leaves the certificate of the origin of URL unchecked.
	InsecureTLS bool
}

// Response is a good answer: 200 (or 203), 226 to what was asked with Delta, or
// 304 to what was asked with validators.
type Response struct {
	Status      int
	NotModified bool // the answer was 304; there is no body
	// Delta says that the body has only what is new since the validators that were
	// sent: what it lacks is not gone.
	Delta bool
	// URL is the address that answered, after redirects; relative links resolve
	// against it. Userinfo and fragment are taken out.
	URL string
	// Body is decoded; nil when NotModified.
	Body []byte
	// Wire counts the bytes of the body as they came.
	Wire        int64
	ContentType string
	// Validators are those to ask with next time: of a 200 its own, of a 304 those
	// that were sent, with what the answer replaced.
	Validators storage.Validators
	Hints      ResponseHints
	RetryAfter time.Duration // zero when not asked for
	Vary       string        // what the answer depends on; empty when it does not say
	Links      []Link        // of its Link headers; at most MaxLinks
	// Permanent is where the first redirects led that were all permanent (301,
	// 308); empty when the first answer was no such redirect.
	Permanent string
	At        time.Time // when the head of the answer came
	Date      time.Time // when it came by the origin's clock; zero when that is not told
}

// ResponseHints are what the head of an answer says of its freshness.
type ResponseHints struct {
	// MaxAge is how much longer the answer is fresh: Cache-Control max-age, or
	// Expires less Date, less Age. Zero when it says nothing, or that it is not.
	MaxAge time.Duration
}
