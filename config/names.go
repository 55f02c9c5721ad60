package config

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is the length of a name.
const maxName = 64

var (
	nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	nameHint = "small letters, digits, \".\", \"_\" and \"-\", at most 64, a letter or digit first"
)

// nameProblem says why a name cannot be that of a source or a feed, with a hint;
// empty when it can.
func nameProblem(name string) (problem, hint string) {
	if nameForm.MatchString(name) {
		return "", ""
	}
	if strings.HasPrefix(name, "-") {
		return `a "-" at the start is reserved`, nameHint
	}
	hint = nameHint
	if s, whole := slug(name); whole && s != "" {
		hint = `write "` + s + `"; a name has ` + nameHint
	}
	return "it is not a name", hint
}

// documentEndings are what the addresses of a feed's documents end in.
var documentEndings = []string{".rss", ".atom", ".json", ".xml", ".opml"}

// feedNameProblem is nameProblem for feeds, whose names stand in addresses:
// /feeds/NAME is a page, /feeds/NAME.rss a document.
func feedNameProblem(name string) (problem, hint string) {
	for _, end := range documentEndings {
		if strings.HasSuffix(name, end) {
			return "a name that ends in " + end + " is reserved for the feed's documents",
				`write "` + strings.TrimSuffix(name, end) + `"`
		}
	}
	return nameProblem(name)
}

// latin are letters that have no parts for Unicode to take apart.
var latin = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// slug makes a name of a title. It is not whole when letters or digits were lost
// that a name cannot hold.
func slug(title string) (name string, whole bool) {
	whole = true
	var b strings.Builder
	for _, r := range norm.NFKD.String(latin.Replace(strings.ToLower(title))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '\'' || r == '’' || unicode.Is(unicode.Mn, r): // they are in words, not between them
		default:
			whole = whole && !unicode.IsLetter(r) && !unicode.IsDigit(r)
			if s := b.String(); s != "" && s[len(s)-1] != '-' {
				b.WriteByte('-')
			}
		}
	}
	return cutName(b.String(), maxName), whole
}

// cutName shortens a name, at the end of a word when one is near.
func cutName(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit]
		if i := strings.LastIndexByte(s, '-'); i > limit/2 {
			s = s[:i]
		}
	}
	return strings.Trim(s, "-._")
}

// nameOutlines gives each outline a name: made of its title, else of its host.
// Where two would have the same, or one is taken, both get a hash of their
// address, so that a name never passes from one source to another.
func nameOutlines(outlines []Outline, taken func(string) bool) []string {
	names, count := make([]string, len(outlines)), map[string]int{}
	for i, o := range outlines {
		names[i] = baseName(o)
		count[names[i]]++
	}
	used := map[string]bool{}
	for i, o := range outlines {
		name := names[i]
		for digits := 6; count[names[i]] > 1 && digits == 6 || used[name] || taken(name); digits += 2 {
			name = withHash(names[i], o.XMLURL, digits)
		}
		names[i], used[name] = name, true
	}
	return names
}

// baseName is the name an outline has when it is alone.
func baseName(o Outline) string {
	if s, whole := slug(o.Title); whole && s != "" {
		return s
	}
	host := strings.TrimPrefix(hostOf(o.XMLURL), "www.")
	if host = cutName(notName.ReplaceAllString(host, "-"), maxName-7); host == "" {
		host = "source"
	}
	return withHash(host, o.XMLURL, 6)
}

var notName = regexp.MustCompile(`[^a-z0-9._-]+`)

// withHash appends digits of the address's hash.
func withHash(name, address string, digits int) string {
	sum := sha256.Sum256([]byte(address))
	h := hex.EncodeToString(sum[:])[:min(digits, 40)]
	return cutName(name, maxName-1-len(h)) + "-" + h
}

// TagKey is the form in which tags are compared: without regard to the size of
// letters, to runs of blanks, and to whether words are joined by "-" or by blanks.
func TagKey(tag string) string {
	if plainTag(tag) {
		return tag
	}
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(tag, "-", " "))), "-")
}

// plainTag tells whether a tag is its own key.
func plainTag(tag string) bool {
	for i := range len(tag) {
		if c := tag[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return tag != ""
}

// cleanTag trims a tag and makes runs of blanks one; empty when nothing is left.
func cleanTag(tag string) string { return strings.Join(strings.Fields(tag), " ") }
