package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestA9_1_DiscoverCommand(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/blog", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<link rel="alternate" type="application/rss+xml" title="The River News" href="/news.xml"></head></html>`)
	})
	mux.HandleFunc("/news.xml", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<rss version="2.0"><channel><title>The River News</title></channel></rss>`)
	})
	site := httptest.NewServer(mux)
	defer site.Close()
	for _, path := range []string{"/blog", "/news.xml"} {
		var out, errs bytes.Buffer
		if code := run([]string{"discover", "--private-networks", site.URL + path}, nil, &out, &errs); code != exitGood {
			t.Fatalf("%s: exit %d: %s", path, code, errs.String())
		}
		line, _, _ := strings.Cut(out.String(), "\n")
		if !strings.Contains(line, site.URL+"/news.xml") || !strings.Contains(line, "name: the-river-news") {
			t.Errorf("%s: %s", path, out.String())
		}
	}
	var out, errs bytes.Buffer
	if code := run([]string{"discover", "--private-networks", site.URL + "/nowhere"}, nil, &out, &errs); code != exitFailed || !strings.Contains(errs.String(), "404") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}
