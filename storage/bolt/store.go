package bolt

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"
	"go.etcd.io/bbolt"

	"freshet/storage"
	"freshet/storage/bolt/schedule"
	"freshet/storage/dedup/window"
)

// Defaults of Options, and StateDelay.
const (
	DefaultTimeout = time.Second
	DefaultWindow  = 2 * time.Millisecond
	// StateDelay is the longest time for which the state of a poll without new
	// items is held in memory only.
	StateDelay = 2 * time.Second
)

// Options of a store. The zero value is good for use.
type Options struct {
	Log *slog.Logger // what happens in the background; nil for no log
	// Timeout is how long Open waits for another process to let go of the file;
	// zero is DefaultTimeout.
	Timeout time.Duration
	// GroupWindow is how long a commit waits for more facts while several come at
	// a time; zero is DefaultWindow, negative is no wait.
	GroupWindow time.Duration

	tail        int // for tests: of how many items the entries are in memory
	windowItems int // for tests: how many items near copies are looked for among
}

// Store is a storage.Store in one file.
type Store struct {
	db     *bbolt.DB
	log    *slog.Logger
	window time.Duration
	tail   int // of Options
	// windowItems bounds the items among which near copies are looked for.
	windowItems int
	key         secret

	// life is held for reading while a call may use the writer or the file, and
	// for writing by Close.
	life    sync.RWMutex
	closed  bool
	closing chan struct{} // closed by Close: ends those that wait
	facts   chan *fact
	stopped chan error // the writer's last word

	// mu guards the schedule and what is held back. It is never taken inside a
	// read transaction; a transaction may be begun while it is held.
	mu    sync.Mutex
	table *schedule.Table
	held  map[uint64]struct{} // sources of which something is not on disk

	shown atomic.Pointer[shown]
	names atomic.Pointer[names]
	news  *changes

	w writerState
}

var _ storage.Store = (*Store)(nil)

// shown is what readers need besides the file.
type shown struct {
	mem      memory
	revision storage.Revision
}

// names translates between keys and names of sources.
type names struct {
	byKey  map[uint64]string
	byName map[string]uint64
	copies map[uint64]storage.Copies // of the sources that do not just fold
	sites  map[uint64]string         // the service of each source, or its host
}

// Open opens the store at path and makes it when there is none. The error is
// storage.ErrLocked when another process has it, storage.ErrNewerSchema when a
// newer version wrote it, storage.ErrFull when there is no room to make it.
func Open(path string, opt Options) (*Store, error) {
	if opt.Timeout == 0 {
		opt.Timeout = DefaultTimeout
	}
	if err := whole(path, opt.Timeout); err != nil {
		return nil, wrap("open store "+path, err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         opt.Timeout,
		FreelistType:    bbolt.FreelistMapType,
		NoFreelistSync:  true,
		InitialMmapSize: room(path),
		PageSize:        pageSize,
	})
	if err != nil {
		return nil, wrap("open store "+path, err)
	}
	db.AllocSize = growStep
	s := newStore(db, opt)
	if err := s.load(); err != nil {
		return nil, errors.Join(wrap("open store "+path, err), wrap("close", db.Close()))
	}
	go s.write()
	return s, nil
}

// whole fails when the file at path has lost its end, as a copy that broke off
// has: reading where there is no file would end the process. A file that is
// missing or empty is whole.
func whole(path string, timeout time.Duration) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil //nolint:nilerr // what is wrong with it, making the store tells
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: timeout, ReadOnly: true})
	if err != nil {
		return err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		if tx.Size() > info.Size() {
			return fmt.Errorf("file has %d of %d bytes: %w", info.Size(), tx.Size(), errRecord)
		}
		return nil
	})
	return errors.Join(err, db.Close())
}

// Room in the address space and steps of the file. bbolt maps the file anew when
// it outgrows its map, and that waits for every reader: a backup to a slow disk
// would stop the store. So there is room from the start; it costs no memory.
//
// An item takes 1 to 2 KB: of those, a page of 8 KiB wastes half as much as one of
// 4, and indexes are written in bulk, so that larger pages cost them little.
const (
	pageSize = 8 << 10
	mapRoom  = 16 << 30
	growStep = 4 << 20
)

