package tidy

import (
	"encoding/base64"
	"strings"
	"time"

	"freshet/aggregator/parse/internal/charsets"
	"freshet/aggregator/parse/internal/date"
)

// segment is a run of an element's content.
type segment struct {
	kind token // tokText, tokCDATA; tokStart and tokEnd for tags
	s    string
}

// read collects the content of the element of the present start tag. With plain,
// a tag inside ends the element: it was never closed.
func (r *rewriter) read(plain bool) {
	r.segs, r.size = r.segs[:0], 0
	if r.empty {
		return
	}
	qname, same := r.top().qname, 0
	r.around = qname
	defer func() { r.around = "" }()
	for {
		tok := r.next()
		switch tok {
		case tokEOF:
			r.cut = true
			return
		case tokText, tokCDATA:
			r.collect(tok, r.text)
		case tokStart:
			if plain || r.startsItem() || r.startsNext() {
				r.doc.Unclosed++
				r.unread()
				return
			}
			if strings.EqualFold(r.name, qname) && !r.empty {
				same++
			}
			r.collect(tok, r.src[r.at:r.pos])
		case tokEnd:
			n := r.closes()
			switch {
			case n == len(r.scopes) && same == 0:
				return
			case n == len(r.scopes):
				same--
			case n > 0 && !strings.EqualFold(r.name, "source"): // which HTML has too
				r.doc.Unclosed++
				r.unread()
				return
			}
			r.collect(tok, r.src[r.at:r.pos])
		}
	}
}

// collect keeps a run of the content that is read. Of a text that is too long
// nothing stays.
func (r *rewriter) collect(kind token, s string) {
	before := r.size
	if r.size += len(s); r.size <= MaxText {
		r.segs = append(r.segs, segment{kind, s})
		return
	}
	if r.segs = r.segs[:0]; before <= MaxText {
		r.over[Text]++
	}
}

// notHTML are elements of RSS that no markup inside a text has: one of them there
// shows that the text was never closed.
var notHTML = set("description pubdate guid link category enclosure comments language copyright generator ttl managingeditor webmaster lastbuilddate channel")

// startsNext reports whether the present start tag begins what can only come after
// the text that is read.
func (r *rewriter) startsNext() bool {
	return r.doc.Format == RSS && notHTML[r.canon(r.name)]
}

// marked reports whether the content that was read holds tags.
func (r *rewriter) marked() bool {
	for _, s := range r.segs {
		if s.kind == tokStart || s.kind == tokEnd {
			return true
		}
	}
	return false
}

// plainText is the content that was read as text.
func (r *rewriter) plainText() string {
	if len(r.segs) == 1 && r.segs[0].kind == tokText {
		return strings.TrimSpace(decode(r.segs[0].s))
	}
	var b strings.Builder
	for _, s := range r.segs {
		if s.kind == tokText {
			b.WriteString(decode(s.s))
		} else {
			b.WriteString(s.s)
		}
	}
	return strings.TrimSpace(b.String())
}

// blank reports whether nothing but blanks was read.
func (r *rewriter) blank() bool {
	for _, s := range r.segs {
		if strings.TrimSpace(s.s) != "" {
			return false
		}
	}
	return true
}

// leaf writes an element with text.
func (r *rewriter) leaf(ru rule) {
	mark := len(*r.out)
	if ru.kind == kLink {
		ru = r.asLink(ru)
	}
	var how Form
	if ru.kind == kMarkup {
		how = r.form()
	}
	rawType := r.attr("type")
	mode := r.attr("mode")
	hasAttrs := r.open(ru) > 0
	r.read(ru.kind == kDate || ru.kind == kAddress || ru.kind == kLink)
	if r.blank() {
		if how.Src != "" && ru.slot != NoSlot {
			r.marks.Forms[ru.slot] = how
		}
		if !hasAttrs || ru.once != 0 {
			*r.out = (*r.out)[:mark]
			return
		}
	}
	if r.seen&ru.once != 0 {
		*r.out = (*r.out)[:mark]
		return
	}
	r.seen |= ru.once
	r.split = false
	from := len(*r.out)
	if !r.content(ru, &how, rawType, mode) {
		*r.out = (*r.out)[:mark]
		r.seen &^= ru.once
		return
	}
	if ru.slot != NoSlot {
		r.marks.Forms[ru.slot] = how
		r.keepLong(ru.slot, from)
	}
	r.close(ru)
}

// content writes what was read; false when there is nothing to write.
func (r *rewriter) content(ru rule, how *Form, rawType, mode string) bool {
	switch ru.kind {
	case kDate:
		text := r.plainText()
		t, ok := date.Parse(text)
		if !ok {
			if r.doc.BadDates++; r.doc.BadDate == "" {
				r.doc.BadDate = text[:min(len(text), 1<<10)]
			}
			return false
		}
		*r.out = t.AppendFormat(*r.out, time.RFC3339Nano)
	case kAddress, kLink:
		r.putText(r.resolve(r.plainText()))
	case kID:
		id := r.plainText()
		if ru.once == onceID && ru.out != "guid" {
			r.marks.ID = id
		}
		r.putText(id)
	case kMarkup:
		return r.markup(ru, how, strings.ToLower(strings.TrimSpace(rawType)), mode)
	default:
		return r.putNames()
	}
	return true
}

// asLink tells RSS's link from an Atom link that lost its prefix.
func (r *rewriter) asLink(ru rule) rule {
	_, href := r.rawAttr("href")
	_, rel := r.rawAttr("rel")
	if href && rel {
		ru.out, ru.kind = "atom:link", kAddress
		return ru
	}
	ru.attrs = []string{"href"}
	return ru
}

// form is what the present start tag says of its text.
func (r *rewriter) form() Form {
	f := Form{Src: r.resolve(strings.TrimSpace(r.attr("src")))}
	if at := r.top().at; at != r.marks.Base {
		f.Base = at
	}
	return f
}

// unbase64 decodes the content that was read (Atom 0.3 mode="base64", RFC 4287
// section 4.1.3.3).
func (r *rewriter) unbase64() (string, bool) {
	text := strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, r.plainText())
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", false
	}
	d := charsets.Decode(b, "")
	return d.S, d.Dropped == 0 // else a picture, a sound: not a text
}
