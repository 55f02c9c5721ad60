package fetch

import (
	"net/http"
	"strings"
)

// deltaProblem says why a 226 cannot be used; empty when it can (RFC 3229
// sections 10.4 and 10.5): it must be a delta of the one kind that we asked for,
// and of the document that we have.
func (w *way) deltaProblem(h http.Header) string {
	switch base := h.Get("Delta-Base"); {
	case !w.delta:
		return "the origin answered 226 IM Used although it was not asked that"
	case !onlyFeed(h["Im"]):
		return "the origin answered 226 with a delta of another kind than we asked for"
	case base != "" && base != w.req.Validators.ETag:
		return "the origin answered 226 with a delta of a document that we do not have"
	}
	return ""
}

// onlyFeed tells whether an IM header names the manipulation "feed" and no other.
// It may have parameters.
func onlyFeed(lines []string) bool {
	found := false
	for part := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		name, _, _ := strings.Cut(part, ";")
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, "feed"):
			found = true
		case name != "":
			return false
		}
	}
	return found
}
