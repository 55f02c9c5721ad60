package fold

import (
	"strings"

	"freshet/storage"
	"freshet/storage/dedup"
)

// TextKey is what items with one text share.
type TextKey struct {
	Body  [16]byte
	Title [16]byte // set only for a short text without a link
}

// TextOf is the key under which an item is found by its text; false when it has
// none. A short text proves nothing by itself ("Comments"), so it is a key only
// together with the headline, and only where there is no link to go by.
func TextOf(it *storage.Item) (TextKey, bool) {
	sig := &it.Signature
	if sig.BodyTokens >= dedup.MinBodyTokens {
		return TextKey{Body: sig.Body}, true
	}
	if it.Canonical == "" && sig.Title != [16]byte{} {
		return TextKey{Body: sig.Body, Title: sig.Title}, true
	}
	return TextKey{}, false
}

// Remains is the part of a text that a tombstone keeps, to know the item again
// under another guid: its body, or the headline when there is no body.
func Remains(sig *dedup.Signature) [16]byte {
	if sig.Body != [16]byte{} {
		return sig.Body
	}
	return sig.Title
}

// PageURL reports whether a canonical URL can stand for one item: a site's front
// page, which a lazy feed gives as the link of every item, cannot.
func PageURL(canonical string) bool {
	if _, rest, ok := strings.Cut(canonical, "://"); ok {
		canonical = rest
	}
	canonical = strings.TrimPrefix(canonical, "//")
	i := strings.IndexAny(canonical, "/?#")
	return i >= 0 && strings.Trim(canonical[i:], "/?#") != ""
}
