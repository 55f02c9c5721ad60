package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/pprof"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"freshet/config"
	"freshet/output/render"
	"freshet/storage"
)

// adminHandler answers the operator: metrics, profiles, and what the commands
// ask. It is reached only over a socket of the owner's or a loopback address.
func (d *Daemon) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(d.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("POST /-/reload", d.handleReload)
	mux.HandleFunc("POST /-/refresh/{source}", d.handleRefresh)
	mux.HandleFunc("GET /-/status", d.handleStatus)
	mux.HandleFunc("GET /-/health", d.handleHealth)
	mux.HandleFunc("GET /-/story/{id}", d.handleStory)
	mux.HandleFunc("POST /-/split/{id}", d.handleSplit)
	mux.HandleFunc("GET /-/export", d.handleExport)
	return mux
}

func (d *Daemon) handleReload(w http.ResponseWriter, r *http.Request) {
	changes, err := d.Reload(r.Context())
	if err != nil {
		var bad config.Errors
		text := err.Error()
		if errors.As(err, &bad) {
			lines := make([]string, len(bad))
			for i, e := range bad {
				lines[i] = e.Error()
			}
			text = strings.Join(lines, "\n")
		}
		http.Error(w, text, http.StatusUnprocessableEntity)
		return
	}
	answer(w, changes, nil)
}

func (d *Daemon) handleStatus(w http.ResponseWriter, r *http.Request) {
	status, err := d.Status(r.Context())
	answer(w, status, err)
}

func (d *Daemon) handleHealth(w http.ResponseWriter, r *http.Request) {
	if err := d.output.Ready(); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

func (d *Daemon) handleStory(w http.ResponseWriter, r *http.Request) {
	id, err := storage.ParseStoryID(r.PathValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	line, err := d.output.ExportStory(r.Context(), id)
	if errors.Is(err, storage.ErrNotFound) {
		http.Error(w, fmt.Sprintf("no story %s", id), http.StatusNotFound)
		return
	}
	answer(w, line, err)
}

func (d *Daemon) handleExport(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	if err := d.output.Export(r.Context(), w); err != nil {
		// The answer has begun: only breaking it off tells the client that it is
		// not whole.
		d.log.Error("export broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
}

// answer writes a value as JSON, or an error as a plain sentence.
func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}

// Status is how a daemon is.
type Status struct {
	Version  string       `json:"version"`
	Started  time.Time    `json:"started"`
	BaseURL  string       `json:"base_url"`
	Listen   string       `json:"listen"`
	Revision uint64       `json:"revision"`
	Reload   ReloadStatus `json:"reload"`
	Feeds    []string     `json:"feeds"`
	// NoAnswerSince is when a source last answered, while none has for hours.
	NoAnswerSince *time.Time     `json:"no_answer_since,omitempty"`
	Sources       []SourceStatus `json:"sources"`
	Hubs          []HubStatus    `json:"hubs,omitempty"`
}

// ReloadStatus is what the last reload came to.
type ReloadStatus struct {
	At    time.Time `json:"at"`
	Error string    `json:"error,omitempty"`
}

// SourceStatus is how one source is.
type SourceStatus struct {
	Name         string     `json:"name"`
	URL          string     `json:"url"`
	Title        string     `json:"title,omitempty"`
	Items        int        `json:"items"`
	LastPoll     *time.Time `json:"last_poll,omitempty"`
	LastSuccess  *time.Time `json:"last_success,omitempty"`
	LastNew      *time.Time `json:"last_new,omitempty"`
	Next         *time.Time `json:"next,omitempty"`
	FailingSince *time.Time `json:"failing_since,omitempty"`
	Failures     int        `json:"failures,omitempty"`
	Class        string     `json:"class,omitempty"`
	Error        string     `json:"error,omitempty"`
	Gone         bool       `json:"gone,omitempty"`
	Why          []string   `json:"why,omitempty"`
	Reasoning
}

// Status gathers how the daemon and its active sources are.
func (d *Daemon) Status(ctx context.Context) (Status, error) {
	sources, err := d.store.Sources(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("status: %w", err)
	}
	subs, err := d.store.Subscriptions(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("status: %w", err)
	}
	revision, err := d.store.Revision(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("status: %w", err)
	}
	d.mu.Lock()
	cfg, last := d.config, d.last
	d.mu.Unlock()
	s := Status{
		Version: d.opt.Version, Started: d.started.UTC(), BaseURL: cfg.BaseURL.String(),
		Listen: d.public.Addr().String(), Revision: uint64(revision), Reload: ReloadStatus{At: last.At.UTC()},
	}
	if last.Err != nil {
		s.Reload.Error = last.Err.Error()
	}
	for _, f := range cfg.Feeds {
		s.Feeds = append(s.Feeds, f.Name)
	}
	addresses := make(map[string]string, len(cfg.Sources))
	for i := range cfg.Sources {
		addresses[cfg.Sources[i].Name] = cfg.Sources[i].Public()
	}
	now := time.Now()
	s.NoAnswerSince = known(drought(sources, d.started, now))
	held, push := holds(sources, now), pushes(subs)
	for _, src := range sources {
		if !src.Active {
			continue
		}
		shown := addresses[src.Source.Name]
		one := sourceStatus(src, render.Public(shown))
		one.Reasoning = reasoning(&src, shown, now)
		one.Held, one.Push = held[one.Host], push[one.Name]
		s.Sources = append(s.Sources, one)
	}
	s.Hubs = d.hubStatus()
	return s, nil
}

// sourceStatus is how a source is; its address is as it may be shown.
func sourceStatus(s storage.SourceStatus, address string) SourceStatus {
	return SourceStatus{
		Name: s.Source.Name, URL: address, Title: s.State.Document.Title, Items: s.Items,
		LastPoll: known(s.State.LastPoll), LastSuccess: known(s.State.LastSuccess), LastNew: known(s.State.LastNew),
		Next: known(s.Next), FailingSince: known(s.State.FailingSince),
		Failures: s.State.Failures, Class: s.State.Class, Error: s.State.Error, Gone: s.State.Gone,
		Why: s.State.Why,
	}
}

// known is nil for a time that never was.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
