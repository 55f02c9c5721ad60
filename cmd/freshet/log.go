package main

import (
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"
)

// logFlags are the flags of commands that log.
type logFlags struct {
	LogLevel slog.Level `help:"Least level that is logged: debug, info, warn or error." default:"info"`
}

// logger writes for a person on a terminal, and JSON lines under a service
// manager.
func (f logFlags) logger(w io.Writer) *slog.Logger {
	if isTerminal(w) {
		return slog.New(tint.NewHandler(w, &tint.Options{Level: f.LogLevel, TimeFormat: time.TimeOnly}))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: f.LogLevel}))
}

// isTerminal reports whether a person sees what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
