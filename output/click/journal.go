package click

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"freshet/storage"
)

// Limits of a journal.
const (
	// SegmentBytes is when a segment file is full: some 87,000 clicks.
	SegmentBytes = 4 << 20
	// MaxBacklog bounds the clicks that the store has not taken yet, in about 1 GB
	// of files. Beyond it Append refuses: a store that is gone for so long needs a
	// person.
	MaxBacklog = 20_000_000
	// MaxBatch bounds the clicks of one call to the store.
	MaxBatch = 4096
	// SyncEvery is how long a click may be only in the memory of the system, where
	// the end of the process does not touch it but a power cut does.
	SyncEvery = 200 * time.Millisecond
)

// Errors that callers tell apart with errors.Is. A full disk is storage.ErrFull.
var (
	ErrLocked  = errors.New("click journal is in use by another process")
	ErrClosed  = errors.New("click journal is closed")
	ErrBacklog = errors.New("click journal is full: the store has not taken its clicks")
	ErrBehind  = errors.New("click journal is older than what the store had of it; move it away to start another")
)

// Options of a journal. The zero value is good.
type Options struct {
	// OnApplied is called with clicks that have come to the store, in their order,
	// each once in the life of the process. The slice is good until it returns.
	OnApplied func([]storage.Click)
	// MoveEvery is how long Run gathers clicks for one call to the store; default
	// 250 ms.
	MoveEvery time.Duration
	// Salvage opens a journal that is damaged in its middle: what can be read is
	// kept, the rest is passed over, and a copy of each damaged file stays beside
	// it. Without it that is a CorruptError.
	Salvage bool
	// Log is told of what goes wrong in the background; default nowhere.
	Log *slog.Logger

	segmentBytes int64           // default SegmentBytes
	maxBacklog   uint64          // default MaxBacklog
	wrap         func(file) file // puts faults into files; default none
}

// file is what a journal does with its active segment.
type file interface {
	WriteAt(b []byte, offset int64) (int, error)
	Truncate(size int64) error
	Datasync() error
	Close() error
}

// Journal is a log of clicks in a directory, between the answer to a reader and
// the store. Append may be called from many goroutines.
type Journal struct {
	dir  string
	id   [16]byte
	opt  Options
	lock *os.File // the directory, locked

	written atomic.Uint64 // Seq of the last click in the files
	applied atomic.Uint64 // Seq up to which the store has taken them

	mu       sync.Mutex
	idle     sync.Cond  // writing or closed has changed
	writing  bool       // somebody is in write
	closed   bool       // no more Append
	waiting  *group     // clicks for the next write; nil for none
	spare    []byte     // a buffer for the next group
	segments []*segment // oldest first; the last one is active

	// Only who has set writing may touch these.
	tail   *segment // the active one
	single []byte   // the record of a click that is written alone
	torn   bool     // a failed write may have left something behind the last record

	syncing sync.Mutex // held while active is synced or exchanged
	active  file       // the last segment; changed by who has set writing, under syncing
	durable uint64     // Seq up to which the files are known to be on disk

	dirty   chan struct{} // there is something to sync
	grown   chan struct{} // there is something to move
	stop    chan struct{} // closed to end the syncer
	stopped chan struct{} // closed when it has ended
}

// OpenJournal opens the journal in a directory, or makes it, and takes it for
// this process. What a crash left half written at its end is cut off. It returns
// ErrLocked when another process has the journal, and a CorruptError, having
// changed nothing, when a click before the end cannot be read.
func OpenJournal(dir string, opt Options) (*Journal, error) {
	j := &Journal{dir: dir, opt: opt.withDefaults()}
	if err := j.open(); err != nil {
		if j.lock != nil {
			err = errors.Join(err, j.lock.Close())
		}
		return nil, fmt.Errorf("open click journal %s: %w", dir, err)
	}
	go j.syncLoop()
	return j, nil
}

