// Package memtable is an ordered map in memory whose versions share what they
// have in common: a writer makes a new version while readers keep theirs, and a
// version that is not wanted is simply dropped.
//
// It is a treap: a search tree by key and a heap by random priority, which keeps
// it balanced whatever the order of the keys.
package memtable

import (
	"iter"
	"math/rand/v2"
)

// Table is one version. The zero Table is empty. A Table is a value: a copy of it
// never changes, unless both are written with the same Epoch.
type Table struct {
	root *node
	size int
}

// Epoch allows a writer to change in place what it made itself since the epoch
// began, instead of copying it. A new one begins when a version is published.
type Epoch struct{ _ byte }

type node struct {
	key, val    string
	prio        uint64
	epoch       *Epoch
	left, right *node
}

// Len is the number of keys.
func (t Table) Len() int { return t.size }

// Get returns the value of a key.
func (t Table) Get(key string) (string, bool) {
	for n := t.root; n != nil; {
		switch {
		case key < n.key:
			n = n.left
		case key > n.key:
			n = n.right
		default:
			return n.val, true
		}
	}
	return "", false
}

// Put returns a version in which key has this value.
func (t Table) Put(e *Epoch, key, val string) Table {
	root, added := put(t.root, e, key, val)
	t.root = root
	if added {
		t.size++
	}
	return t
}

func put(n *node, e *Epoch, key, val string) (*node, bool) {
	if n == nil {
		return &node{key: key, val: val, prio: rand.Uint64(), epoch: e}, true
	}
	n = n.own(e)
	var added bool
	switch {
	case key < n.key:
		n.left, added = put(n.left, e, key, val)
		if n.left.prio > n.prio {
			l := n.left
			n.left, l.right = l.right, n
			return l, added
		}
	case key > n.key:
		n.right, added = put(n.right, e, key, val)
		if n.right.prio > n.prio {
			r := n.right
			n.right, r.left = r.left, n
			return r, added
		}
	default:
		n.val = val
	}
	return n, added
}

// Delete returns a version without a key.
func (t Table) Delete(e *Epoch, key string) Table {
	if _, ok := t.Get(key); ok {
		t.root = remove(t.root, e, key)
		t.size--
	}
	return t
}

// remove takes a key that is there out of a tree.
func remove(n *node, e *Epoch, key string) *node {
	switch {
	case key < n.key:
		n = n.own(e)
		n.left = remove(n.left, e, key)
	case key > n.key:
		n = n.own(e)
		n.right = remove(n.right, e, key)
	default:
		return join(n.left, n.right, e)
	}
	return n
}

// join makes one tree of two; all keys of the first are below those of the
// second.
func join(a, b *node, e *Epoch) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.prio > b.prio:
		a = a.own(e)
		a.right = join(a.right, b, e)
		return a
	}
	b = b.own(e)
	b.left = join(a, b.left, e)
	return b
}

// own returns the node itself when it was made in this epoch, else a copy.
func (n *node) own(e *Epoch) *node {
	if n.epoch == e {
		return n
	}
	c := *n
	c.epoch = e
	return &c
}

// From yields the keys from start on, ascending.
func (t Table) From(start string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) { t.root.from(start, yield) }
}

func (n *node) from(start string, yield func(string, string) bool) bool {
	if n == nil {
		return true
	}
	if start < n.key && !n.left.from(start, yield) {
		return false
	}
	if start <= n.key && !yield(n.key, n.val) {
		return false
	}
	return n.right.from(start, yield)
}

// Before yields the keys below end, descending; an empty end is above all keys.
func (t Table) Before(end string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) { t.root.before(end, yield) }
}

func (n *node) before(end string, yield func(string, string) bool) bool {
	if n == nil {
		return true
	}
	below := end == "" || n.key < end
	if below {
		if !n.right.before(end, yield) || !yield(n.key, n.val) {
			return false
		}
	}
	return n.left.before(end, yield)
}
