package score

import (
	"fmt"
	"strings"
	"time"

	"freshet/aggregator/origin"
)

// feedOf is a feed of ten entries, of which the newest is of the given number; head
// goes into the channel.
func feedOf(name string, newest int, head string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>%s</title><link>http://%s.example/</link>%s`, name, name, head)
	for i := newest; i > newest-10 && i >= 0; i-- {
		fmt.Fprintf(&b, `<item><title>%s %d</title><link>http://%s.example/%d</link><guid isPermaLink="false">%s-%d</guid></item>`, name, i, name, i, name, i)
	}
	return b.String() + "</channel></rss>"
}

// document is what a feed has at a time: an entry more every twelve hours.
type document struct {
	body, etag, modified string
}

func at(name string, t time.Time, head string) document {
	n := int(t.Sub(start) / (12 * time.Hour))
	changed := start.Add(time.Duration(n) * 12 * time.Hour)
	return document{feedOf(name, n+10, head), fmt.Sprintf(`"%s-%d"`, name, n), origin.Date(changed)}
}

// honest answers 304 to whom has the document, and sends it else.
func honest(d document, v visit, header ...string) reply {
	header = append([]string{"ETag", d.etag, "Last-Modified", d.modified}, header...)
	tag := v.value("If-None-Match")
	if tag == d.etag && tag != "" || tag == "" && v.value("If-Modified-Since") == d.modified && d.modified != "" {
		return reply{304, "", header}
	}
	return reply{200, d.body, header}
}

// steady is an honest feed.
func steady(name, head string, header ...string) func(int, visit) reply {
	return func(_ int, v visit) reply { return honest(at(name, v.at, head), v, header...) }
}

// always is one answer to all.
func always(status int, body string, header ...string) func(int, visit) reply {
	return func(int, visit) reply { return reply{status, body, header} }
}

// once begins with a good answer, so that there are validators to remember.
func once(name string, then func(int, visit) reply) func(int, visit) reply {
	return func(n int, v visit) reply {
		if n == 1 {
			return steady(name, "")(n, v)
		}
		return then(n, v)
	}
}

// build places all the sources.
func (w *world) build() {
	w.place("steady", "http://steady.example/%7eA/feed?b=2&a=1", steady("steady", "", "Set-Cookie", "id=1", "Vary", "Accept-Encoding"))
	w.place("set", "http://set.example/feed", func(n int, v visit) reply {
		d := at("set", v.at, "")
		if int(v.at.Sub(start)/(24*time.Hour))%2 == 1 {
			d.etag = ""
		}
		return honest(d, v)
	})
	w.place("odd", "http://odd.example/feed", func(_ int, v visit) reply {
		d := at("odd", v.at, "")
		d.etag = `W/"a,b-` + d.etag[1:]
		return honest(d, v)
	})
	w.place("refreshed", "http://refreshed.example/feed", steady("refreshed", ""))
	w.place("limit", "http://limit.example/feed", once("limit", always(429, "", "Retry-After", "21600")))
	w.place("nolimit", "http://nolimit.example/feed", once("nolimit", always(429, "")))
	w.place("fresh", "http://fresh.example/feed", steady("fresh", "", "Cache-Control", "max-age=14400"))
	w.place("hinted", "http://hinted.example/feed", steady("hinted",
		"<ttl>180</ttl><skipHours><hour>1</hour><hour>2</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>"))
	for i := range 10 {
		w.place(fmt.Sprintf("many-%d", i), fmt.Sprintf("http://many.example/%d", i), steady("many", ""))
		host := fmt.Sprintf("user%d.service.example", i)
		w.place(fmt.Sprintf("user-%d", i), "http://"+host+"/feed", steady("user", ""))
	}
	for _, status := range []int{400, 401, 403, 404, 410, 500, 502, 503} {
		name := fmt.Sprintf("s%d", status)
		w.place(name, "http://"+name+".example/feed", once(name, always(status, "")))
	}
	w.place("page", "http://page.example/feed", once("page", always(200, "<!doctype html><html><body>Please log in</body></html>", "Content-Type", "text/html")))
	w.place("moved", "http://moved.example/feed", always(301, "", "Location", "http://there.example/feed"))
	w.answer("there.example/feed", steady("there", ""))
	w.place("lent", "http://lent.example/feed", always(302, "", "Location", "http://other.example/feed"))
	w.answer("other.example/feed", steady("other", ""))
	w.place("merge-a", "http://merge.example/a", always(301, "", "Location", "http://merged.example/feed"))
	w.place("merge-b", "http://merged.example/feed", steady("merged", ""))
	w.place("tls", "https://tls.example/feed", steady("tls", ""))
	w.answer("site.example/", always(200, `<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>`))
}