func (o Options) withDefaults() Options {
	if o.OnApplied == nil {
		o.OnApplied = func([]storage.Click) {}
	}
	if o.MoveEvery <= 0 {
		o.MoveEvery = 250 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.segmentBytes == 0 {
		o.segmentBytes = SegmentBytes
	}
	if o.maxBacklog == 0 {
		o.maxBacklog = MaxBacklog
	}
	if o.wrap == nil {
		o.wrap = func(f file) file { return f }
	}
	return o
}

func (j *Journal) open() (err error) {
	j.idle.L = &j.mu
	j.dirty, j.grown = make(chan struct{}, 1), make(chan struct{}, 1)
	j.stop, j.stopped = make(chan struct{}), make(chan struct{})
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return err
	}
	if j.lock, err = lockDir(j.dir); err != nil {
		return err
	}
	if j.segments, err = listSegments(j.dir); err != nil {
		return err
	}
	if len(j.segments) == 0 {
		return j.begin()
	}
	return j.resume()
}

// begin starts a journal with an identity of its own.
func (j *Journal) begin() error {
	rand.Read(j.id[:]) // never fails: crypto/rand
	seg, err := createSegment(j.dir, header{j.id, 1})
	if err != nil {
		return err
	}
	j.segments = []*segment{seg}
	return j.activate(seg)
}

// resume takes up a journal where it was left.
func (j *Journal) resume() error {
	if err := j.check(); err != nil {
		return err
	}
	last := j.segments[len(j.segments)-1]
	if err := j.activate(last); err != nil {
		return err
	}
	j.written.Store(last.next() - 1)
	j.durable = last.next() - 1
	j.applied.Store(j.segments[0].first - 1) // until Run asks the store
	if last.headless {
		if _, err := j.active.WriteAt(header{j.id, last.first}.encode(), 0); err != nil {
			return err
		}
	}
	if last.size > last.end {
		return j.active.Truncate(last.end)
	}
	return nil
}

// check reads all segments and looks whether they follow one another.
func (j *Journal) check() error {
	known := false
	for i, s := range j.segments {
		found, err := s.scanFile()
		if err != nil {
			return err
		}
		damage := found.damage(s, i+1 < len(j.segments))
		if i > 0 && damage == nil && j.segments[i-1].next() != s.first {
			damage = &CorruptError{j.segments[i-1].path, j.segments[i-1].end}
		}
		if damage != nil && !j.opt.Salvage {
			return damage
		}
		if damage != nil {
			if err := setAside(s.path); err != nil {
				return err
			}
		}
		if err := j.tolerate(i, found, known); err != nil {
			return err
		}
		if found.ok {
			j.id, known = found.header.id, true
		}
		s.headless = !found.ok
	}
	if !known {
		return &CorruptError{j.segments[0].path, 0}
	}
	return nil
}

// damage is what is wrong with one segment that no crash explains: anything bad
// before something good, and anything at all when another segment follows.
func (f scanned) damage(s *segment, follows bool) error {
	switch {
	case !f.ok:
		return &CorruptError{s.path, 0}
	case f.bad >= 0:
		return &CorruptError{s.path, f.bad}
	case follows && s.size != s.end:
		return &CorruptError{s.path, s.end}
	}
	return nil
}

// tolerate refuses what cannot be salvaged: segments that overlap, or that are
// of two journals.
func (j *Journal) tolerate(i int, found scanned, known bool) error {
	s := j.segments[i]
	if i > 0 && j.segments[i-1].next() > s.first {
		return &CorruptError{s.path, 0}
	}
	if known && found.ok && found.header.id != j.id {
		return &CorruptError{s.path, 0}
	}
	s.end = max(s.end, recordBytes)
	return nil
}

// activate opens a segment for writing.
func (j *Journal) activate(s *segment) error {
	f, err := os.OpenFile(s.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	j.active, j.tail = j.opt.wrap(osFile{f}), s
	return nil
}

// ID is the journal's identity, for the store: random, made with the directory.
func (j *Journal) ID() string { return hex.EncodeToString(j.id[:]) }

// Backlog is how many clicks the store has not taken yet.
func (j *Journal) Backlog() uint64 { return j.written.Load() - j.applied.Load() }

// Close waits for the clicks that are being written, makes all durable and gives
// the directory free. End Run before it. Clicks that were not moved stay for the
// next time.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return nil
	}
	j.closed = true
	for j.writing {
		j.idle.Wait()
	}
	j.mu.Unlock()
	close(j.stop)
	<-j.stopped
	err := errors.Join(j.sync(), j.active.Close(), j.lock.Close())
	if err != nil {
		return fmt.Errorf("close click journal %s: %w", j.dir, err)
	}
	return nil
}
