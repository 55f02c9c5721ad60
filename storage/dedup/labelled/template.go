package labelled

import (
	"strings"
)

// template is a text with slots in braces:
//
//	{kind args}   drawn anew at every place
//	{x=kind args} drawn once an item, and {x} everywhere else in it
//	{^x=kind …}   drawn once a family of items, and {x} everywhere else
type template struct{ parts []part }

// part is a text, or a slot when kind is not empty.
type part struct {
	text   string
	kind   string
	args   string // what stands behind the kind
	bind   string // the name under which it is kept
	family bool   // kept for the family
}

// compile reads a template.
func compile(text string) *template {
	t := &template{}
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		if before != "" {
			t.parts = append(t.parts, part{text: before})
		}
		if !found {
			break
		}
		slot, after, _ := strings.Cut(rest, "}")
		t.parts = append(t.parts, parseSlot(slot))
		text = after
	}
	return t
}

func parseSlot(slot string) part {
	p := part{}
	slot, p.family = strings.CutPrefix(slot, "^")
	if bind, rest, ok := strings.Cut(slot, "="); ok {
		p.bind, slot = bind, rest
	}
	p.kind, p.args, _ = strings.Cut(slot, " ")
	return p
}

// fill writes the text that a template makes with what a teller knows.
func (t *teller) fill(tpl *template) string {
	if len(tpl.parts) == 1 && tpl.parts[0].kind == "" {
		return tpl.parts[0].text
	}
	var b strings.Builder
	for i := range tpl.parts {
		p := &tpl.parts[i]
		if p.kind == "" {
			b.WriteString(p.text)
			continue
		}
		b.WriteString(t.slot(p))
	}
	return t.capitalised(b.String())
}

// capitalised begins a sentence with a capital, as the headline or sentence that
// begins with a drawn word should.
func (t *teller) capitalised(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// slot is what stands in a slot.
func (t *teller) slot(p *part) string {
	if p.bind == "" && p.args == "" {
		if kept, ok := t.kept[p.kind]; ok {
			return kept
		}
		if kept, ok := t.family[p.kind]; ok {
			return kept
		}
	}
	if p.bind == "" {
		return t.thing(p.kind, p.args)
	}
	into := t.kept
	if p.family {
		into = t.family
	}
	if kept, ok := into[p.bind]; ok {
		return kept
	}
	made := t.thing(p.kind, p.args)
	into[p.bind] = made
	return made
}
