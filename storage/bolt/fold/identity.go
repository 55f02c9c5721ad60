package fold

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"freshet/storage"
	"freshet/storage/dedup"
)

// A guid is opaque, and two are equal when their bytes are (RFC 4287 section
// 4.2.6.1). But sites move: they get a certificate, another host, another engine.
// What follows tells when an item under a guid that was never seen is one that the
// source published before. It always asks first whether the document still lists
// the old guid: then they are two.

// variants are the guids that differ from this one only in what a move changes:
// the scheme, "www." before the host, the host itself where it is one of those that
// the source is known by. A guid that is no address of the web has none.
func variants(guid string, hosts []string) []string {
	host, rest, ok := webAddress(guid)
	if !ok {
		return nil
	}
	var out []string
	for _, h := range append([]string{host}, hosts...) {
		h = strings.TrimPrefix(h, "www.")
		for _, prefix := range []string{"https://", "http://", "https://www.", "http://www."} {
			if v := prefix + h + rest; v != guid && h != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// webAddress cuts an address of the web after its host.
func webAddress(s string) (host, rest string, ok bool) {
	after, ok := strings.CutPrefix(s, "https://")
	if !ok {
		if after, ok = strings.CutPrefix(s, "http://"); !ok {
			return "", "", false
		}
	}
	if i := strings.IndexAny(after, "/?#"); i >= 0 {
		return after[:i], after[i:], true
	}
	return after, "", true
}

// samePath reports whether two guids are addresses of one page on two hosts.
func samePath(a, b string) bool {
	_, pathA, okA := webAddress(a)
	_, pathB, okB := webAddress(b)
	return okA && okB && pathA == pathB && strings.Trim(pathA, "/?#") != ""
}

// Hosts lists the hosts of addresses that a source is known by, without repeats.
func Hosts(addresses ...string) []string {
	var out []string
	for _, a := range addresses {
		if host, _, ok := webAddress(a); ok && host != "" && !slices.Contains(out, host) {
			out = append(out, host)
		}
	}
	return out
}

// moved reports whether an item continues another of its source that has another
// link: the headline is the same, and the date or the text, and so is the rest of
// the guid behind its host, or the whole document has moved.
func (a Asked) moved(c candidate, old *storage.Item) bool {
	if c.Source != a.Source || !sameTitle(&a.Item.Signature, &c.Signature) {
		return false
	}
	sameText := a.Item.Signature.Body != [16]byte{} && a.Item.Signature.Body == c.Signature.Body
	sameDate := !a.Item.Published.IsZero() && a.Item.Published.Equal(old.Published)
	long := a.Item.Signature.BodyTokens >= dedup.MinBodyTokens
	if !sameDate && !(sameText && long) {
		return false
	}
	return sameDate && sameText || a.Migrating || samePath(a.Item.GUID, old.GUID)
}

// MinMigrating is the least number of entries of a document that can show that its
// source has moved.
const MinMigrating = 3

// Distinct is the guid of an item that shares its own with other entries of the
// document, which therefore is no guid: its link is added, or its headline when the
// link stands for no item.
func Distinct(it *storage.Item) string {
	key := it.Headline()
	if PageURL(it.Canonical) {
		key = it.Canonical
	}
	sum := sha256.Sum256([]byte(key))
	return it.GUID + distinctMark + hex.EncodeToString(sum[:8])
}

const distinctMark = "\n#"

// Shared is the guid that Distinct was given; false when it did not make this one.
func Shared(guid string) (string, bool) {
	i := strings.LastIndex(guid, distinctMark)
	if i < 0 || len(guid)-i != len(distinctMark)+16 {
		return "", false
	}
	return guid[:i], true
}
