package score

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/origin"
	"freshet/storage"
	"freshet/storage/bolt"
)

// Options are what is judged beside the polling itself.
type Options struct {
	UserAgent string
}

// Result is a rule and whether it was kept.
type Result struct {
	Rule  string // as the project numbers them: "FRB001"
	Title string
	Err   error // why it was not kept; nil when it was
}

// Report is the score.
type Report struct {
	Results  []Result
	Requests int
	Took     time.Duration
}

// Run lets a simulated fortnight pass, and judges it.
func Run(ctx context.Context, opt Options) (*Report, error) {
	began := time.Now()
	dir, err := os.MkdirTemp("", "freshet-score-")
	if err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	defer os.RemoveAll(dir)
	w, err := newWorld()
	if err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	defer w.plain.Close()
	defer w.secure.Close()
	w.build()
	s, err := w.live(ctx, opt, filepath.Join(dir, "score.db"))
	if err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	r := s.judge()
	r.Took = time.Since(began)
	return r, nil
}

// judge asks every rule.
func (s *scene) judge() *Report {
	r := &Report{Requests: len(s.visits)}
	for _, rule := range rules {
		r.Results = append(r.Results, Result{rule.number, rule.title, rule.check(s)})
	}
	return r
}

func newWorld() (*world, error) {
	w := &world{busy: map[string]int{}, crowd: map[string]int{}}
	w.clock.set(start)
	var err error
	if w.plain, err = origin.Listen(nil); err != nil {
		return nil, err
	}
	cert, err := selfSigned()
	if err == nil {
		w.secure, err = origin.Listen(&tls.Config{Certificates: []tls.Certificate{cert}})
	}
	if err != nil {
		w.plain.Close()
		return nil, err
	}
	return w, nil
}

// selfSigned is a certificate that nobody trusts.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"tls.example"}}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// scene is what the rules judge.
type scene struct {
	*world
	opt     Options
	client  *fetch.Client
	log     bytes.Buffer
	sources map[string]storage.SourceStatus // at the end
	stories []storage.Story
	refresh []time.Time // when the operator asked for a poll at once
}

// restartEvery is how often the process is stopped and started again.
const restartEvery = 26 * time.Hour

// live lets the fortnight pass.
func (w *world) live(ctx context.Context, opt Options, path string) (*scene, error) {
	s := &scene{world: w, opt: opt, sources: map[string]storage.SourceStatus{}}
	s.client = fetch.New(fetch.Options{
		UserAgent: func() string { return opt.UserAgent }, Resolve: resolve, Dial: w.dial, Now: w.clock.Now,
	})
	defer s.client.CloseIdle()
	for end := start; end.Before(start.Add(fortnight)); {
		end = min2(end.Add(restartEvery), start.Add(fortnight))
		if err := s.until(ctx, path, end); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func min2(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// until starts the process and stops it when it is so late.
func (s *scene) until(ctx context.Context, path string, end time.Time) error {
	store, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	a := aggregator.New(aggregator.Options{
		Store: store, Log: slog.New(slog.NewTextHandler(&s.log, nil)), Now: s.clock.Now,
	})
	_, err = a.Apply(ctx, s.clock.Now(), aggregator.Settings{
		Sources: s.world.sources,
		Poll:    aggregator.Poll{Every: time.Hour, Min: 5 * time.Minute, Max: 24 * time.Hour, Spacing: 2 * time.Second},
		Fetch:   s.client,
	})
	for err == nil && s.clock.Now().Before(end) {
		var next time.Time
		if _, next, err = a.Step(ctx); err != nil {
			break
		}
		if next.IsZero() || next.After(end) {
			next = end
		}
		s.clock.set(next)
		err = s.operator(ctx, a)
	}
	if err == nil {
		err = s.look(ctx, store)
	}
	return err
}

// operator asks for a poll at once, thrice in a row, in the middle of the week.
func (s *scene) operator(ctx context.Context, a *aggregator.Aggregator) error {
	now := s.clock.Now()
	if len(s.refresh) >= 3 || now.Before(start.Add(80*time.Hour)) {
		return nil
	}
	s.refresh = append(s.refresh, now)
	_, err := a.Refresh(ctx, "refreshed")
	return err
}

// look takes down what the store has.
func (s *scene) look(ctx context.Context, store *bolt.Store) error {
	all, err := store.Sources(ctx)
	for _, src := range all {
		s.sources[src.Source.Name] = src
	}
	s.stories = s.stories[:0]
	for st, e := range store.All(ctx) {
		if e != nil {
			return e
		}
		s.stories = append(s.stories, st)
	}
	return err
}
