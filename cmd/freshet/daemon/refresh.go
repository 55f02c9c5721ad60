package daemon

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"freshet/storage"
)

// Refreshed is what a wish for a poll came to.
type Refreshed struct {
	Source string `json:"source"`
	// At is when the source may be polled: its host may be held or busy, and a minute
	// after the last poll it is too soon.
	At time.Time `json:"at"`
}

// handleRefresh makes a source due.
func (d *Daemon) handleRefresh(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("source")
	at, err := d.aggregator.Refresh(r.Context(), name)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		http.Error(w, fmt.Sprintf("no source %q in the running config", name), http.StatusNotFound)
	case errors.Is(err, storage.ErrGone):
		http.Error(w, fmt.Sprintf("source %q is gone (410 twice); give it another url in the config", name), http.StatusConflict)
	default:
		answer(w, Refreshed{name, at.UTC()}, err)
	}
}
