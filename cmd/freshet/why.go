package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"freshet/cmd/freshet/daemon"
)

// writeWhy shows what the next poll of one source follows from.
func (s statusCommand) writeWhy(w io.Writer, status daemon.Status) error {
	i := slices.IndexFunc(status.Sources, func(src daemon.SourceStatus) bool { return src.Name == s.Why })
	if i < 0 {
		return fmt.Errorf("no source %q in the running config", s.Why)
	}
	src := &status.Sources[i]
	if s.JSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(src)
	}
	t := newTable(w)
	t.row("source", src.Name)
	t.row("url", src.URL)
	whyLast(t, src)
	whyNext(t, src)
	whyKnown(t, src)
	return t.flush()
}

// whyLast is what the last poll came to.
func whyLast(t table, src *daemon.SourceStatus) {
	t.row("last poll", when(src.LastPoll))
	switch {
	case src.LastPoll == nil:
	case src.Class != "":
		t.row("last answer", fmt.Sprintf("%s: %s%s", src.Class, src.Error, httpStatus(src.Status)))
	default:
		t.row("last answer", "good"+httpStatus(src.Status))
	}
	if src.Failures > 0 {
		t.row("failing", fmt.Sprintf("since %s, %s", when(src.FailingSince), plural(src.Failures, "poll")))
	}
	t.row("last good", when(src.LastSuccess))
}

func httpStatus(code int) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf(" (HTTP %d)", code)
}

// whyNext is when the next poll is, and each reason on a line.
func whyNext(t table, src *daemon.SourceStatus) {
	switch {
	case src.Gone:
		t.row("next poll", "never: it is gone")
	case src.Next == nil:
		t.row("next poll", "under way")
	default:
		t.row("next poll", when(src.Next))
	}
	for _, why := range src.Why {
		t.row("because", why)
	}
	for _, h := range src.Held {
		t.row("host", fmt.Sprintf("%s is held until about %s, by %s: %s", src.Host, when(&h.Until), h.By, h.Because))
	}
	if len(src.Held) == 0 && src.Host != "" {
		t.row("host", src.Host)
	}
	if src.Service != "" && src.Service != src.Host {
		t.row("service", src.Service)
	}
	t.row("asks with", asksWith(src.Asks))
	if src.Asks.Because != "" {
		t.row("because", src.Asks.Because)
	}
}

func asksWith(a daemon.Asks) string {
	with := "nothing: the whole document is asked for"
	switch {
	case a.ETag && a.LastModified:
		with = "ETag and Last-Modified"
	case a.ETag:
		with = "ETag"
	case a.LastModified:
		with = "Last-Modified"
	}
	if a.Whole != nil {
		with += ", last whole document " + when(a.Whole)
	}
	return with
}

// whyKnown is what else is known of a source.
func whyKnown(t table, src *daemon.SourceStatus) {
	t.row("rhythm", rhythmWords(src.Rhythm))
	if m := src.Move; m != nil {
		what := "watched"
		if m.Followed {
			what = "followed: change the url in the config"
		}
		t.row("move", fmt.Sprintf("to %s, seen %d of %d times since %s, %s", m.URL, m.Seen, m.Needed, shortDate(m.Since), what))
	}
	if src.SameAs != "" {
		t.row("same as", src.SameAs)
	}
	if src.Archive != "" {
		t.row("archives", "next page "+src.Archive)
	}
	for _, hub := range src.Hubs {
		t.row("hub", hub)
	}
	for _, p := range src.Push {
		words := fmt.Sprintf("%s at %s, %s, %s missed", p.State, p.Hub, deliveries(p.Pushed), plural(p.Missed, "item"))
		if p.Until != nil {
			words += ", until " + when(p.Until)
		}
		if p.Error != "" {
			words += ": " + p.Error
		}
		t.row("websub", words)
	}
}

func rhythmWords(r daemon.Rhythm) string {
	if r.Newest == nil {
		return "not known yet"
	}
	words := "newest " + when(r.Newest)
	if d, err := time.ParseDuration(r.Typical); err == nil {
		words += fmt.Sprintf(", typically %s between two of %s", d.Round(time.Minute), plural(r.Dates, "item"))
	}
	return words + ", silent from " + when(r.Silence)
}

func deliveries(n int) string {
	if n == 1 {
		return "1 delivery"
	}
	return fmt.Sprintf("%d deliveries", n)
}
