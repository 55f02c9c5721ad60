package health

import (
	"fmt"
	"html"
	"strings"
	"time"
)

// Text is what an entry says: a headline as plain text, and a body as HTML.
type Text struct{ Headline, Body string }

// day and stamp are moments as the texts have them: never "3 hours ago".
const (
	day   = "2 January 2006"
	stamp = "2 January 2006, 15:04 UTC"
)

// Words says what is the matter with a source of that title.
func (c *Condition) Words(title string) Text {
	since := c.Since.UTC()
	switch c.Kind {
	case Failing:
		return text(fmt.Sprintf("%s has been failing since %s", title, since.Format(day)),
			fmt.Sprintf("No poll has worked since %s: %s%s.", since.Format(stamp), or(c.Detail, "the cause is not known"), inBrackets(c.Class)),
			"It is asked again and again, ever more seldom, and heals by itself when it answers. The page behind this entry says when it is asked next.")
	case Gone:
		return text(title+" is gone",
			"Its server has said twice, at least a day apart, that this feed is gone for good (410). It is not asked any more; its stories stay.",
			fmt.Sprintf("In the config, give source %q another url, or take it out.", c.Name))
	case Moved:
		return text(title+" has moved for good",
			fmt.Sprintf("Polls of %s are sent on to %s, since %s, and the feed is there.", c.Address, c.Other, since.Format(stamp)),
			fmt.Sprintf("In the config, in source %q, change url: %s to url: %s", c.Name, c.Address, c.Other))
	case Silent:
		return text(fmt.Sprintf("%s has been silent since %s", title, since.Format(day)),
			"It answers, but has had nothing new for longer than its rhythm lets expect. The feed may have been left behind: look at its site for another one.")
	case Doubted:
		if c.Mark == markTakeover {
			return text(title+" may have changed hands",
				capital(c.Detail)+".",
				"Domains that run out are bought for their readers. Look whether it is still what you wanted, and take it out of the config if not.")
		}
		return text(title+" is redirected to a doubtful address",
			capital(c.Detail)+".",
			"So do parked domains and networks that want a login first. The address in the config stays in use; look whether the feed is still there.")
	case Twin:
		return text(fmt.Sprintf("%s is the same feed as %s", title, c.Other),
			fmt.Sprintf("Sources %q and %q lead to the same address. It is polled once for both.", c.Name, c.Other),
			"Take one of the two out of the config.")
	}
	return text(title+" needs a look", "")
}

// Ending is a condition that came to a good end.
type Ending struct {
	Condition
	At time.Time `json:"at"` // when that was noticed
}

// ID is the ending's part of a published id.
func (e *Ending) ID() string { return e.Condition.ID() + "/over" }

// Words says that a source of that title is well again.
func (e *Ending) Words(title string) Text {
	since, at := e.Since.UTC(), e.At.UTC()
	took := span(at.Sub(since))
	if e.Kind == Silent {
		return text(fmt.Sprintf("%s has something new after %s", title, took),
			fmt.Sprintf("It had been silent since %s.", since.Format(day)))
	}
	before := "It had been failing"
	if e.Kind == Gone {
		before = "It had been gone (410)"
	}
	return text(fmt.Sprintf("%s works again after %s", title, took),
		fmt.Sprintf("%s since %s; by %s it answered.", before, since.Format(stamp), at.Format(stamp)))
}

// text makes an entry of plain sentences, one a paragraph.
func text(headline string, paragraphs ...string) Text {
	var b strings.Builder
	for _, p := range paragraphs {
		if p != "" {
			b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
		}
	}
	return Text{headline, b.String()}
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func or(s, other string) string {
	if s = strings.TrimRight(s, "."); s != "" {
		return s
	}
	return other
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// span is a duration in whole days, at least one: nothing shorter is told.
func span(d time.Duration) string {
	if days := max(int((d+12*time.Hour)/(24*time.Hour)), 1); days > 1 {
		return fmt.Sprintf("%d days", days)
	}
	return "a day"
}
