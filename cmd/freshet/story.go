package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"freshet/cmd/freshet/daemon"
	"freshet/output/page"
)

// storyCommand shows one story. What it prints without a flag is a contract: the
// line of "freshet export --stories", indented.
type storyCommand struct {
	configFlags
	ID   string `arg:"" help:"The story's id, as its page's address shows it."`
	Text bool   `help:"For people to read, instead of JSON." xor:"form"`
	JSON bool   `help:"As one line of JSON." xor:"form"`
}

func (s storyCommand) Run(c *console) error {
	cfg, err := s.load()
	if err != nil {
		return err
	}
	body, err := daemon.Ask(c.ctx, cfg.Admin, "GET", "/-/story/"+url.PathEscape(s.ID))
	if err != nil {
		return err
	}
	defer body.Close()
	line, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("story: %w", err)
	}
	switch {
	case s.Text:
		return writeStory(c.out, line)
	case s.JSON:
		_, err = c.out.Write(line)
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, line, "", "  "); err != nil {
		return fmt.Errorf("story: %w", err)
	}
	_, err = out.WriteTo(c.out)
	return err
}

// shownStory is what is read of the line of a story.
type shownStory struct {
	Title     string    `json:"title"`
	Published time.Time `json:"date_published"`
	External  string    `json:"external_url"`
	Freshet   struct {
		Story     string          `json:"story"`
		Sightings []shownSighting `json:"sightings"`
		Clicks    uint64          `json:"clicks"`
		Raw       uint64          `json:"raw_clicks"`
		Lead      uint64          `json:"lead"`
	} `json:"_freshet"`
}

type shownSighting struct {
	Source     string    `json:"source"`
	URL        string    `json:"url"`
	Title      string    `json:"title"`
	Published  time.Time `json:"published"`
	Seen       time.Time `json:"seen"`
	Number     uint64    `json:"number"`
	Score      float64   `json:"score"`
	Reasons    []string  `json:"reasons"`
	Injected   string    `json:"injected"`
	Farm       bool      `json:"farm"`
	Doubt      string    `json:"doubt"`
	Corrected  time.Time `json:"corrected"`
	Correction string    `json:"correction"`
}

// writeStory shows a story to people: what it is, then each sighting.
func writeStory(w io.Writer, line []byte) error {
	var st shownStory
	if err := json.Unmarshal(line, &st); err != nil {
		return fmt.Errorf("story: %w", err)
	}
	sources := map[string]bool{}
	for _, g := range st.Freshet.Sightings {
		sources[g.Source] = true
	}
	t := newTable(w)
	t.row("story", st.Freshet.Story)
	t.row("title", st.Title)
	t.row("date", shortDate(st.Published))
	t.row("link", st.External)
	t.row("clicks", fmt.Sprintf("%d, of %d that came", st.Freshet.Clicks, st.Freshet.Raw))
	t.row("coverage", plural(len(sources), "source"))
	for i := range st.Freshet.Sightings {
		g := &st.Freshet.Sightings[i]
		t.row()
		writeSighting(t, g, g.Number == st.Freshet.Lead)
	}
	return t.flush()
}

func writeSighting(t table, g *shownSighting, lead bool) {
	name := fmt.Sprint(g.Number)
	if lead {
		name += ", leads the story"
	}
	t.row("sighting", name)
	t.row("source", g.Source)
	t.row("headline", g.Title)
	t.row("link", g.URL)
	t.row("published", shortDate(g.Published)+", seen "+shortDate(g.Seen))
	if len(g.Reasons) > 0 {
		sure := page.Sure(g.Score, len(g.Reasons))
		if g.Score != 0 {
			sure += fmt.Sprintf(" (%.1f)", g.Score)
		}
		t.row("joined", sure+": "+strings.Join(g.Reasons, "; "))
	}
	if g.Injected != "" {
		t.row("injected", g.Injected)
	}
	if g.Farm {
		t.row("farm", "an advertisement, which stands in the text or in headlines of other sources, too")
	}
	if g.Doubt != "" {
		t.row("date", "in doubt: "+g.Doubt)
	}
	if g.Correction != "" {
		t.row("corrected", shortDate(g.Corrected)+": "+g.Correction)
	}
}
