package click

// matcher finds any of many words in a text in one pass, whatever the case of
// ASCII letters: an automaton of Aho and Corasick (CACM 1975), made whole when
// it is built, so that a byte of text costs one look into a table.
type matcher struct {
	class   [256]uint8 // bytes that no word holds are all of class 0
	classes int
	next    []uint16 // state*classes + class -> state
	verdict []verdict
}

// verdict is what it means to have come to a state.
type verdict uint8

const (
	undecided verdict = iota
	found
	pardoned // it ends in a word, but also in a longer one that is no match
)

// newMatcher makes a matcher of words and of exceptions, all in lower case: an
// exception is a longer text that ends with a word and is no match.
func newMatcher(words, exceptions []string) *matcher {
	m := &matcher{classes: 1}
	for _, list := range [][]string{words, exceptions} {
		for _, w := range list {
			m.classify(w)
		}
	}
	m.grow()
	for _, w := range words {
		m.insert(w, found)
	}
	for _, w := range exceptions {
		m.insert(w, pardoned)
	}
	m.complete()
	return m
}

// classify gives each byte of a word a class of its own, shared by both cases.
func (m *matcher) classify(word string) {
	for i := range len(word) {
		c := word[i]
		if m.class[c] != 0 {
			continue
		}
		m.class[c] = uint8(m.classes)
		if 'a' <= c && c <= 'z' {
			m.class[c-'a'+'A'] = uint8(m.classes)
		}
		m.classes++
	}
}

// grow adds a state.
func (m *matcher) grow() uint16 {
	m.next = append(m.next, make([]uint16, m.classes)...)
	m.verdict = append(m.verdict, undecided)
	return uint16(len(m.verdict) - 1)
}

// insert adds a word's states.
func (m *matcher) insert(word string, v verdict) {
	var state uint16
	for i := range len(word) {
		at := int(state)*m.classes + int(m.class[word[i]])
		if m.next[at] == 0 {
			to := m.grow() // may move m.next
			m.next[at] = to
		}
		state = m.next[at]
	}
	m.verdict[state] = v
}

// complete turns the tree of words into the automaton, level by level: where a
// state has no way on, it goes where the longest proper end of its text goes.
func (m *matcher) complete() {
	back := make([]uint16, len(m.verdict))
	var queue []uint16
	for _, to := range m.next[:m.classes] {
		if to != 0 {
			queue = append(queue, to)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		for c := range m.classes {
			at := int(state)*m.classes + c
			fallback := m.next[int(back[state])*m.classes+c]
			if m.next[at] == 0 {
				m.next[at] = fallback
				continue
			}
			child := m.next[at]
			back[child] = fallback
			if m.verdict[child] == undecided {
				m.verdict[child] = m.verdict[fallback]
			}
			queue = append(queue, child)
		}
	}
}

// match says whether a text holds one of the words.
func (m *matcher) match(text string) bool {
	state := 0
	for i := range len(text) {
		state = int(m.next[state*m.classes+int(m.class[text[i]])])
		if m.verdict[state] == found {
			return true
		}
	}
	return false
}
