package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxSeconds caps numbers of seconds that origins give: the largest that a cache
// must understand (RFC 9111 section 1.2.2).
const maxSeconds = math.MaxInt32

// freshness is how much longer an answer is fresh for a private cache (RFC 9111
// section 4.2): s-maxage is not for us, and no-cache and no-store leave nothing.
func freshness(h http.Header, now time.Time) time.Duration {
	lifetime, given := time.Duration(0), false
	for name, value := range directives(h["Cache-Control"]) {
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			// Of several the first counts (section 4.2.1); of a value that is no number
			// nothing does.
			if d, ok := seconds(value); ok && !given {
				lifetime, given = d, true
			}
		}
	}
	if !given {
		expiry := h.Get("Expires")
		if expiry == "" {
			return 0
		}
		// "0" and other text that is no date mean: already expired (section 5.3).
		expires, err := http.ParseTime(expiry)
		if err != nil {
			return 0
		}
		lifetime = expires.Sub(dateOf(h, now))
	}
	age, _ := seconds(h.Get("Age"))
	return min(max(lifetime-age, 0), maxSeconds*time.Second)
}

// retryAfter is what Retry-After asks for (RFC 9110 section 10.2.3), in seconds
// or as a date by the origin's own clock; zero when that is nothing sensible.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if d, ok := seconds(value); ok {
		return d
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(date.Sub(dateOf(h, now)), 0), maxSeconds*time.Second)
}

// dateOf is the origin's clock when it answered; another time when it does not
// say.
func dateOf(h http.Header, other time.Time) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date.UTC()
	}
	return other
}

// seconds reads a number of seconds (RFC 9111 section 1.2.2): digits only, and
// too many of them mean the largest number.
func seconds(s string) (time.Duration, bool) {
	if !digits(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > maxSeconds {
		n = maxSeconds
	}
	return time.Duration(n) * time.Second, true
}

// directives yields names, in lower case, and values of Cache-Control. Values
// may be quoted, and commas in quotes separate nothing.
func directives(lines []string) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for _, rest := range lines {
			for rest != "" {
				var part string
				part, rest = cutUnquoted(rest, ',')
				name, value, _ := strings.Cut(part, "=")
				name = strings.ToLower(strings.TrimSpace(name))
				value = strings.Trim(strings.TrimSpace(value), `"`)
				if name != "" && !yield(name, value) {
					return
				}
			}
		}
	}
}

// cutUnquoted cuts at the first separator that is not in quotes.
func cutUnquoted(s string, separator byte) (part, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case quoted && s[i] == '\\':
			i++
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
