package output

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"freshet/output/click"
	"freshet/output/page"
	"freshet/output/shelf"
	"freshet/storage"
)

// Server serves everything that is published. It is made by New, runs while Run
// does, and answers requests from the moment it is made.
type Server struct {
	opt      Options
	log      *slog.Logger
	store    storage.Store
	pages    *page.Pages
	static   map[string]*shelf.Document
	signer   *click.Signer
	visitors *click.Visitors
	takers   *click.Subscribers
	journal  *click.Journal
	keeper   *keeper
	now      stageHolder
	short    *memo // pages and live lists, for a second
	mux      *http.ServeMux

	held      held           // clicks that could not be written
	unwritten rate.Sometimes // when to log that clicks are not written

	applying sync.Mutex    // one Apply at a time
	ended    chan struct{} // closed when it no longer does
	folded   atomic.Bool   // the boards are made
}

// stageHolder holds the stage that requests see.
type stageHolder struct{ p atomic.Pointer[stage] }

func (h *stageHolder) set(s stage) { h.p.Store(&s) }
func (h *stageHolder) get() *stage { return h.p.Load() }

// New makes a server over an open store. It takes the click journal for itself:
// give it back with Close.
func New(ctx context.Context, opt Options) (_ *Server, err error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if !(opt.Scale > 0) {
		opt.Scale = 1
	}
	if err := opt.Settings.check(); err != nil {
		return nil, err
	}
	s := &Server{
		opt: opt, log: opt.Log, store: opt.Store, visitors: click.NewVisitors(), takers: click.NewSubscribers(), short: newMemo(),
		ended:     make(chan struct{}),
		unwritten: rate.Sometimes{First: 1, Interval: 10 * time.Second},
	}
	if s.pages, err = page.New(nil); err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	s.loadStatic()
	s.mux = s.routes()
	first, err := s.firstSite(ctx)
	if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	s.keeper = newKeeper(opt, first, s.now.set)
	if err := s.openJournal(); err != nil {
		return nil, err
	}
	return s, nil
}

// openJournal takes the click journal. One that is damaged does not keep readers
// from their feeds: what can be read of it is kept.
func (s *Server) openJournal() (err error) {
	opt := click.Options{OnApplied: s.applied, Log: s.log}
	s.journal, err = click.OpenJournal(s.opt.JournalDir, opt)
	if damage := (*click.CorruptError)(nil); errors.As(err, &damage) {
		s.log.Error("clicks are lost; a copy of the damaged file is kept beside it", "file", damage.File, "offset", damage.Offset)
		opt.Salvage = true
		s.journal, err = click.OpenJournal(s.opt.JournalDir, opt)
	}
	return err
}

// firstSite makes the site of the options, with what is minted once.
func (s *Server) firstSite(ctx context.Context) (*site, error) {
	proposed := make([]byte, 32)
	rand.Read(proposed)
	authority, key, err := mint(ctx, s.store, s.opt.BaseURL.Hostname(), proposed, time.Now())
	if err != nil {
		return nil, err
	}
	if len(key) < click.MinKeyBytes {
		return nil, fmt.Errorf("the key of links in the store has %d bytes; it needs %d", len(key), click.MinKeyBytes)
	}
	s.signer = click.NewSigner(key)
	return newSite(s.opt.Settings, s.opt.Version, authority, s.signer)
}

// Run follows the store until the context ends. Then it moves the clicks that
// were taken to the store and returns. It is called once.
func (s *Server) Run(ctx context.Context) error {
	defer close(s.ended)
	if err := s.begin(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("output: %w", err)
	}
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { s.keeper.watch(ctx); return nil })
	all.Go(func() error { s.keeper.run(ctx); return nil })
	// The journal is moved to the store until what is held has had its last chance.
	moving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	all.Go(func() error {
		defer stop()
		if lost := s.held.run(ctx, s.journal.Append); lost > 0 {
			s.log.Error("clicks are lost: they could not be written before the end", "clicks", lost)
		}
		return nil
	})
	all.Go(func() error { return s.journal.Run(moving, s.store) })
	if err := all.Wait(); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return nil
}

// begin makes what is served. A store that cannot be read now may be so in a
// while: readers are told to wait, and it is tried again.
func (s *Server) begin(ctx context.Context) error {
	for {
		err := s.keeper.begin(ctx)
		if err == nil || ctx.Err() != nil || errors.Is(err, storage.ErrClosed) {
			s.folded.Store(err == nil)
			return err
		}
		s.log.Error("cannot begin to serve", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryGap):
		}
	}
}

// applied takes clicks that have come to the store into the boards.
func (s *Server) applied(clicks []storage.Click) {
	var unknown []storage.StoryID
	for _, c := range clicks {
		if !s.keeper.live.Click(c) {
			unknown = append(unknown, c.Story)
		}
	}
	if len(unknown) == 0 {
		return
	}
	select {
	case s.keeper.visited <- unknown:
	default: // many old stories at once: they are found again at the next start
	}
}

// Check tells whether settings can be applied.
func (s *Server) Check(next Settings) error { return next.check() }

// Apply swaps the settings whole; when anything of them is wrong, nothing
// changes. It waits until feeds are served under the new ones.
func (s *Server) Apply(ctx context.Context, next Settings) error {
	s.applying.Lock()
	defer s.applying.Unlock()
	fresh, err := newSite(next, s.opt.Version, s.now.get().site.authority, s.signer)
	if err != nil {
		return err
	}
	a := applied{fresh, make(chan error, 1)}
	select {
	case s.keeper.apply <- a:
	case <-s.ended:
		return errors.New("output: the server has ended")
	case <-ctx.Done():
		return fmt.Errorf("output: apply settings: %w", ctx.Err())
	}
	select {
	case err = <-a.done:
	case <-s.ended:
		err = errors.New("output: the server has ended")
	}
	s.short.clear()
	return err
}

// Ready is nil when every document can be served and the boards are made, or
// says what is missing.
func (s *Server) Ready() error {
	if err := s.now.get().shelves.full(); err != nil {
		return err
	}
	if !s.folded.Load() {
		return errors.New("the ranking is being made")
	}
	return nil
}

// Close gives back the click journal. Run has ended before.
func (s *Server) Close() error { return s.journal.Close() }

// Subscribers is how many readers take the feeds, as click.Subscribers counts them;
// 0 for none, or for not known yet.
func (s *Server) Subscribers() int {
	n := s.takers.Count(time.Now())
	s.opt.Metrics.subscribers(n)
	return n
}