// room is how much address space to map for the file at path: none ahead where
// addresses are scarce, or where a map makes the file longer.
func room(path string) int {
	if math.MaxInt == math.MaxInt32 || runtime.GOOS == "windows" {
		return 0
	}
	info, err := os.Stat(path)
	if err != nil {
		return mapRoom
	}
	return int(info.Size()) + mapRoom
}

func newStore(db *bbolt.DB, opt Options) *Store {
	s := &Store{
		db: db, log: opt.Log, window: opt.GroupWindow, tail: opt.tail, windowItems: cmp.Or(opt.windowItems, windowItems),
		closing: make(chan struct{}),
		facts:   make(chan *fact, 256),
		stopped: make(chan error, 1),
		held:    map[uint64]struct{}{},
		news:    newChanges(),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.window == 0 {
		s.window = DefaultWindow
	}
	var serial [8]byte
	_, _ = rand.Read(serial[:]) // never fails
	s.table = schedule.New(binary.BigEndian.Uint64(serial[:]))
	s.w.ids = ulid.Monotonic(rand.Reader, 0)
	return s
}

// load reads what the store needs in memory.
func (s *Store) load() error {
	if ok, err := current(s.db); err != nil {
		return err
	} else if !ok {
		if err := migrate(s.db); err != nil {
			return err
		}
	}
	return s.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if copy(s.key[:], meta.Get(metaSecret)) != len(s.key) {
			return fmt.Errorf("meta: %w", errRecord)
		}
		s.w.revision = storage.Revision(getUint(meta, metaRevision))
		s.w.stories = getUint(meta, metaStories)
		if err := s.loadSources(tx); err != nil {
			return err
		}
		mem, err := s.rebuild(tx)
		if err != nil {
			return err
		}
		s.w.mem = mem
		if s.w.window, err = window.Load(windowBackend{tx}); err != nil {
			return err
		}
		if s.w.farms, err = loadFarms(tx); err != nil {
			return err
		}
		s.news.reset(s.w.revision)
		s.shown.Store(&shown{mem: mem, revision: s.w.revision})
		return nil
	})
}

// loadSources fills the schedule.
func (s *Store) loadSources(tx *bbolt.Tx) error {
	polls := tx.Bucket(bucketPolls)
	err := tx.Bucket(bucketSources).ForEach(func(k, v []byte) error {
		h, _, err := decodeSource(v)
		if err != nil {
			return fmt.Errorf("source %x: %w", k, err)
		}
		p, _, err := decodePoll(polls.Get(k))
		if err != nil {
			return fmt.Errorf("source %q: %w", h.Spec.Name, err)
		}
		s.table.Add(known(binary.BigEndian.Uint64(k), &h, &p))
		return nil
	})
	s.table.Settle()
	s.rename()
	return err
}

// rename publishes the names of the sources. The caller holds mu, or is alone.
func (s *Store) rename() {
	n := names{byKey: map[uint64]string{}, byName: map[string]uint64{}, copies: map[uint64]storage.Copies{}, sites: map[uint64]string{}}
	for _, e := range s.table.Entries() {
		n.byKey[e.Key], n.byName[e.Name] = e.Name, e.Key
		n.sites[e.Key] = cmp.Or(e.Service, e.Host)
		if e.Copies != storage.FoldCopies {
			n.copies[e.Key] = e.Copies
		}
	}
	s.names.Store(&n)
}

// view runs a read transaction. f takes no lock, and keeps nothing of what it
// reads without a copy.
func (s *Store) view(ctx context.Context, call string, f func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", call, err)
	}
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return fmt.Errorf("%s: %w", call, storage.ErrClosed)
	}
	return wrap(call, s.db.View(f))
}

// Close writes what is held back and closes the file. A second Close returns
// storage.ErrClosed.
func (s *Store) Close() error {
	s.life.Lock()
	if s.closed {
		s.life.Unlock()
		return fmt.Errorf("close: %w", storage.ErrClosed)
	}
	s.closed = true
	close(s.closing)
	close(s.facts)
	s.life.Unlock()
	err := <-s.stopped
	return errors.Join(wrap("close: last write", err), wrap("close", s.db.Close()))
}

// WriteTo writes a copy of the whole store as it is now, fit to be opened as a
// store of its own, while the store stays in use.
func (s *Store) WriteTo(w io.Writer) (n int64, err error) {
	err = s.view(context.Background(), "copy store", func(tx *bbolt.Tx) error {
		n, err = tx.WriteTo(w)
		return err
	})
	return n, err
}
