package bolt

import (
	"encoding/binary"
	"iter"

	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/memtable"
)

// newestFirst yields the entries of dates after a place, newest first: those in
// memory and those in the file, each key once, the one in memory before its older
// self in the file.
func newestFirst(tx *bbolt.Tx, mem memtable.Table, after storage.Cursor) iter.Seq2[string, string] {
	end := ""
	if after != (storage.Cursor{}) {
		end = storyDateKey(after.Date, after.ID)
	}
	return func(yield func(string, string) bool) {
		file := newFileDates(tx, end)
		for key, val := range mem.Before(end) {
			for file.key > key {
				if !yield(file.key, file.val) {
					return
				}
				file.prev()
			}
			if file.key == key {
				file.prev()
			}
			if !yield(key, val) {
				return
			}
		}
		for file.key != "" {
			if !yield(file.key, file.val) {
				return
			}
			file.prev()
		}
	}
}

// fileDates walks the bucket of dates down. Its key is empty at the end.
type fileDates struct {
	c        *bbolt.Cursor
	key, val string
}

func newFileDates(tx *bbolt.Tx, end string) *fileDates {
	f := &fileDates{c: tx.Bucket(bucketDates).Cursor()}
	if end == "" {
		f.set(f.c.Last())
		return f
	}
	if k, _ := f.c.Seek([]byte(end)); k == nil {
		f.set(f.c.Last())
		if f.key >= end {
			f.prev()
		}
		return f
	}
	f.prev()
	return f
}

func (f *fileDates) prev() { f.set(f.c.Prev()) }

func (f *fileDates) set(k, v []byte) { f.key, f.val = string(k), string(v) }

// sourceSet is a set of sources by key; nil is all of them.
type sourceSet map[uint64]struct{}

// wanted turns names into keys. A name that no source has selects nothing.
func wanted(list []string, names *names) sourceSet {
	if list == nil {
		return nil
	}
	set := make(sourceSet, len(list))
	for _, name := range list {
		if key, ok := names.byName[name]; ok {
			set[key] = struct{}{}
		}
	}
	return set
}

// matches reports whether an entry of dates has a source of the set.
func (set sourceSet) matches(val string) bool {
	if set == nil {
		return true
	}
	for b := []byte(val); len(b) > 0; {
		key, n := binary.Uvarint(b)
		if n <= 0 {
			return false
		}
		if _, ok := set[key]; ok {
			return true
		}
		b = b[n:]
	}
	return false
}
