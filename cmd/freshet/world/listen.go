package world

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// How a world is served.
const (
	listenTries   = 20               // ports tried until one is free on every address
	headerTimeout = 10 * time.Second // to read a request's header
	stopTimeout   = 2 * time.Second  // for what is under way when Run ends
)

// Listen opens the world's addresses: 127.0.0.1, 127.0.0.2 and so on, one a
// source, all on one free port, so that manners towards each host show. Systems
// that have only 127.0.0.1 get that one for all. With Options.Listener it opens
// nothing. Run serves what it opened; without Run, Close gives it back.
func (w *World) Listen() error {
	if w.given != nil {
		w.listeners = []net.Listener{w.given}
	} else {
		listeners, err := Loopback(len(table) + 1)
		if err != nil {
			return err
		}
		w.listeners = listeners
	}
	_, port, err := net.SplitHostPort(w.listeners[0].Addr().String())
	if err != nil {
		return fmt.Errorf("world: %w", err)
	}
	w.port = ":" + port
	return nil
}

// Addr is where the index of all sources is; empty before Listen.
func (w *World) Addr() string {
	if len(w.listeners) == 0 {
		return ""
	}
	return w.listeners[0].Addr().String()
}

// Close gives back what Listen opened, when Run was not called.
func (w *World) Close() error { return closeAll(w.listeners) }

// Run listens if Listen was not called, and serves until the context ends. It
// returns when all its goroutines have, nil after the context's end.
func (w *World) Run(ctx context.Context) error {
	if len(w.listeners) == 0 {
		if err := w.Listen(); err != nil {
			return err
		}
	}
	return Serve(ctx, w, w.listeners)
}

// Serve serves a handler on listeners, closing them, until the context ends or
// one of them fails. It returns when all its goroutines have.
func Serve(ctx context.Context, h http.Handler, listeners []net.Listener) error {
	requests, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	s := &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout,
		BaseContext: func(net.Listener) context.Context { return requests }}
	failed := make(chan error, len(listeners))
	var wait sync.WaitGroup
	for _, l := range listeners {
		wait.Go(func() { failed <- s.Serve(l) })
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel() // ends slow bodies
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer done()
	if s.Shutdown(stop) != nil {
		_ = s.Close() // Shutdown's error was only that it took too long
	}
	wait.Wait()
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("world: serve: %w", err)
	}
	return nil
}

// Loopback opens n loopback addresses from 127.0.0.1 on, on one port that is free
// on all; only 127.0.0.1 where the system has no others.
func Loopback(n int) ([]net.Listener, error) {
	for range listenTries {
		first, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("world: %w", err)
		}
		listeners := []net.Listener{first}
		port := first.Addr().(*net.TCPAddr).Port
		for i := 1; i < n; i++ {
			l, err := net.Listen("tcp", fmt.Sprintf("%s:%d", address(i), port))
			if err != nil {
				break
			}
			listeners = append(listeners, l)
		}
		if len(listeners) == n {
			return listeners, nil
		}
		if len(listeners) == 1 && !otherAddresses() {
			return listeners, nil
		}
		_ = closeAll(listeners) // the port is taken somewhere: try another
	}
	return nil, fmt.Errorf("world: no port is free on %d loopback addresses", n)
}

// otherAddresses tells whether the system has loopback addresses besides
// 127.0.0.1. Linux has, others have not unless told to.
func otherAddresses() bool {
	l, err := net.Listen("tcp", address(1)+":0")
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func closeAll(listeners []net.Listener) error {
	var errs []error
	for _, l := range listeners {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
