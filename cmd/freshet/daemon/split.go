package daemon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"freshet/storage"
)

// Divided is what a split came to.
type Divided struct {
	Story string `json:"story"` // id of the new story
	Page  string `json:"page"`  // its address
	Rest  string `json:"rest"`  // address of what it was taken out of
}

// refusal is a wish that cannot be fulfilled, in words for the operator.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

// handleSplit takes a sighting out of a story.
func (d *Daemon) handleSplit(w http.ResponseWriter, r *http.Request) {
	done, err := d.split(r.Context(), r.PathValue("id"), r.URL.Query().Get("sighting"))
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		http.Error(w, refused.text, refused.status)
		return
	}
	if err == nil {
		d.log.Info("story was split by hand", "story", r.PathValue("id"), "new", done.Story)
	}
	answer(w, done, err)
}

func (d *Daemon) split(ctx context.Context, text, which string) (Divided, error) {
	id, err := storage.ParseStoryID(text)
	if err != nil {
		return Divided{}, &refusal{http.StatusNotFound, err.Error()}
	}
	gone := &refusal{http.StatusNotFound, fmt.Sprintf("no story %s", id)}
	st, err := d.store.Story(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return Divided{}, gone
	}
	if err != nil {
		return Divided{}, fmt.Errorf("split: %w", err)
	}
	number, refused := pick(&st, which)
	if refused != nil {
		return Divided{}, refused
	}
	fresh, err := d.store.Split(ctx, id, number, time.Now())
	switch {
	case errors.Is(err, storage.ErrOnly):
		return Divided{}, only(id)
	case errors.Is(err, storage.ErrNotFound):
		return Divided{}, &refusal{http.StatusNotFound, fmt.Sprintf("story %s has no sighting %d any more", id, number)}
	case err != nil:
		return Divided{}, fmt.Errorf("split: %w", err)
	}
	base := strings.TrimRight(d.Config().BaseURL.String(), "/") + "/stories/"
	return Divided{Story: fresh.String(), Page: base + fresh.String(), Rest: base + id.String()}, nil
}

func only(id storage.StoryID) *refusal {
	return &refusal{http.StatusConflict, fmt.Sprintf("story %s has only one sighting: there is nothing to split", id)}
}

// pick finds the sighting that the operator means: by its number, its link, or its
// source when only one is of it.
func pick(st *storage.Story, which string) (uint64, *refusal) {
	number, _ := strconv.ParseUint(which, 10, 64)
	var byNumber, byLink, bySource []uint64
	for i := range st.Sightings {
		g := &st.Sightings[i]
		if g.Number == number && number != 0 {
			byNumber = append(byNumber, g.Number)
		}
		if g.URL == which && which != "" {
			byLink = append(byLink, g.Number)
		}
		if g.Source == which {
			bySource = append(bySource, g.Number)
		}
	}
	for _, found := range [][]uint64{byNumber, byLink, bySource} {
		switch {
		case len(found) > 1:
			return 0, &refusal{http.StatusConflict, fmt.Sprintf(
				"%d sightings of story %s are %.200q: name one by its number, one of %v", len(found), st.ID, which, found)}
		case len(found) == 1 && len(st.Sightings) == 1:
			return 0, only(st.ID)
		case len(found) == 1:
			return found[0], nil
		}
	}
	return 0, &refusal{http.StatusNotFound, fmt.Sprintf(
		"story %s has no sighting %.200q: name it by its number, its link or its source", st.ID, which)}
}
