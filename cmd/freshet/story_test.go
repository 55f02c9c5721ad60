package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteStory(t *testing.T) {
	const line = `{"title":"A title","date_published":"2026-11-04T10:00:00Z","external_url":"https://a.example/1",
"_freshet":{"story":"01K9AXG8Z7V3P0XJ4R6M2T5WQD","clicks":12,"raw_clicks":20,"lead":7,"sightings":[
{"source":"a","url":"https://a.example/1","title":"A title","published":"2026-11-04T10:00:00Z","seen":"2026-11-04T10:05:00Z","number":7,
 "corrected":"2026-11-04T11:00:00Z","correction":"130 became 13"},
{"source":"b","url":"https://b.example/1","title":"Buy now! A\ttitle","published":"2024-01-01T00:00:00Z","seen":"2026-11-04T10:09:00Z","number":9,
 "score":7.5,"reasons":["51 of 51 numbers","60 % of the text"],"injected":"Buy now!","farm":true,"doubt":"it names a later day"},
{"source":"b","url":"https://b.example/2","title":"A title","seen":"2026-11-04T10:10:00Z","number":12,"reasons":["links to the same address"]}]}}`
	const want = `story     01K9AXG8Z7V3P0XJ4R6M2T5WQD
title     A title
date      2026-11-04 10:00Z
link      https://a.example/1
clicks    12, of 20 that came
coverage  2 sources

sighting   7, leads the story
source     a
headline   A title
link       https://a.example/1
published  2026-11-04 10:00Z, seen 2026-11-04 10:05Z
corrected  2026-11-04 11:00Z: 130 became 13

sighting   9
source     b
headline   Buy now! A title
link       https://b.example/1
published  2024-01-01 00:00Z, seen 2026-11-04 10:09Z
joined     very sure (7.5): 51 of 51 numbers; 60 % of the text
injected   Buy now!
farm       an advertisement, which stands in the text or in headlines of other sources, too
date       in doubt: it names a later day

sighting   12
source     b
headline   A title
link       https://b.example/2
published  -, seen 2026-11-04 10:10Z
joined     certain: links to the same address
`
	var b bytes.Buffer
	if err := writeStory(&b, []byte(line)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := writeStory(&b, []byte("no JSON")); err == nil {
		t.Error("what is no JSON was shown")
	}
}
