package fetch

import (
	"time"
)

// Classes of failure, as storage.SourceState.Class keeps them.
const (
	ClassRequest  = "request"  // the address or a header of the config cannot be used
	ClassBlocked  = "blocked"  // the address is one that we never connect to
	ClassProxy    = "proxy"    // the proxy could not be used, or would not serve
	ClassTCP      = "tcp"      // no connection, or it broke
	ClassTLS      = "tls"      // the connection could not be made safe
	ClassTimeout  = "timeout"  // a limit of time was passed
	ClassLimit    = "limit"    // a limit of size was passed
	ClassRedirect = "redirect" // a redirect that is not followed
	ClassStatus   = "status"   // an HTTP status that brings no feed
	ClassProtocol = "protocol" // the answer breaks HTTP, or its body is damaged or cut
	ClassCanceled = "canceled" // the caller called it off; says nothing of the source

	ClassDNS        = "dns"         // the name could not be resolved
	ClassDNSNone    = "dns-none"    // there is no such name, or it has no address
	ClassDNSTimeout = "dns-timeout" // the name servers did not answer
)

// Error is why a Get brought no answer.
type Error struct {
	Class string
	// Status is the HTTP status when there was one, and RetryAfter what that
	// answer asked for; zero when it did not.
	Status     int
	RetryAfter time.Duration
	// URL is the address that failed, without its query and userinfo, which may be
	// secret. After redirects it is not the one that was asked for.
	URL string
	// Sentence says what happened in plain words, for people; it holds no secret.
	Sentence string
	// Err is the cause, for logs; nil when the sentence says all.
	Err error
}

// Error is the address, the sentence and the cause.
func (e *Error) Error() string {
	s := "fetch " + e.URL + ": " + e.Sentence
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// failure is an error that knows its class and sentence already. It serves as
// the cause of our own cancellations too.
type failure struct {
	class, sentence string
	cause           error
}

func (f *failure) Error() string {
	if f.cause != nil {
		return f.sentence + ": " + f.cause.Error()
	}
	return f.sentence
}

func (f *failure) Unwrap() error { return f.cause }

func fail(class, sentence string, cause error) *failure {
	return &failure{class: class, sentence: sentence, cause: cause}
}
