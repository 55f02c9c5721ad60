package tidy

import (
	"encoding/binary"
	"strings"

	"github.com/zeebo/xxh3"
)

// rawVersion goes into every hash of raw bytes. It changes when the way in which
// items are read does, so that what an older program has seen is read anew.
const rawVersion = 2

// raw is an item's bytes as they stand in the document.
type raw struct {
	hash uint64 // of the bytes and of all around them that reading them depends on; 0 for none
	end  int    // behind the end tag
	tag  int    // start of the end tag
	id   string // a guess
}

// rawItem finds the end of the item of the present start tag by its text alone.
// That may be wrong: an end tag inside a comment, say, ends no item. But when the
// item was read once from the same bytes in the same surroundings and ended there
// (see sure), it ends there again.
func (r *rewriter) rawItem() raw {
	if r.empty || r.reach > r.pos || r.looked > r.pos {
		return raw{}
	}
	mark := "</" + r.name + ">"
	i := strings.Index(r.src[r.pos:], mark)
	if i < 0 {
		r.looked = len(r.src)
		return raw{}
	}
	tag := r.pos + i
	end := tag + len(mark)
	r.looked = end
	item := r.src[r.at:end]
	return raw{
		hash: max(xxh3.HashStringSeed(item, r.surroundings()), 1),
		end:  end,
		tag:  tag,
		id:   rawID(item, r.doc.Format),
	}
}

// sure reports whether the item that was just read consists of these bytes, and
// nothing behind them was looked at to read it.
func (r *rewriter) sure(raw raw) bool {
	return raw.hash != 0 && r.err == nil && r.over[Elements] == 0 && r.pos == raw.end && r.at == raw.tag && r.reach <= raw.end
}

// surroundings is a hash of what reading an item depends on besides its own
// bytes: the format, the elements that are open, namespaces, base and language.
func (r *rewriter) surroundings() uint64 {
	parent := &r.scopes[len(r.scopes)-2]
	if parent.hash != 0 {
		return parent.hash
	}
	b := []byte{rawVersion, byte(r.doc.Format)}
	add := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	add(r.addr)
	for i := range r.scopes[:len(r.scopes)-1] {
		add(r.scopes[i].qname)
	}
	add(parent.at)
	add(parent.lang)
	for _, d := range r.bound[:r.top().bound] {
		flags := byte(0)
		if d.known {
			flags |= 1
		}
		if d.root {
			flags |= 2
		}
		b = append(b, flags)
		add(d.prefix)
		add(d.canon)
	}
	parent.hash = max(xxh3.Hash(b), 1)
	return parent.hash
}

// pass leaves the scanner behind the bytes of an item, as if it had read them.
func (r *rewriter) pass(raw raw) {
	r.at, r.pos = raw.tag, raw.end
	r.doc.Items = append(r.doc.Items, Item{Raw: raw.hash, RawID: raw.id, Seen: true})
}

// rawID is a guess of the id of an item from its bytes: cheap, and right for
// nearly all items. Who relies on it must have compared it with the id that the
// same bytes gave when they were read.
func rawID(item string, f Format) string {
	if f == Atom {
		return rawText(item, "<id", "</id>")
	}
	if id := rawText(item, "<guid", "</guid>"); id != "" {
		return id
	}
	start, _, _ := strings.Cut(item, ">")
	if _, about, ok := strings.Cut(start, `:about="`); ok {
		about, _, _ = strings.Cut(about, `"`)
		return strings.TrimSpace(decode(about))
	}
	return rawText(item, "<link", "</link>")
}

// rawText is the text of the first element whose tags look so.
func rawText(item, open, end string) string {
	i := strings.Index(item, open)
	if i < 0 {
		return ""
	}
	_, text, ok := strings.Cut(item[i:], ">")
	if !ok {
		return ""
	}
	if text, _, ok = strings.Cut(text, end); !ok {
		return ""
	}
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, openCDATA); ok {
		return strings.TrimSpace(strings.TrimSuffix(inner, closeCDATA))
	}
	return strings.TrimSpace(decode(text))
}
